"""Letters that our own type lacks: drawn with the machine's fonts, or refused, and never left as empty boxes."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from functools import cache

from nutgraf.errors import FigureError, Problem
from nutgraf.pictures.converter import converter

_LOGGER = "usvg.text.layout"
_LACKING = re.compile(r"No fonts with a .*/U\+([0-9A-F]+) character")
_LETTERS_NAMED = 8
_WITH_OTHER_TYPE = """
import logging, sys, vl_convert
if hasattr(vl_convert, "configure"):
    vl_convert.configure(allowed_base_urls=[], base_url=False)
sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.buffer.read().decode(), scale=float(sys.argv[1])))
"""
"""A process of its own: in this one the type is chosen once, and every other picture is drawn with ours alone."""


def png_of(svg: str, scale: float) -> bytes:
    """An SVG as PNG, every letter of it written; raises FigureError where no font of this machine has one."""
    listener = _listener()
    listener.said.clear()
    drawn: bytes = converter().svg_to_png(svg, scale=scale)
    if not listener.said:
        return drawn
    command = [sys.executable, "-c", _WITH_OTHER_TYPE, f"{scale:g}"]
    done = subprocess.run(command, input=svg.encode(), capture_output=True, check=False, timeout=120)
    lacking = _letters(done.stderr.decode(errors="replace").splitlines())
    if done.returncode == 0 and not lacking:
        return done.stdout
    named = " ".join((lacking or _letters(listener.said))[:_LETTERS_NAMED])
    fix = "write that in other letters, or install a font that has them (Noto has most)"
    raise FigureError(Problem("the picture", f"no font here has {named}: there would be empty boxes", fix))


class _Listener(logging.Handler):
    """What the drawing says of letters, which names no page, so that nobody else is to see it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@cache
def _listener() -> _Listener:
    listener, logger = _Listener(), logging.getLogger(_LOGGER)
    logger.addHandler(listener)
    logger.propagate = False
    return listener


def _letters(said: list[str]) -> list[str]:
    found = (_LACKING.search(line) for line in said)
    return list(dict.fromkeys(chr(int(match[1], 16)) for match in found if match))
