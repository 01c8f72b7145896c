"""Layers that Altair takes into a chart as they are, so that it need not copy them."""

from __future__ import annotations

from typing import Any

import altair as alt

_MOVED = ("params", "width", "height", "view", "name", "autosize", "background", "config", "padding")
"""What Altair moves from a layer to the chart, or refuses in one."""


def is_plain(layer: alt.Chart, data: Any) -> bool:
    """Whether Altair would move nothing from a layer to the chart of all layers, for which it copies each one twice."""
    moved = (getattr(layer, name, alt.Undefined) for name in _MOVED)
    facets = (getattr(layer.encoding, name, alt.Undefined) for name in ("row", "column", "facet"))
    own = type(layer) is alt.Chart and layer.data is not data
    return own and all(each is alt.Undefined for each in (*moved, *facets))


class SharedLayers(alt.LayerChart):
    """A chart with other data and the same layers, all of them plain, for Altair to convert.

    To convert any other chart, Altair makes a copy of it, and of each layer two.
    """

    @classmethod
    def of(cls, chart: alt.LayerChart, data: Any) -> SharedLayers:
        """The chart with other data."""
        made = cls.__new__(cls)
        object.__setattr__(made, "_args", ())
        object.__setattr__(made, "_kwds", {**chart._kwds, "data": data})
        return made

    def copy(self, deep: Any = True, ignore: list[str] | None = None) -> SharedLayers:
        """What Altair converts, having set its data."""
        return self.of(self, self.data)
