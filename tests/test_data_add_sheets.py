"""`nutgraf data add` reads the workbooks of Excel 97 and of OpenDocument as their programs show them.

`received/turnout.xls` and `received/turnout.ods` were saved by LibreOffice from one workbook. Its sheet “data” has merged
headings below a title, codes shown as 00001, percentages, the result of a formula, a day in a hidden column and a hidden
row; its sheet “times” has hours, lengths of time and what is true or false, “wrong” a formula that divides by zero.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from support.received import add, added, refused, types
from test_data_add_files import workbook

pytest.importorskip("odfdo")
RECEIVED = Path(__file__).parent / "received"
COUNTED = ("--sheet", "data", "--unit", "2024_share=percent", "--unit", "2024_voters=persons")
BOTH = pytest.mark.parametrize("ending", ["xls", "ods"])


def turnout(ending: str) -> bytes:
    """The workbook in one of the formats."""
    return (RECEIVED / f"turnout.{ending}").read_bytes()


@BOTH
def test_an_older_or_open_workbook_is_read_as_its_program_shows_it(tmp_path: Path, ending: str) -> None:
    assert added(tmp_path, f"turnout.{ending}", turnout(ending), *COUNTED) == [
        ["county", "fips", "2024_share", "2024_voters", "counted_on"],
        ["Alder", "00001", "26.3", "1234567.5", "2024-04-03"],
        ["Birch", "00003", "102", "2469135", "2024-04-04"],
        ["Cedar", "00005", "", "0.3", "2024-04-05"],
    ]
    assert types(tmp_path) == {
        "county": "string",
        "fips": "string",
        "2024_share": "number",
        "2024_voters": "number",
        "counted_on": "date",
    }


@BOTH
def test_hours_and_lengths_of_time_in_an_older_or_open_workbook_are_no_days_of_1900(
    tmp_path: Path, ending: str
) -> None:
    rows = added(tmp_path, f"turnout.{ending}", turnout(ending), "--sheet", "times", "--text", "took")
    assert rows[1:] == [["a", "1", "true", "09:30:00", "60:00:00"], ["b", "2", "false", "10:00:00", "06:00:00"]]


@BOTH
def test_hidden_rows_and_columns_of_an_older_or_open_workbook_are_listed(tmp_path: Path, ending: str) -> None:
    said = add(tmp_path, f"turnout.{ending}", turnout(ending), "--yes", *COUNTED).stdout
    assert f"hidden rows of turnout.{ending}, sheet data are read too: 6" in said
    assert f"hidden columns of turnout.{ending}, sheet data are read too: E" in said


@BOTH
def test_a_formula_that_ended_in_an_error_is_refused_in_every_format(tmp_path: Path, ending: str) -> None:
    said = refused(tmp_path, f"turnout.{ending}", turnout(ending), "--sheet", "wrong")
    assert f"turnout.{ending}, sheet wrong, cell B2" in said
    assert "the cell holds the error #DIV/0!" in said


@BOTH
def test_a_sheet_is_asked_for_in_every_format(tmp_path: Path, ending: str) -> None:
    said = refused(tmp_path, f"turnout.{ending}", turnout(ending))
    assert "it has the sheets data, times, hidden, wrong" in said
    assert "no sheet 'dat'" in refused(tmp_path, f"turnout.{ending}", turnout(ending), "--sheet", "dat")


def test_a_formula_without_a_result_in_an_open_spreadsheet_is_refused_by_cell(tmp_path: Path) -> None:
    computed = b'office:value-type="float" office:value="2469135" calcext:value-type="float"'
    book = _with_parts(turnout("ods"), "content.xml", computed, b"")
    assert "formulas have no result in the file: D5" in refused(tmp_path, "turnout.ods", book, *COUNTED)


def test_a_percentage_is_kept_to_the_digits_that_were_written_and_no_zeros(tmp_path: Path) -> None:
    rows = [["county", "rate"], ["Alder", 0.263], ["Birch", 1.5]]
    book = workbook(("data", rows), formats={"B2": "0.0%", "B3": "0.0%"})
    assert added(tmp_path, "a.xlsx", book)[1:] == [["Alder", "26.3"], ["Birch", "150"]]


def test_a_workbook_is_known_by_what_is_in_it_whatever_it_is_called(tmp_path: Path) -> None:
    book = workbook(("data", [["k", "n"], ["a", 1], ["b", 2]]))
    assert added(tmp_path / "1", "new.xls", book)[1] == ["a", "1"]
    assert added(tmp_path / "2", "table.ods", book)[1] == ["a", "1"]
    assert added(tmp_path / "3", "text.xls", "k\tn\na\t1\nb\t2\n")[1] == ["a", "1"]
    assert added(tmp_path / "4", "old.xlsx", turnout("xls"), *COUNTED)[1][1] == "00001"


def test_a_workbook_with_a_password_or_in_a_format_that_is_not_read_is_refused_in_words(tmp_path: Path) -> None:
    packed = _with_parts(turnout("ods"), "META-INF/manifest.xml", b"</manifest:manifest>", b"<encryption-data/>")
    assert "protected by a password" in refused(tmp_path, "a.ods", packed)
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "protected by a password" in refused(tmp_path, "a.xlsx", locked)
    assert "the workbook cannot be read" in refused(tmp_path, "a.xls", turnout("xls")[:3000])
    assert "the spreadsheet cannot be read" in refused(tmp_path, "a.ods", turnout("ods")[:3000])
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as parts:
        parts.writestr("xl/workbook.bin", b"")
    assert "Excel’s binary format" in refused(tmp_path, "a.xlsx", binary.getvalue())


def test_without_its_reader_an_open_spreadsheet_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "odfdo", None)
    assert "pip install 'nutgraf[ods]'" in refused(tmp_path, "turnout.ods", turnout("ods"))


def _with_parts(book: bytes, changed: str, old: bytes, new: bytes) -> bytes:
    """A packed file with a text of one part replaced, everywhere."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as parts, zipfile.ZipFile(written, "w") as copy:
        for name in parts.namelist():
            part = parts.read(name)
            assert name != changed or old in part
            copy.writestr(name, part.replace(old, new) if name == changed else part)
    return written.getvalue()
