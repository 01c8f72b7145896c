"""Charts in house style: each takes a tidy frame and column names, and gives an Altair chart for two widths."""

from nutgraf.charts.area import area
from nutgraf.charts.bars import bars
from nutgraf.charts.big_number import big_number
from nutgraf.charts.choropleth import choropleth
from nutgraf.charts.dots import dots
from nutgraf.charts.grouped import grouped
from nutgraf.charts.heat import heat
from nutgraf.charts.histogram import histogram
from nutgraf.charts.lines import lines
from nutgraf.charts.locator_map import locator_map
from nutgraf.charts.note_places import note
from nutgraf.charts.ranges import ranges
from nutgraf.charts.scatter import scatter
from nutgraf.charts.slope import slope
from nutgraf.charts.small_multiples import small_multiples
from nutgraf.charts.stacked import stacked
from nutgraf.charts.symbol_map import symbol_map
from nutgraf.charts.table_cells import TableColumn
from nutgraf.charts.table_chart import table_chart
from nutgraf.charts.tile_grid import tile_grid
from nutgraf.charts.timeline import timeline
from nutgraf.charts.waffle import waffle

__all__ = [
    "TableColumn",
    "area",
    "bars",
    "big_number",
    "choropleth",
    "dots",
    "grouped",
    "heat",
    "histogram",
    "lines",
    "locator_map",
    "note",
    "ranges",
    "scatter",
    "slope",
    "small_multiples",
    "stacked",
    "symbol_map",
    "table_chart",
    "tile_grid",
    "timeline",
    "waffle",
]
