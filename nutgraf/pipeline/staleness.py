"""What to do for each page, and why: compares its record with its current inputs."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any, Literal

from nutgraf import data
from nutgraf.cache import Inputs, Record, digest
from nutgraf.cache.inputs import LINK_NAME, LINKED, TEMPLATES
from nutgraf.cache.page_cache import PageCache
from nutgraf.cache.page_inputs import (
    CurrentInputs,
    SharedInputs,
    has_its_sources,
    shared_inputs,
    why_render,
    why_run,
)
from nutgraf.pipeline.overdue_sources import overdue_on
from nutgraf.pipeline.page_job import PageJob
from nutgraf.pipeline.review import Review
from nutgraf.plan import PageInfo, PagePlan
from nutgraf.project import Project
from nutgraf.render import assets
from nutgraf.tracking.audit import digest_of_file


@dataclass(frozen=True)
class Task:
    """A stale page: its job, and why in one clause."""

    job: PageJob
    why: str
    renamed: Mapping[str, str] | None = None
    """The new names of the files that it links to, if nothing else changed: then nothing is run or drawn."""

    @property
    def status(self) -> Literal["ran", "rendered"]:
        """What the page will have been: run, or rendered from its executed notebook."""
        return "ran" if self.job.cached_run is None else "rendered"


_NO_CORRECTIONS = digest([])
_FIELDS = attrgetter(*(each.name for each in fields(PageInfo)))


@lru_cache(maxsize=64)
def _named(editions: tuple[tuple[str, str], ...], leads: bool) -> str:
    return digest([editions, leads])


@lru_cache(maxsize=64)
def _linked(related: tuple[tuple[str, str], ...]) -> str:
    return digest(related)


def _rest(info: PageInfo) -> str:
    """Every other field of the job, so that none is forgotten."""
    return digest(replace(info, editions=(), related=()).to_json())


@dataclass(frozen=True)
class StalenessCheck:
    """The inputs of a build's decisions: the project, its cached and published pages, and the current digests."""

    project: Project
    review: Review
    force: bool = False

    @property
    def page_cache(self) -> PageCache:
        """The pages that earlier builds cached."""
        return self.review.page_cache

    @cached_property
    def shared(self) -> SharedInputs:
        """The inputs that all pages share."""
        return shared_inputs(self.project)

    @cached_property
    def now(self) -> CurrentInputs:
        """The current rows and files, each read once."""
        return CurrentInputs(
            data.Snapshot(self.project.data_package).digest,
            cache(lambda name: digest_of_file(self.project.root / name)),
        )

    def job(self, page: PagePlan) -> PageJob:
        """The job that builds a page from scratch."""
        corrections = self.review.corrections(page)
        run_inputs, render_inputs = self._of_editions(page)
        made_from = {**{f"value {name}": digest(value) for name, value in page.values.items()}, **run_inputs}
        drawn_from = {
            **render_inputs,
            "other languages": digest(dict(page.alternates)),
            "draft": digest(bool(page.withheld_reason)),
            "names of its other editions": _named(page.info.editions, page.info.is_default_edition),
            "links to other explainers": _linked(page.info.related),
            "plan of the page": _rest(page.info),
            "corrections": digest([asdict(each) for each in corrections]) if corrections else _NO_CORRECTIONS,
            **({"list of sources past their day": digest(self.overdue)} if self.overdue else {}),
            LINKED: self.shared.linked,
            **self._links,
        }
        return PageJob(
            page, self.project, made_from, drawn_from, corrections, overdue=self.overdue, software=self._software
        )

    @cached_property
    def overdue(self) -> Mapping[str, str]:
        """The sources whose next edition was expected by the day of the build, where pages say so."""
        return overdue_on(self.project, self.review.plan.day)

    def _of_editions(self, page: PagePlan) -> tuple[Inputs, Inputs]:
        """The inputs of the run and of the rendering that the editions of an explainer in one language share."""
        key = page.explainer.name, page.lang
        if key not in self._by_explainer:
            inputs = (
                self.shared.run_inputs(page.explainer, page.lang),
                self.shared.render_inputs(page.explainer, page.lang),
            )
            self._by_explainer[key] = inputs
        return self._by_explainer[key]

    def plan_digest(self, page: PagePlan) -> str:
        """The digest of what a job says of its page alone, and of what the editions of its explainer share."""
        key = page.explainer.name, page.lang
        if key not in self._digests_of_editions:
            self._digests_of_editions[key] = digest(self._of_editions(page))
        said: Any = (self._digests_of_editions[key], page.values, bool(page.withheld_reason), _FIELDS(page.info))
        try:
            return digest(marshal.dumps(said, 2))  # three times as fast as JSON; version 2 depends on values alone
        except ValueError:  # a value that is neither text nor number
            return digest(said)

    @cached_property
    def shared_by_all(self) -> str:
        """The digest of what the jobs of all pages share."""
        return digest([self.shared.software, self.shared.linked, self._links, self.overdue])

    @cached_property
    def _digests_of_editions(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def _by_explainer(self) -> dict[tuple[str, str], tuple[Inputs, Inputs]]:
        return {}

    @cached_property
    def _links(self) -> Mapping[str, str]:
        """The names of the files that pages link to."""
        shared = assets(self.project.css, self.project.logo, self.project.sheet)
        return {f"{LINK_NAME}{kind}": asset.path for kind, asset in shared.items()}

    @cached_property
    def _software(self) -> str:
        return digest(dict(self.shared.software))

    def stale_task(self, page: PagePlan) -> Task | None:
        """The task for a page; None if it is up to date."""
        job = self.job(page)
        if self.force:
            return Task(job, "asked for with --force")
        record = self.page_cache.record(page.address)
        if record is None:
            damaged = self.page_cache.is_damaged(page.address)
            return Task(
                job,
                "its cached copy is damaged, or from another version of nutgraf"
                if damaged
                else "it was never built here",
            )
        if why := why_run(record, job.made_from, page.explainer, self.now):
            return Task(job, why)
        if why := why_render(record, job.drawn_from, self.now):
            executed = self.page_cache.run(record)
            if executed is None:
                return Task(job, "its executed notebook is gone")
            job = replace(job, cached_run=executed)
            if not has_its_sources(record, self.now):
                return Task(job, why)
            if (names := _renamed(record, job)) is not None:
                return Task(job, why, names)
            return Task(replace(job, only_templates=_changed(record, job) <= {TEMPLATES, LINKED, *self._links}), why)
        return None


def _changed(record: Record, job: PageJob) -> set[str]:
    """The names of the inputs of its rendering that are new, gone or changed."""
    before, now = record.drawn_from, job.drawn_from
    return {name for name in {*before, *now} if before.get(name) != now.get(name)}


def _renamed(record: Record, job: PageJob) -> Mapping[str, str] | None:
    """The files that a page links to by their names then, each with its name now; None if anything else changed."""
    before, now, changed = record.drawn_from, job.drawn_from, _changed(record, job)
    links = {name for name in changed if name.startswith(LINK_NAME)}
    if changed - links - {LINKED} or not all(name in before and name in now for name in links):
        return None
    names = {before[name]: now[name] for name in links}
    return names if all(len(old) == len(new) for old, new in names.items()) else None
