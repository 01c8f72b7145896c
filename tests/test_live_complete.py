"""Tab offers a reporter what her data, her notebook and the page know: tables, values, filters, front-matter keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.live import complete

NEWSROOM = Path(__file__).parent / "newsroom"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of a notebook after its first cells ran."""
    monkeypatch.chdir(NEWSROOM / "notebooks")
    paid = nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid")
    return {"nutgraf": nutgraf, "lang": "en", "paid": paid, "where": "AS", "fact": nutgraf.fact, "print": print}


def offered(typed: str, kind: str, names: dict[str, Any]) -> list[str]:
    """The choices at the | of what is typed."""
    before, _, after = typed.rpartition("¦")
    answer = complete(before + after, len(before), kind, names)
    assert answer["end"] == len(before)
    return [choice["text"] for choice in answer["choices"]]


def test_the_first_argument_offers_the_tables(names: dict[str, Any]) -> None:
    assert offered('nutgraf.fact("honey¦', "code", names) == ["honey_tax", "honey_tax_national"]
    assert offered('paid = nutgraf.rows(¦"', "code", names)[0].startswith('"')
    assert offered('fact("honey_tax_¦', "code", names) == ["honey_tax_national"]
    assert offered('print("honey¦', "code", names) == []
    assert offered('nutgraf.label("honey¦', "code", names) == []


def test_the_functions_of_nutgraf_are_offered_with_their_help_before_any_cell_has_run(names: dict[str, Any]) -> None:
    assert offered("paid = nutgraf.fa¦", "code", {}) == ["fact", "fact_from", "Fact", "Facts"]
    assert offered("nutgraf.¦", "code", names) == nutgraf.__all__
    (fact, *_) = complete("nutgraf.fact", 12, "code", {})["choices"]
    assert fact["help"] == (nutgraf.fact.__doc__ or "").splitlines()[0]
    assert offered("pandas.fa¦", "code", names) == []
    assert offered("nutgraf.fa¦", "code", {"nutgraf": {}}) == []


def test_keys_of_the_table_are_offered_with_their_help(names: dict[str, Any]) -> None:
    assert offered('nutgraf.fact("honey_tax", ar¦', "code", names) == ["area=", "area_name="]
    assert "area=" not in offered('nutgraf.fact("honey_tax", area="AS", ¦', "code", names)
    assert "metric=" in offered('nutgraf.fact("honey_tax", area="AS", ¦', "code", names)


def test_values_are_those_of_the_rows_that_the_other_arguments_choose(names: dict[str, Any]) -> None:
    assert "AS" in offered('nutgraf.fact("honey_tax", area="¦', "code", names)
    assert offered('nutgraf.fact("honey_tax", area="A¦', "code", names) == ["AS"]
    metrics = offered('nutgraf.fact("honey_tax", area="AS", metric="¦")', "code", names)
    assert "honey_tax_paid" in metrics
    assert offered(
        'nutgraf.fact(\n  "honey_tax",  # a comment, "with (\n  area=where, metric="honey_tax_p¦', "code", names
    )
    assert offered('nutgraf.rows("honey_tax", area=["AS", "¦', "code", names) == offered(
        'nutgraf.rows("honey_tax", area="¦', "code", names
    )


def test_sources_are_offered_where_a_figure_names_its_source(names: dict[str, Any]) -> None:
    assert offered('nutgraf.figure(chart, source="board_m¦', "code", names) == ["board_map_2024"]
    assert offered('nutgraf.source("board_m¦', "code", names) == ["board_map_2024"]


def test_a_misspelled_table_offers_nothing_and_raises_nothing(names: dict[str, Any], tmp_path: Path) -> None:
    assert offered('nutgraf.fact("honey_taxx", area="¦', "code", names) == []


def test_outside_a_project_nothing_is_offered(
    names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered('nutgraf.fact("¦', "code", names) == []


def test_prose_offers_filters_each_with_its_help(names: dict[str, Any]) -> None:
    assert offered("They paid {{ paid | mo¦ }}.", "markdown", names) == ["money"]
    before = "They paid {{ paid |"
    answer = complete(before, len(before), "markdown", names)
    help_of = {choice["text"]: choice["help"] for choice in answer["choices"]}
    assert help_of["date"].startswith("Feb. 27, 2025")
    assert "_put" not in help_of
    assert offered("They paid | mo¦", "markdown", names) == []
    assert offered("{{ paid }} | mo¦", "markdown", names) == []


def test_prose_offers_names_of_the_notebook_and_their_parts(names: dict[str, Any]) -> None:
    assert offered("They paid {{ pa¦ }}.", "markdown", names) == ["paid"]
    assert "share_of" in offered("{{ paid.sh¦", "markdown", names)
    assert offered("{% el¦", "markdown", names) == ["elif", "else"]
    assert offered("{% if pa¦", "markdown", names) == ["paid"]
    assert offered('{{ nutgraf.fact("honey_tax", area="A¦', "markdown", names) == ["AS"]


def test_the_first_cell_offers_the_keys_of_front_matter(names: dict[str, Any]) -> None:
    assert offered("---\ntitle: Honey\nsub¦", "raw", names) == ["subtitle: "]
    assert "title: " not in offered("---\ntitle: Honey\n¦", "raw", names)
    assert offered("---\ndraft: ¦", "raw", names) == ["true", "false"]
    assert "honey_tax" in offered("---\nmatrix:\n  area: {table: hon¦", "raw", names)
    assert "area" in offered("---\nmatrix:\n  area: {table: honey_tax, column: ¦", "raw", names)
    assert offered("---\ntitle: x\n---\nsub¦", "raw", names) == []
    (choice,) = complete("---\nemb", 7, "raw", names)["choices"]
    assert choice["help"].startswith("Keeps the page out of the site until this time")
