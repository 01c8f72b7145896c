"""The pages that the site does not show as they are now: never built here, changed since, or decided about since."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf import ledger
from nutgraf.cache.page_cache import bytes_of
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.staleness import StalenessCheck


@dataclass(frozen=True)
class Unbuilt:
    """The addresses that the next build would change in the site, without running it."""

    missing: tuple[str, ...] = ()
    """They were never built here."""
    changed: tuple[str, ...] = ()
    """Their data or notebook changed: what they will say is not known before they are run."""
    settled: tuple[str, ...] = ()
    """Their numbers are known, and the site has an earlier form: something was decided, or their look changed."""

    @property
    def is_known(self) -> bool:
        """Whether everything that waits for an editor is known."""
        return not (self.missing or self.changed)

    @property
    def pages(self) -> tuple[str, ...]:
        """All of them, by address."""
        return tuple(sorted({*self.missing, *self.changed, *self.settled}))


def unbuilt_pages(review: Review) -> Unbuilt:
    """What a build would change; the review has decided about every page."""
    staleness = StalenessCheck(review.project, review)
    missing: list[str] = []
    changed: list[str] = []
    settled: list[str] = []
    for page in review.plan.pages:
        if page.withheld_reason:
            continue
        task, known = staleness.stale_task(page), review.decided.get(page.address)
        if review.page_cache.record(page.address) is None:
            missing.append(page.address)
        elif task is not None and task.status == "ran":
            changed.append(page.address)
        elif task is not None or (known and known.may_publish and _differs(review, page.address)):
            settled.append(page.address)
    return Unbuilt(tuple(missing), tuple(changed), tuple(settled))


def _differs(review: Review, address: str) -> bool:
    """Whether the site has other numbers at an address than the page as built."""
    built = review.page_cache.file(address, ledger.JSON)
    try:
        return built is not None and (review.project.site_dir / address / ledger.JSON).read_bytes() != bytes_of(built)
    except OSError:
        return True
