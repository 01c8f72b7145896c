"""What is promised of the real site: one value of its data changes, its sentences move and wait, an editor lets them go."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from support.sites import copy_project, nutgraf

pytestmark = pytest.mark.kernel

ASKED = ("*/taxes/tn", "*/taxes/us", "*/taxes/wy")
MOVING = ["en/taxes/tn", "en/taxes/us", "es/taxes/tn", "es/taxes/us"]
DRAWING = ["en/taxes/wy", "es/taxes/wy"]
"""They print nothing that moves, and show Tennessee's amount in a chart and its table."""
Lines = dict[str, dict[str, Any]]


def build(root: Path, *options: str) -> tuple[int, Lines]:
    done = nutgraf("build", "--json", *options, *ASKED, cwd=root)
    assert done.stdout, done.stderr
    return done.returncode, {line["address"]: line for line in map(json.loads, done.stdout.splitlines()[:-1])}


def page(root: Path, address: str) -> str:
    return (root / "build" / "site" / address / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real project as it is, six of its pages published."""
    root = copy_project(tmp_path_factory.mktemp("real") / "project")
    status, lines = build(root, "--publish")
    assert (status, {line["status"] for line in lines.values()}) == (0, {"ran"})
    return root


@pytest.fixture(scope="module")
def changed(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, Lines]:
    """The same after Tennessee's amount was typed anew, and built."""
    root = shutil.copytree(published, tmp_path_factory.mktemp("changed") / "project")
    path = root / "data" / "itep_2022_states.csv"
    before = path.read_text(encoding="utf-8")
    after = before.replace(",TN,47,state_local_taxes_paid,314200000,", ",TN,47,state_local_taxes_paid,414200000,")
    assert after != before
    path.write_text(after, encoding="utf-8")
    return (root, *build(root))


def test_the_pages_on_which_a_sentence_or_a_chart_moves_are_held(changed: tuple[Path, int, Lines]) -> None:
    _, status, lines = changed
    held = sorted(address for address, line in lines.items() if line["status"] == "held")
    assert (status, held) == (1, sorted(MOVING + DRAWING))
    for address in DRAWING:
        assert [move["was"].partition(": ")[0] for move in lines[address]["moves"]] == ["Tennessee"]


def test_exactly_the_sentences_that_move_are_shown_with_old_and_new(changed: tuple[Path, int, Lines]) -> None:
    moves = {
        address: [(move["was"], move["now"]) for move in changed[2][address]["moves"] if "#figure:" not in move["line"]]
        for address in MOVING
    }
    paid, place = ("$314.2 million", "$414.2 million"), ("18th", "17th")
    assert sorted(moves["en/taxes/tn"]) == sorted([paid] * 4 + [place] * 2)
    assert moves["en/taxes/us"] == [("about $30.1 billion", "about $30.2 billion")]
    pagado, puesto = ("314.2 millones de dólares", "414.2 millones de dólares"), ("18.º", "17.º")
    assert sorted(moves["es/taxes/tn"]) == sorted([pagado] * 4 + [puesto] * 2)
    assert [now.replace("\u00a0", " ") for _, now in moves["es/taxes/us"]] == [
        "alrededor de 30.2 mil millones de dólares"
    ]


def test_a_move_says_which_row_is_behind_it_and_how_far_it_goes(changed: tuple[Path, int, Lines]) -> None:
    first = changed[2]["en/taxes/tn"]["moves"][0]
    assert round(first["percent"], 1) == 31.8
    assert first["why"].startswith(
        "data/itep_2022_states.csv, metric=state_local_taxes_paid, source_id=newschannel5_2025"
    )
    assert first["why"].endswith("usps=TN, value was 314,200,000, is 414,200,000")


def test_the_build_tells_an_editor_on_how_many_pages_each_figure_moved(changed: tuple[Path, int, Lines]) -> None:
    done = nutgraf("build", *ASKED, cwd=changed[0])
    assert "3 published figures moved:" in done.stdout + done.stderr
    assert (
        "$314.2 million → $414.2 million (+31.8%), on 6 pages: en/taxes/tn, es/taxes/tn, en/taxes/us,"
        in done.stdout + done.stderr
    )


def test_held_pages_wait_with_old_and_new_side_by_side_and_the_site_is_as_it_was(
    published: Path, changed: tuple[Path, int, Lines]
) -> None:
    for address in MOVING:
        assert page(changed[0], address) == page(published, address)
    moved = (changed[0] / "build/held/en/taxes/tn/moved.html").read_text(encoding="utf-8")
    assert "<mark>$314.2 million</mark>" in moved
    assert "<mark>$414.2 million</mark>" in moved
    assert "$414.2 million" in (changed[0] / "build/held/en/taxes/tn/index.html").read_text(encoding="utf-8")


def test_accept_lets_them_go_with_a_dated_note_in_both_languages(
    changed: tuple[Path, int, Lines], tmp_path: Path
) -> None:
    root = shutil.copytree(changed[0], tmp_path / "project")
    today = datetime.date.today()
    done = nutgraf("facts", "accept", "--correction", "--name", "Ana Ruiz", "--reason", "typing error", cwd=root)
    assert done.returncode == 0, done.stderr
    status, lines = build(root)
    assert (status, [lines[address]["status"] for address in MOVING]) == (0, ["rendered"] * 4)
    english, spanish = page(root, "en/taxes/tn"), page(root, "es/taxes/tn")
    assert "this page earlier said “$314.2 million”; the figure is $414.2 million." in english
    assert "decía antes «314.2 millones de dólares»; la cifra es 414.2 millones de dólares." in spanish
    assert f'"dateModified": "{today}"' in english
    assert f'"dateModified": "{today}"' in spanish
    assert "Tennessee: $314.2 million" in page(root, "en/taxes/wy")
    assert "$30.1 billion" in page(root, "en/taxes/us")
    assert not (root / "build" / "held").exists()
    signed = [line for line in (root / "facts.lock").read_text(encoding="utf-8").splitlines() if "Ana Ruiz" in line]
    moved = {move["line"] for line in changed[2].values() for move in line.get("moves", ())}
    assert len(signed) == len(moved)
