"""Project -> one PagePlan per edition: the values that a page is run with, and the address of the page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.errors import NotebookError, Problem, UsageError, did_you_mean
from nutgraf.notebook import Explainer, names_of, read_explainer
from nutgraf.plan.addresses import (
    RESERVED,
    address_problems,
    default_template,
    fields,
    filled,
    slug,
    typed_address,
    value_problems,
    without_clashes,
)
from nutgraf.plan.edition import Edition, in_words
from nutgraf.plan.matrix import expand, near
from nutgraf.plan.page_info import OfPage, PageInfo
from nutgraf.plan.redirects import drop_taken
from nutgraf.plan.related import page_infos
from nutgraf.project import Project

__all__ = ["RESERVED", "OfPage", "PageInfo", "PagePlan", "Plan", "find_explainers", "plan_pages", "slug"]


@dataclass(frozen=True)
class PagePlan(OfPage):
    """One page to build: the notebook, the values that it is run with, and the page's metadata."""

    explainer: Explainer
    values: Mapping[str, Any]
    withheld_reason: str = ""

    @property
    def alternates(self) -> Mapping[str, str]:
        """The address of the same edition in each other language."""
        return self.info.alternates

    @property
    def redirect_from(self) -> tuple[str, ...]:
        """Earlier addresses of the page."""
        return self.info.redirect_from

    @property
    def name(self) -> str:
        """The edition in words: `taxes (state=TN, lang=es)`."""
        return in_words(self.info.explainer, self.info.parameters)


@dataclass(frozen=True)
class Plan:
    """Every page that can be planned, and every problem of those that cannot."""

    pages: tuple[PagePlan, ...]
    problems: tuple[Problem, ...]
    unplanned: frozenset[str] = frozenset()
    """The names of explainers with such a problem; their published pages are unchanged."""
    day: datetime.date | None = None
    """The day that the pages are made for; None where it is not said."""

    @cached_property
    def by_address(self) -> Mapping[str, PagePlan]:
        """Every page by its address."""
        return {page.address: page for page in self.pages}

    @cached_property
    def former_addresses(self) -> frozenset[str]:
        """Every earlier address of a page."""
        return frozenset(address for page in self.pages for address in page.redirect_from)

    @cached_property
    def explainers(self) -> Mapping[str, Explainer]:
        """Every explainer with a page, by name, in the order of its first page."""
        return {page.explainer.name: page.explainer for page in self.pages}

    def matching(self, patterns: Sequence[str]) -> tuple[PagePlan, ...]:
        """The pages whose address matches one of the patterns.

        Raises UsageError for a pattern that matches none, after the problems of notebooks that it may refer to.
        """
        if not patterns:
            return self.pages
        wanted = [typed_address(pattern) for pattern in patterns]
        for pattern in wanted:
            if not any(fnmatchcase(page.address, pattern) for page in self.pages):
                near = did_you_mean(pattern, (page.address for page in self.pages))
                if self.problems:
                    what = "no page that can be planned has this address"
                    raise UsageError(*self.problems, Problem(pattern, what, f"correct the problems above; or {near}"))
                raise UsageError(Problem(pattern, "no page has this address", near))
        return tuple(page for page in self.pages if any(fnmatchcase(page.address, pattern) for pattern in wanted))


def plan_pages(project: Project, notebooks: Iterable[Path] = (), *, now: datetime.datetime | None = None) -> Plan:
    """The plan of every edition of these notebooks, or of every explainer of the project, sorted by address.

    A notebook that cannot be planned adds its problems and does not affect the others.
    """
    wanted: list[Edition] = []
    problems: list[Problem] = []
    unplanned: set[str] = set()
    for path in sorted(notebooks) or find_explainers(project):
        try:
            explainer = read_explainer(path, project.notebooks_dir)
            editions, refused = _editions(project, explainer, now)
        except NotebookError as error:
            editions, refused = [], list(error.problems)
        wanted.extend(editions)
        if refused:
            problems.extend(refused)
            unplanned.add(names_of(path, project.notebooks_dir)[0])
    planned, clashes = without_clashes(wanted)
    unplanned |= {each.explainer.name for each in wanted} - {each.explainer.name for each in planned}
    planned, taken = drop_taken(planned)
    infos, unnamed = page_infos(project, planned)
    pages = [
        PagePlan(info, edition.explainer, edition.values, edition.withheld_reason)
        for edition, info in zip(planned, infos, strict=True)
    ]
    found = (*problems, *clashes, *taken, *unnamed)
    return Plan(
        tuple(sorted(pages, key=lambda page: page.address)), found, frozenset(unplanned), now.date() if now else None
    )


def find_explainers(project: Project) -> list[Path]:
    """The notebooks to publish, without `_starter.ipynb` and the like and `get-*.ipynb`, which refresh data."""
    found = sorted(project.notebooks_dir.rglob("*.ipynb"))
    inside = [path for path in found if not any(part.startswith((".", "_")) for part in _parts(project, path))]
    return [path for path in inside if not path.name.startswith("get-")]


def _parts(project: Project, path: Path) -> tuple[str, ...]:
    return path.relative_to(project.notebooks_dir).parts


def _editions(
    project: Project, explainer: Explainer, now: datetime.datetime | None
) -> tuple[list[Edition], list[Problem]]:
    """The editions that can be planned, and the problems of others. Raises NotebookError if none can be planned."""
    where = f"{explainer.where}, front matter"
    problems: list[Problem] = []
    combinations = expand(project, explainer, problems)
    problems += [one for combination in combinations for one in _value_problems(project, explainer, combination)]
    template = explainer.front_matter.address or default_template(explainer)
    earlier = explainer.front_matter.redirect_from
    for name in explainer.front_matter.default_edition:
        if name not in explainer.defaults:
            problems.append(Problem(f"{where}, default_edition", f"no parameter named {name!r}", near(name, explainer)))
    for key, each in [("address", template), *(("redirect_from", each) for each in earlier)]:
        problems += _template_problems(explainer, f"{where}, {key}", each)
    if not combinations and not problems:
        fix = "change its lists, its where or its exclude so that an edition is left"
        problems.append(Problem(f"{where}, matrix", "it gives no page", fix))
    if problems:
        raise NotebookError(*dict.fromkeys(problems))
    if (
        combinations
        and (lead := explainer.front_matter.default_edition)
        and not _is_edition(explainer, combinations, lead)
    ):
        what = "no edition has these values: " + ", ".join(f"{name}: {value}" for name, value in lead.items())
        raise NotebookError(Problem(f"{where}, default_edition", what, "write the values of one edition"))
    withheld = _withheld(explainer, now)
    editions = []
    for combination in combinations:
        values = {**explainer.defaults, **combination}
        lang = str(_language(explainer, combination, project))
        address, former = filled(template, values, lang), tuple(filled(each, values, lang) for each in earlier)
        wrong = list(value_problems(f"{where}, address", template, values, lang))
        for key, each in [("address", address), *(("redirect_from", each) for each in former)]:
            wrong += address_problems(project, explainer, key, each) if not wrong else ()
        if not wrong:
            editions.append(Edition(explainer, values, address, lang, withheld, former))
        problems += wrong
    return editions, list(dict.fromkeys(problems))


def _language(explainer: Explainer, combination: Mapping[str, Any], project: Project) -> Any:
    """The language of an edition: its parameter `lang`, or the site's first language if it has none."""
    return combination.get("lang", explainer.defaults.get("lang", project.default_language))


def _is_edition(explainer: Explainer, combinations: Sequence[Mapping[str, Any]], lead: Mapping[str, Any]) -> bool:
    every = ({**explainer.defaults, **combination} for combination in combinations)
    return any(all(values[name] == wanted for name, wanted in lead.items() if name != "lang") for values in every)


def _template_problems(explainer: Explainer, where: str, template: str) -> Iterator[Problem]:
    try:
        names = fields(template)
    except ValueError as error:
        yield Problem(where, f"{template!r} is not an address: {error}", "such as {lang}/taxes/{state}")
        return
    for name in names:
        if name not in explainer.defaults:
            yield Problem(where, f"no parameter named {name!r}", near(name, explainer))


def _value_problems(project: Project, explainer: Explainer, combination: Mapping[str, Any]) -> Iterable[Problem]:
    where = f"{explainer.where}, front matter, matrix"
    for parameter in explainer.parameters:
        if parameter.name in combination and (wrong := parameter.refuses(combination[parameter.name])):
            yield Problem(where, wrong, parameter.advice(combination[parameter.name]))
    lang = _language(explainer, combination, project)
    if lang not in project.languages:
        what = f"lang = {lang!r} is not a language of this site"
        yield Problem(where, what, did_you_mean(str(lang), project.languages))


def _withheld(explainer: Explainer, now: datetime.datetime | None) -> str:
    front = explainer.front_matter
    if front.draft:
        return "draft"
    if front.withdrawn:
        return "withdrawn"
    if front.embargo is not None and (now is None or now < front.embargo):
        return f"embargo until {front.embargo.isoformat()}"
    return ""
