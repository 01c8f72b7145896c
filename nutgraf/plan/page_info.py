"""What is known of a page before it is run: one value, made whole by the plan and carried whole to the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class PageInfo:
    """A page's address, its edition, its dates and authors, and the pages around it.

    A field that is added here reaches the executed notebook, the page, its record, `page.json` and the site's list of
    pages; the plan gives it its value.
    """

    address: str
    lang: str
    explainer: str
    parameters: Mapping[str, Any]
    """The values that differ between editions."""
    date: str
    """The day of first publication."""
    modified: str = ""
    """The day of the last change of substance; "" where there was none."""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    topic: str = ""
    """What the explainer is about, in the page's language."""
    thumbnail: str = ""
    """The name of the figure that represents the page."""
    draft: bool = False
    """Whether the page is kept out of the site unless drafts are asked for."""
    is_default_edition: bool = True
    """Whether the page represents its explainer where that is listed."""
    alternates: Mapping[str, str] = field(default_factory=dict)
    """The address of the same edition in each other language."""
    editions: tuple[tuple[str, str], ...] = ()
    """Address and name of the explainer's editions in this language, this one too; the default edition comes first."""
    more_editions: bool = False
    """Whether there are editions that are not among these."""
    related: tuple[tuple[str, str], ...] = ()
    """Address and topic of other explainers."""
    redirect_from: tuple[str, ...] = ()
    """Earlier addresses of the page."""

    @property
    def last_edited(self) -> str:
        """The day of the last change of substance, or of first publication where there was none."""
        return self.modified or self.date

    def to_json(self) -> dict[str, Any]:
        """All of it, as JSON can hold it."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> PageInfo:
        """The page that a JSON object describes; its other members are passed over.

        Raises TypeError where one is missing.
        """
        return cls(**{each.name: _frozen(known[each.name]) for each in fields(cls) if each.name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
