"""What was read in a copy only: a dagger in the text, a line above the sources, a count for the editor."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from nutgraf.data import figures_from_copies, unarchived
from nutgraf.facts import Fact, Input, Source
from nutgraf.prose.rendering import render
from support.sites import copy_newsroom


def paid(grade: str) -> Fact:
    """A fact from one source of this grade."""
    source = Source(id="copy", publisher="a copy", title="Amounts", grade=grade, vias=(("en", "in a copy"),))
    cell = Input(table="t", key={"area": "BR"}, column="value", value=704, source_id="copy", checked_against="reported")
    return Fact(
        key="t:area=BR", value=704_000_000, unit="usd", rounded_to=1_000_000, sources=(source,), inputs=(cell,),
        checked_against="reported", publisher="ITEP",
    )  # fmt: skip


def printed(text: str, grade: str) -> str:
    return render(text, {"paid": paid(grade), "lang": "en"}, "cell", markdown=True).text


def test_a_number_from_a_copy_carries_a_dagger_and_no_credit_in_the_sentence() -> None:
    assert printed("They paid {{ paid | money }}{{ paid | via(', ') }}.", "D").endswith("$704 million</data>†.")


def test_a_number_from_a_named_newsroom_is_credited_in_the_sentence_and_has_no_dagger() -> None:
    assert printed("They paid {{ paid | money }}{{ paid | via(', ') }}.", "C").endswith(
        "$704 million</data>, in a copy."
    )


def grade_all(root: Path, grades: dict[str, str], column: str = "grade", other: str = "A") -> None:
    """Give the newsroom's sources a grade: "A", or the one named; or a value in another new column."""
    path = root / "data" / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row | {column: grades.get(row["source_id"], other)} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    package = root / "data" / "datapackage.json"
    known = json.loads(package.read_text(encoding="utf-8"))
    sources = next(each for each in known["resources"] if each["name"] == "sources")
    sources["schema"]["fields"].append({"name": column, "type": "string"})
    package.write_text(json.dumps(known), encoding="utf-8")


def test_check_counts_the_rows_that_were_read_in_a_copy_and_asks_for_the_document(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    grade_all(root, {"atlas_2020": "D"})
    (problem,) = figures_from_copies(root / "data" / "datapackage.json")
    assert "rows were read in a copy only, from 1 sources of grade D" in problem.what
    assert problem.fix == "name in the table to_obtain the document that would replace atlas_2020"


def test_check_says_nothing_where_every_source_is_the_publisher(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    grade_all(root, {})
    assert figures_from_copies(root / "data" / "datapackage.json") == []


def test_check_counts_the_sources_without_a_lasting_copy_where_the_newsroom_keeps_them(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    package = root / "data" / "datapackage.json"
    assert unarchived(package) == []
    grade_all(root, {"atlas_2020": ""}, "archived_url", "https://archive.example/1")
    (problem,) = unarchived(package)
    assert re.fullmatch(r"1 of \d+ sources with an address have no archived copy, atlas_2020 first", problem.what)
    assert "archived_url" in problem.fix
