"""Runs a rebuild: step by step, with another attempt where that may help, and carries on what was killed."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project
from nutgraf.rebuild.delivery import deliver, send
from nutgraf.rebuild.rebuild_report import RebuildReport
from nutgraf.rebuild.run_record import RebuildRun, RunRecord, with_step
from nutgraf.rebuild.step_process import run_step
from nutgraf.rebuild.step_result import STEPS, StepResult
from nutgraf.rebuild.steps import StepOrder

_PAUSES_S = (5.0, 30.0)
"""How long is waited before another attempt."""
_NEEDED = {"publish": "build"}
"""Which step must not have failed before a step is done. A table that cannot be refreshed stays as it was."""
_CARRIED_ON = ("refresh", "check")
"""What a killed run had done is not done again. A build and a publication find out by themselves what is left."""


@dataclass(frozen=True)
class Night:
    """One run as it was asked for."""

    now: datetime.datetime
    to: str = ""
    """Where the site is published; empty to publish nowhere."""
    steps: tuple[str, ...] = STEPS
    reason: str = ""
    live_site: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[StepResult], None] = lambda _: None


def rebuild(project: Project, night: Night) -> RebuildReport:
    """Do the steps, then write the report to build/rebuild and send it where the settings say.

    A step that fails ends alone: the site that readers have stays, and the report says what to do. Where the disk takes
    nothing more, the report is sent all the same.

    Raises BusyError if another run is at work, UsageError for an unknown step.
    """
    if unknown := [name for name in night.steps if name not in STEPS]:
        raise UsageError(Problem(f"the step {unknown[0]}", "there is no such step", f"choose of {', '.join(STEPS)}"))
    record = RunRecord(project)
    try:
        with record.held():
            return _run(project, record, night)
    except OSError as error:
        return _send_without_a_disk(project, record, night, error)


def _run(project: Project, record: RunRecord, night: Night) -> RebuildReport:
    record.begin_log()
    run = _begin(project, record, night)
    until = time.monotonic() + project.rebuild.minutes * 60
    for name in STEPS:
        if name in night.steps and name not in run.steps:
            run = _take(project, record, night, run, name, until)
    run = replace(run, ended=_moment(datetime.datetime.now(datetime.UTC)))
    report = RebuildReport(project.name, run, night.to)
    report = deliver(project, report, night.environment)
    record.write(run)
    record.log({"event": "run ended", "state": report.state, "said": report.paragraph})
    return report


def _send_without_a_disk(project: Project, record: RunRecord, night: Night, error: OSError) -> RebuildReport:
    """The report of a run that could not be put on record; only what is sent leaves the machine."""
    known, problem = record.written or RebuildRun(_moment(night.now)), disk_problem(error, project.root)
    left = [name for name in STEPS if name in night.steps and name not in known.steps]
    if left:
        known = with_step(known, StepResult("build" if "build" in left else left[0], "failed", (problem,)))
    ended = _moment(datetime.datetime.now(datetime.UTC))
    report = send(project, RebuildReport(project.name, replace(known, ended=ended), night.to), night.environment)
    return report if left else replace(report, undelivered=(problem, *report.undelivered))


def _begin(project: Project, record: RunRecord, night: Night) -> RebuildRun:
    """A new run, or the one that was killed, with what it had done."""
    run, last = RebuildRun(_moment(night.now)), record.read()
    whole = night.steps == STEPS  # a step that is asked for alone is always done
    if (
        whole
        and last
        and not last.ended
        and _age(last, night.now) < datetime.timedelta(minutes=project.rebuild.minutes)
    ):
        done = {name: last.steps[name] for name in _CARRIED_ON if name in last.steps}
        run = replace(last, steps=done, at="", killed=(*last.killed, last.at or "report"))
        record.log({"event": "run carried on", "run": run.began, "killed_during": run.killed[-1]})
    else:
        record.log({"event": "run began", "run": run.began, "steps": list(night.steps)})
    record.write(run)
    return run


def _take(project: Project, record: RunRecord, night: Night, run: RebuildRun, name: str, until: float) -> RebuildRun:
    """Do one step, and put it on record."""
    needed = run.steps.get(_NEEDED.get(name, ""))
    if needed and needed.state in ("failed", "skipped"):
        result = StepResult(name, "skipped", details={"why": f"because the step {needed.name} failed"})
    elif name == "publish" and not night.to:
        result = StepResult(name, "skipped", details={"why": "because nothing says where the site goes"})
    else:
        record.write(replace(run, at=name))
        result = _with_attempts(project, record, night, name, until)
    record.log({"step": name, "event": "step ended", **_summary(result)})
    night.tell(result)
    run = with_step(run, result)
    record.write(run)
    return run


def _with_attempts(project: Project, record: RunRecord, night: Night, name: str, until: float) -> StepResult:
    order = StepOrder(_moment(night.now), night.to, night.reason, night.live_site)
    earlier: tuple[Problem, ...] = ()
    for attempt, pause in enumerate((*_PAUSES_S, 0.0), 1):
        record.log({"step": name, "event": "step began", "attempt": attempt})
        result = replace(run_step(project, name, order, until - time.monotonic()), attempts=attempt, earlier=earlier)
        earlier += result.problems[:1]
        if result.state != "failed" or not result.may_pass or not pause or time.monotonic() + pause > until:
            break
        record.log({"step": name, "event": "another attempt", "after_s": pause, **_summary(result)})
        night.sleep(pause)
    return result


def _summary(result: StepResult) -> dict[str, Any]:
    said = [problem.what for problem in result.problems[:3]]
    return {"state": result.state, "seconds": result.seconds, "attempts": result.attempts, "problems": said}


def _age(run: RebuildRun, now: datetime.datetime) -> datetime.timedelta:
    """How long ago a run began; one that began later, as where the clock was set back, is as old as can be."""
    try:
        age = now - datetime.datetime.fromisoformat(run.began)
    except (ValueError, TypeError):
        return datetime.timedelta.max
    return age if age >= datetime.timedelta() else datetime.timedelta.max


def _moment(now: datetime.datetime) -> str:
    return now.astimezone(datetime.UTC).isoformat(timespec="seconds")
