"""The popovers for the numbers in prose: one button a paragraph, and every number on file for each."""

from __future__ import annotations

import re

from nutgraf.page import Page, read_page
from nutgraf.render import render_page
from nutgraf.render.claim_popovers import ClaimPopovers
from support.executed import rich, stand_in

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


def test_a_popover_says_value_date_and_source():
    made = ClaimPopovers(page()).placed(f"<p>{FACT.format(1)}</p>")
    assert "<dt>$314.2 million</dt><dd>314,200,000; as of 2022; <a" in made
    assert 'href="https://itep.org/undocumented-immigrants-taxes-2024/">Institute on Taxation and' in made


def test_the_sign_of_the_sources_follows_the_dagger_and_the_full_stop_of_its_number():
    made = ClaimPopovers(page()).placed(f"<p>They paid {FACT.format(1)}†. More came later.</p>")
    assert "</label>†.<button" in made


def test_prose_without_numbers_is_as_it_was():
    assert ClaimPopovers(page()).placed("<p>No number.</p>") == "<p>No number.</p>"


def test_the_text_for_other_systems_keeps_links_and_has_no_buttons():
    made = render_page(page(), draw=stand_in)
    body = dict(made.files)["body.html"].decode()
    assert "popover" not in body
    assert re.search(r'<a class="claim whole" href="[^"]*#source-itep"', body)
