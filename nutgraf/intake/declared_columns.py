"""What is declared of a table's columns: units, roundings and the parts that columns play."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.declared_key import find_key
from nutgraf.intake.given import Given
from nutgraf.intake.grid import plain
from nutgraf.intake.headings import column_name
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.unit_names import is_unit, unit_in, unit_named

STEPS = {
    "hundredth": Decimal("0.01"),
    "tenth": Decimal("0.1"),
    "one": Decimal(1),
    "ten": Decimal(10),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "lakh": Decimal(100_000),
    "million": Decimal(1_000_000),
    "crore": Decimal(10_000_000),
    "billion": Decimal(1_000_000_000),
    "trillion": Decimal(1_000_000_000_000),
}
"""The words for a step of rounding, or for the scale of a column."""
_AREA = re.compile(r"(state|county|country|city|town|district|region|province|municipality|borough|area)(_name)?")


@dataclass(frozen=True)
class Declared:
    """The declarations of columns that hold facts, and of the table's key."""

    units: dict[str, str]
    steps: dict[str, Decimal]
    key: tuple[str, ...]
    roles: dict[str, str]
    measure: tuple[str, ...] | None = None
    """The columns that tell apart numbers which are not added; None where nothing says so."""


def declare_columns(
    where: str,
    columns: Sequence[TypedColumn],
    rows: Sequence[int],
    given: Given,
    interview: Interview,
    *,
    title: str = "",
) -> Declared:
    """Units, roundings, key and roles; `rows` are the numbers of the rows in the file. Raises UsageError.

    A unit in the `title` of the table is that of the columns that have none of their own.
    """
    names = [column.name for column in columns]
    numbers = [column for column in columns if column.is_number]
    if given.value and given.value not in names:  # named by its heading, as the question for it is answered
        given = replace(given, value=column_name(given.value, given.language))
    _refuse_unknown(given, names, [column.name for column in numbers], interview)
    ends = _ends(given)
    units = {
        column.name: unit
        for column in numbers
        if column.name not in ends.values()
        and (unit := _unit(where, column, given, interview, title))
        and unit != "none"
    }
    units |= _units_of_ends(ends, units, given, interview)
    steps = {column.name: _step(where, column, given, interview) for column in numbers if column.name in units}
    key = find_key(where, columns, units, rows, given, interview)
    interview.settle()
    roles = dict(_roles(where, columns, units, key, given, interview))
    measure = _measure(key, roles, given, interview)
    if interview.ask:  # a person is stopped at once; a script reads all that is missing together
        interview.settle()
    return Declared(units, steps, key, roles, measure)


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
        *((f"--{option}", [name], numbers, "no column of numbers") for option, name in _ends(given).items()),
    )
    for name, unit in given.unit.items():
        if unit in set(names) - set(numbers):
            what = f"{unit} is a column of the table, and not the unit of all numbers of {name}"
            fix = f'give --unit {name}=none; then put "value": "{name}", "unit": "{unit}" into its nutgraf properties'
            interview.refuse(Problem("--unit", what, f"{fix} in data/datapackage.json"))
    for option, columns, known, what in asked:
        for name in columns:
            if name not in known:
                interview.refuse(Problem(option, f"{what} {name!r}", did_you_mean(name, known)))
    interview.settle()


def _ends(given: Given) -> dict[str, str]:
    """The columns with the ends of a range or the margin of error of the table's number, by option."""
    options = {"low": given.low, "high": given.high, "margin": given.margin}
    return {option: name for option, name in options.items() if name}


def _units_of_ends(
    ends: Mapping[str, str], units: Mapping[str, str], given: Given, interview: Interview
) -> dict[str, str]:
    """The unit of the number that they are the range of."""
    value = given.value or (next(iter(units)) if len(units) == 1 else "")
    unit = units.get(value, "")
    for option, name in ends.items():
        if not unit:
            fix = "name the column of the number that has it with --value, and its unit with --unit"
            interview.refuse(Problem(f"--{option}", f"{name} is the range of a number that is not known", fix))
        elif unit_named(given.unit.get(name, unit)) != unit:
            fix = f"leave --unit {name} out: it is that of {value}, {unit}"
            interview.refuse(Problem("--unit", f"{name} cannot have a unit of its own", fix))
    return dict.fromkeys(ends.values(), unit)


def _unit(where: str, column: TypedColumn, given: Given, interview: Interview, title: str) -> str:
    unit = given.unit.get(column.name)
    if unit is None and column.is_year:
        return "none"
    if unit is None:
        likely, why = _likely_unit(column, title)
        what = f"the unit of {column.name} is not known"
        unit = interview.answer(Question(where, f"--unit {column.name}=", what, likely, why))
    unit = unit_named(unit)
    if column.unit and unit != column.unit and not unit.startswith(f"{column.unit}_per_"):
        what = f"the cells of {column.name} have the sign of {column.unit}, and its unit is given as {unit}"
        interview.refuse(Problem(where, what, f"give --unit {column.name}={column.unit}"))
    if unit == "percent" and column.may_be_shares_of_one and column.name not in given.scale:
        largest = max(column.values, key=lambda value: abs(Decimal(value)))
        what = (
            f"{column.name} is in percent, and its numbers are between −1 and 1: {largest} may be {_percent(largest)}%"
        )
        fix = f"give --scale {column.name}=hundred for shares of 1, or --scale {column.name}=one for percentages"
        interview.refuse(Problem(where, what, fix))
    if unit and not is_unit(unit):
        fix = "letters and digits, such as USD, percent, persons, tons or EUR/m²"
        interview.refuse(Problem("--unit", f"{unit!r} is no unit", fix))
    return unit


def _percent(share: str) -> str:
    return plain((Decimal(share) * 100).normalize())


def _likely_unit(column: TypedColumn, title: str) -> tuple[str, str]:
    """The unit that the signs in its cells, its heading or the table's title mean, and the reason."""
    unit = unit_in(column.title)
    if unit and (not column.unit or unit.startswith(f"{column.unit}_per_")):
        return unit, f"its heading says so: “{column.title}”"
    if column.unit:
        return column.unit, "its cells say so"
    if unit := unit_in(title):
        return unit, f"the title of the table says so: “{title}”"
    return "none", "without a unit it holds no facts"


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


# --- the parts that columns play


def _roles(
    where: str,
    columns: Sequence[TypedColumn],
    units: dict[str, str],
    key: Sequence[str],
    given: Given,
    interview: Interview,
) -> Iterator[tuple[str, str]]:
    ends = _ends(given)
    numbers = [name for name in units if name not in ends.values()]
    if given.value or len(numbers) == 1:
        yield "value", given.value or numbers[0]
    for option, name in ends.items():
        yield "moe" if option == "margin" else option, name
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
    days = [column.name for column in columns if column.type == "date"]
    yield "asOf", _as_of(where, year, days[0] if len(days) == 1 else "2024-07-01", names, given, interview)


def _measure(
    key: Sequence[str], roles: Mapping[str, str], given: Given, interview: Interview
) -> tuple[str, ...] | None:
    for name in given.add_over:
        if name not in key:
            interview.refuse(Problem("--add-over", f"{name!r} is not in the key", did_you_mean(name, key)))
    apart = {*given.add_over, *(roles.get(role) for role in ("area", "year", "asOf"))}
    return tuple(name for name in key if name not in apart) if given.add_over else None


def _as_of(where: str, year: str, such_as: str, names: set[str], given: Given, interview: Interview) -> str:
    """The column of the day that each row is for, or that day itself."""
    as_of = given.as_of
    if as_of is None:
        what, why = "the day or year that its numbers are for is not known", "the column of years" if year else ""
        as_of = interview.answer(Question(where, "--as-of", what, year or None, why, such_as))
    day = r"\d{4}(-\d\d(-\d\d)?)?"
    if as_of and as_of not in names and not re.fullmatch(f"{day}(/{day})?", as_of):
        what = f"{as_of!r} is neither a column nor a day"
        interview.refuse(Problem("--as-of", what, "such as --as-of 2024, 2024-07 or 2024-07-01"))
    return as_of
