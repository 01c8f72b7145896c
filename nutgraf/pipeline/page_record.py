"""The record of a page's inputs: data, files, sources, and what cannot be tracked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf import data
from nutgraf.cache import Record, digest
from nutgraf.cache.page_cache import digests_of
from nutgraf.lint.untracked_inputs import untracked_in
from nutgraf.pipeline.page_job import PageJob
from nutgraf.plan import PagePlan
from nutgraf.tracking import files_named, suspects_in
from nutgraf.tracking.audit import digest_of_file

if TYPE_CHECKING:
    from nutgraf.page.page_model import PageFigure
    from nutgraf.run import Run
    from nutgraf.site import Entry


def record_of(job: PageJob, run: Run, entry: Entry, executed: str, sources: Sequence[str]) -> Record:
    """The record of a page that was just built, from its run."""
    return Record(
        address=job.plan.address,
        explainer=job.plan.explainer.name,
        values=dict(job.plan.info.parameters),
        made_from=job.made_from,
        reads=tuple(run.reads),
        drawn_from=job.drawn_from,
        sources=tuple(sources),
        sources_digest=data.digest(job.project.data_package, "sources", {"source_id": list(sources)}),
        run=digest(executed.encode()),
        kept=digests_of(entry.html, entry.to_text(), entry.files),
        files=_files(job, run),
        untracked=tuple(dict.fromkeys((*run.untracked, *_suspects(job, run.files)))),
    )


def notes_on_figures(plan: PagePlan, figures: Iterable[PageFigure]) -> Iterator[tuple[str, str]]:
    """The notes on the figures of a page: (figure, note)."""
    from nutgraf.vega.drawing_notes import drawing_notes

    for figure in figures:
        for said in drawing_notes(dict(figure.spec)):
            yield f"{plan.explainer.where}, figure {figure.name!r}", said


def _files(job: PageJob, run: Run) -> dict[str, str]:
    """The project files that the run read or its code names, by content."""
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
    """The untracked inputs of the code that ran, by its syntax: the notebook's, and that of modules."""
    found = [one for _, one in untracked_in(job.plan.explainer, job.project)]
    found += [one for name in files for one in suspects_in(job.project.root / name)]
    return tuple(dict.fromkeys(found))
