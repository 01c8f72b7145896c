"""Draws letters that the bundled fonts lack with the machine's fonts, or refuses them: no empty boxes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable

from nutgraf.errors import FigureError, Problem
from nutgraf.vega.converter import converter, warnings
from nutgraf.vega.raster import draw_png

_LACKING = re.compile(r"No fonts with a .*/U\+([0-9A-F]+) character")
_LETTERS_NAMED = 8
_WITH_OTHER_TYPE = """
import sys, vl_convert
if hasattr(vl_convert, "configure"):
    vl_convert.configure(allowed_base_urls=[], base_url=False)
sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.buffer.read().decode(), scale=float(sys.argv[1])))
"""
"""A separate process: fonts are chosen once per process, and all other pictures use the bundled fonts alone."""


def png_of(svg: str, scale: float) -> bytes:
    """An SVG as PNG with every letter drawn. Raises FigureError if no font on this machine has a letter."""
    if fast := draw_png(svg, scale):
        return fast
    ours = converter()
    warnings()  # discard warnings about other pictures
    drawn: bytes = ours.svg_to_png(svg, scale=scale)
    letters = _letters(warnings())
    if not letters:
        return drawn
    command = [sys.executable, "-c", _WITH_OTHER_TYPE, f"{scale:g}"]
    done = subprocess.run(command, input=svg.encode(), capture_output=True, check=False, timeout=120)
    lacking = _letters(done.stderr.decode(errors="replace").splitlines())
    if done.returncode == 0 and not lacking:
        return done.stdout
    named = " ".join((lacking or letters)[:_LETTERS_NAMED])
    fix = "write that in other letters, or install a font that has these (Noto has most)"
    raise FigureError(Problem("the picture", f"no font here has {named}: there would be empty boxes", fix))


def _letters(said: Iterable[str]) -> list[str]:
    found = (_LACKING.search(line) for line in said)
    return list(dict.fromkeys(chr(int(match[1], 16)) for match in found if match))
