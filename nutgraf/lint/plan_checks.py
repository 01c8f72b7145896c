"""The rules a plan must meet before anything runs; every problem of every notebook is found in one go, no kernel."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from nutgraf import data, prose
from nutgraf.cell_code import syntax_error, tree_of
from nutgraf.characters import texts_in
from nutgraf.errors import Problem, SettingsError, did_you_mean
from nutgraf.frontmatter import PROSE, RENDERED
from nutgraf.language import languages
from nutgraf.lint import LintContext, proofread
from nutgraf.lint.magic_commands import magics_are_known
from nutgraf.lint.runtime_checks import kernel_is_here, modules_can_be_imported
from nutgraf.notebook import Cell, Explainer, without_fences
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project

_OWN_NAMES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What has names of its own in Python."""

Rule = Callable[[Explainer, Sequence[PagePlan]], Iterator[Problem]]


def check(project: Project, plan: Plan) -> Mapping[str, tuple[Problem, ...]]:
    """The problems of each explainer that can be planned, by its name.

    Raises DataError where the data package as a whole cannot be followed, SettingsError where a language of the site is
    none that pages can be in. What is wrong with one of its tables stops the pages that read it, and no other:
    `data.validate` names it.
    """
    if unknown := [lang for lang in project.languages if lang not in languages()]:
        raise SettingsError(*(_no_language(lang) for lang in unknown))
    data.open_package(project.data_package)
    editions: dict[str, list[PagePlan]] = defaultdict(list)
    for page in plan.pages:
        editions[page.explainer.name].append(page)
    desk = LintContext(project, plan)
    _ = desk.sources if editions else ()  # every page lists its sources; DataError where there is no table of them
    found = {
        name: (
            *(problem for rule in RULES for problem in rule(pages[0].explainer, pages)),
            *proofread(desk, pages[0].explainer, pages),
        )
        for name, pages in editions.items()
    }
    return {name: problems for name, problems in found.items() if problems}


def _no_language(lang: str) -> Problem:
    what = f"pages cannot be in {lang!r}: nutgraf has no words of its own in that language"
    fix = did_you_mean(lang, languages())
    return Problem("pyproject.toml, languages", what, f"{fix}; or add a catalog, nutgraf/locales/{lang}.po")


def unused_parameters(plan: Plan) -> list[Problem]:
    """Parameters with several values in a matrix that nothing in the notebook uses: their pages are all the same."""
    editions: dict[str, list[PagePlan]] = defaultdict(list)
    for page in plan.pages:
        editions[page.explainer.name].append(page)
    return [one for pages in editions.values() for one in _unused(pages[0].explainer, pages)]


def changed_language(plan: Plan) -> list[Problem]:
    """Cells that give the parameter `lang` another value: it has the page's language again in the next cell."""
    what = "lang gets another value here; the page keeps its language, and the next cell finds lang as it was given"
    return [
        Problem(f"{explainer.where}, {cell.place}", what, "call it something else, such as language")
        for explainer in plan.explainers.values()
        if "lang" in explainer.defaults
        for cell in _cells(explainer, "code")
        if "parameters" not in cell.tags and _binds(cell.source, "lang")
    ]


def _binds(source: str, name: str) -> bool:
    """Whether code binds a name outside of functions and comprehensions, which have names of their own."""
    inner: list[ast.AST] = [*tree_of(source).body]
    while inner:
        node = inner.pop()
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            return True
        inner += [] if isinstance(node, _OWN_NAMES) else ast.iter_child_nodes(node)
    return False


def _unused(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    texts = [cell.source for cell in explainer.cells if cell.kind != "raw" and "parameters" not in cell.tags]
    texts += [text for name in RENDERED for text in texts_in(getattr(explainer.front_matter, name))]
    for name in pages[0].info.parameters:
        values = {repr(page.values[name]) for page in pages}
        if name != "lang" and len(values) > 1 and not any(re.search(rf"\b{name}\b", text) for text in texts):
            what = f"{name} has {len(values)} values, and no cell and no headline uses it: its pages are all the same"
            yield Problem(f"{explainer.where}, front matter, matrix", what, f"use {name}, or take it out of the matrix")


def words_in_every_language(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A text with languages has each language that the explainer is published in."""
    wanted = {page.lang for page in pages}
    for name in PROSE:
        words = getattr(explainer.front_matter, name)
        if isinstance(words, dict):
            for lang in sorted(wanted - set(words)):
                yield Problem(f"{explainer.where}, front matter", f"{name} has no {lang!r}", f"add {lang}: to {name}")


def lang_tags_are_languages(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A cell kept for a language is kept for one that the explainer is published in."""
    wanted = {page.lang for page in pages}
    for cell in explainer.cells:
        for lang in sorted(cell.languages - wanted):
            what = f"the tag lang-{lang} names a language that no edition has"
            yield Problem(f"{explainer.where}, {cell.place}", what, f"add {lang} to the matrix, or take the tag off")


def prose_can_be_read(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Every expression in prose is well formed and uses filters that exist."""
    front = explainer.front_matter
    for name in RENDERED:
        words = getattr(front, name)
        for text in words.values() if isinstance(words, dict) else [words]:
            for what, fix in prose.syntax_problems(text):
                yield Problem(f"{explainer.where}, front matter, {name}", what, fix)
    for cell in _cells(explainer, "markdown"):
        for what, fix in prose.syntax_problems(cell.source):
            yield Problem(f"{explainer.where}, {cell.place}", what, fix)


def code_can_be_read(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Every code cell that is run and may not fail is Python."""
    for cell in _cells(explainer, "code"):
        if not cell.is_run or "raises-exception" in cell.tags or (error := syntax_error(cell.source)) is None:
            continue
        at = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        what, fix = f"this is not Python: {getattr(error, 'msg', error)}", "correct that line"
        if isinstance(error, (RecursionError, MemoryError)):
            what, fix = "Python cannot read this: an expression goes too deep", "compute it in several steps"
        yield Problem(f"{explainer.where}, {cell.place}{at}", what, fix)


def title_heads_no_cell(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """The headline comes from the front matter; a cell has no heading of the first level."""
    for cell in _cells(explainer, "markdown"):
        for line in without_fences(cell.source).splitlines():
            if line.startswith("# "):
                what = f"{line!r} is a second headline; the page has the title of the front matter"
                yield Problem(f"{explainer.where}, {cell.place}", what, "begin sections with ##")


def _cells(explainer: Explainer, kind: str) -> Iterator[Cell]:
    return (cell for cell in explainer.cells if cell.kind == kind)


RULES: tuple[Rule, ...] = (
    words_in_every_language,
    lang_tags_are_languages,
    prose_can_be_read,
    code_can_be_read,
    title_heads_no_cell,
    kernel_is_here,
    modules_can_be_imported,
    magics_are_known,
)
