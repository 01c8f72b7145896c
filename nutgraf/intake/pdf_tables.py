"""Reads tables of a PDF whose cells have lines around them, with pdfplumber where it is installed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given, numbers_of_tables
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.printed_table import PrintedTable, read_printed_tables

_LISTED = 12


def read_pdf_table(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of one table, or of tables that are one over several pages; the grid says on which page.

    Raises DataError where the file cannot be read, holds no letters or no table with lines, or has no such table.
    """
    tables = _found(name, written, interview)
    numbers = given.tables or ((1,) if len(tables) == 1 else _asked(name, tables, interview))
    if beyond := [number for number in numbers if not 1 <= number <= len(tables)]:
        fix = f"choose from 1 to {len(tables)}"
        raise DataError(Problem(name, f"the file has no table {beyond[0]} with lines around its cells", fix))
    chosen = [tables[number - 1] for number in numbers]
    where = f"{name}, table {_span(numbers)} on {_pages(chosen)}"
    _note_what_goes_on(where, numbers, tables, interview)
    rows, spans = _joined(name, chosen, given, interview)
    _note_several_lines(rows, interview)
    pages = sorted({table.page for table in chosen})
    page = f"p. {pages[0]}" if len(pages) == 1 else f"pp. {pages[0]}–{pages[-1]}"
    return CellGrid(where, tuple(enumerate(rows, 1)), spans, page=page)


def _note_several_lines(rows: Sequence[Sequence[str]], interview: Interview) -> None:
    """List the rows that begin with several lines: a long name, or two rows with no line between them."""
    found = [
        f"row {row}, “{' / '.join(cells[0].splitlines())}”" for row, cells in enumerate(rows, 1) if "\n" in cells[0]
    ]
    if found:
        more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        interview.note(f"cells of several lines are read as one: {'; '.join(found[:_LISTED])}{more}")


def _found(name: str, written: bytes, interview: Interview) -> list[PrintedTable]:
    tables: list[PrintedTable] = []
    letters = 0
    with _opened(name, written) as document:
        for page in document.pages:
            letters += len(page.chars)
            tables += read_printed_tables(page)
            if page.chars and _is_a_picture(page):
                interview.note(f"page {page.page_number} is a picture, and a program read its letters: compare them")
            page.close()
    if not letters:
        what = "its pages are pictures, without letters: it was scanned"
        raise DataError(Problem(name, what, "ask its publisher for the data, or type the table into a spreadsheet"))
    if not tables:
        what = "no table in it has lines around its cells, and without lines nothing says where a column ends"
        raise DataError(Problem(name, what, "ask its publisher for the data, or copy the table into a spreadsheet"))
    return tables


@contextmanager
def _opened(name: str, written: bytes) -> Iterator[Any]:
    """The document, until its pages are read."""
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError as error:
        what = "tables of a PDF are read with pdfplumber, which is not installed"
        fix = "install it: pip install 'nutgraf[pdf]'; or ask the publisher for the data"
        raise DataError(Problem(name, what, fix)) from error
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of details that no reporter can change
    broken = (PdfminerException, PSException, LookupError, ValueError, TypeError, AssertionError, OSError)
    try:
        with pdfplumber.open(io.BytesIO(written)) as document:
            yield document
    except DataError:
        raise
    except broken as error:
        if any(isinstance(one, PDFPasswordIncorrect) for one in (error, *error.args)):
            problem = Problem(name, "the PDF is protected by a password", "open it, and print it as a PDF without one")
        else:
            problem = Problem(name, "the PDF cannot be read", "open it, and print it as a PDF; or ask for it again")
        raise DataError(problem) from error


def _is_a_picture(page: Any) -> bool:
    area = float(page.width * page.height)
    return any(image["width"] * image["height"] > 0.8 * area for image in page.images)


# --- which tables


def _asked(name: str, tables: Sequence[PrintedTable], interview: Interview) -> tuple[int, ...]:
    begun = [f"{number}: page {one.page}, {len(one.rows)} rows, {one.begins}" for number, one in enumerate(tables, 1)]
    more = f"; and {len(begun) - _LISTED} more" if len(begun) > _LISTED else ""
    why = f"the file has {len(tables)} tables with lines: {'; '.join(begun[:_LISTED])}{more}"
    together = _that_go_on(1, tables)
    likely = _span(together) if len(together) == len(tables) else None
    if likely:
        why = f"they have the same headings, on {_pages(tables)}, and are read as one"
    answer = interview.answer(Question(name, "--table", "the table is not known", likely, why, "1"))
    interview.settle()
    return numbers_of_tables(answer)


def _that_go_on(first: int, tables: Sequence[PrintedTable]) -> list[int]:
    """A table by its number, and those that seem to go on with it: next pages, the same headings and width."""
    found = [first]
    for number in range(first + 1, len(tables) + 1):
        before, table = tables[number - 2], tables[number - 1]
        if table.page != before.page + 1 or not _same_headings(tables[first - 1], table):
            break
        found.append(number)
    return found


def _same_headings(one: PrintedTable, other: PrintedTable) -> bool:
    return one.width == other.width and one.rows[0] == other.rows[0]


def _note_what_goes_on(
    where: str, numbers: Sequence[int], tables: Sequence[PrintedTable], interview: Interview
) -> None:
    together = _that_go_on(min(numbers), tables)
    if set(together) - set(numbers):
        interview.note(f"{where} may go on: --table {_span(together)} reads those with the same headings as one")
    elif (last := max(numbers)) < len(tables):
        before, table = tables[last - 1], tables[last]
        if before.ends_page and table.page == before.page + 1 and table.width == before.width and table.begins_page:
            interview.note(f"{where} may go on, without headings, in table {last + 1} on page {table.page}")


def _joined(
    name: str, tables: Sequence[PrintedTable], given: Given, interview: Interview
) -> tuple[list[tuple[str, ...]], frozenset[int]]:
    """The rows of the tables as those of one, the headings once.

    Raises DataError where their columns differ, and with everything that the lines of one of them do not settle.
    """
    first = tables[0]
    rows: list[tuple[str, ...]] = []
    spans: set[int] = set()
    problems: list[Problem] = []
    for table in tables:
        where = f"{name}, page {table.page}"
        if table.width != first.width:
            what = f"the table has {table.width} columns, and that on page {first.page} {first.width}"
            raise DataError(Problem(where, what, "add them as two tables"))
        heads = zip(first.rows[: first.headings(given)], table.rows, strict=False)
        repeated = len(list(takewhile(lambda pair: pair[0] == pair[1], heads))) if rows else 0
        if rows and not repeated:
            interview.note(f"the table on page {table.page} repeats no headings: its rows are below those before it")
        shift = len(rows) - repeated
        problems += table.problems(where, given, repeated, shift)
        spans |= {row + shift for row in table.spans if row > repeated}
        rows += table.rows[repeated:]
    if problems:
        raise DataError(*problems)
    return rows, frozenset(spans)


def _span(numbers: Sequence[int]) -> str:
    """1; 1-3; 1,3."""
    first, last = min(numbers), max(numbers)
    if len(numbers) == 1:
        return str(first)
    return f"{first}-{last}" if last - first + 1 == len(numbers) else ",".join(map(str, numbers))


def _pages(tables: Sequence[PrintedTable]) -> str:
    pages = sorted({table.page for table in tables})
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {_span(pages)}"
