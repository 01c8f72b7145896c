"""A build in which something changed: plan, check, make what changed, review it against the ledger, write the site."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from nutgraf.cache import Inputs
from nutgraf.cache.stamp_file import States
from nutgraf.data import validate
from nutgraf.errors import Problem
from nutgraf.language_files import language_files_held
from nutgraf.ledger import outdated, translated_texts, write_lock
from nutgraf.lint.plan_checks import check
from nutgraf.pipeline.changed_pages import ToMake, Work, make_changed, make_open, what_to_make
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.publication import published_lock
from nutgraf.pipeline.report import Outcome, Report, kept_out
from nutgraf.pipeline.requested import asked_for
from nutgraf.pipeline.review import Review, open_review
from nutgraf.pipeline.site_writing import write_site
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.stamps import LastBuild, site_folder
from nutgraf.pipeline.unchanged_pages import LastSite, last_site, settled_pages
from nutgraf.pipeline.vanished import outcomes_of_vanished, refuse_to_empty, without_copy
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import PagePlan, Plan, plan_pages
from nutgraf.project import Project


def full_build(
    project: Project,
    options: Options,
    begin: Callable[[int, int], None],
    on_outcome: Callable[[Outcome], None],
    *,
    checked: bool = False,
    texts_checked: Mapping[str, Sequence[str]] = {},
) -> tuple[Report, tuple[LastBuild, Inputs, States] | None]:
    """Build the requested pages and the site; `checked` if the last build found no fault in the same notebooks.

    `texts_checked` are the explainers in whose texts it found none, each with its languages.

    Gives the report, not yet timed, and for the stamp what the next build reports if nothing changes, the files that
    pages were made from, and the site as it was written; None unless that build would find everything up to date.
    """
    last = last_site(project, preview=options.is_preview)
    lock = last.lock
    with language_files_held():
        plan = without_withdrawn(plan_pages(project, now=options.now), lock)
    review = open_review(project, plan, lock, site=options.live_site, strict=options.publish, drafts=options.drafts)
    refuse_to_empty(review)
    pages = asked_for(plan, options.patterns, drafts=options.drafts)
    work = _work(review, pages, options)
    to_make = _decide(work, last, pages, checked=checked, texts_checked=texts_checked)
    begin(len(pages), len(to_make.tasks))
    outcomes, decided = make_changed(work, pages, to_make, on_outcome)
    if options.observer and options.observer.enough():
        return _left_to_the_next(project, plan, outcomes, options), None
    current = _current(to_make, outcomes)
    work = replace(work, review=replace(work.review.decide_all(decided), current=current))
    outcomes += _vanished(work, on_outcome)
    lacking = without_copy(work.review) if options.publish else ()
    gone: Mapping[str, int] = {}
    dead: Sequence[Problem] = ()
    written: States = {}
    if not lacking:
        if options.publish:
            work = _sign(work, outcomes)
        with language_files_held():
            gone, dead, written = write_site(work, last, outcomes)
    withheld = tuple(page.address for page in plan.pages if page.withheld_reason)
    left_out = {one.address for one in outcomes if one.status == "failed" and not one.last_good}
    kept, drafts = kept_out(withheld, drafts=options.drafts)
    drafts = tuple(address for address in drafts if address not in left_out)
    found = tuple(dict.fromkeys([*validate(project.data_package), *plan.problems, *lacking, *dead]))
    with language_files_held():
        stale = tuple(outdated(lock.agreed, translated_texts(plan.explainers.values())))
    index = site_folder(project, preview=options.is_preview) / "index.html"
    report = Report(outcomes, found, kept, 0.0, index, gone, stale, drafts, bool(lacking))
    settled = options.plain and report.is_settled and _all_current(work, to_make)
    files = _files_read(work, last, pages) if settled else None
    return report, None if files is None else (LastBuild(outcomes, withheld, stale, _spoken(plan)), files, written)


def _left_to_the_next(project: Project, plan: Plan, outcomes: Sequence[Outcome], options: Options) -> Report:
    """What a build for a preview reports once something was saved: the next build, which begins now, lays out the site.

    A page that was made is shown from the cache until then.
    """
    index = site_folder(project, preview=options.is_preview) / "index.html"
    return Report(tuple(outcomes), tuple(plan.problems), (), 0.0, index)


def _work(review: Review, pages: Sequence[PagePlan], options: Options) -> Work:
    """The review and staleness of these pages. Whether a page is current is looked up each time."""

    def is_current(page: PagePlan) -> bool:
        return StalenessCheck(review.project, review).stale_task(page) is None

    asked = frozenset(page.address for page in pages)
    site_dir = site_folder(review.project, preview=options.is_preview)
    held_to = replace(review, asked=asked, is_current=is_current, site_dir=site_dir)
    return Work(StalenessCheck(review.project, review, force=options.force), held_to, options)


def _decide(
    work: Work,
    last: LastSite,
    pages: Sequence[PagePlan],
    *,
    checked: bool,
    texts_checked: Mapping[str, Sequence[str]],
) -> ToMake:
    """What to make; the pages that are open in a preview are made before others are checked."""
    project, plan, observer = work.review.project, work.review.plan, work.options.observer
    by_address = {page.address: page for page in pages}
    opened = [by_address[address] for address in observer.first if address in by_address] if observer else []

    def problems_in(names: Set[str]) -> Mapping[str, tuple[Problem, ...]]:
        return {} if checked else check(project, plan, whole=plan, only=names, texts_checked=texts_checked)

    names = {page.explainer.name for page in opened}
    problems = problems_in(names) if opened else {}
    made = make_open(work, opened, problems) if opened else ToMake()
    problems = {**problems, **problems_in(plan.explainers.keys() - names)}
    settled = work.review.settled
    settled.update(settled_pages(work.staleness, last))
    to_make = what_to_make(work, pages, problems, made)
    for address in [name for name, each in to_make.outcomes.items() if each.status == "failed"]:
        for each in (address, *plan.by_address[address].alternates.values()):
            settled.pop(each, None)  # what its editions show depends on what its readers keep
    return to_make


def _current(to_make: ToMake, outcomes: Sequence[Outcome]) -> frozenset[str]:
    """The pages that were found current, and those that were made."""
    made = {each.address for each in outcomes if each.address in to_make.tasks and each.status in ("ran", "rendered")}
    return frozenset(made | {name for name, each in to_make.outcomes.items() if each.status == "unchanged"})


def _spoken(plan: Plan) -> Mapping[str, Sequence[str]]:
    """The languages of each explainer, by its name."""
    found: dict[str, set[str]] = {}
    for page in plan.pages:
        found.setdefault(page.explainer.name, set()).add(page.lang)
    return {name: sorted(languages) for name, languages in found.items()}


def _all_current(work: Work, to_make: ToMake) -> bool:
    """Whether every page that was to be made is up to date now, and none has a scheduled publication time.

    Whether the project changed since the build began is seen when the build is stamped.
    """
    if any(page.withheld_reason.startswith("embargo") for page in work.review.plan.pages):
        return False
    return all(work.staleness.stale_task(task.job.plan) is None for task in to_make.tasks.values())


def _files_read(work: Work, last: LastSite, pages: Sequence[PagePlan]) -> Inputs | None:
    """The files that the runs of these pages read, by content; None if two runs read different contents of one."""
    settled = work.review.settled
    records = (work.staleness.page_cache.record(page.address) for page in pages if page.address not in settled)
    known = [last.note.files[number] for number in {page.files for page in settled.values()}]
    read = {each for files in (*known, *(record.files for record in records if record)) for each in files.items()}
    files = dict(sorted(read))
    return files if len(files) == len(read) else None


def _vanished(work: Work, on_outcome: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """The vanished pages, reported like any other."""
    outcomes = outcomes_of_vanished(work.review, work.options.patterns)
    for outcome in outcomes:
        on_outcome(outcome)
    return outcomes


def _sign(work: Work, outcomes: Sequence[Outcome]) -> Work:
    """Record what is published; pages that show readers an update note are rendered again with it."""
    review, options = work.review, work.options
    now = options.now or datetime.datetime.now(datetime.UTC)
    stopped = {outcome.address for outcome in outcomes if outcome.status in ("failed", "held")}
    # The site has all pages, including those that were not requested: everything that goes live is signed off.
    shown = {page.address for page in review.plan.pages if options.drafts or not page.withheld_reason}
    published = shown - stopped
    lock = published_lock(review, published, now.astimezone().date().isoformat())
    write_lock(lock, review.project.lock_file)
    signed = replace(review, lock=lock)
    work = replace(work, review=signed, staleness=replace(work.staleness, review=signed))
    noted = [page for page in review.plan.pages if page.address in published and _is_noted(review, page)]
    make_changed(work, noted, what_to_make(work, noted, {}), lambda _: None)
    return work


def _is_noted(review: Review, page: PagePlan) -> bool:
    """Whether something changed on a page that is published with an update note."""
    decision = review.decided.get(page.address)
    return decision is not None and decision.verdict.action == "note"
