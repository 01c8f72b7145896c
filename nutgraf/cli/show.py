"""How problems, pages and counts are written for a person or a machine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from nutgraf.errors import Problem

if TYPE_CHECKING:
    from nutgraf.build import Outcome, Report

_ORDER = ("built", "drawn", "kept", "held", "failed")


def problems(found: Iterable[Problem]) -> str:
    """Every problem, one under the other."""
    return "\n\n".join(str(problem) for problem in found)


def counted(number: int, noun: str) -> str:
    """A count with its noun: `1 page`, `108 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def failure(outcome: Outcome) -> str:
    """A page that was not built: where, what and how to fix it, and what readers see meanwhile."""
    last = (
        "  The page published before stays."
        if outcome.last_good
        else "  No earlier page is there to show: it is left out."
    )
    return "\n".join([f"{outcome.name} was not built", problems(outcome.problems), last])


def totals(report: Report) -> str:
    """How a build came out, in a sentence or two."""
    counts = ", ".join(f"{report.totals[status]} {status}" for status in _ORDER if report.totals.get(status))
    lines = [f"{counted(len(report.outcomes), 'page')} in {report.seconds:.1f} s" + (f": {counts}." if counts else ".")]
    if report.withheld:
        lines.append(
            f"{counted(len(report.withheld), 'page')} kept out: drafts or under embargo (--drafts shows them)."
        )
    lines.append(f"Open {report.index}")
    return "\n".join(lines)


def json_line(value: Problem | Outcome) -> str:
    """A problem or a page as one line of JSON."""
    if isinstance(value, Problem):
        return json.dumps(asdict(value), ensure_ascii=False)
    line = {"address": value.address, "status": value.status, "why": value.why, "seconds": round(value.seconds, 3)}
    if value.problems:
        line["problems"] = [asdict(problem) for problem in value.problems]
    return json.dumps(line, ensure_ascii=False)


def json_totals(report: Report) -> str:
    """The last line of JSON: how many pages came out how."""
    line = {
        "totals": {status: report.totals.get(status, 0) for status in _ORDER},
        "pages": len(report.outcomes),
        "withheld": len(report.withheld),
        "problems": [asdict(problem) for problem in report.problems],
        "seconds": round(report.seconds, 3),
        "exit_status": report.exit_status,
    }
    return json.dumps(line, ensure_ascii=False)
