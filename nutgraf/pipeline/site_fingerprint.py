"""Knows the site that lies in build/site by what it was laid out from, so that one that still stands is left alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from nutgraf.cache import digest, digest_of_kit
from nutgraf.check_settings import TABLES
from nutgraf.pipeline.build_fingerprint import looks
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.site import Placeholder

_LAID_OUT_BY = ("site", "pipeline", "render", "language", "locales", "ledger")


@dataclass(frozen=True)
class SiteFingerprint:
    """What a site is laid out from, in one fingerprint, and where that is written down."""

    note: Path
    site: Path
    made_from: str

    def stands(self) -> bool:
        """Whether build/site was laid out from the same, and no file in it was lost or written to since."""
        try:
            return self.note.read_text(encoding="utf-8") == self._known()
        except OSError:
            return False

    def forget(self) -> None:
        """Know nothing of the site while it is exchanged."""
        self.note.unlink(missing_ok=True)

    def remember(self) -> None:
        """Write down that the site was laid out from this; where that cannot be written, it is laid out once more."""
        with contextlib.suppress(OSError):
            self.note.parent.mkdir(parents=True, exist_ok=True)
            self.note.write_text(self._known(), encoding="utf-8")

    def _known(self) -> str:
        return digest([self.made_from, looks(self.site)])


def site_fingerprint(staleness: StalenessCheck, left: Iterable[Placeholder], *, drafts: bool) -> SiteFingerprint:
    """The fingerprint of the site of all pages as they are on the shelf."""
    plan, shelf, project = staleness.review.plan, staleness.shelf, staleness.project
    pages = [
        [page.address, shelf.fingerprint(page.address)] for page in plan.pages if drafts or not page.withheld_reason
    ]
    settings = project.model_dump(mode="json", exclude={"root", *TABLES})
    made_from = [pages, [asdict(each) for each in left], settings, digest_of_kit(_LAID_OUT_BY), drafts]
    return SiteFingerprint(project.build_dir / "keep" / "site", project.site_dir, digest(made_from))
