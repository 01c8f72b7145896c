"""The Language: formats numbers, dates and lists by the grammar in the file of the language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.language.catalog import languages, message
from nutgraf.language.cldr import form_for, locale_data, scales_of
from nutgraf.language.currency import money_words
from nutgraf.language.dates import calendar_names, date_text, duration_text, time_text
from nutgraf.language.fallback import rules_of
from nutgraf.language.grammar_rules import Forms, LanguageRules, word_by_pattern
from nutgraf.language.rounding import WHOLE, Numeral, Roundable, exact, numeral
from nutgraf.language_files import language_state

MINUS = "−"  # the typographic minus: a hyphen is passed over by screen readers
LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True)
class Language:
    """A language that a page can be in: its code ("en") and its grammar."""

    code: str
    rules: LanguageRules

    # -- numbers

    def number(
        self,
        value: Roundable,
        step: Roundable | None = None,
        *,
        places: int | None = None,
        full: bool = False,
    ) -> str:
        """ "1.28 million", "12,345", "4.6"; `full` writes every digit, "1,280,412"."""
        written = self._numeral(value, step, places, full)
        return self._signed(written, self._said(written))

    def money(
        self,
        value: Roundable,
        step: Roundable | None = None,
        *,
        currency: str = "USD",
        places: int | None = None,
        full: bool = False,
        short: bool = False,
    ) -> str:
        """ "$314.2 million"; "314.2 millones de dólares"; `short`, "314.2 millones". "¥1,280" has no decimals."""
        words = money_words(self.rules, currency)
        if step is None and places is None and exact(value) % 1 and abs(exact(value)) < 1000:
            places = words.decimals  # cents, or none; yen have none
        written = self._numeral(value, step, places, full)
        number = self._said(written)
        unit = self._noun(written, words.nouns)
        pattern = words.short if short else words.pattern
        return self._signed(written, pattern.format(number=number, unit=unit))

    def count(
        self,
        value: Roundable,
        nouns: Forms,
        step: Roundable | None = None,
        *,
        places: int | None = None,
        full: bool = False,
    ) -> str:
        """ "1.28 million people"; "1.28 millones de personas"; nouns by plural category ("one", "other")."""
        written = self._numeral(value, step, places, full)
        return self._signed(written, f"{self._said(written)} {self._noun(written, nouns)}")

    def without_unit(self, value: Roundable, step: Roundable | None = None, *, before: Roundable) -> str:
        """ "12", for "12 a 39 millones de dólares": what `before` has the same scale is not said twice."""
        written, after = self._numeral(value, step, None, False), self._numeral(before, None, None, False)
        return self._signed(written, (self._digits if written.power == after.power else self._said)(written))

    def percent(self, value: Roundable, step: Roundable | None = None, *, places: int | None = None) -> str:
        """ "4.6%", from a number that is already in percent."""
        written = _tenths(value, step, places)
        return self._signed(written, self.rules.percent.format(number=self._digits(written)))

    def points(self, value: Roundable, step: Roundable | None = None, *, places: int | None = None) -> str:
        """ "2.1 percentage points"; "2.1 puntos porcentuales"."""
        written = _tenths(value, step, places)
        return self._signed(written, f"{self._digits(written)} {self._noun(written, self.rules.points)}")

    def ordinal(self, n: int, gender: str = "", *, digits: bool = False) -> str:
        """ "third", "12th"; "tercera", "12.ª"; "short" is the form before a masculine noun, "tercer"."""
        gender = self._gender(gender)
        words = self.rules.ordinals.get(gender) or self.rules.ordinals["m"]
        if 0 < n < len(words) and not digits:
            return words[n]
        marks = self.rules.ordinal_marks.get(gender) or self.rules.ordinal_marks["m"]
        return f"{n:,}{word_by_pattern(marks, str(n))}"

    def spelled(self, n: int, gender: str = "", *, upto: int = 9) -> str:
        """ "three", "una"; in digits above `upto`, which may be as large as 99."""
        words = self.rules.cardinals.get(self._gender(gender)) or self.rules.cardinals["m"]
        return words[n] if 0 <= n <= min(upto, len(words) - 1) else self.number(n)

    def plural(self, value: Roundable, nouns: Forms) -> str:
        """The noun's form for a number, by the rules of CLDR."""
        return self._noun(numeral(value, scales=WHOLE), nouns)

    def plural_form(self, number: Decimal) -> str:
        """The plural category of a number, by the rules of CLDR: "one", "other"."""
        return self._category(number)

    @property
    def plural_tags(self) -> tuple[str, ...]:
        """The plural categories that its nouns have, in the order of CLDR, "other" at the end."""
        tags = locale_data(self.rules.locale).plural_form.tags
        return (*(tag for tag in ("zero", "one", "two", "few", "many") if tag in tags), "other")

    # -- dates and lists

    def date(self, value: date | str, precision: str = "") -> str:
        """ "Feb. 27, 2025", "February 2025", "2025"; precision "day", "month", "year" or "approx"."""
        return date_text(self.rules, value, precision)

    def time(self, value: time) -> str:
        """ "10:30 PM", "22:30"; with seconds where it has some."""
        return time_text(self.rules, value)

    def duration(self, value: timedelta) -> str:
        """ "1 hour, 30 minutes"; "2 days"; "1 hora, 30 minutos"."""
        return duration_text(self.rules, value)

    def listed(self, items: Sequence[str], word: str = "and", *, aloud: Sequence[str] = ()) -> str:
        """ "A, B and C"; "A, B y C"; semicolons where an item has a comma. `aloud` is how the items read aloud."""
        comma = f"{self.rules.comma} "
        if len(items) < 2:
            return "".join(items)
        aloud = aloud or items
        join = word_by_pattern(self.rules.joins[word], aloud[-1])
        last = f"{join}{'' if join in self.rules.attached else ' '}{items[-1]}"
        if len(items) > 2 and any(comma in item or ", " in item for item in aloud):
            return f"{self.apart(*items[:-1], '')}{last}"
        return f"{comma.join(items[:-1])} {last}"

    def apart(self, *parts: str) -> str:
        """Parts with semicolons between: "314,200,000; as of 2022"."""
        return f"{self.rules.semicolon} ".join(parts)

    def with_commas(self, *parts: str) -> str:
        """Parts with commas between, those that are empty left out: "Honey Board, Survey of hives"."""
        return f"{self.rules.comma} ".join(part for part in parts if part)

    def joined(self, *words: str) -> str:
        """Joined words, contracted where the language does so: "más del doble"."""
        text = " ".join(word for word in words if word)
        for pattern, short in self.rules.contractions:
            text = re.sub(pattern, short, text)
        return text

    def calendar(self) -> dict[str, list[str]]:
        """Month and weekday names, full and short, from January and from Sunday, for date axes."""
        return calendar_names(self.rules)

    # -- interface strings

    @property
    def right_to_left(self) -> bool:
        """Whether it is written right to left."""
        return str(locale_data(self.rules.locale).text_direction) == "rtl"

    def label(self, english: str) -> str:
        """An interface string with its colon: "Source:", "Source :"."""
        return self.say(english) + self.rules.colon

    def say(self, english: str, *, many: str = "", n: int | None = None, **values: object) -> str:
        """An interface string; `{name}` is a placeholder, `n` selects singular or plural."""
        text = message(self.code, english, n, many)
        if n is not None:
            values["n"] = self.number(n)
        return text.format_map(values) if values else text

    # -- how numbers are put together

    def _signed(self, written: Numeral, text: str) -> str:
        """With the minus on the left of its digits, also in a line that runs from the right."""
        if written.mantissa >= 0:
            return text
        return f"{LEFT_TO_RIGHT if self.right_to_left else ''}{MINUS}{text}"

    def _said(self, written: Numeral) -> str:
        if not written.power:
            return self._digits(written)
        alone = self.rules.single_scales.get(str(written.power))
        if alone and abs(written.mantissa) == 1 and not written.places:
            return alone
        return self._scale(written).replace("0", self._digits(written), 1)

    def _digits(self, written: Numeral) -> str:
        from babel.numbers import format_decimal

        locale = locale_data(self.rules.locale)
        first, more = locale.decimal_formats[None].grouping  # 3 and 2 in India: 12,34,567
        pattern = f"#,{'#' * more},{'#' * (first - 1)}0" + f".{'0' * written.places}" * bool(written.places)
        return format_decimal(abs(written.mantissa), pattern, locale=locale)

    def _scale(self, written: Numeral) -> str:
        """How the language writes a scaled number: "0 million", "0万"."""
        return form_for(scales_of(self.rules.locale)[written.power], self._category(written.mantissa))

    def _numeral(self, value: Roundable, step: Roundable | None, places: int | None, full: bool) -> Numeral:
        if full and places is None and not step:
            places = 0 if abs(exact(value)) >= 1000 else None
        scales = WHOLE if full else (0, *self._scales())
        return numeral(value, step=step, places=places, scales=scales)

    def _scales(self) -> tuple[int, ...]:
        """The powers of ten that have a word, those that the newsroom says."""
        known = scales_of(self.rules.locale)
        return tuple(power for power in known if not self.rules.scales or power in self.rules.scales)

    def _noun(self, written: Numeral, nouns: Forms) -> str:
        noun = form_for(nouns, self._category(written.amount))
        joint = word_by_pattern(self.rules.after_scale, noun) if written.power else ""
        return f"{joint}{'' if joint.endswith('’') else ' '}{noun}" if joint else noun

    def _category(self, number: Decimal) -> str:
        return str(locale_data(self.rules.locale).plural_form(abs(number)))

    def _gender(self, gender: str) -> str:
        known = (*self.rules.genders, "short")
        if gender and gender not in ("m", "f", "short"):
            raise ValueError(f"no gender {gender!r}: {did_you_mean(gender, ('m', 'f', 'short'))}")
        return gender if gender in known else self.rules.genders[0]


def language(code: str) -> Language:
    """The language of a page, by its code: it has a catalog, and its own rules where CLDR's are not enough.

    Raises UsageError if it has no catalog, or if its files lack words.
    """
    return _language(code, language_state())


@lru_cache(maxsize=64)
def _language(code: str, _: object) -> Language:
    known = languages()
    if code not in known:
        raise UsageError(Problem("the page's language", f"no language {code!r}", did_you_mean(code, known)))
    return Language(code, rules_of(code))


def _tenths(value: Roundable, step: Roundable | None, places: int | None) -> Numeral:
    return numeral(value, step=step, places=places, scales=WHOLE, digits=2, fewest=1)
