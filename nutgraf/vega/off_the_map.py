"""Finds places that a map does not show: Vega would draw them in its upper left corner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.computed_rows import counted_rows
from nutgraf.vega.mark_values import drawn_rows
from nutgraf.vega.spec_preparation import ready_to_draw
from nutgraf.vega.spec_views import views, without_repeats


def off_the_map_problems(spec: dict[str, Any], where: str) -> list[Problem]:
    """The rows of a map whose place is outside its projection, such as Paris on a map of the United States."""
    encodings = [view.encoding for view in views(spec)]
    if not any({"longitude", "latitude"} & set(encoding) for encoding in encodings):
        return []
    fields = {str(one["field"]) for encoding in encodings for one in _places(encoding)}
    marks, found = drawn_rows(without_repeats(ready_to_draw(spec, 680)), where)
    problems = []
    for mark in marks:
        at = mark["encode"]["update"].get("x", {})
        rows = tuple(found[mark["name"]])
        # A place has its position from the projection; everything else has it from a scale, or at a fixed number.
        if set(at) != {"field"} or at["field"] in fields:
            continue
        lost = [row for row in rows if row.get(at["field"]) is None and _is_known(row, fields)]
        if lost:
            place = ", ".join(f"{field} {lost[0][field]:g}" for field in sorted(fields) if field in lost[0])
            what = f"the map does not show {counted_rows(lost, rows, ())}: {place} is outside its projection"
            fix = "look whether longitude and latitude are switched, leave the row out, or choose another projection"
            problems.append(Problem(where, what, fix))
    return list(dict.fromkeys(problems))


def _places(encoding: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("longitude", "latitude"):
        one = encoding.get(name)
        if isinstance(one, Mapping) and "field" in one:
            yield one


def _is_known(row: Mapping[str, Any], fields: set[str]) -> bool:
    return all(row[field] is not None for field in fields if field in row)
