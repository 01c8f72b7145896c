"""Parses the number in a printed text by its own rules, in the languages that come with nutgraf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_BILLIONS = {"milliard": 9, "milliards": 9}
_SCALES = {
    "en": {
        **{"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
        **{"lakh": 5, "crore": 7, "lakh crore": 12},
    },
    "es": {"mil": 3, "millón": 6, "millones": 6, "mil millones": 9, "billón": 12, "billones": 12},
    "fr": {"mille": 3, "million": 6, "millions": 6, **_BILLIONS, "billion": 12, "billions": 12},
    "de": {
        **{"tausend": 3, "million": 6, "millionen": 6, "milliarde": 9, "milliarden": 9},
        **{"billion": 12, "billionen": 12},
    },
    "pt": {"mil": 3, "milhão": 6, "milhões": 6, "bilhão": 9, "bilhões": 9, "trilhão": 12, "trilhões": 12},
}
READ = tuple(_SCALES)
"""The supported languages."""

_NOTATIONS = {"en": (".",), "es": (".", ","), "fr": (",",), "de": (",",), "pt": (",",)}
"""The decimal sign; in Spanish, newsrooms differ."""

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "zero um dois três quatro cinco seis sete oito nove dez onze doze",
)
_WORDS = {word: n for words in _CARDINALS for n, word in enumerate(words.split())}
_WORDS |= {"una": 1, "un": 1, "une": 1, "ein": 1, "eine": 1, "uma": 1, "duas": 2}
_WORDS |= {f"{word}mal": n for n, word in enumerate(_CARDINALS[3].split())}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth",
    "- primer segund tercer cuart quint sext séptim octav noven décim",
    "- premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
    "- erst zweit dritt viert fünft sechst siebt acht neunt zehnt",
    "- primeir segund terceir quart quint sext sétim oitav non décim",
)
_NTHS = {
    f"{stem}{end}": n for words in _ORDINALS for n, stem in enumerate(words.split()) for end in ("", "o", "a", "e")
}
_NTHS |= {"première": 1}
_FRACTIONS = {
    ("two-thirds", "dos tercios", "deux tiers", "zwei drittel", "dois terços"): (2, 3),
    ("three-quarters", "tres cuartos", "tres cuartas partes", "trois quarts", "drei viertel", "três quartos"): (3, 4),
    ("half", "la mitad", "medio", "la moitié", "deux fois moins", "die hälfte", "halb so", "metade"): (1, 2),
    ("a third", "un tercio", "tercera parte", "un tiers", "trois fois moins", "ein drittel", "um terço"): (1, 3),
    ("a quarter", "un cuarto", "cuarta parte", "un quart", "quatre fois moins", "ein viertel", "um quarto"): (1, 4),
    ("a fifth", "un quinto", "quinta parte", "un cinquième", "cinq fois moins", "ein fünftel", "um quinto"): (1, 5),
    ("a tenth", "un décimo", "décima parte", "un dixième", "dix fois moins", "ein zehntel", "um décimo"): (1, 10),
}
_NEAR_FRACTION = Decimal("0.02")
_NUMBER = {
    lang: re.compile(
        r"(\d[\d,]*(?:\.\d+)?)(?:(?:st|nd|rd|th|er|re|e)\b|\.?[ºª])?"
        rf"\s*({'|'.join(sorted(scales, key=len, reverse=True))})?\b"
    )
    for lang, scales in _SCALES.items()
}
_GROUPING = re.compile(r"(?<=\d)[.\s](?=\d{3}(?!\d))")
_FIRST = re.compile(
    r"(?:the |el |la |o |a |le |der )?(?:largest|most|more|smallest|más alt[oa]|más baj[oa]|mayor|menor|que más"
    r"|que mais|que menos|dernier|dernière|letzte platz)"
)

_MORE = re.compile(r"(?:more than|más de|más del|plus de|plus du|mehr als|mais de|mais do)\b")
_NEARLY = re.compile(r"(?:nearly|casi|près de|fast|quase)\b")
"""How many times is said as a whole number, with a word for what is above or below it."""


def says(text: str, value: Decimal, unit: str, lang: str = "en") -> bool | None:
    """Whether a text prints a value, within half a unit of its last digit; None if it prints no number."""
    amount = abs(value)
    said = text.casefold().replace("\u00a0", " ")
    if unit == "ratio" and "%" in said:
        amount *= 100
    for words, (part, whole) in _FRACTIONS.items():
        if any(word in said for word in words):
            share = amount / 100 if unit == "percent" else amount
            return abs(share - Decimal(part) / whole) <= _NEAR_FRACTION
    readings = [reading for sign in _NOTATIONS[lang] for reading in _readings(_in_points(said, sign), lang)]
    if unit == "ratio" and _MORE.search(said):
        return any(number <= amount < number + 1 for number, _ in readings) if readings else None
    if unit == "ratio" and _NEARLY.search(said):
        return any(number - 1 < amount <= number for number, _ in readings) if readings else None
    return any(abs(number - amount) <= step / 2 for number, step in readings) if readings else None


def with_scale(text: str, sentence: str, lang: str) -> str:
    """What opens a range in a sentence, with the scale at its end: "12" of "12 a 39 millones" is "12 millones"."""
    scales = "|".join(sorted(_SCALES[lang], key=len, reverse=True))
    start = re.escape(text.casefold().replace("\u00a0", " "))
    range_ = rf"(?<![\d.,]){start}†? (?:[^\W\d]+ )+\d[\d.,]* ({scales})\b"
    found = re.search(range_, sentence.casefold().replace("\u00a0", " ")) if text[-1:].isdigit() else None
    return f"{text} {found[1]}" if found else text


def amounts(text: str, lang: str) -> set[Decimal]:
    """What a text may say, in full, by every notation of the language; none for words that are no numbers."""
    said = text.casefold().replace("\u00a0", " ")
    return {number for sign in _NOTATIONS[lang] for number, _ in _readings(_in_points(said, sign), lang)}


def _in_points(said: str, decimal_sign: str) -> str:
    """The text with a point as its decimal sign."""
    return _GROUPING.sub("", said).replace(",", ".") if decimal_sign == "," else said


def _readings(said: str, lang: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Each number in a text and the unit of its last digit."""
    for found in _NUMBER[lang].finditer(said):
        digits, word = found[1].replace(",", ""), found[2]
        power = Decimal(10) ** _SCALES[lang].get(word or "", 0)
        places = len(digits.partition(".")[2])
        exact = places or (word and len(digits) <= 3)  # 17,300 millones is rounded as 17.3 billion is
        zeros = 0 if exact else len(digits) - len(digits.rstrip("0"))
        yield Decimal(digits) * power, power * Decimal(10) ** (zeros - places)
    for word in re.findall(r"[^\W\d_]+", said):
        for known in (_WORDS, _NTHS):
            if word in known:
                yield Decimal(known[word]), Decimal(0)
    if said.startswith("mil millones"):  # a billion, which Spanish writes without a one
        yield Decimal(10**9), Decimal(10**9)
    if re.search(r"\b(?:twice|double[sd]?|doble|doppelt|dobro)\b", said):
        yield Decimal(2), Decimal(1)
    if _FIRST.fullmatch(said):
        yield Decimal(1), Decimal(0)
