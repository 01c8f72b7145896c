"""The charts of this newsroom's own, made with those of the kit (`nutgraf.charts`)."""

from charts.state_bars import state_bars

__all__ = ["state_bars"]
