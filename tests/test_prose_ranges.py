"""A range has its unit once where the language says it once, and each end leads to its own fact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from nutgraf.errors import ProseError
from nutgraf.facts import Fact
from nutgraf.prose.rendering import render
from nutgraf.site_check.printed_numbers import says, with_scale


def fact(value: float, unit: str = "USD", **how: Any) -> Fact:
    return Fact(value=value, unit=unit, key=f"{unit} {value}", **how)


LOW, HIGH = fact(12_000_000_000), fact(39_000_000_000)


def printed(expression: str, lang: str, **names: Any) -> Any:
    return render("x {{ " + expression + " }}", {**names, "lang": lang}, "cell", markdown=False)


@pytest.mark.parametrize(
    ("lang", "plain", "between"),
    [
        ("en", "$12 billion to $39 billion", "between $12 billion and $39 billion"),
        ("es", "12 a 39 mil millones de dólares", "entre 12 y 39 mil millones de dólares"),
        ("fr", "12 à 39 milliards de dollars", "entre 12 et 39 milliards de dollars"),
        ("de", "12 bis 39 Milliarden Dollar", "zwischen 12 und 39 Milliarden Dollar"),
        ("pt", "12 a 39 bilhões de dólares", "entre 12 e 39 bilhões de dólares"),
    ],
)
def test_a_range_of_money_is_written_as_the_language_writes_it(lang: str, plain: str, between: str) -> None:
    said = printed("low | range(high)", lang, low=LOW, high=HIGH)
    assert " ".join(said.text.removeprefix("x ").split()) == plain
    assert [each["value"] for each in said.claims] == [LOW.value, HIGH.value]
    said = printed("low | range(high, between=True)", lang, low=LOW, high=HIGH)
    assert " ".join(said.text.removeprefix("x ").split()) == between


@pytest.mark.parametrize(
    ("lang", "expression", "low", "high", "words"),
    [
        ("es", "range(high)", fact(900_000), fact(1_200_000), "900,000 a 1.2 millones de dólares"),
        ("es", "range(high)", fact(0), fact(5_000_000), "0 a 5 millones de dólares"),
        (
            "es",
            'range(high, "persona", "personas")',
            fact(1_600_000, "persons"),
            fact(2_000_000, "persons"),
            "1.6 a 2 millones de personas",
        ),
        ("en", 'range(high, "person", "people")', fact(16, "persons"), fact(20, "persons"), "16 to 20 people"),
        ("en", "range(high)", fact(7.2, "percent"), fact(9.1, "percent"), "7.2% to 9.1%"),
        ("es", "range(high)", fact(7.2, "percent"), fact(9.1, "percent"), "7.2% a 9.1%"),
        ("es", "range(high)", LOW, fact(39e9, qualifier="nearly"), "12 a casi 39 mil millones de dólares"),
        ("ar", "range(high)", fact(16, "persons"), fact(20, "persons"), "16–20"),
    ],
)
def test_a_range_of_anything_else(lang: str, expression: str, low: Fact, high: Fact, words: str) -> None:
    text = printed(f"low | {expression}", lang, low=low, high=high).text
    assert " ".join(text.removeprefix("x ").split()) == words


@pytest.mark.parametrize(
    ("low", "high", "what"),
    [
        (HIGH, LOW, "write the smaller number first"),
        (LOW, fact(39e9, "persons"), "give it two numbers in one unit"),
        (LOW, fact(39e9, "EUR"), "give it two numbers in one unit"),
    ],
)
def test_a_range_of_unlike_or_reversed_numbers_is_refused(low: Fact, high: Fact, what: str) -> None:
    with pytest.raises(ProseError, match=what):
        printed("low | range(high)", "en", low=low, high=high)


def test_the_check_of_the_site_reads_the_first_number_with_the_scale_of_the_second() -> None:
    sentence = "Un rango de 12,000 a 39,000 millones de dólares, y 12,000 personas."
    assert with_scale("12,000", sentence, "es") == "12,000 millones"
    assert says(with_scale("12,000", sentence, "es"), Decimal(12_000_000_000), "usd", "es")
    assert not says(with_scale("13,000", sentence, "es"), Decimal(13_000_000_000), "usd", "es")
    assert with_scale("12,000", "12,000, no 39 millones de dólares", "es") == "12,000"
