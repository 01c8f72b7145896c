"""Rules of a newsroom under which a revised number is published without an editor, and what no rule releases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nutgraf import ledger
from nutgraf.check_settings import ToleranceRule
from nutgraf.cli.formatting import json_totals
from nutgraf.cli.long_lists import Limit
from nutgraf.cli.released_numbers import released_numbers
from nutgraf.errors import SettingsError
from nutgraf.inbox.activity_log import activity
from nutgraf.ledger import Change, Claim, Lock, Plotted, Signature, Verdict, write_lock
from nutgraf.pipeline import Outcome, Report
from nutgraf.pipeline.report import OutcomeStatus
from nutgraf.project import read_project
from support.executed import fact, prose
from test_ledger import EDITION, claims, page, paid, published

SMALL = ToleranceRule(name="small revisions", percent=1)
REVISED = page(316_000_000, "$316 million")  # 0.6% more


def decided(now: tuple[Claim, ...], *rules: ToleranceRule, before: Lock | None = None, **options: Any) -> Verdict:
    lock = before or published(page())
    return ledger.decide(lock, EDITION, now, "hold", rules=rules, explainer="taxes", **options)


def rule(**values: Any) -> ToleranceRule:
    return ToleranceRule(**{"name": "small revisions", "percent": 1, **values})


def test_a_small_revision_is_published_by_the_rule_that_releases_it() -> None:
    verdict = decided(REVISED, SMALL)
    assert (verdict.action, verdict.moves[0].rule) == ("publish", "small revisions")


def test_without_a_rule_every_revision_waits() -> None:
    assert decided(REVISED).action == "hold"


def test_a_larger_revision_waits() -> None:
    assert decided(page(320_000_000, "$320 million"), SMALL).action == "hold"


@pytest.mark.parametrize(
    ("wanted", "action"),
    [
        ({"tables": ["taxes_2022"]}, "publish"),
        ({"tables": ["other"]}, "hold"),
        ({"explainers": ["tax*"]}, "publish"),
        ({"explainers": ["itin"]}, "hold"),
        ({"facts": ["usps=TN"]}, "publish"),
        ({"facts": ["usps=TX"]}, "hold"),
    ],
)
def test_a_rule_covers_what_it_names(wanted: dict[str, list[str]], action: str) -> None:
    table = page()[0].inputs[0]["table"]
    named = {name: [table if one == "taxes_2022" else one for one in each] for name, each in wanted.items()}
    assert decided(REVISED, rule(**named)).action == action


def test_the_second_rule_counts_where_the_first_does_not() -> None:
    verdict = decided(REVISED, rule(name="tiny", percent=0.1), SMALL)
    assert verdict.moves[0].rule == "small revisions"


def test_a_number_in_a_headline_waits_unless_a_rule_names_headlines() -> None:
    key = page()[0].key
    assert decided(REVISED, SMALL, in_headlines=lambda: {key}).action == "hold"
    assert decided(REVISED, rule(allow=["headline"]), in_headlines=lambda: {key}).action == "publish"


def test_one_change_that_waits_keeps_the_whole_page() -> None:
    both = [prose(f"They paid {fact(1, '$314.2 million', '314200000')}.", paid())]
    second = paid(90_000_000, "$90 million", key="taxes_2022:usps=TX") | {"claim": 2}
    second["inputs"] = [second["inputs"][0] | {"key": {"usps": "TX"}}]
    before = published(claims(*both, prose(f"Texas: {fact(2, '$90 million', '90000000')}.", second)))
    now = second | {"value": 99_000_000, "text": "$99 million"}
    now["inputs"] = [second["inputs"][0] | {"value": 99_000_000}]
    small = prose(f"They paid {fact(1, '$316 million', '316000000')}.", paid(316_000_000, "$316 million"))
    verdict = decided(claims(small, prose(f"Texas: {fact(2, '$99 million', '99000000')}.", now)), SMALL, before=before)
    assert verdict.action == "hold"
    assert [move.rule for move in verdict.moves] == ["small revisions", ""]


def test_a_number_that_the_notebook_computes_differently_waits() -> None:
    recomputed = paid() | {"text": "$316 million", "value": 316_000_000}
    now = claims(prose(f"They paid {fact(1, '$316 million', '316000000')}.", recomputed))
    assert decided(now, SMALL).action == "hold"


@pytest.mark.parametrize(("unit", "was", "now", "kind"), [("rank", 3, 4, "rank"), ("usd", 100, -100, "sign")])
def test_a_change_of_rank_or_sign_waits_unless_a_rule_names_it(unit: str, was: int, now: int, kind: str) -> None:
    before = published(page(was, str(was), unit=unit))
    after = page(now, str(now).replace("-", "−"), unit=unit)
    assert decided(after, rule(percent=1_000), before=before).action == "hold"
    assert decided(after, rule(percent=1_000, allow=[kind]), before=before).action == "publish"


def test_a_change_of_direction_waits_unless_a_rule_names_it() -> None:
    before, after = published(page(314_200_000, "nearly $314.2 million")), page(314_900_000, "more than $314.9 million")
    assert decided(after, SMALL, before=before).action == "hold"
    assert decided(after, rule(allow=["direction"]), before=before).action == "publish"


def test_a_number_that_vanished_waits_whatever_the_rule() -> None:
    gone = claims(prose("Nothing is said."))
    allowed = rule(percent=100, allow=["headline", "rank", "sign", "direction", "implausible", "charts"])
    assert decided(gone, allowed).action == "hold"


def test_a_value_that_only_a_chart_shows_waits_unless_a_rule_names_charts() -> None:
    drawn = [Plotted("by-state", "Texas", "amount", "$90 million")]
    before = ledger.publish(Lock({}), EDITION, page(), Signature("2026-11-24"), drawn)
    now = [Plotted("by-state", "Texas", "amount", "$90.5 million")]
    assert decided(page(), SMALL, before=before, drawn=now).action == "hold"
    assert decided(page(), rule(allow=["charts"]), before=before, drawn=now).action == "publish"


@pytest.mark.parametrize(
    ("was", "now"),
    [("fewer than 5,000", "5,000"), ("no amount in 2022", "an amount in 2022"), ("about 90 million", "90.5 million")],
)
def test_a_value_of_a_chart_whose_words_change_is_no_small_revision(was: str, now: str) -> None:
    before = ledger.publish(
        Lock({}), EDITION, page(), Signature("2026-11-24"), [Plotted("by-state", "Texas", "amount", was)]
    )
    verdict = decided(
        page(), rule(allow=["charts"]), before=before, drawn=[Plotted("by-state", "Texas", "amount", now)]
    )
    assert (verdict.action, verdict.moves[0].percent) == ("hold", None)


def test_the_log_says_what_a_rule_released(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.nutgraf]\nname = "The Desk"\n', "utf-8")
    moves = decided(REVISED, SMALL).moves
    signature = Signature("2026-12-01", ledger.rules_named(moves), "within the rule")
    project = read_project(tmp_path)
    write_lock(ledger.publish(published(page()), EDITION, REVISED, signature), project.lock_file)
    assert [each.sentence for each in activity(project)] == [
        "The rule small revisions released a number ($314.2 million → $316 million, on 1 page)."
    ]


def built(status: OutcomeStatus, *moves: Change) -> Report:
    return Report((Outcome("en/taxes/tn", "taxes", status, "", moves=moves),), (), (), 0.0, Path("index.html"))


def test_a_build_names_the_rule_and_what_it_released() -> None:
    report = built("rendered", *decided(REVISED, SMALL).moves)
    assert released_numbers(report, Limit(True)).splitlines() == [
        "Released by rule, small revisions: 1 change.",
        "  en/taxes/tn: $314.2 million → $316 million",
    ]
    assert json.loads(json_totals(report))["released"] == {"small revisions": 1}


def test_what_a_rule_covers_on_a_page_that_waits_is_not_released() -> None:
    report = built("held", *decided(REVISED, SMALL).moves)
    assert released_numbers(report, Limit(True)) == ""
    assert released_numbers(built("rendered", *decided(REVISED).moves), Limit(True)) == ""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("percent = 0", "percent = 0"),
        ('name = "a"\npercent = 1\nallow = ["ranks"]', "allow"),
        ("percent = 1", "name is missing"),
        ('name = "a"\npercent = 1\ntable = "pay"', "no setting named 'table'"),
    ],
)
def test_a_rule_that_is_not_understood_is_named(tmp_path: Path, written: str, said: str) -> None:
    settings = f'[tool.nutgraf]\nname = "The Desk"\n[[tool.nutgraf.tolerance]]\n{written}\n'
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    with pytest.raises(SettingsError) as error:
        read_project(tmp_path)
    found = [f"{one.where}: {one.what}" for one in error.value.problems]
    assert any(one.startswith("pyproject.toml, [[tool.nutgraf.tolerance]], rule 1: ") and said in one for one in found)
