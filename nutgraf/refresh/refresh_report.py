"""What a refresh did: one value for each table, and the report in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from nutgraf.errors import Problem
from nutgraf.refresh.contract import Breach
from nutgraf.refresh.revisions import Revisions

RefreshOutcome = Literal["unchanged", "replaced", "quarantined", "failed"]
_SHOWN = 12


@dataclass(frozen=True)
class TableRefresh:
    """What became of one table."""

    table: str
    outcome: RefreshOutcome
    origin: str
    """The address that answered; the declared one where none did."""
    version: str = ""
    """The version that the table has now."""
    revisions: Revisions = field(default_factory=Revisions)
    findings: tuple[Breach, ...] = ()
    """The parts of the contract that the new version breaks, where it is quarantined."""
    problems: tuple[Problem, ...] = ()
    """Why it could not be fetched or read, where the refresh failed."""
    kept_in: str = ""
    """The folder with what was quarantined, from the project's root."""

    @property
    def said(self) -> str:
        """What became of it, in a line."""
        words = {
            "unchanged": "nothing new",
            "replaced": self.revisions.summary or "the same values, written differently",
            "quarantined": f"kept out: {self.findings[0].what}" if self.findings else "kept out",
            "failed": self.problems[0].what if self.problems else "failed",
        }
        return f"{self.table}: {words[self.outcome]}"

    def lines(self, most: int = _SHOWN) -> Iterator[str]:
        """What became of it in words, `most` rows of each list."""
        yield self.said
        if self.outcome == "replaced":
            moved = [
                f"{one.row}, {one.column}: {one.was or 'blank'} → {one.now or 'blank'}"
                for one in self.revisions.changed
            ]
            yield from _cut([*moved, *(f"new: {row}" for row in self.revisions.added)], most)
            yield from _cut([f"gone: {row}" for row in self.revisions.lost], most)
        for finding in self.findings:
            yield f"  {finding.part}: {finding.what}"
            yield from _cut(finding.rows, most, "    ")
        for problem in self.problems:
            yield from str(problem).splitlines()
        if self.kept_in:
            yield f"  The table stays as it was; what came is in {self.kept_in}."

    def as_json(self, most: int | None = None) -> dict[str, Any]:
        """The same for machines; `most` rows of each list."""
        return {
            "table": self.table,
            "outcome": self.outcome,
            "origin": self.origin,
            "version": self.version,
            "changed": [vars(one) for one in self.revisions.changed[:most]],
            "added": list(self.revisions.added[:most]),
            "lost": list(self.revisions.lost[:most]),
            "findings": [{"part": one.part, "what": one.what, "rows": list(one.rows[:most])} for one in self.findings],
            "problems": [one.to_json() for one in self.problems],
            "kept_in": self.kept_in,
        }


def _cut(rows: Any, most: int, indent: str = "  ") -> Iterator[str]:
    rows = list(rows)
    yield from (f"{indent}{row}" for row in rows[:most])
    if len(rows) > most:
        yield f"{indent}… and {len(rows) - most:,} more"


@dataclass(frozen=True)
class RefreshReport:
    """What became of every table that was asked for."""

    tables: tuple[TableRefresh, ...]
    dry_run: bool = False

    def of(self, outcome: RefreshOutcome) -> tuple[TableRefresh, ...]:
        """The tables with an outcome."""
        return tuple(one for one in self.tables if one.outcome == outcome)

    @property
    def exit_status(self) -> int:
        """0 where every table is up to date, 1 where one was quarantined or failed."""
        return 1 if self.of("quarantined") or self.of("failed") else 0
