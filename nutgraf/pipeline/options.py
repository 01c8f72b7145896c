"""The options of one build."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.pipeline.observer import Observer

if TYPE_CHECKING:
    from nutgraf.pipeline.crew import Crew


@dataclass(frozen=True)
class Options:
    """The options of one build."""

    patterns: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    cold: bool = False
    scheduler: str = ""
    drafts: bool = False
    live_site: Path | None = None
    publish: bool = False
    now: datetime.datetime | None = None
    observer: Observer | None = None
    workers: Crew | None = None
    """Worker processes to reuse; without them, each build starts its own."""

    @property
    def is_preview(self) -> bool:
        """Whether the build is for a preview, which has a site of its own."""
        return self.observer is not None

    @property
    def plain(self) -> bool:
        """Whether the build has no options except to bring the site up to date."""
        return not (self.patterns or self.force or self.live_site or self.publish)
