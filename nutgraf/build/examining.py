"""Looks at a project and changes nothing: why each page is up to date or not, whether it comes out the same again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from nutgraf.build.deciding import UP_TO_DATE, Desk
from nutgraf.build.lock import one_build_at_a_time
from nutgraf.build.pool import at_once, make_pages
from nutgraf.build.scales import Scales
from nutgraf.build.worker import Made
from nutgraf.check import check
from nutgraf.errors import Problem
from nutgraf.ledger import read_lock
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project
from nutgraf.record import Record
from nutgraf.record.shelf import Shelf

NOTEBOOK = "the executed notebook"


@dataclass(frozen=True)
class Standing:
    """How one page stands: what a build would do with it, why, and what its last run read that nobody can see."""

    address: str
    name: str
    next: Literal["built", "drawn", "kept", "failed"]
    why: str
    untracked: tuple[str, ...] = ()
    record: Record | None = None


@dataclass(frozen=True)
class Compared:
    """A page made again beside the one that is published: the files that differ, or the problems that stopped it."""

    address: str
    differs: tuple[str, ...] = ()
    why: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every byte is the same."""
        return not self.differs and not self.problems


def standing(project: Project, plan: Plan, pages: Sequence[PagePlan], *, force: bool = False) -> Iterator[Standing]:
    """What a build would do with each of the pages, and why. Nothing is run and nothing is written."""
    desk, problems = _desk(project, plan, force=force), check(project, plan)
    for page in pages:
        record = desk.shelf.record(page.address)
        untracked = record.untracked if record else ()
        if bad := problems.get(page.explainer.name):
            yield Standing(page.address, page.name, "failed", bad[0].what, untracked, record)
        elif to_do := desk.to_do(page):
            way: Literal["built", "drawn"] = "drawn" if to_do.job.executed else "built"
            yield Standing(page.address, page.name, way, to_do.why, untracked, record)
        else:
            yield Standing(page.address, page.name, "kept", UP_TO_DATE, untracked, record)


def verify(
    project: Project, plan: Plan, pages: Sequence[PagePlan], *, jobs: int = 0, site: Path | None = None
) -> Iterator[Compared]:
    """Make the pages again from nothing, keeping nothing, and compare them with the site byte for byte."""
    with one_build_at_a_time(project):
        desk = _desk(project, plan)
        to_make = [replace(desk.job(page), afresh=True) for page in pages]
        workers = at_once(project, len(to_make), jobs)
        by_address = {page.address: page for page in pages}
        for made in make_pages(to_make, workers=workers, cold=False):
            differs = tuple(_differences(desk.shelf, made, site or project.site_dir, own=site is None))
            to_do = desk.to_do(by_address[made.address]) if differs else None
            why = to_do.why if to_do else _unseen(made, desk.shelf.record(made.address)) if differs else ""
            yield Compared(made.address, differs, why, made.problems)


def _desk(project: Project, plan: Plan, *, force: bool = False) -> Desk:
    return Desk(project, Scales(project, Shelf(project), plan, read_lock(project.lock_file)), force=force)


def _differences(shelf: Shelf, made: Made, site: Path, *, own: bool) -> Iterator[str]:
    """The files of a page that are not, byte for byte, what was made again; of our own runs the notebook too."""
    if made.record is None:
        return
    for name, content in (("index.html", made.html), *made.files):
        try:
            if (site / made.address / name).read_bytes() != content:
                yield name
        except OSError:
            yield name
    kept = shelf.record(made.address)
    if own and kept is not None and kept.run != made.record.run:
        yield NOTEBOOK


def _unseen(made: Made, kept: Record | None) -> str:
    """Why a page came out otherwise though nothing that can be compared has changed."""
    record = made.record or kept
    if record is not None and record.untracked:
        return f"it reads {', '.join(record.untracked)}"
    return "nothing it is known to be made from has changed: it comes out otherwise each time, or the site was edited"
