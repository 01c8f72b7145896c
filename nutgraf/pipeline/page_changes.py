"""Changes of a page as a whole, which hold it whatever the policy for facts."""

from __future__ import annotations

from nutgraf.ledger import Change

UNKNOWN = Change(
    id="",
    kind="page",
    was="the page as published",
    now="the page as built",
    percent=None,
    why="it is published but not in facts.lock: restore facts.lock from git, or sign off the page",
    key="page",
)
"""The change of a live page that is not in facts.lock: what changed on it is unknown."""


def gone_from(why: str) -> Change:
    """The change of a vanished page."""
    return Change("", "page", "the whole page", "", None, why, "page")


def returned(address: str, former: str) -> Change:
    """The change of a page that an editor withdrew and that has a new address now."""
    why = (
        f"an editor withdrew it at {former}, and no redirect_from says that it moved; "
        f"to publish it again: nutgraf facts accept --page {address}"
    )
    return Change("", "page", "withdrawn", "published again", None, why, "page")


def waits_for(sister: str) -> Change:
    """The change of a page whose edition in another language shows the same numbers and is not signed off."""
    why = f"its edition {sister} changes with it and is not signed off; nutgraf facts accept --page {sister}"
    return Change("", "page", "the page as published", "the page as built", None, why, "page")


def waits_for_failed(sister: str) -> Change:
    """The change of a page whose edition in another language fails, and would keep an earlier value."""
    why = f"its edition {sister} could not be built, and would still show the earlier value; correct that page"
    return Change("", "page", "the page as published", "the page as built", None, why, "page")
