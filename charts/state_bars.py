"""Bars of the states, in which readers can find theirs."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from nutgraf.charts import bars


def state_bars(
    frame: pd.DataFrame, *, x: str, y: str, highlight: Any = None, label: str | None = None
) -> alt.LayerChart:
    """A bar for each state: `bars` for the numbers of column `x`, with a search for the states named in column `y`."""
    return bars(frame, x=x, y=y, highlight=highlight, label=label, find="state")
