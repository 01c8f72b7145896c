"""The newsroom's charts: a tidy frame and column names in, an Altair chart in the house look out."""

from charts.bars import bars
from charts.dots import dots
from charts.lines import lines
from charts.stacked import stacked
from charts.state_map import state_map
from charts.tiles import tiles
from charts.timeline import timeline

__all__ = ["bars", "dots", "lines", "stacked", "state_map", "tiles", "timeline"]
