"""The key of a table: the columns that tell its rows apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.given import Given
from nutgraf.intake.interview import Interview, Question

_LONGEST = 4


def find_key(
    where: str,
    columns: Sequence[TypedColumn],
    units: Iterable[str],
    rows: Sequence[int],
    given: Given,
    interview: Interview,
) -> tuple[str, ...]:
    """The columns that tell the rows apart: those that are given, or the fewest that do."""
    by_name = {column.name: column for column in columns}
    key = given.key
    if not key:
        apart = [column for column in columns if column.name not in set(units) and column.type != "number"]
        named = [column for column in apart if column.type != "integer" or column.is_year]
        found = next((one for one in _candidates(named, apart) if _repeated(one, rows) is None), None)
        likely = ",".join(column.name for column in found) if found else None
        why = "these columns tell its rows apart" if found else "no few columns without a unit tell its rows apart"
        question = Question(where, "--key", "the key is not known", likely, why, "COLUMN,COLUMN")
        key = tuple(name.strip() for name in interview.answer(question).split(",") if name.strip())
    if unknown := [name for name in key if name not in by_name]:
        interview.refuse(Problem("--key", f"no column {unknown[0]!r}", did_you_mean(unknown[0], by_name)))
    elif key and (repeated := _repeated([by_name[name] for name in key], rows)):
        interview.refuse(Problem(where, *repeated))
    return key


def _candidates(named: Sequence[TypedColumn], apart: Sequence[TypedColumn]) -> Iterator[tuple[TypedColumn, ...]]:
    """The fewest columns first; numbers, which rarely name a row, only where the other columns are not enough."""
    for columns in (named, apart):
        for size in range(1, _LONGEST + 1):
            yield from combinations(columns, size)


def _repeated(key: Sequence[TypedColumn], rows: Sequence[int]) -> tuple[str, str] | None:
    """The first two rows that the key does not tell apart, or the first where it is blank; and what to do."""
    names, seen = ", ".join(column.name for column in key), dict[tuple[str, ...], int]()
    for row, cells in zip(rows, zip(*(column.cells for column in key), strict=True), strict=True):
        if any(not cell for cell in cells):
            return f"row {row} has a blank in the key {names}", f"fill it in, or leave it out with --skip-row {row}"
        if cells in seen:
            what = f"rows {seen[cells]} and {row} have the same {names}: {', '.join(cells)}"
            return what, "add the column that tells them apart to --key, or leave one row out with --skip-row"
        seen[cells] = row
    return None
