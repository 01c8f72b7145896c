"""The door to vl-convert, told to fetch nothing and to draw with the type it carries itself."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_OWN_TYPE = Path(__file__).parent / "fonts.conf"
_A_LETTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-family="Liberation Sans">a</text></svg>'
)
_HEAP_MB = 256
"""Twice what a scatter of 50,000 points takes."""
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""What Liberation Sans can write."""

_needs_other_type = False


def write_in(languages: Iterable[str]) -> None:
    """Say before the first picture which languages the site has: one in another script needs the machine's fonts."""
    global _needs_other_type
    _needs_other_type = not all(_is_covered(code) for code in languages)


@cache
def converter() -> Any:
    """vl-convert, imported when the first picture is drawn; what it cannot reach it leaves out without a word.

    It reads a font of the machine anew for every letter, and measures with whatever the machine has. With only the
    fonts it carries itself, a picture takes half the time and is the same on every machine.
    """
    import vl_convert

    if hasattr(vl_convert, "configure"):
        # Without a limit V8 lets its heap grow by what the machine has; with one it tidies up in time.
        vl_convert.configure(allowed_base_urls=[], base_url=False, max_v8_heap_size_mb=_HEAP_MB)
    before = os.environ.get("FONTCONFIG_FILE")
    if before is None and not _needs_other_type:
        os.environ["FONTCONFIG_FILE"] = str(_OWN_TYPE)
        try:
            # The first text makes it look for fonts; after that the variable is in nobody's way.
            vl_convert.svg_to_png(_A_LETTER)
        finally:
            del os.environ["FONTCONFIG_FILE"]
    return vl_convert


def _is_covered(code: str) -> bool:
    """Whether a language is written in a script of ours, as its own name shows."""
    from babel import Locale

    name = Locale.parse(code).get_language_name(code) or ""
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in name if letter.isalpha())
