"""The story of a build: plan, check, make what changed, weigh it against the ledger, lay out the site, report."""

from __future__ import annotations

import contextlib
import datetime
import errno
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nutgraf.build.asked import asked_for
from nutgraf.build.deciding import UP_TO_DATE, Desk, ToDo
from nutgraf.build.entries import gather, last_good_copy, left_behind, sheet_of
from nutgraf.build.holding import hold_back
from nutgraf.build.keeping import tidy
from nutgraf.build.lock import one_build_at_a_time
from nutgraf.build.onlooker import Onlooker
from nutgraf.build.pool import at_once, make_pages
from nutgraf.build.report import Outcome, Report, Status
from nutgraf.build.scales import Scales
from nutgraf.build.still import Known, Still
from nutgraf.build.unchanged import laid
from nutgraf.build.vanishing import leaving, outcomes_of_vanished, refuse_to_empty, without_copy
from nutgraf.build.withdrawing import without_withdrawn
from nutgraf.build.worker import Job, Made
from nutgraf.check import check
from nutgraf.data import validate
from nutgraf.disk import disk_problem
from nutgraf.errors import Problem
from nutgraf.ledger import in_short, read_lock, write_lock
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import Project
from nutgraf.record.shelf import Kept, Shelf
from nutgraf.site import lay_out, publish

__all__ = ["Onlooker", "Options", "Outcome", "Report", "build"]


@dataclass(frozen=True)
class Options:
    """What one build is asked to do."""

    patterns: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    cold: bool = False
    scheduler: str = ""
    drafts: bool = False
    published: Path | None = None
    publish: bool = False
    now: datetime.datetime | None = None
    onlooker: Onlooker | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for but that the site be as its notebooks say."""
        return not (self.patterns or self.force or self.published or self.publish)


def build(
    project: Project,
    options: Options,
    begin: Callable[[int, int], None] = lambda _, __: None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Build the pages asked for, and the site of all pages.

    `begin` hears how many pages there are and how many have to be made, `tell` hears of each as it comes out, in the
    order of addresses.

    Raises UsageError where nothing can be built at all: settings, data package, an address that no page has.
    """
    begun, index = time.perf_counter(), project.site_dir / "index.html"
    with one_build_at_a_time(project, preview=options.onlooker is not None):
        still = Still(project, drafts=options.drafts)
        if options.plain and (known := still.known()):
            outcomes = _as_they_stand(known, begin, tell)
            return Report(outcomes, (), known.withheld, time.perf_counter() - begun, index)
        lock = read_lock(project.lock_file)
        plan = without_withdrawn(plan_pages(project, now=options.now), lock)
        scales = Scales(project, Shelf(project), plan, lock, options.publish, options.published, options.drafts)
        refuse_to_empty(project, plan, scales)
        problems = check(project, plan)
        pages = asked_for(plan, options.patterns, drafts=options.drafts)
        stale = scales.stale()
        work = _Work(Desk(project, scales, force=options.force), options)
        scales.asked = frozenset(page.address for page in pages)
        scales.is_current = lambda page: Desk(project, scales).to_do(page) is None
        decided = _decided(work, pages, problems)
        begin(len(pages), len(decided[1]))
        outcomes = _make_pages(work, pages, decided, tell)
        scales.weigh_rest()
        outcomes += _vanished(work, tell)
        lacking = without_copy(scales, options.published) if options.publish else ()
        gone: Mapping[str, int] = {}
        if not lacking:
            if options.publish:
                _sign(work, outcomes)
            gone = _publish(work, outcomes)
        withheld = tuple(page.address for page in plan.pages if page.withheld and not options.drafts)
        found = tuple(dict.fromkeys([*validate(project.data_package), *plan.problems, *lacking]))
        seconds = time.perf_counter() - begun
        report = Report(outcomes, found, withheld, seconds, index, gone, stale, stopped=bool(lacking))
        if options.plain and report.is_silent and _all_stand(work, pages):
            still.remember(Known([(page.address, page.name) for page in pages], withheld))
    return report


def _as_they_stand(
    known: Known, begin: Callable[[int, int], None], tell: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Every page as kept, told like any other."""
    begin(len(known.pages), 0)
    outcomes = tuple(Outcome(address, name, "kept", UP_TO_DATE) for address, name in known.pages)
    for outcome in outcomes:
        tell(outcome)
    return outcomes


@dataclass(frozen=True)
class _Work:
    desk: Desk
    options: Options

    @property
    def scales(self) -> Scales:
        return self.desk.scales


def _all_stand(work: _Work, pages: Sequence[PagePlan]) -> bool:
    """Whether every page is up to date by a second look, and no hour is set at which one comes to be published."""
    if any(page.withheld.startswith("embargo") for page in work.scales.plan.pages):
        return False
    desk = Desk(work.desk.project, work.scales)
    return all(desk.to_do(page) is None for page in pages)


def _vanished(work: _Work, tell: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """The pages that vanished, reported like any other."""
    outcomes = outcomes_of_vanished(work.scales, work.options.patterns, work.options.published)
    for outcome in outcomes:
        tell(outcome)
    return outcomes


def _publish(work: _Work, outcomes: Sequence[Outcome]) -> Mapping[str, int]:
    """Put the site of all pages in place, unless all of it is there already; how many pages leave it."""
    project, scales, plan = work.desk.project, work.scales, work.scales.plan
    left = left_behind(plan, scales.lock)
    site = laid(work.desk, left, drafts=work.options.drafts)
    whole = not (plan.problems or scales.vanished or any(seen.barred for seen in scales.seen.values()))
    whole = whole and all(outcome.status != "failed" for outcome in outcomes)
    same = all(outcome.status == "kept" for outcome in outcomes) and not work.options.publish
    if whole and same and not work.options.published and site.stands():
        return {}
    site.forget()
    entries, older = gather(scales, drafts=work.options.drafts, published=work.options.published)
    gone = leaving(project, scales, {*(entry.address for entry in entries), *(each.address for each in left)})
    publish(lay_out(project, entries, older, left), project.build_dir)
    hold_back(scales, entries)
    tidy(project, plan, scales.live.addresses)
    if work.options.publish:
        scales.live.remember((entry.address, sheet_of(entry)) for entry in entries)
    if whole:
        site.remember()
    return gone


def _decided(
    work: _Work, pages: Sequence[PagePlan], problems: Mapping[str, tuple[Problem, ...]]
) -> tuple[dict[str, Outcome], dict[str, ToDo]]:
    """The pages that need not or cannot be made, as they come out; and what there is to do for the others."""
    outcomes: dict[str, Outcome] = {}
    jobs: dict[str, ToDo] = {}
    for page in pages:
        if bad := problems.get(page.explainer.name):
            outcomes[page.address] = _failed(work, page, bad)
        elif to_do := work.desk.to_do(page):
            jobs[page.address] = to_do
        else:
            record = work.desk.shelf.record(page.address)
            unseen = record.untracked if record else ()
            why = f"{UP_TO_DATE}, as far as can be seen" if unseen else UP_TO_DATE
            outcomes[page.address] = Outcome(page.address, page.name, "kept", why, untracked=unseen)
    return outcomes, jobs


def _make_pages(
    work: _Work,
    pages: Sequence[PagePlan],
    decided: tuple[dict[str, Outcome], dict[str, ToDo]],
    tell: Callable[[Outcome], None],
) -> tuple[Outcome, ...]:
    """Make what moved; hear of each page in the order of addresses."""
    outcomes, jobs = decided
    onlooker = work.options.onlooker or Onlooker()
    for outcome in outcomes.values():
        onlooker.heard(outcome)
    told = _in_order(work, pages, outcomes, tell)
    next(told)
    with contextlib.closing(_made(work.options, [each.job for each in onlooker.in_order(jobs)])) as pages_made:
        for made in pages_made:
            outcomes[made.address] = _outcome(work, jobs[made.address], made)
            onlooker.heard(outcomes[made.address])
            next(told)
    for page in pages:  # an onlooker may have had enough
        outcomes.setdefault(page.address, Outcome(page.address, page.name, "kept", "it waits for the next build"))
    next(told)
    return tuple(outcomes[page.address] for page in pages)


def _made(options: Options, jobs: Sequence[Job]) -> Generator[Made, None, None]:
    """The pages, each as soon as it is done, made here or on a cluster."""
    if options.scheduler:
        from nutgraf.build.cluster import make_pages_on

        yield from make_pages_on(options.scheduler, jobs, ahead=options.jobs, cold=options.cold)
    else:
        workers = at_once(jobs[0].project, len(jobs), options.jobs) if jobs else 1
        for portion in options.onlooker.portions(jobs) if options.onlooker else [jobs]:
            yield from make_pages(portion, workers=workers, cold=options.cold)


def _in_order(
    work: _Work, pages: Sequence[PagePlan], outcomes: dict[str, Outcome], tell: Callable[[Outcome], None]
) -> Iterator[None]:
    """Weigh and tell of the outcomes there are, in order, each once; a page not ready holds back those after it."""
    for page in pages:
        while page.address not in outcomes:
            yield
        outcomes[page.address] = _weighed(work, page, outcomes[page.address])
        tell(outcomes[page.address])
    while True:
        yield


def _weighed(work: _Work, page: PagePlan, outcome: Outcome) -> Outcome:
    """The outcome once the page was weighed: held where a published figure moved, failed where languages disagree."""
    if outcome.status == "failed":
        return outcome
    why = outcome.why if outcome.status == "built" and not outcome.why.startswith("data/") else ""
    weighed = work.scales.weigh(page, why)
    if weighed.problems:
        return replace(_failed(work, page, weighed.problems), spent=outcome.spent)
    outcome = replace(outcome, moves=weighed.verdict.moves, numbers=weighed.numbers)
    if not weighed.verdict.held:
        return outcome
    last_good = last_good_copy(work.scales, page.address, work.options.published) is not None
    return replace(outcome, status="held", why=in_short(weighed.verdict.moves), last_good=last_good)


def _sign(work: _Work, outcomes: Sequence[Outcome]) -> None:
    """Write down what is published; pages whose readers are to be told of it are drawn again with the note."""
    now = work.options.now or datetime.datetime.now(datetime.UTC)
    stopped = {outcome.address for outcome in outcomes if outcome.status in ("failed", "held")}
    # The site has all its pages, also those that this build was not asked for: what goes live is signed.
    shown = {page.address for page in work.scales.plan.pages if work.options.drafts or not page.withheld}
    published = shown - stopped
    lock = work.scales.signed(published, now.astimezone().date().isoformat())
    noted = [page for page in work.scales.plan.pages if work.scales.is_noted(page) and page.address in published]
    write_lock(lock, work.desk.project.lock_file)
    work.scales.lock = lock
    _make_pages(work, noted, _decided(work, noted, {}), lambda _: None)


def _outcome(work: _Work, to_do: ToDo, made: Made) -> Outcome:
    """Keep a page that was made; a page that failed leaves what was kept before."""
    if made.record is None:
        return replace(_failed(work, to_do.job.plan, made.problems), spent=made.spent)
    try:
        work.desk.shelf.put(Kept(made.record, made.entry, made.html, made.files), made.executed)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return _failed(work, to_do.job.plan, (disk_problem(error, work.desk.project.root),))
    status: Status = "drawn" if to_do.job.executed else "built"
    return Outcome(
        made.address, to_do.job.plan.name, status, to_do.why, spent=made.spent, untracked=made.record.untracked
    )


def _failed(work: _Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.scales, page.address, work.options.published) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
