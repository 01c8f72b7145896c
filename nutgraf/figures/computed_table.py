"""Builds the table of a chart that computes its values: sums, counts, shares and bins, as its marks show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.figures.cell_values import FigureCell, ValueRange, bare, blank
from nutgraf.figures.chart_layers import channels, facets_of, field_of, is_name
from nutgraf.figures.drawn_columns import FramePart, layer_columns
from nutgraf.figures.frame_cells import needs_no_source
from nutgraf.figures.table_columns import FigureColumn, are_years, check_values, laid_out
from nutgraf.figures.time_units import in_zone, units_in

if TYPE_CHECKING:
    from nutgraf.vega.mark_values import DrawnLayer


_Origin = Mapping[str, Any]


def computed_table(spec: Mapping[str, Any], drawing: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The figure's table, computed from what the chart draws.

    Needs vl-convert, so it runs in the build or in JupyterLab, not in a build's kernels. Raises FigureError if
    the chart draws something that a table cannot show; columns= must then be given.
    """
    from nutgraf.vega.mark_values import mark_values

    layers = tuple(map(_with_areas, mark_values(dict(spec), where, plain=True, blanks=True)))
    names = {field_of(one) for layer in layers for _, one in channels(layer.encoding) if is_name(one)}
    asked = [FigureColumn(name, label, unit, name in names) for name, label, unit in drawing["columns"]]
    lang = drawing["lang"]
    layers = tuple(replace(layer, encoding=_with_units(layer, spec)) for layer in layers)
    parts = _asked(layers, asked, where) if asked else [layer_columns(layer, lang, where) for layer in layers]
    parts = [_known(columns, _by_class(rows), drawing) for columns, rows in parts if columns]
    columns, lines = _joined(_merged(parts))
    for place, column in enumerate(columns):
        check_values(column, [line[place].value for line in lines], where)
    origins = _origins(columns, lines, drawing["origins"])
    lines = [
        [_as_published(column, cell, own) for column, cell in zip(columns, line, strict=True)]
        for line, own in zip(lines, origins, strict=True)
    ]
    table = laid_out(columns, lines, lang)
    places = [(row, place) for row, line in enumerate(lines) for place in range(len(line))]
    unsourced = [] if drawing["vouched"] else [[row, at] for row, at in places if not needs_no_source(lines[row][at])]
    source_rows = [list({str(key): key for origin in own for key in origin["keys"]}.values()) for own in origins]
    return {**table, "unsourced": unsourced, "source_rows": source_rows}


def _with_areas(layer: DrawnLayer) -> DrawnLayer:
    """A layer of a map with the names of its areas as the column "name"."""
    from nutgraf.vega.map_names import area_names

    names = area_names(layer.rows) if layer.mark == "geoshape" else []
    if not names:
        return layer
    return replace(layer, rows=tuple({**row, "name": name} for row, name in zip(layer.rows, names, strict=True)))


def _with_units(layer: DrawnLayer, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The channels of a layer, including its facets, each with the time unit of its column."""
    units = units_in(dict(spec))
    given = {**facets_of(spec), **layer.encoding}
    return {
        channel: {"timeUnit": units[field_of(one)], **one} if isinstance(one, dict) and field_of(one) in units else one
        for channel, one in given.items()
    }


def _origins(
    columns: list[FigureColumn], lines: list[list[FigureCell]], known: Sequence[_Origin]
) -> list[list[_Origin]]:
    """For each row of the table, the rows of the frames with the same names."""
    held = {name for origin in known for name in origin["said"]}
    places = [place for place, column in enumerate(columns) if column.names and column.name in held]
    by_names: dict[tuple[Any, ...], list[_Origin]] = {}
    for origin in known:
        by_names.setdefault(tuple(origin["said"].get(columns[place].name) for place in places), []).append(origin)
    return [by_names.get(tuple(bare(line[place].value) for place in places), []) for line in lines]


def _as_published(column: FigureColumn, cell: FigureCell, origins: list[_Origin]) -> FigureCell:
    """The cell with its publisher's rounding and qualifier if its value is an unchanged fact."""
    for origin in origins:
        value, step, qualifier = origin["facts"].get(column.name, (None, None, ""))
        if value is not None and value == cell.value:
            return replace(cell, step=step, qualifier=qualifier)
    return cell


def _asked(layers: Sequence[DrawnLayer], asked: list[FigureColumn], where: str) -> list[FramePart]:
    """The requested columns, in the layers that have them."""
    known = list(dict.fromkeys(name for layer in layers for row in layer.rows for name in row))
    for column in asked:
        if column.name not in known:
            fix = did_you_mean(column.name, [name for name in known if not name.startswith("_")])
            raise FigureError(Problem(where, f"columns= lists {column.name!r}, which the chart does not draw", fix))
    found: list[FramePart] = []
    for layer in layers:
        own = [column for column in asked if any(column.name in row for row in layer.rows)]
        found.append((own, [[row.get(column.name) for column in own] for row in layer.rows]))
    whole = [part for part in found if len(part[0]) == len(asked)]
    return whole[:1] or found


def _by_class(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows in the order of their classes, as a histogram has them, and not in that of the frame; blanks last."""
    classed = sorted({at for row in rows for at, value in enumerate(row) if isinstance(value, ValueRange)})
    return sorted(rows, key=lambda row: [getattr(row[at], "low", float("inf")) for at in classed])


def _known(columns: list[FigureColumn], rows: list[list[Any]], drawing: Mapping[str, Any]) -> FramePart:
    """The columns with the units of their facts, and with times in the zone of the frame."""
    zones = [drawing["zones"].get(column.name, "") for column in columns]
    lines = [[in_zone(value, zone) for value, zone in zip(row, zones, strict=True)] for row in rows]
    found = [replace(column, unit=column.unit or drawing["units"].get(column.name, "")) for column in columns]
    years = drawing["years"]
    # A chart draws a year as the first of January.
    return [replace(one, grain="year") if one.names and one.name in years else one for one in found], lines


def _merged(parts: list[FramePart]) -> list[FramePart]:
    """Merges layers that draw the same rows, such as bars and their labels, and drops those that add nothing."""
    found: list[FramePart] = []
    for columns, rows in parts:
        for at, (others, theirs) in enumerate(found):
            shared = [column.label for column in columns if column in others]
            mine = _only(columns, rows, shared)
            if len(shared) == len(columns) and {*map(repr, mine)} <= {*map(repr, _only(others, theirs, shared))}:
                break
            if shared and mine == _only(others, theirs, shared):
                new = [place for place, column in enumerate(columns) if column not in others]
                more = [[*row, *(own[place] for place in new)] for row, own in zip(theirs, rows, strict=True)]
                found[at] = ([*others, *(_apart(columns[place], others) for place in new)], more)
                break
        else:
            found.append((columns, rows))
    return found


def _apart(column: FigureColumn, others: list[FigureColumn]) -> FigureColumn:
    """The column with a unique heading; fields of two layers may have the same title."""
    alike = any(other.label == column.label for other in others)
    return replace(column, label=f"{column.label} ({column.name})") if alike else column


def _only(columns: list[FigureColumn], rows: list[list[Any]], labels: list[str]) -> list[list[Any]]:
    places = [next(at for at, column in enumerate(columns) if column.label == label) for label in labels]
    return [[row[place] for place in places] for row in rows]


def _joined(parts: list[FramePart]) -> tuple[list[FigureColumn], list[list[FigureCell]]]:
    """All columns of the parts, and all their rows."""
    columns = list({column.label: column for own, _ in parts for column in own}.values())
    lines: list[list[FigureCell]] = []
    for own, rows in parts:
        at = {column.label: place for place, column in enumerate(own)}
        for row in rows:
            line = [
                FigureCell(row[at[each.label]] if each.label in at else None, each.unit, grain=each.grain)
                for each in columns
            ]
            if not all(blank(cell.value) for cell in line):
                lines.append(line)
    for place, column in enumerate(columns):
        years = are_years(column, [line[place].value for line in lines])
        for line in lines:
            span = isinstance(line[place].value, ValueRange)
            line[place] = replace(line[place], year=years, name=column.names and not span)
    return columns, lines
