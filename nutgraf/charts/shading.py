"""Shades for areas: the step of each value, and the key that explains the shades."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts.house_style import ROLES, SMALL, inline
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.round_numbers import step_of, thresholds
from nutgraf.charts.text_layout import width
from nutgraf.errors import nearest

_ROLES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class Shades:
    """The values at which the shade changes, and the step of each area that has a value."""

    edges: tuple[float, ...]
    steps: Mapping[str, int]

    def known(self, area: str) -> bool:
        return area in self.steps

    def role(self, area: str) -> str:
        return f"ramp-{self.ramp[self.steps[area]]}" if area in self.steps else "paper"

    def text_role(self, area: str) -> str:
        return f"on-{self.role(area)}" if area in self.steps else "muted"

    @property
    def ramp(self) -> tuple[int, ...]:
        return _ROLES[len(self.edges) + 1]


@dataclass(frozen=True)
class Key:
    """The content of the key, and the map columns between which it is placed."""

    edges: tuple[float, ...]
    format: str
    missing: str
    left: float
    right: float
    columns: int

    def across(self, field: str) -> alt.X:
        scale = alt.Scale(domain=[0, self.columns], nice=False)
        return alt.X(field, type="quantitative", scale=scale, axis=None)


def shade(
    chart: str,
    frame: pd.DataFrame,
    area: str,
    value: str,
    *,
    steps: Sequence[float] | None,
    known: Collection[str],
    column: str = "",
) -> Shades:
    """The step of each area with a value. Raises for an area that is not on the map.

    `column` is the name that messages use for `area`.
    """
    for code in frame[area]:
        if code not in known:
            near = nearest(str(code), known)
            advice = f"; did you mean {near!r}?" if near else ""
            raise ValueError(
                f"{chart}: {code!r} in column {(column or area)!r} is none of the {len(known)} areas{advice}"
            )
    held = frame[frame[value].notna()]
    edges = tuple(sorted(steps)) if steps is not None else tuple(thresholds(list(held[value])))
    if len(edges) + 1 not in _ROLES:
        raise ValueError(f"{chart}: steps= divides the values at {len(edges)} places; give one to four")
    return Shades(edges, {code: step_of(number, edges) for code, number in zip(held[area], held[value], strict=True)})


def key_layers(key: Key, *, unit: float) -> list[alt.Chart]:
    """Swatches with the number at each change of shade, and one for areas without a number.

    `unit` is how many pixels a column of the map is wide in the narrow drawing.
    """
    ramp = _ROLES[len(key.edges) + 1]
    each = (key.right - key.left) / 5
    swatches = [
        {"_left": key.left + place * each, "_right": key.left + (place + 1) * each, "_fill": ROLES[f"ramp-{step}"]}
        for place, step in enumerate(ramp)
    ]
    written = [formatted(edge, key.format) for edge in key.edges]
    crowded = any(width(text, SMALL) + 6 > each * unit for text in written)
    edges = [
        {"_at": key.left + (place + 1) * each, "_said": text, "_always": not crowded or place % 2 == 0}
        for place, text in enumerate(written)
    ]
    layers = [_swatches(key, swatches)]
    if edges:
        layers.append(_edges(key, edges))
    if key.missing:
        layers += _missing(key)
    return layers


def _swatches(key: Key, swatches: list[dict[str, Any]]) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(inline(swatches))
        .mark_rect(stroke=ROLES["rule"], strokeWidth=0.8)
        .encode(
            x=key.across("_left"),
            x2=alt.X2("_right"),
            y=alt.value(4),
            y2=alt.value(14),
            fill=alt.Fill("_fill", type="nominal", scale=None),
        )
    )
    return drawn


def _edges(key: Key, edges: list[dict[str, Any]]) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(inline(edges))
        .transform_filter("page_width >= 500 || datum._always")
        .mark_text(fontSize=SMALL, baseline="top", fill=ROLES["ink"])
        .encode(x=key.across("_at"), y=alt.value(17), text=alt.Text("_said", type="nominal"))
    )
    return drawn


def _missing(key: Key) -> list[alt.Chart]:
    """The hollow swatch is under the others, with its label next to it."""
    placed = alt.Chart(inline([{"_left": key.left, "_said": key.missing}])).encode(
        x=key.across("_left"), y=alt.value(42)
    )
    swatch = placed.mark_square(size=110, fill=ROLES["paper"], stroke=ROLES["rule"], strokeWidth=0.8, xOffset=6)
    words = placed.mark_text(fontSize=SMALL, align="left", baseline="middle", dx=18, fill=ROLES["ink"])
    return [swatch, words.encode(text=alt.Text("_said", type="nominal"))]
