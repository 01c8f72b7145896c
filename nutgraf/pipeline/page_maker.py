"""Makes one page: run, read, claims, render, files, inputs. A run that is current is not repeated."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from nutgraf import data
from nutgraf.cache.picture_cache import PictureCache
from nutgraf.errors import PageError, Problem
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.page_record import notes_on_figures, record_of
from nutgraf.pipeline.page_trace import trace_of
from nutgraf.pipeline.worker import Worker
from nutgraf.plan import PagePlan
from nutgraf.run.timer import RunTimer
from nutgraf.site.page_contents import PAGE

if TYPE_CHECKING:
    from nutgraf.render import RenderedPage
    from nutgraf.run import Run
    from nutgraf.site import Entry


def make_page(job: PageJob, worker: Worker, pictures: PictureCache, timer: RunTimer) -> PageResult:
    """One complete page: its files, its claims, and the record of its inputs.

    Raises NutgrafError with every problem in the notebook that prevents the page.
    """
    from nutgraf.ledger import claims_of, untraced_numbers
    from nutgraf.page import page_and_cells
    from nutgraf.pipeline.kept_article import to_keep
    from nutgraf.render import render_page
    from nutgraf.render.factsheet import fact_sheet
    from nutgraf.render.media_view import media_files
    from nutgraf.render.page_images import images
    from nutgraf.run import with_page_metadata
    from nutgraf.site import entry_of
    from nutgraf.vega import draw
    from nutgraf.vega.converter import configure_fonts

    plan, project, keep = job.plan, job.project, pictures.get_or_draw
    if job.only_templates and (placed := _in_new_templates(job)):
        return placed
    configure_fonts(project.languages)
    run = _run(job, worker, timer)
    with _cells_by_heading(plan):
        notebook = with_page_metadata(run.notebook, plan, project, job.corrections, job.overdue)
        page, cells = page_and_cells(notebook)
        claims = claims_of(page)
        numbers = untraced_numbers(page, partial(data.known_facts, project.data_package))
        rendered = render_page(page, project.look, draw=partial(draw, keep=keep, page_color=project.look.page_color))
        sheet = fact_sheet(page, rendered.article.frame, claims, numbers)
        files = (
            *rendered.files,
            *sheet.files,
            *images(rendered.article, keep),
            *media_files(page.media, project.root, keep).items(),
        )
    entry = _with_page_json(entry_of(page, rendered.html, files, claims), rendered, files)
    # nbformat takes thirteen times as long. Keys stay in order: fact sheets list those of a row as its table does.
    executed = json.dumps(notebook, ensure_ascii=False)
    record = record_of(job, run, entry, executed, sorted(notebook.metadata["nutgraf"]["sources"]))
    record = replace(record, notes=tuple(notes_on_figures(plan, page.figures)))
    article = to_keep(rendered.article, claims, record)
    trace = trace_of(page, cells, claims) if job.is_traced else None
    return PageResult(plan.address, record, entry, sheet.about, executed, article, trace)


def _in_new_templates(job: PageJob) -> PageResult | None:
    """The cached page in templates that changed.

    None where it is not cached, as in a worker of a cluster, or cannot be placed: the page is then made in full, and
    says what is wrong with it.
    """
    from nutgraf.cache.page_cache import PageCache
    from nutgraf.pipeline.kept_article import as_kept
    from nutgraf.pipeline.retemplate import retemplated

    cache = PageCache(job.project)
    cached = cache.page(job.plan.address)
    kept = as_kept(cache.article(job.plan.address), cached.record, job.project) if cached else None
    try:
        return retemplated(job, kept, cached) if cached and kept else None
    except Exception:  # whatever values of the right types and the wrong content raise
        return None


def _run(job: PageJob, worker: Worker, timer: RunTimer) -> Run:
    """The notebook's run: that of an earlier build if it is current, else a new one."""
    from nutgraf.notebook_file import read_executed
    from nutgraf.run import Run, run_page

    if job.cached_run is not None:
        return Run(read_executed(job.cached_run))
    try:
        return run_page(job.plan, job.project, worker.run_options(job.plan, job.project), timer)
    finally:
        timer.is_run()


@contextlib.contextmanager
def _cells_by_heading(plan: PagePlan) -> Iterator[None]:
    """The problems of a page name each cell by its notebook and heading, and not by its id."""
    try:
        yield
    except PageError as error:
        raise PageError(*(_placed(plan, problem) for problem in error.problems)) from error


def _placed(plan: PagePlan, problem: Problem) -> Problem:
    if problem.where.startswith("notebooks/"):
        return problem
    place = next((cell.place_in(plan.lang) for cell in plan.explainer.cells if cell.id == problem.where), problem.where)
    return replace(problem, where=f"{plan.explainer.where}, {place}" if place else plan.explainer.where)


def _with_page_json(entry: Entry, rendered: RenderedPage, files: tuple[tuple[str, bytes], ...]) -> Entry:
    """The entry with the file that describes the page, and its other files, to other systems."""
    from nutgraf.render.syndication import page_json

    described = page_json(rendered.article, entry.to_json(), files, html=rendered.html)
    return replace(entry, files=(*files, (PAGE, described)))
