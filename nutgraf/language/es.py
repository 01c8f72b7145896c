"""Spanish as a newsroom in the United States writes it: 1,234.5 for numbers, "mil millones" for 10⁹."""

from __future__ import annotations

from nutgraf.language.grammar_rules import LanguageRules, tens

_UNITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_TEENS = (
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho"),
    *("diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco"),
    *("veintiséis", "veintisiete", "veintiocho", "veintinueve"),
)
_DECADES = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_ONES = {
    "m": _UNITS,
    "f": ("cero", "una", *_UNITS[2:]),
    "short": ("cero", "un", *_UNITS[2:]),
}
_TWENTY_ONE = {"m": "veintiuno", "f": "veintiuna", "short": "veintiún"}
_STEMS = ("primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven", "décim")
_PARTS = {4: "cuarta", 5: "quinta", 6: "sexta", 7: "séptima", 8: "octava", 9: "novena", 10: "décima"}


def _cardinals(gender: str) -> tuple[str, ...]:
    teens = tuple(_TWENTY_ONE[gender] if word == "veintiuno" else word for word in _TEENS)
    return (*_ONES[gender], *teens, *tens(_ONES[gender], _DECADES, " y "))


RULES = LanguageRules(
    locale="es_US",
    money="{number} {unit}",
    money_short="{number}",
    currency={"one": "dólar", "other": "dólares"},
    after_scale="de",
    single_scales={9: "mil millones"},
    percent="{number}%",
    points={"one": "punto porcentual", "other": "puntos porcentuales"},
    genders=("m", "f"),
    cardinals={gender: _cardinals(gender) for gender in _ONES},
    ordinals={
        "m": ("", *(f"{stem}o" for stem in _STEMS)),
        "f": ("", *(f"{stem}a" for stem in _STEMS)),
        "short": ("", *(stem if stem in ("primer", "tercer") else f"{stem}o" for stem in _STEMS)),
    },
    ordinal_marks={
        "m": ((r"", ".º"),),
        "f": ((r"", ".ª"),),
        "short": ((r"(?<!1)1$|3$", ".er"), (r"", ".º")),
    },
    dates={"day": "{day} de {month} de {year}", "month": "{month} de {year}", "year": "{year}"},
    about={"day": "hacia el {date}", "month": "hacia {date}", "year": "hacia {date}"},
    months_in_days=(),
    # "e" before the sound i (Idaho, hijos) but not before a diphthong (hierro, Iowa);
    # "u" before the sound o, in digits too (8, 11).
    joins={
        "and": ((r"(?i)^(h?[ií](?![aeouáéóú])|y(?![aeiouáéíóú]))", "e"), (r"", "y")),
        "or": ((r"(?i)^(h?[oó]|8|11(?!\d))", "u"), (r"", "o")),
    },
    abbreviations="ee uu sr sra dr dra gob sen núm art pág aprox etc lic prof gral cía ed vol",
    # "casi el 5%", "menos del 3%": a percentage takes its article
    contractions=((r"(?<=[a-z]) (?=[\d.,]+%$)", " el "), (r"\bde el\b", "del"), (r"\ba el\b", "al")),
    rough={
        "nearly": "casi",
        "about": "alrededor de",
        "more than": "más de",
        "less than": "menos de",
        "fewer than": "menos de",
        "up to": "hasta",
        "at least": "al menos",
        "at most": "a lo sumo",
    },
    qualifiers=(
        *("alrededor de", "alrededor del", "cerca de", "cerca del", "aproximadamente", "unos", "unas", "casi"),
        *("casi el", "casi un", "más de", "más del", "menos de", "menos del", "poco más de", "poco menos de"),
        *("hasta", "al menos", "por lo menos", "a lo sumo", "un estimado de"),
    ),
    change={
        "one": ("subió", "bajó", "se mantuvo igual"),
        "other": ("subieron", "bajaron", "se mantuvieron igual"),
    },
    times={"2": "el doble", "3": "el triple", "n": "{n} veces más"},
    much=("", ""),
    fractions={
        (1, 2): "la mitad",
        (1, 3): "un tercio",
        (2, 3): "dos tercios",
        (3, 4): "tres cuartas partes",
        **{(1, part): f"una {word} parte" for part, word in _PARTS.items()},
        **{(count, 5): f"{_UNITS[count]} quintas partes" for count in (2, 3, 4)},
    },
    half_as={
        (1, 2): "la mitad",
        (1, 3): "la tercera parte",
        (2, 3): "dos tercios",
        (3, 4): "tres cuartas partes",
        **{(1, part): f"la {word} parte" for part, word in _PARTS.items()},
    },
    ranks={
        "most": ("el que más", "el {nth} que más"),
        "least": ("el que menos", "el {nth} que menos"),
        "most f": ("la que más", "la {nth} que más"),
        "least f": ("la que menos", "la {nth} que menos"),
    },
    reported={
        "one": "según {reporters}",
        "other": "según {reporters}",
        "many": "según {n} medios",
    },
)
