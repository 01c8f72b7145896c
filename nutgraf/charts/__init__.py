"""Charts in house style: each takes a tidy frame and column names, and gives an Altair chart for two widths."""

from nutgraf.charts.area import area
from nutgraf.charts.bars import bars
from nutgraf.charts.dots import dots
from nutgraf.charts.grouped import grouped
from nutgraf.charts.heat import heat
from nutgraf.charts.histogram import histogram
from nutgraf.charts.lines import lines
from nutgraf.charts.notes import note
from nutgraf.charts.ranges import ranges
from nutgraf.charts.scatter import scatter
from nutgraf.charts.slope import slope
from nutgraf.charts.small_multiples import small_multiples
from nutgraf.charts.stacked import stacked
from nutgraf.charts.timeline import timeline

__all__ = [
    "area",
    "bars",
    "dots",
    "grouped",
    "heat",
    "histogram",
    "lines",
    "note",
    "ranges",
    "scatter",
    "slope",
    "small_multiples",
    "stacked",
    "timeline",
]
