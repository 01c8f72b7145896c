"""The door to vl-convert, set to fetch nothing, to draw with its own type and to read the clock in UTC."""

from __future__ import annotations

import contextlib
import logging
import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_OWN_TYPE = Path(__file__).parent / "fonts.conf"
_A_LETTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-family="Liberation Sans">a</text></svg>'
)
_A_CHART = {"data": {"values": [{}]}, "mark": "point"}
_HEAP_MB = 256
"""Twice what a scatter of 50,000 points takes."""
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""What Liberation Sans can write."""

AS_JSON = "asJSON"
"""The one function that Vega's expressions have here besides their own: a value as text that can be read back.

JSON has no word for infinity and for what is no number; they are written as {"number": "NaN"}.
"""
_PLUGIN = f"""export default vega => vega.expressionFunction('{AS_JSON}', value => JSON.stringify(value, (name, item) =>
    typeof item === 'number' && !isFinite(item) ? {{number: String(item)}} : item))"""

_needs_other_type = False
_warnings: list[str] = []


def configure_fonts(languages: Iterable[str]) -> None:
    """Say before the first picture which languages the site has: one in another script needs the machine's fonts."""
    global _needs_other_type
    _needs_other_type = not all(_is_covered(code) for code in languages)


@cache
def converter() -> Any:
    """vl-convert, imported when the first picture is drawn; what it cannot reach it leaves out without a word.

    It reads a font of the machine again for every letter, and measures with whatever the machine has. With only the
    fonts it carries itself, a picture takes half the time and is the same on every machine. Its clock is UTC wherever
    the machine is, so that a date is the same day everywhere.
    """
    import vl_convert

    _listen()
    if hasattr(vl_convert, "configure"):
        # Without a limit V8 lets its heap grow by what the machine has; with one it tidies up in time.
        vl_convert.configure(allowed_base_urls=[], base_url=False, max_v8_heap_size_mb=_HEAP_MB, vega_plugins=[_PLUGIN])
    own = {"TZ": "UTC"}
    if "FONTCONFIG_FILE" not in os.environ and not _needs_other_type:
        own["FONTCONFIG_FILE"] = str(_OWN_TYPE)
    with _environment(own):
        # The first text makes it look for fonts, and the first chart for the zone; after that the variables are in
        # nobody's way.
        vl_convert.svg_to_png(_A_LETTER)
        vl_convert.vegalite_to_svg(_A_CHART)
    _warnings.clear()
    return vl_convert


def warnings() -> tuple[str, ...]:
    """What Vega said about the charts drawn since this was last asked; it names no page, so nobody else sees it."""
    found = tuple(dict.fromkeys(_warnings))
    _warnings.clear()
    return found


class _Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _warnings.append(record.getMessage())


def _listen() -> None:
    """Keep what vl-convert and the libraries in it log from standard error."""
    for name in ("vl_convert", "usvg", "resvg", "fontdb", "swc_ecma_transforms_optimization"):
        logger = logging.getLogger(name)
        logger.addHandler(_Listener())
        logger.propagate = False


@contextlib.contextmanager
def _environment(own: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _is_covered(code: str) -> bool:
    """Whether a language is written in a script of ours, as its own name shows."""
    from babel import Locale

    name = Locale.parse(code).get_language_name(code) or ""
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in name if letter.isalpha())
