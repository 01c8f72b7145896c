"""What every explainer is checked against: the project, its data package and the addresses of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nutgraf.data import Package, held_sources, open_package
from nutgraf.page.prose_builder import ProseBuilder
from nutgraf.plan import PagePlan, Plan, plan_pages
from nutgraf.project import Project


@dataclass
class LintContext:
    """The project and the current plan, with cached lookups."""

    project: Project
    plan: Plan
    planned: Plan | None = None
    """The plan of the whole site, if it is at hand; else it is made when it is needed."""
    manuscripts: dict[tuple[str, str], ProseBuilder] = field(default_factory=dict)
    """The prose of explainers that was set so far, by the name of each and its language."""

    @cached_property
    def package(self) -> Package:
        """The data package."""
        return open_package(self.project.data_package)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The ids in the table of sources."""
        return held_sources(self.package)

    @cached_property
    def whole(self) -> Plan:
        """The plan of the whole site; the current plan may cover only some notebooks."""
        return self.planned or plan_pages(self.project)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address of the site, without those of notebooks that cannot be planned."""
        pages = {address for page in self.whole.pages for address in (page.address, *page.redirect_from)}
        return frozenset(pages | set(self.project.languages))

    def may_be_unplanned(self, address: str) -> bool:
        """Whether an address may be that of a notebook that cannot be planned, by its name or its page in the site."""
        if not self.whole.unplanned:
            return False
        path = address.partition("/")[2]
        named = any(path == name or path.startswith(f"{name}/") for name in self.whole.unplanned)
        return named or (self.project.site_dir / address / "index.html").is_file()

    def page_at(self, address: str) -> PagePlan | None:
        """The page at an address; None if there is none or its notebook cannot be planned."""
        return self.plan.by_address.get(address) or self.whole.by_address.get(address)
