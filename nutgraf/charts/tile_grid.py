"""A grid with a tile for each area, shaded by value, for data that land area would distort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.canvas import Box
from nutgraf.charts.chart_options import OF_A_SHADE, chart_function
from nutgraf.charts.checked_columns import (
    checked_frame,
    highlighted,
    money_format,
    names,
    numbers,
    refuse_duplicates,
    value_labels,
)
from nutgraf.charts.house_style import NARROW, ROLES, SMALL, TEXT, WIDE, at, bold_where, house_chart, inline, row_number
from nutgraf.charts.note_places import Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.placed_notes import Occupied, placed_notes
from nutgraf.charts.shading import Key, Shades, key_layers, shade
from nutgraf.charts.text_layout import width

_GAP = 0.035
_KEY, _KEY_WITH_MISSING = 36, 56  # pixels
_ASPECT = 0.75  # a wide tile is lower than it is wide
_TALLEST = (46, 60)
_LEAST_KEY = 200.0  # pixels of a phone that a key needs


@dataclass(frozen=True)
class Grid:
    """Where the tile of each area is, by column and row."""

    places: dict[str, tuple[int, int]]
    columns: int
    rows: int
    free: tuple[int, int]
    """The columns between which the first two rows are free, for the key."""

    @property
    def sides(self) -> tuple[float, float]:
        """How wide a tile is on a phone and on a page."""
        return NARROW / self.columns, WIDE / self.columns

    @property
    def tile(self) -> tuple[float, float]:
        """How high a tile is on a phone and on a page."""
        narrow, wide = self.sides
        return round(min(narrow, _TALLEST[0])), round(min(wide * _ASPECT, _TALLEST[1]))

    @property
    def has_room(self) -> bool:
        return (self.free[1] - self.free[0]) * self.sides[0] >= _LEAST_KEY and self.tile[0] * 2 >= _KEY_WITH_MISSING


@chart_function(ranges=OF_A_SHADE)
def tile_grid(
    frame: pd.DataFrame,
    grid: str,
    *,
    area: str,
    value: str,
    highlight: Any = None,
    label: str | None = None,
    number_format: str = "",
    steps: Sequence[float] | None = None,
    missing: str = "",
    key_format: str | None = None,
    find: str = "",
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A tile for each area, shaded by the number in column `value`, for the areas that column `area` names.

    `grid` is the map in text: a line for each row, short names of the areas with spaces between them, and `..` where
    there is no tile. Areas without a row, or with a blank, stay hollow; `missing` is their name in the key, in the
    language of the page. `label` names a column with the words to print in each tile where there is room; without it
    `number_format` prints the number. `steps` sets the values at which the shade changes. `notes` may name areas.
    """
    return drawn_grid(
        "tile_grid",
        frame,
        read_grid("tile_grid", grid),
        area=area,
        value=value,
        highlight=highlight,
        words=(label, number_format, key_format or number_format),
        steps=steps,
        missing=missing,
        find=find,
        notes=notes,
    )


def read_grid(chart: str, grid: str) -> Grid:
    """The places of the areas. Raises for rows of different lengths, a repeated area, and names too long for a tile."""
    lines = [line.split() for line in grid.strip().split("\n")]
    columns = len(lines[0])
    for nth, line in enumerate(lines, 1):
        if len(line) != columns:
            raise ValueError(
                f"{chart}: row {nth} of grid= has {len(line)} tiles and row 1 has {columns}; fill it with .."
            )
    places: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(lines):
        for column, name in enumerate(line):
            if name.strip("."):
                if name in places:
                    raise ValueError(f"{chart}: {name!r} is in grid= twice")
                places[name] = column, row
    if not places:
        raise ValueError(f"{chart}: grid= names no areas; write a line for each row, such as '.. ME'")
    found = Grid(places, columns, len(lines), _free(lines[:2], columns))
    for name in places:
        if width(name, SMALL) > found.sides[0] - 2:
            raise ValueError(
                f"{chart}: {name!r} is too long for one of {columns} tiles on a phone; shorten it in grid="
            )
    return found


def drawn_grid(
    chart: str,
    frame: pd.DataFrame,
    grid: Grid,
    *,
    area: str,
    value: str,
    highlight: Any,
    words: tuple[str | None, str, str],
    steps: Sequence[float] | None,
    missing: str,
    find: str,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """The chart of a grid; `words` are the label column, and the formats of the tiles and of the key."""
    label, *given = words
    drawn = checked_frame(chart, frame, area=area, value=value, label=label)
    refuse_duplicates(chart, drawn, [area])
    drawn[value] = numbers(chart, drawn, value)
    tile_format, key_format = (money_format(chart, drawn, value, form) for form in given)
    drawn["_name"] = names(chart, drawn, area)
    shades = shade(chart, drawn, "_name", value, steps=steps, known=grid.places, column=area)
    look = highlighted(chart, highlight, grid.places, area)
    said = dict(zip(drawn["_name"], value_labels(drawn, drawn[value], label, tile_format), strict=True))
    nth = {name: row for row, name in enumerate(drawn["_name"])}
    tiles = [
        {
            **_corners(*grid.places[name]),
            "_area": name,
            "_fill": ROLES[shades.role(name)],
            "_text": ROLES[shades.text_role(name)],
            "_said": said.get(name, "") if shades.known(name) else "",
            "_look": name in look,
            "_nth": nth.get(name),
        }
        for name in grid.places
    ]
    hollow = missing if len(shades.steps) < len(grid.places) else ""
    form = exactly(shades.edges, key_format or fitting(drawn[value]))
    key, above = _key(grid, shades, form, hollow)
    heights = (grid.tile[0] * grid.rows + above, grid.tile[1] * grid.rows + above)
    more, tall = placed_notes(chart, notes, heights, _occupied(grid, key, above)) if notes else ([], heights)
    below = (tall[0] - heights[0], tall[1] - heights[1])
    layers = [*_tile_layers(tiles, grid, above, below), *key_layers(key, unit=grid.sides[0]), *more]
    return house_chart(layers, data=drawn, columns=[area, value], heights=tall, find=find)


def _free(lines: Sequence[Sequence[str]], columns: int) -> tuple[int, int]:
    """The longest run of columns without a tile in the first rows."""
    taken = [nth for nth in range(columns) if any(line[nth].strip(".") for line in lines)]
    runs = list(zip((-1, *taken), (*taken, columns), strict=True))
    before, after = max(runs, key=lambda run: run[1] - run[0])
    return before + 1, after


def _key(grid: Grid, shades: Shades, form: str, hollow: str) -> tuple[Key, float]:
    """The key where the first two rows are free, or above the grid; and the pixels above the grid."""
    if grid.has_room:
        left, right = grid.free
        spare = 0.6 if right - left > 6 else 0.1
        return Key(shades.edges, form, hollow, left=left + spare, right=right - 0.05, columns=grid.columns), 0
    across = min(grid.columns * 0.72, grid.columns - 0.05)
    top = _KEY_WITH_MISSING if hollow else _KEY
    return Key(shades.edges, form, hollow, left=0.05, right=across, columns=grid.columns), top


def _corners(column: int, row: int) -> dict[str, float]:
    left, right, top, foot = column + _GAP, column + 1 - _GAP, row + _GAP, row + 1 - _GAP
    return {"_left": left, "_right": right, "_top": top, "_foot": foot, "_middle": column + 0.5, "_line": row + 0.5}


def _occupied(grid: Grid, key: Key, above: float) -> tuple[Occupied, Occupied]:
    """What the two drawings hold: the tiles, and the key above them or where the first rows are free."""
    found = []
    for width_, high in zip((NARROW, WIDE), grid.tile, strict=True):
        side = width_ / grid.columns
        named = {
            name: Box(column * side, above + row * high, (column + 1) * side, above + (row + 1) * high)
            for name, (column, row) in grid.places.items()
        }
        free = Box(key.left * side, 0, key.right * side, above or 2 * high)
        found.append(Occupied(named, [free, *named.values()]))
    return found[0], found[1]


def _tile_layers(tiles: list[dict[str, Any]], grid: Grid, above: float, below: tuple[float, float]) -> list[alt.Chart]:
    base = alt.Chart(inline(tiles)).encode(description=row_number())
    across = alt.Scale(domain=[0, grid.columns], nice=False)
    start = at(round(-above / grid.tile[0], 4), round(-above / grid.tile[1], 4)) if above else 0
    foot = at(*(grid.rows + round(more / high, 4) for more, high in zip(below, grid.tile, strict=True)))
    down = alt.Scale(domain=[start, foot], nice=False, reverse=True)
    squares = base.mark_rect(
        strokeWidth=alt.ExprRef(expr="datum._look ? 2.5 : 0.8"),
        stroke=alt.ExprRef(expr=f"datum._look ? '{ROLES['ink']}' : '{ROLES['rule']}'"),
        aria=True,
    ).encode(
        x=alt.X("_left", type="quantitative", scale=across, axis=None),
        x2=alt.X2("_right"),
        y=alt.Y("_top", type="quantitative", scale=down, axis=None),
        y2=alt.Y2("_foot"),
        fill=alt.Fill("_fill", type="nominal", scale=None),
    )
    said = [one["_said"] for one in tiles]
    fits = all(width(text, SMALL) <= grid.sides[1] - 8 for text in said)
    centred = base.encode(
        x=alt.X("_middle", type="quantitative", scale=across, axis=None),
        y=alt.Y("_line", type="quantitative", scale=down, axis=None),
        color=alt.Color("_text", type="nominal", scale=None),
    )
    raised = alt.ExprRef(expr="page_width < 500 || !datum._said ? 0 : -8")
    codes = centred.mark_text(
        baseline="middle",
        fontSize=at(SMALL, TEXT),
        dy=raised if fits else 0,
        fontWeight=bold_where("_look"),
        aria=True,
    ).encode(text=alt.Text("_area", type="nominal"))
    if not fits or not any(said):
        return [squares, codes]
    values = (
        centred.transform_filter("page_width >= 500 && datum._said != ''")
        .mark_text(baseline="middle", fontSize=SMALL, dy=9, fontWeight=bold_where("_look"), aria=True)
        .encode(text=alt.Text("_said", type="nominal"))
    )
    return [squares, codes, values]
