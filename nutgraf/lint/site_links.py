"""Checks links to pages of the site: each one leads to a current or former address of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from nutgraf.errors import Problem, did_you_mean
from nutgraf.lint.constants import shown_prose
from nutgraf.lint.lint_context import LintContext
from nutgraf.lint.prose_markup import anchors_before_the_run
from nutgraf.notebook import Explainer, without_code
from nutgraf.plan import PagePlan, Plan, slug
from nutgraf.plan.addresses import typed_address

_TARGET = r"(/(?!/)(?:\{\{[^{}]*\}\}|[^)\s#{}])*(?:#[^)\s{}\"]+)?)"
_LINK = re.compile(rf"\]\({_TARGET}|^ {{0,3}}\[[^\]]+\]:\s*{_TARGET}", re.MULTILINE)
_VALUE = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*lower\s*)?\}\}")
_SETTLED_BY_THE_RUN = ("figure-", "part-", "embed-", "fn-", "fnref-")
"""The anchors that every page generates."""


class PageLink(NamedTuple):
    """The target address of a link, and the anchor on that page."""

    address: str
    anchor: str


def links_lead_somewhere(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that a link such as /en/taxes/us leads to a page, and /en/taxes/us#methods to an anchor on it."""
    planned = {address for page in context.plan.pages for address in (page.address, *page.redirect_from)}
    known = context.addresses | planned
    for where, led in _links(explainer, pages):
        for address, anchor in led:
            if address not in known and not context.may_be_unplanned(address):
                what = f"a link to /{address}, but this site has no page there"
                near = did_you_mean(address, known)
                fix = near if near.likely else "use the address of a page of this site"
                yield Problem(where, what, fix)
                break
            if anchor and (choices := _other_anchors(context, address, anchor)):
                what = f"a link to /{address}#{anchor}, but that page has no such anchor"
                yield Problem(where, what, did_you_mean(anchor, choices))
                break


def _other_anchors(context: LintContext, address: str, anchor: str) -> frozenset[str]:
    """The anchors of a page that lacks this one; none if they depend on a run."""
    page = context.page_at(address)
    if page is None or page.withheld_reason == "withdrawn" or anchor.startswith(_SETTLED_BY_THE_RUN):
        return frozenset()
    there = anchors_before_the_run(context, page.explainer, page.lang)
    if there is None or anchor in there or anchor.removeprefix("source-") in context.sources:
        return frozenset()
    return there


def links_to_withheld(plan: Plan) -> list[Problem]:
    """Finds links of published pages to pages that are withheld, which are dead until those are published."""
    withheld = {
        page.address: page.withheld_reason
        for page in plan.pages
        if page.withheld_reason and page.withheld_reason != "withdrawn"
    }
    published: dict[str, list[PagePlan]] = {}
    for page in plan.pages:
        if not page.withheld_reason:
            published.setdefault(page.explainer.name, []).append(page)
    found = [
        Problem(
            where, f"a link to /{address}, which is not published yet ({withheld[address]})", "publish both together"
        )
        for pages in published.values()
        for where, led in _links(pages[0].explainer, pages)
        for address in dict.fromkeys(link.address for link in led)
        if address in withheld
    ]
    return list(dict.fromkeys(found))


def _links(explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[tuple[str, dict[PageLink, None]]]:
    """The cell of each link to a page of the site, and its targets on the pages of its explainer."""
    for cell in shown_prose(explainer):
        kept_for = cell.languages
        readers = [page for page in pages if not kept_for or page.lang in kept_for]
        for found in _LINK.finditer(without_code(cell.source)):
            written, _, anchor = (found[1] or found[2]).partition("#")
            differing = readers if "{" in written else readers[:1]
            addresses = dict.fromkeys(each for page in differing for each in _addresses(written, page) if each)
            if addresses:
                led = dict.fromkeys(PageLink(address, unquote(anchor)) for address in addresses)
                yield f"{explainer.where}, {cell.place_in(readers[0].lang)}", led


def _addresses(written: str, page: PagePlan) -> Iterator[str]:
    """The address of a link on a page with these values; None if it depends on more than parameters."""
    values = page.values
    filled = _VALUE.sub(lambda name: slug(values[name[1]], page.lang) if name[1] in values else name[0], written)
    if "{" not in filled:
        yield typed_address(filled)
