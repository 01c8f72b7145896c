"""Reads what people write for a unit, "€", "%" or "€/m²", as the name that a data package has for it."""

from __future__ import annotations

import re
import unicodedata

from nutgraf.language import is_currency

CURRENCIES = {
    **{"$": "usd", "US$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "USD": "usd", "EUR": "eur", "GBP": "gbp"},
    **{"C$": "CAD", "A$": "AUD", "R$": "BRL", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS"},
    **{code: code for code in ("CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "CAD", "AUD", "NZD", "INR")},
    **{code: code for code in ("BRL", "MXN", "ZAR", "CNY", "KRW", "TRY", "UAH", "ILS")},
    "JPY": "jpy",
}
"""The signs and codes that mean a currency, in cells and in headings."""
MONEY = "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True))
_SIGNS = {**CURRENCIES, "%": "percent"}
_MEASURES = {
    "m²": "square_meter",
    "m2": "square_meter",
    "qm": "square_meter",
    "sq m": "square_meter",
    "km²": "square_kilometer",
    "km2": "square_kilometer",
    "sq km": "square_kilometer",
    "m³": "cubic_meter",
    "m3": "cubic_meter",
    "sq ft": "square_foot",
    "ft²": "square_foot",
    "ha": "hectare",
    "km": "kilometer",
    "kg": "kilogram",
    "t": "ton",
    "l": "liter",
    "h": "hour",
    "kwh": "kilowatt_hour",
    "mwh": "megawatt_hour",
}
_PER = r"(?:/|(?<!\w)(?:per|pro|par|por|je)\s)"
_RATE = re.compile(rf"(?P<top>[^/]+?)\s*{_PER}\s*(?P<bottom>[^/]+)", re.I)
_IN_HEADING = re.compile(
    rf"(?<!\w)[kKmMtT]?(?P<sign>{MONEY}|%)(?:[kKmM]|bn)?(?!\w)\s*(?P<per>{_PER}\s*(?P<of>[^),;\]]*))?"
)
_LONGEST = 31
"""The letters of the longest name of what a rate is taken from: more are the words of a heading."""
_ENDS = rf"(?=\s*(?:$|[),;\]]|{_PER}))"
_WORDS = (
    ("€", re.compile(rf"(?<![\w-])euros?{_ENDS}", re.I)),
    ("R$", re.compile(rf"\breais{_ENDS}", re.I)),
    ("₹", re.compile(rf"\brupees{_ENDS}", re.I)),
    ("£", re.compile(rf"\b(?:pounds sterling|libras esterlinas|livres sterling){_ENDS}", re.I)),
    ("CHF", re.compile(rf"\b(?:swiss francs|francs suisses|schweizer franken|francos suizos|franken){_ENDS}", re.I)),
    ("US$", re.compile(rf"\bu\.?s\.?[ -]dollars?{_ENDS}", re.I)),
    (
        "%",
        re.compile(
            r"(?:(?<=\bin )|(?<=\ben )|(?<=\bem )|(?<=[,;] )|(?<=\())"
            rf"(?:percent|per cent|pct|prozent|pour cent|por ciento|por cento){_ENDS}",
            re.I,
        ),
    ),
)
"""The words that say a unit, and the sign for each: "Debt in euros", "Share (percent)"."""
_MEASURED = re.compile(
    rf"{_PER}\s*(?P<of>{'|'.join(map(re.escape, sorted(_MEASURES, key=len, reverse=True)))})(?![\w²³])", re.I
)


def unit_named(text: str) -> str:
    """The name of a unit as a person writes it: `eur_per_square_meter` of "€/m²"; else small letters."""
    text = text.strip()
    if text in _SIGNS:
        return _SIGNS[text]
    currency, per, of = text.partition("_per_")
    if is_currency(currency) and (per or currency == text):
        return f"{currency}{per}{of}"
    found = _RATE.fullmatch(text)
    if found and (bottom := _one(found["bottom"])):
        return f"{unit_named(found['top'])}_per_{bottom}"
    return re.sub(r"\s+", "_", text.lower())


def is_unit(name: str) -> bool:
    """Whether a name can be that of a unit: letters of any alphabet, digits and _, a letter first."""
    marks = name.replace("_", "")
    return name[:1].isalpha() and all(unicodedata.category(mark)[0] in "LMN" for mark in marks)


def unit_in(heading: str) -> str:
    """The unit that a sign in a heading means, as in "Rent (€/m²)" or "Share, %".

    "" where none or several are in it, and where it is a rate of what has no name, such as "$ per 1,000 persons".
    """
    for sign, words in _WORDS:
        heading = words.sub(sign, heading)
    units = set()
    elsewhere = _MEASURED.search(heading)
    for found in _IN_HEADING.finditer(heading):
        unit = _SIGNS[found["sign"]]
        of = found["of"] if found["per"] else elsewhere["of"] if elsewhere else None
        if of is None or unit == "percent":
            units.add(unit)
        elif one := _one(of):
            units.add(f"{unit}_per_{one}")
        else:
            return ""
    return units.pop() if len(units) == 1 else ""


def _one(text: str) -> str:
    """The name of one of what a rate is taken from; "" where it has none."""
    text = " ".join(text.lower().split())
    name = _MEASURES.get(text, text.replace(" ", "_"))
    return name if is_unit(name) and len(name) <= _LONGEST else ""
