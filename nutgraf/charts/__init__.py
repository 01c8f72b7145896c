"""Charts in house style: each takes a tidy frame and column names, and gives an Altair chart for two widths."""

from nutgraf.charts.bars import bars
from nutgraf.charts.dots import dots
from nutgraf.charts.lines import lines
from nutgraf.charts.stacked import stacked
from nutgraf.charts.timeline import timeline

__all__ = ["bars", "dots", "lines", "stacked", "timeline"]
