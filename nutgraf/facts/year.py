"""A year that its table declares as one."""

from __future__ import annotations


class Year(int):
    """A number to be compared and counted on like any other, printed as it is: 2022."""
