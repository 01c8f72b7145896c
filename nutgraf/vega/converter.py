"""Access to vl-convert, set to fetch nothing, to draw with its bundled fonts and to run in UTC."""

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
"""Enough for five layers of as many rows as a figure may have, each with words: 128 is too little for three."""
_SMALL_HEAP_MB = 64
"""The smallest that V8 accepts: enough for a scatter of 20,000 points, and nearly always."""
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""The scripts that Liberation Sans covers."""

AS_JSON = "asJSON"
"""A function that we add to Vega's expressions: a value as text that can be parsed again.

JSON cannot express infinity or NaN; they are written as {"number": "NaN"}.
"""
_PLUGIN = f"""export default vega => vega.expressionFunction('{AS_JSON}', value => JSON.stringify(value, (name, item) =>
    typeof item === 'number' && !isFinite(item) ? {{number: String(item)}} : item))"""

_needs_other_type = False
_heap_mb = _HEAP_MB
_elsewhere: Any = None
_warnings: list[str] = []


def configure_fonts(languages: Iterable[str]) -> None:
    """Sets the languages of the site, before the first picture: another script needs the machine's fonts."""
    set_other_type(needed=not all(_is_covered(code) for code in languages))


def needs_other_type() -> bool:
    """Whether a language of the site needs the machine's fonts."""
    return _needs_other_type


def set_other_type(*, needed: bool) -> None:
    """Sets whether the machine's fonts are needed, before the first picture."""
    global _needs_other_type
    _needs_other_type = needed


def use_small_heap() -> None:
    """Has this process draw in less memory, before its first picture; see `has_run_out_of_memory`."""
    global _heap_mb
    _heap_mb = _SMALL_HEAP_MB


def has_run_out_of_memory(error: Exception) -> bool:
    """Whether a picture failed because it takes more memory than vl-convert was given."""
    return "heap limit" in str(error)


def convert_elsewhere(other: Any) -> None:
    """From now on, `converter` gives the vl-convert of another process; None undoes this."""
    global _elsewhere
    _elsewhere = other


def converter() -> Any:
    """vl-convert: that of another process if `convert_elsewhere` has named one, else that of this process."""
    return own_converter() if _elsewhere is None else _elsewhere


@cache
def own_converter() -> Any:
    """vl-convert, imported for the first picture. It silently leaves out what it cannot reach.

    With the machine's fonts it rereads a font for every letter, and its measurements vary by machine. With only its
    bundled fonts, a picture takes half the time and is the same on every machine. Its clock is UTC
    everywhere, so that a date is the same day on every machine.
    """
    import vl_convert

    _listen()
    if hasattr(vl_convert, "configure"):
        # Without a limit V8 sizes its heap by the machine's memory; with one it collects garbage in time.
        vl_convert.configure(allowed_base_urls=[], base_url=False, max_v8_heap_size_mb=_heap_mb, vega_plugins=[_PLUGIN])
    own = {"TZ": "UTC"}
    if "FONTCONFIG_FILE" not in os.environ and not _needs_other_type:
        own["FONTCONFIG_FILE"] = str(_OWN_TYPE)
    with _environment(own):
        # It looks for fonts at the first text, and for the zone at the first chart; after that the variables are
        # no longer needed.
        vl_convert.svg_to_png(_A_LETTER)
        vl_convert.vegalite_to_svg(_A_CHART)
    _warnings.clear()
    return vl_convert


def warnings() -> tuple[str, ...]:
    """Vega's warnings about the charts drawn since the last call; they name no page, so nothing else reports them."""
    found = tuple(dict.fromkeys(_warnings))
    _warnings.clear()
    return found


def add_warnings(said: Iterable[str]) -> None:
    """Adds the warnings of another process."""
    _warnings.extend(said)


class _Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _warnings.append(record.getMessage())


def _listen() -> None:
    """Captures the log of vl-convert and its libraries, which would go to standard error."""
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
    """Whether our fonts cover the script of a language, judged by its name in that language."""
    from babel import Locale

    name = Locale.parse(code, sep="-").get_language_name() or ""
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in name if letter.isalpha())
