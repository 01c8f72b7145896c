"""A comparison that rounding, a margin of error or a publisher's "up to" leaves open is not made."""

from __future__ import annotations

from typing import Any

import pytest

from nutgraf.errors import ProseError
from nutgraf.facts import Fact, Facts
from nutgraf.prose.rendering import render

CHANGE, TIMES, SHARE = "now | compare(then)", 'now | compare(then, by="times")', 'now | compare(then, by="share")'
MARGIN = {"rounded_to": 10_000, "moe": 15_000}


def people(value: int, **how: Any) -> Fact:
    """An estimate of people, named by its value."""
    return Fact(value=value, unit="persons", key=f"people {value}", **how)


def printed(expression: str, **names: Any) -> str:
    """What an expression prints in English."""
    text = render("It {{ " + expression + " }}", {**names, "lang": "en"}, "cell", markdown=False).text
    return text.removeprefix("It ")


UP_TO = people(119_000_000, rounded_to=1_000_000, qualifier="up to")


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (people(10_000, rounded_to=5_000), people(5_000, rounded_to=5_000), TIMES),
        (people(10_000, rounded_to=5_000, moe=3_000), people(5_000, qualifier="fewer than"), TIMES),
        (people(5_000, rounded_to=5_000), people(10_000, rounded_to=5_000), SHARE),
        (people(120_000, **MARGIN), people(130_000, **MARGIN), CHANGE),
        (UP_TO, people(100_000_000, rounded_to=1), CHANGE),
        (people(40, qualifier="at least"), people(50, rounded_to=1), CHANGE),
    ],
)
def test_a_change_that_rounding_margins_or_limits_leave_open_is_refused(now: Fact, then: Fact, words: str) -> None:
    with pytest.raises(ProseError):
        printed(words, now=now, then=then)


def test_a_change_within_the_margin_has_the_words_that_the_reporter_gives_for_it() -> None:
    words = 'now | compare(then, unclear={"en": "changed little", "es": "apenas cambió"})'
    then = people(130_000, **MARGIN)
    assert printed(words, now=people(120_000, **MARGIN), then=then) == "changed little"
    assert printed(words, now=people(220_000, **MARGIN), then=then) == "rose"


def test_what_is_surely_beyond_a_limit_is_said_to_be() -> None:
    assert printed(CHANGE, now=people(130_000_000, rounded_to=1), then=UP_TO) == "rose"
    assert printed(CHANGE, now=people(39, rounded_to=1), then=people(40, qualifier="at least")) == "fell"


def test_a_rank_next_to_a_number_that_is_only_a_limit_is_refused() -> None:
    below, above = people(90_000_000, rounded_to=1), people(300_000_000, rounded_to=1)
    among = Facts([above, UP_TO, below])
    assert printed("one | rank(among)", one=above, among=among) == "the most"
    with pytest.raises(ProseError):
        printed("one | rank(among)", one=below, among=among)


def test_two_that_are_equal_have_no_rank() -> None:
    tied = [Fact(value=130_000, unit="persons", key=str(year), rounded_to=1) for year in (2010, 2014)]
    with pytest.raises(ProseError):
        printed("one | rank(among)", one=tied[0], among=Facts(tied))
