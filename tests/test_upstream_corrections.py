"""`data/corrections.yaml`: what a publisher has wrong is corrected at every refresh, until the publisher corrects it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.data import cell_fact, open_package
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError
from nutgraf.ledger import row_words
from nutgraf.project import read_project
from nutgraf.prose.claim_notes import _input
from nutgraf.refresh.declaration_check import check_declarations
from support.publisher_server import Publisher, newsroom, on_file, pay, publisher, refreshed

BIRCH = """
  - table: pay
    row: {county: Birch}
    column: pay
    upstream: 5130
    action: override
    value: 51300
    why: a zero is missing
    reported_to: the Bureau of Pay
    status: reported
"""
NOTE = "pay corrected, 5130 at the publisher: a zero is missing (reported to the Bureau of Pay)"


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


def corrected_newsroom(root: Path, address: str, corrections: str, *, column: bool = True) -> Path:
    """A project whose table of pay has a column for notes, and its corrections."""
    newsroom(root, address)
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    if column:
        package["resources"][0]["schema"]["fields"].append({"name": "note", "type": "string"})
        package["resources"][0]["nutgraf"]["correction"] = "note"
        lines = on_file().splitlines()
        table = "\n".join([f"{lines[0]},note", *(f"{line}," for line in lines[1:])]) + "\n"
        (root / "data" / "pay.csv").write_text(table, "utf-8")
    path.write_text(json.dumps(package), "utf-8")
    (root / "data" / "corrections.yaml").write_text(f"corrections:{corrections}", "utf-8")
    return root


def rows(root: Path) -> dict[str, dict[str, str]]:
    with (root / "data" / "pay.csv").open(encoding="utf-8", newline="") as file:
        return {row["county"]: row for row in csv.DictReader(file)}


def refused(root: Path) -> str:
    """What is wrong with the file of corrections."""
    problems, _ = check_declarations(read_project(root))
    return "\n".join(str(one) for one in problems)


def test_a_number_that_lost_a_zero_is_corrected_and_its_row_says_so(tmp_path: Path, server: Publisher) -> None:
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 5_130})), BIRCH)
    assert refreshed(root).outcome == "replaced"
    assert rows(root)["Birch"] == {"county": "Birch", "pay": "51300", "source_id": "made_up", "note": NOTE}
    assert rows(root)["Alder"]["note"] == ""
    assert refreshed(root).outcome == "unchanged"


def test_a_correction_is_kept_out_once_the_publisher_has_another_number(tmp_path: Path, server: Publisher) -> None:
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400})), BIRCH)
    before = (root / "data" / "pay.csv").read_bytes()
    one = refreshed(root)
    assert one.outcome == "quarantined"
    assert one.findings[0].what == (
        "county=Birch: the publisher has 51400 now, and had 5130; "
        "take the correction out of data/corrections.yaml, or change it"
    )
    assert (root / "data" / "pay.csv").read_bytes() == before


def test_a_correction_of_a_row_that_is_gone_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    corrections = BIRCH.replace("Birch", "Atlantis")
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay()), corrections)
    assert refreshed(root).findings[0].what.startswith("county=Atlantis: the publisher no longer has the row")


def test_a_number_in_thousands_is_scaled(tmp_path: Path, server: Publisher) -> None:
    scaled = BIRCH.replace("override", "scale").replace("value: 51300", "value: 1000").replace("5130\n", "51.3\n")
    served = pay({"Birch": 0}).replace("Birch,0", "Birch,51.3")
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", served), scaled)
    assert refreshed(root).outcome == "replaced"
    assert rows(root)["Birch"]["pay"] == "51300"


def test_a_row_that_is_flagged_keeps_its_number(tmp_path: Path, server: Publisher) -> None:
    flagged = BIRCH.replace("override", "flag").replace("    value: 51300\n", "").replace("5130", "51300")
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay()), flagged)
    assert refreshed(root).outcome == "replaced"
    birch = rows(root)["Birch"]
    assert (birch["pay"], birch["note"]) == (
        "51300",
        "pay is in doubt: a zero is missing (reported to the Bureau of Pay)",
    )
    assert refreshed(root).outcome == "unchanged"


def test_a_row_that_is_dropped_is_not_missed_by_the_contract(tmp_path: Path, server: Publisher) -> None:
    dropped = "\n  - {table: pay, row: {county: Birch}, action: drop, why: it is no county}\n"
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay()), dropped)
    assert refreshed(root).outcome == "replaced"
    assert "Birch" not in rows(root)


def test_a_new_correction_is_made_though_the_publisher_sends_nothing_new(tmp_path: Path, server: Publisher) -> None:
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay()), " []\n")
    assert refreshed(root).outcome == "unchanged"
    (root / "data" / "corrections.yaml").write_text(f"corrections:{BIRCH.replace('5130', '51300', 1)}", "utf-8")
    assert refreshed(root).outcome == "replaced"
    assert rows(root)["Birch"]["note"].startswith("pay corrected, 51300 at the publisher")


def test_the_fact_of_a_corrected_row_says_what_was_corrected(tmp_path: Path, server: Publisher) -> None:
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 5_130})), BIRCH)
    refreshed(root)
    package = open_package(root / "data" / "datapackage.json")
    table = package.table("pay")
    record = next(one for one in read_content(package, table).records if one["county"] == "Birch")
    fact = cell_fact.fact_of_cell(package, table, record, "pay")
    assert fact is not None
    assert row_words(_input(fact.inputs[0])) == f"pay [county=Birch] pay = 51300 ({NOTE})"


def test_check_says_which_correction_the_table_does_not_have(tmp_path: Path, server: Publisher) -> None:
    root = corrected_newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 5_130})), BIRCH)
    _, notes = check_declarations(read_project(root))
    assert [(one.what, one.fix) for one in notes] == [
        ("the correction of county=Birch is not in data/pay.csv", "run `nutgraf refresh pay`")
    ]
    refreshed(root)
    assert check_declarations(read_project(root)) == ([], [])


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (BIRCH.replace("table: pay", "table: pays"), "no table 'pays'"),
        (BIRCH.replace("column: pay", "column: pey"), "has no column 'pey'"),
        (BIRCH.replace("{county: Birch}", "{town: Birch}"), "has no column 'town'"),
        (BIRCH.replace("    upstream: 5130\n", ""), "'upstream' is missing"),
        (BIRCH.replace("    value: 51300\n", ""), "'value' is missing"),
        (BIRCH.replace("    why: a zero is missing\n", ""), "'why' is missing"),
        (BIRCH.replace("override", "replace"), "action is 'replace'"),
        (BIRCH.replace("reported_to", "reportedto"), "'reportedto' is not understood"),
        (BIRCH.replace("override", "scale").replace("51300", "ten"), "only numbers can be scaled"),
        ("\n  - a zero\n", "it is no item with keys"),
        (" none\n", "it holds no list called corrections"),
        ("\n  - [\n", "line"),
    ],
)
def test_check_says_what_is_wrong_with_a_correction(tmp_path: Path, written: str, what: str) -> None:
    assert what in refused(corrected_newsroom(tmp_path, "https://data.example.org/pay.csv", written))


def test_a_table_without_a_column_for_the_note_is_refused_with_the_way_out(tmp_path: Path) -> None:
    root = corrected_newsroom(tmp_path, "https://data.example.org/pay.csv", BIRCH, column=False)
    assert "has no column that says what was corrected" in refused(root)
    assert '"nutgraf": {"correction": "…"}' in refused(root)
    with pytest.raises(DataError):
        refreshed(root)
