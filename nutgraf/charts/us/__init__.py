"""Maps of the United States: by outline, and as a grid of equal tiles."""

from nutgraf.charts.us.state_map import state_map
from nutgraf.charts.us.tiles import tiles

__all__ = ["state_map", "tiles"]
