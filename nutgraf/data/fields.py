"""The fields of a schema: every property of the standard is supported or refused by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.data.package import Column
from nutgraf.errors import did_you_mean, instead, nearest

Wrong = tuple[str, str]
"""What is wrong with a declaration, and how to fix it."""

_ORDERED = frozenset({"required", "unique", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LONG = frozenset({"required", "unique", "enum", "minLength", "maxLength"})
_BARE = frozenset({"required", "unique", "enum"})
CONSTRAINTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("number", "integer", "date", "time", "datetime", "year", "yearmonth"), _ORDERED),
    **dict.fromkeys(("array", "object"), _LONG),
    **dict.fromkeys(("boolean", "duration", "geopoint", "geojson", "any"), _BARE),
    "string": _LONG | {"pattern"},
    "list": _LONG - {"enum"},
}
"""The constraints that a column of each type may have."""

FORMATS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"email", "uri", "uuid", "binary"}),
    "geopoint": frozenset({"array", "object"}),
    "geojson": frozenset({"topojson"}),
}
"""The formats of each type apart from the standard's own; dates and times have a pattern as theirs."""

OPTIONS: Mapping[str, Mapping[str, type]] = {
    "number": {"groupChar": str, "decimalChar": str, "bareNumber": bool, "floatNumber": bool},
    "integer": {"groupChar": str, "bareNumber": bool},
    "boolean": {"trueValues": list, "falseValues": list},
    "list": {"delimiter": str, "itemType": str},
    "array": {},
}
"""What else a column of each type may declare."""

_KNOWN = frozenset(
    {"name", "type", "title", "description", "format", "example", "examples", "constraints", "missingValues"}
    | {"rdfType", "categories", "categoriesOrdered", "arrayItem", "nutgraf"}
    | {option for options in OPTIONS.values() for option in options}
)
_OWN = ("unit", "qualifier", "rounded_to")
_ITEMS = ("string", "integer", "boolean", "number", "datetime", "date", "time")
_PARTS = {
    "date": ({"Y", "y", "G"}, {"m", "b", "B", "j", "U", "W", "V"}, {"d", "j", "a", "A", "u", "w"}),
    "time": ({"H", "I"},),
    "datetime": ({"Y", "y"}, {"m", "b", "B", "j"}, {"d", "j"}, {"H", "I"}),
}
_ALONE = {"c": "Ymd H", "x": "Ymd", "X": "H"}


def read_field(field: Mapping[str, Any], missing: frozenset[str]) -> tuple[Column, list[Wrong]]:
    """The column that a field describes, and what in it is not supported; `missing` is the schema's default."""
    own = field.get("nutgraf") or {}
    wrong = list(_wrong(field, own))
    if "missingValues" in field and not wrong:
        missing, refused = read_missing(field["missingValues"])
        wrong += refused
    form = field.get("format", "default")
    column = Column(
        name=field["name"],
        type=field.get("type", "string"),
        constraints=field.get("constraints") or {},
        unit=own.get("unit", "") if isinstance(own, Mapping) else "",
        qualifier=own.get("qualifier", "") if isinstance(own, Mapping) else "",
        rounded_to=own.get("rounded_to") if isinstance(own, Mapping) else None,
        format=form.removeprefix("fmt:") if isinstance(form, str) else "default",
        missing=missing,
        declared=field,
    )
    return column, wrong


def read_missing(values: Any) -> tuple[frozenset[str], list[Wrong]]:
    """The texts that mean a blank, with or without labels."""
    texts = [one.get("value") if isinstance(one, Mapping) else one for one in values] if _is_list(values) else [None]
    known = frozenset(text for text in texts if isinstance(text, str))
    if any(not isinstance(text, str) for text in texts):
        return frozenset(), [("missingValues is not a list of texts", 'such as "missingValues": ["", "NA"]')]
    return known, []


def misspelled(given: Iterable[str], known: Iterable[str]) -> Iterator[Wrong]:
    """Properties that look like a misspelled standard property; others may be custom."""
    names = set(known)
    unknown = [name for name in given if name not in names]
    flat = {_flat(name): name for name in names if name.isalpha()} if unknown else {}
    for name in unknown:
        word = _flat(name)
        likely = nearest(word, flat, 0.85) if len(word) > 3 else ""
        if likely:
            yield f"{name!r} is not understood", instead(name, flat[likely])


def _wrong(field: Mapping[str, Any], own: Any) -> Iterator[Wrong]:
    kind, form = field.get("type", "string"), field.get("format", "default")
    if not isinstance(kind, str) or kind not in CONSTRAINTS:
        yield f"the type {kind!r} is not understood", did_you_mean(str(kind), CONSTRAINTS)
        return
    yield from misspelled(field, _KNOWN)
    yield from _wrong_format(kind, form)
    yield from _wrong_options(kind, field)
    yield from _wrong_constraints(kind, field)
    if "arrayItem" in field:
        yield "'arrayItem' is not understood", 'use the type "list" with an itemType'
    if "categories" in field or "categoriesOrdered" in field:
        yield "'categories' is not understood", 'list the values as "constraints": {"enum": […]}'
    if not isinstance(own, Mapping):
        yield "'nutgraf' is not an object", 'such as "nutgraf": {"unit": "persons"}'
        return
    for name in own:
        if name not in _OWN:
            yield (
                f"'nutgraf' has {name!r}, which is not understood",
                did_you_mean(name, _OWN),
            )
    if own.get("unit") and kind not in ("number", "integer"):
        yield f"it has a unit, but its type is {kind}", 'a fact has the type "number" or "integer"'
    yield from _wrong_unit(own.get("unit", ""))


def _wrong_unit(unit: Any) -> Iterator[Wrong]:
    if not isinstance(unit, str):
        yield f"its unit is {unit!r}", 'such as "unit": "persons"'
    elif any(unicodedata.category(sign) == "Sc" for sign in unit):
        yield f"its unit is the sign {unit!r}, which several currencies have", 'write its code, such as "unit": "EUR"'


def _wrong_format(kind: str, form: Any) -> Iterator[Wrong]:
    if not isinstance(form, str):
        yield f"the format {form!r} is not a text", "take it out"
    elif form == "any" and kind in _PARTS:
        yield (
            f'the format "any" guesses at a {kind}, and fills in from today\'s date',
            "write the pattern, such as %d/%m/%Y",
        )
    elif form != "default" and kind in _PARTS:
        yield from _wrong_pattern(kind, form.removeprefix("fmt:"))
    elif form != "default" and form not in FORMATS.get(kind, ()):
        known = sorted(FORMATS.get(kind, ()))
        fix = did_you_mean(form, ["default", *known]) if known else "take it out"
        yield f"the format {form!r} is not understood for the type {kind}", fix


def _wrong_pattern(kind: str, form: str) -> Iterator[Wrong]:
    """A pattern must name every part of a date or time; a missing part would be invented."""
    named = set(re.findall(r"%([A-Za-z%])", form)) - {"%"}
    for short, parts in _ALONE.items():
        named |= set(parts) if short in named else set()
    if not named:
        yield f"the format {form!r} is not a pattern", "such as %d/%m/%Y"
    elif not all(named & part for part in _PARTS[kind]):
        fix = 'name year, month and day, such as %d/%m/%Y; there are also the types "year" and "yearmonth"'
        yield f"the format {form!r} leaves out a part of the {kind}", fix if kind != "time" else "such as %H:%M"


def _wrong_options(kind: str, field: Mapping[str, Any]) -> Iterator[Wrong]:
    allowed = OPTIONS.get(kind, {})
    for options in OPTIONS.values():
        for name in options:
            if name in field and name not in allowed:
                yield f"{name!r} is not for the type {kind}", f"take it out, or look at the type {kind!r}"
                return
    for name, wanted in allowed.items():
        if name in field and not isinstance(field[name], wanted):
            yield f"{name!r} is {field[name]!r}", f"give it as {'a text' if wanted is str else wanted.__name__}"
            return
    if kind in ("number", "integer"):
        yield from _wrong_signs(kind, field)
    for name in ("trueValues", "falseValues"):
        if not all(isinstance(one, str) for one in field.get(name, ())):
            yield f"{name!r} is not a list of texts", f'such as "{name}": ["yes"]'
            return
    both = set(field.get("trueValues", ("true", "1"))) & set(field.get("falseValues", ("false", "0")))
    if both:
        yield f"{sorted(both)[0]!r} is both true and false", "keep it in one of trueValues and falseValues"
    if field.get("itemType", "string") not in _ITEMS and kind == "list":
        yield f"the itemType {field['itemType']!r} is not understood", did_you_mean(str(field["itemType"]), _ITEMS)
    if field.get("delimiter") == "" and kind == "list":
        yield "the delimiter of the list is blank", "such as ;"


def _wrong_signs(kind: str, field: Mapping[str, Any]) -> Iterator[Wrong]:
    group, decimal = field.get("groupChar", ""), field.get("decimalChar", "." if kind == "number" else "")
    if group and group == decimal:
        what = f"groupChar and decimalChar are both {group!r}"
        yield what, f'declare the other too: "decimalChar": "{"," if group == "." else "."}"'
    if kind == "number" and not decimal:
        yield "decimalChar is blank", "leave it out, or name the sign"
    for name in ("groupChar", "decimalChar"):
        if re.search(r"[0-9eE+-]", field.get(name, "")):
            yield f"{name} is {field[name]!r}, which is a part of numbers", "name another sign"


def _wrong_constraints(kind: str, field: Mapping[str, Any]) -> Iterator[Wrong]:
    rules = field.get("constraints") or {}
    if not isinstance(rules, Mapping):
        yield "'constraints' is not an object", 'such as "constraints": {"required": true}'
        return
    for name in sorted(set(field) & (_ORDERED | _LONG | {"pattern"})):
        yield f"{name!r} belongs in 'constraints'", f'write "constraints": {{"{name}": …}}'
    for name, rule in rules.items():
        if name not in CONSTRAINTS[kind]:
            if name in _ORDERED | _LONG | {"pattern", "jsonSchema"}:
                yield (
                    f"the constraint {name!r} is not understood for the type {kind}",
                    "take it out, and assert it in a notebook",
                )
            else:
                yield f"the constraint {name!r} is not understood", did_you_mean(name, CONSTRAINTS[kind])
        elif name in ("required", "unique") and not isinstance(rule, bool):
            yield f"the constraint {name!r} is {rule!r}", "give true or false"
        elif name in ("minLength", "maxLength") and type(rule) is not int:
            yield f"the constraint {name!r} is {rule!r}", "give a whole number"
        elif name == "enum" and not (_is_list(rule) and rule):
            yield f"the constraint 'enum' is {rule!r}", "give a list of the values allowed"
        elif name == "pattern" and not _is_pattern(rule):
            yield f"the constraint 'pattern' is {rule!r}, which is not a pattern", "look at its brackets"


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_pattern(value: Any) -> bool:
    try:
        return bool(re.compile(value)) if isinstance(value, str) else False
    except re.error:
        return False


def _flat(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
