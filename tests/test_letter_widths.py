"""Text is measured with the widths of the font that drawings are set in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nutgraf import letter_widths, vega
from nutgraf.charts.text_layout import width
from nutgraf.letter_widths import line_width

FONTS = Path(vega.__file__).parent / "fonts"
LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x132), *range(0x134, 0x13F))))
"""The letters and marks of most languages in Latin script, also accented ones, which no table names."""
FACES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}


@cache
def advances(bold: bool, text: str) -> dict[str, int]:
    """How wide the font says that each letter it has is, in thousandths of its size."""
    skia = pytest.importorskip("skia")
    font = skia.Font(skia.Typeface.MakeFromFile(str(FONTS / FACES[bold])), 2048)
    glyphs = font.textToGlyphs(text)
    pairs = zip(text, glyphs, font.getWidths(glyphs), strict=True)
    return {letter: round(each / 2.048) for letter, glyph, each in pairs if glyph}


@pytest.mark.parametrize("bold", [False, True])
def test_each_letter_is_measured_as_wide_as_the_font_draws_it(bold: bool) -> None:
    named = "".join((*letter_widths._REGULAR.values(), *(letter_widths._BOLD.values() if bold else ())))
    in_font = advances(bold, "".join(letter for letter in named if letter not in "\xad\u200e\u200f") + LATIN)
    assert set(LATIN) - set(in_font) == set()
    wrong = {letter: (line_width(letter, 1000, bold=bold), wide) for letter, wide in in_font.items()}
    assert {letter: both for letter, both in wrong.items() if both[0] != both[1]} == {}


@pytest.mark.parametrize("bold", [False, True])
def test_a_label_has_the_room_that_its_letters_take(bold: bool) -> None:
    for label in ("Łódź, Győr y Ñuble", "$96.7 billion: what they paid", "½ of Þingvellir’s “Æsir”"):
        in_font = sum(advances(bold, label)[letter] for letter in label)
        assert width(label, 10, bold=bold) == pytest.approx(in_font / 100)
