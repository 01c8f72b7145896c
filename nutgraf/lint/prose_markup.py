"""Checks prose as readers will see it, before the values of its expressions are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import quote

from nutgraf.errors import Problem
from nutgraf.lint.constants import UNKNOWN, settled, shown_prose
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Cell, Explainer
from nutgraf.page.markdown_cell import INLINE_TAGS
from nutgraf.page.page_cells import BOXES
from nutgraf.page.prose_builder import ProseBuilder
from nutgraf.plan import PagePlan

_UNSURE = (UNKNOWN, quote(UNKNOWN))
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(INLINE_TAGS))}|a|b|u|p|div|font|img|big|center)\b[^>]*>")
_LINK = re.compile(r"\]\((?:https?:|/)[^)]*\)")
_ENTITY = re.compile(r"&(?:[a-z]+\d*|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*`])(\*{1,2}|`)(?![\s*`])[^*`\n]+(?<![\s*`])\1(?![\w*`])")


def prose_can_be_set(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that prose contains nothing that a page would refuse or print in an unintended way."""
    seen: set[tuple[int, str]] = set()
    for lang in dict.fromkeys(page.lang for page in pages):
        for cell, problem in _set(context, explainer, lang):
            if (cell.index, problem.what) not in seen:
                seen.add((cell.index, problem.what))
                yield problem
    yield from _plain_words(explainer, pages)


def _set(context: LintContext, explainer: Explainer, lang: str) -> Iterator[tuple[Cell, Problem]]:
    cells, manuscript = _cells(explainer, lang), _manuscript(context, explainer, lang)
    places = {f"{explainer.where}, {cell.place_in(lang)}": cell for cell in cells}
    branched = any("{%" in cell.source and re.search(r"^#", cell.source, re.MULTILINE) for cell in cells)
    sure = _is_sure(manuscript, cells)
    found = [*manuscript.problems, *manuscript.links_across_cells(), *_fragments(context, manuscript, sure=sure)]
    for problem in found:
        cell, rule = places[problem.where], problem.about.rule
        # "{% if … %}" may choose between two branches.
        unsure = (branched and rule == "level") or ("{%" in cell.source and rule == "repeated")
        if not unsure and not _names_a_value(problem) and not _is_reported_as_headline(cell, problem):
            yield cell, problem


def _names_a_value(problem: Problem) -> bool:
    """Whether a problem is about words that depend on a value, which is not known before the run."""
    return any(mark in str(problem) for mark in _UNSURE)


def anchors_before_the_run(context: LintContext, explainer: Explainer, lang: str) -> frozenset[str] | None:
    """The anchors on the pages in a language; None if one of them depends on a value."""
    manuscript = _manuscript(context, explainer, lang)
    return frozenset(manuscript.ids) if _is_sure(manuscript, _cells(explainer, lang)) else None


def _cells(explainer: Explainer, lang: str) -> list[Cell]:
    return [cell for cell in shown_prose(explainer) if not cell.languages or lang in cell.languages]


def _manuscript(context: LintContext, explainer: Explainer, lang: str) -> ProseBuilder:
    """The prose in a language, set once for every rule and for each link that leads to it."""
    known = explainer.name, lang
    if known not in context.manuscripts:
        context.manuscripts[known] = _set_in(explainer, lang)
    return context.manuscripts[known]


def _set_in(explainer: Explainer, lang: str) -> ProseBuilder:
    cells = _cells(explainer, lang)
    places = (f"{explainer.where}, {cell.place_in(lang)}" for cell in cells)
    kinds = (next((tag for tag in BOXES if tag in cell.tags), "") for cell in cells)
    return _set_once(lang, tuple(zip((settled(cell.source) for cell in cells), places, kinds, strict=True)))


@lru_cache(maxsize=64)
def _set_once(lang: str, cells: tuple[tuple[str, str, str], ...]) -> ProseBuilder:
    """The prose of cells, each with its place and kind. After a save, most is as it was, and nothing changes it."""
    manuscript = ProseBuilder(lang, "", {})
    for text, where, kind in cells:
        manuscript.read(text, where, kind=kind)
    return manuscript


def _is_sure(manuscript: ProseBuilder, cells: Sequence[Cell]) -> bool:
    """Whether an anchor does not depend on a value."""
    return not any(UNKNOWN in text for text in (*manuscript.headings, *_terms(cells)))


def _terms(cells: Sequence[Cell]) -> Iterator[str]:
    """The glossaries, whose terms are link targets."""
    return (settled(cell.source) for cell in cells if "glossary" in cell.tags)


def _is_reported_as_headline(cell: Cell, problem: Problem) -> bool:
    """Whether another rule of `check` reports the problem."""
    return problem.about.rule == "headline" and any(line.startswith("# ") for line in cell.source.splitlines())


def _fragments(context: LintContext, manuscript: ProseBuilder, *, sure: bool) -> Iterator[Problem]:
    """Finds links to anchors that the page lacks; figures and headings that contain a value are not known yet."""
    for fragment, where in manuscript.fragments:
        name = fragment.removeprefix("source-")
        if name != fragment and name not in context.sources:
            yield Problem(where, f"a link to #{fragment}, but no source has this id", "see data/sources.csv")
        elif sure and name == fragment and not fragment.startswith("figure-") and fragment not in manuscript.ids:
            fix = "use the heading's anchor, such as #how-we-did-this"
            yield Problem(where, f"a link to #{fragment}, which is not on the page", fix)


def _plain_words(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that titles and the texts of figures are plain text: markup would be printed literally."""
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        if text.markdown:
            continue
        markers = (_TAG.finditer(text.text), _LINK.finditer(text.text), _ENTITY.finditer(text.text))
        for found in (*chain(*markers), *_EMPHASIS.finditer(settled(text.text))):
            markup = found[0].replace(UNKNOWN, "…")
            what = f"{markup} would be printed literally: titles and the texts of figures are plain text"
            yield Problem(text.where, what, "remove it; put links in the prose")
