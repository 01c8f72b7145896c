"""Text in plain Latin letters, for addresses and names: "münchen" is `muenchen` in German, as its file says."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nutgraf.language_files import language_state, section, typed

_WITHOUT_EQUAL = {"ə": "e"}
"""Letters that are not in the tables of python-slugify, which would leave them out."""


@dataclass(frozen=True, kw_only=True)
class AddressRules:
    """How a language writes its letters where only those of English can be."""

    letters: Mapping[str, str] = field(default_factory=dict)
    """What a small letter becomes: {"ü" = "ue"}. All others lose their marks: é is e, ñ is n."""


def in_latin(text: str, lang: str, separator: str = "-") -> str:
    """Small letters and digits of ASCII, words joined by a separator; "" if nothing is left.

    Letters of other alphabets are transliterated: "Łódź" is lodz. Raises UsageError where the file of the language
    has a wrong section `addresses`.
    """
    return _latin(text, lang, separator, language_state())


def with_latin_letters(text: str, lang: str) -> str:
    """Text with the letters that its language writes otherwise in Latin ones, and all else as it is."""
    spelled = unicodedata.normalize("NFC", text)
    for letter, latin in _letters(lang, language_state()):
        spelled = spelled.replace(letter, latin)
    return spelled


@lru_cache(maxsize=4096)
def _latin(text: str, lang: str, separator: str, state: object) -> str:
    letters = _letters(lang, state)
    if text.isascii() and text.isalnum() and not any(letter in text for letter, _ in letters):
        return text.lower()  # as most columns of addresses are codes, for which no library need be imported
    from slugify import slugify

    return slugify(unicodedata.normalize("NFC", text), separator=separator, replacements=letters)


@lru_cache(maxsize=64)
def _letters(lang: str, _: object) -> list[tuple[str, str]]:
    rules = typed(AddressRules, lang, "addresses", section(lang, "addresses"))
    letters = {**_WITHOUT_EQUAL, **rules.letters}
    return [pair for small, latin in letters.items() for pair in ((small, latin), (small.upper(), latin.upper()))]
