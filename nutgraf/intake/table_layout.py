"""Finds the table in the rows of a file: its heading rows, its observations, and what above and below is neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from nutgraf.errors import Problem
from nutgraf.intake.given import Given, row_numbers
from nutgraf.intake.grid import CellGrid, SheetValue, shown, trimmed
from nutgraf.intake.headings import ColumnHeading, is_caption, read_column_names
from nutgraf.intake.interview import Interview, Question

SheetRow = tuple[int, tuple[SheetValue, ...]]
_TOTAL = re.compile(
    r"(sub|.* )?totals?\b|sums?\b|(insgesamt|summe|gesamt|zusammen)\b|(sub|.* )?totales\b|totaux\b|ensemble\b|overall\b"
    r"|all (states|counties|countries|areas|ages|persons)\b",
    re.I,
)
_NATION = re.compile(r"united states$|u\.s\.$", re.I)
"""The whole of its states, except in a table of countries."""
_NOTE = re.compile(
    r"(notes?|sources?|fuentes?|fontes?|quellen?|anmerkung\w*|nota|\*|†|\(?[a-z0-9]{1,2}[).]\s|\[)", re.I
)
_LONG = 30
_SHOWN = 4  # rows that a message quotes
_LISTED = 12  # rows whose numbers it says first; its fix has them all
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_NUMBER = re.compile(r"[-+$€£]?\d[\d.,\s]*%?")


@dataclass(frozen=True)
class Laid:
    """A table as found in a file: its columns, and its rows with their numbers in the file."""

    where: str
    headings: tuple[ColumnHeading, ...]
    rows: tuple[SheetRow, ...]
    title: str = ""
    """What is above the headings."""
    notes: str = ""
    """What is below the last row."""
    caption: str = ""
    """What the table is called in its file: its caption, or the first line above its headings that can be a title."""


def lay_out(grid: CellGrid, given: Given, interview: Interview) -> Laid:
    """The table in a grid. Raises UsageError with all that is wrong or not known: headings, totals, notes, cells."""
    rows = [(number, tuple(trimmed(cell) for cell in cells)) for number, cells in grid.rows]
    rows = [(number, cells) for number, cells in rows if any(cell != "" for cell in cells)]
    _refuse_unknown_rows(grid, rows, given, interview)
    interview.settle()
    head = given.header if given.header is not None else _header(grid, rows, interview)
    interview.settle()
    above = [cells for number, cells in rows if number in head]
    body = [row for row in rows if row[0] > max(head, default=0) and row[0] not in given.skip_rows]
    if not body:
        interview.refuse(Problem(grid.where, "there are no rows below the headings", "look at the file, and --header"))
    interview.settle()
    width = _width([*above, *(cells for _, cells in body)])
    body = _without_notes(grid.where, body, width, given, interview)
    body = _without_totals(grid.where, body, given, interview)
    _refuse_ragged(grid.where, body, len(above[-1]) if above else width, width, interview)
    interview.settle()
    headings = read_column_names(grid.where, above, [cells for _, cells in body], width, given, interview)
    interview.settle()
    picked = [(number, tuple(_at(cells, heading.place) for heading in headings)) for number, cells in body]
    over = [_text(cells) for number, cells in rows if number < min(head, default=0)]
    title = " / ".join(filter(None, (grid.title, *over)))
    notes = " / ".join(_text(cells) for number, cells in rows if number > body[-1][0])
    caption = grid.title or next(filter(is_caption, over), "")
    return Laid(grid.where, tuple(headings), tuple(picked), title, notes, caption)


def _at(cells: Sequence[SheetValue], place: int) -> SheetValue:
    return cells[place] if place < len(cells) else ""


def _width(rows: Sequence[Sequence[SheetValue]]) -> int:
    return max((place + 1 for cells in rows for place, cell in enumerate(cells) if cell != ""), default=0)


def _distinct(cells: Sequence[SheetValue]) -> int:
    return len({cell for cell in cells if cell != ""})


def _refuse_unknown_rows(grid: CellGrid, rows: Sequence[SheetRow], given: Given, interview: Interview) -> None:
    last = max((number for number, _ in rows), default=0)
    asked = (("--header", given.header or ()), ("--skip-row", given.skip_rows), ("--keep-row", given.keep_rows))
    for option, numbers in asked:
        if beyond := sorted(number for number in numbers if number > last):
            what = f"{option} names row {beyond[0]}, and the last row is {last}"
            interview.refuse(Problem(grid.where, what, "count from 1, as a spreadsheet does"))


# --- headings


def _header(grid: CellGrid, rows: Sequence[SheetRow], interview: Interview) -> tuple[int, ...]:
    """The heading rows: without a question only where the first row is plainly one."""
    if grid.headed or not rows:
        return (1,)
    filled = Counter(sum(cell != "" for cell in cells) for _, cells in rows)
    typical = max(filled, key=lambda width: (width > 1, filled[width], width))
    start = next((n for n, (_, cells) in enumerate(rows) if _is_wide(cells, typical)), 0)
    start = _below_titles(rows, start, typical)
    last = start
    while rows[last][0] in grid.spans and last + 1 < len(rows):
        last += 1
    chosen = tuple(number for number, _ in rows[start : last + 1])
    likely = ",".join(map(str, chosen))
    if any(_looks_like_data(cell) for cell in rows[last][1]):
        why = f"row {chosen[-1]} has numbers: {_text(rows[last][1])}; 0 means that there is none"
        question = Question(grid.where, "--header", "the heading row is not known", None, why, likely)
    elif start or len(chosen) > 1:
        skipped = [f"row {number} is left out: “{_text(cells)}”" for number, cells in rows[:start]]
        why = "; ".join([*skipped[:6], *(["headings span columns"] if len(chosen) > 1 else [])])
        question = Question(grid.where, "--header", "which rows are headings", likely, why)
    else:
        return chosen
    answer = interview.answer(question) or "1"
    if not re.fullmatch(r"\d+(,\d+)*", answer):
        interview.refuse(Problem(grid.where, f"--header {answer!r} is no row", "such as --header 1 or --header 3,4"))
        return (1,)
    return tuple(int(number) for number in answer.split(",") if int(number))


def _is_wide(cells: Sequence[SheetValue], typical: int) -> bool:
    filled = sum(cell != "" for cell in cells)
    return filled >= typical if typical < 2 else _distinct(cells) > 1 and filled >= typical / 2


def _below_titles(rows: Sequence[SheetRow], start: int, typical: int) -> int:
    """Where full headings are, with numbers below them, if rows above end early, as titles with a comma do."""
    at = next((n for n in range(start, len(rows) - 1) if _width([rows[n][1]]) >= typical), start)
    head, first = (rows[n][1] if n < len(rows) else () for n in (at, at + 1))
    is_full = sum(cell != "" for cell in head) >= typical and not any(map(_looks_like_data, head))
    return at if is_full and any(map(_looks_like_data, first)) else start


def _looks_like_data(cell: SheetValue) -> bool:
    text = shown(cell)
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _text(cells: Sequence[SheetValue]) -> str:
    """The cells of a row, each text once, cut to a line."""
    text = ", ".join(dict.fromkeys(shown(cell) for cell in cells if cell != ""))
    return text if len(text) <= 90 else text[:90] + "…"


# --- what is below, and is no observation


def _without_notes(where: str, body: list[SheetRow], width: int, given: Given, interview: Interview) -> list[SheetRow]:
    """The rows without the notes at their end; rows with one cell alone are asked about."""
    if width < 2:
        return body
    start = len(body)
    while start > 1 and _may_be_note(body[start - 1], width) and body[start - 1][0] not in given.keep_rows:
        start -= 1
    notes = body[start:]
    alone = [row for row in body[:start] if width > 2 and _distinct(row[1]) == 1 and row[0] not in given.keep_rows]
    dropped = _skipped(where, ("has one cell alone", "have one cell alone"), alone, interview)
    if notes:
        like_notes = all(map(_is_like_note, notes))
        first, last = notes[0][0], notes[-1][0]
        span = f"{first}-{last}" if last > first else str(first)
        said = " / ".join(f"“{_text(cells)}”" for _, cells in notes[:4])
        question = Question(f"{where}, row {first}", "--skip-row", "notes below the table", span, said)
        if not like_notes:
            dropped |= _skipped(where, ("has one cell alone", "have one cell alone"), notes, interview)
        elif interview.answer(question) != "keep":
            dropped |= {number for number, _ in notes}
    return [row for row in body if row[0] not in dropped]


def _may_be_note(row: SheetRow, width: int) -> bool:
    """Whether a row has one cell alone; with two columns, that is also what a missing value looks like."""
    return _distinct(row[1]) == 1 and (width > 2 or _is_like_note(row))


def _is_like_note(row: SheetRow) -> bool:
    text = _text(row[1])
    return bool(_NOTE.match(text)) or len(text) > _LONG


def _without_totals(where: str, body: list[SheetRow], given: Given, interview: Interview) -> list[SheetRow]:
    """The rows without totals: they would be counted twice in a sum, so each is asked about."""
    named = [(number, cells, _first_text(cells)) for number, cells in body]
    of_countries = _are_countries({first for _, _, first in named})
    totals = [
        (number, cells)
        for number, cells, first in named
        if number not in given.keep_rows and (_TOTAL.match(first) or (_NATION.match(first) and not of_countries))
    ]
    dropped = _skipped(where, ("may be a total of others", "may be totals of others"), totals, interview)
    return [row for row in body if row[0] not in dropped]


def _first_text(cells: Sequence[SheetValue]) -> str:
    return next((cell for cell in cells if isinstance(cell, str) and cell), "")


def _are_countries(texts: Set[str]) -> bool:
    """Whether most of the other texts are names of countries, in English."""
    from babel import Locale

    others = {text for text in texts if not _NATION.match(text)}
    return 2 * len(others & set(Locale("en").territories.values())) > len(others)


def _skipped(where: str, said: tuple[str, str], rows: Sequence[SheetRow], interview: Interview) -> set[int]:
    """The rows that a person leaves out; where nobody is asked, one message refuses them all."""
    if not rows:
        return set()
    numbers = [number for number, _ in rows]
    texts = " / ".join(f"“{_text(cells)}”" for _, cells in rows[:_SHOWN])
    more = f" / … ({len(rows)} rows)" if len(rows) > _SHOWN else ""
    it, them = (f"row {said[0]}", "it") if len(rows) == 1 else (f"rows {said[1]}", "them")
    at, what, listed = f"{where}, {_rows(numbers)}", f"the {it}: {texts}{more}", ",".join(map(str, numbers))
    if interview.ask is None:
        fix = f"give --skip-row {listed} to leave {them} out, or --keep-row {listed} to keep {them}"
        interview.refuse(Problem(at, what, fix))
        return set()
    answer = interview.ask(Question(at, "--skip-row", what, None, f"keep, or the rows to leave out: {listed}", listed))
    return set() if answer.strip() == "keep" else set(numbers) & row_numbers("--skip-row", [answer])


def _refuse_ragged(where: str, body: Sequence[SheetRow], headed: int, width: int, interview: Interview) -> None:
    """Refuse rows with too few or too many cells: one message for each number of cells."""
    found: dict[int, list[int]] = {}
    for number, cells in body:
        if len(cells) < min(headed, width) or _width([cells]) > max(headed, 1):
            found.setdefault(len(cells), []).append(number)
    for count, numbers in found.items():
        one = len(numbers) == 1
        what = f"{'the row has' if one else 'the rows have'} {count} cells, and there are {headed} headings"
        skip = ",".join(map(str, numbers))
        fix = f"look for a sign too many or too few in {'it, or leave it' if one else 'them, or leave them'} out"
        interview.refuse(Problem(f"{where}, {_rows(numbers)}", what, f"{fix} with --skip-row {skip}"))


def _rows(numbers: Sequence[int]) -> str:
    """The rows of a message: row 5; rows 5, 7, 9 and 20 more."""
    shown_numbers = ", ".join(map(str, numbers[:_LISTED]))
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"row {shown_numbers}" if len(numbers) == 1 else f"rows {shown_numbers}{more}"
