"""Project -> one PagePlan per edition: the values a page is run with, and the address it is published at."""

from __future__ import annotations

import datetime
import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nutgraf.errors import NotebookError, Problem, UsageError, did_you_mean
from nutgraf.notebook import Explainer, read_explainer
from nutgraf.plan.former import without_taken
from nutgraf.plan.matrix import expand, near
from nutgraf.plan.neighbours import with_neighbours
from nutgraf.project import Project

RESERVED = frozenset(
    {"assets", "data", "embed", "404.html", "facts.csv", "facts.html", "facts.json", "index.html", "manifest.json"}
)
"""Top-level names of the site that no page may take."""


@dataclass(frozen=True)
class PagePlan:
    """One edition of one explainer: what it is run with and where it goes."""

    explainer: Explainer
    values: Mapping[str, Any]
    address: str
    lang: str
    alternates: Mapping[str, str] = field(default_factory=dict)
    withheld: str = ""
    former: tuple[str, ...] = ()
    """Earlier addresses of the page."""
    editions: tuple[tuple[str, str], ...] = ()
    """Address and name of every edition in the page's language, itself too; the one that leads stands first."""
    related: tuple[tuple[str, str], ...] = ()
    """Address and subject of other explainers."""
    leads: bool = False
    """Whether it stands for its explainer where that is listed."""

    @property
    def name(self) -> str:
        """The edition in words: `taxes (state=TN, lang=es)`."""
        shown = ", ".join(f"{key}={value}" for key, value in self.chosen.items())
        return f"{self.explainer.name} ({shown})" if shown else self.explainer.name

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that differ between editions, in the notebook's order."""
        matrix = self.explainer.front_matter.matrix
        named = set(matrix) | {key for entry in matrix.get("include", []) for key in entry} | {"lang"}
        return {key: value for key, value in self.values.items() if key in named}


@dataclass(frozen=True)
class Plan:
    """Every page that can be planned, and every problem that keeps another from it."""

    pages: tuple[PagePlan, ...]
    problems: tuple[Problem, ...]
    unplanned: frozenset[str] = frozenset()
    """The explainers that have such a problem, by name; their published pages are left as they are."""

    def matching(self, patterns: Sequence[str]) -> tuple[PagePlan, ...]:
        """The pages whose address fits one of the patterns; UsageError names a pattern that fits none."""
        if not patterns:
            return self.pages
        wanted = [pattern.strip("/").removesuffix("/index.html") for pattern in patterns]
        for pattern in wanted:
            if not any(fnmatchcase(page.address, pattern) for page in self.pages):
                near = did_you_mean(pattern, (page.address for page in self.pages))
                raise UsageError(Problem(pattern, "no page has this address", near))
        return tuple(page for page in self.pages if any(fnmatchcase(page.address, pattern) for pattern in wanted))


def plan_pages(project: Project, notebooks: Iterable[Path] = (), *, now: datetime.datetime | None = None) -> Plan:
    """Plan every edition of the notebooks given, or of every explainer of the project, sorted by address.

    A notebook that cannot be planned adds its problems and leaves the others alone.
    """
    pages: list[PagePlan] = []
    problems: list[Problem] = []
    unplanned: set[str] = set()
    for path in sorted(notebooks) or find_explainers(project):
        try:
            explainer = read_explainer(path)
            pages.extend(_editions(project, explainer, now))
        except NotebookError as error:
            problems.extend(error.problems)
            unplanned.add(path.stem)
    planned, clashes = _without_clashes(pages)
    unplanned |= {page.explainer.name for page in pages} - {page.explainer.name for page in planned}
    planned, taken = without_taken(_with_alternates(planned))
    planned, unnamed = with_neighbours(project, planned)
    found = (*problems, *clashes, *taken, *unnamed)
    return Plan(tuple(sorted(planned, key=lambda page: page.address)), found, frozenset(unplanned))


def find_explainers(project: Project) -> list[Path]:
    """The notebooks that are published: not `_starter.ipynb` and the like, nor `get-*.ipynb`, which refresh data."""
    found = sorted(project.notebooks_dir.rglob("*.ipynb"))
    inside = [path for path in found if not any(part.startswith((".", "_")) for part in _parts(project, path))]
    return [path for path in inside if not path.name.startswith("get-")]


def _parts(project: Project, path: Path) -> tuple[str, ...]:
    return path.relative_to(project.notebooks_dir).parts


def _editions(project: Project, explainer: Explainer, now: datetime.datetime | None) -> list[PagePlan]:
    where = f"{explainer.where}, front matter"
    problems: list[Problem] = []
    combinations = expand(project, explainer, problems)
    problems += [one for combination in combinations for one in _value_problems(project, explainer, combination)]
    template = explainer.front_matter.address or _default_address(project, explainer)
    earlier = explainer.front_matter.moved_from
    for name in explainer.front_matter.lead:
        if name not in explainer.defaults:
            problems.append(Problem(f"{where}, lead", f"no parameter named {name!r}", near(name, explainer)))
    for key, each in [("address", template), *(("moved_from", each) for each in earlier)]:
        for name in _fields(each):
            if name not in explainer.defaults:
                problems.append(Problem(f"{where}, {key}", f"no parameter named {name!r}", near(name, explainer)))
    if not combinations and not problems:
        fix = "its lists, the rows that its where asks for, and what it excludes leave no edition"
        problems.append(Problem(f"{where}, matrix", "it makes no page", fix))
    if problems:
        raise NotebookError(*dict.fromkeys(problems))
    withheld = _withheld(explainer, now)
    pages = []
    for combination in combinations:
        values = {**explainer.defaults, **combination}
        address = _filled(template, values)
        lang = str(values.get("lang", project.default_language))
        former = tuple(_filled(each, values) for each in earlier)
        pages.append(PagePlan(explainer, values, address, lang, withheld=withheld, former=former))
        problems += [one for each in (address, *former) for one in _address_problems(project, where, each)]
    if problems:
        raise NotebookError(*dict.fromkeys(problems))
    return pages


def _fields(template: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def _filled(template: str, values: Mapping[str, Any]) -> str:
    return template.format_map({name: slug(values[name]) for name in _fields(template)}).strip("/")


def slug(value: object) -> str:
    """A value as part of an address: lower case, ASCII, words joined by hyphens."""
    text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "none"


def _default_address(project: Project, explainer: Explainer) -> str:
    chosen = [name for name in explainer.front_matter.matrix if name in explainer.defaults and name != "lang"]
    parts = [explainer.name, *(f"{{{name}}}" for name in chosen)]
    return "/".join((["{lang}"] if "lang" in explainer.defaults else []) + parts)


def _address_problems(project: Project, where: str, address: str) -> list[Problem]:
    parts = address.split("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*", address):
        what = f"{address!r} is not an address: use small letters, digits and hyphens, with / between folders"
        return [Problem(f"{where}, address", what, "such as {lang}/taxes/{state}")]
    if parts[0] in RESERVED or address in project.languages:
        return [Problem(f"{where}, address", f"the site keeps {address!r} for itself", "choose another address")]
    return []


def _value_problems(project: Project, explainer: Explainer, combination: Mapping[str, Any]) -> Iterable[Problem]:
    where = f"{explainer.where}, front matter, matrix"
    for parameter in explainer.parameters:
        if parameter.name in combination and (wrong := parameter.refuses(combination[parameter.name])):
            yield Problem(where, wrong, parameter.help or "change the value, or the type in the parameters cell")
    lang = combination.get("lang", explainer.defaults.get("lang", project.default_language))
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


def _without_clashes(pages: list[PagePlan]) -> tuple[list[PagePlan], list[Problem]]:
    at: dict[str, list[PagePlan]] = defaultdict(list)
    for page in pages:
        at[page.address].append(page)
    problems = []
    for address, sharing in at.items():
        if len(sharing) > 1:
            names = " and ".join(page.name for page in sharing[:2]) + (" and more" if len(sharing) > 2 else "")
            missing = sorted(
                {key for page in sharing for key in page.chosen if len({str(p.values.get(key)) for p in sharing}) > 1}
            )
            fix = f"add {{{missing[0]}}} to the address" if missing else "give one of them another address"
            problems.append(
                Problem(f"{sharing[1].explainer.where}, front matter, address", f"{names} both go to {address!r}", fix)
            )
    return [page for page in pages if len(at[page.address]) == 1], problems


def _with_alternates(pages: list[PagePlan]) -> list[PagePlan]:
    """Each page with the addresses of its edition in the other languages."""
    editions: dict[tuple[str, str], list[PagePlan]] = defaultdict(list)
    for page in pages:
        editions[_edition(page)].append(page)
    return [
        replace(page, alternates={one.lang: one.address for one in editions[_edition(page)] if one.lang != page.lang})
        for page in pages
    ]


def _edition(page: PagePlan) -> tuple[str, str]:
    return page.explainer.name, repr({key: value for key, value in page.values.items() if key != "lang"})
