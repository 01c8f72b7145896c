"""The data behind a figure as a table: formatted in the page's language, and raw for the download."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem, did_you_mean
from nutgraf.figures.cell_values import FigureCell, bare
from nutgraf.figures.chart_frames import same_frame
from nutgraf.figures.chart_layers import ChartLayer, channels, field_of, is_name, refuse_nested, views_of
from nutgraf.figures.frame_cells import (
    Held,
    cells_of,
    fact_in,
    held_of,
    is_vouched,
    source_rows_of,
    unsourced_cells,
)
from nutgraf.figures.normalize import outline, says
from nutgraf.figures.table_columns import FigureColumn, are_years, check_values, headings, laid_out, titled, words

if TYPE_CHECKING:
    import pandas as pd


def data_table(
    drawn: tuple[Any, list[pd.DataFrame]],
    spec: Mapping[str, Any],
    columns: Mapping[str, Any] | None,
    *,
    lang: str,
    where: str,
) -> dict[str, Any]:
    """The table of a chart and its frames: column headings, formatted rows and raw rows.

    A chart that computes its values has "drawing" instead: the input of `computed_table`. A house chart with an
    added layer that computes its values has both. Raises FigureError for what a table cannot show.
    """
    chart, frames = drawn
    views = views_of(chart, spec)
    refuse_nested(views, where)
    asked = headings(columns or {}, lang, where)
    ours = spec.get("usermeta", {}).get("nutgraf", {})
    if not ours and (_is_computed(views) or not frames) and not _held_by(frames, asked):
        return {"columns": [], "rows": [], "raw": [], "drawing": _drawing(frames, spec, asked, lang, where)}
    if asked:
        names = _names(views) | set(ours.get("names", ()))
        return _joined(_asked(frames, asked, names, where), lang, where)
    if ours:
        shown = ours.get("columns", ())
        plain = len({words(name) for name in shown}) == len(shown)
        named = [
            FigureColumn(each, words(each) if plain else each, names=each in ours.get("names", ())) for each in shown
        ]
        added = [view for view in views if any(_is_added(one) for _, one in channels(view.encoding))]
        if _is_computed(added):
            table = _joined([(chart.data, named)], lang, where)
            return {**table, "drawing": _drawing(frames, spec, [], lang, where)}
        others = [frame for frame in frames if not same_frame(frame, chart.data)]
        roles = set(ours.get("names", ()))
        return _joined([(chart.data, named), *((frame, _drawn(frame, views, roles)) for frame in others)], lang, where)
    return _joined([(frame, _drawn(frame, views)) for frame in frames], lang, where)


def _is_computed(views: list[ChartLayer]) -> bool:
    """Whether the chart computes what it draws; if its marks identify rows of the frame, the frame is its table."""
    return any(view.worked for view in views) and not any("description" in view.encoding for view in views)


def _is_added(channel: Mapping[str, Any]) -> bool:
    """Whether a channel belongs to a layer that is added to a house chart, whose own fields begin with _."""
    field = field_of(channel)
    return bool(channel.get("aggregate")) or (bool(field) and not field.startswith("_"))


def _held_by(frames: Iterable[pd.DataFrame], asked: list[FigureColumn]) -> bool:
    """Whether one of the frames has every requested column."""
    return bool(asked) and any(all(column.name in frame.columns for column in asked) for frame in frames)


def _asked(
    frames: list[pd.DataFrame], asked: list[FigureColumn], names: set[str], where: str
) -> list[tuple[pd.DataFrame, list[FigureColumn]]]:
    """The frame that has all requested columns, or else each frame with those that it has."""
    known = list(dict.fromkeys(str(name) for frame in frames for name in frame.columns))
    for column in asked:
        if column.name not in known:
            shown = [name for name in known if not name.startswith("_")]
            fix: str = did_you_mean(str(column.name), shown)
            if any(column.name in frame.index.names for frame in frames):
                fix = "it is the frame's index: use frame.reset_index()"
            what = f"columns= lists {column.name!r}, which is not in the frame"
            if any(column.name in counted.frame.columns for counted in _counted(frames)):
                what = (
                    f"columns= lists {column.name!r}, and the table has a row for each class, not for each of its rows"
                )
            raise FigureError(Problem(where, what, fix))
    asked = [replace(column, names=column.name in names) for column in asked]
    whole = [frame for frame in frames if all(column.name in frame.columns for column in asked)]
    parts = [(frame, [column for column in asked if column.name in frame.columns]) for frame in whole[:1] or frames]
    return [(frame, found) for frame, found in parts if found]


def _counted(frames: list[pd.DataFrame]) -> list[Any]:
    """What the frames count, of histograms."""
    return [frame.attrs["counted"] for frame in frames if "counted" in frame.attrs]


def _drawn(frame: pd.DataFrame, views: list[ChartLayer], roles: Collection[str] = ()) -> list[FigureColumn]:
    """The columns of a frame that the chart draws, with the titles of its encodings; `roles` always name rows."""
    own = [view for view in views if view.frame is not None and same_frame(view.frame, frame)]
    names, found = _names(own).union(roles), dict[str, FigureColumn]()
    for view in own:
        for _, one in channels(view.encoding):
            field = field_of(one)
            if field in frame.columns and not field.startswith("_") and field not in found:
                label = titled(one, words(field))
                taken = any(column.label == label for column in found.values())
                label = f"{label} ({field})" if taken else label
                found[field] = FigureColumn(field, label, names=field in names)
    shown = [str(name) for name in frame.columns if name != "geometry" and not str(name).startswith("_")]
    if found and "geometry" in frame.columns and not any(column.names for column in found.values()):
        # Readers see an area by its shape; the table has its name.
        area = next((name for name in shown if _identifies(frame[name])), "")
        found = {**({area: FigureColumn(area, words(area), names=True)} if area else {}), **found}
    return list(found.values()) or [FigureColumn(name, words(name)) for name in shown]


def _identifies(values: pd.Series[Any]) -> bool:
    """Whether each row has a text of its own."""
    return bool(values.is_unique) and all(isinstance(value, str) for value in values)


def _names(views: list[ChartLayer]) -> set[str]:
    """The columns that identify or order rows anywhere in the chart."""
    return {field_of(one) for view in views for _, one in channels(view.encoding) if is_name(one)}


def _joined(parts: list[tuple[pd.DataFrame, list[FigureColumn]]], lang: str, where: str) -> dict[str, Any]:
    """The rows of each frame under its columns, without parts that repeat another."""
    columns = list({column.label: column for _, own in parts for column in own}.values())
    lines: list[list[FigureCell]] = []
    unsourced: list[list[int]] = []
    source_rows: list[list[dict[str, Any]]] = []
    for frame, own in parts:
        held = held_of(frame)
        for column in own:
            check_values(column, (cell.value for cell in cells_of(held, column, range(len(frame)))), where)
        by_label = {column.label: cells_of(held, column, range(len(frame))) for column in own}
        new = [
            [by_label[each.label][row] if each.label in by_label else FigureCell(None) for each in columns]
            for row in range(len(frame))
        ]
        if lines and {*map(repr, new)} <= {*map(repr, lines)}:
            continue
        if not is_vouched(frame):
            places = {place: by.name for place, each in enumerate(columns) for by in own if by.label == each.label}
            unsourced += [[len(lines) + row, place] for row, place in unsourced_cells(held, places, new)]
        source_rows += source_rows_of(frame, held)
        lines += new
    return {**laid_out(columns, lines, lang), "unsourced": unsourced, "source_rows": source_rows}


def _drawing(
    frames: list[pd.DataFrame], spec: Mapping[str, Any], asked: list[FigureColumn], lang: str, where: str
) -> dict[str, Any]:
    """The details of the frames that are needed when computed values are read from the drawing."""
    units: dict[str, str] = {}
    zones: dict[str, str] = {}
    years: list[str] = []
    origins: list[dict[str, Any]] = []
    vouched, text = bool(frames), outline(dict(spec))
    for frame in frames:
        held: Held = {name: list(frame[name].array) for name in frame.columns if says(text, name)}
        for name, cells in held.items():
            check_values(FigureColumn(str(name), ""), cells, where)
            own = {fact.unit for fact in (fact_in(held, row, name) for row in range(len(frame))) if fact is not None}
            units |= {str(name): unit for unit in own if len(own) == 1}
            zone = getattr(frame[name].dtype, "tz", None)
            zones |= {str(name): str(zone)} if zone else {}
            years += [str(name)] if are_years(FigureColumn(str(name), "", names=True), cells) else []
        origins += _origins(frame, held)
        unsourced = unsourced_cells(held | _ids(frame), dict(enumerate(held)), _lines(held, len(frame)))
        vouched &= bool(frame.attrs.get("sources")) or not unsourced
    given = [[column.name, column.label, column.unit] for column in asked]
    known = {"units": units, "zones": zones, "years": years, "vouched": vouched, "origins": origins}
    return {"lang": lang, "columns": given, **known}


def _origins(frame: pd.DataFrame, held: Held) -> list[dict[str, Any]]:
    """For each row of a frame, its texts and integers, the rows of data/ behind it, and its facts."""
    found = []
    for row, keys in enumerate(source_rows_of(frame, {name: list(frame[name].array) for name in frame.columns})):
        said = {str(name): bare(cells[row]) for name, cells in held.items()}
        facts = {str(name): fact for name in held if (fact := fact_in(held, row, name)) is not None}
        if keys or facts:
            found.append(
                {
                    "said": {name: one for name, one in said.items() if type(one) in (str, int)},
                    "keys": keys,
                    "facts": {name: [one.value, one.rounded_to, one.qualifier] for name, one in facts.items()},
                }
            )
    return found


def _ids(frame: pd.DataFrame) -> Held:
    return {name: list(frame[name].array) for name in frame.columns if str(name).startswith("source_id")}


def _lines(held: Held, rows: int) -> list[list[FigureCell]]:
    columns = [cells_of(held, FigureColumn(str(name), words(str(name))), range(rows)) for name in held]
    return [list(line) for line in zip(*columns, strict=True)]
