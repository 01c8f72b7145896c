"""Numbers in words: no dust of binary arithmetic, every plural form and scale of any language, no English in others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nutgraf.errors import ProseError
from nutgraf.language import language
from nutgraf.language.formatter import Language
from nutgraf.numbers import find, sentences, untraced
from nutgraf.page.markdown import markdown, to_html
from nutgraf.prose.rendering import render
from nutgraf.render.plaintext import plain_text


def said(text: str, lang: str = "en", **names: Any) -> str:
    """A text as it is read, printed with these names; not at the beginning of a sentence."""
    return render(f"so {text}", {"lang": lang, **names}, "title", markdown=False).text.removeprefix("so ")


def refused(text: str, lang: str = "en", **names: Any) -> str:
    with pytest.raises(ProseError) as caught:
        said(text, lang, **names)
    return caught.value.problems[0].what


# Dust


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("{{ v | roughly }}", 0.1 + 0.2, "0.3"),
        ("{{ v | roughly(1) }}", 0.1 + 0.2, "0.3"),
        ("{{ v | spelled }}", 0.1 * 3 * 10, "three"),
        ("{{ v | ordinal }}", 0.1 * 3 * 10, "third"),
        ("{{ v | count(spell=true) }}", 0.1 * 3 * 10, "three"),
        ("{{ v | percent(places=0) }}", 1.005, "101%"),
        ("{{ v | compare(0.3) }}", 0.1 + 0.2, "held steady"),
    ],
)
def test_a_number_is_said_without_the_dust_of_its_arithmetic(text, value, printed):
    assert said(text, v=value) == printed


def test_two_numbers_apart_by_dust_alone_have_no_rank():
    from nutgraf.facts import Fact, Facts

    one, other = (Fact(value=v, unit="usd", rounded_to=0, key=str(v)) for v in (0.1 + 0.2, 0.3))
    assert refused("{{ one | rank(both) }}", one=one, both=Facts([one, other])).startswith("the rank is uncertain")


def test_a_share_of_nothing_is_refused_in_words():
    assert refused('{{ 5 | compare(0, by="share") }}') == (
        "only numbers above zero can be compared as a share or as times"
    )


def test_a_list_that_begins_with_a_year_keeps_it_in_plain_text():
    def text(source: str) -> str:
        return plain_text(to_html(markdown().parse(source, {}), "en"))

    assert text("2024. was the year\n") == "2024. was the year\n"
    assert text("0. a\n1. b\n") == "0. a\n1. b\n"
    assert text("- x\n\n  3. y\n") == "- x\n\n3. y\n"


# Plural forms and scales of any language


def test_a_number_of_twenty_six_digits_is_printed_in_spanish():
    assert language("es").money(10**26) == "100,000,000,000,000 billones de dólares"
    assert language("es").money(2 * 10**12) == "2 billones de dólares"
    assert language("es").count(10**6, {"one": "persona", "other": "personas"}) == "1 millón de personas"


@pytest.mark.parametrize(
    ("code", "value", "printed"),
    [
        ("ja", 1_280_000, "128万"),
        ("hi", 1_280_000, "12.8 लाख"),
        ("ko", 314_200_000, "3.14억"),
        ("it", 10**26, "100.000.000.000.000 mila miliardi"),
        ("sw", 1_280_000, "1,280,000"),
    ],
)
def test_a_scale_is_the_languages_own_and_never_one_of_another_size(code, value, printed):
    assert Language(code, replace(language("en").rules, locale=code)).number(value).replace("\xa0", " ") == printed


def test_a_noun_without_the_form_for_its_number_takes_another():
    assert said('{{ 5 | count({"one": "person", "many": "people"}) }}') == "5 people"


# Languages that nutgraf has no vocabulary for


def test_no_number_is_looked_for_in_a_language_whose_numbers_are_not_read():
    assert find("Pagarono 5 milioni.", "it") == []
    assert untraced("دفعوا 5 ملايين.", "ar") == []


def test_a_text_in_any_language_is_cut_into_sentences():
    text = "هل دفعوا؟ نعم. Sim."
    assert [text[start:end] for start, end in sentences(text, "ar")] == ["هل دفعوا؟", "نعم.", "Sim."]


@pytest.mark.parametrize(
    "text", ["{{ 6 | compare(3) }}", '{{ 6 | compare(3, by="times") }}', '{{ 1 | compare(3, by="share") }}']
)
def test_a_comparison_is_never_said_in_english_on_a_page_in_another_language(text):
    assert refused(text, "ar") == "the language 'ar' has no words for this comparison"
    assert said('{{ 6 | compare(3, up="ارتفع") }}', "ar") == "ارتفع"


@pytest.mark.parametrize(
    ("lang", "fix"),
    [
        ("en", 'count("noun", "…")'),
        ("fr", 'count("noun", "…")'),
        ("ar", 'count({"zero": "…", "one": "…", "two": "…", "few": "…", "many": "…", "other": "…"})'),
    ],
)
def test_a_count_with_one_form_of_its_noun_is_refused_with_the_forms_of_the_language(lang: str, fix: str) -> None:
    with pytest.raises(ProseError) as caught:
        said("{{ 5 | count('noun') }}", lang)
    assert caught.value.problems[0].fix == fix
