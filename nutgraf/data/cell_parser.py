"""Parses a cell by its column's type, format and missing values; uses frictionless for rare types."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from nutgraf.data.data_files import unique_keys
from nutgraf.data.number_parser import Slip, Writing, number_reader
from nutgraf.data.package import Column

CellParser = Callable[[str], Any]

WORDS: Mapping[str, str] = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date such as 2025-02-27",
    "time": "a time such as 10:30:00",
    "datetime": "a date and time such as 2025-02-27T10:30:00",
    "year": "a year of four digits",
    "yearmonth": "a year and month such as 2025-02",
    "duration": "a duration such as P1DT12H",
    "object": "a JSON object",
    "array": "a JSON list",
    "list": "a list",
    "geopoint": "a place such as -86.78, 36.16",
    "geojson": "GeoJSON",
    "email": "an e-mail address",
    "uri": "an address with its scheme, such as https://example.org",
    "uuid": "a UUID",
    "binary": "base64",
}
_YEAR, _MONTH = re.compile("[0-9]{4}"), re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
_DAY = "[0-9]{4}(-[0-9]{2}){2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:?[0-9]{2})?"
_ISO: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "date": (re.compile(_DAY), date.fromisoformat),
    "time": (re.compile(_CLOCK), time.fromisoformat),
    "datetime": (re.compile(f"{_DAY}[T ]{_CLOCK}"), datetime.fromisoformat),
}
_SIGN = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_WEB = re.compile(rf"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{{1,4}})?(/{_SIGN})?(\?{_SIGN})?(#{_SIGN})?")


def cell_reader(column: Column) -> CellParser:
    """The parser of a column's cells: a blank is "" in text columns and None elsewhere; a bad cell gives a Slip."""
    read, blank, missing = value_reader(column), "" if column.is_text else None, column.missing

    def read_cell(text: str) -> Any:
        return blank if text in missing else read(text)

    return read_cell


def value_reader(column: Column) -> CellParser:
    """Parses a cell that is not blank."""
    kind, form = column.type, column.format
    if kind in ("integer", "number"):
        return number_reader(_writing(column))
    if kind == "any" or (kind == "string" and form == "default"):
        return str
    if kind == "boolean":
        return _boolean(column)
    if kind == "list":
        return _list(column)
    return _trimmed(column, _of_form(kind, form) if kind in _ISO else _reads(column))


def _reads(column: Column) -> Callable[[str], Any]:
    """A parser that gives None for what it cannot read."""
    kind, form = column.type, column.format
    if kind == "year":
        return lambda text: int(text) if _YEAR.fullmatch(text) else None
    if kind == "yearmonth":
        return lambda text: text if _MONTH.fullmatch(text) else None
    if kind in ("object", "array"):
        return _json(dict if kind == "object" else list)
    if form == "binary":
        return _base64
    standard = _of_the_standard(column)
    if form == "uri":  # plain ASCII URLs are accepted as they are; frictionless checks others
        return lambda text: text if _WEB.fullmatch(text) else standard(text)
    if kind == "geopoint":
        return lambda text: tuple(map(float, place)) if "_" not in text and (place := standard(text)) else None
    if kind == "geojson":
        kinds = frozenset({"Topology"}) if form == "topojson" else frozenset[str]()
        return lambda text: standard(text) if _is_map(text, kinds) else None
    return standard


def _is_map(text: str, kinds: frozenset[str]) -> bool:
    """Whether it is a JSON object, of one of these kinds where any are named; frictionless takes any for TopoJSON."""
    found = _json(dict)(text)
    return found is not None and (not kinds or found.get("type") in kinds)


def described(column: Column) -> str:
    """What a cell of the column should contain, in words."""
    if column.type == "string":
        return WORDS.get(column.format, "text")
    if column.format not in ("default", "any") and column.type in ("date", "time", "datetime"):
        return f"a {column.type} of the form {column.format}"
    if column.format == "topojson":
        return "TopoJSON"
    if column.type == "list":
        return f"a list of {column.declared.get('itemType', 'string')}s"
    return WORDS.get(column.type, column.type)


def _writing(column: Column) -> Writing:
    own = column.declared
    return Writing(
        whole=column.type == "integer",
        group=own.get("groupChar", ""),
        decimal=own.get("decimalChar", "."),
        bare=own.get("bareNumber", True),
        floats=own.get("floatNumber", False),
    )


def _boolean(column: Column) -> CellParser:
    words = dict.fromkeys(column.declared.get("trueValues", ("true", "True", "TRUE", "1")), True)
    words |= dict.fromkeys(column.declared.get("falseValues", ("false", "False", "FALSE", "0")), False)

    def read(text: str) -> bool:
        if text not in words:
            known = ", ".join(words)
            fix = f'the column knows {known}; others are declared as "trueValues" and "falseValues"'
            raise Slip("is not true or false", fix)
        return words[text]

    return read


def _trimmed(column: Column, read: Callable[[str], Any]) -> CellParser:
    """A parser that gives None for what it cannot read, strict about spaces and non-ASCII digits."""

    def strictly(text: str) -> Any:
        words = described(column)
        if text != text.strip():
            raise Slip(f"is not {words}", "take the spaces away")
        if column.type != "string" and column.is_written_plainly and not text.isascii():
            raise Slip(f"is not {words}", "write it with plain digits and signs")
        value = read(text)
        if value is None:
            raise Slip(f"is not {words}")
        return value

    return strictly


def _of_form(kind: str, form: str) -> Callable[[str], Any]:
    """Parses a date or time in the standard's default format, or by a pattern."""
    pattern, read_iso = _ISO[kind]

    def read(text: str) -> Any:
        try:
            if form != "default":
                moment = datetime.strptime(text, form)
                return moment.date() if kind == "date" else moment.timetz() if kind == "time" else moment
            return read_iso(text) if pattern.fullmatch(text) else None
        except ValueError:
            return None

    return read


def _list(column: Column) -> CellParser:
    own = column.declared
    item = value_reader(replace(column, type=own.get("itemType", "string"), format="default", declared={}))
    sign = own.get("delimiter", ",")
    return lambda text: [item(each) for each in text.split(sign)]


def _json(kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            found = json.loads(text, parse_constant=_no_number, object_pairs_hook=unique_keys)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, kind) else None

    return read


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _base64(text: str) -> str | None:
    try:
        base64.b64decode(text, validate=True)
        return text
    except ValueError:
        return None


def _of_the_standard(column: Column) -> Callable[[str], Any]:
    """frictionless's own parser, loaded on first use, because that takes a second and few tables need it."""
    reads: list[Callable[[str], Any]] = []

    def read(text: str) -> Any:
        if not reads:
            from frictionless import Field

            descriptor = {"name": column.name, "type": column.type, "format": column.format}
            reads.append(Field.from_descriptor(descriptor).create_value_reader())
        return reads[0](text)

    return read
