"""Words that follow the value are true of it, or refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutgraf.errors import ProseError
from nutgraf.facts import BasisRules, Fact, Facts
from nutgraf.language import language
from nutgraf.prose.rendering import render


def usd(value: float, step: float = 100_000_000, **fields: Any) -> Fact:
    return Fact(value=value, unit="usd", rounded_to=step, **{"key": f"k{value}", "measure": "m", **fields})


def returns(value: int, **fields: Any) -> Fact:
    return Fact(value=value, unit="returns", rounded_to=1, key=f"k{value}", measure="m", **fields)


TOTAL = usd(96_700_000_000)
TENNESSEE = usd(314_200_000, 100_000)
STATES = Facts([usd(v) for v in (8_500_000_000, 4_900_000_000, 3_100_000_000, 1_800_000_000)], where="states")


def prose(text: str, lang: str = "en", **names: Any) -> str:
    return render(text, {"total": TOTAL, "paid": TENNESSEE, **names, "lang": lang}, "cell", markdown=False).text


def both(text: str, **names: Any) -> tuple[str, str]:
    return prose(text, **names), prose(text, "es", **names)


def refusal(text: str, **names: Any) -> str:
    with pytest.raises(ProseError) as reported:
        prose(text, **names)
    return reported.value.problems[0].what


# --- roughly


def test_just_below_a_round_number_is_nearly() -> None:
    assert both("x {{ total | roughly }}") == ("x nearly $97 billion", "x casi 97 mil millones de dólares")


def test_just_above_a_round_number_is_more_than() -> None:
    assert both("x {{ paid | roughly }}") == ("x more than $310 million", "x más de 310 millones de dólares")


def test_a_number_published_round_is_about_that() -> None:
    assert both("x {{ f | roughly }}", f=usd(8_500_000_000)) == (
        "x about $8.5 billion",
        "x alrededor de 8.5 mil millones de dólares",
    )


def test_fewer_digits_are_rounder() -> None:
    assert prose("x {{ total | roughly(1) }}") == "x nearly $100 billion"


def test_a_target_can_be_named() -> None:
    assert prose("x {{ paid | roughly(to=300_000_000) }}") == "x more than $300 million"


def test_a_target_too_far_off_is_refused() -> None:
    assert refusal("{{ paid | roughly(to=400_000_000) }}") == "314.2 million is not roughly 400 million"


def test_an_exact_count_that_is_round_needs_no_word() -> None:
    assert prose("x {{ f | roughly | count('return', 'returns') }}", f=returns(50)) == "x 50 returns"


@pytest.mark.parametrize("order", ["{{ f | roughly | count(*nouns) }}", "{{ f | count(*nouns) | roughly }}"])
def test_roughly_comes_before_or_after_the_other_filter(order: str) -> None:
    shown = prose(f"x {order}", f=returns(47_289), nouns=("return", "returns"))
    assert shown == "x more than 47,000 returns"


@pytest.mark.parametrize(
    ("qualifier", "english", "spanish"),
    [
        ("more than", "more than 5.8 million", "más de 5.8 millones"),
        ("about", "about 5.8 million", "alrededor de 5.8 millones"),
        ("nearly", "nearly 5.8 million", "casi 5.8 millones"),
        ("up to", "up to 5.8 million", "hasta 5.8 millones"),
        ("fewer than", "fewer than 5.8 million", "menos de 5.8 millones"),
    ],
)
def test_the_publishers_own_word_is_kept(qualifier: str, english: str, spanish: str) -> None:
    fact = Fact(value=5_800_000, unit="itins", rounded_to=100_000, qualifier=qualifier, key="active")
    assert both("x {{ f | roughly }}", f=fact) == (f"x {english}", f"x {spanish}")


def test_the_word_is_never_said_twice() -> None:
    assert prose("They paid about {{ total | roughly }}.") == "They paid about $97 billion."
    assert prose("Pagaron casi {{ total | roughly }}.", "es") == "Pagaron casi 97 mil millones de dólares."


def test_the_claim_of_a_rough_figure_is_the_exact_one() -> None:
    claim = render("x {{ total | roughly }}", {"total": TOTAL}, "cell", markdown=True).claims[0]
    assert (claim["text"], claim["value"]) == ("nearly $97 billion", 96_700_000_000)


def test_a_share_is_said_roughly_in_percent() -> None:
    assert prose("x {{ (a / b) | roughly | percent }}", a=returns(293), b=returns(1_000)) == "x more than 29%"


def test_a_spanish_percentage_takes_its_article_after_a_word() -> None:
    errors = Fact(value=5, unit="percent", rounded_to=1, qualifier="nearly", key="errors")
    names = Fact(value=3, unit="percent", rounded_to=1, qualifier="fewer than", key="names")
    assert prose("en {{ f | roughly }} de los casos", "es", f=errors) == "en casi el 5% de los casos"
    assert prose("{{ f | roughly | percent }} de los nombres", "es", f=names) == "Menos del 3% de los nombres"
    assert prose("casi el {{ f | roughly }}", "es", f=errors) == "casi el 5%"
    assert prose("in {{ f | roughly }} of cases", f=errors) == "in nearly 5% of cases"


@given(st.integers(10, 10**12), st.integers(1, 3))
def test_the_word_is_true_of_the_value(value: int, digits: int) -> None:
    fact = returns(value)
    try:
        text = prose("x {{ f | roughly(digits) | count(full=True) }}", f=fact, digits=digits).removeprefix("x ")
    except ProseError:
        return
    word, _, shown = text.rpartition(" ")
    said = int(shown.replace(",", ""))
    assert {"nearly": value < said, "more than": value > said, "": value == said}[word]


# --- compare


def test_what_is_surely_more_rose() -> None:
    assert both("x {{ a | compare(b) }}", a=usd(9.1e9), b=usd(8.9e9)) == ("x rose", "x subió")


def test_what_is_surely_less_fell() -> None:
    assert both("x {{ a | compare(b, plural=True) }}", a=usd(8.9e9), b=usd(9.1e9)) == ("x fell", "x bajaron")


def test_what_is_the_same_held_steady() -> None:
    assert both("x {{ a | compare(a) }}", a=usd(9.1e9)) == ("x held steady", "x se mantuvo igual")


def test_the_reporter_can_choose_the_verbs() -> None:
    text = "x {{ a | compare(b, up={'en': 'grew', 'es': 'creció'}, down='shrank') }}"
    assert both(text, a=usd(9.1e9), b=usd(8.9e9)) == ("x grew", "x creció")


def test_a_difference_within_the_rounding_is_refused() -> None:
    reported = refusal("{{ a | compare(b) }}", a=usd(8.5e9), b=usd(8.45e9, 10_000_000))
    assert reported == "8.5 billion and 8.45 billion are too close, as published, to say which is larger"


def test_a_difference_within_the_published_range_is_refused() -> None:
    reported = refusal("{{ a | compare(b) }}", a=usd(9e9, low=8e9, high=10e9), b=usd(8.5e9))
    assert "too close" in reported


def test_figures_that_form_no_series_are_not_compared() -> None:
    rules = BasisRules(clashes=(("aic/2023", "itep/2022", "one counts households, the other people"),))
    reported = refusal(
        "{{ a | compare(b) }}",
        a=usd(89.8e9, bases=("aic/2023",), rules=rules),
        b=usd(96.7e9, bases=("itep/2022",), rules=rules),
    )
    assert "one counts households, the other people" in reported


def test_a_change_is_a_claim_on_both_figures() -> None:
    claim = render(
        "x {{ a | compare(b) }}", {"a": usd(9.1e9, key="now"), "b": usd(8.9e9, key="then")}, "cell", markdown=True
    ).claims[0]
    assert (claim["key"], claim["text"], claim["value"]) == ("now − then", "rose", 200_000_000)


@pytest.mark.parametrize(
    ("a", "b", "english", "spanish"),
    [
        (200, 100, "twice as many", "el doble"),
        (201, 99, "more than twice as many", "más del doble"),
        (198, 101, "nearly twice as many", "casi el doble"),
        (300, 100, "three times as many", "el triple"),
        (400, 100, "four times as many", "cuatro veces más"),
        (260, 100, "more than twice as many", "más del doble"),
        (1_500, 100, "15 times as many", "15 veces más"),
        (50, 100, "half as many", "la mitad"),
        (33, 100, "nearly a third as many", "casi la tercera parte"),
        (25, 100, "a quarter as many", "la cuarta parte"),
    ],
)
def test_times_are_said_in_words(a: int, b: int, english: str, spanish: str) -> None:
    said = both("x {{ a | compare(b, by='times') }}", a=returns(a), b=returns(b))
    assert said == (f"x {english}", f"x {spanish}")


def test_dollars_are_much_and_not_many() -> None:
    assert prose("x {{ a | compare(b, by='times') }}", a=usd(4e9), b=usd(1e9)) == "x about four times as much"


@pytest.mark.parametrize(
    ("part", "english", "spanish"),
    [
        (50, "half", "la mitad"),
        (49, "nearly half", "casi la mitad"),
        (34, "more than a third", "más de un tercio"),
        (66, "nearly two-thirds", "casi dos tercios"),
        (75, "three-quarters", "tres cuartas partes"),
        (20, "a fifth", "una quinta parte"),
        (10, "a tenth", "una décima parte"),
    ],
)
def test_shares_are_said_in_words(part: int, english: str, spanish: str) -> None:
    said = both("x {{ a | compare(b, by='share') }}", a=returns(part), b=returns(100))
    assert said == (f"x {english}", f"x {spanish}")


def test_a_share_that_is_no_simple_fraction_is_refused() -> None:
    assert refusal("{{ a | compare(b, by='share') }}", a=returns(87), b=returns(100)) == "0.87 is not a simple fraction"


def test_a_little_more_is_not_said_in_times() -> None:
    reported = refusal("{{ a | compare(b, by='times') }}", a=returns(150), b=returns(100))
    assert reported == "1.50 times has no wording"


def test_a_misspelled_way_of_comparing_is_refused() -> None:
    assert refusal("{{ paid | compare(total, by='shar') }}") == "compare does not know by='shar'"


# --- rank


@pytest.mark.parametrize(
    ("place", "english", "spanish"),
    [(0, "the most", "el que más"), (1, "the second most", "el segundo que más")],
)
def test_a_rank_is_said_in_words(place: int, english: str, spanish: str) -> None:
    assert both("x {{ all[n] | rank(all) }}", all=STATES, n=place) == (f"x {english}", f"x {spanish}")


def test_a_rank_from_the_bottom() -> None:
    assert both("x {{ all[2] | rank(all, 'f', lowest=True) }}", all=STATES) == (
        "x the second least",
        "x la segunda que menos",
    )


def test_two_that_are_published_alike_have_no_rank() -> None:
    alike = Facts([usd(3e9, key="a"), usd(3e9, key="b")], where="states")
    assert refusal("{{ all[0] | rank(all) }}", all=alike) == (
        "the rank is uncertain: 3 billion and 3 billion are too close, as published"
    )


def test_two_whose_bounds_overlap_have_no_rank() -> None:
    close = Facts([usd(3e9, 1e9, key="a"), usd(2.9e9, key="b")], where="states")
    assert "the rank is uncertain" in refusal("{{ all[0] | rank(all) }}", all=close)


def test_a_fact_that_is_not_among_them_has_no_rank() -> None:
    assert "is not among them" in refusal("{{ total | rank(all) }}", all=STATES)


def test_a_rank_is_a_claim_with_its_derivation() -> None:
    claim = render("x {{ all[2] | rank(all) }}", {"all": STATES}, "cell", markdown=True).claims[0]
    assert (claim["text"], claim["value"], claim["derivation"]) == ("the third most", 3, "largest first: 3 of 4")


def test_every_language_has_the_words() -> None:
    for code in ("en", "es"):
        rules = language(code).rules
        assert set(rules.rough) == {
            "nearly",
            "about",
            "more than",
            "less than",
            "fewer than",
            "at least",
            "at most",
            "up to",
        }
        assert set(rules.change) == {"one", "other"}
        assert {"2", "n"} <= set(rules.times)
