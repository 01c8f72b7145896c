"""A worker's input for one page, and its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nutgraf.cache import Record
from nutgraf.errors import Problem
from nutgraf.pipeline.timing import PageTiming
from nutgraf.plan import PagePlan
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.ledger import Claim
    from nutgraf.page import Correction
    from nutgraf.pipeline.page_trace import PageTrace
    from nutgraf.site import Entry


@dataclass(frozen=True)
class PageJob:
    """What a worker needs to make one page."""

    plan: PagePlan
    project: Project
    made_from: Mapping[str, str]
    drawn_from: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    """The earlier values of facts on the page, for its readers."""
    cached_run: str | None = None
    """The executed notebook of an earlier build, if it is current; then the page is only rendered."""
    only_templates: bool = False
    """Whether nothing but templates, and names of files that pages load, changed since the page was cached."""
    overdue: Mapping[str, str] = field(default_factory=dict)
    """The sources whose next edition was expected by now, each with the day, where pages say so."""
    software: str = ""
    """The digest of all code that makes a page."""
    is_traced: bool = False
    """Whether the result says which cell each part of the page comes from: it is open in a preview."""
    redraw_pictures: bool = False
    """Draw every picture again, whatever the cache holds."""
    env: Mapping[str, str] | None = None
    """The environment of the build, if it is not that of the worker."""


@dataclass(frozen=True)
class PageResult:
    """A worker's result: a complete page, or the problems that prevented it."""

    address: str
    record: Record | None = None
    entry: Entry | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """The rest of the page's fact sheet: the numbers without a fact, the values that figures plot."""
    executed_notebook: str = ""
    """The executed notebook; "" if the cached one is still that of the page."""
    article: bytes = b""
    """The page as it was ready for its templates; none if that is cached already."""
    trace: PageTrace | None = None
    """Where its parts come from, if the job asks for it."""
    problems: tuple[Problem, ...] = ()
    timing: PageTiming = field(default_factory=PageTiming)
    killed: tuple[str, ...] = ()
    """How each process ended that was killed while it made the page: `SIGKILL`."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the page; none if it could not be made."""
        return self.entry.claims if self.entry else ()
