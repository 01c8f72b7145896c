"""The source of a table: a row of the list of sources that is there, or a new one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nutgraf.data import Package, held_sources
from nutgraf.errors import DataError, Problem, UsageError, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.fetching import is_address
from nutgraf.intake.given import Given
from nutgraf.intake.headings import in_latin_letters
from nutgraf.intake.interview import Interview, Question

_DETAILS = ("publisher", "source_title", "address", "license", "published")
_SHOWN = 12


def declare_source(
    where: str,
    file: str,
    title: str,
    columns: Sequence[TypedColumn],
    package: Package | None,
    given: Given,
    interview: Interview,
) -> dict[str, str]:
    """A new source by the columns of the list; empty where the table or an option names one that is on the list.

    Raises UsageError for a new one under an id that is on the list already.
    """
    known = _known(package)
    own = next((column for column in columns if column.name == "source_id"), None)
    if own is not None:
        _refuse_own(where, own, known, given)
        return {}
    if given.source in known and given.source is not None:
        if details := [name for name in _DETAILS if getattr(given, name) is not None]:
            option = f"--{details[0].replace('_', '-')}"
            fix = f"leave {option} out, or give the new source an id of its own"
            raise UsageError(Problem("--source", f"{given.source!r} is on the list of sources already", fix))
        return {"source_id": given.source}
    if given.source and known and given.publisher is None and interview.ask is None:
        fix = did_you_mean(given.source, known, " Or name who publishes a new source with --publisher")
        interview.refuse(Problem("--source", f"no source {given.source!r} is on the list", fix))
        interview.settle()
    asked = bool(known) and interview.ask and all(getattr(given, one) is None for one in ("source", *_DETAILS))
    if asked and (chosen := _one_on_the_list(where, known, interview)):
        return {"source_id": chosen}
    return _new(where, file, title, known, given, interview)


def _one_on_the_list(where: str, known: frozenset[str], interview: Interview) -> str:
    """The source that a person chooses; empty where the table has a new one."""
    listed = ", ".join(sorted(known)[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
    answer = interview.answer(Question(where, "--source", f"its source: {listed}; Enter for a new one", ""))
    if answer and answer not in known:
        raise UsageError(Problem("--source", f"no source {answer!r} is on the list", did_you_mean(answer, known)))
    return answer


def _known(package: Package | None) -> frozenset[str]:
    if package is None or "sources" not in package.tables:
        return frozenset()
    return held_sources(package)


def _refuse_own(where: str, own: TypedColumn, known: frozenset[str], given: Given) -> None:
    if given.source:
        what = f"the table has a column source_id, and --source names {given.source!r}"
        raise UsageError(Problem(where, what, "leave --source out, or rename the column"))
    for one in dict.fromkeys(own.cells):
        if one not in known:
            fix = did_you_mean(one, known, " Or rename the column with --rename source_id=NAME")
            raise DataError(Problem(f"{where}, column source_id", f"no source {one!r}", fix))


def _new(
    where: str, file: str, title: str, known: frozenset[str], given: Given, interview: Interview
) -> dict[str, str]:
    def asked(option: str, value: str | None, what: str, likely: str | None, example: str = "") -> str:
        if value is not None:
            return value
        return interview.answer(Question(where, option, what, likely, "", example))

    publisher = asked("--publisher", given.publisher, "who publishes the numbers is not known", None, "Census Bureau")
    found = {
        "publisher": publisher,
        "title": asked("--source-title", given.source_title, "the title of the source", title),
        "url": _with_scheme(
            asked("--address", given.address, "its address on the web", file if is_address(file) else "")
        ),
        "terms": asked("--license", given.license, "its license or terms of use", "not seen"),
        "published": asked("--published", given.published, "the day it was published", ""),
    }
    year = found["published"][:4]
    words = in_latin_letters(publisher, given.language)
    likely = _apart("_".join(filter(None, (words, year))), known) if words else None
    source_id = asked("--source", given.source, "the source has no id yet", likely, "census_2024")
    if source_id in known:
        interview.refuse(Problem("--source", f"{source_id!r} is on the list already", "give it another id"))
    if source_id and not re.fullmatch(r"[\w.-]+", source_id):
        interview.refuse(Problem("--source", f"{source_id!r} is no id", "letters, digits and _ alone"))
    interview.settle()
    return {"source_id": source_id, **found}


def _with_scheme(address: str) -> str:
    """The address as browsers take it where it begins with a host, such as example.org/tables."""
    return f"https://{address}" if re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", address) else address


def _apart(name: str, known: frozenset[str]) -> str:
    """The name, numbered where it is taken."""
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, 1000))) if one not in known)
