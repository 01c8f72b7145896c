"""Parses the number in a printed text by its own rules, in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

READ = ("en", "es")
"""The supported languages."""

_SCALES = {
    "thousand": 3,
    "mil": 3,
    "million": 6,
    "millón": 6,
    "millones": 6,
    "billion": 9,
    "mil millones": 9,
    "trillion": 12,
    "billón": 12,
    "billones": 12,
}
_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ES = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"]
_WORDS = {word: n for words in (_EN, _ES) for n, word in enumerate(words)} | {"una": 1, "un": 1}
_EN_NTHS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ES_NTHS = ["", "primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven", "décim"]
_NTHS = {word: n for n, word in enumerate(_EN_NTHS)}
_NTHS |= {f"{stem}{end}": n for n, stem in enumerate(_ES_NTHS) if stem for end in ("", "o", "a")}
_FRACTIONS = {
    ("two-thirds", "dos tercios"): (2, 3),
    ("three-quarters", "tres cuartos", "tres cuartas partes"): (3, 4),
    ("half", "la mitad", "medio"): (1, 2),
    ("a third", "un tercio", "tercera parte"): (1, 3),
    ("a quarter", "un cuarto", "cuarta parte"): (1, 4),
    ("a fifth", "un quinto", "quinta parte"): (1, 5),
    ("a tenth", "un décimo", "décima parte"): (1, 10),
}
_NEAR_FRACTION = Decimal("0.02")
_NUMBER = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:(?:st|nd|rd|th)\b|\.?[ºª])?"
    r"\s*(mil millones|thousand|million|billion|trillion|billones|billón|millones|millón|mil)?\b"
)
_FIRST = re.compile(r"(?:the |el |la )?(?:largest|most|more|smallest|más alt[oa]|más baj[oa]|mayor|menor|que más)")


def says(text: str, value: Decimal, unit: str) -> bool | None:
    """Whether a text prints a value, within half a unit of its last digit; None if it prints no number."""
    amount = abs(value)
    said = text.casefold().replace("\u00a0", " ")
    if unit == "ratio" and "%" in said:
        amount *= 100
    for words, (part, whole) in _FRACTIONS.items():
        if any(word in said for word in words):
            share = amount / 100 if unit == "percent" else amount
            return abs(share - Decimal(part) / whole) <= _NEAR_FRACTION
    readings = list(_readings(said))
    return any(abs(number - amount) <= step / 2 for number, step in readings) if readings else None


def _readings(said: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Each number in a text and the unit of its last digit."""
    for found in _NUMBER.finditer(said):
        digits, word = found[1].replace(",", ""), found[2]
        power = Decimal(10) ** _SCALES.get(word or "", 0)
        places = len(digits.partition(".")[2])
        zeros = 0 if word or places else len(digits) - len(digits.rstrip("0"))
        yield Decimal(digits) * power, power * Decimal(10) ** (zeros - places)
    for word in re.findall(r"[^\W\d_]+", said):
        for known in (_WORDS, _NTHS):
            if word in known:
                yield Decimal(known[word]), Decimal(0)
    if said.startswith("mil millones"):  # a billion, which Spanish writes without a one
        yield Decimal(10**9), Decimal(10**9)
    if re.search(r"\b(?:twice|double[sd]?|doble)\b", said):
        yield Decimal(2), Decimal(1)
    if _FIRST.fullmatch(said):
        yield Decimal(1), Decimal(0)
