"""A table as a page prints it: which letters are in which cell, and where that cannot be known."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import Problem
from nutgraf.intake.given import Given
from nutgraf.intake.printed_lines import (
    SLACK,
    CellBox,
    Letter,
    apart,
    going_on,
    headings_with_numbers,
    is_in,
    is_printed_number,
    outside,
    several_in_one,
    unread,
)

_SMALL = 0.85  # of the letters around it: a raised one is a mark
_ASKED_ABOUT = 3  # columns, from which on rows of one cell are asked about as in every file
_NEXT = 0.5  # of its size: how near a mark is to what it belongs to
_EDGE = 0.2  # of the height of a page: tables that begin or end there may go on
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class PrintedTable:
    """One table of a page, every cell that spans others written into each."""

    page: int
    rows: tuple[tuple[str, ...], ...]
    spans: frozenset[int]
    """The rows, counted from 1, in which a cell spans columns."""
    doubts: tuple[tuple[int, str], ...]
    """What may be no row of the table, if it is below the headings, and why."""
    faults: tuple[tuple[int, str], ...]
    """What cannot be known of a row, counted from 1, and why; 0 is the whole table."""
    begins_page: bool
    ends_page: bool

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])

    @property
    def begins(self) -> str:
        """Its first cells, to know it by."""
        text = ", ".join(dict.fromkeys(filter(None, (" ".join(cell.split()) for cell in self.rows[0]))))
        return f"“{text[:50]}…”" if len(text) > 50 else f"“{text}”"

    def headings(self, given: Given) -> int:
        """How many rows at its top are headings: as given, else those with cells that span columns and one more."""
        likely = next((row for row in range(1, len(self.rows) + 1) if row not in self.spans), 0)
        return max(given.header) if given.header else likely

    def problems(self, where: str, given: Given, repeated: int = 0, shift: int = 0) -> Iterator[Problem]:
        """Each fault of a row that is not left out, and each doubt of a row that is not kept either.

        `repeated` rows at its top are those of a table that it goes on with; its others are `shift` rows further down.
        """
        for row, what in self.faults:
            at = row + shift if row else 0
            if not 0 < row <= repeated and at not in given.skip_rows:
                less = f"; or leave the row out with --skip-row {at}" if at else ""
                fix = f"look at the page, and copy the table into a spreadsheet{less}"
                yield Problem(f"{where}, row {at}" if at else where, what, fix)
        across = [row for row in sorted(self.spans) if len(set(self.rows[row - 1])) > 1 or self.width < _ASKED_ABOUT]
        spanned = [(row, f"a cell spans columns: {', '.join(dict.fromkeys(self.rows[row - 1]))}") for row in across]
        head = repeated if shift else self.headings(given)
        for row, what in [*spanned, *self.doubts]:
            at = row + shift
            if row > head and at not in given.skip_rows | given.keep_rows:
                fix = f"give --skip-row {at} to leave the row out, or --keep-row {at} to keep it as it is read"
                yield Problem(f"{where}, row {at}", what, fix)


def read_printed_tables(page: Any) -> list[PrintedTable]:
    """The tables of a page whose cells have lines around them, from the top."""
    page = page.dedupe_chars()  # bold letters that are printed twice
    letters = _with_marks_raised(page.chars)
    finder = page.debug_tablefinder()
    found = [table for table in finder.tables if len(table.rows) > 1 and len({box[0] for box in table.cells}) > 1]
    found.sort(key=lambda table: (table.bbox[1], table.bbox[0]))
    boxes = [table.bbox for table in found]
    return [_read(page, finder.edges, letters, table.cells, boxes) for table in found]


def _read(
    page: Any,
    edges: Sequence[Mapping[str, Any]],
    letters: Sequence[Letter],
    cells: Sequence[CellBox],
    others: Sequence[CellBox],
) -> PrintedTable:
    lefts, tops = (_apart(box[side] for box in cells) for side in (0, 1))
    whole = (min(b[0] for b in cells), min(b[1] for b in cells), max(b[2] for b in cells), max(b[3] for b in cells))
    box_of = _boxes_of(letters, cells, whole)
    held: dict[CellBox, list[Letter]] = {box: [] for box in cells}
    for number, box in box_of.items():
        held[box].append(letters[number])
    texts = {box: _text(inside) for box, inside in held.items()}
    boxes = [[_cell_at(cells, left, top) for left in lefts] for top in tops]
    rows = [tuple(texts[box] if box else "" for box in line) for line in boxes]
    known = [[box for box in line if box] for line in boxes]
    faults = list(_of_rows(boxes, texts, held))
    faults += [(row, what) for row, cells in enumerate(rows, 1) if (what := headings_with_numbers(cells))]
    faults += outside(letters, box_of, whole, tops, others)
    faults += [(0, what) for box, inside in held.items() if (what := apart(inside))]
    if open_side := going_on(edges, whole):
        faults.append((0, f"its lines go on {open_side}, where no line closes the cells"))
    edge, tall = _EDGE * float(page.height), float(page.height)
    return PrintedTable(
        page.page_number,
        tuple(rows),
        frozenset(row for row, line in enumerate(known, 1) if len(set(line)) < len(line)),
        tuple(_doubts(boxes, rows)),
        tuple(dict.fromkeys(faults)),
        whole[1] < edge,
        whole[3] > tall - edge,
    )


def _boxes_of(letters: Sequence[Letter], cells: Sequence[CellBox], whole: CellBox) -> dict[int, CellBox]:
    """The cell of each letter, by its number, that is in one."""
    found: dict[int, CellBox] = {}
    last = cells[0]
    for number, letter in enumerate(letters):
        if is_in(letter, last):  # most letters are in the cell of the one before
            found[number] = last
        elif is_in(letter, whole) and (box := next((box for box in cells if is_in(letter, box)), None)):
            found[number] = last = box
    return found


def _of_rows(
    boxes: Sequence[Sequence[CellBox | None]], texts: Mapping[CellBox, str], held: Mapping[CellBox, Sequence[Letter]]
) -> Iterator[tuple[int, str]]:
    for row, line in enumerate(boxes, 1):
        if None in line:
            yield row, f"a line is missing around column {line.index(None) + 1}"
        for box in dict.fromkeys(line):
            if box and (what := unread(texts[box], held[box], box)):
                yield row, what


def _doubts(boxes: Sequence[Sequence[CellBox | None]], rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    for row, line in enumerate(boxes, 1):
        above = boxes[row - 2] if row > 1 else ()
        for box, over, text in zip(line, above, rows[row - 1], strict=False):
            if box and box == over and is_printed_number(text):
                yield row, f"{text} is in one cell with the row above"
        for what in several_in_one(rows[row - 1]):
            yield row, what


def _apart(places: Iterator[float]) -> list[float]:
    """The places in order, each once: lines that nearly meet are one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > SLACK:
            found.append(place)
    return found


def _cell_at(cells: Sequence[CellBox], left: float, top: float) -> CellBox | None:
    across, down = left + 2 * SLACK, top + 2 * SLACK
    return next((box for box in cells if box[0] <= across < box[2] and box[1] <= down < box[3]), None)


def _text(letters: Sequence[Letter]) -> str:
    from pdfplumber.utils.text import extract_text

    return unicodedata.normalize("NFC", extract_text(list(letters))).strip() if letters else ""


# --- marks


def _with_marks_raised(letters: Sequence[Letter]) -> list[Letter]:
    """The letters, with small digits behind others as ¹ ² ³ or ₁ ₂ ₃: “12” with a note 5 is no 125."""
    found: list[Letter] = []
    full: Letter | None = None
    for before, letter in zip([None, *letters], letters, strict=False):
        is_next = before is not None and -1 < letter["x0"] - before["x1"] < _NEXT * letter["size"]
        if full and is_next and letter["size"] < _SMALL * full["size"] and _are_on_a_line(full, letter):
            found.append(_as_a_mark(letter, full))
            continue
        found.append(letter)
        if letter["text"].strip():
            full = letter
    return found


def _are_on_a_line(one: Letter, other: Letter) -> bool:
    return bool(one["top"] < other["bottom"] and other["top"] < one["bottom"])


def _as_a_mark(letter: Letter, full: Letter) -> Letter:
    """A small letter as a mark on the line of the letter in full size that is before it."""
    is_raised = letter["bottom"] < full["bottom"] - 0.1 * full["size"]
    mark = letter["text"].translate(_RAISED if is_raised else _LOWERED)
    mark = f"[{mark}]" if is_raised and mark.isalpha() and mark.isascii() else mark
    return {**letter, **{side: full[side] for side in ("top", "bottom", "doctop", "size")}, "text": mark}
