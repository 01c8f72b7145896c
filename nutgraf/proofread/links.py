"""Links to pages of the site: each leads to an address that a page has, or once had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.errors import Problem, did_you_mean
from nutgraf.notebook import Explainer, without_code
from nutgraf.plan import PagePlan, slug
from nutgraf.proofread.desk import Desk
from nutgraf.proofread.settled import shown_prose

_TARGET = r"(/(?:\{\{[^{}]*\}\}|[^)\s#{}])*)"
_LINK = re.compile(rf"\]\({_TARGET}|^ {{0,3}}\[[^\]]+\]:\s*{_TARGET}", re.MULTILINE)
_VALUE = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*lower\s*)?\}\}")


def links_lead_somewhere(desk: Desk, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """A link such as /en/taxes/us has a page at its end."""
    at_hand = {address for page in desk.plan.pages for address in (page.address, *page.former)}
    for cell in shown_prose(explainer):
        readers = [page for page in pages if not cell.languages or page.lang in cell.languages]
        for found in _LINK.finditer(without_code(cell.source)):
            written = found[1] or found[2]
            led = {address: page for page in readers for address in _addresses(written, page.values) if address}
            for address, page in led.items():
                if address in at_hand or desk.addresses is None or address in desk.addresses:
                    continue
                what = f"a link to /{address}, where this site has no page"
                near = did_you_mean(address, desk.addresses)
                fix = near if near.startswith("did you mean") else "write the address of a page of this site"
                yield Problem(f"{explainer.where}, {cell.place_in(page.lang)}", what, fix)
                break


def _addresses(written: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The address that a link has on a page with these values; none where it takes more than a parameter."""
    filled = _VALUE.sub(lambda name: slug(values[name[1]]) if name[1] in values else name[0], written)
    if "{" not in filled:
        yield filled.strip("/").removesuffix("/index.html")
