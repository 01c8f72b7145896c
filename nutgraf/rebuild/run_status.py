"""What a rebuild is doing now, read from another terminal, or how the last one ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from nutgraf.project import Project
from nutgraf.rebuild.run_record import RebuildRun, RunRecord
from nutgraf.rebuild.step_result import STEPS
from nutgraf.stored_json import read_stored

RunState = Literal["never", "running", "killed", "ended"]


@dataclass(frozen=True)
class RunStatus:
    """The state of the last run, and what to say of it."""

    state: RunState
    began: str = ""
    step: str = ""
    """The step that is under way, or during which it was killed."""
    done: tuple[str, ...] = ()
    pages: int = 0
    """How many pages the build looks at."""
    pages_done: int = 0
    paragraph: str = ""
    """What the report of the last run says."""

    @property
    def said(self) -> str:
        """The same in words."""
        if self.state == "never":
            return "There was no rebuild yet."
        began = self.began[:16].replace("T", " ")
        if self.state == "ended":
            return f"The last rebuild began at {began} UTC. {self.paragraph}"
        done = f" Done: {', '.join(self.done)}." if self.done else ""
        if self.state == "killed":
            return f"The rebuild of {began} UTC was killed during the step {self.step}; the next one carries on.{done}"
        pages = f", {self.pages_done} of {self.pages} pages" if self.step == "build" and self.pages else ""
        return f"A rebuild is at work since {began} UTC: {self.step}{pages}.{done}"

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {**vars(self), "done": list(self.done), "said": self.said}


def read_status(project: Project) -> RunStatus:
    """What the last run is doing, or how it ended. Reads only."""
    record = RunRecord(project)
    run = record.read()
    if run is None:
        return RunStatus("never")
    if run.ended:
        return RunStatus("ended", run.began, done=tuple(run.steps), paragraph=_paragraph(record))
    at = run.at or next((name for name in STEPS if name not in run.steps), "report")
    done = tuple(run.steps)
    if not record.is_held():
        return RunStatus("killed", run.began, at, done)
    pages, pages_done = _progress(record, run)
    return RunStatus("running", run.began, at, done, pages, pages_done)


def _paragraph(record: RunRecord) -> str:
    try:
        return str(read_stored((record.folder / "report.json").read_text("utf-8"))["paragraph"])
    except (OSError, ValueError, KeyError, TypeError):
        return "Its report is gone."


def _progress(record: RunRecord, run: RebuildRun) -> tuple[int, int]:
    """How many pages the build under way has, and how many are done."""
    pages, done = 0, Counter[str]()
    for line in record.lines():
        if line.get("event") in ("pages", "run began"):
            pages, done = int(line.get("pages", 0)), Counter()
        elif line.get("event") == "page":
            done["pages"] += 1
    return pages, done["pages"]
