"""facts.lock, end to end: one value changes, its sentences are shown and held, an editor lets them go."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from support.sites import copy_project, nutgraf

pytestmark = pytest.mark.kernel

PAGES = ["en/taxes/ky", "en/taxes/tn", "es/taxes/ky", "es/taxes/tn"]
SIGN = ("--name", "Ana Ruiz", "--reason", "the state revised it")


def run(root: Path, *arguments: str) -> tuple[int, dict[str, dict[str, Any]], dict[str, Any]]:
    done = nutgraf("build", "--json", *arguments, cwd=root)
    assert done.stdout, done.stderr
    *lines, last = map(json.loads, done.stdout.splitlines())
    return done.returncode, {line["address"]: line for line in lines}, last


def statuses(lines: dict[str, dict[str, Any]]) -> list[str]:
    return [lines[address]["status"] for address in PAGES]


def page(root: Path, address: str) -> str:
    return (root / "build" / "site" / address / "index.html").read_text(encoding="utf-8")


def revise(root: Path) -> None:
    """Change Tennessee's figure, and nothing else."""
    path = root / "data" / "itep_2022_states.csv"
    before = path.read_text(encoding="utf-8")
    after = before.replace(
        "Tennessee,TN,47,state_local_taxes_paid,314200000,", "Tennessee,TN,47,state_local_taxes_paid,319800000,"
    )
    assert after != before
    path.write_text(after, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tax pages of two states in both languages, published."""
    root = copy_project(tmp_path_factory.mktemp("ledger") / "newsroom", notebooks=("taxes.ipynb",))
    path = root / "notebooks" / "taxes.ipynb"
    node = nbformat.read(path, as_version=4)
    front = node.cells[0]
    whole = front.source
    two = re.sub(r"state: \{table: state_reference.*", "state: [KY, TN]", whole)
    front.source = two.replace("default_edition: {state: US}", "default_edition: {state: TN}")
    assert front.source != whole
    for cell in node.cells:  # the pages that it leads to are not in this newsroom
        cell.source = re.sub(r"\[([^\]]+)\]\(/[a-z]{2}/[^)]*\)", r"\1", cell.source)
    nbformat.write(node, path)
    status, lines, _ = run(root, "--publish")
    assert (status, statuses(lines)) == (0, ["ran"] * 4), lines
    return root


@pytest.fixture(scope="module")
def revised(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, Any, Any]]:
    """The same newsroom after a figure was revised and the pages were built again."""
    root = shutil.copytree(built, tmp_path_factory.mktemp("revised") / "newsroom")
    revise(root)
    return root, run(root)


@pytest.fixture
def held(revised: tuple[Path, Any], tmp_path: Path) -> Path:
    return shutil.copytree(revised[0], tmp_path / "newsroom")


def test_publishing_writes_a_line_for_every_figure_and_way_it_is_printed_on_a_page(built: Path) -> None:
    lines = [json.loads(line) for line in (built / "facts.lock").read_text(encoding="utf-8").splitlines()]
    claims = json.loads((built / "build/site/facts.json").read_text(encoding="utf-8"))["claims"]
    printed = {(claim["id"].partition("#")[0], claim["key"], claim["text"]) for claim in claims}
    assert sorted(line["text"] for line in lines if "value" in line) == sorted(text for _, _, text in printed)


def test_a_plain_build_leaves_the_lock_alone(built: Path, revised: tuple[Path, Any]) -> None:
    assert (revised[0] / "facts.lock").read_bytes() == (built / "facts.lock").read_bytes()


def test_one_changed_value_holds_the_pages_that_print_it_and_those_that_draw_it(revised: tuple[Path, Any]) -> None:
    status, lines, last = revised[1]
    assert (status, statuses(lines), last["totals"]["held"]) == (1, ["held"] * 4, 4)
    assert [(move["was"], move["now"], move["sentence"]) for move in lines["en/taxes/ky"]["moves"]] == [
        (
            "Tennessee: $314.2 million",
            "$319.8 million",
            "figure 1, Kentucky has the 25th-largest of 27 amounts on file: "
            "Tennessee | State and local taxes, 2022, $319.8 million",
        )
    ]


def test_one_changed_value_shows_exactly_the_sentences_that_move(built: Path, revised: tuple[Path, Any]) -> None:
    _, lines, _ = revised[1]
    moves = [(address, move) for address in PAGES for move in lines[address].get("moves", ())]
    shown = {(address, move["sentence"]) for address, move in moves if not move["place"].startswith("figure ")}
    sheets = {address: json.loads((built / f"build/site/{address}/facts.json").read_text()) for address in PAGES}
    printed = {
        (address, claim["sentence"].replace("314.2", "319.8"))
        for address, sheet in sheets.items()
        for claim in sheet["claims"]
        if "314.2" in claim["text"]
    }
    assert shown == printed
    assert len(shown) >= 6


def test_a_move_is_shown_with_old_and_new_its_row_and_how_far(revised: tuple[Path, Any]) -> None:
    move = revised[1][1]["en/taxes/tn"]["moves"][0]
    assert (move["was"], move["now"], round(move["percent"], 1)) == ("$314.2 million", "$319.8 million", 1.8)
    assert "data/itep_2022_states.csv" in move["why"]
    assert "usps=TN, value was 314,200,000, is 319,800,000" in move["why"]


def test_a_held_page_keeps_its_last_published_form(built: Path, revised: tuple[Path, Any]) -> None:
    assert page(revised[0], "en/taxes/tn") == page(built, "en/taxes/tn")


def test_a_held_page_waits_with_old_and_new_side_by_side(revised: tuple[Path, Any]) -> None:
    folder = revised[0] / "build" / "held" / "es" / "taxes" / "tn"
    assert "319.8 millones" in (folder / "index.html").read_text(encoding="utf-8")
    moved = (folder / "moved.html").read_text(encoding="utf-8")
    assert "<mark>314.2 millones de dólares</mark>" in moved
    assert "<mark>319.8 millones de dólares</mark>" in moved


def test_a_held_page_stays_held_until_it_is_signed_off(held: Path) -> None:
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (1, ["held"] * 4)


def test_what_an_editor_accepts_is_published_by_the_next_build_without_running_a_notebook(held: Path) -> None:
    done = nutgraf("facts", "accept", *SIGN, cwd=held)
    assert done.returncode == 0, done.stderr
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (0, ["unchanged"] * 4)
    assert "$319.8 million" in page(held, "en/taxes/tn")
    assert "319.8 millones de dólares" in page(held, "es/taxes/tn")
    assert not (held / "build" / "held").exists()


def test_only_the_page_that_was_accepted_is_published(held: Path) -> None:
    nutgraf("facts", "accept", "--page", "en/taxes/tn", *SIGN, cwd=held)
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (1, ["held", "unchanged", "held", "held"])
    assert "$319.8 million" in page(held, "en/taxes/tn")
    assert "314.2 millones de dólares" in page(held, "es/taxes/tn")


def test_a_figure_that_did_not_move_cannot_be_signed_off(held: Path) -> None:
    done = nutgraf("facts", "accept", "--fact", "itep_2022_states:usps=KY", *SIGN, cwd=held)
    assert done.stdout == (
        "Nothing to sign off: no published figure that --fact itep_2022_states:usps=KY would name moved in the last build.\n"
    )


def test_a_correction_explained_in_one_language_alone_is_refused(held: Path) -> None:
    before = (held / "facts.lock").read_bytes()
    done = nutgraf("facts", "accept", "--note", "en=The state counted twice.", *SIGN, cwd=held)
    assert done.returncode == 2
    assert "the readers of the pages in es would not be told" in done.stderr
    assert (held / "facts.lock").read_bytes() == before


def test_a_correction_is_told_on_every_page_that_showed_the_old_figure(held: Path) -> None:
    note = ("--note", "en=The state counted twice.", "--note", "es=El estado contó dos veces.")
    nutgraf("facts", "accept", "--correction", *note, *SIGN, cwd=held)
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (0, ["rendered"] * 4)
    english, spanish = page(held, "en/taxes/tn"), page(held, "es/taxes/tn")
    assert "this page earlier said “$314.2 million”; the figure is $319.8 million. The state counted twice." in english
    assert "decía antes «314.2 millones de dólares»; la cifra es 319.8 millones de dólares. El estado contó" in spanish
    # The page of Kentucky showed it in a chart and its table.
    drawn = "this page earlier said “Tennessee: $314.2 million”; the figure is $319.8 million. The state counted twice."
    assert drawn in page(held, "en/taxes/ky")
    assert drawn not in english


def test_under_the_policy_note_a_page_is_published_and_tells_of_the_update(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "pyproject.toml"
    path.write_text(path.read_text().replace("[tool.nutgraf]", '[tool.nutgraf]\non_change = "note"'), encoding="utf-8")
    revise(root)
    status, _, _ = run(root, "--publish")
    assert status == 0
    html = page(root, "en/taxes/tn")
    assert "“$314.2 million” is now $319.8 million." in html
    status, lines, last = run(root)
    assert (status, statuses(lines), last["moves"]) == (0, ["unchanged"] * 4, 0)


def test_on_a_fresh_machine_a_held_page_is_taken_from_the_live_site(revised: tuple[Path, Any], tmp_path: Path) -> None:
    live = shutil.copytree(revised[0] / "build" / "site", tmp_path / "live")
    root = shutil.copytree(revised[0], tmp_path / "fresh", ignore=shutil.ignore_patterns("build"))
    status, lines, _ = run(root, "--live-site", str(live), "en/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"]) == (1, "held")
    assert page(root, "en/taxes/tn") == page(revised[0], "en/taxes/tn")


def asked(root: Path, *where: str, table: str = "itep_2022_states") -> list[dict[str, Any]]:
    """Where the figures of some rows stand, as machines are told."""
    conditions = [part for condition in where for part in ("--where", condition)]
    done = nutgraf("facts", "--table", table, *conditions, "--json", cwd=root)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_page_and_sentence_in_which_a_figure_stands_is_found(built: Path) -> None:
    found = asked(built, "usps=TN", "metric=state_local_taxes_paid")
    direct = [one for one in found if one["how"] == "printed" and not one["derivation"]]
    assert {one["address"] for one in direct} == {"en/taxes/tn", "es/taxes/tn"}
    assert {one["text"] for one in direct} == {"$314.2 million", "314.2 millones de dólares"}


def test_every_chart_in_which_a_figure_stands_is_found(built: Path) -> None:
    drawn = [one for one in asked(built, "usps=TN") if one["how"] == "charted"]
    assert sorted((one["address"], one["figure"]) for one in drawn) == [(address, "states") for address in PAGES]
    assert drawn[0]["row"].startswith("Tennessee | $314.2 million | NewsChannel 5")


def test_what_only_counts_a_figure_is_told_apart_from_what_prints_it(built: Path) -> None:
    found = asked(built, "usps=TN")
    assert {one["address"] for one in found if one["how"] == "counted"} == set(PAGES)
    assert [one["text"] for one in found if one["how"] == "printed" and one["address"] == "en/taxes/ky"] == []


def test_a_page_that_reads_a_figure_and_shows_it_nowhere_is_told_of(built: Path) -> None:
    found = asked(built, "usps=US", "metric=state_local_effective_rate")
    rows = asked(built, "usps=KY", table="state_reference")
    assert found == []
    assert {one["address"] for one in rows if one["how"] in ("read", "counted")} == set(PAGES)


def test_where_a_figure_stands_is_printed_for_an_editor(built: Path) -> None:
    done = nutgraf("facts", "--table", "itep_2022_states", "--where", "usps=TN", cwd=built)
    assert "in print, on 2 pages" in done.stdout
    assert "in charts and the tables beneath them, on 4 pages" in done.stdout
    assert "figure “states” on 2 pages: en/taxes/ky, en/taxes/tn" in done.stdout


def test_a_column_misspelt_in_where_is_named(built: Path) -> None:
    done = nutgraf("facts", "--table", "itep_2022_states", "--where", "ups=TN", cwd=built)
    assert done.returncode != 0
    assert "did you mean 'usps'?" in done.stderr


def test_the_fact_sheet_of_a_page_is_printed_in_the_terminal(built: Path) -> None:
    done = nutgraf("facts", "en/taxes/tn", cwd=built)
    assert "$314.2 million  314200000 usd" in done.stdout
    assert "Immigrants without legal status paid $314.2 million in taxes in Tennessee" in done.stdout


def test_a_page_whose_source_was_withdrawn_is_stopped_and_keeps_its_last_form(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "data" / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["source_id"] == "newschannel5_2025":
            row["withdrawn"] = "by the station, Dec. 2, 2026"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    status, lines, _ = run(root, "*/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"]) == (1, "failed")
    assert lines["en/taxes/tn"]["why"] == (
        "the source 'newschannel5_2025' was withdrawn: by the station, Dec. 2, 2026; it stands behind $314.2 million"
    )
    assert page(root, "en/taxes/tn") == page(built, "en/taxes/tn")


def test_a_figure_in_one_language_alone_stops_the_other_edition(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "notebooks" / "taxes.ipynb"
    node = nbformat.read(path, as_version=4)
    cell = next(cell for cell in node.cells if cell.id == "returns-es")
    cell.source = "## ¿Cuántas declaraciones llevan un ITIN?\n\nMuchas."
    nbformat.write(node, path)
    status, lines, last = run(root, "*/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"], lines["es/taxes/tn"]["status"]) == (1, "unchanged", "failed")
    assert "stands in en alone: “For tax year 2022," in lines["es/taxes/tn"]["problems"][0]["what"]
    assert any("es" in problem["what"] for problem in last["outdated_translations"])
    assert page(root, "es/taxes/tn") == page(built, "es/taxes/tn")


@pytest.fixture(scope="module")
def typed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, Any, Any]]:
    """The same newsroom after somebody typed a number into the English pages, and built them to look at."""
    root = shutil.copytree(built, tmp_path_factory.mktemp("typed") / "newsroom")
    path = root / "notebooks" / "taxes.ipynb"
    node = nbformat.read(path, as_version=4)
    cell = next(cell for cell in node.cells if cell.id == "returns-en")
    cell.source += "\n\nMost of 5.8 million people file."
    nbformat.write(node, path)
    return root, run(root, "*/taxes/tn")


def test_a_build_to_look_at_lists_a_typed_number_and_shows_the_page(typed: tuple[Path, Any]) -> None:
    status, lines, last = typed[1]
    assert (status, lines["en/taxes/tn"]["status"], last["numbers"]) == (0, "ran", 1)
    assert lines["en/taxes/tn"]["numbers"][0]["text"] == "5.8 million"
    assert "5.8 million people" in page(typed[0], "en/taxes/tn")


def test_a_build_that_goes_live_stops_a_page_with_a_typed_number(typed: tuple[Path, Any], tmp_path: Path) -> None:
    root = shutil.copytree(typed[0], tmp_path / "newsroom")
    before = (root / "facts.lock").read_bytes()
    status, lines, _ = run(root, "--publish", "*/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"], lines["es/taxes/tn"]["status"]) == (2, "failed", "unchanged")
    assert "'5.8 million' leads to no fact, in “Most of 5.8 million" in lines["en/taxes/tn"]["problems"][0]["what"]
    # No copy is here of what was published, and a page that is live is never replaced by "not ready yet".
    assert page(root, "en/taxes/tn") == page(typed[0], "en/taxes/tn")
    assert (root / "facts.lock").read_bytes() == before


def test_the_live_page_stays_where_a_typed_number_stops_the_new_one(
    built: Path, typed: tuple[Path, Any], tmp_path: Path
) -> None:
    root = shutil.copytree(typed[0], tmp_path / "newsroom", ignore=shutil.ignore_patterns("build"))
    live = built / "build" / "site"
    status, lines, _ = run(root, "--publish", "--live-site", str(live), "en/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"]) == (1, "failed")
    assert page(root, "en/taxes/tn") == page(built, "en/taxes/tn")


def test_a_figure_that_vanishes_is_told_with_the_sentence_that_held_it_and_the_row_it_lost(
    built: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "data" / "itep_2022_states.csv"
    row = next(
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("Tennessee,TN,47,state_l")
    )
    path.write_text(path.read_text(encoding="utf-8").replace(row, row.replace(",true,", ",false,")), encoding="utf-8")
    status, lines, _ = run(root, "en/taxes/tn")
    assert (status, lines["en/taxes/tn"]["status"]) == (1, "held")
    gone = [move for move in lines["en/taxes/tn"]["moves"] if move["was"] == "$314.2 million"]
    assert {move["kind"] for move in gone} == {"vanished"}
    assert "Immigrants without legal status paid $314.2 million in taxes in Tennessee" in {
        one["sentence"] for one in gone
    }
    assert "value, which held 314,200,000, is gone or must not be published" in gone[0]["why"]
    assert ">gone<" in (root / "build/held/en/taxes/tn/moved.html").read_text(encoding="utf-8")


def test_a_third_party_is_told_that_a_held_page_stands_in_its_last_form_on_purpose(held: Path) -> None:
    done = nutgraf("verify", "--json", *PAGES[:2], cwd=held)
    told = {line["address"]: line["held"] for line in map(json.loads, done.stdout.splitlines())}
    assert told == {"en/taxes/ky": True, "en/taxes/tn": True}
    assert done.returncode == 0
