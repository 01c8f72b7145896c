"""A chart and its words, shown in JupyterLab as a drawing and passed to the build as a spec."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nutgraf import mime_types
from nutgraf.editing import is_being_edited
from nutgraf.errors import FigureError, Problem
from nutgraf.figures.alt_help import with_alt_help
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.figure_text import (
    missing_words,
    misspelled_words,
    page_language,
    render,
    source_ids,
    word_problems,
)
from nutgraf.figures.in_notebook import in_notebook
from nutgraf.figures.spec import spec_of
from nutgraf.language_files import language_files_held

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Figure", "figure", "renderer"]


@dataclass(frozen=True)
class Figure:
    """A chart with everything a page prints about it, in the page's language."""

    name: str
    spec: dict[str, Any] = field(repr=False)
    title: str
    subtitle: str
    alt: str = field(repr=False)
    notes: str = field(repr=False)
    sources: tuple[str, ...]
    table: dict[str, Any] = field(repr=False)
    claims: tuple[dict[str, Any], ...] = field(repr=False)
    lang: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = {
            "name": self.name,
            "spec": self.spec,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "notes": self.notes,
            "sources": list(self.sources),
            "table": self.table,
            "claims": list(self.claims),
            "lang": self.lang,
        }
        drawn = _shown(self.spec, self.lang)
        if drawn and is_being_edited():  # the drawing alone shows none of the words that readers will see
            drawn = {"text/html": in_notebook(self, drawn["image/svg+xml"])}
        return {mime_types.FIGURE: bundle, "text/plain": self.title, **drawn}


def figure(
    chart: alt.TopLevelMixin,
    *,
    title: Any = None,
    alt: Any = None,
    source: Any = None,
    subtitle: Any = None,
    notes: Any = None,
    columns: Mapping[str, Any] | None = None,
    name: str | None = None,
    **misspelled: Any,
) -> Figure:
    """A figure for the page: the chart, the finding as its title, its alt text and its source.

    `columns` lists the columns of the data table in order, each with its heading: a text, a text per
    language, or either with a "unit" ("EUR", "persons", …). Raises FigureError if `title`, `alt` or `source` is
    missing, and for an unknown argument.
    """
    with language_files_held():
        lang = page_language()
        given = {"title": title, "subtitle": subtitle, "alt": alt, "notes": notes}
        words, claims = render({word: said for word, said in given.items() if said is not None}, name or "")
        called = name or words.get("title", "")
        where = f"figure {called!r}" if called else "a figure"
        ids = source_ids(source)
        problems = [*missing_words(where, given), *word_problems(where, words, ids)]
        problems += misspelled_words(where, misspelled, (*given, "source", "columns", "name"))
        if columns is not None and not isinstance(columns, Mapping):
            problems.append(Problem(where, "columns= has no headings", 'write columns={"column": "Heading", …}'))
        if problems:
            raise FigureError(*with_alt_help(problems, chart))
        frames = frames_of(chart, where)
        spec = spec_of(chart, where)
        _warn_if_interactive(spec, where)
        return Figure(
            name=name or "",
            spec=spec,
            title=words["title"],
            subtitle=words.get("subtitle", ""),
            alt=words["alt"],
            notes=words.get("notes", ""),
            sources=ids,
            table=data_table((chart, frames), spec, columns, lang=lang, where=where),
            claims=tuple(claims),
            lang=lang,
        )


def _warn_if_interactive(spec: dict[str, Any], where: str) -> None:
    """Warns in JupyterLab, where a reporter may expect an interactive chart; a build reports it per page."""
    from nutgraf.vega.drawing_notes import static_picture_note

    said = static_picture_note(spec)
    if said and not os.environ.get("NUTGRAF_BUILD"):
        import warnings

        warnings.warn(f"{where}: {said}", stacklevel=3)


def renderer(spec: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Altair's renderer "nutgraf": shows a chart without nutgraf.figure in JupyterLab, without a network."""
    from nutgraf.figures.normalize import normalized

    ready = normalized(spec, "a chart shown without nutgraf.figure")
    return {mime_types.FIGURE: {"spec": ready}, "text/plain": "<Altair chart>", **_shown(ready, page_language())}


def _shown(spec: dict[str, Any], lang: str) -> dict[str, str]:
    """The drawing, for JupyterLab; a build draws later, in another process, because vl-convert hangs after a fork."""
    if os.environ.get("NUTGRAF_BUILD"):
        return {}
    from nutgraf.vega import draw

    draw(spec, width=320, lang=lang, key="figure")  # reports here, before the build, what a phone cannot show
    return {"image/svg+xml": draw(spec, width=680, lang=lang, key="figure", on_paper=True)}
