"""A fact that an expression turns to text leaves its claim all the same, or is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from nutgraf.errors import FactError, ProseError
from nutgraf.facts import Fact, Facts, Source
from nutgraf.prose.rendering import render

PAID = Fact(
    value=314_200_000,
    unit="usd",
    rounded_to=100_000,
    key="taxes:state=TN",
    year=2022,
    sources=(Source(id="itep", publisher="ITEP", title="Taxes"),),
)
NAMES: dict[str, Any] = {"lang": "en", "paid": PAID, "all": {"paid": PAID}, "few": Facts([PAID, PAID]), "n": 12}


def printed(text: str, markdown: bool = False) -> tuple[str, list[str]]:
    """The text as it is read, and the facts that it claims."""
    done = render(text, NAMES, "cell", markdown=markdown)
    return done.text, [claim["key"] for claim in done.claims]


@pytest.mark.parametrize(
    "expression",
    [
        '"%s" % paid',
        'paid ~ ""',
        "paid | string",
        '"{}".format(paid)',
        '"{all[paid]}".format(all=all)',
        '"%(paid)s" % all',
        "[paid] | map('string') | join",
        '"".join([paid | string])',
        "(paid | money) | string",
        "paid | trim",
        "(paid | string)[:3]",
        "paid | markdown",
        "paid | string | replace('3', '4')",
        "(paid | money) | replace('3.', '3.')",
    ],
)
@pytest.mark.parametrize("markdown", [True, False])
def test_a_fact_that_is_turned_to_text_is_printed_with_its_source(expression: str, markdown: bool) -> None:
    text, claimed = printed(f"They paid {{{{ {expression} }}}}.", markdown)
    assert claimed == ["taxes:state=TN"]
    assert "$314.2 million" in text


def test_several_facts_in_one_text_keep_their_places() -> None:
    text, claimed = printed('{{ "%s of %s, or %s%%" % (paid, few | length, n) }}')
    assert text == "$314.2 million of 2 areas, or 12%" or text == "$314.2 million of 2, or 12%"
    assert claimed == ["taxes:state=TN", "count of "]


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ('"%d" % paid', "“%d” turns a fact into plain digits, and its source is lost"),
        ('"%.1f" % (paid | money)', "“%f” turns a fact into plain digits, and its source is lost"),
        ('"%r" % paid', "“%r” turns a fact into plain digits, and its source is lost"),
        ('"{:,}".format(paid)', "the format ',' turns a fact into plain digits, and its source is lost"),
        ("[paid] | string", "a list is not a text"),
        ('"%s" % [paid]', "a list is not a text"),
        ('"{}".format([paid])', "this text holds '<Fact': it is how Python shows a value, not words"),
        ("(paid | money).text", "the text that a filter returns has no 'text'"),
        ("paid | replace('3', '4')", "replace works on words, and this is a fact"),
        ("(paid | money) | replace('3', '4')", "replace would change the digits of a fact"),
        ('("%s" % paid) | not_a_fact("an idiom")', "a fact has a source and needs no exemption"),
    ],
)
def test_a_fact_that_would_lose_its_source_in_a_text_is_refused(expression: str, what: str) -> None:
    with pytest.raises(ProseError) as refused:
        printed(f"They paid {{{{ {expression} }}}}.")
    (problem,) = refused.value.problems
    assert problem.what == what
    assert problem.fix


def test_the_words_around_a_fact_may_be_replaced() -> None:
    assert printed('{{ paid | money | replace("$", "US$") }}') == ("US$314.2 million", ["taxes:state=TN"])


def test_the_remainder_of_a_division_is_a_number_as_before() -> None:
    assert printed("{% if n % 5 == 2 %}yes{% endif %}") == ("yes", [])


def test_in_code_a_fact_is_text_as_before_and_its_digits_are_not_formatted() -> None:
    assert f"{PAID}" == str(PAID) == "314.2 m usd"
    with pytest.raises(FactError, match="the format ',' turns a fact into plain digits"):
        f"{PAID:,}"
