"""What the lines of a printed table do not settle: letters that no cell holds, cells that hold several values."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Any

Letter = dict[str, Any]
"""A letter with the box around it, from the top left of the page, in points."""
CellBox = tuple[float, float, float, float]
"""Left, top, right, bottom."""

SLACK = 1.5
"""Points by which letters may touch a line, and lines may miss each other."""

_FAR = 6.0  # points: a line that goes on so far beyond a table encloses something
_GAP = dict.fromkeys("0123456789%)", 0.5)  # of the size of letters: more than a space
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_BEGINS = frozenset("0123456789-–−+($€£.")
_NUMBER = re.compile(r"[-–−+($€£]*\d[\d.,'’\s]*[)%]*")


def is_in(letter: Letter, box: CellBox) -> bool:
    """Whether the middle of a letter is in a box."""
    across, down = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def is_printed_number(text: str) -> bool:
    """Whether a text is one number, with its signs."""
    return bool(_NUMBER.fullmatch(text))


def going_on(edges: Sequence[Mapping[str, Any]], whole: CellBox) -> str:
    """Where lines go on beyond the last cell, as those of a table that is open at a side do; empty where none does."""
    left, top, right, bottom = whole
    for edge in edges:
        if edge["orientation"] == "h" and top - SLACK <= edge["top"] <= bottom + SLACK:
            first, last, low, high, sides = edge["x0"], edge["x1"], left, right, ("on the left", "on the right")
        elif edge["orientation"] == "v" and left - SLACK <= edge["x0"] <= right + SLACK:
            first, last, low, high, sides = edge["top"], edge["bottom"], top, bottom, ("above", "below")
        else:
            continue
        if first < low - _FAR and last > low - SLACK:
            return sides[0]
        if last > high + _FAR and first < high + SLACK:
            return sides[1]
    return ""


def unread(text: str, letters: Sequence[Letter], box: CellBox) -> str:
    """Why the text of a cell may not be what the page shows; empty where nothing is wrong."""
    shown = " ".join(text.split())
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "(cid:" in text or "\ufffd" in text or any(unicodedata.category(sign) == "Co" for sign in text):
        return f"the file does not say what some letters are: {shown}"
    if any(not letter["upright"] for letter in letters):
        return f"letters are turned: {shown}"
    if len(lines) > 1 and all(map(is_printed_number, lines)):
        return f"one cell holds several numbers, “{' / '.join(lines)}”, as no line is between their rows"
    letters = [letter for letter in letters if letter["text"].strip()]
    if any(letter["x0"] < box[0] - SLACK or letter["x1"] > box[2] + SLACK for letter in letters):
        return f"letters reach over the line between two columns: {shown}"
    return ""


def apart(letters: Sequence[Letter]) -> str:
    """Which number of a cell has so much room before it that a line between columns is missing."""
    seen = [letter for letter in letters if letter["text"].strip()]
    for at, (one, other) in enumerate(pairwise(seen), 1):
        room = _GAP.get(one["text"], 1.0 if one["text"].isalpha() else inf) * one["size"]
        if abs(one["bottom"] - other["bottom"]) < 1 and other["x0"] - one["x1"] > room and other["text"] in _BEGINS:
            before = "".join(letter["text"] for letter in seen[max(at - 12, 0) : at])
            after = "".join(letter["text"] for letter in seen[at : at + 12])
            return f"a line between columns is missing: “{before}” and “{after}” are in one cell"
    return ""


def several_in_one(cells: Sequence[str]) -> Iterator[str]:
    """Why a row may be several, printed without a line between them."""
    counts = {len(cell.splitlines()) for cell in cells if cell}
    if len(counts) == 1 and max(counts) > 1 and sum(map(bool, cells)) > 1:
        yield f"each cell has {max(counts)} lines: {', '.join(' / '.join(cell.splitlines()) for cell in cells)}"


def headings_with_numbers(cells: Sequence[str]) -> str:
    """Why a row may be headings and the first row in one; years may be the second line of a heading."""
    lines = [cell.splitlines() for cell in cells if cell]
    lasts = [one[-1].strip() for one in lines if len(one) > 1]
    numbers = [last for last in lasts if is_printed_number(last) and not _YEAR.fullmatch(last)]
    if not numbers or len(lasts) < len(lines) or all(is_printed_number(one[0]) for one in lines):
        return ""
    return f"each cell has several lines, and the last are numbers such as {numbers[0]}: a line between rows is missing"


def outside(
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
        if not any(box != whole and is_in(one, box) for box in others)
    ]
    rows = Counter(_row(one, tops) for _, one in lost)
    inside = {_row(one, tops) for _, one in lost if is_in(one, whole)}
    if inside or 2 * len(rows) > len(tops):
        text = "".join(one["text"] for _, one in lost[:40])
        yield 0, f"letters on its rows are in no cell, as lines are missing there: {text}"


def _row(letter: Letter, tops: Sequence[float]) -> int:
    down = (letter["top"] + letter["bottom"]) / 2
    return sum(top <= down for top in tops)
