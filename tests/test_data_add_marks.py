"""`nutgraf data add` reads the brackets, footnote marks and titles that publishers put into tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.data import fact
from nutgraf.intake.said_scales import without_scale
from support.in_process import nutgraf
from support.received import WHOSE, add, added, newsroom, refused, resource

BOOKS = "Department,Balance\nParks,1200\nRoads,(350)\nFire,40\n"


@pytest.mark.parametrize("cell", ["(350)", "(3.5%)", "$(350)", "($1,200.50)", "(0,8 %)", "( 350 )"])
def test_a_number_in_brackets_is_refused_with_the_option_that_reads_it(tmp_path: Path, cell: str) -> None:
    said = refused(tmp_path, "a.csv", f'k,n\na,1\nb,"{cell}"\nc,3\n')
    assert "a.csv, row 3, column n" in said
    assert "--brackets negative if it is below zero" in said


def test_brackets_are_below_zero_where_they_are_said_to_be(tmp_path: Path) -> None:
    assert added(tmp_path / "a", "a.csv", BOOKS, "--brackets", "negative")[2] == ["Roads", "-350"]
    assert added(tmp_path / "b", "a.csv", BOOKS, "--brackets", "plain")[2] == ["Roads", "350"]


@pytest.mark.parametrize("cell", ["($50)", "$(50)", "(50 $)"])
def test_money_in_brackets_keeps_its_currency(tmp_path: Path, cell: str) -> None:
    rows = added(tmp_path, "a.csv", f"k,fine\na,$10\nb,{cell}\n", "--brackets", "negative")
    assert rows[2] == ["b", "-50"]


def test_brackets_in_a_name_stay(tmp_path: Path) -> None:
    rows = added(tmp_path, "a.csv", "place,n\nSpringfield (Ill.),1\nRoute (66),2\n", "--brackets", "negative")
    assert [row[0] for row in rows[1:]] == ["Springfield (Ill.)", "Route (66)"]


@pytest.mark.parametrize(("cell", "mark"), [("79*", "'*'"), ("79†", "'†'"), ("79 ¹", "'¹'"), ("79[a]", "'[a]'")])
def test_a_number_with_a_footnote_mark_is_refused_with_the_option_that_reads_it(
    tmp_path: Path, cell: str, mark: str
) -> None:
    said = refused(tmp_path, "a.csv", f"k,n\na,1\nb,{cell}\nc,3\n")
    assert f"give --footnote {mark} to leave the mark out" in said


def test_footnote_marks_that_are_named_are_left_out_of_numbers_names_and_headings(tmp_path: Path) -> None:
    text = "Place,Rent¹,Sold\nAisne¹,8.5,3*\nAin,12.5,4\nOise,*,5\n"
    rows = added(tmp_path, "a.csv", text, "--footnote", "¹", "--footnote", "*", "--missing", "rent=*")
    assert rows == [["place", "rent", "sold"], ["Aisne", "8.5", "3"], ["Ain", "12.5", "4"], ["Oise", "*", "5"]]


def test_a_mark_that_a_name_keeps_is_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "place,n\nAisne¹,1\nAin,2\n", "--yes", *WHOSE, "--unit", "n=persons")
    assert "'Aisne¹' keeps its mark in row 2 (--footnote '¹' would leave it out)" in done.stdout


@pytest.mark.parametrize("title", ["Burglaries, by precinct", "Burglaries, by precinct,"])
def test_a_title_with_a_comma_is_not_taken_for_headings(tmp_path: Path, title: str) -> None:
    rows = added(tmp_path, "a.csv", f"{title}\nPrecinct,Year,Burglaries\n1st,2023,277\n2nd,2023,950\n")
    assert rows[0] == ["precinct", "year", "burglaries"]
    assert rows[1] == ["1st", "2023", "277"]


def test_headings_of_which_the_last_is_blank_stay_headings(tmp_path: Path) -> None:
    text = "County,Rate,\nAlder,5,checked\nBirch,6,checked\n"
    assert "column 3 has no heading" in refused(tmp_path, "a.csv", text)


def test_dates_written_in_several_ways_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "k,seen,n\na,2024-03-05,1\nb,13/05/2024,2\nc,5 March 2024,3\nd,2024-03-07,4\n")
    assert "the column seen are written in several ways: 2024-03-05 / 13/05/2024 / 5 March 2024" in said
    assert "--text seen" in said


def test_years_that_are_headings_are_listed(tmp_path: Path) -> None:
    units = ("--unit", "2022=persons", "--unit", "2023=persons")
    done = add(tmp_path, "a.csv", "place,2022,2023\nAin,1,3\nOise,2,4\n", "--yes", *WHOSE, *units)
    assert "the years 2022, 2023 stay columns; --years rows gives each year its rows" in done.stdout


@pytest.mark.parametrize(
    ("title", "scale"),
    [
        ("General fund (thousands of dollars)", "thousand"),
        ("General fund ($ millions)", "million"),
        ("Haushalt (Tausend Euro)", "thousand"),
        ("General fund ($000)", "thousand"),
    ],
)
def test_a_scale_in_the_brackets_of_a_title_is_taken_and_listed(tmp_path: Path, title: str, scale: str) -> None:
    text = f"{title},,\nDepartment,Year,Budget\nParks,2024,12.5\nRoads,2024,3.1\n"
    done = add(tmp_path, "a.csv", text, "--yes", *WHOSE, "--unit", "budget=USD", "--key", "department")
    assert f"--scale budget={scale} (the title of the table says so: “{title}”)" in done.stdout


@pytest.mark.parametrize("title", ["Buses per thousand people", "Cars (a thousand kilometers each)", "Route (miles)"])
def test_a_title_that_says_no_scale_gives_none(tmp_path: Path, title: str) -> None:
    text = f"{title},,\nDepartment,Year,Budget\nParks,2024,12.5\nRoads,2024,3.1\n"
    done = add(tmp_path, "a.csv", text, "--yes", *WHOSE, "--unit", "budget=USD", "--key", "department")
    assert "--scale" not in done.stdout


def test_columns_of_years_become_rows_when_it_is_said(tmp_path: Path) -> None:
    table = "Port,2022,2023\nBari,12,13\nGela,7,n/a\n"
    rows = added(tmp_path, "pay.csv", table, "--years", "rows", "--value", "pay", "--unit", "pay=EUR")
    assert rows == [
        ["port", "year", "pay"],
        ["Bari", "2022", "12"],
        ["Bari", "2023", "13"],
        ["Gela", "2022", "7"],
        ["Gela", "2023", "n/a"],
    ]
    assert resource(tmp_path)["schema"]["primaryKey"] == ["port", "year"]
    assert resource(tmp_path)["nutgraf"]["year"] == "year"


def test_several_measures_for_each_year_become_columns_of_one_row(tmp_path: Path) -> None:
    table = "Port,Jobs 2022,Jobs 2023,Boats (2022),Boats (2023),Change 2022-2023\nBari,12,13,4,5,8\n"
    rows = added(tmp_path, "pay.csv", table, "--years", "rows", "--unit", "jobs=persons")
    assert rows == [
        ["port", "change_2022_2023", "year", "jobs", "boats"],
        ["Bari", "8", "2022", "12", "4"],
        ["Bari", "8", "2023", "13", "5"],
    ]


@pytest.mark.parametrize("heading", ["2024 [provisional]", "2024p", "2024 (p)"])
def test_a_year_with_a_mark_is_no_measure_of_its_own(tmp_path: Path, heading: str) -> None:
    table = f"region,2022,2023,{heading}\nNorth,1,2,3\nSouth,4,5,6\n"
    said = refused(tmp_path, "jobs.csv", table, "--years", "rows", "--unit", "value=persons")
    assert f"column 4, “{heading}”, has a mark that the columns of other years do not have" in said
    assert "give --rename 4=2024 if its numbers belong to those" in said
    rows = added(tmp_path, "jobs.csv", table, "--years", "rows", "--unit", "value=persons", "--rename", "4=2024")
    assert rows[0] == ["region", "year", "value"]
    assert rows[3] == ["North", "2024", "3"]


def test_years_that_no_heading_has_are_refused(tmp_path: Path) -> None:
    assert "no column has a year in its heading" in refused(tmp_path, "a.csv", "k;v\na;1\n", "--years", "rows")


def test_a_column_of_years_that_is_there_already_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "k;Year;2022;2023\na;1;2;3\n", "--years", "rows")
    assert "the table has a column named 'year' already" in said


def test_all_that_only_a_reporter_knows_is_asked_for_in_one_message(tmp_path: Path) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("k;v\na;1\nb;2\n")
    said = nutgraf("data", "add", "pay.csv", "--yes", cwd=tmp_path).stderr
    assert "give --as-of 2024-07-01" in said
    assert "--publisher" in said


def test_the_one_column_of_days_is_proposed_for_the_day_of_the_numbers(tmp_path: Path) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("k;taken;v\na;2025-01-06;1\nb;2025-01-13;2\n")
    assert "give --as-of taken" in nutgraf("data", "add", "pay.csv", "--yes", cwd=tmp_path).stderr


@pytest.mark.parametrize("note", ["Fonte: Inea", "Fuente: INE", "Quelle: Amt", "Source : Insee"])
def test_the_source_below_a_table_is_a_note_in_any_language_of_the_kit(tmp_path: Path, note: str) -> None:
    assert [row[:2] for row in added(tmp_path, "pay.csv", f"k;v\na;1\nb;2\n{note};\n")[1:]] == [["a", "1"], ["b", "2"]]


def test_a_misspelled_source_is_answered_with_those_on_the_list(tmp_path: Path) -> None:
    added(tmp_path, "pay.csv", "k;v\na;1\nb;2\n")
    done = add(tmp_path, "tax.csv", "k;v\na;1\nb;2\n", "--yes", "--as-of", "2024", "--source", "census_ofice")
    assert "no source 'census_ofice' is on the list" in done.stderr
    assert "census_office" in done.stderr
    assert "--publisher" in done.stderr


DEATHS = "County,Deaths\nAlder,12\nBirch,<5\nCedar,≥ 1,000\nDogwood,7\n".replace("≥ 1,000", '"≥ 1,000"')


def test_a_limit_among_numbers_is_refused_with_the_option_that_keeps_it(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", DEATHS)
    assert "a.csv, row 3, column deaths" in said
    assert "give --limits deaths to keep it as a limit, or --missing deaths='<5' if it means a blank" in said


def test_limits_are_kept_as_numbers_with_the_words_of_their_publisher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = added(tmp_path, "a.csv", DEATHS, "--limits", "deaths", "--unit", "deaths=persons", "--decimal", ".")
    assert rows[0] == ["county", "deaths", "deaths_limit"]
    assert rows[2:4] == [["Birch", "5", "fewer than"], ["Cedar", "1000", "at least"]]
    (deaths,) = [one for one in resource(tmp_path)["schema"]["fields"] if one["name"] == "deaths"]
    assert deaths["nutgraf"] == {"unit": "persons", "rounded_to": 1, "qualifier": "deaths_limit"}
    monkeypatch.chdir(tmp_path)
    found = fact("a", county="Birch")
    assert (found.value, found.qualifier, found.bounds()) == (5, "fewer than", (0, 5))


def test_what_is_measured_is_less_and_what_is_counted_is_fewer(tmp_path: Path) -> None:
    text = "Town,Lead\nAyr,12.5\nBute,<0.5%\nColl,3.5\n".replace("12.5", "12.5%").replace("3.5", "3.5%")
    assert added(tmp_path, "a.csv", text, "--limits", "lead")[2] == ["Bute", "0.5", "less than"]


def test_a_column_that_has_the_name_of_the_limits_is_named(tmp_path: Path) -> None:
    text = "County,Deaths,Deaths limit\nAlder,12,a\nBirch,<5,b\nCedar,9,c\n"
    said = refused(tmp_path, "a.csv", text, "--limits", "deaths", "--unit", "deaths=persons")
    assert "the table has a column deaths_limit, which the words of the limits need" in said


@pytest.mark.parametrize(
    ("heading", "name"),
    [("المحافظة", "المحافظة"), ("عدد السُّكّان (٢٠٢٢)", "عدد_السكان_2022"), ("מחוז", "מחוז"), ("Łódź", "lodz")],
)
def test_a_heading_in_letters_without_vowels_stays_readable_as_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heading: str, name: str
) -> None:
    rows = added(tmp_path, "a.csv", f"{heading},n\nب,1\nد,2\n", "--unit", "n=persons")
    assert rows[0] == [name, "n"]
    monkeypatch.chdir(tmp_path)
    assert eval(f"fact('a', {name}='ب').value", {"fact": fact}) == 1


def test_a_file_named_in_arabic_asks_for_a_name_and_says_how(tmp_path: Path) -> None:
    said = refused(tmp_path, "السكان.csv", "k,n\na,1\nb,2\n")
    assert "the table needs a name in Latin letters, which “السكان” does not give" in said
    assert "give --name population" in said
    added(tmp_path, "السكان.csv", "k,n\na,1\nb,2\n", "--name", "population")
    assert resource(tmp_path)["path"] == "population.csv"


def test_a_file_named_in_other_letters_says_what_its_table_is_called(tmp_path: Path) -> None:
    done = add(tmp_path, "Население.csv", "k,n\na,1\nb,2\n", "--yes", *WHOSE)
    assert "--name naselenie (“Население” in Latin letters)" in done.stdout + done.stderr


@pytest.mark.parametrize("heading", ["Year", "Año", "Année", "Jahr", "Anno", "År", "Год", "السنة", "عام", "שנה"])
def test_a_column_of_years_is_known_by_its_name_in_many_languages(tmp_path: Path, heading: str) -> None:
    table = f"k,{heading},n\na,2022,1\na,2023,5\n"
    done = add(tmp_path, "a.csv", table, "--yes", "--publisher", "Census Office", "--unit", "n=persons")
    assert done.returncode == 0, done.stderr
    described = resource(tmp_path)
    year = described["schema"]["fields"][1]["name"]
    assert described["nutgraf"]["year"] == year
    assert "unit" not in described["schema"]["fields"][1].get("nutgraf", {})


def test_a_publisher_named_in_arabic_needs_an_id_for_its_source(tmp_path: Path) -> None:
    said = refused(tmp_path, "people.csv", "k,n\na,1\nb,2\n", "--publisher", "الجهاز المركزي للإحصاء")
    assert "the source has no id yet" in said
    assert "give --source census_2024" in said


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Residents by county\n\n", "Residents by county"),
        ("Data extracted on 24/05/2026 from [ESTAT]\nPopulation on 1 January\n\n", "Population on 1 January"),
        ("Table 5: Rent by county\nSource: Census Office\n\n", "Table 5: Rent by county"),
        ("Bevölkerung: Kreise, Stichtag\nQuelle: Landesamt\n\n", "Bevölkerung: Kreise, Stichtag"),
        ("Confidential\n\n", "A"),
        ("", "A"),
    ],
)
def test_the_line_above_the_headings_is_the_title_of_the_table(tmp_path: Path, above: str, title: str) -> None:
    added(tmp_path, "a.csv", f"{above}county,n,m\nAlder,1,5\nBirch,2,6\n")
    assert resource(tmp_path)["title"] == title


def test_a_title_that_was_found_is_listed_with_where_it_was(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "Residents by county\n\ncounty,n,m\nAlder,1,5\nBirch,2,6\n", "--yes", *WHOSE)
    assert '--title "Residents by county" (it is above the headings)' in done.stdout


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Schulden zum Jahresende, in Mio. Euro", "Schulden zum Jahresende"),
        ("Arrivals by port in thousands", "Arrivals by port"),
        ("Budget by department (in millions)", "Budget by department"),
        ("Jobs at sea, thousands", "Jobs at sea"),
        ("Deaths in Bari, in 2024", "Deaths in Bari, in 2024"),
        ("In thousands", ""),
    ],
)
def test_a_title_loses_the_scale_as_the_numbers_below_it_are_written_out(title: str, kept: str) -> None:
    assert without_scale(title) == kept
