"""A number is printed in its own unit: people are not dollars, and no count is read as a share of a hundred."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nutgraf.errors import ProseError
from nutgraf.facts import Fact
from nutgraf.prose.rendering import render

PEOPLE = Fact(value=1_280_000, unit="persons", rounded_to=10_000, key="people")
EUROS = Fact(value=5_000, unit="eur", rounded_to=1, key="euros")
EACH = Fact(value=1_250, unit="usd_per_person", rounded_to=1, key="each")
GAP = Fact(value=2.1, unit="points", rounded_to=0.1, key="gap")
MORE = replace(PEOPLE, value=2 * PEOPLE.value, key="more")
NAMES: dict[str, Any] = {"lang": "en", "people": PEOPLE, "more": MORE, "euros": EUROS, "each": EACH, "gap": GAP}


def refusal(text: str) -> str:
    with pytest.raises(ProseError) as refused:
        render(text, NAMES, "c1", markdown=True)
    return refused.value.problems[0].what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ people | money }}", "money is not for a number in persons"),
        ("{{ people | percent }}", "percent is not for a number in persons"),
        ("{{ gap | percent }}", "percent is not for a number in points"),
        ("{{ people | points }}", "points is not for a number in persons"),
        ("{{ more.change_from(people) | points }}", "points is not for a number in percent"),
        ("{{ people.share_of(more) | points }}", "points is not for a number in percent"),
    ],
)
def test_a_number_in_another_unit_is_refused_and_not_printed_as_dollars_or_percent(text: str, what: str) -> None:
    assert refusal(text) == what


def test_only_one_percentage_less_another_is_printed_in_points() -> None:
    gap = "{{ (more.change_from(people) - people.share_of(more)) | points }}"
    assert ">50 percentage points</data>" in render(gap, NAMES, "c1", markdown=True).text
    assert ">2.1 percentage points</data>" in render("{{ gap | points }}", NAMES, "c1", markdown=True).text


def test_dollars_per_person_euros_and_plain_numbers_are_printed() -> None:
    assert ">€5,000</data>" in render("{{ euros | money }}", NAMES, "c1", markdown=True).text
    assert ">$1,250</data>" in render("{{ each | money }}", NAMES, "c1", markdown=True).text
    assert ">$5</data>" in render("{{ 5 | money }}", NAMES, "c1", markdown=True).text
    assert ">8.4%</data>" in render("{{ 0.084 | percent }}", NAMES, "c1", markdown=True).text


@pytest.mark.parametrize("name", ["money", "percent", "points", "count"])
def test_decimals_below_none_are_refused_for_they_would_round_the_number_to_zero(name: str) -> None:
    assert refusal(f"{{{{ 1280000 | {name}(places=-3) }}}}") == "places=-3 is no number of decimals"


def test_a_rank_among_one_number_is_refused_in_words() -> None:
    assert refusal("{{ people | rank(people) }}") == "rank needs all the numbers that it ranks"
