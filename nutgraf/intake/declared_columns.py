"""What is declared of a table's columns: units, roundings, the key and the parts that columns play."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.given import Given
from nutgraf.intake.grid import plain
from nutgraf.intake.interview import Interview, Question

STEPS = {
    "hundredth": Decimal("0.01"),
    "tenth": Decimal("0.1"),
    "one": Decimal(1),
    "ten": Decimal(10),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
}
"""The words for a step of rounding, or for the scale of a column."""
_AREA = re.compile(r"(state|county|country|city|town|district|region|province|municipality|borough|area)(_name)?")
_LONGEST_KEY = 4


@dataclass(frozen=True)
class Declared:
    """The declarations of columns that hold facts, and of the table's key."""

    units: dict[str, str]
    steps: dict[str, Decimal]
    key: tuple[str, ...]
    roles: dict[str, str]


def declare_columns(
    where: str, columns: Sequence[TypedColumn], rows: Sequence[int], given: Given, interview: Interview
) -> Declared:
    """Units, roundings, key and roles; `rows` are the numbers of the rows in the file. Raises UsageError."""
    names = [column.name for column in columns]
    numbers = [column for column in columns if column.is_number]
    _refuse_unknown(given, names, [column.name for column in numbers], interview)
    units = {
        column.name: unit for column in numbers if (unit := _unit(where, column, given, interview)) and unit != "none"
    }
    steps = {column.name: _step(where, column, given, interview) for column in numbers if column.name in units}
    key = _key(where, columns, units, rows, given, interview)
    interview.settle()
    roles = dict(_roles(where, columns, units, key, given, interview))
    interview.settle()
    return Declared(units, steps, key, roles)


def read_step(text: str) -> Decimal | None:
    """A step of rounding in digits or as a word; None where it is neither."""
    try:
        step = STEPS.get(text.strip().lower()) or Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return step if step.is_finite() and step > 0 else None


def _refuse_unknown(given: Given, names: Sequence[str], numbers: Sequence[str], interview: Interview) -> None:
    asked: tuple[tuple[str, Iterable[str], Sequence[str], str], ...] = (
        ("--unit", given.unit, numbers, "no column of numbers"),
        ("--rounding", given.rounding, numbers, "no column of numbers"),
        ("--key", given.key or (), names, "no column"),
        ("--area", [given.area] if given.area else [], names, "no column"),
        ("--value", [given.value] if given.value else [], numbers, "no column of numbers"),
    )
    for option, columns, known, what in asked:
        for name in columns:
            if name not in known:
                interview.refuse(Problem(option, f"{what} {name!r}", did_you_mean(name, known)))
    interview.settle()


def _unit(where: str, column: TypedColumn, given: Given, interview: Interview) -> str:
    unit = given.unit.get(column.name)
    if unit is None and column.is_year:
        return "none"
    if unit is None:
        likely, why = column.unit or "none", "its cells say so" if column.unit else "without a unit it holds no facts"
        what = f"the unit of {column.name} is not known"
        unit = interview.answer(Question(where, f"--unit {column.name}=", what, likely, why))
    unit = unit.strip().lower().replace(" ", "_")
    if column.unit and unit != column.unit:
        what = f"the cells of {column.name} have the sign of {column.unit}, and its unit is given as {unit}"
        interview.refuse(Problem(where, what, f"give --unit {column.name}={column.unit}"))
    if unit and not re.fullmatch(r"[a-z][a-z0-9_]*", unit):
        interview.refuse(Problem("--unit", f"{unit!r} is no unit", "such as USD, percent, persons or tons"))
    return unit


def _step(where: str, column: TypedColumn, given: Given, interview: Interview) -> Decimal:
    written = given.rounding.get(column.name)
    if written is None:
        likely = plain(finest_step(column.values))
        why = f"all its numbers are multiples of {likely}"
        what = f"how far {column.name} is rounded is not known"
        written = interview.answer(Question(where, f"--rounding {column.name}=", what, likely, why))
    step = read_step(written)
    if step is None:
        fix = f"such as --rounding {column.name}=million, or =0.1"
        interview.refuse(Problem("--rounding", f"{written!r} is no step of rounding", fix))
        return Decimal(1)
    for value in column.values:
        if Decimal(value) % step:
            what = f"{column.name} holds {value}, which is not rounded to {plain(step)}"
            interview.refuse(Problem(where, what, "give the step that its publisher rounded to"))
            break
    return step


def finest_step(values: Sequence[str]) -> Decimal:
    """The largest power of ten of which every number is a multiple."""
    exponents = [_last_place(value) for value in values if Decimal(value)]
    return Decimal(1).scaleb(min(exponents, default=0))


def _last_place(value: str) -> int:
    whole, _, decimals = value.partition(".")
    return -len(decimals) if decimals else len(whole) - len(whole.rstrip("0"))


# --- the key


def _key(
    where: str,
    columns: Sequence[TypedColumn],
    units: Iterable[str],
    rows: Sequence[int],
    given: Given,
    interview: Interview,
) -> tuple[str, ...]:
    by_name = {column.name: column for column in columns}
    key = given.key
    if not key:
        apart = [column for column in columns if column.name not in set(units) and column.type != "number"]
        found = next((one for one in _candidates(apart) if _repeated(one, rows) is None), None)
        likely = ",".join(column.name for column in found) if found else None
        why = "these columns tell its rows apart" if found else "no few columns without a unit tell its rows apart"
        question = Question(where, "--key", "the key is not known", likely, why, "COLUMN,COLUMN")
        key = tuple(name.strip() for name in interview.answer(question).split(",") if name.strip())
    if unknown := [name for name in key if name not in by_name]:
        interview.refuse(Problem("--key", f"no column {unknown[0]!r}", did_you_mean(unknown[0], by_name)))
    elif key and (repeated := _repeated([by_name[name] for name in key], rows)):
        interview.refuse(Problem(where, *repeated))
    return key


def _candidates(columns: Sequence[TypedColumn]) -> Iterator[tuple[TypedColumn, ...]]:
    for size in range(1, _LONGEST_KEY + 1):
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


# --- the parts that columns play


def _roles(
    where: str,
    columns: Sequence[TypedColumn],
    units: dict[str, str],
    key: Sequence[str],
    given: Given,
    interview: Interview,
) -> Iterator[tuple[str, str]]:
    if given.value or len(units) == 1:
        yield "value", given.value or next(iter(units))
    if year := next((column.name for column in columns if column.is_year and column.name not in units), ""):
        yield "year", year
    names = {column.name for column in columns}
    area = given.area
    if area is None and (likely := next((name for name in key if _AREA.fullmatch(name)), "")):
        area = interview.answer(Question(where, "--area", "the column of areas", likely, "by its name"))
        if area and area not in names:
            interview.refuse(Problem("--area", f"no column {area!r}", did_you_mean(area, names)))
    if area:
        yield "area", area
    yield "asOf", _as_of(where, year, names, given, interview)


def _as_of(where: str, year: str, names: set[str], given: Given, interview: Interview) -> str:
    """The column of the day that each row is for, or that day itself."""
    as_of = given.as_of
    if as_of is None:
        what, why = "the day or year that its numbers are for is not known", "the column of years" if year else ""
        as_of = interview.answer(Question(where, "--as-of", what, year or None, why, "2024-07-01"))
    day = r"\d{4}(-\d\d(-\d\d)?)?"
    if as_of and as_of not in names and not re.fullmatch(f"{day}(/{day})?", as_of):
        what = f"{as_of!r} is neither a column nor a day"
        interview.refuse(Problem("--as-of", what, "such as --as-of 2024, 2024-07 or 2024-07-01"))
    return as_of
