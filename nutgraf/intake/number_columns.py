"""Columns of numbers: the marks in them that mean a blank, their decimal sign, their units, codes among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nutgraf.errors import Problem
from nutgraf.intake.cell_marks import how_to_read
from nutgraf.intake.column_values import FoundColumn, TypedColumn
from nutgraf.intake.given import Given
from nutgraf.intake.grid import Percent, SheetValue, plain, shown
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.missing_marks import with_marks
from nutgraf.intake.number_signs import SIGNS, bare, first_ambiguous, is_number, number, possible_signs

_CODE = re.compile(r"(.*_)?(fips|zip|zipcode|zip_code|geoid|postal_code|postcode|plz|phone|code|id)")
_MOST_REFUSED = 5


def fits_number(cell: SheetValue) -> bool:
    """Whether a cell is a number with one decimal sign or the other."""
    return is_number(cell) if isinstance(cell, str) else isinstance(cell, Decimal)


def _without_odd_cells(column: FoundColumn, interview: Interview) -> FoundColumn:
    """The column with a blank for what is no number, which is refused."""
    odd = [(row, shown(cell)) for row, cell in column.known if not fits_number(cell)]
    for row, text in odd[:_MOST_REFUSED]:
        where = f"{column.where}, row {row}, column {column.name}"
        interview.refuse(
            Problem(where, f"{text!r} is no number, and most of the column are", how_to_read(text, column.name))
        )
    kept = (cell if fits_number(cell) or cell in column.missing else "" for cell in column.cells)
    return replace(column, cells=tuple(kept))


def evident_sign(columns: Sequence[FoundColumn], given: Given) -> str:
    """The decimal sign that other columns of the file leave no doubt of; "" if none does, or two differ."""
    found = set()
    for column in (column for column in columns if column.name not in given.text):
        texts = [cell for _, cell in column.known if isinstance(cell, str) and is_number(cell)]
        signs = possible_signs(texts)
        if len(signs) == 1 and len(texts) >= len(column.known) / 2:
            found |= signs
    return found.pop() if len(found) == 1 else ""


def number_column(column: FoundColumn, evident: str, given: Given, interview: Interview) -> TypedColumn:
    """The column in plain numbers; `evident` is the decimal sign of other columns."""
    column = _without_odd_cells(with_marks(column, "number", interview), interview)
    texts = [(row, cell) for row, cell in column.known if isinstance(cell, str)]
    sign = given.decimal or _decimal_sign(column, texts, evident, interview)
    read: list[str] = []
    units = Counter(
        "percent" if isinstance(cell, Percent) else bare(cell)[1] if isinstance(cell, str) else ""
        for _, cell in column.known
    )
    for row, cell in zip(column.numbers, column.cells, strict=True):
        if cell == "" or cell in column.missing:
            read.append(shown(cell))
            continue
        value = cell if isinstance(cell, Decimal) else number(shown(cell), sign)
        if value is None:
            what = f"{shown(cell)!r} is no number with the decimal sign {sign!r}"
            fix = f"give --decimal '{SIGNS[SIGNS[0] == sign]}', or --text {column.name}"
            interview.refuse(Problem(f"{column.where}, row {row}, column {column.name}", what, fix))
            value = Decimal(0)
        read.append(plain(value))
    if len(units) > 1:
        what = f"some cells have the sign of {' and '.join(sorted(unit for unit in units if unit))}, and some have not"
        fix = f"write them alike, or give --text {column.name}"
        interview.refuse(Problem(f"{column.where}, column {column.name}", what, fix))
    if _is_code(column, read, given, interview):
        return column.typed("string", read)
    return _whole(column.typed("number", read, next(iter(units), "")), all_typed=not texts)


def _whole(column: TypedColumn, *, all_typed: bool) -> TypedColumn:
    """The column as one of whole numbers, if it is: 12.0 counts as whole where the file has no texts."""
    if all_typed and all(Decimal(value) == int(Decimal(value)) for value in column.values):
        cells = [
            cell if not cell or cell in column.missing else plain(Decimal(int(Decimal(cell)))) for cell in column.cells
        ]
        return replace(column, type="integer", cells=tuple(cells))
    return replace(column, type="number" if any("." in value for value in column.values) else "integer")


def _is_code(column: FoundColumn, read: Sequence[str], given: Given, interview: Interview) -> bool:
    whole = all(re.fullmatch(r"\d*", cell) or cell in column.missing for cell in read)
    if not whole or column.name in given.unit or not _CODE.fullmatch(column.name):
        return False
    widths = Counter(len(cell) for cell in read if cell)
    if len(widths) > 1 and re.search("fips|zip|geoid|post|plz", column.name):
        short = next(cell for cell in read if cell and len(cell) < max(widths))
        what = f"{short!r} has fewer digits than others in the column {column.name}: a leading zero was probably lost"
        fix = "ask for a file in which the column is text; or give --text or --unit for it as it is"
        interview.refuse(Problem(column.where, what, fix))
        return True
    what = f"the column {column.name} holds codes or numbers"
    return bool(
        interview.answer(Question(column.where, "--text", what, column.name, "its name says that it is a code"))
    )


def _decimal_sign(column: FoundColumn, texts: Sequence[tuple[int, str]], evident: str, interview: Interview) -> str:
    """The decimal sign of a column: by its own cells, else by the other columns, else asked."""
    values = [text for _, text in texts]
    signs = possible_signs(values)
    if not signs:
        return "." if evident != "," else ","
    ambiguous = first_ambiguous(values)
    if len(signs) == 1 or ambiguous is None:
        return sorted(signs)[-1]
    row = next(row for row, text in texts if text == ambiguous)
    what = f"{ambiguous!r} is {plain_of(ambiguous, '.')} or {plain_of(ambiguous, ',')}"
    where = f"{column.where}, row {row}, column {column.name}"
    why = f"another column has numbers with the decimal sign {evident!r} alone" if evident else ""
    answer = interview.answer(Question(where, "--decimal", what, evident or None, why, "."))
    if answer in SIGNS:
        return answer
    if answer:
        interview.refuse(Problem(where, f"{answer!r} is no decimal sign", "give --decimal . or --decimal ,"))
    return "."


def plain_of(text: str, sign: str) -> str:
    """A text in digits, read with a decimal sign that fits it."""
    value = number(text, sign)
    return "" if value is None else plain(value)
