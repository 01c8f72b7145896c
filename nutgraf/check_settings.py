"""What a newsroom holds its notebooks, its built site and its desk to: the tables under [tool.nutgraf]."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nutgraf.publish_settings import PublishSettings, RebuildSettings
from nutgraf.source_grades import SourceSettings


class StyleSettings(BaseModel):
    """The house style of notebooks, under [tool.nutgraf.style]; `nutgraf check --style` reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code_lines: int = Field(default=15, ge=0, description="Lines of the longest code cell; 0 sets no limit.")
    question_headings: bool = Field(default=False, description="Whether headings of sections are questions.")
    plain_headings: tuple[str, ...] = Field(
        default=(),
        description="Headings that need not be questions, such as that of the section on method, in every language.",
    )
    paired_cells: bool = Field(
        default=True,
        description="Whether prose that is kept for one language is followed by the same prose in each of the others, "
        "with the same facts.",
    )
    no_outputs: bool = Field(default=True, description="Whether notebooks are kept without outputs.")


class FalseWords(BaseModel):
    """Words that are false of some pages: [[tool.nutgraf.site_check.false_on]]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[str, ...] = Field(min_length=1, description="The words, in every language.")
    pages: tuple[str, ...] = Field(min_length=1, description="The addresses of the pages, such as */taxes/or.")
    because: str = Field(min_length=1, description="Why they are false there, as the message has it.")


class SiteCheckSettings(BaseModel):
    """What `nutgraf check --site` holds a built site to, under [tool.nutgraf.site_check]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page_kb: int = Field(
        default=100, ge=0, description="Kilobytes that a page may weigh, compressed, with its style; 0 sets no limit."
    )
    median_page_kb: int = Field(default=0, ge=0, description="The same for the median of all pages; 0 sets no limit.")
    alike_percent: int = Field(
        default=0,
        ge=0,
        le=100,
        description="How much of its runs of five words an edition may share with another of its explainer; 0 sets no "
        "limit.",
    )
    title_characters: int = Field(
        default=0,
        ge=0,
        description="Characters that the title of a page in search results may have, which cut it at about 60; 0 sets "
        "no limit.",
    )
    headline_characters: int = Field(
        default=0,
        ge=0,
        description="Characters that a headline may have; lists of stories and cards cut it at about 110; 0 sets no "
        "limit.",
    )
    allowed_words: tuple[str, ...] = Field(
        default=(),
        description='Words that are meant where they look like a slip, such as "undefined" or "that that".',
    )
    false_on: tuple[FalseWords, ...] = Field(
        default=(),
        description="Words that are false of some pages, such as a tax that a state does not have: what was once found "
        "wrong in a few editions is not written into them again.",
    )


class DeskSettings(BaseModel):
    """How the desk works, under [tool.nutgraf.desk]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    two_signatures: Literal["never", "headline", "always"] = Field(
        default="never",
        description="Which changed numbers two people have to sign off: never, headline (those in the headline of a "
        "page) or always.",
    )


class ToleranceRule(BaseModel):
    """One rule under which a changed number is published without an editor: [[tool.nutgraf.tolerance]]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="What the log calls the rule: small revisions of the census.")
    percent: float = Field(gt=0, description="By how many percent a number may change.")
    tables: tuple[str, ...] = Field(default=(), description="The tables whose revisions it covers; all by default.")
    facts: tuple[str, ...] = Field(
        default=(),
        description="The numbers that it covers, named as for `nutgraf facts accept --only`, such as "
        "pay:metric=median; all by default.",
    )
    explainers: tuple[str, ...] = Field(default=(), description="The explainers that it covers; all by default.")
    allow: tuple[Literal["headline", "rank", "sign", "direction", "implausible", "charts"], ...] = Field(
        default=(),
        description="What waits for an editor unless it is named here: numbers in a headline, changes of rank, sign or "
        "direction, changes that look implausible, and values that only charts and tables show.",
    )


TABLES: dict[str, type[BaseModel]] = {
    "style": StyleSettings,
    "site_check": SiteCheckSettings,
    "sources": SourceSettings,
    "desk": DeskSettings,
    "tolerance": ToleranceRule,
    "publish": PublishSettings,
    "rebuild": RebuildSettings,
}
"""The settings in tables of their own. No page is made from them, so a change in them makes no page again."""
