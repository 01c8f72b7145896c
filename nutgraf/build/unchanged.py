"""Knows the site that lies in build/site by what it was laid out from, so that one that still stands is left alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from nutgraf.build.deciding import Desk
from nutgraf.build.still import looks
from nutgraf.record import digest, digest_of_kit
from nutgraf.site import Left

_LAID_OUT_BY = ("site", "build", "render", "language", "locales", "ledger")


@dataclass(frozen=True)
class Laid:
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


def laid(desk: Desk, left: Iterable[Left], *, drafts: bool) -> Laid:
    """The fingerprint of the site of all pages as they are on the shelf."""
    plan, shelf, project = desk.scales.plan, desk.shelf, desk.project
    pages = [[page.address, shelf.fingerprint(page.address)] for page in plan.pages if drafts or not page.withheld]
    settings = project.model_dump(mode="json", exclude={"root"})
    made_from = [pages, [asdict(each) for each in left], settings, digest_of_kit(_LAID_OUT_BY), drafts]
    return Laid(project.build_dir / "keep" / "site", project.site_dir, digest(made_from))
