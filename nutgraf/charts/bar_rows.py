"""BarRows with names: next to the marks or, if they are long, above them on a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt

from nutgraf.charts.house_style import LINE, NARROW, TEXT, WIDE, at, bold_where, line_shift, page
from nutgraf.charts.text_layout import balanced, lines_of, width, wrap

ROOM = {NARROW: 118.0, WIDE: 250.0}  # the share of the width that names next to the marks may take
GAP = 8  # between a name and what it names
FEW = 12  # up to so many rows, there is space between them
_LEAST = 150.0  # a few bars get at least so many pixels on a phone, and …
_LEAST_OF_MANY = 50.0  # … many bars so many, or their names are above them
_THIN = 15  # the thickness of a bar under its name
_FOOT = 13  # from the middle of such a bar to the end of its row


@dataclass(frozen=True)
class BarRows:
    """The names broken into lines in the two drawings, and the height of a row in each."""

    narrow: tuple[str, ...]
    wide: tuple[str, ...]
    above: bool

    @property
    def steps(self) -> tuple[float, float]:
        usual = 30 if len(self.wide) <= FEW else 23
        tallest = [max(lines_of(name) for name in names) for names in (self.narrow, self.wide)]
        side = [usual if lines == 1 else lines * LINE + 8 for lines in tallest]
        return (tallest[0] * LINE + 26 if self.above else side[0]), side[1]

    @property
    def heights(self) -> tuple[float, float]:
        return len(self.narrow) * self.steps[0], len(self.wide) * self.steps[1]

    @property
    def gutters(self) -> tuple[float, float]:
        """The width of the names, to the left of the marks."""
        narrow, wide = (max(width(name, TEXT, bold=True) for name in names) + GAP for names in (self.narrow, self.wide))
        return (0 if self.above else narrow), wide

    @property
    def rooms(self) -> tuple[float, float]:
        """The width left for the marks and their labels."""
        return NARROW - 2 - self.gutters[0], WIDE - 2 - self.gutters[1]

    @property
    def down(self) -> alt.ExprRef | float:
        """How far a mark is below the middle of its row if its name is above it."""
        found: alt.ExprRef | float = at(self.steps[0] / 2 - _FOOT, 0) if self.above else 0
        return found

    @property
    def thick(self) -> alt.ExprRef | float:
        usual = 18 if len(self.wide) <= FEW else 15
        found: alt.ExprRef | float = at(_THIN, usual) if self.above else usual
        return found

    def scale(self) -> alt.Scale:
        return alt.Scale(paddingInner=0.28, paddingOuter=0.14)

    def names(self, base: alt.Chart) -> alt.Chart:
        """The names, from a chart whose frame has them as `_narrow` and `_wide`, and `_look` for bold ones."""
        middle = line_shift("_name")
        over = f"page_width < 500 ? {line_shift('_name', 1)} + {self.steps[0] / 2 - _FOOT - _THIN / 2 - 2} : {middle}"
        marked = base.transform_calculate(_name=page("_narrow", "_wide")).mark_text(
            align=at("left", "right") if self.above else "right",
            baseline=at("bottom", "middle") if self.above else "middle",
            dx=at(0, -GAP) if self.above else -GAP,
            dy=alt.ExprRef(expr=over if self.above else middle),
            fontWeight=bold_where("_look"),
            aria=True,
        )
        named: alt.Chart = marked.encode(x=alt.value(0), text=alt.Text("_name", type="nominal"))
        return named


def rows_of(names: Sequence[str], pixels: Callable[[float], float] = float) -> BarRows:
    """Names broken to fit; if they would crowd out the marks on a phone, they are above them.

    `pixels` gives the pixels left for the marks in a given width.
    """
    side = tuple(wrap(name, ROOM[NARROW], TEXT) for name in names)
    room = NARROW - 2 - GAP - max(width(name, TEXT) for name in side)
    crowded = pixels(room) < (_LEAST if len(names) <= FEW else _LEAST_OF_MANY)
    above = crowded or any(lines_of(name) > 2 or width(name, TEXT) > ROOM[NARROW] for name in side)
    room = NARROW - GAP if above else ROOM[NARROW]
    narrow = tuple(balanced(name, room, TEXT) for name in names)
    return BarRows(narrow, tuple(balanced(name, ROOM[WIDE], TEXT) for name in names), above)
