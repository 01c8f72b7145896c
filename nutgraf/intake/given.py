"""The options of `nutgraf data add`, as they were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nutgraf.errors import Problem, UsageError

Pairs = Mapping[str, str]


@dataclass(frozen=True)
class Given:
    """Every option; None or empty where it was not given."""

    name: str | None = None
    title: str | None = None
    source: str | None = None
    source_title: str | None = None
    publisher: str | None = None
    address: str | None = None
    license: str | None = None
    published: str | None = None
    as_of: str | None = None
    row: str | None = None
    area: str | None = None
    value: str | None = None
    low: str | None = None
    high: str | None = None
    margin: str | None = None
    add_over: tuple[str, ...] = ()
    whole: str | None = None
    areas: str | None = None
    key: tuple[str, ...] | None = None
    unit: Pairs = field(default_factory=dict)
    noun: Pairs = field(default_factory=dict)
    """What units are called, by the unit or by unit:language: its forms with / between them."""
    scale: Pairs = field(default_factory=dict)
    rounding: Pairs = field(default_factory=dict)
    rename: Pairs = field(default_factory=dict)
    date_format: Pairs = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    brackets: str | None = None
    footnotes: tuple[str, ...] = ()
    sheet: str | None = None
    tables: tuple[int, ...] = ()
    """The table of a page or a document, by its number; several that are one over the pages of a document."""
    header: tuple[int, ...] | None = None
    years: str | None = None
    """Whether columns of years become rows, or stay columns."""
    skip_rows: frozenset[int] = frozenset()
    keep_rows: frozenset[int] = frozenset()
    replace: bool = False
    language: str = "en"
    """The first language of the site, which says how its letters are written in names: no option."""


def pairs(option: str, values: Iterable[str]) -> dict[str, str]:
    """The values of an option that is given as COLUMN=VALUE, each column once.

    Raises UsageError for another form, and for a column that is given twice.
    """
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name or not rest:
            raise UsageError(Problem(option, f"{value!r} is not COLUMN=VALUE", f"such as {option} paid=VALUE"))
        if name in found and found[name] != rest:
            what = f"the column {name!r} is given both {found[name]!r} and {rest!r}"
            raise UsageError(Problem(option, what, "keep one of the two"))
        found[name] = rest
    return found


def lists_by_column(option: str, values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The values of an option that may be given several times for one column."""
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        for name, text in pairs(option, [value]).items():
            found[name] = (*found.get(name, ()), text)
    return found


def row_numbers(option: str, values: Iterable[str]) -> frozenset[int]:
    """Rows given as numbers and spans: 3, 5-8. Raises UsageError for anything else."""
    found: set[int] = set()
    for value in values:
        for part in value.split(","):
            first, _, last = part.strip().partition("-")
            if not first.isdecimal() or (last and not last.isdecimal()):
                fix = f"such as {option} 3 or {option} 5-8"
                raise UsageError(Problem(option, f"{part!r} is not the number of a row, or a span of them", fix))
            found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def numbers_of_tables(text: str | None) -> tuple[int, ...]:
    """Tables given as numbers and spans, such as 2 or 1-3; none where nothing is given. Raises UsageError."""
    if not text:
        return ()
    numbers = [part.strip().partition("-") for part in text.split(",")]
    if not all(first.isdecimal() and int(first) and (last.isdecimal() or not dash) for first, dash, last in numbers):
        raise UsageError(
            Problem("--table", f"{text!r} is not the number of a table", "such as --table 2 or --table 1-3")
        )
    return tuple(sorted(row_numbers("--table", [text])))


def given_from(options: Mapping[str, Any]) -> Given:
    """The options as they are typed: texts, lists of COLUMN=VALUE, names with commas.

    Raises UsageError for one that cannot be read.
    """
    given = dict(options)
    for name in ("unit", "noun", "scale", "rounding", "rename", "date_format"):
        given[name] = pairs(f"--{name.replace('_', '-')}", given.get(name) or ())
    given["missing"] = lists_by_column("--missing", given.get("missing") or ())
    given["text"] = frozenset(given.get("text") or ())
    given["limits"] = frozenset(given.get("limits") or ())
    given["footnotes"] = tuple(given.pop("footnote", ()))
    given["key"] = _names(given.get("key") or "") or None
    given["add_over"] = _names(given.get("add_over") or "")
    header = given.get("header")
    given["header"] = tuple(sorted(row_numbers("--header", [header]) - {0})) if header is not None else None
    given["tables"] = numbers_of_tables(given.pop("table", None))
    for option in ("skip_row", "keep_row"):
        given[f"{option}s"] = row_numbers(f"--{option.replace('_', '-')}", given.pop(option, ()))
    return Given(**given)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
