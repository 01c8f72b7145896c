"""What a notebook asks of the data: fact, every, rows, source, and what is noted of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import nutgraf
from nutgraf import data
from nutgraf.errors import DataError, FactError
from support.sites import DATA

PAID = {"metric": "honey_tax_paid"}
Edit = Callable[[str, str, str], None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own to work in, with the newsroom's data."""
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    data.take_reads()
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Edit:
    """Replace a text in a table, once, as an editor does."""

    def replace(table: str, old: str, new: str) -> None:
        path = project / "data" / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


# --- fact ---


def test_a_fact_carries_what_its_row_says(project: Path) -> None:
    paid = nutgraf.fact("honey_tax", area="DU", **PAID)
    assert (paid.value, paid.unit, paid.rounded_to, paid.year, paid.area) == (314_200_000, "usd", 100_000, 2022, "DU")
    assert (paid.publisher, paid.checked_against, paid.as_of) == ("Honey Board", "reported", "2022")
    assert paid.key == "honey_tax:area=DU,metric=honey_tax_paid"
    assert [source.publisher for source in paid.sources] == ["Channel 9 Dunmark"]
    assert paid.inputs[0].key == {**{"area": "DU", "metric": "honey_tax_paid", "source_id": "channel9_2025"}}


def test_the_publisher_is_preferred_to_who_reported_it(project: Path) -> None:
    elsport = nutgraf.fact("honey_tax", area="EL", **PAID)
    assert (elsport.value, elsport.checked_against) == (1_300_000_000, "publisher")


def test_a_bare_number_is_preferred_to_one_with_a_qualifier(project: Path) -> None:
    assert nutgraf.fact("honey_tax", area="DA", **PAID).value == 690_000_000


def test_of_two_alike_the_first_source_in_the_alphabet_answers(project: Path) -> None:
    assert nutgraf.fact("honey_tax", area="HA", **PAID).sources[0].id == "halden_post_2024"


def test_a_source_can_be_chosen(project: Path) -> None:
    elsport = nutgraf.fact("honey_tax", area="EL", source_id="farm_site_2026", **PAID)
    assert elsport.value == 1_330_000_000
    assert elsport.key.endswith(",source_id=farm_site_2026")


def test_where_no_row_answers_the_nearest_are_named(project: Path) -> None:
    with pytest.raises(FactError) as error:
        nutgraf.fact("honey_tax", area="FA", **PAID)
    assert error.value.problems[0].what == "no row with area='FA', metric='honey_tax_paid'"
    assert error.value.problems[0].fix.startswith("with the rest as asked there is area: AS, BR, CO")


def test_a_misspelled_region_is_refused_with_the_likely_ones(project: Path) -> None:
    with pytest.raises(FactError, match="did you mean 'DA' or 'DU'"):
        nutgraf.fact("honey_tax", area="DM", missing=None, **PAID)


def test_a_misspelled_metric_is_refused_even_where_nothing_is_asked_for(project: Path) -> None:
    with pytest.raises(FactError, match="did you mean 'honey_tax_paid'"):
        nutgraf.fact("honey_tax", area="DU", metric="honey_tx_paid", missing=None)


def test_a_misspelled_column_is_refused_with_the_likely_word(project: Path) -> None:
    with pytest.raises(DataError, match="no column 'aera'\n  fix    did you mean 'area'"):
        nutgraf.fact("honey_tax", aera="DU")


def test_a_misspelled_table_is_refused_with_the_likely_word(project: Path) -> None:
    with pytest.raises(DataError, match="did you mean 'honey_tax'"):
        nutgraf.fact("honey_taxes", area="DU")


def test_missing_none_asks_for_nothing_instead_of_an_error(project: Path) -> None:
    assert nutgraf.fact("honey_tax", area="FA", missing=None, **PAID) is None


def test_several_numbers_are_refused_with_what_tells_them_apart(project: Path) -> None:
    with pytest.raises(FactError, match="5 facts match area='CO'\n  fix    add metric= one of honey_tax_paid"):
        nutgraf.fact("honey_tax", area="CO")


def test_a_row_that_must_not_be_published_says_so(project: Path) -> None:
    with pytest.raises(FactError, match="must not be published"):
        nutgraf.fact("honey_tax", area="CA", metric="honey_tax_paid_unconfirmed")


def test_a_blank_number_is_printed_as_it_was_printed(project: Path) -> None:
    asked = {"area": "FA", "year": 2023, "publisher": "Hive Institute"}
    with pytest.raises(FactError, match="it was printed as “<5,000”"):
        nutgraf.fact("keepers", **asked)
    assert nutgraf.fact("keepers", missing=None, **asked) is None


def test_the_bound_a_blank_was_printed_with_is_a_fact_of_its_own(project: Path) -> None:
    below = nutgraf.fact("keepers", column="published_below", area="FA", year=2023)
    assert (below.value, below.qualifier, below.unit) == (5000, "fewer than", "persons")


def test_a_margin_of_error_travels_with_its_number(project: Path) -> None:
    people = nutgraf.fact("keepers", area="DU", year=2023)
    assert (people.value, people.bounds()) == (190_000, (175_000, 205_000))


def test_a_range_is_kept_and_its_ends_can_be_asked_for(project: Path) -> None:
    asked = {"publisher": "Valley Budget Lab", "metric": "projected_revenue_loss", "period": "2026"}
    loss = nutgraf.fact("estimates", **asked)
    assert (loss.value, loss.low, loss.high) == (25_000_000_000, 12_000_000_000, 39_000_000_000)
    assert nutgraf.fact("estimates", column="low", **asked).value == 12_000_000_000


def test_a_range_without_a_middle_offers_its_ends(project: Path) -> None:
    with pytest.raises(FactError, match="column='low' has one"):
        nutgraf.fact("estimates", metric="keepers_whose_permits_might_be_shared")
    assert nutgraf.fact("estimates", metric="keepers_whose_permits_might_be_shared", column="high") == 7_000_000


def test_a_blank_next_to_a_number_is_still_a_choice_to_be_made(project: Path) -> None:
    with pytest.raises(FactError, match="add publisher= one of Hive Institute, Meadow Center"):
        nutgraf.fact("keepers", area="FA", year=2022)


def test_a_column_without_numbers_is_refused(project: Path) -> None:
    with pytest.raises(DataError, match="column 'note' holds no facts"):
        nutgraf.fact("honey_tax", area="DU", column="note", **PAID)


def test_a_year_may_be_a_number_or_text_and_text_that_is_none_is_refused(project: Path) -> None:
    asked = {"area": "DU"}
    assert nutgraf.fact("residents", year="2023", **asked).value == 7_126_489
    with pytest.raises(FactError, match="the column holds integers"):
        nutgraf.fact("residents", year="last", **asked)


def test_numbers_that_do_not_go_together_are_refused_as_the_data_package_says(project: Path) -> None:
    paid = nutgraf.fact("honey_tax", area="DU", **PAID)
    people = nutgraf.fact("keepers", area="DU", year=2022)
    with pytest.raises(FactError, match=r"the Honey Board's numbers are based on 5.9 million keepers"):
        paid / people


def test_two_studies_that_clash_are_not_compared(project: Path) -> None:
    meadow = nutgraf.fact("honey_tax_national", publisher="Meadow Center", level="all")
    board = nutgraf.fact("honey_tax_national", publisher="Honey Board", level="all")
    with pytest.raises(FactError, match="Meadow Center counts households"):
        meadow.change_from(board)


def test_the_people_whom_a_study_counts_may_divide_its_dollars(project: Path) -> None:
    board = nutgraf.fact("honey_tax_national", publisher="Honey Board", level="all")
    people = nutgraf.fact("keepers", area="VM", publisher="Honey Board", year=2022)
    assert (board / people).unit == "usd_per_person"


# --- every, rows, source ---


def test_every_holds_the_preferred_figure_of_each_area(project: Path) -> None:
    paid = nutgraf.all_facts("honey_tax", **PAID)
    assert paid.count() == 8
    assert paid.count().unit == "areas"
    assert (paid.total().value, paid.total().printed_step()) == (19_047_300_000, 100_000_000)
    assert paid.largest(3).areas == ("AS", "BR", "CO")


def test_every_leaves_out_blanks_and_what_must_not_be_published(project: Path) -> None:
    keepers = nutgraf.all_facts("keepers", publisher="Hive Institute", year=2023)
    assert keepers.areas == ("AS", "BR", "CO", "DA", "DU", "EL", "GO", "HA", "VM")
    assert len(nutgraf.all_facts("honey_tax", metric="honey_tax_paid_unconfirmed")) == 0


def test_a_list_of_values_asks_for_any_of_them(project: Path) -> None:
    paid = nutgraf.all_facts("honey_tax", area=["DU", "EL"], **PAID)
    assert paid.areas == ("DU", "EL")


def test_other_countries_are_not_added_to_regions(project: Path) -> None:
    with pytest.raises(FactError, match="facts of several kinds"):
        nutgraf.all_facts("permits").total()
    assert nutgraf.all_facts("permits", area_type="region").total().value == 1_795_136


def test_rows_read_as_text_dates_and_facts(project: Path) -> None:
    row = nutgraf.rows("accord", event_id="office-refuses")[0]
    assert row.event_date == date(2025, 2, 27)
    assert (row.people_requested.value, row.people_requested.qualifier) == (700_000, "about")
    assert row.people_disclosed is None
    assert row.source.publisher == "The Castra Courier"
    assert row.case_no == ""


def test_rows_of_a_table_whose_numbers_have_another_name_still_have_a_value(project: Path) -> None:
    (row,) = nutgraf.rows("residents", area="DU", year=2023)
    assert row.value == row.resident_population == 7_126_489


def test_rows_are_counted_as_one_fact_that_rests_on_their_table(project: Path) -> None:
    counted = nutgraf.rows("areas", kind=["region", "district"]).count()
    assert (counted.value, counted.unit, len(counted.inputs)) == (10, "areas", 1)


def test_rows_come_in_the_order_of_the_table(project: Path) -> None:
    keys = [row.sort_key for row in nutgraf.rows("accord")]
    assert keys == sorted(keys)


def test_a_misspelled_column_of_a_row_is_refused_with_the_likely_word(project: Path) -> None:
    row = nutgraf.rows("areas", area="DU")[0]
    with pytest.raises(AttributeError, match="did you mean 'name_es'"):
        row.name_ess  # noqa: B018


def test_a_source_is_read_by_its_id(project: Path) -> None:
    source = nutgraf.source("board_report_2024")
    assert (source.title, source.published) == ("Honey Tax in Velmora", "2024-07-30")
    assert source.credit("en") == "the Velmora Honey Board"
    with pytest.raises(DataError, match="did you mean 'board_report_2024'"):
        nutgraf.source("board_reprt_2024")


# --- finding and reading again ---


def test_the_data_are_found_from_any_folder_of_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("notebooks", "data"):
        monkeypatch.chdir(project / folder)
        assert nutgraf.fact("honey_tax", area="DU", **PAID).value == 314_200_000


def test_outside_a_project_the_error_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"no data/datapackage.json in this folder or above it"):
        nutgraf.fact("honey_tax", area="DU")


def test_an_edited_table_is_seen_at_once_by_a_running_notebook(edit: Edit) -> None:
    assert nutgraf.fact("honey_tax", area="DU", **PAID).value == 314_200_000
    edit("honey_tax", "314200000", "315200000")
    assert nutgraf.fact("honey_tax", area="DU", **PAID).value == 315_200_000


def test_a_bad_row_stops_the_question_and_names_every_bad_row_of_its_table(edit: Edit) -> None:
    edit("honey_tax", "314200000", "3142oooo")
    edit("honey_tax", "8500000000", "eight")
    edit("honey_tax_national", "44500000000", "nine")
    with pytest.raises(DataError) as error:
        nutgraf.fact("honey_tax", area="DU", **PAID)
    assert [problem.what for problem in error.value.problems] == [
        *("'eight' is not a number", "'3142oooo' is not a number")
    ]


# --- reads and their fingerprints ---


def test_what_was_read_is_noted_once_with_its_source(project: Path) -> None:
    for _ in range(2):
        nutgraf.fact("honey_tax", area="DU", **PAID)
    reads = data.take_reads()
    assert [(read["table"], read["where"]) for read in reads] == [
        ("honey_tax", {"area": "DU", "metric": "honey_tax_paid"}),
        ("sources", {"source_id": "channel9_2025"}),
    ]
    assert data.take_reads() == []


def test_the_fingerprint_of_a_read_can_be_taken_again_from_outside(project: Path) -> None:
    nutgraf.fact("honey_tax", area="DU", **PAID)
    nutgraf.rows("accord", event_date=date(2025, 4, 7))
    nutgraf.all_facts("honey_tax", area=("DU", "EL"), **PAID)
    package = project / "data" / "datapackage.json"
    for read in data.take_reads():
        assert data.digest(package, read["table"], read["where"]) == read["digest"]


def test_a_change_to_a_row_moves_the_fingerprint_of_those_who_read_it_and_no_other(project: Path, edit: Edit) -> None:
    package = project / "data" / "datapackage.json"
    asked = [{"area": "DU", **PAID}, {"area": "EL", **PAID}, PAID, {}]
    before = [data.digest(package, "honey_tax", where) for where in asked]
    edit("honey_tax", "314200000", "315200000")
    after = [data.digest(package, "honey_tax", where) for where in asked]
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True, False, False]


def test_a_row_that_comes_where_none_was_moves_the_fingerprint(project: Path) -> None:
    package = project / "data" / "datapackage.json"
    nutgraf.fact("honey_tax", area="FA", missing=None, **PAID)
    (read,) = data.take_reads()
    path = project / "data" / "honey_tax.csv"
    row = next(
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("Gorsey,GO,honey_tax_paid")
    )
    path.write_text(path.read_text(encoding="utf-8") + row.replace("Gorsey,GO", "Farrow,FA") + "\n")
    assert data.digest(package, read["table"], read["where"]) != read["digest"]


def test_the_order_of_values_does_not_change_a_fingerprint(project: Path) -> None:
    package = project / "data" / "datapackage.json"
    one = data.digest(package, "honey_tax", {"area": ["DU", "EL"], **PAID})
    assert one == data.digest(package, "honey_tax", {**PAID, "area": ["EL", "DU"]})


def test_a_selection_that_is_no_longer_there_has_a_fingerprint_of_its_own(project: Path) -> None:
    package = project / "data" / "datapackage.json"
    assert data.digest(package, "no_such_table", {}) == "gone"
    assert data.digest(package, "honey_tax", {"no_such_column": "x"}) == "gone"


def test_many_fingerprints_are_taken_of_the_tables_as_they_were_at_the_first_look(project: Path, edit: Edit) -> None:
    path = project / "data" / "datapackage.json"
    seen = data.Snapshot(path)
    before = seen.digest("honey_tax", PAID)
    assert before == data.digest(path, "honey_tax", PAID)
    edit("honey_tax", "314200000", "315200000")
    assert seen.digest("honey_tax", {"area": "DU", **PAID}) != data.digest(path, "honey_tax", {"area": "DU", **PAID})
    assert seen.digest("honey_tax", PAID) == before


# --- for the rooms of the build ---


def test_a_column_gives_the_values_of_a_matrix(project: Path) -> None:
    package = project / "data" / "datapackage.json"
    areas = data.column_values(package, "areas", "area")
    assert (len(areas), areas[:2]) == (11, ["VM", "AS"])
    assert data.column_values(package, "areas", "area", {"kind": "district"}) == ["CA"]
    with pytest.raises(DataError, match="no column 'aera'"):
        data.column_values(package, "areas", "aera")


def test_the_entries_of_a_pages_sources_come_in_one_order(project: Path) -> None:
    package = project / "data" / "datapackage.json"
    entries = data.source_entries(package, ["channel9_2025", "board_map_2024"])
    assert list(entries) == ["board_map_2024", "channel9_2025"]
    assert entries["board_map_2024"]["publisher"] == "Velmora Honey Board"
    with pytest.raises(DataError, match="no source 'x1'"):
        data.source_entries(package, ["x1"])


def test_asking_again_is_quick(project: Path) -> None:
    nutgraf.fact("honey_tax", area="DU", **PAID)
    begun = time.process_time()
    for _ in range(20):
        nutgraf.fact("honey_tax", area="DU", **PAID)
    assert (time.process_time() - begun) / 20 < 0.02  # 1 ms on a quiet machine


def test_asking_for_facts_loads_no_pandas(project: Path) -> None:
    code = (
        "import nutgraf, sys; nutgraf.fact('residents', area='DU', year=2023); "
        "print('pandas' in sys.modules, 'frictionless' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project)
    assert done.stdout.split() == ["False", "False"]


def test_a_row_that_changes_between_two_questions_is_looked_up_as_it_is_now(project: Path, edit: Edit) -> None:
    before = nutgraf.fact("honey_tax", area="DU", **PAID)
    assert before.key == "honey_tax:area=DU,metric=honey_tax_paid"
    edit("honey_tax", "Dunmark,DU,honey_tax_paid,314200000", "Dunmark,DU,honey_tax_paid,315200000")
    assert nutgraf.fact("honey_tax", area="DU", **PAID).value == 315_200_000
    edit("honey_tax", "Dunmark,DU,honey_tax_paid,315200000", "Dunmark,DU,honey_tax_paid,314200000")
    assert nutgraf.fact("honey_tax", area="DU", **PAID) == before
