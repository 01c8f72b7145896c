"""The newsroom's charts: a tidy frame and column names in, an Altair chart in the house look out."""

from charts.bars import bars
from charts.lines import lines
from charts.tiles import tiles

__all__ = ["bars", "lines", "tiles"]
