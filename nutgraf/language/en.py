"""English as an American newsroom writes it, after the AP Stylebook."""

from __future__ import annotations

from nutgraf.language.grammar_rules import LanguageRules, tens

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NTHS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_PARTS = {**dict(enumerate(_NTHS[5:], start=5)), 3: "third", 4: "quarter", 10: "tenth"}

RULES = LanguageRules(
    locale="en_US",
    money="${number}",
    money_short="${number}",
    currency={"one": "dollar", "other": "dollars"},
    after_scale="",
    single_scales={},
    percent="{number}%",
    points={"one": "percentage point", "other": "percentage points"},
    genders=("m",),
    cardinals={"m": (*_UNITS, *tens(_UNITS, _DECADES, "-"))},
    ordinals={"m": _NTHS},
    ordinal_marks={"m": ((r"1[123]$", "th"), (r"1$", "st"), (r"2$", "nd"), (r"3$", "rd"), (r"$", "th"))},
    dates={"day": "{month} {day}, {year}", "month": "{month} {year}", "year": "{year}"},
    about={"day": "about {date}", "month": "about {date}", "year": "about {date}"},
    months_in_days=(
        *("Jan.", "Feb.", "March", "April", "May", "June"),
        *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
    ),
    joins={"and": ((r"", "and"),), "or": ((r"", "or"),)},
    abbreviations=(
        "gov sen rep gen col lt sgt dr mr mrs ms st jr sr inc co corp ltd dept no vs etc approx "
        "jan feb aug sept oct nov dec ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn "
        "miss mo mont neb nev okla ore pa tenn vt va wash wis wyo"
    ),
    contractions=(),
    rough={
        "nearly": "nearly",
        "about": "about",
        "more than": "more than",
        "less than": "less than",
        "fewer than": "fewer than",
        "up to": "up to",
        "at least": "at least",
        "at most": "at most",
    },
    qualifiers=(
        *("about", "around", "roughly", "approximately", "some", "nearly", "almost", "more than", "less than"),
        *("fewer than", "over", "under", "at least", "at most", "up to", "an estimated", "as many as", "close to"),
    ),
    change={"one": ("rose", "fell", "held steady"), "other": ("rose", "fell", "held steady")},
    times={"2": "twice as {much}", "n": "{n} times as {much}"},
    much=("much", "many"),
    fractions={
        (1, 2): "half",
        (2, 3): "two-thirds",
        (3, 4): "three-quarters",
        **{(1, part): f"a{'n' if part == 8 else ''} {word}" for part, word in _PARTS.items()},
        **{(count, 5): f"{_UNITS[count]}-fifths" for count in (2, 3, 4)},
    },
    half_as={
        (1, 2): "half as {much}",
        (2, 3): "two-thirds as {much}",
        (3, 4): "three-quarters as {much}",
        **{(1, part): f"a{'n' if part == 8 else ''} {word} as {{much}}" for part, word in _PARTS.items()},
    },
    ranks={"most": ("the most", "the {nth} most"), "least": ("the least", "the {nth} least")},
    reported={
        "one": "as reported by {reporters}",
        "other": "as reported by {reporters}",
        "many": "as reported by {n} outlets",
    },
)
