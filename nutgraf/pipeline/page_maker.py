"""One page, made in a worker process: run, draw, render; a stage that still stands is not done again."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf import data, ledger
from nutgraf.cache import Record, digest
from nutgraf.cache.page_cache import digests_of
from nutgraf.disk_errors import THE_MACHINES, disk_problem
from nutgraf.errors import NutgrafError, PageError, Problem, UsageError
from nutgraf.lint.untracked_inputs import untracked_in
from nutgraf.pipeline.assemble import PAGE
from nutgraf.pipeline.timing import PageTiming, page_timing
from nutgraf.plan import PagePlan
from nutgraf.project import Project
from nutgraf.run.timer import RunTimer
from nutgraf.tracking import files_named, suspects_in
from nutgraf.tracking.audit import digest_of_file

if TYPE_CHECKING:
    from nutgraf.page import Correction, Page
    from nutgraf.run import Run


@dataclass(frozen=True)
class PageJob:
    """What a worker needs to make one page."""

    plan: PagePlan
    project: Project
    made_from: Mapping[str, str]
    drawn_from: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    """What its readers are told of figures it once gave otherwise."""
    executed: str | None = None
    """The executed notebook of an earlier build, where it still stands; then the page is only drawn."""
    afresh: bool = False
    """Draw every picture anew, whatever was kept."""


@dataclass(frozen=True)
class PageResult:
    """A page as a worker hands it back: whole, or the problems that kept it from being made."""

    address: str
    record: Record | None = None
    entry: str = ""
    html: bytes = b""
    files: tuple[tuple[str, bytes], ...] = ()
    executed: str = ""
    problems: tuple[Problem, ...] = ()
    timing: PageTiming = field(default_factory=PageTiming)


_kernels: Any = None


@contextlib.contextmanager
def kernels(cold: bool) -> Iterator[None]:
    """Hold the kernels of this process for as long as it makes pages."""
    from nutgraf.kernel import warm

    global _kernels
    with warm(cold=cold) as held:
        _kernels = held
        try:
            yield
        finally:
            _kernels = None


def warm_up(project: Project) -> None:
    """Load all that pages are made with, so that the first is made as fast as any, and have a kernel wait for it."""
    from nutgraf.render.exporter import load_templates
    from nutgraf.run import warm_up_kernel

    load_templates()
    with contextlib.suppress(NutgrafError):  # the build says what is wrong with the data
        data.known_facts(project.data_package)
    if _kernels is not None:
        warm_up_kernel(project, _kernels.execute_options())


def make_page(job: PageJob) -> PageResult:
    """Make one page; what goes wrong in it comes back as problems, not as an error.

    Raises UsageError where it is the machine's fault, such as a disk that is full, which other pages would meet too.
    """
    from nutgraf.vega.picture_cache import tally

    begun, laps = time.perf_counter(), RunTimer()
    tally()  # what another page drew is not this one's
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter(
                    "ignore"
                )  # of our tools, to programmers; those of a notebook stand in its outputs
            made = _make(job, laps)
    except NutgrafError as error:
        made = PageResult(job.plan.address, problems=error.problems)
    except OSError as error:
        if error.errno in THE_MACHINES:
            raise UsageError(disk_problem(error, job.project.root)) from error
        made = PageResult(job.plan.address, problems=(disk_problem(error, job.project.root),))
    except Exception as error:  # a fault of ours or of a tool must not take the neighbours' pages with it
        made = PageResult(job.plan.address, problems=(_our_fault(job, error),))
    return replace(made, timing=page_timing(job.plan, laps, tally(), time.perf_counter() - begun))


def _make(job: PageJob, laps: RunTimer) -> PageResult:
    import nbformat

    from nutgraf.page import read_page
    from nutgraf.render import render_page
    from nutgraf.render.share_card import images
    from nutgraf.render.syndication import page_json
    from nutgraf.run import Run, run_page, with_page_metadata
    from nutgraf.run.preloading import preload_for
    from nutgraf.site import entry_of
    from nutgraf.vega.converter import configure_fonts
    from nutgraf.vega.picture_cache import use_cache_dir

    configure_fonts(job.project.languages)
    use_cache_dir(None if job.afresh else job.project.pictures_dir)
    if job.executed is None:
        options = _kernels.execute_options() if _kernels is not None else {}
        if _kernels is not None:
            _kernels.read_ahead(preload_for(job.plan, job.project))
        try:
            run = run_page(job.plan, job.project, options, laps)
        finally:
            laps.is_run()
    else:
        run = Run(nbformat.reads(job.executed, as_version=4), 0.0)  # type: ignore[no-untyped-call]
    try:
        stamped = with_page_metadata(run.notebook, job.plan, job.project, [asdict(each) for each in job.corrections])
        executed = json.dumps(stamped, ensure_ascii=False, sort_keys=True)  # nbformat takes thirteen times as long
        page = read_page(stamped)
        rendered = render_page(page)
        files = (*rendered.files, *_fact_sheet(page, job.project), *images(rendered.article))
    except PageError as error:
        raise PageError(*(_placed(job.plan, problem) for problem in error.problems)) from error
    entry = entry_of(page)
    files = (*files, (PAGE, page_json(rendered.article, json.loads(entry), files, html=rendered.html)))
    sources = tuple(sorted(stamped.metadata["nutgraf"]["sources"]))
    record = Record(
        address=job.plan.address,
        explainer=job.plan.explainer.name,
        values=dict(job.plan.chosen),
        made_from=job.made_from,
        reads=tuple(run.reads),
        drawn_from=job.drawn_from,
        sources=sources,
        sources_digest=data.digest(job.project.data_package, "sources", {"source_id": list(sources)}),
        run=digest(executed.encode()),
        kept=digests_of(rendered.html, entry, files),
        files=_files(job, run),
        untracked=tuple(dict.fromkeys((*run.untracked, *_suspects(job, run.files)))),
        notes=tuple(_notes(job.plan, page)),
    )
    return PageResult(
        address=job.plan.address,
        record=record,
        entry=entry,
        html=rendered.html,
        files=files,
        executed=executed,
    )


def _notes(plan: PagePlan, page: Page) -> Iterator[tuple[str, str]]:
    """What is worth a look in the figures of a page."""
    from nutgraf.vega.drawing_notes import drawing_notes

    for figure in page.figures:
        for said in drawing_notes(dict(figure.spec)):
            yield f"{plan.explainer.where}, figure {figure.name!r}", said


def _our_fault(job: PageJob, error: Exception) -> Problem:
    """The last resort: what no rule foresaw, with the place in our own code."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}nutgraf{os.sep}" in frame.filename] or frames
    at = f"nutgraf/{ours[-1].filename.rpartition(f'{os.sep}nutgraf{os.sep}')[2]}, line {ours[-1].lineno}"
    said = str(error).partition("\n")[0][:300]
    what = f"nutgraf could not make this page: {type(error).__name__}: {said} ({at})"
    fix = "the other pages are fine; to find the cell, build with half of them tagged skip-execution"
    return Problem(job.plan.explainer.where, what, fix)


def _files(job: PageJob, run: Run) -> dict[str, str]:
    """The files of the project that the run read, and those that its code names, whatever reads them: by content."""
    project = job.project
    cells = [cell.source for cell in job.plan.explainer.cells if cell.kind == "code" and cell.is_run]
    modules = [text for name in run.files if (text := _module(project.root / name))]
    named = files_named([*cells, *modules], project.notebooks_dir, project.root).values()
    return {name: digest_of_file(project.root / name) for name in named} | run.files


def _module(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.suffix == ".py" else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _suspects(job: PageJob, files: Iterable[str]) -> tuple[str, ...]:
    """What the code that was run reads unseen, as its syntax tells: the notebook's, and that of modules."""
    found = [one for _, one in untracked_in(job.plan.explainer, job.project)]
    found += [one for name in files for one in suspects_in(job.project.root / name)]
    return tuple(dict.fromkeys(found))


def _fact_sheet(page: Page, project: Project) -> tuple[tuple[str, bytes], ...]:
    """The page's claims and the numbers that are no facts, as the files that lie beside it."""
    from nutgraf.render.factsheet import fact_sheet

    loose = ledger.untraced_numbers(page, functools.partial(data.known_facts, project.data_package))
    return fact_sheet(page, ledger.claims_of(page), loose)


def _placed(plan: PagePlan, problem: Problem) -> Problem:
    """A problem of the page, with the notebook it comes from named first."""
    if problem.where.startswith("notebooks/"):
        return problem
    place = next((cell.place_in(plan.lang) for cell in plan.explainer.cells if cell.id == problem.where), problem.where)
    return Problem(f"{plan.explainer.where}, {place}" if place else plan.explainer.where, problem.what, problem.fix)
