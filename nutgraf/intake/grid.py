"""What a file holds before anything is known of it: rows of cells, with the numbers that a reporter sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

SheetValue = str | Decimal | bool | date | datetime | time
"""A text as written, or a value whose type the file says; a blank is ""."""


class Percent(Decimal):
    """A number that its file shows with a percent sign, times a hundred."""


@dataclass(frozen=True)
class CellGrid:
    """The rows of one table of a file."""

    where: str
    """The file, and the sheet or table in it."""
    rows: tuple[tuple[int, tuple[SheetValue, ...]], ...]
    """Each row with its number, as the file's own program counts."""
    spans: frozenset[int] = frozenset()
    """The rows in which a heading spans several columns."""
    headed: bool = False
    """Whether the file itself says that its first row holds the names of the columns."""
    title: str = ""
    """What the file calls the table, outside its rows: the caption of a table of a web page."""
    page: str = ""
    """Where in a document it is, as the list of sources says it: "p. 3"."""


def trimmed(cell: SheetValue) -> SheetValue:
    """A cell without spaces around it."""
    if not isinstance(cell, str):
        return cell
    said = " ".join(cell.split())
    return cell if said == cell else said  # the same text, and not a copy for each of a million cells


def shown(cell: SheetValue) -> str:
    """A cell as text."""
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, str) else cell.isoformat()


def plain(number: Decimal) -> str:
    """A number in digits, without an exponent, its decimals as given."""
    return format(number, "f")
