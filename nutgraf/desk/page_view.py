"""One page as readers will see it, between the other editions and languages of the same notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.desk.page_list import edition_name, plan_now
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.plan import PagePlan
from nutgraf.project import Project


@dataclass(frozen=True)
class PageChoice:
    """One entry of a chooser: a page and what it is called there."""

    address: str
    name: str
    current: bool = False


@dataclass(frozen=True)
class PageView:
    """A page and where it leads: other editions in its language, in the order of readers, and other languages."""

    address: str
    notebook: str
    lang: str
    editions: tuple[PageChoice, ...]
    languages: tuple[PageChoice, ...]

    @property
    def previous(self) -> PageChoice | None:
        """The edition before this one."""
        at = self._at
        return self.editions[at - 1] if at > 0 else None

    @property
    def next(self) -> PageChoice | None:
        """The edition after this one."""
        return self.editions[self._at + 1] if self._at + 1 < len(self.editions) else None

    @property
    def _at(self) -> int:
        return next((at for at, each in enumerate(self.editions) if each.current), len(self.editions))


def view_page(project: Project, address: str) -> PageView:
    """The view of a page. Raises UsageError for an address that no page has, with what prevents a plan."""
    plan = plan_now(project)
    page = plan.by_address.get(address)
    if page is None:
        fix = did_you_mean(address, plan.by_address)
        raise UsageError(*plan.problems, Problem(address, "no page has this address", fix))
    siblings = [each for each in plan.pages if (each.explainer.name, each.lang) == (page.explainer.name, page.lang)]
    languages = sorted([(page.lang, page.address), *page.alternates.items()])
    return PageView(
        address,
        page.explainer.where,
        page.lang,
        _editions(page, siblings),
        tuple(PageChoice(at, lang, current=at == address) for lang, at in languages) if len(languages) > 1 else (),
    )


def page_of_notebook(project: Project, notebook: str, lang: str = "") -> str:
    """The address of the default edition of a notebook, in a language if there is one.

    Raises UsageError where it has no page.
    """
    plan = plan_now(project)
    own = [page for page in plan.pages if page.explainer.where == notebook]
    if not own:
        known = sorted({page.explainer.where for page in plan.pages})
        raise UsageError(*plan.problems, Problem(notebook, "no page is made from it", did_you_mean(notebook, known)))
    wanted = lang or project.default_language
    return min(own, key=lambda page: (page.lang != wanted, not page.info.is_default_edition, page.address)).address


def _editions(page: PagePlan, siblings: Sequence[PagePlan]) -> tuple[PageChoice, ...]:
    if len(siblings) < 2:
        return ()
    order = {address: at for at, (address, _) in enumerate(page.info.editions)}
    ordered = sorted(siblings, key=lambda each: (order.get(each.address, len(order)), each.address))
    return tuple(PageChoice(each.address, edition_name(each), current=each is page) for each in ordered)
