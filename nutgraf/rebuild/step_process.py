"""Runs a step of a rebuild as a process of its own, which cannot take the run with it.

`python -m nutgraf.rebuild.step_process STEP ORDER` does the step in the project of the current folder and leaves its
result in build/rebuild/STEP.json. It ends with the run that started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from nutgraf.atomic_write import replace_file
from nutgraf.errors import Problem
from nutgraf.language_files import PROJECT_VARIABLE
from nutgraf.project import Project, read_project
from nutgraf.rebuild.run_record import RunRecord, folder_of
from nutgraf.rebuild.step_result import StepResult
from nutgraf.rebuild.steps import StepOrder, do_step
from nutgraf.stored_json import read_stored

SECRETS = ("NUTGRAF_WEBHOOK", "NUTGRAF_SMTP_USER", "NUTGRAF_SMTP_PASSWORD")
"""Variables that only the report needs: no notebook gets them."""
_GRACE_S = 20.0
_LAST_LINES = 5


def run_step(project: Project, name: str, order: StepOrder, seconds: float) -> StepResult:
    """Run a step; after so many seconds it is stopped. A process that dies is a result too, which may pass."""
    path, output = _result_file(project, name), folder_of(project) / f"{name}.txt"
    path.unlink(missing_ok=True)
    begun = time.monotonic()
    with output.open("wb") as file:
        process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "nutgraf.rebuild.step_process",
                name,
                json.dumps(asdict(order)),
                str(os.getpid()),
            ],
            cwd=project.root,
            env=_environment(project, name),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            _stop(process)
            what = f"it was stopped: the run may take {project.rebuild.minutes} minutes, and they were over"
            fix = "see what took so long in build/rebuild/log.jsonl, or allow more: [tool.nutgraf.rebuild], minutes"
            return _ended(StepResult(name, "failed", (Problem(f"the step {name}", what, fix),)), begun)
        except BaseException:
            _stop(process)
            raise
    try:
        result = StepResult.from_json(read_stored(path.read_text("utf-8")))
    except (OSError, ValueError):
        result = _died(name, code, output)
    return _ended(result, begun)


def _ended(result: StepResult, begun: float) -> StepResult:
    return StepResult(**{**vars(result), "seconds": round(time.monotonic() - begun, 3)})


def _died(name: str, code: int, output: Path) -> StepResult:
    """A process that left no result: killed by a signal, which may pass, or ended by an error of its own."""
    how = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit status {code}"
    said = " ".join(output.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:])[-400:]
    what = f"its process ended before it was done, {how}" + (f": {said}" if said else "")
    fix = "see whether the machine ran out of memory" if code < 0 else f"see build/rebuild/{output.name}"
    return StepResult(name, "failed", (Problem(f"the step {name}", what, fix),), may_pass=code < 0)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, then kill it."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(project: Project, name: str) -> Mapping[str, str]:
    """The publisher gets what is secret too, to see that no page holds it."""
    left = {key: value for key, value in os.environ.items() if name == "publish" or key not in SECRETS}
    return {**left, PROJECT_VARIABLE: str(project.root)}


def _result_file(project: Project, name: str) -> Path:
    return folder_of(project) / f"{name}.json"


def _main(name: str, order: str, parent: str) -> None:
    from nutgraf.kernel import end_with_parent

    end_with_parent(int(parent))
    project = read_project(Path.cwd())
    record = RunRecord(project)
    result = do_step(name, project, StepOrder(**json.loads(order)), lambda line: record.log({"step": name, **line}))
    replace_file(_result_file(project, name), json.dumps(result.to_json()).encode())


if __name__ == "__main__":
    _main(*sys.argv[1:])
