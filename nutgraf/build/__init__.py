"""The story of a build: plan, check, make the pages that moved, lay out the site, report."""

from __future__ import annotations

import datetime
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from nutgraf import data
from nutgraf.build.entries import gather, last_good_copy
from nutgraf.build.lock import one_build_at_a_time
from nutgraf.build.pool import make_pages
from nutgraf.build.worker import Job, Made
from nutgraf.check import check
from nutgraf.errors import Problem
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import Project
from nutgraf.record import Digest, Surroundings, survey, what_moved, what_redraws
from nutgraf.record.shelf import Kept, Shelf
from nutgraf.site import lay_out, publish

Status = Literal["built", "kept", "drawn", "held", "failed"]


@dataclass(frozen=True)
class Options:
    """What one build is asked to do."""

    patterns: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    cold: bool = False
    drafts: bool = False
    published: Path | None = None
    now: datetime.datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """How one page came out."""

    address: str
    name: str
    status: Status
    why: str
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    last_good: bool = False
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """How a build came out: every page, and every problem that kept a notebook from being planned."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[PagePlan, ...]
    seconds: float
    index: Path

    @property
    def totals(self) -> dict[str, int]:
        """How many pages came out how."""
        return dict(Counter(outcome.status for outcome in self.outcomes))

    @property
    def exit_status(self) -> int:
        """0 when all pages are published as asked, 1 when one failed, is held or could not be planned."""
        bad = any(outcome.status in ("failed", "held") for outcome in self.outcomes)
        return 1 if bad or self.problems else 0


def build(
    project: Project,
    options: Options,
    begin: Callable[[int], None] = lambda _: None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Build the pages asked for, and the site of all pages.

    `begin` hears how many pages there are, `tell` hears of each as it comes out, in the order of addresses.

    Raises UsageError where nothing can be built at all: settings, data package, an address that no page has.
    """
    begun = time.perf_counter()
    with one_build_at_a_time(project):
        plan = plan_pages(project, now=options.now)
        problems = check(project, plan)
        pages = [page for page in plan.matching(options.patterns) if options.drafts or not page.withheld]
        begin(len(pages))
        shelf = Shelf(project)
        outcomes = _make_pages(_Work(project, shelf, options), pages, problems, tell)
        entries, older = gather(project, plan, shelf, drafts=options.drafts, published=options.published)
        publish(lay_out(project, entries, older), project.build_dir)
    withheld = tuple(page for page in plan.pages if page.withheld and not options.drafts)
    return Report(outcomes, plan.problems, withheld, time.perf_counter() - begun, project.site_dir / "index.html")


@dataclass(frozen=True)
class _Work:
    project: Project
    shelf: Shelf
    options: Options

    @cached_property
    def around(self) -> Surroundings:
        return survey(self.project)

    @cached_property
    def digest_of(self) -> Digest:
        """The fingerprint of a selection of rows as the data are now."""
        return partial(data.digest, self.project.data_package)


def _make_pages(
    work: _Work,
    pages: Sequence[PagePlan],
    problems: Mapping[str, tuple[Problem, ...]],
    tell: Callable[[Outcome], None],
) -> tuple[Outcome, ...]:
    """Make what moved; hear of each page in the order of addresses."""
    outcomes: dict[str, Outcome] = {}
    jobs: dict[str, tuple[Job, str]] = {}
    for page in pages:
        if bad := problems.get(page.explainer.name):
            outcomes[page.address] = _failed(work, page, bad)
        elif to_do := _job(work, page):
            jobs[page.address] = to_do
        else:
            outcomes[page.address] = Outcome(page.address, page.name, "kept", "nothing it was made from has changed")
    told = _in_order([page.address for page in pages], outcomes, tell)
    next(told)
    workers = min(work.options.jobs or os.cpu_count() or 1, max(1, len(jobs)))
    for made in make_pages([job for job, _ in jobs.values()], workers=workers, cold=work.options.cold):
        job, why = jobs[made.address]
        outcomes[made.address] = _outcome(work, job, why, made)
        next(told)
    return tuple(outcomes[page.address] for page in pages)


def _in_order(
    addresses: Sequence[str], outcomes: Mapping[str, Outcome], tell: Callable[[Outcome], None]
) -> Iterator[None]:
    """Tell of the outcomes there are, in order, each once; a page that is not ready holds back those after it."""
    for address in addresses:
        while address not in outcomes:
            yield
        tell(outcomes[address])
    while True:
        yield


def _job(work: _Work, page: PagePlan) -> tuple[Job, str] | None:
    """What there is to do for a page, and why; None when it is up to date."""
    made_from = work.around.made_from(page.explainer, page.values, page.lang)
    drawn_from = work.around.drawn_from(page.explainer, page.alternates, page.withheld)
    job = Job(page, work.project, made_from, drawn_from)
    if work.options.force:
        return job, "asked for with --force"
    record = work.shelf.record(page.address)
    if record is None:
        return job, "it was never built here"
    if why := what_moved(record, made_from, page.explainer, work.digest_of):
        return job, why
    if why := what_redraws(record, drawn_from, work.digest_of):
        executed = work.shelf.run(record)
        return replace(job, executed=executed), why if executed else "its executed notebook is gone"
    return None


def _outcome(work: _Work, job: Job, why: str, made: Made) -> Outcome:
    """Keep a page that was made; a page that failed leaves what was kept before."""
    seconds = sum(made.seconds.values())
    if made.record is None:
        return replace(_failed(work, job.plan, made.problems), seconds=seconds)
    work.shelf.put(Kept(made.record, made.entry, made.html, made.files), made.executed)
    status: Status = "drawn" if job.executed else "built"
    return Outcome(made.address, job.plan.name, status, why, seconds, stages=made.seconds)


def _failed(work: _Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.project, work.shelf, page.address, work.options.published) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
