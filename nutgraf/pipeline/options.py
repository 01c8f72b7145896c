"""What one build is asked to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.worker_process import WorkerProcesses


@dataclass(frozen=True)
class Options:
    """What one build is asked to do."""

    patterns: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    cold: bool = False
    scheduler: str = ""
    drafts: bool = False
    live_site: Path | None = None
    publish: bool = False
    now: datetime.datetime | None = None
    onlooker: Observer | None = None
    workers: WorkerProcesses | None = None
    """The processes that make pages, where they stay for the next build; without any, each build starts its own."""

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for but that the site be as its notebooks say."""
        return not (self.patterns or self.force or self.live_site or self.publish)
