"""The progress of a build: a bar on a terminal, plain lines elsewhere, JSON for machines."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from nutgraf.cli import formatting
from nutgraf.cli.long_lists import Limit, alike
from nutgraf.cli.released_numbers import released_numbers

if TYPE_CHECKING:
    from nutgraf.pipeline import Outcome, Report
    from nutgraf.preview import Event


class Progress:
    """Reports each page as it is built."""

    def __init__(self, *, as_json: bool, everything: bool = False) -> None:
        self.as_json, self.limit = as_json, Limit(everything)
        self.bar: Any = None
        self.task: Any = None
        self.counts: dict[str, int] = {}
        self.pages = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def begin(self, pages: int, to_make: int) -> None:
        """Start, with the number of pages and how many must be built."""
        self.counts, self.pages = {}, pages
        if self.as_json or not sys.stderr.isatty() or not to_make:
            return
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        # The bar counts the work left: unchanged pages take no time, and would make it jump.
        columns = (BarColumn(20), TextColumn("{task.description}"), TimeRemainingColumn(), TextColumn("left"))
        self.bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(self._so_far(), total=to_make)
        self.bar.start()

    def show(self, outcome: Outcome) -> None:
        """Report one page."""
        self.counts[outcome.status] = self.counts.get(outcome.status, 0) + 1
        if self.as_json:
            click.echo(formatting.json_line(outcome))
        elif self.bar is not None:
            made = outcome.timing.seconds > 0
            self.bar.update(self.task, description=self._so_far(), **({"advance": 1} if made else {}))
        elif outcome.status not in ("unchanged", "failed"):
            click.echo(f"{outcome.status:6} {outcome.address}  {outcome.seconds:.1f} s")

    def _so_far(self) -> str:
        counts = [f"{self.counts[status]} {status}" for status in formatting.ORDER if status in self.counts]
        return f"{sum(self.counts.values())}/{self.pages} pages" + (f": {', '.join(counts)}" if counts else "")

    def sum_up(self, report: Report) -> None:
        """Report the result of the build."""
        self._stop()
        if self.as_json:
            click.echo(formatting.json_totals(report))
            return
        limit = self.limit
        for failed in (formatting.failures(report, limit), formatting.problems(report.problems, limit)):
            if failed:
                click.echo(f"{failed}\n", err=True)
        for section in (
            formatting.changed_numbers(report, limit),
            released_numbers(report, limit),
            formatting.numbers(report, limit),
            formatting.stale(report, limit),
            formatting.notes(report, limit),
        ):
            if section:
                click.echo(section + "\n")
        click.echo(formatting.totals(report))

    def show_event(self, event: Event) -> None:
        """Report an event of the preview: where it serves, what it rebuilt, what went wrong."""
        if event.url:
            click.echo(f"Serving {event.url} (Ctrl-C ends it)")
        if event.problems:
            click.echo(formatting.problems(event.problems, self.limit), err=True)
        for outcome, pages in alike(one for one in event.outcomes if one.status == "failed"):
            click.echo(formatting.failure(outcome, self.limit, pages - 1), err=True)
        lines = [
            f"{outcome.status:6} {outcome.address}  {outcome.why}"
            for outcome in event.outcomes
            if outcome.status not in ("failed", "unchanged")
        ]
        for line in self.limit.cut(lines, "page", "see them at the address above"):
            click.echo(line)

    def _stop(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
