"""The metadata of a page before it is run, complete in one value from the plan to the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class PageInfo:
    """A page's address, edition, dates and authors, and its related pages.

    A field that is added here reaches the executed notebook, the page, its cache record, `page.json` and the site's
    manifest; the plan sets its value.
    """

    address: str
    lang: str
    explainer: str
    parameters: Mapping[str, Any]
    """The values that differ between editions."""
    date: str
    """The day of first publication."""
    modified: str = ""
    """The day of the last substantive change; "" if there was none."""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    topic: str = ""
    """The topic of the explainer, in the page's language."""
    thumbnail: str = ""
    """The name of the figure that represents the page."""
    draft: bool = False
    """Whether the page is left off the site unless drafts are requested."""
    is_default_edition: bool = True
    """Whether the page represents its explainer in lists."""
    alternates: Mapping[str, str] = field(default_factory=dict)
    """The address of the same edition in each other language."""
    editions: tuple[tuple[str, str], ...] = ()
    """Address and name of the explainer's editions in this language, including this one; the default one is first."""
    more_editions: bool = False
    """Whether the explainer has more editions than these."""
    related: tuple[tuple[str, str], ...] = ()
    """Address and topic of other explainers."""
    redirect_from: tuple[str, ...] = ()
    """Earlier addresses of the page."""
    area_system: str = ""
    """The system of areas of the data package that the editions go through; "" if they go through none."""
    find_labels: Mapping[str, str] = field(default_factory=dict)
    """What a search for an area is called, by system of areas: “Find your state”."""
    here_label: str = ""
    """What links to the editions are called: “In your state”."""

    @property
    def last_edited(self) -> str:
        """The day of the last substantive change, or of first publication if there was none."""
        return self.modified or self.date

    def to_json(self) -> dict[str, Any]:
        """All fields, as JSON values."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> PageInfo:
        """The page that a JSON object describes; its other members are ignored.

        Raises TypeError if one is missing.
        """
        return cls(**{each.name: _frozen(known[each.name]) for each in fields(cls) if each.name in known})


@dataclass(frozen=True)
class OfPage:
    """Base of what describes one page at a stage of its making: its plan, its content, its entry in the site."""

    info: PageInfo

    @property
    def address(self) -> str:
        """The address of the page."""
        return self.info.address

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.info.lang


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def _frozen(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple([tuple(each) if isinstance(each, list) else each for each in value])
