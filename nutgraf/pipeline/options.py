"""What one build is asked to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from nutgraf.pipeline.observer import Observer


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

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for but that the site be as its notebooks say."""
        return not (self.patterns or self.force or self.live_site or self.publish)
