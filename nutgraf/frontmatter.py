"""An explainer's front matter: the YAML of its first cell, checked key by key."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator

from nutgraf.characters import texts_in, unfit
from nutgraf.core_yaml import Unreadable, between_marks, load
from nutgraf.errors import Problem, did_you_mean

FrontMatterText = str | dict[str, str]
"""A text, or one text per language."""
RENDERED = ("title", "subtitle", "short_title", "description", "search_title", "latest_data", "noindex")
"""The keys that may hold expressions; they are rendered when the notebook has run."""
PROSE = (*RENDERED, "topic", "withdrawn")
"""The keys whose values readers read; those that are not in RENDERED are printed as they are written."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([Zz]|[+-]\d{2}:?\d{2})?")
_EXPRESSION = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_NO_TEXT = frozenset({"matrix", "default_edition", "draft"})
"""The keys whose values are numbers, true and false too; those of all others are texts, as they are written."""
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})
"""What is written to turn something on or off."""
_NAMES = {
    "address": "the address is made of the notebook's name",
    "thumbnail": "the first figure represents the page",
    "redirect_from": "no other address leads to the page",
}
"""The keys that hold an address or a name, and what is so without them."""
_WITH_KEYS = {"matrix": "{lang: [en, es]}", "default_edition": "{state: US}"}
_KEPT = 64
_LEFT_OPEN = frozenset({"modified", "embargo", "on_change"})
"""The keys that may be without a value, as in a form that is filled in later."""


class MatrixColumn(BaseModel):
    """Values taken from a column of a data table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    column: str
    where: dict[str, Any] = Field(default_factory=dict)
    label: FrontMatterText = ""


class FrontMatter(BaseModel):
    """The metadata of an explainer; uses MyST's names where MyST has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: FrontMatterText = Field(description="The headline; expressions such as {{ paid | money }} are allowed.")
    subtitle: FrontMatterText = Field(default="", description="The dek: one sentence under the headline.")
    short_title: FrontMatterText = Field(default="", description="The name in lists of pages, such as the state.")
    description: FrontMatterText = Field(default="", description="One or two sentences for search results and cards.")
    search_title: FrontMatterText = Field(
        default="",
        description="The title in search results and browser tabs, in the words that people look for, of 60 characters "
        "at most; without it, the headline and the name of the site.",
    )
    latest_data: FrontMatterText = Field(
        default="",
        description="What the line of dates says after “Latest data:”, such as `taxes, 2022; people, 2023`; without "
        "it, the newest date that a number of the page is of.",
    )
    noindex: FrontMatterText = Field(
        default="",
        description="Whether search engines leave the page out: `true`, or an expression that prints it for some "
        "editions, such as those that say hardly more than their siblings.",
    )
    date: datetime.date = Field(description="The day of first publication.")
    modified: datetime.date | None = Field(default=None, description="The day of the last change of substance.")
    authors: tuple[str, ...] = Field(min_length=1, description="The byline, one name per entry.")
    keywords: tuple[str, ...] | dict[str, tuple[str, ...]] = Field(
        default=(), description="Words for search engines and related pages; one list, or one for each language."
    )
    thumbnail: str = Field(default="", description="The name of the figure that represents the page.")
    matrix: dict[str, Any] = Field(
        default_factory=dict,
        description="Lists of parameter values, or {table, column}; one edition for each combination, "
        "with `include` and `exclude` as in CI files.",
    )
    default_edition: dict[str, Any] = Field(
        default_factory=dict,
        description="The values of the edition that represents the explainer where it is listed, if not the defaults.",
    )
    topic: FrontMatterText = Field(
        default="", description="What the explainer is about, in a few plain words: its name on pages of others."
    )
    address: str = Field(default="", description="Where an edition is published, such as {lang}/taxes/{state}.")
    redirect_from: tuple[str, ...] = Field(
        default=(),
        description="Earlier addresses, such as {lang}/tax/{state}; each keeps a page that leads to the new one.",
    )
    withdrawn: FrontMatterText = Field(
        default="",
        description="Takes the pages down and says why; each address keeps a page that says so.",
    )
    draft: StrictBool = Field(default=False, description="Keeps the page out of the site until built with --drafts.")
    embargo: datetime.datetime | None = Field(
        default=None,
        description="Keeps the page out of the site until this time, written with its time zone.",
    )

    on_change: Literal["publish", "note", "hold"] | None = Field(
        default=None,
        description="What becomes of a page when a published number on it moves, if not as the project says.",
    )

    @field_validator("authors", "keywords", "redirect_from", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("date", "modified", mode="before")
    @classmethod
    def _a_day(cls, value: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError(f"{value!r} is not a date: write 2026-11-24")
        return datetime.date.fromisoformat(_on_the_calendar(value))

    @field_validator("embargo", mode="before")
    @classmethod
    def _an_hour_with_time_zone(cls, value: Any) -> Any:
        found = _HOUR.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"{value!r} is not a time: write 2026-11-24T06:00:00-05:00")
        if not found[2]:
            raise ValueError("say which time zone, such as 2026-11-24T06:00:00-05:00")
        try:
            return datetime.datetime.fromisoformat(_on_the_calendar(value[:10]) + value[10:])
        except ValueError as error:
            if "; " in str(error):
                raise
            raise ValueError(f"{value!r} is not a time; write the hour from 00 to 23, as in 06:00:00-05:00") from error


def keywords_in(front: FrontMatter, lang: str) -> tuple[str, ...]:
    """The keywords of the pages in a language."""
    return front.keywords.get(lang, ()) if isinstance(front.keywords, dict) else front.keywords


def _on_the_calendar(day: str) -> str:
    """The day, as it is written. Raises ValueError for one that no calendar has, with how to correct it."""
    try:
        datetime.date.fromisoformat(day)
    except ValueError as error:
        year, month = int(day[:4]), int(day[5:7])
        what = f"{day} is not a day of the calendar"
        if not (year and 1 <= month <= 12):
            raise ValueError(f"{what}; write it as 2026-11-24: the year, the month from 01 to 12, the day") from error
        last = calendar.monthrange(year, month)[1]
        raise ValueError(f"{what}; that month ends on {day[:8]}{last}") from error
    return day


def read_front_matter(source: str | None, where: str) -> tuple[FrontMatter | None, list[Problem]]:
    """The front matter in the text of the first cell, or every problem it has."""
    where = f"{where}, front matter"
    if source is None:
        fix = "make the first cell a raw cell with title, date and authors between two lines of ---"
        return None, [Problem(where, "there is none", fix)]
    front, problems = _read(source, where)
    return front, [*problems]


@lru_cache(maxsize=_KEPT)
def _read(source: str, where: str) -> tuple[FrontMatter | None, Sequence[Problem]]:
    """The same for a text. A preview reads every notebook after every save, and YAML takes most of that time."""
    try:
        values = load(between_marks(source), texts=FrontMatter.model_fields.keys() - _NO_TEXT)
    except Unreadable as error:
        return None, [Problem(where, f"line {error.line}: {error.what}", error.fix)]
    values = {key: value for key, value in values.items() if value is not None or key not in _LEFT_OPEN}
    problems = list(_text_problems(values, where))
    try:
        front = FrontMatter.model_validate(values)
    except ValidationError as error:
        errors = cast(list[dict[str, Any]], error.errors())
        found = [_problem(one, values, where) for one in errors if not _is_consequence(one, values)]
        return None, [*dict.fromkeys(found), *problems]
    if front.modified and front.modified < front.date:
        what = f"modified, {front.modified}, is before date, {front.date}"
        problems.append(Problem(where, what, "date is the day of first publication; correct one of the two"))
    return (None, problems) if problems else (front, [])


def _text_problems(values: dict[str, Any], where: str) -> Iterator[Problem]:
    """Texts with expressions that are not rendered, with unfit characters, or blank."""
    for key, value in values.items():
        if character := unfit([key, value]):
            what = f"{key} holds the character {character}, which no page can hold"
            yield Problem(where, what, "take it out; a text that is pasted from elsewhere may bring it")
        shown = next((text for text in texts_in(value) if _EXPRESSION.search(text)), None)
        if shown is not None and key not in RENDERED and key in FrontMatter.model_fields:
            what = f"{key} is printed as it is written, and {shown!r} holds an expression"
            yield Problem(where, what, f"write it out; expressions are rendered in {', '.join(RENDERED)}")
        if key in ("title", "authors") and any(not text.strip() for text in texts_in(value)):
            yield Problem(where, f"{key} is blank", FrontMatter.model_fields[key].description or "")
        if key in _NAMES and (given := next((t for t in texts_in(value) if t.casefold() in _SWITCHES), None)):
            what = (
                f"{key} is not a switch: {given} would be the {'name of a figure' if key == 'thumbnail' else 'address'}"
            )
            yield Problem(where, what, f"take {key}: out; without it {_NAMES[key]}")
        if key == "withdrawn" and (given := next((t for t in texts_in(value) if t.casefold() in _SWITCHES), None)):
            what = f"withdrawn is not a switch: {given} would take the pages down, and be the reason that readers see"
            yield Problem(where, what, "write the reason, or take withdrawn: out to keep the pages")


def _is_consequence(error: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether a list counts as too short only because its entries are refused themselves."""
    return error["type"] == "too_short" and bool(values.get(error["loc"][0]))


def _problem(error: dict[str, Any], values: dict[str, Any], where: str) -> Problem:
    path = [str(part) for part in error["loc"] if part not in ("str", "dict[str,str]")]
    key, name = (path[0] if path else ""), ".".join(path)
    if error["type"] == "extra_forbidden":
        return Problem(where, f"no key named {name!r}", did_you_mean(path[-1], FrontMatter.model_fields))
    help_text = FrontMatter.model_fields[key].description or "" if key in FrontMatter.model_fields else ""
    if error["type"] == "missing":
        return Problem(where, f"{key!r} is missing", help_text)
    if values.get(key) is None or (error["input"] is None and len(path) > 1):
        return Problem(where, f"{name} has no value", help_text or "write one, or take the key out")
    if FrontMatter.model_fields[key].annotation == FrontMatterText:
        what = f"{name} is neither a text nor one text for each language"
        return Problem(where, what, f'such as {key}: "…", or {key}: {{en: "…", es: "…"}}')
    if error["type"] == "bool_type":
        return Problem(where, f"{name}: {error['input']!r} is neither true nor false", "write true or false")
    if error["type"] == "dict_type":
        return Problem(where, f"{name} has no keys: {error['input']!r}", f"such as {key}: {_WITH_KEYS[key]}")
    if error["type"] == "too_short":
        return Problem(where, f"{name} is an empty list", help_text)
    if error["type"] == "literal_error":
        return Problem(where, f"{name} is {error['input']!r}", f"choose one of {error['ctx']['expected']}")
    if error["type"] in ("string_type", "tuple_type"):
        return Problem(where, f"{name} is not a text: {error['input']!r}", help_text)
    what, _, fix = error["msg"].removeprefix("Value error, ").partition("; ")
    return Problem(where, f"{name}: {what}", fix or help_text)
