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

from support.in_process import nutgraf
from support.sites import copy_newsroom

pytestmark = pytest.mark.kernel

AREAS = ("as", "du", "vm")
PAGES = [f"{lang}/honey-tax/{area}" for lang in ("en", "es") for area in AREAS]
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
    """Change Dunmark's figure, and nothing else."""
    path = root / "data" / "honey_tax.csv"
    before = path.read_text(encoding="utf-8")
    after = before.replace("Dunmark,DU,honey_tax_paid,314200000,", "Dunmark,DU,honey_tax_paid,399800000,")
    assert after != before
    path.write_text(after, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the nation and two regions in both languages, published."""
    root = copy_newsroom(tmp_path_factory.mktemp("ledger") / "newsroom")
    for path in (root / "notebooks").iterdir():
        if path.name != "honey-tax.ipynb":
            path.unlink()
    path = root / "notebooks" / "honey-tax.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[0].source = re.sub(r"area: \{table: areas.*", "area: [VM, AS, DU]", node.cells[0].source)
    for cell in node.cells:  # the pages that it leads to are not in this newsroom
        cell.source = re.sub(r"\[([^\]]+)\]\(/[a-z]{2}/[^)]*\)", r"\1", cell.source)
    nbformat.write(node, path)
    status, lines, _ = run(root, "--publish")
    assert (status, statuses(lines)) == (0, ["ran"] * 6), lines
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


def test_publishing_writes_a_line_for_every_number_and_way_it_is_printed_on_a_page(built: Path) -> None:
    lines = [json.loads(line) for line in (built / "facts.lock").read_text(encoding="utf-8").splitlines()]
    claims = json.loads((built / "build/site/facts.json").read_text(encoding="utf-8"))["claims"]
    printed = {(claim["id"].partition("#")[0], claim["key"], claim["text"]) for claim in claims}
    assert sorted(line["text"] for line in lines if "value" in line) == sorted(text for _, _, text in printed)


def test_a_plain_build_leaves_the_lock_alone(built: Path, revised: tuple[Path, Any]) -> None:
    assert (revised[0] / "facts.lock").read_bytes() == (built / "facts.lock").read_bytes()


def test_one_changed_value_holds_the_pages_that_print_it_and_those_that_draw_it(revised: tuple[Path, Any]) -> None:
    status, lines, last = revised[1]
    assert (status, statuses(lines), last["totals"]["held"]) == (1, ["held"] * 6, 6)
    assert [(move["was"], move["now"], move["sentence"]) for move in lines["en/honey-tax/as"]["moves"]] == [
        (
            "Dunmark, Honey tax, 2022: $314.2 million",
            "$399.8 million",
            "figure 1, Ashmere, $8.5 billion, is one of eight with an amount on file: "
            "Dunmark | Honey tax, 2022, $399.8 million",
        )
    ]


def test_one_changed_value_shows_exactly_the_sentences_that_move(built: Path, revised: tuple[Path, Any]) -> None:
    _, lines, _ = revised[1]
    moves = [(address, move) for address in PAGES for move in lines[address].get("moves", ())]
    shown = {(address, move["sentence"]) for address, move in moves if not move["place"].startswith("figure ")}
    sheets = {address: json.loads((built / f"build/site/{address}/facts.json").read_text()) for address in PAGES}
    printed = {
        (address, claim["sentence"].replace("314.2", "399.8"))
        for address, sheet in sheets.items()
        for claim in sheet["claims"]
        if "314.2" in claim["text"]
    }
    totals = {
        ("en/honey-tax/vm", "Together they make $19.1 billion, or 99% of what the regions get."),
        ("es/honey-tax/vm", "Juntos suman 19.1 mil millones de dólares, el 99% de lo que reciben las regiones."),
    }
    assert shown == printed | totals
    assert len(printed) >= 6


def test_a_move_is_shown_with_old_and_new_its_row_and_how_far(revised: tuple[Path, Any]) -> None:
    move = revised[1][1]["en/honey-tax/du"]["moves"][0]
    assert (move["was"], move["now"], round(move["percent"], 1)) == ("$314.2 million", "$399.8 million", 27.2)
    assert "data/honey_tax.csv" in move["why"]
    assert "value was 314,200,000, is 399,800,000" in move["why"]


def test_the_build_shows_an_editor_each_number_once_and_on_how_many_pages_it_moved(
    revised: tuple[Path, Any], tmp_path: Path
) -> None:
    done = nutgraf("build", cwd=shutil.copytree(revised[0], tmp_path / "newsroom"))
    said = done.stdout + done.stderr
    assert "published numbers moved:" in said
    assert "$314.2 million → $399.8 million (+27.2%), on 6 pages: en/honey-tax/du, es/honey-tax/du," in said


def test_a_held_page_keeps_its_last_published_form(built: Path, revised: tuple[Path, Any]) -> None:
    assert page(revised[0], "en/honey-tax/du") == page(built, "en/honey-tax/du")


def test_a_held_page_waits_with_old_and_new_side_by_side(revised: tuple[Path, Any]) -> None:
    folder = revised[0] / "build" / "held" / "es" / "honey-tax" / "du"
    assert "399.8 millones" in (folder / "index.html").read_text(encoding="utf-8")
    moved = (folder / "moved.html").read_text(encoding="utf-8")
    assert "<mark>314.2 millones de dólares</mark>" in moved
    assert "<mark>399.8 millones de dólares</mark>" in moved


def test_a_held_page_stays_held_until_it_is_signed_off(held: Path) -> None:
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (1, ["held"] * 6)


def test_what_an_editor_accepts_is_published_by_the_next_build_without_running_a_notebook(held: Path) -> None:
    done = nutgraf("facts", "accept", *SIGN, cwd=held)
    assert done.returncode == 0, done.stderr
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (0, ["unchanged"] * 6)
    assert "$399.8 million" in page(held, "en/honey-tax/du")
    assert "399.8 millones de dólares" in page(held, "es/honey-tax/du")
    assert not (held / "build" / "held").exists()


def test_only_the_page_that_was_accepted_is_published_and_no_language_before_the_other(held: Path) -> None:
    nutgraf("facts", "accept", "--page", "en/honey-tax/du", *SIGN, cwd=held)
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (1, ["held"] * 6)
    assert "314.2 millones de dólares" in page(held, "es/honey-tax/du")
    nutgraf("facts", "accept", "--page", "es/honey-tax/du", *SIGN, cwd=held)
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (1, ["held", "unchanged", "held", "held", "unchanged", "held"])
    assert "$399.8 million" in page(held, "en/honey-tax/du")
    assert "399.8 millones de dólares" in page(held, "es/honey-tax/du")


def test_a_figure_that_did_not_move_cannot_be_signed_off(held: Path) -> None:
    done = nutgraf("facts", "accept", "--fact", "residents:area=AS", *SIGN, cwd=held)
    assert done.stdout == (
        "Nothing to sign off: no published number that --fact residents:area=AS would name moved in the last build.\n"
    )


def test_a_correction_explained_in_one_language_alone_is_refused(held: Path) -> None:
    before = (held / "facts.lock").read_bytes()
    done = nutgraf("facts", "accept", "--note", "en=The state counted twice.", *SIGN, cwd=held)
    assert done.returncode == 2
    assert "readers of the pages in es have no note" in done.stderr
    assert (held / "facts.lock").read_bytes() == before


def test_a_correction_is_reported_on_every_page_that_showed_the_old_number(held: Path) -> None:
    note = ("--note", "en=The state counted twice.", "--note", "es=El estado contó dos veces.")
    nutgraf("facts", "accept", "--correction", *note, *SIGN, cwd=held)
    status, lines, _ = run(held)
    assert (status, statuses(lines)) == (0, ["rendered"] * 6)
    english, spanish = page(held, "en/honey-tax/du"), page(held, "es/honey-tax/du")
    said = "this page earlier said “$314.2 million”; the number is $399.8 million. The sentence now reads: “"
    assert said in english
    assert "” The state counted twice." in english
    assert "decía antes «314.2 millones de dólares»; la cifra es 399.8 millones de dólares. La frase dice" in spanish
    assert "» El estado contó dos veces." in spanish
    # The page of Ashmere showed it in a chart and its table.
    drawn = "this page earlier said “Dunmark, Honey tax, 2022: $314.2 million”; the number is $399.8 million."
    assert drawn in page(held, "en/honey-tax/as")
    assert drawn not in english


def test_under_the_policy_note_a_page_is_published_and_tells_of_the_update(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "pyproject.toml"
    path.write_text(path.read_text().replace("[tool.nutgraf]", '[tool.nutgraf]\non_change = "note"'), encoding="utf-8")
    revise(root)
    status, _, _ = run(root, "--publish")
    assert status == 0
    html = page(root, "en/honey-tax/du")
    assert "“$314.2 million” is now $399.8 million." in html
    status, lines, last = run(root)
    assert (status, statuses(lines), last["moves"]) == (0, ["unchanged"] * 6, 0)


def test_on_a_fresh_machine_a_held_page_is_taken_from_the_live_site(revised: tuple[Path, Any], tmp_path: Path) -> None:
    live = shutil.copytree(revised[0] / "build" / "site", tmp_path / "live")
    root = shutil.copytree(revised[0], tmp_path / "fresh", ignore=shutil.ignore_patterns("build"))
    status, lines, _ = run(root, "--live-site", str(live), "en/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"]) == (1, "held")
    assert page(root, "en/honey-tax/du") == page(revised[0], "en/honey-tax/du")


def asked(root: Path, *where: str, table: str = "honey_tax") -> list[dict[str, Any]]:
    """Where the numbers of some rows are printed, as machines read it."""
    conditions = [part for condition in where for part in ("--where", condition)]
    done = nutgraf("facts", "--table", table, *conditions, "--json", cwd=root)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_page_and_sentence_that_prints_a_number_is_found(built: Path) -> None:
    found = asked(built, "area=DU", "metric=honey_tax_paid")
    direct = [one for one in found if one["how"] == "printed" and not one["derivation"]]
    assert {one["address"] for one in direct} == {"en/honey-tax/du", "es/honey-tax/du"}
    assert {one["text"] for one in direct} == {"$314.2 million", "314.2 millones de dólares"}


def test_every_chart_that_prints_a_number_is_found(built: Path) -> None:
    drawn = [one for one in asked(built, "area=DU") if one["how"] == "charted"]
    assert sorted((one["address"], one["figure"]) for one in drawn) == [(address, "regions") for address in PAGES]
    assert drawn[0]["row"].startswith("Dunmark | $314.2 million | Channel 9")


def test_what_only_counts_a_figure_differs_from_what_prints_it(built: Path) -> None:
    found = asked(built, "area=DU")
    assert {one["address"] for one in found if one["how"] == "counted"} == set(PAGES)
    assert [one["text"] for one in found if one["how"] == "printed" and one["address"] == "en/honey-tax/as"] == []


def test_a_page_that_reads_a_figure_and_shows_it_nowhere_is_listed(built: Path) -> None:
    found = asked(built, "area=CO", "metric=honey_tax_rate")
    rows = asked(built, "area=AS", table="areas")
    assert found == []
    assert {one["address"] for one in rows if one["how"] in ("read", "counted")} == set(PAGES)


def test_where_a_number_is_printed_is_printed_for_an_editor(built: Path) -> None:
    done = nutgraf("facts", "--table", "honey_tax", "--where", "area=DU", cwd=built)
    assert "in print, on 4 pages" in done.stdout
    assert "in charts and the tables beneath them, on 6 pages" in done.stdout
    assert "figure “regions” on 3 pages: en/honey-tax/as, en/honey-tax/du, en/honey-tax/vm" in done.stdout


def test_a_column_misspelled_in_where_is_named(built: Path) -> None:
    done = nutgraf("facts", "--table", "honey_tax", "--where", "aera=DU", cwd=built)
    assert done.returncode != 0
    assert "did you mean 'area'?" in done.stderr


def test_the_fact_sheet_of_a_page_is_printed_in_the_terminal(built: Path) -> None:
    done = nutgraf("facts", "en/honey-tax/du", cwd=built)
    assert "$314.2 million  314200000 usd" in done.stdout
    assert "Beekeepers paid $314.2 million in honey tax in Dunmark" in done.stdout


def test_a_page_whose_source_was_withdrawn_is_stopped_and_keeps_its_last_form(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "data" / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["source_id"] == "channel9_2025":
            row["withdrawn"] = "by the station, Dec. 2, 2026"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    status, lines, _ = run(root, "*/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"]) == (1, "failed")
    assert lines["en/honey-tax/du"]["why"] == (
        "the source 'channel9_2025' was withdrawn: by the station, Dec. 2, 2026; it is the source of $314.2 million"
    )
    assert page(root, "en/honey-tax/du") == page(built, "en/honey-tax/du")


def test_a_figure_in_one_language_alone_stops_the_other_edition(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "notebooks" / "honey-tax.ipynb"
    node = nbformat.read(path, as_version=4)
    cell = next(cell for cell in node.cells if cell.id == "people-es")
    cell.source = "{% if people %}\n## ¿Cuántos apicultores son?\n\nMuchos.\n{% endif %}"
    nbformat.write(node, path)
    status, lines, last = run(root, "*/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"], lines["es/honey-tax/du"]["status"]) == (
        1,
        "unchanged",
        "failed",
    )
    assert (
        "15,000 is printed only in en: “The Hive Institute puts them at 190,000 in Dunmark"
        in lines["es/honey-tax/du"]["problems"][0]["what"]
    )
    assert any("es" in problem["what"] for problem in last["outdated_translations"])
    assert page(root, "es/honey-tax/du") == page(built, "es/honey-tax/du")


@pytest.fixture(scope="module")
def typed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, Any, Any]]:
    """The same newsroom after somebody typed a number into the English pages, and built them to look at."""
    root = shutil.copytree(built, tmp_path_factory.mktemp("typed") / "newsroom")
    path = root / "notebooks" / "honey-tax.ipynb"
    node = nbformat.read(path, as_version=4)
    cell = next(cell for cell in node.cells if cell.id == "people-en")
    cell.source += "\n\nMost of 5.8 million people file."
    nbformat.write(node, path)
    return root, run(root, "*/honey-tax/du")


def test_a_build_to_look_at_lists_a_typed_number_and_shows_the_page(typed: tuple[Path, Any]) -> None:
    status, lines, last = typed[1]
    assert (status, lines["en/honey-tax/du"]["status"], last["numbers"]) == (0, "ran", 1)
    assert lines["en/honey-tax/du"]["numbers"][0]["text"] == "5.8 million"
    assert "5.8 million people" in page(typed[0], "en/honey-tax/du")


def test_a_build_that_goes_live_stops_a_page_with_a_typed_number(typed: tuple[Path, Any], tmp_path: Path) -> None:
    root = shutil.copytree(typed[0], tmp_path / "newsroom")
    before = (root / "facts.lock").read_bytes()
    status, lines, _ = run(root, "--publish", "*/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"], lines["es/honey-tax/du"]["status"]) == (
        2,
        "failed",
        "unchanged",
    )
    assert "'5.8 million' leads to no fact, in “Most of 5.8 million" in lines["en/honey-tax/du"]["problems"][0]["what"]
    # No copy is here of what was published, and a page that is live is never replaced by "not ready yet".
    assert page(root, "en/honey-tax/du") == page(typed[0], "en/honey-tax/du")
    assert (root / "facts.lock").read_bytes() == before


def test_the_live_page_stays_where_a_typed_number_stops_the_new_one(
    built: Path, typed: tuple[Path, Any], tmp_path: Path
) -> None:
    root = shutil.copytree(typed[0], tmp_path / "newsroom", ignore=shutil.ignore_patterns("build"))
    live = built / "build" / "site"
    status, lines, _ = run(root, "--publish", "--live-site", str(live), "en/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"]) == (1, "failed")
    assert page(root, "en/honey-tax/du") == page(built, "en/honey-tax/du")


def test_a_figure_that_vanishes_is_reported_with_the_sentence_that_held_it_and_the_row_it_lost(
    built: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(built, tmp_path / "newsroom")
    path = root / "data" / "honey_tax.csv"
    row = next(
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("Dunmark,DU,honey_tax_paid,")
    )
    path.write_text(path.read_text(encoding="utf-8").replace(row, row.replace(",true,", ",false,")), encoding="utf-8")
    status, lines, _ = run(root, "en/honey-tax/du")
    assert (status, lines["en/honey-tax/du"]["status"]) == (1, "held")
    gone = [move for move in lines["en/honey-tax/du"]["moves"] if move["was"] == "$314.2 million"]
    assert {move["kind"] for move in gone} == {"vanished"}
    assert "Beekeepers paid $314.2 million in honey tax in Dunmark" in {one["sentence"] for one in gone}
    assert "value, which held 314,200,000, is gone or must not be published" in gone[0]["why"]
    assert ">gone<" in (root / "build/held/en/honey-tax/du/moved.html").read_text(encoding="utf-8")


def test_a_third_party_learns_that_a_held_page_stays_in_its_last_form_on_purpose(held: Path) -> None:
    done = nutgraf("verify", "--json", *PAGES[:2], cwd=held)
    reported = {line["address"]: line["held"] for line in map(json.loads, done.stdout.splitlines())}
    assert reported == {"en/honey-tax/as": True, "en/honey-tax/du": True}
    assert done.returncode == 0
