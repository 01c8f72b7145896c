"""A table as a page prints it: which letters are in which cell, and where that cannot be known."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import Problem
from nutgraf.intake.given import Given

Letter = dict[str, Any]
"""A letter with the box around it, from the top left of the page, in points."""
CellBox = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_SLACK = 1.5  # points by which letters may touch a line
_SMALL = 0.85  # of the letters around it: a raised one is a mark
_EDGE = 0.2  # of the height of a page: tables that begin or end there may go on
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBER = re.compile(r"[-–−+($€£]*\d[\d.,'’\s]*[)%]*")


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

    def problems(self, where: str, given: Given) -> Iterator[Problem]:
        """Each fault of a row that is not left out, and each doubt of a row that is not kept either."""
        for row, what in self.faults:
            if row not in given.skip_rows:
                at = f"{where}, row {row}" if row else where
                less = f"; or leave the row out with --skip-row {row}" if row else ""
                yield Problem(at, what, f"look at the page, and copy the table into a spreadsheet{less}")
        head = max(given.header) if given.header else self._headings()
        across = [row for row in sorted(self.spans) if len(set(self.rows[row - 1])) > 1]
        spanned = [(row, f"a cell spans columns: {', '.join(dict.fromkeys(self.rows[row - 1]))}") for row in across]
        for row, what in [*spanned, *self.doubts]:
            if row > head and row not in given.skip_rows | given.keep_rows:
                fix = f"give --skip-row {row} to leave the row out, or --keep-row {row} to keep it as it is read"
                yield Problem(f"{where}, row {row}", what, fix)

    def _headings(self) -> int:
        return next((row for row in range(1, len(self.rows) + 1) if row not in self.spans), 0)


def read_printed_tables(page: Any) -> list[PrintedTable]:
    """The tables of a page whose cells have lines around them, from the top."""
    page = page.dedupe_chars()  # bold letters that are printed twice
    letters = _with_marks_raised(page.chars)
    found = [table for table in page.find_tables() if len(table.rows) > 1 and len({box[0] for box in table.cells}) > 1]
    boxes = [table.bbox for table in found]
    return [
        _read(page, letters, table.cells, boxes) for table in sorted(found, key=lambda one: (one.bbox[1], one.bbox[0]))
    ]


def _read(page: Any, letters: Sequence[Letter], cells: Sequence[CellBox], others: Sequence[CellBox]) -> PrintedTable:
    lefts, tops = (_apart(box[side] for box in cells) for side in (0, 1))
    held: dict[CellBox, list[Letter]] = {box: [] for box in cells}
    box_of: dict[int, CellBox] = {}
    whole = (min(b[0] for b in cells), min(b[1] for b in cells), max(b[2] for b in cells), max(b[3] for b in cells))
    for number, letter in enumerate(letters):
        if _is_in(letter, whole) and (box := next((box for box in cells if _is_in(letter, box)), None)):
            held[box].append(letter)
            box_of[number] = box
    texts = {box: _text(inside) for box, inside in held.items()}
    rows, spans, faults = [], set(), []
    doubts: list[tuple[int, str]] = []
    above: list[CellBox | None] = []
    for row, top in enumerate(tops, 1):
        boxes = [_cell_at(cells, left, top) for left in lefts]
        rows.append(tuple(texts[box] if box else "" for box in boxes))
        if len(set(filter(None, boxes))) < len([box for box in boxes if box]):
            spans.add(row)
        same = [texts[box] for box, over in zip(boxes, above, strict=False) if box and box == over]
        doubts += [(row, f"{text} is in one cell with the row above") for text in same if _NUMBER.fullmatch(text)]
        doubts += [(row, what) for what in _several_in_one(rows[-1])]
        above = boxes
        if None in boxes:
            faults.append((row, f"a line is missing around column {boxes.index(None) + 1}"))
        faults += [(row, what) for box in dict.fromkeys(boxes) if box and (what := _fault(texts[box], held[box], box))]
    faults += _outside(letters, box_of, whole, tops, others)
    edge = _EDGE * float(page.height)
    ends = whole[3] > float(page.height) - edge
    return PrintedTable(
        page.page_number,
        tuple(rows),
        frozenset(spans),
        tuple(doubts),
        tuple(dict.fromkeys(faults)),
        whole[1] < edge,
        ends,
    )


def _apart(places: Iterator[float]) -> list[float]:
    """The places in order, each once: lines that nearly meet are one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _SLACK:
            found.append(place)
    return found


def _is_in(letter: Letter, box: CellBox) -> bool:
    across, down = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _cell_at(cells: Sequence[CellBox], left: float, top: float) -> CellBox | None:
    across, down = left + 2 * _SLACK, top + 2 * _SLACK
    return next((box for box in cells if box[0] <= across < box[2] and box[1] <= down < box[3]), None)


def _text(letters: Sequence[Letter]) -> str:
    from pdfplumber.utils.text import extract_text

    return unicodedata.normalize("NFC", extract_text(list(letters))).strip() if letters else ""


# --- marks


def _with_marks_raised(letters: Sequence[Letter]) -> list[Letter]:
    """The letters, with small raised digits as ¹ ² ³ and lowered ones as ₁ ₂ ₃: “12” with a note 5 is no 125."""
    return [_raised(letter, letters[max(at - 6, 0) : at]) for at, letter in enumerate(letters)]


def _raised(letter: Letter, before: Sequence[Letter]) -> Letter:
    """A letter as it is, or as a mark on the line of the letter in full size that is before it."""
    for one in reversed(before):
        on_line = one["top"] < letter["bottom"] and letter["top"] < one["bottom"]
        if on_line and letter["size"] < _SMALL * one["size"] and abs(letter["x0"] - one["x1"]) < one["size"] * 2:
            is_raised = letter["bottom"] < one["bottom"] - 0.1 * one["size"]
            mark = letter["text"].translate(_RAISED if is_raised else _LOWERED)
            mark = f"[{mark}]" if is_raised and mark.isalpha() and mark.isascii() else mark
            line = {side: one[side] for side in ("top", "bottom", "doctop", "size")}
            return {**letter, **line, "text": mark}
    return letter


# --- what cannot be known


def _fault(text: str, letters: Sequence[Letter], box: CellBox) -> str:
    """Why the text of a cell may not be what the page shows; empty where nothing is wrong."""
    shown = " ".join(text.split())
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "(cid:" in text or "\ufffd" in text or any(unicodedata.category(sign) == "Co" for sign in text):
        return f"the file does not say what some letters are: {shown}"
    if any(not letter["upright"] for letter in letters):
        return f"letters are turned: {shown}"
    if len(lines) > 1 and all(map(_NUMBER.fullmatch, lines)):
        return f"one cell holds several numbers, “{' / '.join(lines)}”, as no line is between their rows"
    letters = [letter for letter in letters if letter["text"].strip()]
    if any(letter["x0"] < box[0] - _SLACK or letter["x1"] > box[2] + _SLACK for letter in letters):
        return f"letters reach over the line between two columns: {shown}"
    return ""


def _several_in_one(cells: Sequence[str]) -> Iterator[str]:
    """Why a row may be several, printed without a line between them."""
    counts = {len(cell.splitlines()) for cell in cells if cell}
    if len(counts) == 1 and max(counts) > 1 and sum(map(bool, cells)) > 1:
        yield f"each cell has {max(counts)} lines: {', '.join(' / '.join(cell.splitlines()) for cell in cells)}"


def _outside(
    letters: Sequence[Letter],
    box_of: Mapping[int, CellBox],
    whole: CellBox,
    tops: Sequence[float],
    others: Sequence[CellBox],
) -> Iterator[tuple[int, str]]:
    """What is between two cells, or on the rows of the table but left or right of its lines."""
    for (at, one), other in zip(enumerate(letters), letters[1:], strict=False):
        if not (one["text"].strip() and other["text"].strip()):
            continue
        first, second = box_of.get(at), box_of.get(at + 1)
        touching = abs(one["bottom"] - other["bottom"]) < 1 and -1 < other["x0"] - one["x1"] < 0.05 * one["size"]
        if touching and first != second and not (first and second and first[1] != second[1]):
            text = "".join(letter["text"] for letter in letters[max(at - 5, 0) : at + 7])
            yield _row(one, tops), f"a line between columns cuts through letters: {text}"
    lost = [
        (at, one)
        for at, one in enumerate(letters)
        if at not in box_of and one["text"].strip() and whole[1] < (one["top"] + one["bottom"]) / 2 < whole[3]
        if not any(box != whole and _is_in(one, box) for box in others)
    ]
    rows = Counter(_row(one, tops) for _, one in lost)
    inside = {_row(one, tops) for _, one in lost if _is_in(one, whole)}
    if inside or 2 * len(rows) > len(tops):
        text = "".join(one["text"] for _, one in lost[:40])
        yield 0, f"letters on its rows are in no cell, as lines are missing there: {text}"


def _row(letter: Letter, tops: Sequence[float]) -> int:
    down = (letter["top"] + letter["bottom"]) / 2
    return sum(top <= down for top in tops)
