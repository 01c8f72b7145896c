"""Sentences with facts in them, as a reader finds them, and the claims they leave behind."""

import itertools
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutgraf.errors import Problem, ProseError
from nutgraf.facts import Fact, Facts, Input, Source
from nutgraf.mime_types import NOTES
from nutgraf.prose import answer, chart_label, context, render_words, syntax_problems
from nutgraf.prose.rendering import render
from support.sites import DATA

WTVF = Source(
    id="newschannel5_2025",
    publisher="NewsChannel 5 Nashville",
    title="What they pay",
    vias=(("en", "as reported by NewsChannel 5 Nashville"), ("es", "según NewsChannel 5 Nashville")),
)
REPORT = Source(id="itep_2024_report", publisher="Institute on Taxation and Economic Policy", title="Tax Payments")
PAID = Fact(
    value=314_200_000,
    unit="usd",
    rounded_to=100_000,
    key="itep_2022_states:usps=TN,metric=state_local_taxes_paid",
    year=2022,
    publisher="ITEP",
    checked_against="reported",
    sources=(WTVF,),
    inputs=(
        Input(
            table="itep_2022_states",
            key={"usps": "TN"},
            column="value",
            value=314_200_000,
            source_id="newschannel5_2025",
            checked_against="reported",
            as_of="2022",
        ),
    ),
)
PEOPLE = Fact(value=1_280_000, unit="persons", rounded_to=10_000, key="people")
STATES = Fact(value=3, unit="states", rounded_to=1, key="states")
ACTIVE = Fact(value=5_800_000, unit="itins", rounded_to=100_000, qualifier="more than", key="active")
NAMES: dict[str, Any] = {
    "paid": PAID,
    "people": PEOPLE,
    "few": STATES,
    "active": ACTIVE,
    "state_name": "Tennessee",
    "places": ["Texas", "Ohio", "Idaho"],
    "nothing": None,
    "one_third": 1 / 3,
}


def prose(text: str | dict[str, str], lang: str = "en", **names: Any) -> str:
    """The text as a reader sees it."""
    return render(text, {**NAMES, "lang": lang, **names}, "cell", markdown=False).text


def markdown(text: str, lang: str = "en", **names: Any) -> str:
    """The Markdown that goes to the page."""
    return render(text, {**NAMES, "lang": lang, **names}, "cell", markdown=True).text


def claims(text: str, **names: Any) -> list[dict[str, Any]]:
    return render(text, {**NAMES, "lang": "en", **names}, "cell", markdown=True).claims


def refusal(text: str, lang: str = "en", **names: Any) -> tuple[str, str, str]:
    """What a reporter sees: the sentence, what is wrong, how to fix it."""
    with pytest.raises(ProseError) as refused:
        prose(text, lang, **names)
    problem = refused.value.problems[0]
    return problem.where, problem.what, problem.fix


# --- facts in sentences


def test_a_fact_is_printed_by_its_unit() -> None:
    assert prose("They paid {{ paid }}.") == "They paid $314.2 million."
    assert prose("Pagaron {{ paid }}.", "es") == "Pagaron 314.2 millones de dólares."


def test_a_fact_in_markdown_carries_its_value_and_the_number_of_its_claim() -> None:
    done = render("They paid {{ paid | money }}.", NAMES, "cell", markdown=True)
    number = done.claims[0]["claim"]
    assert done.text == f'They paid <data value="314200000" data-claim="{number}">$314.2 million</data>.'


def test_a_claim_holds_all_that_a_fact_checker_needs() -> None:
    claim = claims("They paid {{ paid | money }}.")[0]
    assert {name: value for name, value in claim.items() if name != "claim"} == {
        "place": "cell",
        "key": "itep_2022_states:usps=TN,metric=state_local_taxes_paid",
        "text": "$314.2 million",
        "value": 314_200_000,
        "unit": "usd",
        "low": None,
        "high": None,
        "derivation": "",
        "qualifier": "",
        "checked_against": "reported",
        "publisher": "ITEP",
        "inputs": [
            {
                "table": "itep_2022_states",
                "key": {"usps": "TN"},
                "column": "value",
                "value": 314_200_000,
                "source_id": "newschannel5_2025",
                "checked_against": "reported",
                "as_of": "2022",
            }
        ],
        "sources": ["newschannel5_2025"],
    }


def test_claims_are_numbered_in_the_order_of_reading() -> None:
    first, second = claims("{% set later = paid | money %}{{ people }} and {{ later }}")
    assert (first["key"], second["key"], second["claim"] - first["claim"]) == ("people", PAID.key, 1)


def test_a_fact_that_is_only_asked_about_is_no_claim() -> None:
    assert claims("{% if paid %}Yes.{% endif %}") == []


def test_a_bare_number_is_printed_and_marked_as_bare() -> None:
    claim = claims("It is {{ one_third }}.")[0]
    assert (claim["text"], claim["bare"], claim["inputs"]) == ("0.333", True, [])


def test_a_fact_glued_to_a_word_stays_a_claim() -> None:
    assert len(claims("{{ 'about ' ~ paid }}")) == 1


def test_a_fact_in_capitals_stays_a_claim() -> None:
    assert (prose("{{ paid | upper }}"), len(claims("{{ paid | money | upper }}"))) == ("$314.2 million", 1)


def test_a_fact_joined_to_others_stays_a_claim() -> None:
    assert len(claims("{{ [paid, people] | join(' / ') }}")) == 2


def test_a_fact_kept_in_a_block_stays_a_claim() -> None:
    assert prose("{% set it %}{{ paid }}{% endset %}Tax: {{ it }}, {{ it }}") == "Tax: $314.2 million, $314.2 million"
    assert len(claims("{% set it %}{{ paid }}{% endset %}Tax: {{ it }}, {{ it }}")) == 2


def test_claims_of_a_json_answer_have_plain_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert json.dumps(claims("{{ n }}", n=numpy.float64(2.5))[0]["value"]) == "2.5"
    assert json.dumps(claims("{{ n | count }}", n=numpy.int64(7))[0]["value"]) == "7"


# --- filters


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("{{ paid | money }}", "$314.2 million", "314.2 millones de dólares"),
        ("{{ paid | money(places=0) }}", "$314 million", "314 millones de dólares"),
        ("{{ paid | money(full=True) }}", "$314,200,000", "314,200,000 dólares"),
        ("{{ people | count }}", "1.28 million", "1.28 millones"),
        ("{{ 8.4 | percent }}", "840%", "840%"),
        ("{{ 0.084 | percent }}", "8.4%", "8.4%"),
        ("{{ 2.1 | points }}", "2.1 percentage points", "2.1 puntos porcentuales"),
        ("{{ 3 | ordinal }}", "Third", "Tercero"),
        ("the {{ 3 | ordinal('f') }}", "the third", "the tercera"),
        ("the {{ 3 | ordinal(before_noun=True) }}", "the third", "the tercer"),
        ("in {{ few | spelled }}", "in three", "in tres"),
        ("on {{ '2025-02-27' | date }}", "on Feb. 27, 2025", "on 27 de febrero de 2025"),
        ("in {{ '2025-02-27' | date('month') }}", "in February 2025", "in febrero de 2025"),
        ("{{ places | listed }}", "Texas, Ohio and Idaho", "Texas, Ohio e Idaho"),
        ("{{ places[:2] | listed('or') }}", "Texas or Ohio", "Texas u Ohio"),
        ("{{ paid | year }}", "2022", "2022"),
        ("{{ '2025-02-27' | year }}", "2025", "2025"),
        ("{{ 2023 | year }}", "2023", "2023"),
    ],
)
def test_a_filter_writes_for_the_language_of_the_page(text: str, english: str, spanish: str) -> None:
    assert (prose(text), prose(text, "es")) == (english, spanish)


def test_people_are_counted_with_their_noun() -> None:
    assert prose("{{ people | count('person', 'people') }}") == "1.28 million people"
    assert prose("{{ people | count('persona', 'personas') }}", "es") == "1.28 millones de personas"


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 personas"), (1, "1 persona"), (1.5, "1.5 personas"), (-1, "−1 persona"), (2, "2 personas")]
)
def test_the_noun_fits_every_number(n: float, text: str) -> None:
    assert prose("{{ n | count('persona', 'personas') }}", "es", n=n) == text


@given(n=st.one_of(st.integers(-2500, 2500), st.integers(-5000, 5000).map(lambda half: half / 2)))
def test_only_one_and_minus_one_take_the_singular(n: float) -> None:
    nouns = {"en": ("person", "people"), "es": ("persona", "personas")}
    for lang, (one, many) in nouns.items():
        for said in ("count(*nouns)", "count(*nouns, spell=True)"):
            text = prose("{{ n | " + said + " }}", lang, n=n, nouns=(one, many))
            assert text.split()[-1] == (one if abs(n) == 1 else many), text


@given(n=st.integers(-2500, 2500))
def test_points_and_dollars_agree_with_their_number_and_percent_never_changes(n: int) -> None:
    rate = Fact(value=n, unit="points", rounded_to=1, key="rate")
    single = abs(n) == 1
    assert prose("{{ rate }}", rate=rate).endswith(" point" if single else " points")
    assert prose("{{ rate }}", "es", rate=rate).endswith("punto porcentual" if single else "puntos porcentuales")
    assert prose("{{ n | money }}", "es", n=n).endswith(" dólar" if single else " dólares")
    assert prose("{{ rate }}", rate=Fact(value=n, unit="percent", rounded_to=1, key="rate")).endswith("%")


@pytest.mark.parametrize("n", [0, -1, 1.5])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_no_place_in_a_row_is_refused(n: float, lang: str) -> None:
    with pytest.raises(ProseError, match=r"is not a rank|is not a whole number"):
        prose("The {{ n | ordinal }}", lang, n=n)


@pytest.mark.parametrize(
    ("before", "word", "text"),
    [
        ("de 12 millones hasta ", "about", "de 12 millones hasta alrededor de 119 millones de dólares"),
        ("de 12 millones hasta ", "nearly", "de 12 millones hasta casi 119 millones de dólares"),
        ("Pagaron hasta ", "up to", "Pagaron hasta 119 millones de dólares"),
        ("Pagaron alrededor de ", "about", "Pagaron alrededor de 119 millones de dólares"),
    ],
)
def test_the_end_of_a_range_keeps_its_publishers_word(before: str, word: str, text: str) -> None:
    paid = Fact(value=119_000_000, unit="usd", rounded_to=1_000_000, qualifier=word, key="paid")
    assert prose(before + "{{ paid | money }}", "es", paid=paid) == text


def test_small_numbers_can_be_spelled_with_their_noun() -> None:
    assert prose("in {{ few | spelled('state', 'states') }}") == "in three states"
    assert prose("en {{ few | count('estado', 'estados', spell=True) }}", "es") == "en tres estados"


def test_spanish_one_agrees_with_its_noun() -> None:
    assert prose("en {{ 1 | spelled('estado', 'estados') }}", "es") == "en un estado"
    assert prose("en {{ 1 | spelled('oficina', 'oficinas', 'f') }}", "es") == "en una oficina"
    assert prose("en {{ 1 | count('estado', 'estados', spell=True) }}", "es") == "en un estado"


def test_a_fact_in_percent_is_not_multiplied() -> None:
    rate = Fact(value=8.4, unit="percent", rounded_to=0.1, key="rate")
    assert prose("{{ rate | percent }} or {{ rate }}", rate=rate) == "8.4% or 8.4%"


def test_a_ratio_prints_in_percent() -> None:
    assert prose("{{ (a / b) | percent }}", a=PAID, b=PAID) == "100.0%"


def test_a_number_can_be_marked_as_meant_with_the_reason() -> None:
    written = markdown('There are {{ "five" | not_a_fact("idiom, not a count") }}.')
    assert written == 'There are <span data-not-a-fact="idiom, not a count">five</span>.'


def test_a_number_that_is_meant_opens_a_sentence_with_a_capital() -> None:
    assert (
        markdown('{{ "five" | not_a_fact("an idiom") }} of them.')
        == '<span data-not-a-fact="an idiom">Five</span> of them.'
    )


def test_a_number_that_is_meant_is_plain_text_in_a_title() -> None:
    assert prose('The {{ {"en": "three", "es": "tres"} | not_a_fact("the law") }}', lang="es") == "The tres"


def test_a_number_that_is_meant_is_noted_with_its_reason() -> None:
    (noted,) = claims('There are {{ 3 | spelled | not_a_fact("a rule of law") }}.')
    assert (noted["text"], noted["reason"], noted["exempt"]) == ("three", "a rule of law", True)


@pytest.mark.parametrize("text", ['{{ "five" | not_a_fact }}', '{{ "five" | not_a_fact(" ") }}'])
def test_a_number_that_is_meant_without_a_reason_is_refused(text: str) -> None:
    assert refusal(text)[1] == "not_a_fact gives no reason"


def test_a_fact_is_never_meant() -> None:
    assert refusal('{{ paid | not_a_fact("an idiom") }}', paid=PAID)[1] == "a fact has a source and needs no exemption"


def test_facts_are_counted_by_how_many_they_are() -> None:
    assert prose("{{ all | count('state', 'states') }}", all=Facts([PAID, PAID])) == "2 states"


def test_facts_in_a_list_are_claims_each() -> None:
    assert prose("{{ [paid, people] | listed }}") == "$314.2 million and 1.28 million"
    assert len(claims("{{ [paid, people] | listed }}")) == 2


def test_a_list_ends_as_its_last_fact_sounds() -> None:
    eight = Fact(value=8, unit="states", rounded_to=1, key="eight")
    assert prose("{{ [few, eight] | listed('or') }}", "es", eight=eight) == "3 u 8"


def test_words_with_languages_print_in_that_of_the_page() -> None:
    assert prose('{{ {"en": "counties", "es": "condados"} }}', "es") == "condados"


def test_a_date_of_the_data_prints_as_a_date() -> None:
    from datetime import date

    assert prose("on {{ day }}", day=date(2025, 4, 7)) == "on April 7, 2025"


# --- credit and sources


def test_a_reported_number_names_who_reported_it() -> None:
    assert prose("{{ paid | credit }}") == "ITEP, as reported by NewsChannel 5 Nashville"
    assert prose("{{ paid | credit }}", "es") == "ITEP, según NewsChannel 5 Nashville"


def test_a_figure_seen_at_its_publisher_names_it_alone() -> None:
    seen = Fact(value=1, publisher="ITEP", checked_against="publisher", sources=(REPORT,), key="seen")
    assert prose("{{ seen | credit }}", seen=seen) == "ITEP"


def test_many_reporters_are_counted() -> None:
    outlets = tuple(Source(id=f"s{n}", publisher=f"Paper {n}", title="t") for n in range(14))
    total = Fact(value=1, publisher="ITEP", checked_against="reported", sources=outlets, key="total")
    assert prose("{{ total | credit }}", total=total) == "ITEP, as reported by 14 outlets"
    assert prose("{{ total | credit }}", "es", total=total) == "ITEP, según 14 medios"


def test_who_reported_a_figure_can_be_said_in_mid_sentence() -> None:
    assert prose("By ITEP’s estimate{{ paid | via(', ') }}.") == (
        "By ITEP’s estimate, as reported by NewsChannel 5 Nashville."
    )
    assert prose("La cifra, {{ paid | via }}, es de ITEP.", "es") == (
        "La cifra, según NewsChannel 5 Nashville, es de ITEP."
    )


def test_nobody_reported_a_figure_that_was_seen_at_its_publisher() -> None:
    assert prose("By ITEP{{ few | via(', ') }}.") == "By ITEP."


def test_a_number_in_a_chart_is_short_and_keeps_its_word() -> None:
    paid = Fact(value=119_000_000, unit="usd", rounded_to=1_000_000, qualifier="up to", key="paid")
    assert chart_label(paid, lang="en") == "up to $119 million"
    assert chart_label(paid, lang="es") == "hasta 119 millones"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(2_500_000, "usd", "$2.5 million"), (4.6, "percent", "4.6%"), (12_345, "", "12,345"), (None, "usd", "")],
)
def test_a_number_in_a_chart_may_be_a_bare_one(value: Any, unit: str, text: str) -> None:
    assert chart_label(value, unit=unit, lang="en") == text


def test_those_who_printed_the_publishers_own_are_no_reporters() -> None:
    own = Input(table="t", key={}, column="value", value=1, source_id="itep_2024_report", checked_against="publisher")
    total = Fact(
        value=2,
        publisher="ITEP",
        checked_against="reported",
        sources=(REPORT, WTVF),
        inputs=(*PAID.inputs, own),
        key="t",
    )
    assert prose("{{ total | credit }}", total=total) == "ITEP, as reported by NewsChannel 5 Nashville"


def test_a_citation_links_to_the_list_of_sources() -> None:
    assert markdown("{{ paid | cite }}") == "[NewsChannel 5 Nashville](#source-newschannel5_2025)"
    assert markdown("{{ source }}", source=WTVF) == "[NewsChannel 5 Nashville](#source-newschannel5_2025)"


def test_a_citation_has_the_words_it_is_given() -> None:
    assert markdown("{{ paid | cite('the station') }}") == "[the station](#source-newschannel5_2025)"


def test_a_citation_in_a_title_is_a_name() -> None:
    assert prose("{{ paid | cite }}") == "NewsChannel 5 Nashville"


def test_a_source_is_cited_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    assert markdown("{{ 'hive_trends_2025' | cite }}") == "[the Hive Institute](#source-hive_trends_2025)"


# --- a sentence begins with a capital


def test_nothing_begins_after_a_word_or_a_comma_whatever_comes_before() -> None:
    pieces = ("a", ",", ".", "!", " ", "\n", "*", "- ", "1. ", "\n\n", ":::note", "> ", "_", "“", "</data>.")
    texts = ["".join(each) for length in range(5) for each in itertools.product(pieces, repeat=length)]
    in_the_middle = [text for text in texts if context.is_mid_sentence(text)]
    assert {"a ", "a, ", "- a *", "a\na "} <= set(in_the_middle)
    patterns = (context._BLOCK_BEGINS, context._SENTENCE_BEGINS)
    assert [text for text in in_the_middle if any(pattern.search(text) for pattern in patterns)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ few | spelled }} states", "Three states"),
        ("- {{ few | spelled }} states", "- Three states"),
        ("Some pay. {{ few | spelled }} do not.", "Some pay. Three do not."),
        ("Who pays? {{ few | spelled }} do.", "Who pays? Three do."),
        ("¿{{ few | spelled }}?", "¿Three?"),
        ("In the U.S. {{ few | spelled }} do.", "In the U.S. three do."),
        ("Gov. {{ few | spelled }}", "Gov. three"),
        ("In Idaho. {{ few | spelled }} do.", "In Idaho. Three do."),
        ("In 2022. {{ few | spelled }} do.", "In 2022. Three do."),
        ("They paid {{ paid }}. {{ few | spelled }} do.", "They paid $314.2 million. Three do."),
        ("wrapped\n{{ few | spelled }} lines", "wrapped\nthree lines"),
        ("| {{ few | spelled }} |", "| three |"),
        ("All {{ few | spelled | capitalize }}", "All Three"),
    ],
)
def test_words_of_ours_begin_a_sentence_with_a_capital(text: str, shown: str) -> None:
    assert prose(text) == shown


# --- what Markdown would take for its own


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("A & B <i>", "A &amp; B &lt;i&gt;"),
        ("a|b", "a\\|b"),
        ("*stars* and _lines_", "\\*stars\\* and \\_lines\\_"),
        ("#1", "\\#1"),
        ("[x](y)", "\\[x\\](y)"),
        ("1. Texas", "1\\. Texas"),
        ("- Texas", "\\- Texas"),
        ("two\nlines", "two lines"),
        ("Hawaiʻi’s $5", "Hawaiʻi’s $5"),
    ],
)
def test_text_from_the_data_stays_text(value: str, written: str) -> None:
    assert markdown("{{ value }}", value=value) == written


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_text_from_the_data_never_makes_a_tag_or_a_table(value: str) -> None:
    import re

    written = markdown("|{{ value }}|", value=value)[1:-1]
    assert "<" not in written
    assert re.search(r"(?<!\\)(?:\\\\)*\|", written) is None


def test_markdown_from_the_data_is_kept_when_asked() -> None:
    assert markdown("{{ value | markdown }}", value="*stars*") == "*stars*"


def test_text_in_a_title_is_not_escaped() -> None:
    assert prose("{{ value }}", value="A & B*") == "A & B*"


def test_a_dollar_is_a_dollar() -> None:
    assert markdown("It costs $5, then $10.") == "It costs $5, then $10."


# --- blocks leave no gap


def test_an_if_on_its_own_line_leaves_none() -> None:
    assert markdown("One.\n{% if nothing %}\nTwo.\n{% endif %}\nThree.") == "One.\nThree."


def test_a_loop_makes_the_rows_of_a_table() -> None:
    text = "| state |\n| --- |\n{% for place in places %}\n| {{ place }} |\n{% endfor %}\n"
    assert markdown(text) == "| state |\n| --- |\n| Texas |\n| Ohio |\n| Idaho |\n"


def test_a_condition_without_else_prints_nothing() -> None:
    assert prose("A{{ 'x' if nothing }}B") == "AB"


# --- what is refused, and how it is said


def test_a_misspelled_name_is_named_with_its_sentence_and_the_likely_word() -> None:
    reported = refusal("Most pay. In {{ stat_name }} they paid {{ paid }}. Others do not.")
    assert reported == (
        "In {{ stat_name }} they paid {{ paid }}.",
        "nothing is named 'stat_name'",
        "did you mean 'state_name'?",
    )


@pytest.mark.parametrize(
    "text",
    ["{{ pad | money }}", "{{ pad | roughly }}", "{{ [pad] | listed }}", "{{ paid | compare(pad) }}", "{{ pad ~ 1 }}"],
)
def test_a_misspelled_name_is_named_behind_a_filter_too(text: str) -> None:
    assert refusal(text)[1:] == ("nothing is named 'pad'", "did you mean 'paid'?")


def test_a_misspelled_filter_is_refused_with_the_likely_word() -> None:
    assert refusal("They paid {{ paid | mony }}.")[1:] == ("no filter named 'mony'", "did you mean 'money'?")


def test_a_misspelled_attribute_is_refused_with_the_likely_word() -> None:
    assert refusal("{{ paid.publsher }}")[1:] == ("a fact has no 'publsher'", "did you mean 'publisher'?")


def test_the_sentence_is_found_in_the_middle_of_a_long_paragraph() -> None:
    text = "One is {{ paid }}. The U.S. says {{ nothing }} here, on\ntwo lines. And {{ paid }} after."
    assert refusal(text)[0] == "The U.S. says {{ nothing }} here, on two lines."


def test_the_second_of_two_expressions_is_blamed() -> None:
    assert refusal("First {{ paid }}. Then {{ nothing }}. Last {{ people }}.")[0] == "Then {{ nothing }}."


def test_a_row_of_a_table_is_its_own_sentence() -> None:
    assert refusal("| a |\n|---|\n| {{ paid }} |\n| {{ nothing }} |\n")[0] == "| {{ nothing }} |"


def test_printing_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nutgraf.data.missing_facts._FOUND_NOTHING", [])  # what other tests asked for in vain
    assert refusal("{{ nothing }}")[1] == "nothing to print: nothing is None"
    assert refusal("{{ nothing | money }}")[1] == "nothing to print: nothing is None"


def test_a_blank_of_the_data_is_refused() -> None:
    pandas = pytest.importorskip("pandas")
    for blank in (float("nan"), pandas.NA, pandas.NaT):
        assert refusal("{{ blank }}", blank=blank)[1].startswith("nothing to print")


def test_words_without_the_language_of_the_page_are_refused() -> None:
    assert refusal('{{ {"en": "counties"} }}', "es")[1] == "these words have no 'es': {'en': 'counties'}"


def test_a_number_that_may_be_a_year_is_refused() -> None:
    assert refusal("{{ n }}", n=2022)[1:] == (
        "2022 may be a year or a number",
        "write {{ … | year }} or {{ … | count }}",
    )


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        (["a"], "a list is printed with {{ … | listed }}"),
        (True, "ask with it: {% if … %} … {% endif %}"),
        (len, "did you mean to call it, with ( )?"),
    ],
)
def test_what_is_no_word_is_refused_with_what_to_do(value: Any, fix: str) -> None:
    assert refusal("{{ value }}", value=value)[2] == fix


def test_a_plural_must_be_given() -> None:
    assert refusal("{{ people | count('person') }}")[1] == "the plural of 'person' is missing"


def test_a_broken_expression_is_named_with_its_sentence() -> None:
    assert refusal("Good. They paid {{ paid | }}. Bad.")[0] == "They paid {{ paid | }}."


def test_an_error_of_the_reporters_own_function_quotes_the_sentence() -> None:
    def broken() -> str:
        raise KeyError("effective_rate")

    assert refusal("Good. It is {{ broken() }}.", broken=broken)[:2] == (
        "It is {{ broken() }}.",
        "KeyError: 'effective_rate'",
    )


def test_dollars_do_not_add_to_people_in_a_sentence() -> None:
    assert "do not add" in refusal("Both make {{ paid + people }}.")[1]


def test_a_figure_coarser_than_itself_is_refused() -> None:
    coarse = Fact(value=40, unit="persons", rounded_to=100, key="coarse")
    assert refusal("{{ coarse }}", coarse=coarse)[1] == "40 is known to the nearest 100 only, and would print as 0"


def test_a_place_that_the_rounding_leaves_open_is_refused() -> None:
    place = Fact(value=3, unit="rank", rounded_to=1, spread=(3, 4), key="place")
    assert refusal("{{ place | ordinal }}", place=place)[1] == "its rank may be anything from 3 to 4"


def test_a_publishers_own_word_is_printed_with_the_number() -> None:
    text = '{{ active }}; {{ active | count("ITIN", "ITINs") }}'
    assert prose(f"There are {text}.") == "There are more than 5.8 million; more than 5.8 million ITINs."
    assert prose(f"Hay {text}.", "es") == "Hay más de 5.8 millones; más de 5.8 millones de ITINs."


@pytest.mark.parametrize(
    ("word", "english", "spanish"),
    [
        ("up to", "up to $119 million", "hasta 119 millones de dólares"),
        ("nearly", "nearly $119 million", "casi 119 millones de dólares"),
        ("about", "about $119 million", "alrededor de 119 millones de dólares"),
        ("fewer than", "fewer than $119 million", "menos de 119 millones de dólares"),
    ],
)
def test_a_publishers_own_word_is_said_in_both_languages(word: str, english: str, spanish: str) -> None:
    paid = Fact(value=119_000_000, unit="usd", rounded_to=1_000_000, qualifier=word, key="paid")
    assert prose("x {{ paid | money }}", paid=paid) == f"x {english}"
    assert prose("x {{ paid | money }}", "es", paid=paid) == f"x {spanish}"


def test_a_publishers_own_word_contracts_before_a_spanish_percentage() -> None:
    rate = Fact(value=7.4, unit="percent", rounded_to=0.1, qualifier="about", key="rate")
    assert prose("x {{ rate | percent }}", "es", rate=rate) == "x alrededor del 7.4%"


def test_a_publishers_own_word_is_never_said_twice() -> None:
    assert prose("There are over {{ active }}.") == "There are over 5.8 million."
    assert prose("x {{ active | roughly | count }}") == "x more than 5.8 million"


@pytest.mark.parametrize("text", ["{{ active | count(hedge=False) }}", "{{ active | roughly | count(hedge=False) }}"])
def test_a_publishers_own_word_is_left_out_on_request(text: str) -> None:
    assert prose(f"At least as many, {text}.") == "At least as many, 5.8 million."


def test_a_claim_is_printed_with_its_publishers_word() -> None:
    assert claims("There are {{ active }}.")[0]["text"] == "more than 5.8 million"


def test_everything_that_cannot_be_read_is_found_before_anything_runs() -> None:
    assert syntax_problems("They {{ paid | mony }}. Then {% if x is defned %}y{% endif %}.") == (
        Problem("", "no filter named 'mony', in “They {{ paid | mony }}.”", "did you mean 'money'?"),
        Problem("", "no test named 'defned', in “Then {% if x is defned %}y{% endif %}.”", "did you mean 'defined'?"),
    )


def test_good_prose_has_no_problems() -> None:
    assert syntax_problems("They paid {{ paid | money }}.") == ()
    assert syntax_problems(None) == ()


# --- words of titles and captions


def test_a_caption_is_rendered_in_the_language_of_the_page() -> None:
    words = {"en": "They paid {{ paid }}", "es": "Pagaron {{ paid }}"}
    text, made = render_words(words, {**NAMES, "lang": "es"}, "figure:paid:title")
    assert text == "Pagaron 314.2 millones de dólares"
    assert [(claim["place"], claim["text"]) for claim in made] == [("figure:paid:title", "314.2 millones de dólares")]


def test_a_caption_without_the_language_of_the_page_is_refused() -> None:
    with pytest.raises(ProseError, match="no 'es'"):
        render_words({"en": "They paid"}, {"lang": "es"}, "figure:paid:title")


# --- answers to the build


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A running notebook's names, without a kernel."""
    names: dict[str, Any] = {**NAMES, "lang": "en"}
    monkeypatch.setattr("nutgraf.prose.requests.running_namespace", lambda: names)
    return names


def asked(**request: Any) -> dict[str, Any]:
    content: dict[str, Any] = answer(json.dumps(request))._repr_mimebundle_()[NOTES]
    assert json.loads(json.dumps(content)) == content
    return content


def test_a_markdown_cell_is_answered_with_text_and_claims(notebook: dict[str, Any]) -> None:
    notes = asked(ask="markdown", source="They paid {{ paid }} in {{ state_name }}.", place="a1")
    assert notes["rendered"].endswith(">$314.2 million</data> in Tennessee.")
    assert [(claim["place"], claim["key"]) for claim in notes["claims"]] == [("a1", PAID.key)]


def test_a_code_cell_is_answered_with_what_it_read(notebook: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    import nutgraf

    monkeypatch.chdir(DATA)
    asked(ask="code")
    nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid")
    notes = asked(ask="code")
    assert notes["claims"] == []
    assert "honey_tax" in [read["table"] for read in notes["reads"]]
    assert asked(ask="code")["reads"] == []


def test_the_words_of_the_front_matter_are_answered_as_plain_text(notebook: dict[str, Any]) -> None:
    notes = asked(ask="words", words={"title": "{{ paid }} in taxes", "subtitle": {"en": "A dek", "es": "Una bajada"}})
    assert notes["rendered"] == {"title": "$314.2 million in taxes", "subtitle": "A dek"}
    assert [claim["place"] for claim in notes["claims"]] == ["title"]


def test_a_problem_is_an_answer_and_no_exception(notebook: dict[str, Any]) -> None:
    notes = asked(ask="markdown", source="Good. In {{ stat_name }} they paid.", place="a1")
    assert notes == {
        "problems": [
            {
                "where": "In {{ stat_name }} they paid.",
                "what": "nothing is named 'stat_name'",
                "fix": "did you mean 'state_name'?",
                "about": {"word": "stat_name", "likely": "state_name"},
            }
        ],
        "in_prose": True,
    }


def test_a_language_that_is_not_there_is_an_answer(notebook: dict[str, Any]) -> None:
    notebook["lang"] = "xx"
    assert "no language 'xx'" in asked(ask="markdown", source="{{ paid }}", place="a1")["problems"][0]["what"]


def test_figures_of_different_years_leave_a_warning(notebook: dict[str, Any]) -> None:
    notebook["old"] = Fact(value=100_000_000, unit="usd", rounded_to=100_000, year=2010, key="old")
    notes = asked(ask="markdown", source="Together {{ paid + old }}.", place="a1")
    assert notes["warnings"] == ["numbers of 2022 and 2010 are combined; say so"]


def test_prose_is_quick_to_load() -> None:
    code = "import sys, nutgraf.prose; print([m for m in ('jinja2', 'babel', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
