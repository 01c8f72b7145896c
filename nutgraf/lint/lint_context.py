"""What every explainer is read against: the project, its data package and the addresses of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nutgraf.data import Package, held_sources, open_package
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project


@dataclass
class LintContext:
    """The project and the plan at hand; what is asked for once is kept."""

    project: Project
    plan: Plan

    @cached_property
    def package(self) -> Package:
        """The data package."""
        return open_package(self.project.data_package)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The ids in the table of sources."""
        return held_sources(self.package)

    @cached_property
    def addresses(self) -> frozenset[str] | None:
        """Every address that the site answers, None where a notebook cannot be planned and its own are not known.

        The plan at hand may be of some notebooks alone, so the whole site is planned where it is asked for.
        """
        whole = plan_pages(self.project)
        if whole.problems:
            return None
        pages = {address for page in whole.pages for address in (page.address, *page.redirect_from)}
        return frozenset(pages | set(self.project.languages))
