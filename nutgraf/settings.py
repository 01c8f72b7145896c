"""The settings of a site, each with its default, its description and what it may hold."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from nutgraf.characters import unfit
from nutgraf.check_settings import DeskSettings, SiteCheckSettings, StyleSettings, ToleranceRule
from nutgraf.csp_settings import CspSettings
from nutgraf.publish_settings import PublishSettings, RebuildSettings
from nutgraf.source_grades import SourceSettings

OnChange = Literal["publish", "note", "hold"]


class Settings(BaseModel):
    """The settings of a site, under [tool.nutgraf]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="Explainers", min_length=1, description="The newsroom's name, on every page.")
    site_url: str = Field(
        default="",
        description="Where the site is published, such as https://example.org/explainers. Absolute addresses "
        "(canonical, alternate languages, sitemap) are written only when it is set.",
    )
    contact: str = Field(default="", description="An e-mail or web address to which readers report an error.")
    license: str = Field(
        default="",
        description="The web address of the terms under which others may use the numbers of the pages, for search "
        "engines of data sets.",
    )
    about: str | dict[str, str] = Field(
        default="",
        description="What the page about the site says of the newsroom, for all languages or one text for each; a "
        "blank line begins a paragraph.",
    )
    method: str | dict[str, str] = Field(
        default="", description="What the page on how you work says first, in the same way."
    )
    languages: tuple[str, ...] = Field(
        default=("en",), min_length=1, description="The languages of the site; the first is the default."
    )
    currency: str = Field(
        default="USD",
        description="The currency, as its ISO 4217 code, of columns whose unit is money and of plain numbers.",
    )
    country: str = Field(
        default="",
        description="The country, such as CH: numbers and dates are written as there in languages official in "
        "it, and it is the whole of areas of the data package which name none.",
    )
    timeout: int = Field(default=120, gt=0, description="Seconds after which a cell is stopped.")
    page_timeout: int = Field(default=900, gt=0, description="Time limit for building a page, in seconds.")
    memory_mb: int = Field(
        default=1000,
        ge=0,
        description="Memory limit per page kernel, in MB. A cell that exceeds it is stopped. Also limits how many "
        "pages are built in parallel unless --jobs is given. 0 disables the limit.",
    )
    cache_mb: int = Field(
        default=500,
        ge=0,
        description="How many megabytes of pictures are kept in build/keep; the least recently used are deleted first.",
    )
    on_change: OnChange = Field(
        default="hold",
        description="What becomes of a page when a published number on it moves: publish, note (publish and tell its "
        "readers) or hold (keep its last published form until `nutgraf facts accept`).",
    )

    overdue_sources: bool = Field(
        default=False,
        description="Whether a page says of a source that its next edition was expected by now: the day is in "
        "next_expected of the table of sources.",
    )
    archive: bool = Field(
        default=False,
        description="Whether `nutgraf publish` keeps every version of every page for readers; the corrections of a "
        "page link to it.",
    )

    style: StyleSettings = Field(default=StyleSettings(), description="The house style of notebooks: see below.")
    site_check: SiteCheckSettings = Field(
        default=SiteCheckSettings(), description="What the built site is held to: see below."
    )
    sources: SourceSettings = Field(
        default=SourceSettings(), description="The grades of sources that each place of a page takes: see below."
    )
    desk: DeskSettings = Field(default=DeskSettings(), description="How the desk works: see below.")
    publish: PublishSettings = Field(default=PublishSettings(), description="Where the site is published: see below.")
    rebuild: RebuildSettings = Field(
        default=RebuildSettings(), description="How an unattended rebuild runs and whom it tells: see below."
    )
    tolerance: tuple[ToleranceRule, ...] = Field(
        default=(), description="Rules under which changed numbers are published without an editor: see below."
    )
    extensions: str = Field(
        default="",
        description="The newsroom's own filters and rules: a Python file next to pyproject.toml, such as newsroom.py.",
    )
    csp: CspSettings = Field(default=CspSettings(), description="Other hosts that pages may load from: see below.")

    @field_validator("site_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise ValueError("write the whole address, beginning with https://")
        if "?" in value or "#" in value:
            raise ValueError("write it without ? and #: addresses of pages follow it")
        return value.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not _is_web_address(value) and not _EMAIL.fullmatch(value):
            raise ValueError("write an e-mail address, such as desk@example.org, or a web address with https://")
        return value

    @field_validator("license")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise ValueError("write the whole address of the terms, beginning with https://")
        return value

    @field_validator("extensions")
    @classmethod
    def _next_to_the_settings(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z_]\w*\.py", value):
            raise ValueError("write the name of a Python file next to pyproject.toml, such as newsroom.py")
        return value

    @field_validator("name")
    @classmethod
    def _printable(cls, value: str) -> str:
        if character := unfit(value):
            raise ValueError(f"it holds the character {character}, which no page can hold")
        return value

    @field_validator("currency")
    @classmethod
    def _a_currency(cls, value: str) -> str:
        from babel.core import get_global

        if value not in get_global("all_currencies"):
            raise ValueError(f"there is no currency {value!r}; write its code, such as EUR")
        return value

    @field_validator("country")
    @classmethod
    def _a_country(cls, value: str) -> str:
        from babel.core import get_global

        if value and value not in get_global("territory_currencies"):
            raise ValueError(f"there is no country {value!r}; write its code in two capital letters, such as GB")
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for code in value:
            small = code.lower().replace("_", "-")
            if small != code and _is_language(small):
                raise ValueError(f"write {small!r} for {code!r}: small letters, and hyphens")
            if not _is_language(code):
                raise ValueError(f"{code!r} is not a language code; write codes such as en, es or pt-br")
        if len(set(value)) != len(value):
            raise ValueError("list each language once")
        return value


_EMAIL = re.compile(r"[^\s@:/<>\"?&]+@[^\s@:/<>\"?&]+\.[^\s@:/<>\"?&]+")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def _is_web_address(value: str) -> bool:
    """Whether it is a link to a web page, and to nothing that a browser would run or open."""
    if unfit(value) or re.search(r"[\s<>\"]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _is_language(code: str) -> bool:
    """Whether a code is that of a language in CLDR, in the form used in addresses."""
    from babel import Locale, UnknownLocaleError

    if not _CODE.fullmatch(code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
