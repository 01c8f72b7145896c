"""What lies around a page: the explainer's other editions by name, and explainers on like subjects."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nutgraf import data
from nutgraf.errors import NutgrafError, Problem
from nutgraf.frontmatter import FrontMatter, MatrixColumn
from nutgraf.notebook import Explainer
from nutgraf.plan.matrix import plain
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.plan import PagePlan

RELATED = 4
"""How many other explainers a page leads to."""
EDITIONS = 120
"""How many editions of its explainer a page leads to; of more, it leads to the nearest by name."""


def with_neighbours(project: Project, pages: Iterable[PagePlan]) -> tuple[list[PagePlan], list[Problem]]:
    """Each page with the links its reader may follow from it, and what is wrong with the names they would have.

    Only what a plan knows is used, never what a run finds out: one more edition has the others drawn, not run.
    """
    groups: dict[tuple[str, str], list[PagePlan]] = defaultdict(list)
    for page in pages:
        groups[page.explainer.name, page.lang].append(page)
    names: dict[str, Mapping[str, Mapping[Any, str]]] = {}
    problems = []
    for explainer in {group[0].explainer.name: group[0].explainer for group in groups.values()}.values():
        try:
            names[explainer.name] = _labels(project, explainer)
        except NutgrafError as error:
            where = f"{explainer.where}, front matter, matrix"
            problems += [Problem(where, problem.what, problem.fix) for problem in error.problems]
    leads = {key: _lead(group) for key, group in groups.items()}
    named = {key: _editions(group, leads[key], names.get(key[0], {})) for key, group in groups.items()}
    places = {key: {address: at for at, (address, _) in enumerate(each)} for key, each in named.items()}
    done = [
        replace(
            page,
            editions=_nearest(named[key], places[key].get(page.address, 0)),
            related=_related(page, leads.values()),
            is_default_edition=page is leads[key],
        )
        for key, group in groups.items()
        for page in group
    ]
    return done, problems


def _lead(group: Sequence[PagePlan]) -> PagePlan:
    """The edition that stands for the explainer: the one its front matter names, or that of the default values."""
    front, defaults = group[0].explainer.front_matter, group[0].explainer.defaults
    wanted = {name: value for name, value in {**defaults, **front.default_edition}.items() if name != "lang"}
    return next((page for page in group if all(page.values[name] == each for name, each in wanted.items())), group[0])


def _editions(
    group: Sequence[PagePlan], lead: PagePlan, labels: Mapping[str, Mapping[Any, str]]
) -> tuple[tuple[str, str], ...]:
    """Address and name of every edition in one language: the one that leads, then the others by name."""
    if len(group) == 1:
        return ()
    named = [(page.address, _name(page, labels)) for page in group if page is not lead]
    return ((lead.address, _name(lead, labels)), *sorted(named, key=lambda each: (_sorted_as(each[1]), each[0])))


def _nearest(editions: tuple[tuple[str, str], ...], at: int) -> tuple[tuple[str, str], ...]:
    """As many editions as a page leads to: the one that leads, and those around its own place among the others."""
    if len(editions) <= EDITIONS:
        return editions
    room = EDITIONS - 1
    first = min(max(1, at - room // 2), len(editions) - room)
    return (editions[0], *editions[first : first + room])


def _name(page: PagePlan, labels: Mapping[str, Mapping[Any, str]]) -> str:
    chosen = [name for name in page.chosen if name != "lang"]
    return ", ".join(_label(page.values[name], labels.get(f"{name} {page.lang}", {})) for name in chosen)


def _label(value: Any, labels: Mapping[Any, str]) -> str:
    """The name of one value; lists and dictionaries have none in a table."""
    if isinstance(value, list):
        return ", ".join(_label(one, {}) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_label(one, {})}" for key, one in value.items())
    return labels.get(value) or str(value)


def _labels(project: Project, explainer: Explainer) -> dict[str, Mapping[Any, str]]:
    """The names of values by parameter and language: `state es` -> {"TX": "Texas", …}."""
    found: dict[str, Mapping[Any, str]] = {}
    for name, axis in explainer.front_matter.matrix.items():
        if not (isinstance(axis, Mapping) and axis.get("label")):
            continue
        column = MatrixColumn.model_validate(axis)
        for lang in project.languages:
            label = column.label if isinstance(column.label, str) else column.label.get(lang, "")
            if label:
                labels = data.column_labels(project.data_package, column.table, column.column, label, column.where)
                found[f"{name} {lang}"] = {plain(value): said for value, said in labels.items()}
    return found


def _related(page: PagePlan, leads: Iterable[PagePlan]) -> tuple[tuple[str, str], ...]:
    """Address and subject of the explainers that share most keywords with a page, as far as they name a subject."""
    front = page.explainer.front_matter
    others = [
        (len({*front.keywords} & {*lead.explainer.front_matter.keywords}), lead.address, subject)
        for lead in leads
        if lead.lang == page.lang and lead.explainer is not page.explainer and not lead.withheld_reason
        if (subject := _subject(lead.explainer.front_matter, page.lang))
    ]
    ordered = sorted(others, key=lambda each: (-each[0], each[1]))
    return tuple((address, subject) for _, address, subject in ordered[:RELATED])


def _subject(front: FrontMatter, lang: str) -> str:
    return front.topic if isinstance(front.topic, str) else front.topic.get(lang, "")


def _sorted_as(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name
