"""The type of each column and its cells in plain writing; what is ambiguous is asked or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from nutgraf.errors import Problem, did_you_mean
from nutgraf.intake.cell_marks import as_marked
from nutgraf.intake.column_values import FoundColumn, TypedColumn
from nutgraf.intake.date_patterns import possible_patterns, read_date
from nutgraf.intake.given import Given
from nutgraf.intake.grid import SheetValue, shown
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.limits import without_limits
from nutgraf.intake.missing_marks import is_mark, with_marks
from nutgraf.intake.number_columns import evident_sign, fits_number, number_column
from nutgraf.intake.table_layout import Laid


def type_columns(laid: Laid, given: Given, interview: Interview) -> list[TypedColumn]:
    """Every column with its type. Raises UsageError with the cells that fit none and the signs that are not known."""
    names = [heading.name for heading in laid.headings]
    asked = {
        "--text": given.text,
        "--limits": given.limits,
        "--missing": given.missing,
        "--date-format": given.date_format,
    }
    for option, given_for in asked.items():
        for name in (name for name in given_for if name not in names):
            interview.refuse(Problem(option, f"no column {name!r}", did_you_mean(name, names)))
    columns = [
        FoundColumn(
            laid.where,
            heading.name,
            heading.title,
            tuple(number for number, _ in laid.rows),
            tuple(cells[place] for _, cells in laid.rows),
            given.missing.get(heading.name, ()),
        )
        for place, heading in enumerate(laid.headings)
    ]
    columns = [as_marked(column, given, interview) for column in columns]
    columns = [without_limits(column) if column.name in given.limits else column for column in columns]
    evident = evident_sign(columns, given)
    found = [_typed(column, evident, given, interview) for column in columns]
    interview.settle()
    return _times(found)


def _typed(column: FoundColumn, evident: str, given: Given, interview: Interview) -> TypedColumn:
    known = column.known
    texts = [shown(cell) for cell in column.cells]
    if column.name in given.text:
        return column.typed("string", texts)
    if not known:
        return column.typed("string", texts)
    if all(isinstance(cell, bool) for _, cell in known) or {shown(cell).lower() for _, cell in known} <= _BOOLEANS:
        return column.typed("boolean", [text if text in column.missing else text.lower() for text in texts])
    if all(isinstance(cell, date) for _, cell in known):
        kind = "datetime" if any(isinstance(cell, datetime) for _, cell in known) else "date"
        return column.typed(kind, [_moment(cell, kind) for cell in column.cells])
    if any(isinstance(cell, str) and re.fullmatch(r"0\d+", cell, re.A) for _, cell in known):
        interview.note(f"--text {column.name} (its values begin with zeros, such as {_zeros(known)})")
        return column.typed("string", texts)
    said = [cell for _, cell in known if not is_mark(cell)]
    fits = sum(fits_number(cell) for cell in said)
    if said and fits >= len(said) / 2:
        return number_column(column, evident, given, interview)
    dated = _dates(column, given, interview)
    if dated is None and said and all(_ABBREVIATED.fullmatch(shown(cell)) for cell in said):
        row, cell = next((row, shown(cell)) for row, cell in known if not is_mark(cell))
        what = f"{cell!r} is a number with a word or letter for its size"
        fix = f"write the numbers out, such as 1200000, or give --text {column.name}"
        interview.refuse(Problem(f"{column.where}, row {row}, column {column.name}", what, fix))
    elif dated is None and (fits or len(said) < len(known)):
        other = f"{fits} of its values are numbers" if fits else "marks such as NA in it are kept"
        interview.note(f"--text {column.name} ({other})")
    return dated or column.typed("string", texts)


_SHOWN = 4
_ABBREVIATED = re.compile(
    r"[-−]?\W?\s?\d[\d.,]*\s?(?:k|m|mn|mm|mio|mrd|mil|bn|b|tn|thousand|million|billion|trillion)s?\.?\s?\W?",
    re.IGNORECASE,
)
"""A number as headlines have it: $1.2m, 3,5 Mio. €."""
_BOOLEANS = frozenset({"true", "false"})


def _zeros(known: Sequence[tuple[int, SheetValue]]) -> str:
    return next(cell for _, cell in known if isinstance(cell, str) and cell.startswith("0") and len(cell) > 1)


def _moment(cell: SheetValue, kind: str) -> str:
    if kind == "datetime" and isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell.isoformat()}T00:00:00"
    return shown(cell)


# --- dates and times


def _dates(column: FoundColumn, given: Given, interview: Interview) -> TypedColumn | None:
    """The column as one of dates; None if they follow no pattern."""
    known = [shown(cell) for _, cell in column.known if not is_mark(cell)]
    pattern = given.date_format.get(column.name)
    if pattern is None:
        patterns = possible_patterns(known) if known else []
        if not patterns:
            _refuse_several_patterns(column, known, interview)
            return None
        pattern = patterns[0] if len(patterns) == 1 else _asked_pattern(column, patterns, interview)
        if len(patterns) == 1 and pattern != "%Y-%m-%d":
            interview.note(f"--date-format {column.name}={pattern} (the one pattern that all its dates follow)")
    column = with_marks(column, "date", interview)
    read = []
    for row, text in zip(column.numbers, map(shown, column.cells), strict=True):
        day = read_date(text, pattern) if text and text not in column.missing else None
        if day is None and text and text not in column.missing:
            where = f"{column.where}, row {row}, column {column.name}"
            interview.refuse(Problem(where, f"{text!r} is no date as {pattern}", "correct it, or give another pattern"))
        read.append(day.isoformat() if day else text)
    return column.typed("date", read)


def _refuse_several_patterns(column: FoundColumn, known: Sequence[str], interview: Interview) -> None:
    """Refuse dates that are not written in the same way; texts of which less than half are dates are texts."""
    ways = [possible_patterns([text]) for text in known]
    if not known or 2 * sum(map(bool, ways)) < len(ways):
        return
    unlike: dict[str, str] = {}
    for text, found in zip(known, ways, strict=True):
        unlike.setdefault(found[0] if found else text, text)
    what = (
        f"dates in the column {column.name} are written in several ways: {' / '.join(list(unlike.values())[:_SHOWN])}"
    )
    fix = f"write them alike, such as 2024-03-05, or give --text {column.name}"
    interview.refuse(Problem(column.where, what, fix))


def _asked_pattern(column: FoundColumn, patterns: Sequence[str], interview: Interview) -> str:
    row, cell = column.known[0]
    readings = [f"{read_date(shown(cell), pattern)} as {pattern}" for pattern in patterns]
    where = f"{column.where}, row {row}, column {column.name}"
    what = f"{shown(cell)!r} is {' or '.join(readings)}"
    question = Question(where, f"--date-format {column.name}=", what, None, "", patterns[0])
    return interview.answer(question) or patterns[0]


def _times(columns: list[TypedColumn]) -> list[TypedColumn]:
    """The columns, texts that frictionless reads as times with that type."""
    from frictionless import Detector

    def kind(column: TypedColumn) -> str:
        different = [[cell] for cell in dict.fromkeys(column.cells)]  # a long column says much twice
        (field,) = Detector(field_confidence=1).detect_schema(different, labels=[column.name]).fields
        return field.type if field.type in ("time", "datetime") else column.type

    return [
        replace(column, type=kind(column)) if column.type == "string" and column.values else column
        for column in columns
    ]
