"""What there is to do for each page, and why: its record compared with what it would be made from now."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property, lru_cache

from nutgraf import data
from nutgraf.build.scales import Scales
from nutgraf.build.worker import Job
from nutgraf.inputs.watching import digest_of_file
from nutgraf.plan import PagePlan
from nutgraf.project import Project
from nutgraf.record import Now, Surroundings, digest, survey, what_moved, what_redraws
from nutgraf.record.shelf import Shelf

UP_TO_DATE = "nothing it was made from has changed"


@dataclass(frozen=True)
class ToDo:
    """A page that is not up to date: the job that makes it, and why in one clause."""

    job: Job
    why: str


@lru_cache(maxsize=64)
def _named(editions: tuple[tuple[str, str], ...], leads: bool) -> str:
    return digest([editions, leads])


@dataclass(frozen=True)
class Desk:
    """What a build decides by: the project, its pages on the shelf and in the ledger, and how things stand now."""

    project: Project
    scales: Scales
    force: bool = False

    @property
    def shelf(self) -> Shelf:
        """What earlier builds kept."""
        return self.scales.shelf

    @cached_property
    def around(self) -> Surroundings:
        """What all pages share."""
        return survey(self.project)

    @cached_property
    def now(self) -> Now:
        """The rows and the files as they are now, each looked at once."""
        return Now(
            data.Snapshot(self.project.data_package).digest,
            cache(lambda name: digest_of_file(self.project.root / name)),
        )

    def job(self, page: PagePlan) -> Job:
        """The job that makes a page from nothing."""
        made_from = self.around.made_from(page.explainer, page.values, page.lang)
        drawn_from = self.around.drawn_from(page.explainer, page.lang, page.alternates, page.withheld)
        corrections = self.scales.corrections(page)
        drawn_from["names of its other editions"] = _named(page.editions, page.leads)
        drawn_from["links to other explainers"] = digest(page.related)
        drawn_from["corrections"] = digest([asdict(each) for each in corrections])
        return Job(page, self.project, made_from, drawn_from, corrections)

    def to_do(self, page: PagePlan) -> ToDo | None:
        """What there is to do for a page; None when it is up to date."""
        job = self.job(page)
        if self.force:
            return ToDo(job, "asked for with --force")
        record = self.shelf.record(page.address)
        if record is None:
            damaged = self.shelf.is_damaged(page.address)
            return ToDo(
                job, "what was kept of it is damaged, or of another nutgraf" if damaged else "it was never built here"
            )
        if why := what_moved(record, job.made_from, page.explainer, self.now):
            return ToDo(job, why)
        if why := what_redraws(record, job.drawn_from, self.now):
            executed = self.shelf.run(record)
            return ToDo(replace(job, executed=executed), why if executed else "its executed notebook is gone")
        return None
