"""The record of a run in build/rebuild: its lock, what its steps did so far, and its log."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nutgraf.atomic_write import replace_file
from nutgraf.errors import BusyError, Problem
from nutgraf.file_lock import HeldElsewhereError, file_lock
from nutgraf.project import Project
from nutgraf.rebuild.step_result import StepResult
from nutgraf.stored_json import read_stored

_LOG_KEPT = 5_000_000
"""Bytes of the log after which the next run begins another one and keeps this one as log.1.jsonl."""


@dataclass(frozen=True)
class RebuildRun:
    """A run as it is on disk. Without `ended` it is under way, or was killed."""

    began: str
    steps: Mapping[str, StepResult] = field(default_factory=dict)
    at: str = ""
    """The step that is under way."""
    killed: tuple[str, ...] = ()
    """The steps during which it was killed, where it was carried on."""
    ended: str = ""


def folder_of(project: Project) -> Path:
    """Where the record, the log and the report of the last run are."""
    return project.build_dir / "rebuild"


class RunRecord:
    """Reads and writes the record of a run; every write is whole or not there."""

    def __init__(self, project: Project) -> None:
        self.folder = folder_of(project)
        self._path, self._log = self.folder / "run.json", self.folder / "log.jsonl"
        self.written: RebuildRun | None = None
        """What was last put on record, or would have been, had there been room."""

    def read(self) -> RebuildRun | None:
        """The last run; None if there is none, or its record is damaged."""
        try:
            values = read_stored(self._path.read_text("utf-8"))
            steps = {name: StepResult.from_json(each) for name, each in values.pop("steps").items()}
            return RebuildRun(**{**values, "steps": steps, "killed": tuple(values["killed"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, run: RebuildRun) -> None:
        """Put a run on record."""
        self.written = run
        values = {**vars(run), "steps": {name: each.to_json() for name, each in run.steps.items()}}
        replace_file(self._path, json.dumps(values).encode())

    def log(self, line: Mapping[str, Any]) -> None:
        """Add a line to the log, with the moment. Two processes may do so at once."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab", buffering=0) as file:
            file.write(json.dumps({"time": now, **line}, ensure_ascii=False).encode() + b"\n")

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines of the log; a broken one, as of a kill, is left out."""
        try:
            content = self._log.read_text("utf-8", "replace")
        except OSError:
            return
        for line in content.split("\n"):
            with contextlib.suppress(ValueError):
                read = read_stored(line)
                if isinstance(read, dict):
                    yield read

    def begin_log(self) -> None:
        """Keep the log from growing without end."""
        with contextlib.suppress(OSError):
            if self._log.stat().st_size > _LOG_KEPT:
                self._log.replace(self.folder / "log.1.jsonl")

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """One run at a time: the system releases the lock when its holder ends, however it ends.

        Raises BusyError naming the process that is at work.
        """
        try:
            with file_lock(self.folder / "lock"):
                yield
        except HeldElsewhereError as error:
            what = f"a rebuild is at work already (process {error.holder})"
            raise BusyError(Problem("build/rebuild/lock", what, "see nutgraf status, and wait for it")) from error

    def is_held(self) -> bool:
        """Whether a run is at work."""
        try:
            with self.held():
                return False
        except BusyError:
            return True


def with_step(run: RebuildRun, result: StepResult) -> RebuildRun:
    """The run with one more step done."""
    return replace(run, steps={**run.steps, result.name: result}, at="")
