"""What a page may not print of its sources: withdrawn ones, weak ones in strong places, estimates as counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from nutgraf import data
from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem
from nutgraf.pipeline.graded_sources import graded_source_problems
from nutgraf.pipeline.live import LiveSheet
from nutgraf.pipeline.stated_estimates import stated_estimate_problems
from nutgraf.pipeline.withdrawn_sources import withdrawn_source_problems
from nutgraf.plan import PagePlan
from nutgraf.project import Project


@dataclass(frozen=True)
class UnfitSources:
    """What is said of the sources on file, looked up once for all pages."""

    project: Project
    page_cache: PageCache

    def problems(self, page: PagePlan, sheet: LiveSheet) -> Iterator[Problem]:
        """The problems of the sources that a page uses."""
        if self._withdrawn:
            record = self.page_cache.record(page.address)
            uses = record.sources if record else ()
            yield from withdrawn_source_problems(page.explainer.where, sheet, uses, self._withdrawn)
        yield from stated_estimate_problems(page, sheet)
        if self._grades and not page.info.draft:  # a draft may yet find a better source
            yield from graded_source_problems(page, sheet, self._grades, self.project.sources)

    @cached_property
    def _withdrawn(self) -> Mapping[str, str]:
        """The sources that no page may rest on, each with why."""
        return data.withdrawn(self.project.data_package)

    @cached_property
    def _grades(self) -> Mapping[str, str]:
        return data.grades(self.project.data_package)
