"""Every error nutgraf raises, and the Problem that says where it is, what it is and how to fix it.

NutgrafError                 carries one Problem or many, gathered in one run
├── UsageError               wrong usage (exit status 2)
│   ├── SettingsError        [tool.nutgraf] cannot be read
│   └── DataError            the data package is wrong, or a table or column is not in it
├── NotebookError            a notebook cannot be planned: front matter, parameters, matrix, address
├── FactError                a notebook asked for a fact that does not exist, or combined two that conflict
├── ProseError               a sentence cannot be printed
├── FigureError              a figure lacks its words, or its chart cannot be drawn
├── RunError                 a page's notebook stopped
├── PageError                an executed notebook cannot become a page
├── SiteError                the site cannot be written
└── PublishError             the site cannot be published, or a release cannot be restored
    └── BusyError            another publisher or rebuild is at work; it may pass
"""

from __future__ import annotations

import difflib
import linecache
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

_LONGEST = 1500


class Suggestion(str):
    """The words of a fix, which carries the misspelled word and the likely one; empty where nothing is likely."""

    word: str
    likely: str

    def __new__(cls, said: str, word: str = "", likely: str = "") -> Self:
        made = super().__new__(cls, said)
        made.word, made.likely = word, likely
        return made

    def __reduce__(self) -> tuple[type[Suggestion], tuple[str, str, str]]:
        return type(self), (str(self), self.word, self.likely)


@dataclass(frozen=True)
class About:
    """What a problem is about, as data: editors highlight it, and fixes replace it. What is not known is empty."""

    word: str = ""
    """The word or the number, as it is written."""
    likely: str = ""
    """The word that is probably meant."""
    fact: str = ""
    """The name of the fact that a typed number probably is."""
    argument: str = ""
    """The argument that a figure lacks."""
    passage: str = ""
    """The sentence that it is in."""
    line: int = 0
    """The line of its cell, from 1."""
    rule: str = ""
    """The rule of prose that it breaks: `headline`, `level` or `repeated`."""


@dataclass(frozen=True, order=True)
class Problem:
    """One problem: where it is, what it is, and how to fix it; two with the same words are the same."""

    where: str
    what: str
    fix: str = ""
    about: About = field(default=About(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.fix, Suggestion) and not self.about.likely:
            about = replace(self.about, word=self.about.word or self.fix.word, likely=self.fix.likely)
            object.__setattr__(self, "about", about)

    def to_json(self) -> dict[str, Any]:
        """The problem as JSON: its words, and what is known of what it is about."""
        known = {name: value for name, value in asdict(self.about).items() if value}
        return {"where": self.where, "what": self.what, "fix": str(self.fix), **({"about": known} if known else {})}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """The problem that was written as JSON. Raises TypeError if it is none."""
        return cls(**{**read, "about": About(**read.get("about", {}))})

    def __str__(self) -> str:
        lines = [f"  where  {self.where}", f"  what   {self.what}"]
        if self.fix:
            lines.append(f"  fix    {self.fix}")
        return "\n".join(lines)


class NutgrafError(Exception):
    """An error that a reporter can fix; `problems` holds every problem found in the run."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n\n".join(str(problem) for problem in problems))

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the lines of the notebook and of the project that led here, then the problem."""
        return shown_lines(self, *self.problems)

    def __reduce__(self) -> tuple[type[NutgrafError], tuple[Problem, ...]]:
        return type(self), self.problems


class UsageError(NutgrafError):
    """The command, the settings or the data package is wrong; nothing was built."""


class SettingsError(UsageError):
    """`[tool.nutgraf]` in pyproject.toml cannot be read."""


class DataError(UsageError):
    """The data package is wrong, or a table, column or row asked for is not in it."""


class NotebookError(NutgrafError):
    """A notebook cannot be planned."""


class FactError(NutgrafError):
    """A notebook asked for a fact that does not exist, or combined two that conflict."""


class ProseError(NutgrafError):
    """A sentence cannot be printed; `offset` is the place of the expression in the text, where it is known."""

    def __init__(self, *problems: Problem, offset: int | None = None) -> None:
        super().__init__(*problems)
        self.offset = offset


class FigureError(NutgrafError):
    """A figure lacks its words, or its chart cannot be drawn."""


class RunError(NutgrafError):
    """A page's notebook stopped before its end."""


class PageError(NutgrafError):
    """An executed notebook cannot become a page."""


class SiteError(NutgrafError):
    """The site cannot be written."""


class PublishError(NutgrafError):
    """The site cannot be published, or a release cannot be restored; readers have the site that they had."""


class BusyError(PublishError):
    """Another publisher or rebuild is at work: the same may go well in a minute."""


def shown_lines(error: BaseException, *problems: Problem) -> list[str]:
    """An error as Jupyter shows it: the lines of the notebook and of the project that led here, then the problems."""
    said = "\n\n".join(str(problem) for problem in problems)
    return [type(error).__name__, *_steps(error), "", *said.splitlines()]


def _steps(error: BaseException) -> Iterator[str]:
    """The lines of the notebook and of the project's modules that led to an error, innermost last."""
    not_theirs = (str(Path(__file__).parent) + os.sep, sys.prefix + os.sep, sys.base_prefix + os.sep, "<")
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if not file.startswith(not_theirs):
            where = "this cell" if f"{os.sep}ipykernel_" in file else f"{Path(file).parent.name}/{Path(file).name}"
            yield f"  {where}, line {line}: {linecache.getline(file, line).strip()}"


def in_seconds(seconds: float) -> str:
    """A time limit in words: `1 second`, `1.5 seconds`."""
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


def counted(number: int, noun: str) -> str:
    """A count with its noun: `1 page`, `1,080 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str) -> str:
    """A message of readable length: a long one is cut, with the number of characters left out."""
    left = len(text) - _LONGEST
    return text if left <= 0 else f"{text[:_LONGEST]} … and {left:,} more characters"


def instead(word: str, likely: str, also: str = "") -> Suggestion:
    """The fix for a misspelled word whose likely one is known, and what else could be done."""
    return Suggestion(f"did you mean {likely!r}?{also}", word, likely)


def nearest(word: str, choices: Iterable[str], likeness: float = 0.6) -> str:
    """The choice that a misspelled word resembles in any capitals; "" if none does. `likeness` is from 0 to 1."""
    lower = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=likeness)
    return lower[near[0]] if near else ""


def did_you_mean(word: str, choices: Iterable[str], also: str = "") -> Suggestion:
    """The fix for a misspelled word: the likely one, or the list to choose from, and what else could be done."""
    known = sorted(set(choices))
    if near := nearest(word, known):
        return instead(word, near, also)
    if not known:
        return Suggestion(f"there is none to choose from{also}", word)
    shown = ", ".join(repr(choice) for choice in known[:12])
    return Suggestion(f"choose one of {shown}{' …' if len(known) > 12 else ''}{also}", word)


def merge_conflict(where: str, text: str, fix: str = "keep one of the two, and take the marks out") -> Problem | None:
    """What is wrong with a file in which git left both versions of what two branches changed; None elsewhere."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")), 0)
    if not first or not any(line.startswith(">>>>>>> ") for line in lines[first:]):
        return None
    return Problem(f"{where}, line {first}", "a merge left two versions here, between <<<<<<< and >>>>>>>", fix)
