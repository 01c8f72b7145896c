"""The steps of a rebuild, each as a function that gives its result; an error of a step is a result too."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import NutgrafError, Problem
from nutgraf.project import Project
from nutgraf.rebuild.may_pass import may_pass
from nutgraf.rebuild.step_result import StepResult, StepState

if TYPE_CHECKING:
    from nutgraf.pipeline import Outcome, Report

_MOST_ROWS = 1000
"""How many rows of a list a report has, which goes out by mail and webhook: a new table may have a million."""
Tell = Callable[[Mapping[str, Any]], None]
"""Takes a line of the log."""


@dataclass(frozen=True)
class StepOrder:
    """What a step is asked to do."""

    now: str
    """The moment of the run, in ISO format."""
    to: str = ""
    reason: str = ""
    live_site: str = ""

    @property
    def moment(self) -> datetime.datetime:
        """The moment of the run."""
        return datetime.datetime.fromisoformat(self.now)


def do_step(name: str, project: Project, order: StepOrder, tell: Tell) -> StepResult:
    """Do a step."""
    try:
        return _STEPS[name](project, order, tell)
    except NutgrafError as error:
        return StepResult(name, "failed", error.problems, may_pass=may_pass(error))
    except OSError as error:
        return StepResult(name, "failed", (disk_problem(error, project.root),), may_pass=may_pass(error))


def _refresh(project: Project, order: StepOrder, tell: Tell) -> StepResult:
    from nutgraf.refresh import history, refresh_tables

    def done(table: Any) -> None:
        tell({"event": "table", "table": table.table, "outcome": table.outcome, "said": table.said})

    report = refresh_tables(project, now=order.moment, tell=done)
    versions = {table.table: history(project, table.table) for table in report.tables}
    tables = [{**table.as_json(most=_MOST_ROWS), "said": table.said} for table in report.tables]
    ages = {name: kept[-1].when for name, kept in versions.items() if kept}
    problems = tuple(problem for table in report.of("failed") for problem in table.problems)
    return StepResult("refresh", _state(bool(report.exit_status)), problems, {"tables": tables, "as_of": ages})


def _check(project: Project, order: StepOrder, tell: Tell) -> StepResult:
    from nutgraf.data import overdue
    from nutgraf.pipeline.project_check import check_project

    found = check_project(project)
    late = overdue(project.data_package, order.moment.date())
    details = {"pages": len(found.plan.pages), "overdue": [asdict(each) for each in late]}
    return StepResult("check", _state(bool(found.problems)), found.problems, details)


def _build(project: Project, order: StepOrder, tell: Tell) -> StepResult:
    from nutgraf.pipeline import Options, build
    from nutgraf.rebuild.waiting_list import waiting_list

    def begin(pages: int, to_make: int) -> None:
        tell({"event": "pages", "pages": pages, "to_make": to_make})

    def done(page: Outcome) -> None:
        seconds = round(page.seconds, 3)
        said = {"address": page.address, "status": page.status, "why": page.why, "seconds": seconds}
        tell({"event": "page", **said, **({"killed": page.killed} if page.killed else {})})

    with _live_site(project, order) as live:
        report = build(project, Options(publish=True, live_site=live, now=order.moment), begin, done)
    stopped = [page for page in report.outcomes if page.status == "failed"]
    details = {
        "pages": len(report.outcomes),
        "totals": dict(Counter(page.status for page in report.outcomes)),
        "made": [page.address for page in report.outcomes if page.status in ("ran", "rendered")],
        "held": [page.address for page in report.outcomes if page.status == "held"],
        "failed": [_failure(page) for page in stopped],
        "killed": [{"address": page.address, "how": how} for page in report.outcomes for how in page.killed],
        "slowest": _slowest(report),
        "waiting": waiting_list(project, order.moment),
        "released": _released(report),
        "noted": sum(len(page.moves) for page in report.outcomes if page.status != "held"),
    }
    state: StepState = "failed" if report.stopped else _state(bool(report.exit_status))
    return StepResult("build", state, report.problems, details)


@contextlib.contextmanager
def _live_site(project: Project, order: StepOrder) -> Iterator[Path | None]:
    """A copy of the live site: the one that was named or, on a machine that has never built it, that of readers."""
    if order.live_site or not order.to or project.site_dir.is_dir():
        yield Path(order.live_site) if order.live_site else None
        return
    from nutgraf.publish import copy_live_site

    with tempfile.TemporaryDirectory(prefix="nutgraf-live-") as folder:
        yield Path(folder) if copy_live_site(order.to, Path(folder)) else None


def _publish(project: Project, order: StepOrder, tell: Tell) -> StepResult:
    from nutgraf.publish import publish_site

    made = publish_site(project, order.to, now=order.moment, reason=order.reason, keep=project.publish.keep)
    changes = {name: list(getattr(made.changes, name)) for name in ("new", "changed", "gone")}
    details = {
        **{
            name: getattr(made, name) for name in ("number", "id", "date", "new", "pages", "uploaded", "uploaded_bytes")
        },
        "to": order.to,
        "changes": changes,
    }
    return StepResult("publish", "good", (), details)


def _state(needs_attention: bool) -> StepState:
    return "attention" if needs_attention else "good"


def _failure(page: Outcome) -> dict[str, Any]:
    first = page.problems[0] if page.problems else Problem(page.name, page.why)
    return {"address": page.address, "name": page.name, "last_good": page.last_good, **asdict(first)}


def _released(report: Report) -> list[dict[str, Any]]:
    """What rules released without an editor: each change with its rule and its page."""
    return [
        {"rule": rule, "address": address, "was": move.was, "now": move.now, "sentence": move.sentence}
        for rule, moves in report.released.items()
        for address, move in moves
    ]


def _slowest(report: Report) -> list[dict[str, Any]]:
    pages = sorted(report.outcomes, key=lambda page: -page.seconds)[:3]
    return [{"address": page.address, "seconds": round(page.seconds, 3)} for page in pages if page.seconds]


_STEPS: Mapping[str, Callable[[Project, StepOrder, Tell], StepResult]] = {
    "refresh": _refresh,
    "check": _check,
    "build": _build,
    "publish": _publish,
}
