"""The unattended rebuild: what each step may do to the others, what a killed run leaves, and how it is watched."""

from __future__ import annotations

import datetime
import json
import os
import select
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.errors import BusyError, DataError, Problem, PublishError, UsageError
from nutgraf.project import Project
from nutgraf.rebuild import Night, RebuildReport, read_status, rebuild, running, step_process
from nutgraf.rebuild.may_pass import may_pass
from nutgraf.rebuild.run_record import RebuildRun, RunRecord
from nutgraf.rebuild.step_result import StepResult
from nutgraf.rebuild.steps import StepOrder
from support.a_site import NOW, a_project, write_site

BUILT = {"totals": {"unchanged": 3}, "waiting": [], "failed": []}
LIVE = {"number": 4, "new": True, "changes": {"new": [], "changed": ["en/a"], "gone": []}}
GOOD = {
    "refresh": StepResult("refresh", "good", details={"tables": [], "as_of": {}}),
    "check": StepResult("check", "good", details={"overdue": []}),
    "build": StepResult("build", "good", details=BUILT),
    "publish": StepResult("publish", "good", details=LIVE),
}
FULL = Problem("the disk", "there is no room left", "make room")


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Has the steps give these results, one after the other; the list of those that were done."""

    def prepare(**given: Any) -> list[str]:
        done: list[str] = []
        left = {
            name: [each] if isinstance(each, StepResult) else list(each) for name, each in {**GOOD, **given}.items()
        }

        def run(_: Project, name: str, order: StepOrder, seconds: float) -> StepResult:
            done.append(name)
            result = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
            if result.details.get("killed"):
                raise KeyboardInterrupt
            return result

        monkeypatch.setattr(running, "run_step", run)
        return done

    return prepare


def run(desk: Project, **given: Any) -> RebuildReport:
    night = {"now": NOW, "to": "/srv/live", "environment": {}, "sleep": lambda _: None, **given}
    return rebuild(desk, Night(**night))


def failed(name: str, *, passing: bool = False) -> StepResult:
    return StepResult(name, "failed", (FULL,), may_pass=passing)


def test_a_night_on_which_all_is_well_says_so_and_ends_with_0(desk: Project, steps: Any) -> None:
    done = steps()
    report = run(desk)
    assert (done, report.state, report.exit_status) == (["refresh", "check", "build", "publish"], "good", 0)
    assert report.paragraph == "Readers have release 4: 1 page changed. 3 pages: 3 up to date."


def test_a_build_that_fails_publishes_nothing_and_ends_with_2(desk: Project, steps: Any) -> None:
    done = steps(build=failed("build"))
    report = run(desk)
    assert (done, report.exit_status) == (["refresh", "check", "build"], 2)
    assert report.paragraph == (
        "Nothing was published, because the build failed: the disk: there is no room left. Readers have what they had."
    )
    assert [step.state for step in report.steps] == ["good", "good", "failed", "skipped"]


def test_tables_that_cannot_be_refreshed_stop_nothing_and_end_with_1(desk: Project, steps: Any) -> None:
    done = steps(refresh=failed("refresh"))
    report = run(desk)
    assert (done[-1], report.exit_status) == ("publish", 1)
    assert "No data was refreshed: the disk: there is no room left." in report.paragraph


def test_what_may_pass_is_tried_three_times_and_what_cannot_once(desk: Project, steps: Any) -> None:
    pauses: list[float] = []
    done = steps(refresh=failed("refresh"), publish=[failed("publish", passing=True)] * 2 + [GOOD["publish"]])
    report = run(desk, sleep=pauses.append)
    assert (done.count("refresh"), done.count("publish"), pauses) == (1, 3, [5.0, 30.0])
    assert "The publish took 3 attempts, as there is no room left." in report.paragraph
    done = steps(publish=failed("publish", passing=True))
    assert run(desk).exit_status == 2
    assert done.count("publish") == 3


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (BusyError(FULL), True),
        (ConnectionResetError(104, "reset"), True),
        (TimeoutError(), True),
        (OSError(5, "Input/output error"), True),
        (OSError(28, "No space left on device"), False),
        (PermissionError(13, "denied"), False),
        (DataError(FULL), False),
        (PublishError(FULL), False),
    ],
)
def test_only_what_was_busy_or_out_of_reach_is_tried_again(error: Exception, passes: bool) -> None:
    wrapped = UsageError(FULL)
    wrapped.__cause__ = error
    assert (may_pass(error), may_pass(wrapped)) == (passes, passes)


def test_nothing_is_published_where_nothing_says_where(desk: Project, steps: Any) -> None:
    done = steps()
    report = run(desk, to="")
    assert (done[-1], report.exit_status) == ("build", 0)
    assert report.paragraph.startswith("Nothing was published by this run.")


def test_a_step_alone_and_an_unknown_one(desk: Project, steps: Any) -> None:
    done = steps()
    run(desk, steps=("check",))
    assert done == ["check"]
    with pytest.raises(UsageError, match="there is no such step"):
        run(desk, steps=("polish",))


def test_a_killed_run_is_carried_on_and_does_not_fetch_twice(desk: Project, steps: Any) -> None:
    table = {"table": "pay", "outcome": "replaced", "said": "pay: 1 row changed", "kept_in": ""}
    new = StepResult("refresh", "good", details={"tables": [table], "as_of": {}})
    steps(refresh=new, build=StepResult("build", "good", details={"killed": True}))
    with pytest.raises(KeyboardInterrupt):
        run(desk)
    assert read_status(desk).said == (
        "The rebuild of 2026-11-29 03:00 UTC was killed during the step build; the next one carries on. "
        "Done: refresh, check."
    )
    done = steps(refresh=GOOD["refresh"])
    report = run(desk, now=NOW + datetime.timedelta(minutes=20))
    assert done == ["build", "publish"]
    assert (report.run.began[:16], report.tables) == ("2026-11-29T03:00", [table])
    assert "The run was killed during the build and carried on." in report.paragraph


def test_a_step_that_is_asked_for_alone_is_done_after_a_kill_too(desk: Project, steps: Any) -> None:
    RunRecord(desk).write(RebuildRun("2026-11-29T03:00:00+00:00", {"check": GOOD["check"]}, at="build"))
    done = steps()
    run(desk, steps=("check",))
    assert done == ["check"]


@pytest.mark.parametrize("later", [datetime.timedelta(hours=3), datetime.timedelta(minutes=-10)])
def test_a_run_that_was_killed_long_ago_or_by_another_clock_begins_again(
    desk: Project, steps: Any, later: datetime.timedelta
) -> None:
    RunRecord(desk).write(RebuildRun("2026-11-29T03:00:00+00:00", {"refresh": GOOD["refresh"]}, at="check"))
    done = steps()
    run(desk, now=NOW + later)
    assert done[0] == "refresh"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"steps": 1}', '{"began": "x", "steps": {"a": {}}, "killed": []}'])
def test_a_damaged_record_begins_a_new_run(desk: Project, steps: Any, content: str) -> None:
    folder = desk.build_dir / "rebuild"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(content)
    (folder / "log.jsonl").write_text(content)
    assert read_status(desk).state == "never"
    steps()
    assert run(desk).exit_status == 0
    assert read_status(desk).state == "ended"


def test_two_runs_at_once_are_refused_by_name_and_the_status_says_what_is_done(desk: Project, steps: Any) -> None:
    steps()
    record = RunRecord(desk)
    with record.held():
        with pytest.raises(BusyError, match="a rebuild is at work already"):
            run(desk)
        record.write(RebuildRun("2026-11-29T03:00:00+00:00", {"refresh": GOOD["refresh"]}, at="build"))
        record.log({"event": "pages", "pages": 51, "to_make": 3})
        record.log({"event": "page", "address": "en/a"})
        status = read_status(desk)
    assert status.said == "A rebuild is at work since 2026-11-29 03:00 UTC: build, 1 of 51 pages. Done: refresh."


def test_the_log_has_a_line_of_json_for_each_thing_that_happened(desk: Project, steps: Any) -> None:
    steps(publish=[failed("publish", passing=True), GOOD["publish"]])
    run(desk)
    lines = [json.loads(line) for line in (desk.build_dir / "rebuild/log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines if line.get("step") in (None, "publish")] == [
        *("run began", "step began", "another attempt", "step began", "step ended", "run ended"),
    ]
    assert all(datetime.datetime.fromisoformat(line["time"]) for line in lines)


ORDER = StepOrder(NOW.isoformat(), "live")


def started_instead(desk: Project, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Has a script run where Python would run a step."""
    path = desk.root.parent / "instead.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    (desk.build_dir / "rebuild").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(step_process.sys, "executable", str(path))


def test_a_step_that_is_killed_is_a_result_that_may_pass(desk: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    started_instead(desk, monkeypatch, "echo reading; kill -9 $$")
    result = step_process.run_step(desk, "build", ORDER, 20)
    assert (result.state, result.may_pass) == ("failed", True)
    assert result.problems[0].what == "its process ended before it was done, by signal SIGKILL: reading"


def test_a_step_that_breaks_is_a_result_that_cannot_pass(desk: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    started_instead(desk, monkeypatch, "echo no such module; exit 3")
    result = step_process.run_step(desk, "build", ORDER, 20)
    assert (result.state, result.may_pass) == ("failed", False)
    assert result.problems[0].what.endswith("with exit status 3: no such module")


def ends(process: int) -> bool:
    """Whether a process that was sent a signal has ended: a busy machine takes a moment to end it."""
    try:
        opened = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return select.select([opened], [], [], 30)[0] == [opened]
    finally:
        os.close(opened)


def test_a_step_that_takes_too_long_is_stopped_with_all_that_it_started(
    desk: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(step_process, "_GRACE_S", 0.2)
    started_instead(
        desk, monkeypatch, f"trap '' TERM; (sleep 60; touch {tmp_path}/late) & echo $! > {tmp_path}/child; wait"
    )
    result = step_process.run_step(desk, "build", ORDER, 2)
    assert (result.state, result.may_pass) == ("failed", False)
    assert result.problems[0].what == "it was stopped: the run may take 120 minutes, and they were over"
    child = int((tmp_path / "child").read_text())
    assert ends(child)


def test_notebooks_do_not_get_what_only_the_report_needs(desk: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_WEBHOOK", "https://chat.example/T0/secret")
    started_instead(desk, monkeypatch, "env; exit 1")
    for step, has_it in (("build", False), ("refresh", False), ("publish", True)):
        step_process.run_step(desk, step, ORDER, 20)
        assert ("T0/secret" in (desk.build_dir / f"rebuild/{step}.txt").read_text()) is has_it


def test_a_step_runs_as_a_process_and_gives_its_result(desk: Project) -> None:
    (desk.build_dir / "rebuild").mkdir(parents=True)
    result = step_process.run_step(desk, "publish", ORDER, 60)
    assert [problem.what for problem in result.problems] == ["there is no built site"]
    write_site(desk, "one")
    result = step_process.run_step(desk, "publish", ORDER, 60)
    assert (result.state, result.details["number"], result.details["changes"]["new"]) == ("good", 1, ["en/a"])
    assert (desk.root / "live/current/index.html").read_text() == "front one"


def test_the_commands_say_how_it_went(desk: Project, steps: Any) -> None:
    def said(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["--project", str(desk.root), *words])
        return done.exit_code, done.stdout

    steps()
    assert said("status") == (0, "There was no rebuild yet.\n")
    code, text = said("rebuild", "--skip", "refresh", "/srv/live")
    assert (code, text.splitlines()[0][-11:]) == (0, "all is well")
    code, text = said("rebuild", "--only", "check", "--json")
    assert [step["name"] for step in json.loads(text)["steps"]] == ["check"]
    code, text = said("status", "--json")
    assert json.loads(text)["state"] == "ended"
    steps(build=failed("build"))
    assert said("rebuild")[0] == 2


def test_a_result_on_disk_is_read_back_as_it_was() -> None:
    result = replace(failed("build"), details={"a": [1]}, attempts=2)
    loaded: Mapping[str, Any] = json.loads(json.dumps(result.to_json()))
    assert StepResult.from_json(loaded) == result
    with pytest.raises(ValueError, match="not the result of a step"):
        StepResult.from_json({**loaded, "more": 1})
