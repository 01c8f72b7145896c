"""`nutgraf data add` reads tables of PDF files, and refuses what a page does not settle: no column is shifted in silence.

`received/locked.pdf` needs a password.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
import skia

from support.in_process import nutgraf
from support.printed import LEFT, TALL, WIDE, pdf, table, together, write
from support.received import WHOSE, add, added, newsroom, refused

pytest.importorskip("pdfplumber")
JOBS = [["County", "Jobs", "Pay"], ["Alder", "1,200", "12.5"], ["Birch", "", "7.25"]]
SMALL = [["k", "n"], ["x", "1"], ["y", "2"]]


def test_a_table_of_a_pdf_is_read_cell_by_cell(tmp_path: Path) -> None:
    assert added(tmp_path, "jobs.pdf", pdf(table(JOBS))) == [
        ["county", "jobs", "pay"],
        ["Alder", "1200", "12.5"],
        ["Birch", "", "7.25"],
    ]


def test_the_list_of_sources_says_on_which_page_the_table_is(tmp_path: Path) -> None:
    document = pdf(lambda canvas: write(canvas, 40, 40, "Preface"), table(JOBS))
    added(tmp_path, "jobs.pdf", document)
    with (tmp_path / "data" / "sources.csv").open(encoding="utf-8", newline="") as listed:
        assert [row["page"] for row in csv.DictReader(listed)] == ["p. 2"]


def test_a_list_of_sources_without_a_column_for_it_is_said_not_to_have_the_page(tmp_path: Path) -> None:
    data = newsroom(tmp_path) / "data"
    added(tmp_path, "jobs.pdf", pdf(table(JOBS)))
    for file in ("sources.csv", "datapackage.json"):
        text = (data / file).read_text("utf-8")
        (data / file).write_text(
            text.replace(",page", "").replace(",p. 1", "").replace('"name": "page"', '"name": "x"'), "utf-8"
        )
    (data / "sources.csv").write_text(
        (data / "sources.csv").read_text("utf-8").replace(",terms", ",terms,x").replace("seen", "seen,")
    )
    said = add(tmp_path, "more.pdf", pdf(table(JOBS)), "--yes", *WHOSE)
    assert "the table is on p. 1, and the list of sources has no column page to say so" in said.stdout, said.stderr


def test_merged_headings_and_headings_of_two_lines_stay_above_their_columns(tmp_path: Path) -> None:
    rows = [
        ["County", "2024", "", "Note"],
        ["", "Paid,\nUSD", "Voters", ""],
        *(["Alder", "1,200", "12", "a"], ["Birch", "", "7", ""]),
    ]
    document = pdf(table(rows, joined={(0, 0): (1, 2), (0, 1): (2, 1), (0, 3): (1, 2)}))
    assert added(tmp_path, "jobs.pdf", document, "--decimal", ".") == [
        ["county", "2024_paid_usd", "2024_voters", "note"],
        ["Alder", "1200", "12", "a"],
        ["Birch", "", "7", ""],
    ]


def test_of_several_tables_one_is_asked_for_by_its_page_and_first_heading(tmp_path: Path) -> None:
    document = pdf(together(table(JOBS), table(SMALL, top=200)), table(SMALL[:2]))
    said = refused(tmp_path, "a.pdf", document)
    assert "1: page 1, 3 rows, “County, Jobs, Pay”; 2: page 1, 3 rows, “k, n”; 3: page 2, 2 rows, “k, n”" in said
    assert "the file has no table 4" in refused(tmp_path, "a.pdf", document, "--table", "4")
    assert "'two' is not the number of a table" in refused(tmp_path, "a.pdf", document, "--table", "two")
    done = add(tmp_path, "a.pdf", document, "--yes", *WHOSE, "--table", "2")
    assert "a.pdf, table 2 on page 1 may go on: --table 2-3 reads those with the same headings as one" in done.stdout


def test_a_table_that_goes_on_over_pages_is_read_as_one_and_the_headings_once(tmp_path: Path) -> None:
    document = pdf(table(SMALL), table([SMALL[0], ["z", "3"]]))
    assert "give --table 1-2 if that is right" in add(tmp_path, "a.pdf", document, *WHOSE).stderr
    done = add(tmp_path, "a.pdf", document, "--yes", *WHOSE)
    assert "--table 1-2 (they have the same headings, on pages 1-2, and are read as one)" in done.stdout
    assert (tmp_path / "data" / "a.csv").read_text().splitlines()[1:] == [
        f"{row},2024,census_office" for row in ("x,1", "y,2", "z,3")
    ]
    assert "pp. 1–2" in (tmp_path / "data" / "sources.csv").read_text("utf-8")


def test_a_row_of_a_later_page_is_refused_and_left_out_by_its_number_in_the_whole_table(tmp_path: Path) -> None:
    later = [JOBS[0], ["Dale", "9", "13.5"], ["Cedar", "3", ""]]
    document = pdf(table(JOBS), table(later, joined={(1, 2): (1, 2)}))
    assert "a.pdf, page 2, row 5\n  what   13.5 is in one cell with the row above" in refused(
        tmp_path, "a.pdf", document
    )
    rows = added(tmp_path, "a.pdf", document, "--skip-row", "5", "--decimal", ".")
    assert [row[0] for row in rows] == ["county", "Alder", "Birch", "Dale"]


def test_a_row_that_a_later_page_repeats_is_no_heading_and_is_not_dropped(tmp_path: Path) -> None:
    document = pdf(table(SMALL), table(SMALL[:2]))
    assert "the key is not known" in refused(tmp_path, "a.pdf", document)


def test_tables_without_repeated_headings_are_joined_only_where_they_are_named(tmp_path: Path) -> None:
    document = pdf(table(SMALL, top=300), table([["z", "3"], ["w", "4"]]))
    first = add(tmp_path, "a.pdf", document, "--yes", *WHOSE, "--table", "1")
    assert "a.pdf, table 1 on page 1 may go on, without headings, in table 2 on page 2" in first.stdout
    rows = added(tmp_path / "both", "a.pdf", document, "--table", "1,2")
    assert [row[0] for row in rows] == ["k", "x", "y", "z", "w"]
    assert "b.pdf, page 2\n  what   the table has 3 columns, and that on page 1 2" in refused(
        tmp_path / "b", "b.pdf", pdf(table(SMALL), table(JOBS)), "--table", "1-2"
    )


def _with_a_mark(canvas: Any) -> None:
    table([["County", "Jobs"], ["Alder", ""], ["Birch", "130"]])(canvas)
    end = write(canvas, LEFT + WIDE + 4, 40 + TALL + 14, "12", 10)
    write(canvas, end, 40 + TALL + 10, "5", 6)


def test_a_raised_footnote_number_is_no_digit_of_the_number_before_it(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.pdf", pdf(_with_a_mark))
    assert "'12⁵' is no number" in said
    assert "give --footnote '⁵' to leave the mark out" in said
    assert added(tmp_path, "a.pdf", pdf(_with_a_mark), "--footnote", "⁵")[1] == ["Alder", "12"]


def _with_small_print(canvas: Any) -> None:
    table([["County", "Jobs"], ["", ""], ["Birch", "130"]])(canvas)
    write(canvas, LEFT + WIDE - write(canvas, 0, -50, "Alder", 12) - 3, 40 + TALL + 15, "Alder", 12)
    write(canvas, LEFT + WIDE + 3, 40 + TALL + 12, "1250", 6)


def test_small_print_in_a_cell_of_its_own_is_no_mark(tmp_path: Path) -> None:
    assert added(tmp_path, "a.pdf", pdf(_with_small_print))[1] == ["Alder", "1250"]


def _turned(canvas: Any) -> None:
    table([["", "Jobs"], ["Alder", "1"]])(canvas)
    canvas.rotate(90, LEFT + 8, 42)
    write(canvas, LEFT + 8, 42, "Area", 5)


def _without_its_last_line(canvas: Any) -> None:
    table(SMALL)(canvas)
    for across in (LEFT, LEFT + WIDE, LEFT + 2 * WIDE):
        canvas.drawLine(across, 100, across, 120, skia.Paint(StrokeWidth=0.5))
    write(canvas, LEFT + 4, 114, "z", 8)
    write(canvas, LEFT + WIDE + 4, 114, "3", 8)


def _without_a_line_between(canvas: Any) -> None:
    table([["County", "Jobs"], ["Alder", "12"], ["Birch", "7"]])(canvas)
    write(canvas, LEFT + WIDE + 40, 40 + TALL + 14, "345", 8)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            table([*JOBS, ["none 7", "", "5"]], joined={(3, 0): (2, 1)}),
            "row 4\n  what   a cell spans columns: none 7, 5",
        ),
        (table([*JOBS, ["Cedar", "3", ""]], joined={(2, 2): (1, 2)}), "7.25 is in one cell with the row above"),
        (table([["k", "n", "m", "p"], ["x", "1", "2", "3"]], open_sides=True), "as lines are missing there: kpx3"),
        (
            table([*JOBS[:2], ["Birch\nCedar", "1\n2", "3\n4"]]),
            "one cell holds several numbers, “1 / 2”, as no line is between",
        ),
        (table([["k", "m"], ["x", "a"], ["y\nz", "b\nc"]]), "each cell has 2 lines: y / z, b / c"),
        (
            table([["k", "n"], ["x", "1" * 30], ["y", "2"]]),
            "row 2\n  what   a line between columns cuts through letters",
        ),
        (table([["k", "n", "m"], ["x", "1" * 30, "9"]]), "cuts through letters"),
        (_turned, "letters are turned"),
        (
            table([["County\nAlder", "Jobs\n12"], ["Birch", "7"]]),
            "the last are numbers such as 12: a line between rows is",
        ),
        (_without_its_last_line, "its lines go on below, where no line closes the cells"),
        (_without_a_line_between, "a line between columns is missing: “12” and “345” are in one cell"),
        (
            table([["County", "Jobs"], ["1980 5", ""], ["x", "2"]], joined={(1, 0): (2, 1)}),
            "a cell spans columns: 1980 5",
        ),
    ],
)
def test_what_the_lines_of_a_table_do_not_settle_is_refused_by_row(tmp_path: Path, page: Any, said: str) -> None:
    assert said in refused(tmp_path, "a.pdf", pdf(page))


def test_a_row_that_is_refused_can_be_left_out_or_kept(tmp_path: Path) -> None:
    document = pdf(table([*JOBS, ["none 7", "", "5"]], joined={(3, 0): (2, 1)}))
    assert len(added(tmp_path, "a.pdf", document, "--skip-row", "4")) == 3
    assert added(tmp_path / "b", "a.pdf", document, "--keep-row", "4", "--text", "jobs")[3] == ["none 7", "none 7", "5"]


def _picture(canvas: Any) -> None:
    canvas.drawRect(skia.Rect(10, 10, 500, 300), skia.Paint(Color=0xFF888888))


def test_a_pdf_without_letters_lines_or_a_way_in_is_refused_with_the_reason(tmp_path: Path) -> None:
    locked = (Path(__file__).parent / "received" / "locked.pdf").read_bytes()
    for document, said in (
        (pdf(_picture), "its pages are pictures, without letters: it was scanned"),
        (pdf(lambda canvas: write(canvas, 40, 40, "Alder 12")), "no table in it has lines around its cells"),
        (locked, "the PDF is protected by a password"),
        (locked[:900], "the PDF cannot be read"),
        (b"%PDF-1.7", "the PDF cannot be read"),
    ):
        assert said in refused(tmp_path, "a.pdf", document)


def _scanned_and_read_by_a_program(canvas: Any) -> None:
    canvas.drawImageRect(skia.Image.fromarray(numpy.full((40, 60, 4), 200, "uint8")), skia.Rect(0, 0, 600, 400))
    table(JOBS)(canvas)


def test_letters_that_a_program_read_from_a_scan_are_said_to_be_that(tmp_path: Path) -> None:
    said = add(tmp_path, "a.pdf", pdf(_scanned_and_read_by_a_program), "--yes", *WHOSE).stdout
    assert "page 1 is a picture, and a program read its letters: compare them" in said


def test_without_its_reader_a_pdf_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    assert "pip install 'nutgraf[pdf]'" in refused(tmp_path, "a.csv", b"%PDF-1.7")


def test_names_of_several_lines_are_listed_as_they_are_read(tmp_path: Path) -> None:
    document = pdf(table([*SMALL, ["z or\nw", "3"]]))
    said = add(tmp_path, "a.pdf", document, "--yes", *WHOSE).stdout
    assert "cells of several lines are read as one: row 4, “z or / w”" in said
    assert "z or w,3," in (tmp_path / "data" / "a.csv").read_text("utf-8")


def test_of_a_source_on_the_list_the_page_is_said_and_not_entered(tmp_path: Path) -> None:
    added(tmp_path, "k.csv", "k,n\na,1\n")
    done = add(tmp_path, "jobs.pdf", pdf(table(JOBS)), "--yes", "--source", "census_office", "--as-of", "2024")
    assert "the table is on p. 1; enter that as its page in the list of sources" in done.stdout


def test_several_tables_of_a_web_page_are_not_read_as_one(tmp_path: Path) -> None:
    page = "<html>" + "<table><tr><th>k<th>n</tr><tr><td>a<td>1</tr></table>" * 2
    assert "several tables of a page are not read as one" in refused(tmp_path, "a.html", page, "--table", "1-2")
    assert nutgraf("data", "add", "a.html", "--table", "0", cwd=tmp_path).returncode == 2
