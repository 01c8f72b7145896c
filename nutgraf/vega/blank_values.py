"""Finds blanks that Vega would draw as values: a point on the equator, a bar in January, a line down to zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.computed_rows import SpecRows, counted_rows
from nutgraf.vega.spec_data import plain_name
from nutgraf.vega.spec_views import SpecView

_PLACES = ("latitude", "longitude", "latitude2", "longitude2")
_ENDS = {"x2": "x", "y2": "y"}
_MEASURES = ("x", "y", "x2", "y2", "theta", "radius", "size", "opacity")
_DRAWN_AS_ZERO = (None, "show")


def takes_blanks_for_values(view: SpecView, spec: Mapping[str, Any]) -> bool:
    """Whether a view has any channel in which Vega draws a blank as if it were a value."""
    places = bool(set(_PLACES) & set(view.encoding))
    band = view.mark in ("area", "errorband") and bool(set(_ENDS) & set(view.encoding))
    return places or band or _shows_blanks(view, spec) or any(_is_part_of_time(one) for one in view.encoding.values())


def blank_value_problems(view: SpecView, spec: Mapping[str, Any], rows: SpecRows, where: str) -> Iterator[Problem]:
    """Each column in which a blank would be drawn as a value, with the number of rows and the first one."""
    shown = _shows_blanks(view, spec)
    for channel, one in view.encoding.items():
        if not isinstance(one, Mapping) or not isinstance(one.get("field"), str) or "condition" in one:
            continue
        field = plain_name(one["field"])
        blank = [row for row in rows if row.get(field) is None]
        start = view.encoding.get(_ENDS.get(channel, ""))
        if channel in _PLACES:
            drawn = "it would be drawn in the wrong place"
        elif _is_part_of_time(one):
            drawn = f"its {channel} would be labeled with the wrong {_unit(one)}"
        elif shown and channel in _MEASURES and one.get("type") == "quantitative" and "aggregate" not in one:
            drawn = "invalid= draws it as 0"
        elif isinstance(start, Mapping) and view.mark in ("area", "errorband"):
            begin = plain_name(str(start.get("field")))
            blank = [row for row in blank if row.get(begin) is not None]
            drawn = f"the area would shrink to a point, for its {_ENDS[channel]} is known"
        else:
            continue
        if blank:
            what = f"the column {field!r} is blank in {counted_rows(blank, rows, _names(view, field))}: {drawn}"
            fix = f"leave those rows out, in pandas or with .transform_filter(\"isValid(datum['{field}'])\")"
            if drawn.startswith("the area"):
                fix = "leave both ends blank there, which leaves a gap"
            if drawn.startswith("invalid="):
                fix = "leave invalid= out, which leaves a gap, or fill the blanks in a cell"
            yield Problem(where, what, fix)


def _shows_blanks(view: SpecView, spec: Mapping[str, Any]) -> bool:
    mark = view.spec.get("mark")
    config = spec.get("config", {}).get("mark", {})
    given = mark if isinstance(mark, Mapping) and "invalid" in mark else config
    return "invalid" in given and given["invalid"] in _DRAWN_AS_ZERO


def _is_part_of_time(one: Any) -> bool:
    """Whether a channel draws parts of a date in bands, where a blank gets its own band."""
    return isinstance(one, Mapping) and bool(one.get("timeUnit")) and one.get("type") in ("ordinal", "nominal")


def _unit(one: Mapping[str, Any]) -> str:
    unit = one["timeUnit"].get("unit", "time") if isinstance(one["timeUnit"], Mapping) else one["timeUnit"]
    return str(unit).removeprefix("utc")


def _names(view: SpecView, other_than: str) -> list[str]:
    """The columns that identify a row."""
    given = [one for one in view.encoding.values() if isinstance(one, Mapping) and isinstance(one.get("field"), str)]
    fields = [plain_name(one["field"]) for one in given if one.get("type") in ("nominal", "ordinal", "temporal")]
    return [field for field in fields if field != other_than]
