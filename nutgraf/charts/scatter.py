"""Points for two numbers each, with as many names as have room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.call_outs import name_from_afar
from nutgraf.charts.canvas import Box, Canvas, text_box
from nutgraf.charts.chart_options import chart_function
from nutgraf.charts.checked_columns import checked_frame, highlighted, money_format, names, numbers, refuse_duplicates
from nutgraf.charts.house_style import SMALL
from nutgraf.charts.note_places import MarkPlaces, Note
from nutgraf.charts.number_formats import exactly, fitting
from nutgraf.charts.plans import ChartPlan, finished
from nutgraf.charts.round_numbers import ticks
from nutgraf.charts.text_layout import lines_of, wrap
from nutgraf.charts.value_axis import AXIS_ROOM, Axis, bottom_numbers, left_axis, left_room

_AROUND = ((8, 0, "left"), (-8, 0, "right"), (0, -13, "center"), (0, 13, "center"))
_CORNERS = ((6, -10, "left"), (6, 10, "left"), (-6, -10, "right"), (-6, 10, "right"))


@chart_function(ranges="a cross at every point would cover the names; draw `ranges`")
def scatter(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    name: str,
    titles: tuple[str, str],
    highlight: Any = None,
    number_formats: tuple[str, str] = ("", ""),
    zero: bool = False,
    notes: Sequence[Note] = (),
) -> alt.LayerChart:
    """A point for each row at the numbers of columns `x` and `y`, named by column `name` where the name has room.

    `titles` are the words for the two axes. Rows to `highlight` are named first, and always, where need be with a line
    from the name to its point; then those farthest from the middle. A row that lacks one of the numbers has no point
    and a dash in the table, and is named below the figure. `zero=True` begins both axes at zero.
    """
    plan = scatter_plan(
        frame, x=x, y=y, name=name, titles=titles, highlight=highlight, number_formats=number_formats, zero=zero
    )
    return finished(plan, notes=notes)


def scatter_plan(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    name: str,
    titles: tuple[str, str],
    highlight: Any = None,
    number_formats: tuple[str, str] = ("", ""),
    zero: bool = False,
    by: str | None = None,
) -> ScatterPlan:
    """The points with their names and axes."""
    drawn = checked_frame("scatter", frame, x=x, y=y, name=name)
    keys = [column for column in (by, name) if column]
    refuse_duplicates("scatter", drawn, keys)
    look = highlighted("scatter", highlight, drawn[name], name)
    drawn["_x"], drawn["_y"] = numbers("scatter", drawn, x), numbers("scatter", drawn, y)
    drawn["_name"], drawn["_nth"] = names("scatter", drawn, name), range(len(drawn))
    drawn["_strong"] = [one in look for one in drawn[name]]
    drawn["_role"] = ["look" if strong or not look else "rest" for strong in drawn["_strong"]]
    held = drawn[drawn["_x"].notna() & drawn["_y"].notna()]
    if unseen := look - set(held[name]):
        what = f"{min(map(str, unseen))!r} has no number in {x!r} or {y!r}, so it is not drawn"
        raise ValueError(f"scatter(highlight=…): {what}; leave it out")
    drawn.attrs["missing"] = list(drawn.loc[drawn.index.difference(held.index), "_name"])
    if held.empty:
        raise ValueError(f"scatter: no row has a number in both {x!r} and {y!r}, so there is nothing to draw")
    asked = [money_format("scatter", drawn, column, form) for column, form in zip((x, y), number_formats, strict=True)]
    forms = tuple(form or fitting(held[column]) for form, column in zip(asked, ("_x", "_y"), strict=True))
    return ScatterPlan(
        chart="scatter",
        data=drawn,
        columns=[*keys, x, y],
        measures=2,
        titles=titles,
        forms=(forms[0], forms[1]),
        zero=zero,
    )


@dataclass(frozen=True, kw_only=True)
class ScatterPlan(ChartPlan):
    """Points over two axes."""

    titles: tuple[str, str]
    forms: tuple[str, str]
    zero: bool

    def draw(self, canvas: Canvas, rows: pd.DataFrame) -> MarkPlaces:
        held = rows[rows["_x"].notna() & rows["_y"].notna()]
        along, upward = self._marks("_x", 4 if canvas.is_phone else 7), self._marks("_y", 4 if canvas.is_panel else 5)
        forms = exactly(along, self.forms[0]), exactly(upward, self.forms[1])
        title = wrap(self.titles[1], canvas.width, SMALL)
        top = lines_of(title) * 16 + 12.0
        canvas.text(0, top / 2 - 4, title, role="muted", size=SMALL)
        height = canvas.width * 0.7 if canvas.is_panel else 270.0 if canvas.is_phone else 380.0
        left, right, bottom = left_room(upward, forms[1]), canvas.width - 10, top + height
        across, up = Axis(along[0], along[-1], left, right), Axis(upward[0], upward[-1], bottom, top)
        bottom_numbers(canvas, across, along, forms[0], top=top, y=bottom)
        left_axis(canvas, up, upward, forms[1], left=left, right=right)
        named = {}
        for item in held.sort_values("_strong", kind="stable").to_dict("records"):
            place = across.at(item["_x"]), up.at(item["_y"])
            canvas.point(*place, item["_role"], row=item["_nth"])
            named[item["_name"]] = Box(place[0] - 5, place[1] - 5, place[0] + 5, place[1] + 5)
        title = wrap(self.titles[0], canvas.width, SMALL)
        below = lines_of(title) * 16
        canvas.text(canvas.width, bottom + AXIS_ROOM + below / 2, title, role="muted", align="right", size=SMALL)
        self._names(canvas, held, named, Box(left, top - 8, canvas.width, bottom))
        canvas.height = bottom + AXIS_ROOM + below + 6
        plot = Box(left, top, right, bottom)
        return MarkPlaces(
            plot, lambda value: across.at(float(value)), lambda value: up.at(float(value)), named, self.forms[1]
        )

    def _marks(self, column: str, about: int) -> list[float]:
        held = self.data[self.data["_x"].notna() & self.data["_y"].notna()][column]
        low, high = float(held.min()), float(held.max())
        return ticks(min(low, 0.0), max(high, 0.0), about) if self.zero else ticks(low, high, about)

    def _names(self, canvas: Canvas, held: pd.DataFrame, places: Mapping[str, Box], plot: Box) -> None:
        """The names that have room, those to look at first, then those farthest from the middle."""
        middle = held["_x"].mean(), held["_y"].mean()
        spans = [(held[one].max() - held[one].min()) or 1.0 for one in ("_x", "_y")]
        far = ((held["_x"] - middle[0]) / spans[0]) ** 2 + ((held["_y"] - middle[1]) / spans[1]) ** 2
        order = held.assign(_far=far).sort_values(["_strong", "_far"], ascending=False, kind="stable")
        for item in order.to_dict("records"):
            point = places[item["_name"]]
            if _named(canvas, item, point, plot) or not item["_strong"]:
                continue
            if not name_from_afar(item["_name"], point, canvas, plot, row=item["_nth"]):
                raise ValueError(f"scatter: there is no room for the name {item['_name']!r}; highlight fewer rows")


def _named(canvas: Canvas, item: dict[Any, Any], point: Box, plot: Box) -> bool:
    """Writes the name at its point if one of eight places is free."""
    x, y = (point.left + point.right) / 2, (point.top + point.bottom) / 2
    for away, down, align in (*_AROUND, *_CORNERS):
        bold = item["_strong"]
        box = text_box(x + away, y + down, item["_name"], align=align, bold=bold, size=SMALL)
        inside = plot.left <= box.left and box.right <= plot.right and plot.top <= box.top and box.bottom <= plot.bottom
        others = [one for one in canvas.taken if not (one.left == x - 4 and one.top == y - 4)]
        if inside and not any(box.touches(one, 1) for one in others):
            role = "ink" if bold or item["_role"] == "look" else "muted"
            canvas.text(
                x + away, y + down, item["_name"], align=align, bold=bold, size=SMALL, role=role, row=item["_nth"]
            )
            return True
    return False
