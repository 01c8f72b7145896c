"""The rules that a plan must meet before anything runs; finds all problems of all notebooks, without a kernel."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from nutgraf import data, prose
from nutgraf.cell_code import syntax_error, tree_of
from nutgraf.characters import texts_in
from nutgraf.errors import About, Problem, SettingsError, UsageError, did_you_mean
from nutgraf.extensions import findings, load_extensions
from nutgraf.frontmatter import PROSE, RENDERED
from nutgraf.language import languages, unspoken
from nutgraf.lint import LintContext, proofread
from nutgraf.lint.magic_commands import magics_are_known
from nutgraf.lint.runtime_checks import kernel_is_here, modules_can_be_imported
from nutgraf.lint.story import story_of
from nutgraf.notebook import Cell, Explainer, without_fences
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project
from nutgraf.prose.own_filters import use_filters

_OWN_NAMES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""The Python constructs with their own scope."""

PlanRule = Callable[[Explainer, Sequence[PagePlan]], Iterator[Problem]]


def check(
    project: Project,
    plan: Plan,
    *,
    whole: Plan | None = None,
    only: Collection[str] | None = None,
    texts_checked: Mapping[str, Sequence[str]] = {},
) -> Mapping[str, tuple[Problem, ...]]:
    """The problems of each explainer in the plan, by its name, or `only` of those with these names.

    `whole` is the plan of the site, if it is at hand. An explainer in `texts_checked` is not held again to the rules
    that only its texts can break, if it is still in these languages.

    Raises DataError if the data package as a whole cannot be used, SettingsError if nutgraf does not support a
    language of the site, and UsageError if the catalogs of all of them lack words. A problem in one table stops only
    the pages that read it, which `data.validate` reports; a catalog that lacks words, only those in its language.
    """
    if unknown := [lang for lang in project.languages if lang not in languages()]:
        raise SettingsError(*(_no_language(lang) for lang in unknown))
    silent = unspoken_languages(project)
    if len(silent) == len(project.languages):
        raise UsageError(*(problem for problems in silent.values() for problem in problems))
    data.open_package(project.data_package)
    editions: dict[str, list[PagePlan]] = defaultdict(list)
    for page in plan.pages:
        if only is None or page.explainer.name in only:
            editions[page.explainer.name].append(page)
    extensions = load_extensions(project.root, project.extensions)
    use_filters(extensions, project.root)
    context = LintContext(project, plan, whole)
    _ = (
        context.sources if editions else ()
    )  # every page lists its sources; raises DataError if there is no table of sources
    known = {
        name for name, pages in editions.items() if texts_checked.get(name) == sorted({page.lang for page in pages})
    }
    found = {
        name: (
            *(
                problem
                for rule in (_OF_MACHINE if name in known else RULES)
                for problem in rule(pages[0].explainer, pages)
            ),
            *proofread(context, pages[0].explainer, pages, texts_checked=name in known),
            *(findings(extensions, story_of(pages[0].explainer, pages), project.root) if extensions.rules else ()),
        )
        for name, pages in editions.items()
    }
    return {name: problems for name, problems in found.items() if problems}


def unspoken_languages(project: Project) -> Mapping[str, tuple[Problem, ...]]:
    """The languages of the site in which no page can be built, each with what its catalog lacks."""
    found = {lang: unspoken(lang) for lang in project.languages if lang in languages()}
    return {lang: problems for lang, problems in found.items() if problems}


def _no_language(lang: str) -> Problem:
    what = f"pages cannot be in {lang!r}: nutgraf has no translations for that language"
    fix = did_you_mean(lang, languages())
    return Problem("pyproject.toml, languages", what, f"{fix}; or add a catalog, locales/{lang}.po")


def unused_parameters(plan: Plan) -> list[Problem]:
    """Finds matrix parameters with several values that the notebook does not use, so that their pages are identical."""
    editions: dict[str, list[PagePlan]] = defaultdict(list)
    for page in plan.pages:
        editions[page.explainer.name].append(page)
    return [one for pages in editions.values() for one in _unused(pages[0].explainer, pages)]


def changed_language(plan: Plan) -> list[Problem]:
    """Finds cells that assign the parameter `lang`: the next cell has the page's language again."""
    what = "lang is assigned here; the page keeps its language, and lang is reset in the next cell"
    return [
        Problem(f"{explainer.where}, {cell.place}", what, "use another name, such as language")
        for explainer in plan.explainers.values()
        if "lang" in explainer.defaults
        for cell in _cells(explainer, "code")
        if "parameters" not in cell.tags and _binds(cell.source, "lang")
    ]


def _binds(source: str, name: str) -> bool:
    """Whether code binds a name outside of functions and comprehensions, which have their own scope."""
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
            what = f"{name} has {len(values)} values, but no cell or headline uses it: its pages are all the same"
            yield Problem(f"{explainer.where}, front matter, matrix", what, f"use {name}, or remove it from the matrix")


def words_in_every_language(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that a text by language has each language that the explainer is published in."""
    wanted = {page.lang for page in pages}
    for name in PROSE:
        words = getattr(explainer.front_matter, name)
        if isinstance(words, dict):
            for lang in sorted(wanted - set(words)):
                yield Problem(f"{explainer.where}, front matter", f"{name} has no {lang!r}", f"add {lang}: to {name}")
            for lang in sorted(set(words) - wanted):
                what = f"{name} has a text in {lang!r}, a language that no edition has"
                fix = f"add {lang} to the matrix, and to the languages of the site, or remove the text"
                yield Problem(f"{explainer.where}, front matter", what, fix)


def lang_tags_are_languages(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that the language of a cell is one that the explainer is published in."""
    wanted = {page.lang for page in pages}
    for cell in explainer.cells:
        for lang in sorted(cell.languages - wanted):
            what = f"the tag lang-{lang} names a language that no edition has"
            yield Problem(f"{explainer.where}, {cell.place}", what, f"add {lang} to the matrix, or remove the tag")


def prose_can_be_read(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that expressions in prose are well formed and use filters that exist."""
    front = explainer.front_matter
    for name in RENDERED:
        words = getattr(front, name)
        for text in words.values() if isinstance(words, dict) else [words]:
            for problem in prose.syntax_problems(text):
                yield replace(problem, where=f"{explainer.where}, front matter, {name}")
    for cell in _cells(explainer, "markdown"):
        for problem in prose.syntax_problems(cell.source):
            yield replace(problem, where=f"{explainer.where}, {cell.place}")


def code_can_be_read(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that every code cell that runs and must not fail is Python."""
    for cell in _cells(explainer, "code"):
        if not cell.is_run or "raises-exception" in cell.tags or (error := syntax_error(cell.source)) is None:
            continue
        line = (error.lineno or 0) if isinstance(error, SyntaxError) else 0
        at = f", line {line}" if line else ""
        what, fix = f"this is not Python: {getattr(error, 'msg', error)}", "correct that line"
        if isinstance(error, (RecursionError, MemoryError)):
            what, fix = "Python cannot read this: an expression is nested too deeply", "compute it in several steps"
        yield Problem(f"{explainer.where}, {cell.place}{at}", what, fix, About(line=line))


def title_heads_no_cell(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that no cell has a level-one heading, because the headline comes from the front matter."""
    for cell in _cells(explainer, "markdown"):
        for line in without_fences(cell.source).splitlines():
            if line.startswith("# "):
                what = f"{line!r} is a second headline; the page's headline is the title in the front matter"
                yield Problem(f"{explainer.where}, {cell.place}", what, "start sections with ##")


def _cells(explainer: Explainer, kind: str) -> Iterator[Cell]:
    return (cell for cell in explainer.cells if cell.kind == kind)


_OF_MACHINE: tuple[PlanRule, ...] = (kernel_is_here, modules_can_be_imported, magics_are_known)
"""The rules for what is installed; only the texts of an explainer can break the others."""

RULES: tuple[PlanRule, ...] = (
    words_in_every_language,
    lang_tags_are_languages,
    prose_can_be_read,
    code_can_be_read,
    title_heads_no_cell,
    *_OF_MACHINE,
)
