"""Whether a number fits the words in which its publisher printed it, where its table keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.numbers import Number, find, readable_languages


def fits_quote(value: float, quote: str) -> bool:
    """Whether a quote such as "$314.2 million" can be this number, exact or rounded up or down.

    True where that cannot be said: in no language does the quote have one number alone, in digits.
    """
    readings = list(_readings(quote))
    return not readings or any(_is_near(each, value) for each in readings)


def _readings(quote: str) -> Iterator[Number]:
    """The one number of a quote, as each language reads it."""
    for lang in readable_languages():
        found = [each for each in find(quote, lang) if not each.exempt]
        if len(found) == 1 and found[0].kind == "digits":
            yield found[0]


def _is_near(printed: Number, value: float) -> bool:
    """Whether a value is less than one step of its last digit away; a table may have a percentage as a share."""
    values = (value, value * 100) if printed.unit == "percent" else (value,)
    tolerated = (printed.step or 0) * (1 - 1e-9)
    return printed.value is not None and any(abs(each - printed.value) <= tolerated for each in values)
