"""`nutgraf data add` guesses at nothing in silence: what can be read in two ways is asked, refused or listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.received import WHOSE, add, added, refused, resource, types

# --- numbers


@pytest.mark.parametrize(("number", "readings"), [("1.234", "1.234 or 1234"), ("1,234", "1234 or 1.234")])
def test_a_number_that_is_a_thousand_or_a_decimal_is_refused_by_row(tmp_path: Path, number: str, readings: str) -> None:
    said = refused(tmp_path, "a.csv", f'k,n\na,"{number}"\nb,"2"\n')
    assert "a.csv, row 2, column n" in said
    assert f"{number!r} is {readings}" in said


def test_the_decimal_sign_is_given_or_shown_by_another_number(tmp_path: Path) -> None:
    assert added(tmp_path / "a", "a.csv", "k,n\na,1.234\nb,2\n", "--decimal", ".")[1] == ["a", "1.234"]
    assert added(tmp_path / "b", "a.csv", "k,n\na,1.234\nb,2\n", "--decimal", ",")[1] == ["a", "1234"]
    assert added(tmp_path / "c", "a.csv", "k,n\na,1.234\nb,2.5\n")[1] == ["a", "1.234"]
    assert added(tmp_path / "d", "a.csv", "k;n\na;1.234\nb;2,5\n")[1] == ["a", "1234"]


def test_a_sign_inferred_from_another_column_is_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", 'k,n,share\na,"1,234",2.5\nb,"5,678",3.5\n', "--yes", *WHOSE)
    assert "--decimal . (another column has numbers with the decimal sign '.' alone)" in done.stdout


def test_numbers_with_two_decimal_signs_in_one_column_are_refused(tmp_path: Path) -> None:
    assert "'2,5' is no number with the decimal sign '.'" in refused(tmp_path, "a.csv", "k;n\na;1.5\nb;2,5\n")


def test_money_and_percent_signs_become_units(tmp_path: Path) -> None:
    added(tmp_path, "a.csv", 'k,paid,share\na,$12.50,26%\nb,"-$1,200.00",3%\n')
    fields = resource(tmp_path)["schema"]["fields"]
    assert [one.get("nutgraf") for one in fields[1:3]] == [
        {"unit": "usd", "rounded_to": 0.01},
        {"unit": "percent", "rounded_to": 1},
    ]
    assert "its unit is given as eur" in refused(tmp_path / "b", "a.csv", "k,paid\na,$12.50\n", "--unit", "paid=EUR")


@pytest.mark.parametrize("cell", ["(500)", "<5", "5 million", "1,234*", "12x", "1_000"])
def test_a_cell_that_is_no_number_among_numbers_is_refused_by_row(tmp_path: Path, cell: str) -> None:
    said = refused(tmp_path, "a.csv", f'k,n\na,1\nb,"{cell}"\nc,3\n')
    assert "a.csv, row 3, column n" in said
    assert f"{cell!r} is no number, and most of the column are" in said


def test_marks_that_mean_a_blank_are_declared_and_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "k,n\na,1\nb,NA\nc,3\nd,\n", "--yes", *WHOSE, "--unit", "n=persons")
    assert "--missing n=NA (in row 3 it probably means a blank)" in done.stdout
    assert resource(tmp_path)["schema"]["fields"][1]["missingValues"] == ["", "NA"]
    given = added(tmp_path / "b", "a.csv", "k,n\na,1\nb,(D)\nc,3\n", "--missing", "n=(D)", "--unit", "n=persons")
    assert given[2] == ["b", "(D)"]


def test_codes_with_leading_zeros_stay_text(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "zip,n\n02134,1\n10001,2\n")[1] == ["02134", "1"]
    assert types(tmp_path)["zip"] == "string"


def test_a_code_that_has_lost_its_zero_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "zip,n\n2134,1\n10001,2\n")
    assert "'2134' has fewer digits than others in the column zip: a leading zero was probably lost" in said


# --- dates


def test_a_day_and_month_that_could_be_exchanged_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "day,n\n03/04/2024,1\n05/06/2024,2\n")
    assert "'03/04/2024' is 2024-03-04 as %m/%d/%Y or 2024-04-03 as %d/%m/%Y" in said
    text = "day,n\n03/04/2024,1\n05/06/2024,2\n"
    assert added(tmp_path, "a.csv", text, "--date-format", "day=%d/%m/%Y")[1] == ["2024-04-03", "1"]


def test_dates_that_can_be_read_in_one_way_are_read_and_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "day,n\n03/04/2024,1\n25/06/2024,2\n", "--yes", *WHOSE)
    assert "--date-format day=%d/%m/%Y" in done.stdout
    assert types(tmp_path)["day"] == "date"


# --- the shape of the table


def test_columns_without_a_name_or_with_the_same_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "k,n,n,\na,1,2,3\n")
    assert "columns 2 and 3 are both named 'n'" in said
    assert "column 4 has no heading" in said
    found = added(tmp_path, "a.csv", "k,n,n,\na,1,2,3\n", "--rename", "3=m", "--rename", "4=o", "--key", "k")
    assert found[0] == ["k", "n", "m", "o"]


def test_a_row_of_totals_is_refused_until_somebody_says(tmp_path: Path) -> None:
    text = "county,n\nAlder,1\nBirch,2\nTotal,3\n"
    assert "the row may be a total of others: “Total, 3”" in refused(tmp_path, "a.csv", text)
    assert len(added(tmp_path / "b", "a.csv", text, "--skip-row", "4")) == 3
    assert len(added(tmp_path / "c", "a.csv", text, "--keep-row", "4")) == 4


def test_many_rows_that_may_be_totals_are_one_message_with_one_option_for_all(tmp_path: Path) -> None:
    text = "county,n\n" + "".join(f"C{n},{n}\nTotal {n},{n}\n" for n in range(1, 8))
    said = refused(tmp_path, "a.csv", text)
    assert said.count("where") == 1
    assert "a.csv, rows 3, 5, 7, 9, 11, 13, 15" in said
    assert "“Total 1, 1” / “Total 2, 2” / “Total 3, 3” / “Total 4, 4” / … (7 rows)" in said
    assert "give --skip-row 3,5,7,9,11,13,15 to leave them out" in said
    assert len(added(tmp_path, "a.csv", text, "--skip-row", "3,5,7,9,11,13,15")) == 8


def test_rows_with_too_many_cells_are_one_message(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "k,n\na,1,2\nb,2\nc,3,4\n")
    assert said.count("where") == 1
    assert "a.csv, rows 2, 4" in said
    assert "the rows have 3 cells, and there are 2 headings" in said


def test_a_row_whose_number_is_the_sum_of_all_others_is_refused_whatever_its_name(tmp_path: Path) -> None:
    text = "county,n\nAlder,10\nBirch,20\nCedar,5\nThe valley,35\n"
    said = refused(tmp_path, "a.csv", text)
    assert "a.csv, row 5" in said
    assert "the row may be a total: its n, 35, is the sum of all others" in said
    assert len(added(tmp_path, "a.csv", text, "--skip-row", "5")) == 4


def test_marks_in_dates_are_declared_and_in_texts_are_kept_and_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "iso,day\nNA,2024-05-06\nDE,n/a\nFR,2024-05-07\n", "--yes", *WHOSE)
    assert "--text iso (marks such as NA in it are kept)" in done.stdout
    assert "--missing day=n/a (in row 3 it probably means a blank)" in done.stdout
    assert types(tmp_path) == {"iso": "string", "day": "date"}


def test_numbers_among_marks_are_still_numbers(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "k,n\na,NA\nb,NA\nc,NA\nd,7\n")[4] == ["d", "7"]
    assert types(tmp_path)["n"] == "integer"


def test_a_column_named_like_an_argument_of_a_query_is_refused(tmp_path: Path) -> None:
    assert "column 2 is named 'missing'" in refused(tmp_path, "a.csv", "k,missing\na,1\n")


def test_a_title_above_and_notes_below_are_left_out_and_listed(tmp_path: Path) -> None:
    text = "Residents by county\n\ncounty,n,m\nAlder,1,5\nBirch,2,6\n\nSource: Census Office\n* estimated\n"
    done = add(tmp_path, "a.csv", text, "--yes", *WHOSE)
    assert done.returncode == 0, done.stderr
    assert "--header 3 (row 1 is left out: “Residents by county”)" in done.stdout
    assert "--skip-row 7-8 (“Source: Census Office” / “* estimated”)" in done.stdout


def test_a_row_with_one_cell_alone_in_the_middle_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "county,n,m\nNorth,,\nAlder,1,5\nBirch,2,6\n")
    assert "the row has one cell alone: “North”" in said


def test_a_row_with_a_cell_too_many_or_too_few_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "k,n,m\na,1,2\nb,1\nc,1,2,3\n")
    assert "a.csv, row 3" in said
    assert "the row has 2 cells, and there are 3 headings" in said
    assert "the row has 4 cells, and there are 3 headings" in said


def test_a_file_without_headings_is_refused_and_names_are_given(tmp_path: Path) -> None:
    assert "the heading row is not known: row 1 has numbers" in refused(tmp_path, "a.csv", "a,1.5\nb,2.5\n")
    found = added(tmp_path, "a.csv", "a,1.5\nb,2.5\n", "--header", "0", "--rename", "1=k", "--rename", "2=n")
    assert found == [["k", "n"], ["a", "1.5"], ["b", "2.5"]]


# --- what only a reporter knows


def test_a_key_that_does_not_tell_rows_apart_is_refused_by_row(tmp_path: Path) -> None:
    text = "county,year,n\nAlder,2023,1\nAlder,2024,2\n"
    assert "rows 2 and 3 have the same county: Alder" in refused(tmp_path, "a.csv", text, "--key", "county")
    added(tmp_path, "a.csv", text, "--key", "county,year")
    assert resource(tmp_path)["schema"]["primaryKey"] == ["county", "year"]


def test_a_number_finer_than_its_rounding_is_refused(tmp_path: Path) -> None:
    options = ("--unit", "n=USD", "--rounding", "n=thousand")
    said = refused(tmp_path, "a.csv", "k,n\na,1500\n", *options)
    assert "n holds 1500, which is not rounded to 1000" in said
    added(tmp_path, "a.csv", "k,n\na,15000\n", *options)
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"] == {"unit": "usd", "rounded_to": 1000}


def test_numbers_given_in_thousands_are_written_out(tmp_path: Path) -> None:
    text = "k,n\na,1.5\nb,2.25\n"
    found = added(tmp_path, "a.csv", text, "--scale", "n=thousand", "--unit", "n=USD")
    assert found == [["k", "n"], ["a", "1500"], ["b", "2250"]]
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"] == {"unit": "usd", "rounded_to": 10}
    assert "'lots' is no scale" in refused(tmp_path / "b", "a.csv", text, "--scale", "n=lots")


def test_without_a_terminal_and_yes_everything_that_is_not_given_is_refused_at_once(tmp_path: Path) -> None:
    said = add(tmp_path, "a.csv", "county,n\nAlder,1\nBirch,2\n", "--name", "pay", "--title", "Pay").stderr
    assert "give --unit n=none if that is right, or take every inference with --yes" in said
    assert "give --key county if that is right" in said


def test_yes_does_not_make_up_a_publisher_or_a_day(tmp_path: Path) -> None:
    said = add(tmp_path, "a.csv", "county,n\nAlder,1\nBirch,2\n", "--yes", "--as-of", "2024").stderr
    assert "who publishes the numbers is not known" in said
    said = add(tmp_path, "a.csv", "county,n\nAlder,1\nBirch,2\n", "--yes", "--publisher", "Bee").stderr
    assert "the day or year that its numbers are for is not known" in said


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--unit", "counts=USD"), "did you mean 'count'?"),
        (("--key", "conty"), "did you mean 'county'?"),
        (("--text", "conty"), "did you mean 'county'?"),
        (("--rename", "conty=area"), "did you mean 'county'?"),
        (("--unit", "count"), "is not COLUMN=VALUE"),
        (("--skip-row", "99"), "the last row is 3"),
        (("--skip-row", "x"), "is not the number of a row"),
        (("--as-of", "spring"), "is neither a column nor a day"),
        (("--name", "My Table"), "is no name"),
        (("--name", "a" * 101), "it has 101 letters"),
        (("--name", "sources"), "the name of the list of sources"),
    ],
)
def test_an_option_that_names_nothing_is_refused_with_the_likely_word(
    tmp_path: Path, option: tuple[str, ...], said: str
) -> None:
    assert said in refused(tmp_path, "a.csv", "county,count\nAlder,1\nBirch,2\n", *option)


# --- what headings say


def test_a_sign_in_a_heading_is_the_unit_of_its_column(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "k;Rent (€);Share, %\na;1.5;3\nb;2.7;4\n", "--yes", *WHOSE)
    assert "--unit rent_eur=eur (its heading says so: “Rent (€)”)" in done.stdout
    assert "--unit share_percent=percent" in done.stdout


@pytest.mark.parametrize(
    "heading", ["Cost (M€)", "Cost in million EUR", "Kosten (Mio. €)", "Coût en millions d'euros", "Costo (millones)"]
)
def test_numbers_whose_heading_says_millions_are_written_out(tmp_path: Path, heading: str) -> None:
    found = added(tmp_path, "a.csv", f"k;{heading}\na;1.5\nb;2.7\n", "--rename", "2=cost", "--unit", "cost=EUR")
    assert found[1:] == [["a", "1500000"], ["b", "2700000"]]


def test_a_title_that_says_thousands_scales_the_numbers_with_a_unit(tmp_path: Path) -> None:
    text = "Arrivals by port in thousands\nport,Ships,Share\nBari,15,40%\nGela,3,60%\n"
    done = add(tmp_path, "a.csv", text, "--yes", *WHOSE, "--unit", "ships=ships")
    assert "--scale ships=thousand (the title of the table says so: “Arrivals by port in thousands”)" in done.stdout
    assert (tmp_path / "data" / "a.csv").read_text("utf-8").splitlines()[1].startswith("Bari,15000,40,")


def test_a_heading_in_1000_is_one_of_thousands(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "k;Schiffe in 1.000\na;1.5\nb;2.5\n")[1] == ["a", "1500"]


def test_a_heading_that_says_thousands_over_numbers_written_out_is_asked_about(tmp_path: Path) -> None:
    text = "k,Ships (thousands)\na,15000\nb,3000\n"
    assert "its numbers seem to be written out, and =one says so" in refused(tmp_path, "a.csv", text)
    assert added(tmp_path, "a.csv", text, "--scale", "ships_thousands=one")[1] == ["a", "15000"]


@pytest.mark.parametrize("heading", ["Deaths per 1,000", "Cases per million", "Millionaires", "Group 1000-2000"])
def test_a_rate_per_thousand_is_no_scale(tmp_path: Path, heading: str) -> None:
    assert added(tmp_path, "a.csv", f"k;{heading}\na;1.5\n", "--rename", "2=n")[1] == ["a", "1.5"]


def test_an_amount_without_a_unit_is_no_key_where_texts_and_years_are(tmp_path: Path) -> None:
    done = add(tmp_path, "a.csv", "port,year,n\nBari,2023,7\nBari,2024,8\nGela,2024,9\n", "--yes", *WHOSE)
    assert "--key port,year" in done.stdout


SHARES = "District,Turnout\nAlder,0.613\nBirch,0.58\nCedar,0.7\n"


@pytest.mark.parametrize(
    ("table", "options"), [(SHARES, ("--unit", "turnout=%")), (SHARES.replace("out", "out (%)"), ())]
)
def test_percentages_below_one_may_be_shares_and_are_asked_about(
    tmp_path: Path, table: str, options: tuple[str, ...]
) -> None:
    said = refused(tmp_path, "a.csv", table, *options)
    assert "its numbers are between −1 and 1: 0.7 may be 70%" in said
    assert "=hundred for shares of 1, or --scale turnout" in said


@pytest.mark.parametrize(
    ("scale", "held", "step"), [("hundred", ["61.3", "58", "70"], 0.1), ("one", ["0.613", "0.58", "0.7"], 0.001)]
)
def test_the_scale_says_which_they_are_and_adds_no_digits(
    tmp_path: Path, scale: str, held: list[str], step: float
) -> None:
    rows = added(tmp_path, "a.csv", SHARES, "--unit", "turnout=%", "--scale", f"turnout={scale}")
    assert [row[1] for row in rows[1:]] == held
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"] == {"unit": "percent", "rounded_to": step}


def test_percentages_that_their_cells_sign_are_not_asked_about(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "k,n\na,0.6%\nb,0.25%\n")[1] == ["a", "0.6"]


def test_a_column_of_currencies_is_no_unit_of_all_numbers(tmp_path: Path) -> None:
    said = refused(
        tmp_path, "a.csv", "Country,Currency,Wage\nJapan,JPY,1055\nKuwait,KWD,0.36\n", "--unit", "wage=currency"
    )
    assert "currency is a column of the table, and not the unit of all numbers of wage" in said
    assert '"value": "wage", "unit": "currency"' in said


# --- what looks like a number, a date or a column


def test_dates_of_which_one_cannot_be_read_are_refused_and_not_kept_as_text_in_silence(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", "day,n\n2024-01-31,1\n2024-02-28,2\nabout 5 March,3\n")
    assert "dates in the column day are written in several ways: 2024-01-31 / about 5 March" in said
    said = refused(tmp_path / "b", "a.csv", "day,n\n2024-01-31,1\n31/01/2024,2\nJan 5 2024,3\n")
    assert "2024-01-31 / 31/01/2024 / Jan 5 2024" in said


def test_american_dates_without_a_comma_are_dates(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "day,n\nJan 5 2024,1\nMar 12 2024,2\n")[1] == ["2024-01-05", "1"]


@pytest.mark.parametrize("short", ["$1.2m", "3 Mio. €", "£900k", "2.5 billion", "7bn"])
def test_numbers_as_headlines_have_them_are_refused_and_not_kept_as_text_in_silence(tmp_path: Path, short: str) -> None:
    said = refused(tmp_path, "a.csv", f"county;paid\nAlder;{short}\nBirch;n/a\nElm;{short}\n")
    assert f"{short!r} is a number with a word or letter for its size" in said
    assert "--text paid" in said


def test_numbers_in_arabic_digits_are_numbers(tmp_path: Path) -> None:
    rows = added(tmp_path, "a.csv", "county,n,share\nالدائرة ١,١٬٢٣٤٫٥,١٢٪\nBirch,٤٥,٧٪\n")
    assert rows[1:] == [["الدائرة ١", "1234.5", "12"], ["Birch", "45", "7"]]


def test_columns_that_spaces_keep_apart_are_refused_and_do_not_become_one(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.txt", "county     n\nAlder      1\nBirch      2\n")
    assert "its columns are kept apart by spaces" in said
    assert "pandas.read_fwf" in said


def test_two_rows_of_headings_are_proposed_where_a_heading_is_there_twice(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.csv", ",Population,Population,Income\n,2023,2024,2024\nAlder,1,2,3\nBirch,4,5,6\n")
    assert "or --header 1,2 if the second row has headings too" in said
