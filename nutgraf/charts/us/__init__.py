"""Maps of the United States: states and counties by outline, and states as a grid of equal tiles."""

from nutgraf.charts.us.county_map import county_map
from nutgraf.charts.us.state_map import state_map
from nutgraf.charts.us.tiles import tiles

__all__ = ["county_map", "state_map", "tiles"]
