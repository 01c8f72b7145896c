"""The popovers for the numbers in prose: one button a paragraph, and every number on file for each."""

from __future__ import annotations

import re

import pytest

from nutgraf.language import language
from nutgraf.ledger import claims_of
from nutgraf.page import Page, read_page
from nutgraf.render import render_page
from nutgraf.render.claim_popovers import ClaimPopovers
from nutgraf.render.derivation_words import derivation_in
from nutgraf.render.factsheet import fact_sheet
from support.executed import claim, fact, notebook, prose, rich, stand_in

FACT = (
    '<a class="claim whole" href="#source-itep" aria-describedby="source-itep-name">'
    '<data value="1" data-claim="{}">n</data></a>'
)


def page() -> Page:
    return read_page(rich("en"))


def test_a_paragraph_has_one_button_for_all_of_its_numbers():
    made = ClaimPopovers(page()).placed(f"<p>{FACT.format(1)} and {FACT.format(2)}</p>")
    assert made.count("<button") == 2  # the button and, in the popover, the way back
    assert made.count('<label class="claim whole" for="claims-1">') == 2
    assert 'popovertarget="about-1" popovertargetaction="hide">Back to the text</button>' in made


def test_a_table_has_one_button_for_all_of_its_cells():
    cells = f"<tr><td>{FACT.format(1)}</td></tr><tr><td>{FACT.format(2)}</td></tr>"
    made = ClaimPopovers(page()).placed(f"<table>{cells}</table>")
    assert made.count('class="sourced"') == 1


def test_two_numbers_of_one_paragraph_that_are_printed_alike_are_one_term_with_two_answers():
    later = claim(2) | {"inputs": [claim(2)["inputs"][0] | {"as_of": "2023"}], "text": "$314.2 million"}
    made = ClaimPopovers(read_page(notebook(prose(f"{fact(1)} and {fact(2)}", claim(1), later)))).placed(
        f"<p>{FACT.format(1)} and {FACT.format(2)}</p>"
    )
    assert (made.count("<dt>$314.2 million</dt>"), made.count("<dd>")) == (1, 2)


def test_a_popover_says_value_date_and_source():
    made = ClaimPopovers(page()).placed(f"<p>{FACT.format(1)}</p>")
    assert "<dt>$314.2 million</dt><dd>314,200,000; as of 2022; <a" in made
    assert 'href="https://itep.org/undocumented-immigrants-taxes-2024/">Institute on Taxation and' in made


def test_the_sign_of_the_sources_follows_the_dagger_and_the_full_stop_of_its_number():
    made = ClaimPopovers(page()).placed(f"<p>They paid {FACT.format(1)}†. More came later.</p>")
    assert "</label>†.<button" in made


def test_the_sign_of_the_sources_begins_no_line_after_a_long_number():
    long = FACT.format(1).replace("claim whole", "claim").replace(">n<", ">up to $314.2 million<")
    made = ClaimPopovers(page()).placed(f"<p>They paid {long}†, or less.</p>")
    opened, _, rest = made.partition('<span class="signed">')
    assert opened == "<p>They paid "
    assert '<span class="wraps">up to $314.2 </span>million</data></label>†,<button ' in rest
    assert "></button></span> or less.</p>" in rest


def test_prose_without_numbers_is_as_it_was():
    assert ClaimPopovers(page()).placed("<p>No number.</p>") == "<p>No number.</p>"


def test_the_text_for_other_systems_keeps_links_and_has_no_buttons():
    made = render_page(page(), draw=stand_in)
    body = dict(made.files)["body.html"].decode()
    assert "popover" not in body
    assert re.search(r'<a class="claim whole" href="[^"]*#source-itep"', body)


def computed(rows: int = 1) -> Page:
    """A page that prints one number, computed from so many rows."""
    row = {"table": "areas", "key": {"usps": "TN"}, "column": "paid", "value": 5, "source_id": "itep", "as_of": "2022"}
    added = claim(7, derivation="5 + … + 5", inputs=[{**row, "key": {"usps": f"area {n}"}} for n in range(rows)])
    return read_page(notebook(prose(f"They paid {fact(7)}.", added)))


def test_a_computed_number_leads_to_how_it_was_computed_and_to_no_source_of_its_parts():
    made = render_page(computed(), draw=stand_in)
    page, body = made.html.decode(), dict(made.files)["body.html"].decode()
    assert "<dt>$314.2 million</dt>" in page
    assert '<a href="facts.html#claim-7">computed: 5 + … + 5</a></dd>' in page
    assert re.search(r'<a class="claim whole" href="[^"]*facts.html#claim-7"><data', body)


def test_the_fact_sheet_has_every_row_that_went_into_a_computed_number():
    page = computed(rows=30)
    article = render_page(page, draw=stand_in).article
    sheet = dict(fact_sheet(page, article.frame, claims_of(page)).files)["facts.html"].decode()
    assert '<li id="claim-7">' in sheet
    assert [f"usps area {n};" in sheet for n in range(30)] == [True] * 30
    assert "<details><summary>26 more rows" in sheet


def test_a_popover_says_of_an_estimate_that_it_is_one():
    read = read_page(notebook(prose(f"They paid {fact(1)}.", claim(1)), estimators=["ITEP"]))
    assert "<dd>314,200,000; estimate; as of 2022; <a" in render_page(read, draw=stand_in).html.decode()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "37.3 bn − (15.1 bn + 990 m) ÷ 12; counted: 25 with a number; largest first: 3 of 27"),
        ("es", "37.3 mil M − (15.1 mil M + 990 M) ÷ 12; conteo: 25 con un número; de mayor a menor: puesto 3 de 27"),
        ("de", "37,3 Mrd. − (15,1 Mrd. + 990 Mio.) ÷ 12; gezählt: 25 mit einer Zahl; vom größten an: 3 von 27"),
    ],
)
def test_a_calculation_is_in_the_language_of_the_page(lang: str, said: str) -> None:
    computed = "37.3 bn − (15.1 bn + 990 m) ÷ 12; counted: 25 with a number; largest first: 3 of 27"
    assert derivation_in(computed, language(lang)) == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "9,240 ÷ 44; (1,234,567.5 − 2,000) ÷ 8.4%"),
        ("de", "9.240 ÷ 44; (1.234.567,5 − 2.000) ÷ 8,4\xa0%"),
        ("fr", "9\u202f240 ÷ 44; (1\u202f234\u202f567,5 − 2\u202f000) ÷ 8,4\u202f%"),
    ],
)
def test_a_calculation_has_the_separators_of_the_page(lang: str, said: str) -> None:
    assert derivation_in("9,240 ÷ 44; (1,234,567.5 − 2,000) ÷ 8.4%", language(lang)) == said
