"""The columns of one layer of a chart: values, bins, shares, quartiles and times, as its marks show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.cell_values import ValueRange
from nutgraf.figures.chart_layers import channels, field_of, is_name
from nutgraf.figures.table_columns import FigureColumn, titled, words
from nutgraf.figures.time_units import GRAINS, as_time, in_unit, is_said, unit_of

if TYPE_CHECKING:
    from nutgraf.vega.mark_values import DrawnLayer


_PARTS = {"mid_box": "median", "lower_box": "lower quartile", "upper_box": "upper quartile"}
_ASK = 'list the columns of the table in columns={"column": "Heading", …}'
FramePart = tuple[list[FigureColumn], list[list[Any]]]
"""Columns, and the values of each row in column order."""


def layer_columns(layer: DrawnLayer, lang: str, where: str) -> FramePart:
    """The columns of one layer with its rows, starting with those that identify the rows."""
    made: dict[str, tuple[FigureColumn, list[Any]]] = {}
    for channel, one in channels(layer.encoding):
        for column, values in _columns(layer, channel, one, lang=lang, where=where):
            same = made.get(column.label)
            if same is not None and same[1] != values:
                column = replace(column, label=f"{column.label} ({words(column.name)})")
            made.setdefault(column.label, (column, _coarse(values, one, lang)))
    if layer.mark == "geoshape" and made and not any(column.names for column, _ in made.values()):
        # Readers see an area by its shape; the table has its name.
        names = [row["name"] for row in layer.rows if "name" in row]
        made |= {"": (FigureColumn("name", words("name"), names=True), names)} if names else {}
    found = sorted(made.values(), key=lambda pair: not pair[0].names)
    return [column for column, _ in found], [list(row) for row in zip(*(values for _, values in found), strict=True)]


def _columns(
    layer: DrawnLayer, channel: str, one: Mapping[str, Any], *, lang: str, where: str
) -> Iterator[tuple[FigureColumn, list[Any]]]:
    """The columns for one field of a channel: a value, a bin, or an amount and its share."""
    from nutgraf.vega.mark_values import column_of

    field = field_of(one)
    if isinstance(one.get("field"), Mapping):
        raise FigureError(Problem(where, f"what it repeats as {channel}= cannot be read for its table", _ASK))
    if isinstance(one.get("datum"), str):
        yield FigureColumn(channel, titled(one, words(channel)), names=True), [one["datum"] for _ in layer.rows]
    if field.startswith("_") or not (field or one.get("aggregate")):
        return
    name = column_of(dict(one), list(dict.fromkeys(name for row in layer.rows for name in row)))
    if not any(name in row for row in layer.rows):
        yield from _composed(layer, channel, one, lang=lang, where=where)
        return
    values = [row.get(name) for row in layer.rows]
    column = FigureColumn(field or name, titled(one, _usual(one, field, lang)), names=is_name(one))
    if f"{name}_end" in layer.rows[0] and one.get("bin"):
        ends = [row.get(f"{name}_end") for row in layer.rows]
        yield replace(column, names=True), [_span(low, high) for low, high in zip(values, ends, strict=True)]
    elif one.get("stack") == "normalize":
        yield replace(column, label=_usual(one, field, lang)), values
        yield _share(column), [_percent(row, name) for row in layer.rows]
    else:
        unit = unit_of(one)
        if unit and not is_said(unit):
            fix = f"add them to the frame as a column and draw that, or {_ASK}"
            raise FigureError(Problem(where, f"its table cannot show times by timeUnit={unit!r}", fix))
        yield replace(column, grain=GRAINS.get(unit, "")), values


def _composed(
    layer: DrawnLayer, channel: str, one: Mapping[str, Any], *, lang: str, where: str
) -> Iterator[tuple[FigureColumn, list[Any]]]:
    """The columns for the quartiles and ends that a box plot or error bar draws from one field."""
    from nutgraf.vega.default_titles import part_name
    from nutgraf.vega.mark_values import COMPOSITE

    field = field_of(one)
    names = [name for name in layer.rows[0] if name.endswith(f"_{field}")]
    if not (names and layer.mark in COMPOSITE):
        raise FigureError(Problem(where, f"what it draws as {channel}= cannot be read for its table", _ASK))
    for name in names:
        part = name.removesuffix(f"_{field}")
        label = f"{titled(one, words(field))}: {part_name(_PARTS.get(part, part.replace('_', ' ')), lang)}"
        yield FigureColumn(field, label), [row.get(name) for row in layer.rows]


def _coarse(values: list[Any], one: Mapping[str, Any], lang: str) -> list[Any]:
    """Times at the precision that the chart shows."""
    if unit := unit_of(one):
        return [in_unit(value, unit, lang) for value in values]
    return [as_time(value) for value in values] if one.get("type") == "temporal" else values


def _span(low: Any, high: Any) -> ValueRange | None:
    return None if low is None or high is None else ValueRange(low, high)


def _usual(one: Mapping[str, Any], field: str, lang: str) -> str:
    """Vega-Lite's default title for a channel."""
    from nutgraf.vega.default_titles import aggregate_title

    kind = one.get("aggregate")
    return aggregate_title(kind, field, lang) if isinstance(kind, str) else words(field)


def _share(column: FigureColumn) -> FigureColumn:
    label = column.label if "%" in column.label else f"{column.label} (%)"
    return FigureColumn(f"{column.name} %", label, "percent")


def _percent(row: Mapping[str, Any], name: str) -> float | None:
    low, high = row.get(f"{name}_start"), row.get(f"{name}_end")
    return None if row.get(name) is None or low is None or high is None else round(100 * abs(high - low), 9)
