"""The numbers that rules of the newsroom released in a build, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nutgraf.cli.long_lists import Limit
from nutgraf.errors import counted

if TYPE_CHECKING:
    from nutgraf.pipeline import Report


def released_numbers(report: Report, limit: Limit) -> str:
    """Each rule with what it released without an editor; empty if none did."""
    parts = []
    for rule, moves in report.released.items():
        lines = [f"  {address}: {move.was} → {move.now or 'gone'}" for address, move in moves]
        parts += [f"Released by rule, {rule}: {counted(len(moves), 'change')}.", *limit.cut(lines, "change")]
    return "\n".join(parts)
