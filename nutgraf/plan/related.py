"""The pages related to a page: the explainer's other editions by name, and explainers on similar topics."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nutgraf import data
from nutgraf.errors import NutgrafError, Problem
from nutgraf.frontmatter import FrontMatter, MatrixColumn, keywords_in
from nutgraf.notebook import Explainer
from nutgraf.plan.area_words import area_words
from nutgraf.plan.edition import Edition
from nutgraf.plan.matrix import plain
from nutgraf.plan.page_info import PageInfo
from nutgraf.project import Project

RELATED = 4
"""The number of other explainers that a page links to."""
EDITIONS = 120
"""The most editions of its explainer that a page links to; of more, it links to the nearest by name."""


def page_infos(project: Project, editions: Sequence[Edition]) -> tuple[list[PageInfo], list[Problem]]:
    """The metadata of the page of each edition, and the problems of the names that readers would see.

    It depends only on the plan, never on runs, so that a new edition causes the others to be rendered, not run.
    """
    groups: dict[tuple[str, str], list[Edition]] = defaultdict(list)
    versions: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for edition in editions:
        groups[edition.explainer.name, edition.lang].append(edition)
        versions[_in_any_language(edition)][edition.lang] = edition.address
    names, problems = _names_of_values(project, groups.values())
    leads = {key: _lead(group) for key, group in groups.items()}
    named = {key: _editions(group, leads[key], names.get(key[0], {})) for key, group in groups.items()}
    places = {key: {address: at for at, (address, _) in enumerate(each)} for key, each in named.items()}
    related = {key: _related(group[0], leads.values()) for key, group in groups.items()}
    areas = {key: area_words(project, group[0].explainer, key[1]) for key, group in groups.items()}

    def info(edition: Edition) -> PageInfo:
        front, key = edition.explainer.front_matter, (edition.explainer.name, edition.lang)
        return PageInfo(
            address=edition.address,
            lang=edition.lang,
            explainer=edition.explainer.name,
            parameters=edition.parameters,
            date=front.date.isoformat(),
            modified=front.modified.isoformat() if front.modified else "",
            authors=front.authors,
            keywords=keywords_in(front, edition.lang),
            topic=_topic(front, edition.lang),
            thumbnail=front.thumbnail,
            draft=bool(edition.withheld_reason),
            is_default_edition=edition is leads[key],
            alternates=dict(sorted(each for each in versions[_in_any_language(edition)].items() if each[0] != key[1])),
            editions=_nearest(named[key], places[key].get(edition.address, 0)),
            more_editions=len(named[key]) > EDITIONS,
            related=related[key],
            redirect_from=edition.redirect_from,
            area_system=areas[key].system,
            find_labels=areas[key].find,
            here_label=areas[key].here,
        )

    return [info(edition) for edition in editions], problems


def _in_any_language(edition: Edition) -> tuple[str, str]:
    values = {key: value for key, value in edition.values.items() if key != "lang"}
    return edition.explainer.name, repr(values)


def _names_of_values(
    project: Project, groups: Iterable[Sequence[Edition]]
) -> tuple[dict[str, Mapping[str, Mapping[Any, str]]], list[Problem]]:
    """The names of the values of each explainer, and their problems."""
    names: dict[str, Mapping[str, Mapping[Any, str]]] = {}
    problems: list[Problem] = []
    for explainer in {group[0].explainer.name: group[0].explainer for group in groups}.values():
        try:
            names[explainer.name] = _labels(project, explainer)
        except NutgrafError as error:
            where = f"{explainer.where}, front matter, matrix"
            problems += [replace(problem, where=where) for problem in error.problems]
    return names, problems


def _lead(group: Sequence[Edition]) -> Edition:
    """The edition that represents the explainer: the one that its front matter names, or that of the defaults."""
    front, defaults = group[0].explainer.front_matter, group[0].explainer.defaults
    wanted = {name: value for name, value in {**defaults, **front.default_edition}.items() if name != "lang"}
    return next((page for page in group if all(page.values[name] == each for name, each in wanted.items())), group[0])


def _editions(
    group: Sequence[Edition], lead: Edition, labels: Mapping[str, Mapping[Any, str]]
) -> tuple[tuple[str, str], ...]:
    """Address and name of every edition in one language: the default edition, then the others by name."""
    if len(group) == 1:
        return ()
    named = [(page.address, _name(page, labels)) for page in group if page is not lead]
    return ((lead.address, _name(lead, labels)), *sorted(named, key=lambda each: (_sorted_as(each[1]), each[0])))


def _nearest(editions: tuple[tuple[str, str], ...], at: int) -> tuple[tuple[str, str], ...]:
    """The editions that a page links to: the default edition, and its neighbors in the list."""
    if len(editions) <= EDITIONS:
        return editions
    room = EDITIONS - 1
    first = min(max(1, at - room // 2), len(editions) - room)
    return (editions[0], *editions[first : first + room])


def _name(page: Edition, labels: Mapping[str, Mapping[Any, str]]) -> str:
    chosen = [name for name in page.parameters if name != "lang"]
    return ", ".join(_label(page.values[name], labels.get(f"{name} {page.lang}", {})) for name in chosen)


def _label(value: Any, labels: Mapping[Any, str]) -> str:
    """The name of one value; lists and dictionaries have no label in a table."""
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
                found[f"{name} {lang}"] = {plain(value): text for value, text in labels.items()}
    return found


def _related(page: Edition, leads: Iterable[Edition]) -> tuple[tuple[str, str], ...]:
    """Address and topic of the explainers that share most keywords with a page; those without a topic are left out."""
    own = {*keywords_in(page.explainer.front_matter, page.lang)}
    others = [
        (len(own & {*keywords_in(lead.explainer.front_matter, page.lang)}), lead.address, topic)
        for lead in leads
        if lead.lang == page.lang and lead.explainer is not page.explainer and not lead.withheld_reason
        if (topic := _topic(lead.explainer.front_matter, page.lang))
    ]
    ordered = sorted(others, key=lambda each: (-each[0], each[1]))
    return tuple((address, topic) for _, address, topic in ordered[:RELATED])


def _topic(front: FrontMatter, lang: str) -> str:
    return front.topic if isinstance(front.topic, str) else front.topic.get(lang, "")


def _sorted_as(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name
