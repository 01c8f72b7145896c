"""The house style of notebooks, as [tool.nutgraf.style] sets it: short cells, question headings, paired languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from nutgraf.check_settings import StyleSettings
from nutgraf.errors import Problem
from nutgraf.notebook import Cell, Explainer, without_fences
from nutgraf.plan import Plan
from nutgraf.project import Project

_EXEMPT = frozenset({"parameters", "injected-parameters"})
_SECTION = re.compile(r"^ {0,3}##[ \t]+(.+?)(?:[ \t]*\{#[^{}\n]*\})?[ \t]*#*[ \t]*$", re.MULTILINE)
_QUESTION = re.compile(r"[?？؟;][\"”’»)]*\Z")
_PRINTED = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)


def style_problems(project: Project, plan: Plan) -> list[Problem]:
    """The distinct deviations of the notebooks from the newsroom's style."""
    languages: dict[str, dict[str, None]] = {}
    explainers = {page.explainer.name: page.explainer for page in plan.pages}
    for page in plan.pages:
        languages.setdefault(page.explainer.name, {})[page.lang] = None
    return [
        problem
        for name, explainer in explainers.items()
        for problem in _of_explainer(explainer, project.style, list(languages[name]))
    ]


def sentences_of_the_starter(plan: Plan) -> list[Problem]:
    """The sentences that `nutgraf new` wrote for the reporter to replace, on pages that readers see."""
    languages: dict[str, dict[str, None]] = {}
    for page in plan.pages:
        if not page.withheld_reason:
            languages.setdefault(page.explainer.name, {})[page.lang] = None
    explainers = {page.explainer.name: page.explainer for page in plan.pages}
    return [one for name, spoken in languages.items() for one in _of_the_starter(explainers[name], list(spoken))]


def _of_explainer(explainer: Explainer, style: StyleSettings, languages: Sequence[str]) -> Iterator[Problem]:
    yield from _of_the_starter(explainer, languages)
    if style.code_lines:
        yield from _short_cells(explainer, style.code_lines)
    if style.question_headings:
        yield from _questions(explainer, style.plain_headings)
    if style.paired_cells and len(languages) > 1:
        yield from _paired(explainer, languages)
    if style.no_outputs:
        yield from _outputs(explainer)


def _of_the_starter(explainer: Explainer, languages: Sequence[str]) -> Iterator[Problem]:
    """The sentences that `nutgraf new` wrote for the reporter to replace."""
    from nutgraf.starter import placeholders

    fix = "write the story's own, or make it a draft again"
    about = explainer.front_matter
    for lang in () if about.draft else languages:
        given = (about.title, about.subtitle)
        front = [text if isinstance(text, str) else text.get(lang, "") for text in given]
        for said in placeholders(lang):
            places = [cell.place for cell in _prose(explainer) if said in cell.source]
            if places or any(said in text for text in front):
                where = f"{explainer.where}, {places[0] if places else 'front matter'}"
                yield Problem(where, f"“{said}” is still the sentence of the starter ({lang})", fix)


def _short_cells(explainer: Explainer, most: int) -> Iterator[Problem]:
    for cell in explainer.cells:
        lines = len(cell.source.splitlines())
        if cell.kind == "code" and lines > most and not _EXEMPT & cell.tags:
            what = f"a code cell of {lines} lines; code_lines is {most}"
            yield Problem(f"{explainer.where}, {cell.place}", what, "split it, one idea per cell")


def _questions(explainer: Explainer, plain: Sequence[str]) -> Iterator[Problem]:
    for cell in _prose(explainer):
        for found in _SECTION.finditer(without_fences(cell.source)):
            heading = found[1]
            where = f"{explainer.where}, {cell.place}"
            if heading in plain:
                continue
            if not _QUESTION.search(heading):
                fix = "ask what a reader would ask, or list it in plain_headings of [tool.nutgraf.style]"
                yield Problem(where, f"the heading “{heading}” is not a question", fix)
            elif cell.languages == {"es"} and "¿" not in heading:
                yield Problem(where, f"the heading “{heading}” ends with ? but has no ¿", "start the question with ¿")


def _paired(explainer: Explainer, languages: Sequence[str]) -> Iterator[Problem]:
    """Checks that cells for one language come in runs that have each language once, with the same facts in each."""
    fix = "write a cell for each language, one right after the other"
    for cells in _runs(explainer):
        spoken = [lang for cell in cells for lang in languages if lang in cell.languages]
        missing = [lang for lang in languages if lang not in spoken]
        if missing:
            what = f"prose in {_listed(spoken)} that is missing in {_listed(missing)}"
            yield Problem(f"{explainer.where}, {cells[0].place}", what, fix)
            continue
        facts = [_facts(cell.source, languages) for cell in cells]
        for cell, printed in zip(cells[1:], facts[1:], strict=True):
            for only in sorted(printed ^ facts[0]):
                what = f"{{{{ {only} }}}} is in one language only"
                yield Problem(f"{explainer.where}, {cell.place}", what, "print the same facts in each language")


def _runs(explainer: Explainer) -> Iterator[list[Cell]]:
    """Runs of cells for one language, split where a language repeats and at cells of other kinds."""
    for one_of, cells in groupby(explainer.cells, key=lambda cell: cell.kind == "markdown" and bool(cell.languages)):
        run: list[Cell] = []
        for cell in cells if one_of else ():
            if run and any(cell.languages & other.languages for other in run):
                yield run
                run = []
            run.append(cell)
        if run:
            yield run


def _facts(source: str, languages: Sequence[str]) -> set[str]:
    """The names that prose prints through a filter; when_en and when_es count as one."""
    printed = (found.partition("|") for found in _PRINTED.findall(source))
    names = {" ".join(name.split()) for name, bar, _ in printed if bar and re.fullmatch(r"[\w.]+(\(.*\))?\s*", name)}
    return {re.sub(rf"_({'|'.join(map(re.escape, languages))})\Z", "", name) for name in names}


def _outputs(explainer: Explainer) -> Iterator[Problem]:
    written = json.loads(explainer.path.read_text(encoding="utf-8"))  # the notebook as it is read has no outputs
    kept = [cell for cell in written.get("cells", ()) if cell.get("outputs") or cell.get("execution_count")]
    if kept:
        what = f"it is saved with the outputs of {len(kept)} cells"
        yield Problem(explainer.where, what, "clear all outputs and save; after `make git`, each commit does so")


def _prose(explainer: Explainer) -> Iterator[Cell]:
    return (cell for cell in explainer.cells if cell.kind == "markdown")


def _listed(languages: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(languages))
