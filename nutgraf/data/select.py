"""Which rows answer a question, the preferred one of several, and what was probably meant where none does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from nutgraf.data.content import Content
from nutgraf.data.package import Column, Package, Table
from nutgraf.data.preference import TableRecord, key_of, preference
from nutgraf.data.query_values import as_value
from nutgraf.data.sound_content import read_content
from nutgraf.errors import FactError, Problem, did_you_mean, instead

Where = Mapping[str, Any]
_MANY = (list, tuple, set, frozenset, range)


def as_lists(table: Table, where: Where) -> dict[str, list[Any]]:
    """The question with every value in its column's type."""
    return {name: [as_value(table, table.column(name), one) for one in _listed(asked)] for name, asked in where.items()}


def matching(content: Content, asked: Mapping[str, Sequence[Any]]) -> list[int]:
    """The numbers of the rows that answer, found through an index of each column and not by a walk of the table."""
    if not asked:
        return list(range(len(content.records)))
    wanted = {name: set(values) for name, values in asked.items()}
    answers = {name: _holding(content, name, values) for name, values in wanted.items()}
    fewest = min(answers, key=lambda name: sum(map(len, answers[name])))
    others = [(name, values) for name, values in wanted.items() if name != fewest]
    rows = sorted(number for numbers in answers[fewest] for number in numbers)
    return [number for number in rows if all(content.records[number][name] in values for name, values in others)]


def _holding(content: Content, column: str, values: Iterable[Any]) -> list[Sequence[int]]:
    index = content.rows_by_value(column)
    return [index[value] for value in values if value in index]


def preferred(table: Table, records: Sequence[TableRecord], column: str) -> list[TableRecord]:
    """One row for each key: with a value first, then as the package prefers; all rows where it names no key."""
    if not table.key:
        return list(records)
    if len({key_of(table, record) for record in records}) == len(records):
        return list(records)
    chosen: dict[tuple[Any, ...], TableRecord] = {}
    for record in sorted(records, key=lambda one: preference(table, one, column)):
        chosen.setdefault(key_of(table, record), record)
    kept = {id(record) for record in chosen.values()}
    return [record for record in records if id(record) in kept]


def check_values(package: Package, table: Table, asked: Mapping[str, Sequence[Any]]) -> None:
    """A word that is neither in its column nor in the table that it refers to is a misspelling.

    Raises FactError with the likely word for each.
    """
    problems = []
    for name, values in asked.items():
        column = table.columns[name]
        if column.type != "string" or name in (table.roles.get("asOf"), "period"):
            continue  # a year or a date that is not there is no misspelling
        known = _known(package, table, column)
        for value in values:
            if value and value not in known:
                what = f"no row with {name}={value!r}"
                problems.append(Problem(f"table {table.name}", what, _likely(value, known)))
    if problems:
        raise FactError(*problems)


def suggest(table: Table, records: Sequence[TableRecord], asked: Mapping[str, Sequence[Any]]) -> str:
    """What there is instead: for each word of the question, the values that answer the rest of it."""
    hints = []
    for name in asked:
        rest = [
            record
            for record in records
            if all(record[other] in values for other, values in asked.items() if other != name)
        ]
        found = list(dict.fromkeys(str(record[name]) for record in rest if record[name] not in ("", None)))
        if found:
            hints.append(f"{name}: {', '.join(found[:12])}{' …' if len(found) > 12 else ''}")
    if not hints:
        return "no part of this question has an answer in the table"
    return "with the rest as asked there is " + "; ".join(hints)


def in_key(table: str, asked: Mapping[str, Sequence[Any]]) -> str:
    """The question as part of a fact's key: taxes_2024:region=BY,metric=paid."""
    parts = [f"{name}={'|'.join(str(_plain(value)) for value in values)}" for name, values in asked.items()]
    return f"{table}:{','.join(parts)}" if parts else table


def describe(asked: Mapping[str, Sequence[Any]]) -> str:
    """The question in words: region='BY', year=2024."""
    return ", ".join(
        f"{name}={_quoted(values[0]) if len(values) == 1 else [_plain(value) for value in values]}"
        for name, values in asked.items()
    )


def is_many(asked: Any) -> bool:
    """Whether a question names several values, any of which answers."""
    return isinstance(asked, _MANY) or type(asked).__name__ in ("ndarray", "Series", "Index")


def _listed(asked: Any) -> list[Any]:
    return list(asked) if is_many(asked) else [asked]


def _known(package: Package, table: Table, column: Column) -> set[str]:
    known = {record[column.name] for record in read_content(package, table).records}
    known |= {str(choice) for choice in column.constraints.get("enum", ())}
    if column.name in table.refers:
        other, name = table.refers[column.name]
        known |= {record[name] for record in read_content(package, package.table(other)).records}
    return {word for word in known if isinstance(word, str) and word.strip()}


def _likely(word: str, known: set[str]) -> str:
    """The advice for a misspelled word; codes of two letters are too short for likeness and go by the first letter."""
    codes = sorted(code for code in known if len(code) == len(word) == 2 and code[0] == word[0].upper())
    if len(codes) == 1:
        return instead(word, codes[0])
    return f"did you mean {' or '.join(map(repr, codes))}?" if codes else did_you_mean(word, known)


def _quoted(value: Any) -> str:
    return repr(_plain(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
