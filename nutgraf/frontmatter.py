"""An explainer's front matter: the YAML of its first cell, checked key by key."""

from __future__ import annotations

import datetime
import re
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nutgraf.errors import Problem, did_you_mean

Words = str | dict[str, str]
"""A text, or one text per language."""


class Column(BaseModel):
    """Values taken from a column of a data table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    column: str
    where: dict[str, Any] = Field(default_factory=dict)
    label: Words = ""


class FrontMatter(BaseModel):
    """What an explainer says of itself; MyST names where MyST has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words = Field(description="The headline; expressions such as {{ paid | money }} are allowed.")
    subtitle: Words = Field(default="", description="The dek: one sentence under the headline.")
    short_title: Words = Field(default="", description="The name in lists of pages, such as the state.")
    description: Words = Field(default="", description="One or two sentences for search results and cards.")
    date: datetime.date = Field(description="The day of first publication.")
    modified: datetime.date | None = Field(default=None, description="The day of the last change of substance.")
    authors: tuple[str, ...] = Field(min_length=1, description="The byline, one name an entry.")
    keywords: tuple[str, ...] = Field(default=(), description="Words for search engines and related pages.")
    thumbnail: str = Field(default="", description="The name of the figure that stands for the page.")
    matrix: dict[str, Any] = Field(
        default_factory=dict,
        description="Lists of parameter values, or {table, column}; one edition for each combination, "
        "with `include` and `exclude` as in CI files.",
    )
    lead: dict[str, Any] = Field(
        default_factory=dict,
        description="The values of the edition that stands for the explainer where it is listed, if not the defaults.",
    )
    subject: Words = Field(
        default="", description="What the explainer is about, in a few plain words: its name on pages of others."
    )
    address: str = Field(default="", description="Where an edition is published, such as {lang}/taxes/{state}.")
    moved_from: tuple[str, ...] = Field(
        default=(),
        description="Earlier addresses, such as {lang}/tax/{state}; each keeps a page that leads to the new one.",
    )
    withdrawn: Words = Field(
        default="",
        description="Takes the pages down and says why; each address keeps a page that says so.",
    )
    draft: bool = Field(default=False, description="Keeps the page out of the site until built with --drafts.")
    embargo: datetime.datetime | None = Field(
        default=None,
        description="Keeps the page out of the site until this time, written with its time zone.",
    )

    on_move: Literal["publish", "note", "hold"] | None = Field(
        default=None,
        description="What becomes of a page when a published figure on it moves, if not as the project says.",
    )

    @field_validator("authors", "keywords", "moved_from", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("embargo")
    @classmethod
    def _with_time_zone(cls, value: datetime.datetime | None) -> datetime.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("say which time zone, such as 2026-11-24T06:00:00-05:00")
        return value


def read_front_matter(source: str | None, where: str) -> tuple[FrontMatter | None, list[Problem]]:
    """The front matter in the text of the first cell, or every problem it has."""
    where = f"{where}, front matter"
    if source is None:
        fix = "make the first cell a raw cell with title, date and authors between two lines of ---"
        return None, [Problem(where, "there is none", fix)]
    try:
        values = _load(source)
    except ValueError as error:
        return None, [Problem(where, str(error), "mend that line; a text with a colon stands in quotation marks")]
    try:
        return FrontMatter.model_validate(values), []
    except ValidationError as error:
        return None, [_problem(one, where) for one in cast(list[dict[str, Any]], error.errors())]


def _load(source: str) -> dict[str, Any]:
    import yaml

    found = re.fullmatch(r"\s*---\s*\n(.*?)\n---\s*", source, re.S)
    try:
        values = yaml.safe_load(found[1] if found else source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + (2 if found else 1) if error.problem_mark else 1
        raise ValueError(f"line {line}: {error.problem or 'this is not YAML'}") from error
    except ValueError as error:  # such as a date of February 30
        raise ValueError(f"a value cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise ValueError("there are no keys in it")
    return values


def _problem(error: dict[str, Any], where: str) -> Problem:
    path = [str(part) for part in error["loc"] if part not in ("str", "dict[str,str]")]
    key = path[0] if path else ""
    if error["type"] == "extra_forbidden":
        return Problem(where, f"no key named {'.'.join(path)!r}", did_you_mean(path[-1], FrontMatter.model_fields))
    help_text = FrontMatter.model_fields[key].description or "" if key in FrontMatter.model_fields else ""
    if error["type"] == "missing":
        return Problem(where, f"{key!r} is missing", help_text)
    return Problem(where, f"{'.'.join(path)}: {error['msg'].removeprefix('Value error, ')}", help_text)
