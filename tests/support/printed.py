"""PDF files with tables, as publishers print them."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import skia

import nutgraf

FONT = next((Path(nutgraf.__file__).parent / "vega" / "fonts").glob("*-Regular.ttf"))
Paper = Callable[[Any], None]
LEFT, WIDE, TALL = 60.0, 90.0, 20.0


def pdf(*pages: Paper) -> bytes:
    """A document of these pages, of 600 × 400 points."""
    stream = skia.DynamicMemoryWStream()
    document = skia.PDF.MakeDocument(stream)
    for draw in pages:
        with document.page(600, 400) as canvas:
            draw(canvas)
    document.close()
    return bytes(io.BytesIO(stream.detachAsData().bytes()).getvalue())


def write(canvas: Any, across: float, down: float, text: str, size: float = 10) -> float:
    """Print a text from a place on; gives where it ends."""
    font = skia.Font(skia.Typeface.MakeFromFile(str(FONT)), size)
    canvas.drawString(text, across, down, font, skia.Paint())
    return float(across + font.measureText(text))


def table(
    rows: Sequence[Sequence[str]],
    top: float = 40,
    joined: Mapping[tuple[int, int], tuple[int, int]] = {},
    open_sides: bool = False,
    without_lines_above: Collection[int] = (),
) -> Paper:
    """A table with lines around its cells; `joined` cells reach over so many columns and rows.

    With open sides, the first and the last column have no line at the edge of the table.
    """
    covered = {
        (row + down, column + across)
        for (row, column), (wide, tall) in joined.items()
        for down in range(tall)
        for across in range(wide)
        if down or across
    }

    def draw(canvas: Any) -> None:
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if (row, column) in covered:
                    continue
                wide, tall = joined.get((row, column), (1, 1))
                left, right = LEFT + column * WIDE, LEFT + (column + wide) * WIDE
                above, below = top + row * TALL, top + (row + tall) * TALL
                for at, line in enumerate(text.split("\n")):
                    write(canvas, left + 4, above + (9 if "\n" in text else 14) + at * 9, line, 8)
                edges = [(left, above, left, below), (right, above, right, below)]
                if open_sides:
                    edges = [edge for edge in edges if LEFT < edge[0] < LEFT + len(cells) * WIDE]
                if row not in without_lines_above:
                    edges.append((left, above, right, above))
                if row + tall not in without_lines_above:
                    edges.append((left, below, right, below))
                for edge in edges:
                    canvas.drawLine(*edge, skia.Paint(StrokeWidth=0.5))

    return draw


def together(*parts: Paper) -> Paper:
    """A page with several things on it."""

    def draw(canvas: Any) -> None:
        for part in parts:
            part(canvas)

    return draw
