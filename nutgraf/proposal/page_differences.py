"""What differs on the pages between two builds of a project: sentences, values in charts, pictures of charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nutgraf import ledger
from nutgraf.cache.page_cache import FILES, PageCache
from nutgraf.ledger import Change, Lock, Signature
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.plan import PagePlan


@dataclass(frozen=True)
class MovedNumber:
    """One number that a page prints or draws otherwise than before."""

    change: Change
    before: str
    """The sentence as it was."""

    @property
    def after(self) -> str:
        """The sentence as it would be; empty where it is gone."""
        return self.change.sentence if self.change.now else ""


@dataclass(frozen=True)
class PageDifference:
    """What differs on one page."""

    page: PagePlan
    title: str
    moved: tuple[MovedNumber, ...] = ()
    charts: tuple[str, ...] = ()
    """The charts that look different, by the names of their pictures."""
    is_new: bool = False


def page_differences(pages: Sequence[PagePlan], before: PageCache, after: PageCache) -> Iterator[PageDifference]:
    """Every page on which a number or a chart differs; its editions in other languages follow it."""
    for page in sorted(
        pages, key=lambda page: (min(page.address, *page.alternates.values(), page.address), page.address)
    ):
        old, new = before.record(page.address), after.record(page.address)
        if new is None or (old is not None and old.kept == new.kept):
            continue
        sheet = read_sheet(after.file(page.address, ledger.JSON))
        title = str(sheet.about.get("title") or page.address)
        if old is None:
            yield PageDifference(page, title, is_new=True)
            continue
        moved = _moved(page.address, read_sheet(before.file(page.address, ledger.JSON)), sheet)
        names = (f"{figure['name']}.png" for figure in sheet.about.get("figures", ()))
        charts = tuple(
            name
            for name in names
            if old.kept.get(f"{FILES}{name}") != (there := new.kept.get(f"{FILES}{name}")) and there
        )
        if moved or charts:
            yield PageDifference(page, title, moved, charts)


def _moved(address: str, old: LiveSheet, new: LiveSheet) -> tuple[MovedNumber, ...]:
    """The numbers that moved, as if the page before had been published."""
    lock = ledger.publish(Lock({}), address, old.claims, Signature(""), old.drawn)
    before = {claim.id: claim.sentence for claim in old.claims}
    changes = ledger.decide(lock, address, new.claims, "hold", drawn=new.drawn).moves
    return tuple(MovedNumber(change, before.get(change.id) or _as_before(change)) for change in changes)


def _as_before(change: Change) -> str:
    return change.sentence.replace(change.now, change.was) if change.now else change.sentence or change.was


def copy_pictures(found: Sequence[PageDifference], before: PageCache, after: PageCache, folder: Path) -> None:
    """Put the pictures of charts before and after into a folder, where `picture_name` says."""
    for each in found:
        for chart in each.charts:
            for when, cache in (("before", before), ("after", after)):
                content = cache.file(each.page.address, chart)
                if content is not None:
                    target = folder / picture_name(when, each.page.address, chart)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)


def picture_name(when: str, address: str, chart: str) -> str:
    """Where the picture of a chart is in the folder of a proposal."""
    return f"{when}/{address}/{chart}"
