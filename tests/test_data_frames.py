"""Tables as pandas frames, and facts drawn from what is computed with them."""

from __future__ import annotations

import pandas as pd
import pytest

import nutgraf
from nutgraf import data
from nutgraf.errors import FactError
from support.sites import DATA

PAID = "honey_tax_paid"


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA.parent)


def _paid() -> pd.DataFrame:
    return nutgraf.table("honey_tax", metric=PAID)


def test_a_table_has_the_types_of_its_schema() -> None:
    frame = nutgraf.table("honey_tax")
    kinds = {name: str(frame[name].dtype) for name in ("area", "value", "year", "publish")}
    assert kinds == {"area": "str", "value": "float64", "year": "int64", "publish": "bool"}


def test_whole_numbers_with_blanks_stay_whole_numbers() -> None:
    frame = nutgraf.table("keepers")
    assert str(frame["keepers"].dtype) == "Int64"


def test_dates_are_dates() -> None:
    assert nutgraf.table("accord")["event_date"].dt.year.min() == 2025


def test_a_number_that_is_text_stays_as_it_is_written() -> None:
    assert nutgraf.table("accord", event_id="union-sues")["case_no"].item() == "25-00677"


def test_a_table_holds_the_preferred_rows_unless_all_are_asked_for() -> None:
    assert len(_paid()) == 8
    assert len(nutgraf.table("honey_tax", metric=PAID, rows="all")) == 11


def test_a_row_that_must_not_be_published_is_never_in_a_table() -> None:
    frame = nutgraf.table("honey_tax", rows="all")
    assert frame["publish"].all()
    assert "honey_tax_paid_unconfirmed" not in set(frame["metric"])


def test_a_table_knows_its_name_and_its_sources_through_filtering_and_grouping() -> None:
    frame = _paid()
    for computed in (frame[frame["value"] > 1e9], frame.groupby("publisher")["value"].sum(), frame.assign(x=1)):
        assert computed.attrs["table"] == "honey_tax"
        assert "channel9_2025" in computed.attrs["sources"]


def test_a_sum_of_rows_keeps_the_sources_of_those_rows_alone() -> None:
    frame = _paid()
    total = nutgraf.fact_from(frame[frame["value"] > 1e9], "value")
    assert (total.value, total.unit, total.printed_step()) == (17_800_000_000, "usd", 100_000_000)
    assert [source.id for source in total.sources] == ["board_map_2024"]


def test_the_largest_of_a_frame_is_the_fact_of_its_row() -> None:
    assert nutgraf.fact_from(_paid(), "value", how="max") == nutgraf.fact("honey_tax", area="AS", metric=PAID)


def test_a_median_and_a_mean_can_be_drawn() -> None:
    assert nutgraf.fact_from(_paid().head(7), "value", how="median").area == "EL"
    assert nutgraf.fact_from(_paid(), "value", how="mean").derivation.endswith("÷ 8")


def test_a_computed_column_needs_a_unit_and_takes_the_sources_of_its_table() -> None:
    frame = _paid().assign(thousands=lambda each: each["value"] / 1000)
    fact = nutgraf.fact_from(frame[["thousands"]], "thousands", how="max", unit="thousand usd")
    assert (fact.value, fact.unit) == (8_500_000, "thousand usd")
    assert len(fact.sources) == 4
    with pytest.raises(FactError, match="the unit of 'thousands' is not known"):
        nutgraf.fact_from(frame[["thousands"]], "thousands", how="max")


def test_a_grouped_sum_is_no_finer_than_the_coarsest_figure_of_its_table() -> None:
    sums = _paid().groupby("checked_against")["value"].sum()
    reported = nutgraf.fact_from(sums[["reported"]], how="only", unit="usd")
    assert (reported.value, reported.printed_step()) == (1_247_300_000, 100_000_000)


def test_a_join_that_lost_the_sources_is_refused_until_they_are_given() -> None:
    frame = _paid()
    joined = frame.merge(nutgraf.table("areas"), on="area").drop(columns=["source_id_x", "source_id_y"])
    with pytest.raises(FactError, match="the frame has lost its sources"):
        nutgraf.fact_from(joined, "value", unit="usd")
    assert len(nutgraf.fact_from(joined, "value", source=frame).sources) == 4


def test_a_misspelled_column_or_way_is_refused_with_the_likely_word() -> None:
    with pytest.raises(FactError, match="did you mean 'value'"):
        nutgraf.fact_from(_paid(), "valeu")
    with pytest.raises(FactError, match="did you mean 'median'"):
        nutgraf.fact_from(_paid(), "value", how="meidan")


def test_rates_are_not_added_in_a_frame_either() -> None:
    with pytest.raises(FactError, match="rates and shares cannot be added"):
        nutgraf.fact_from(nutgraf.table("honey_tax", metric="honey_tax_rate"), "value")


def test_facts_work_in_a_frame() -> None:
    facts = list(nutgraf.all_facts("honey_tax", metric=PAID))
    frame = pd.DataFrame({"paid": facts}).sort_values("paid", ascending=False)
    assert frame["paid"].iloc[0].area == "AS"
    assert frame["paid"].astype(float).sum() == 19_047_300_000


# --- which rows stand behind a frame


def test_the_rows_behind_a_frame_of_a_table_are_known_by_their_keys() -> None:
    frame = nutgraf.table("honey_tax", area="DU", metric="honey_tax_paid")
    key = {"area": "DU", "metric": "honey_tax_paid", "source_id": "channel9_2025"}
    assert data.source_rows(frame) == [[("honey_tax", key)]]


def test_a_merge_that_lost_the_tables_name_keeps_the_rows_behind_it() -> None:
    counts = nutgraf.table("permits", area_type="region").head(2)
    merged = counts.merge(nutgraf.table("areas")[["area", "name_es"]], on="area")
    assert [[table for table, _ in behind] for behind in data.source_rows(merged)] == [["permits"]] * 2


def test_nothing_is_known_of_a_frame_typed_by_hand_or_under_another_source() -> None:
    typed = pd.DataFrame({"area": ["DU"], "paid": [1.0]})
    other = nutgraf.table("permits", area_name="Ashmere").assign(source_id="another")
    other.attrs = {}
    assert (data.source_rows(typed), data.source_rows(other)) == ([[]], [[]])


def test_rows_of_a_frame_are_counted_without_naming_a_column_or_a_unit() -> None:
    frame = _paid()
    assert nutgraf.fact_from(frame[frame["value"] > 0], how="count").value == len(frame[frame["value"] > 0])
