"""An estimate is in no headline as if somebody had counted it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nutgraf import data, ledger
from nutgraf.data.declarations import read_declarations, wrong_columns
from nutgraf.ledger import claims_of
from nutgraf.page import read_page
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.pipeline.stated_estimates import stated_estimate_problems
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.render import render_page
from nutgraf.render.factsheet import fact_sheet
from support.executed import claim, notebook, prose, stand_in
from support.published import NOW, newsroom
from support.published import _published as _published
from support.sites import copy_newsroom

__all__ = ["newsroom"]


def stated(root: Path, place: str, text: str, title: str = "Who pays", *, lang: str = "en") -> list[str]:
    """What is said of a page of the newsroom that prints its one number in this text, an estimate of ITEP."""
    words = {"title": title, place: text}
    made = notebook(prose("Words."), words=words, words_claims=[claim(1, place=place)], estimators=["ITEP"], lang=lang)
    read = read_page(made)
    page = plan_pages(read_project(root), now=NOW).by_address[f"{lang}/pay/tn"]
    sheet = LiveSheet({"title": read.title}, claims_of(read))
    return [f"{one.where.partition(', ')[2]}: {one.what}" for one in stated_estimate_problems(page, sheet)]


@pytest.mark.parametrize(
    ("place", "text", "title", "stops"),
    [
        ("title", "They paid $314.2 million", "", True),
        ("title", "They paid an estimated $314.2 million", "", False),
        ("title", "They paid $314.2 million, by one estimate", "", False),
        ("title", "A study puts it at $314.2 million", "", False),
        ("title", "Remodeled: they paid $314.2 million", "", True),
        ("search_title", "They paid $314.2 million", "They paid an estimated sum", True),
        ("subtitle", "They paid $314.2 million.", "Who pays", True),
        ("subtitle", "They paid $314.2 million.", "An estimate of who pays", False),
        ("description", "They paid $314.2 million.", "Who pays", True),
    ],
)
def test_a_headline_that_has_an_estimate_as_a_count_stops_its_page(
    newsroom: Path, place: str, text: str, title: str, stops: bool
) -> None:
    where = {"subtitle": "dek"}.get(place, place)
    said = stated(newsroom, place, text, title or text)
    assert len(said) == stops
    if stops:
        assert said[0].startswith("front matter, ")
        assert said[0].endswith("$314.2 million: an estimate of ITEP, and the text does not say so"), where


def test_a_spanish_headline_says_it_in_spanish(newsroom: Path) -> None:
    assert stated(newsroom, "title", "Pagaron unos $314.2 million", "", lang="es")
    assert not stated(newsroom, "title", "Se calcula que pagaron $314.2 million", "", lang="es")
    assert not stated(newsroom, "title", "Pagaron $314.2 million, según una estimación", "", lang="es")


def test_how_many_estimates_there_are_and_their_rank_is_counted() -> None:
    counted = claim(1, place="title", unit="areas", derivation="counted: 27 with a number")
    ranked = claim(2, place="title", unit="rank", derivation="largest first: 3 of 4")
    computed = claim(3, place="title", publisher="Census Bureau; ITEP")
    other = claim(4, place="title", publisher="Census Bureau")
    read = read_page(notebook(prose("Words."), words_claims=[counted, ranked, computed, other], estimators=["ITEP"]))
    assert [each.estimate for each in read.claims] == [False, False, True, False]


@pytest.mark.parametrize(
    ("kind", "where", "publisher", "is_estimate"),
    [
        ("estimate", {"metric": "state_local_taxes_paid"}, "Census Bureau", True),
        ("estimate", {"metric": "people"}, "Census Bureau", False),
        ("estimate", {}, "Census Bureau", True),
        ("count", {}, "ITEP", False),
    ],
)
def test_the_rows_that_the_data_package_calls_estimates_are_estimates_of_any_publisher(
    kind: str, where: dict[str, str], publisher: str, is_estimate: bool
) -> None:
    kinds = [{"table": "itep_2022_states", "where": where, "kind": kind}]
    printed = [claim(1, place="title", publisher=publisher)]
    read = read_page(notebook(prose("Words."), words_claims=printed, estimators=["ITEP"], kinds=kinds))
    assert read.claims[0].estimate == is_estimate


def test_a_data_package_says_of_a_metric_that_it_is_an_estimate(tmp_path: Path) -> None:
    copy_newsroom(root := tmp_path / "newsroom")
    package = root / "data" / "datapackage.json"
    assert data.kinds_of_rows(package) == ()
    described = json.loads(package.read_text(encoding="utf-8"))
    table = next(iter(described["resources"]))["name"]
    described["nutgraf"]["kinds"] = [{"table": table, "kind": "estimate"}]
    package.write_text(json.dumps(described), encoding="utf-8")
    assert data.kinds_of_rows(package) == ({"table": table, "where": {}, "kind": "estimate"},)


def test_the_fact_sheet_marks_the_estimates_and_no_other_number() -> None:
    cells = prose("Words."), prose("More.", claim(2, place="c2", publisher="Census Bureau"))
    read = read_page(notebook(*cells, words_claims=[claim(1, place="title")], estimators=["ITEP"]))
    article = render_page(read, draw=stand_in).article
    files = dict(fact_sheet(read, article.frame, claims_of(read)).files)
    claims = json.loads(files[ledger.JSON])["claims"]
    assert claims[0]["estimate"] is True
    assert all("estimate" not in each for each in claims[1:])
    assert read_sheet(files[ledger.JSON]).claims[0].estimate


def test_the_table_of_publishers_says_whose_numbers_are_estimates(tmp_path: Path) -> None:
    copy_newsroom(root := tmp_path / "newsroom")
    package = root / "data" / "datapackage.json"
    assert data.estimators(package) == ()
    text = package.read_text(encoding="utf-8")
    credit = '"credit": {"es": "short_es"}'
    assert credit in text
    package.write_text(text.replace(credit, f'{credit}, "kind": "kind"'), encoding="utf-8")
    assert data.estimators(package) == ("Hive Institute", "Honey Board", "Meadow Center", "Valley Budget Lab")


def test_a_kind_that_is_no_column_of_the_publishers_is_refused_with_the_likely_one() -> None:
    declared = {"publishers": {"table": "publishers", "name": "publisher", "credit": {}, "kind": "kinds"}}
    read, bad = read_declarations(declared, "")
    assert not bad
    (wrong,) = wrong_columns(read, {"publishers": {"publisher": 1, "kind": 1}}, set())
    assert wrong == (
        "publishers",
        "it names the column 'kinds', which publishers does not have",
        "did you mean 'kind'?",
    )
