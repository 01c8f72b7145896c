"""What CLDR knows about a language: plural forms, scales of numbers, names of months and days."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale


@cache
def locale_data(identifier: str) -> Locale:
    """The data of a locale, by its identifier."""
    from babel import Locale

    return Locale.parse(identifier)


_INDIAN = {5: {"other": "0 lakh"}, 7: {"other": "0 crore"}, 12: {"other": "0 lakh crore"}}
"""What newsrooms in India write; CLDR has the million of other English for it."""


@cache
def scales_of(identifier: str) -> dict[int, dict[str, str]]:
    """The powers of ten that a language has words for, with the wording by plural category.

    From a million on, or from the nearest scale below it: 10⁴ in Japanese, 10⁵ in Hindi. A language without such
    words writes all digits.
    """
    if identifier == "en_IN":
        return _INDIAN
    formats = locale_data(identifier).compact_decimal_formats
    said: dict[int, dict[str, str]] = {}
    for category, patterns in formats["long" if "long" in formats else "short"].items():
        for size, found in patterns.items():
            pattern = str(found.pattern).replace("'", "")
            if pattern.count("0") == 1 and pattern.strip() != "0":
                said.setdefault(len(size) - 1, {})[category] = pattern
    smallest = 6 if 6 in said else max((power for power in said if power < 6), default=6)
    return {power: said[power] for power in sorted(said) if power >= smallest}


def form_for(forms: Mapping[str, str], category: str) -> str:
    """The form for a plural category, falling back to "other" and then to the last form."""
    return forms.get(category) or forms.get("other") or list(forms.values())[-1]
