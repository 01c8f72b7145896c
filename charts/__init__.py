"""The newsroom's charts: each takes a tidy frame and column names, and gives an Altair chart in house style."""

from charts.bars import bars
from charts.dots import dots
from charts.lines import lines
from charts.stacked import stacked
from charts.state_map import state_map
from charts.tiles import tiles
from charts.timeline import timeline

__all__ = ["bars", "dots", "lines", "stacked", "state_map", "tiles", "timeline"]
