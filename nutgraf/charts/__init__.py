"""Charts in house style: each takes a tidy frame and column names, and gives an Altair chart for two widths."""

from nutgraf.charts.bars import bars
from nutgraf.charts.big_number import big_number
from nutgraf.charts.choropleth import choropleth
from nutgraf.charts.dots import dots
from nutgraf.charts.lines import lines
from nutgraf.charts.locator_map import locator_map
from nutgraf.charts.stacked import stacked
from nutgraf.charts.symbol_map import symbol_map
from nutgraf.charts.tile_grid import tile_grid
from nutgraf.charts.timeline import timeline
from nutgraf.charts.waffle import waffle

__all__ = [
    "bars",
    "big_number",
    "choropleth",
    "dots",
    "lines",
    "locator_map",
    "stacked",
    "symbol_map",
    "tile_grid",
    "timeline",
    "waffle",
]
