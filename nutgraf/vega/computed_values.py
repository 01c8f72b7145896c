"""Finds computed values that a chart cannot draw: infinite, NaN, made from a blank, or missing from a lookup."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.blank_values import blank_value_problems, takes_blanks_for_values
from nutgraf.vega.computed_rows import SpecRows, computed_rows, counted_rows
from nutgraf.vega.drawn_fields import NAMED, PLACED, REPLACING, USING, drawn_fields, taken_fields
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView, is_house_chart, views

_RANKS = ("rank", "dense_rank", "percent_rank", "cume_dist", "row_number", "ntile")
_DATUM = re.compile(r"""\bdatum(?:\.([A-Za-z_$][\w$]*)|\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\])""")
_CHOOSES = re.compile(r"[?!=<>|&]|\b(?:if|isValid|isNaN|isFinite|isNumber|test|inrange|indexof|length)\(")
"""A formula that tests its values first: what it makes of a blank is what the reporter intends."""


def computed_value_problems(spec: Mapping[str, Any], where: str) -> list[Problem]:
    """Why the results of a chart's transforms cannot be drawn: each formula, its number of rows and the first one."""
    if is_house_chart(spec):
        return []
    known: dict[str, SpecRows | None] = {}
    problems: list[Problem] = []
    for view in views(spec):
        place = f"{where}, {view.place}" if view.place else where
        steps = view.transforms
        for end in _ends(steps) or ([len(steps)] if takes_blanks_for_values(view, spec) else []):
            key = json.dumps([view.data, steps[:end]], sort_keys=True, default=str)
            if key not in known:
                known[key] = computed_rows(spec, view, steps[:end])
            if rows := known[key]:
                problems += _in_rows(view, steps, end, rows, place)
                problems += blank_value_problems(view, spec, rows, place) if end == len(steps) else ()
    return list(dict.fromkeys(problems))


def _ends(steps: Sequence[Mapping[str, Any]]) -> list[int]:
    """After how many transforms the rows are checked: before each one that aggregates, and after the last."""
    if not any(set(step) - {"filter", "sample"} for step in steps):
        return []
    made_before = [at for at, step in enumerate(steps) if at and (set(REPLACING) | set(USING)) & set(step)]
    return [*made_before, len(steps)]


def _in_rows(
    view: SpecView, steps: Sequence[Mapping[str, Any]], end: int, rows: SpecRows, where: str
) -> Iterator[Problem]:
    last = end == len(steps)
    made = steps[:end]
    since = max((at + 1 for at, step in enumerate(made) if set(REPLACING) & set(step)), default=0)
    used = drawn_fields(view, PLACED) if last else taken_fields(steps[end])
    names = [field for field, kind in drawn_fields(view, NAMED).items() if kind in ("nominal", "ordinal", "temporal")]
    for field in used:
        yield from _endless(field, made, rows, names, where)
    if last:
        yield from _blank_throughout(view, made, rows, where)
        yield from _not_found(view, made[since:], rows, names, where)
    for step in made[since:]:
        if isinstance(step.get("calculate"), str):
            yield from _of_blanks(step, rows, names, where)
        yield from _ranked_blanks(step, rows, names, where)


def _endless(
    field: str, made: Sequence[Mapping[str, Any]], rows: SpecRows, names: Sequence[str], where: str
) -> Iterator[Problem]:
    bad = [row for row in rows if isinstance(row.get(field), float) and not math.isfinite(row[field])]
    if bad:
        comes_to = "NaN (not a number)" if math.isnan(bad[0][field]) else "infinity"
        maker = _maker(field, made)
        fix = (
            f"leave those rows out in pandas or with .transform_filter(\"isFinite(datum['{field}'])\"), "
            "or let the formula return null for them: test ? … : null"
        )
        if not maker.startswith("the formula"):
            fix = "look for a zero or a blank in the columns that it uses, and leave those rows out first"
        yield Problem(where, f"{maker} gives {comes_to} in {counted_rows(bad, rows, names)}", fix)


def _blank_throughout(
    view: SpecView, made: Sequence[Mapping[str, Any]], rows: SpecRows, where: str
) -> Iterator[Problem]:
    """Finds fields that transforms compute and that are blank in every row."""
    for field, kind in drawn_fields(view, PLACED).items():
        made_here = field in view.table.made
        if made_here and kind in ("quantitative", "temporal") and all(row.get(field) is None for row in rows):
            fix = "check the columns that it uses, or leave the layer out"
            yield Problem(where, f"{_maker(field, made)} is blank in all rows: nothing is drawn", fix)


def _not_found(
    view: SpecView, made: Sequence[Mapping[str, Any]], rows: SpecRows, names: Sequence[str], where: str
) -> Iterator[Problem]:
    """Finds rows without a match in a lookup; on a map they are places without a value, as the table shows."""
    drawn = drawn_fields(view, NAMED)
    for step in made:
        taken = _looked_up(step)
        if not set(taken) & set(drawn) or (view.mark == "geoshape" and "shape" not in drawn):
            continue
        missing = [row for row in rows if all(row.get(field) is None for field in taken)]
        if missing:
            key = str(step["lookup"])
            what = f"the lookup by {key!r} finds nothing for {counted_rows(missing, rows, [plain_name(key), *names])}"
            fix = (
                f"spell them the same way in both tables, or leave those rows out after it: "
                f".transform_filter(\"isValid(datum['{taken[0]}'])\")"
            )
            if step.get("default") == 0:
                fix = f"Vega-Lite forgets a default of 0: write isValid(datum['{taken[0]}']) ? datum['{taken[0]}'] : 0"
            yield Problem(where, what, fix)


def _looked_up(step: Mapping[str, Any]) -> list[str]:
    """The fields that a lookup adds."""
    if "lookup" not in step:
        return []
    named = step.get("as") or step.get("from", {}).get("fields", [])
    return [plain_name(each) for each in ([named] if isinstance(named, str) else named)]


def _of_blanks(step: Mapping[str, Any], rows: SpecRows, names: Sequence[str], where: str) -> Iterator[Problem]:
    """Finds numbers that a formula makes from a blank, which Vega treats as 0."""
    formula, field = str(step["calculate"]), str(step.get("as"))
    if _CHOOSES.search(_DATUM.sub("", formula)):
        return
    writes = "ormat(" in formula
    inputs = [match[1] or match[2] or match[3] for match in _DATUM.finditer(formula)]
    for name in dict.fromkeys(inputs):
        blank = [row for row in rows if row.get(name) is None and _is_number(row.get(field), writes=writes)]
        if name != field and blank:
            what = f"the formula {formula!r} takes a blank {name!r} for 0 in {counted_rows(blank, rows, names)}"
            fix = (
                f"leave those rows out first, in pandas or with .transform_filter(\"isValid(datum['{name}'])\"), "
                f"or write isValid(datum['{name}']) ? … : null"
            )
            yield Problem(where, what, fix)


def _ranked_blanks(step: Mapping[str, Any], rows: SpecRows, names: Sequence[str], where: str) -> Iterator[Problem]:
    """Finds ranks that count blanks: Vega sorts blanks first, so the smallest number is not first."""
    ranks = [one for one in step.get("window") or [] if one.get("op") in _RANKS]
    for key in step.get("sort") or [] if ranks else []:
        field = plain_name(str(key.get("field")))
        blank = [row for row in rows if row.get(field) is None]
        if blank and key.get("order") != "descending":
            first = counted_rows(blank, rows, names)
            what = f"the {ranks[0]['op']} by {field!r} puts blanks before all numbers: {first}"
            fix = f"leave those rows out first, in pandas or with .transform_filter(\"isValid(datum['{field}'])\")"
            yield Problem(where, what, fix)


def _is_number(value: Any, *, writes: bool) -> bool:
    """Whether a result shows a number; `writes` is whether its formula turns numbers into words."""
    if isinstance(value, str):
        return writes
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _maker(field: str, made: Sequence[Mapping[str, Any]]) -> str:
    """What computes a field: its formula, or that of the field it is aggregated from."""
    for at in range(len(made) - 1, -1, -1):
        step = made[at]
        if step.get("as") == field and isinstance(step.get("calculate"), str):
            return f"the formula {step['calculate']!r}"
        for one in (one for name in USING for one in step.get(name, []) if isinstance(one, Mapping)):
            if one.get("as") == field and isinstance(one.get("field"), str):
                inner = _maker(plain_name(one["field"]), made[:at])
                return inner if inner.startswith("the formula") else f"the computed column {field!r}"
    return f"the computed column {field!r}"
