"""`nutgraf data add` reads what publishers give: text in any encoding, workbooks, Parquet, JSON, tables of web pages."""

from __future__ import annotations

import contextlib
import gzip
import io
import socket
import threading
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nutgraf.errors import DataError
from nutgraf.intake.fetching import fetch
from nutgraf.intake.packed_file import only_file
from support.in_process import nutgraf
from support.received import WHOSE, add, added, newsroom, refused, types


def workbook(
    *sheets: tuple[str, list[list[Any]]], merged: tuple[str, ...] = (), formats: Mapping[str, str] = {}
) -> bytes:
    """A workbook of these sheets; merged ranges and formats are of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for span in merged:
        book.worksheets[0].merge_cells(span)
    for cell, form in formats.items():
        book.worksheets[0][cell].number_format = form
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


# --- delimited text


def test_a_plain_csv_is_added_as_it_is(tmp_path: Path) -> None:
    rows = added(tmp_path, "pay.csv", "county,pay\nAlder,12\nBirch,7\n", "--unit", "pay=USD")
    assert rows == [["county", "pay"], ["Alder", "12"], ["Birch", "7"]]
    assert types(tmp_path) == {"county": "string", "pay": "integer"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_come_through_whatever_encoding_the_file_has(tmp_path: Path, encoding: str) -> None:
    text = "región,población\nCórdoba,12\nMálaga,7\nLeón,9\nÁvila,4\nCáceres,5\nA Coruña,8\n"
    rows = added(tmp_path, "pop.csv", text.encode(encoding))
    assert rows[0] == ["region", "poblacion"]
    assert rows[1:3] == [["Córdoba", "12"], ["Málaga", "7"]]


def test_an_encoding_that_is_inferred_is_listed_with_the_words_it_gives(tmp_path: Path) -> None:
    text = "región,n\nCórdoba,12\nMálaga,7\nLeón,9\nÁvila,4\nCáceres,5\nA Coruña,8\n".encode("cp1252")
    done = add(tmp_path, "pop.csv", text, "--yes", *WHOSE)
    assert "--encoding windows-1252" in done.stdout
    assert "región, Córdoba, Málaga" in done.stdout
    assert "--encoding" in add(tmp_path, "pop2.csv", text, *WHOSE).stderr


def test_semicolons_with_decimal_commas_are_read(tmp_path: Path) -> None:
    rows = added(tmp_path, "haushalt.csv", "Amt;Ausgaben\nSport;1.234,50\nBau;1.234\nPolizei;12,00\n")
    assert rows == [["amt", "ausgaben"], ["Sport", "1234.50"], ["Bau", "1234"], ["Polizei", "12.00"]]


def test_a_tab_separated_file_with_excels_first_line_is_read(tmp_path: Path) -> None:
    assert added(tmp_path, "a.csv", "sep=;\nk;n\na;1\nb;2\n") == [["k", "n"], ["a", "1"], ["b", "2"]]
    assert added(tmp_path, "b.tsv", "k\tn\na\t1\nb\t2\n") == [["k", "n"], ["a", "1"], ["b", "2"]]


def test_a_quotation_that_never_closes_is_refused_by_row(tmp_path: Path) -> None:
    assert "a.csv, row 3" in refused(tmp_path, "a.csv", 'k,n\na,1\n"b,2\n')


# --- workbooks


def test_headings_that_span_columns_in_excel_are_written_out(tmp_path: Path) -> None:
    rows = [
        ["Table 1. Residents", None, None, None, None],
        ["County", "2023", None, "2024", None],
        [None, "men", "women", "men", "women"],
        ["Alder", 1, 2, 3, 4],
        ["Birch", 5, 6, 7, 8],
    ]
    book = workbook(("data", rows), merged=("A1:E1", "A2:A3", "B2:C2", "D2:E2"))
    assert added(tmp_path, "a.xlsx", book)[:2] == [
        ["county", "2023_men", "2023_women", "2024_men", "2024_women"],
        ["Alder", "1", "2", "3", "4"],
    ]


def test_a_sheet_is_asked_for_where_there_are_several(tmp_path: Path) -> None:
    book = workbook(("more", [["k", "n"], ["c", 3]]), ("data", [["k", "n"], ["a", 1], ["b", 2]]))
    said = refused(tmp_path, "a.xlsx", book)
    assert "it has the sheets more, data" in said
    assert "give --sheet data" in said
    assert added(tmp_path, "a.xlsx", book, "--sheet", "data")[1] == ["a", "1"]


def test_the_only_sheet_with_a_table_is_inferred_and_listed(tmp_path: Path) -> None:
    book = workbook(("read me", [["hello"], ["and more"]]), ("data", [["k", "n"], ["a", 1], ["b", 2]]))
    assert added(tmp_path, "a.xlsx", book)[1] == ["a", "1"]
    said = add(tmp_path, "a.xlsx", book, "--yes", "--replace", *WHOSE).stdout
    assert "--sheet data (it has the sheets read me, data, and the others hold no table)" in said


def test_excels_numbers_dates_percents_and_zeros_are_what_excel_shows(tmp_path: Path) -> None:
    rows = [
        ["county", "fips", "rate", "day", "n"],
        *([name, code, 0.26, date(2024, 4, 3), 0.1 + 0.2] for name, code in (("Alder", 1), ("Birch", 3))),
    ]
    formats = {"B2": "00000", "B3": "00000", "C2": "0%", "C3": "0%"}
    found = added(tmp_path, "a.xlsx", workbook(("data", rows), formats=formats))
    assert found[1] == ["Alder", "00001", "26", "2024-04-03", "0.3"]
    assert types(tmp_path) == {"county": "string", "fips": "string", "rate": "integer", "day": "date", "n": "number"}


def test_a_formula_that_ended_in_an_error_is_refused_by_cell(tmp_path: Path) -> None:
    book = workbook(("data", [["k", "n"], ["a", "#DIV/0!"], ["b", 2]]))
    assert "a.xlsx, sheet data, cell B2" in refused(tmp_path, "a.xlsx", book)


def test_a_formula_that_nothing_computed_is_not_read_as_a_blank(tmp_path: Path) -> None:
    book = workbook(("data", [["k", "n", "twice"], ["a", 1, "=B2*2"], ["b", 2, "=B3*2"]]))
    said = refused(tmp_path, "a.xlsx", book)
    assert "formulas have no result in the file: C2, C3" in said
    assert "open it in Excel or LibreOffice, save it there, and add it again" in said


# --- JSON, Parquet, web pages, others


def test_json_records_are_read_with_their_numbers_to_the_last_digit(tmp_path: Path) -> None:
    text = '{"note": "x", "rows": [{"k": "a", "n": 0.10}, {"k": "b", "n": 2, "m": true}]}'
    assert added(tmp_path, "a.json", text) == [["k", "n", "m"], ["a", "0.10", ""], ["b", "2", "true"]]
    assert "'n' is a list" in refused(tmp_path / "b", "a.json", '[{"k": "a", "n": [1]}]')


def test_parquet_is_read(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = newsroom(tmp_path) / "a.parquet"
    rows = "SELECT 'Alder' AS county, '01' AS code, 1.5::DECIMAL(9,2) AS n, DATE '2024-04-03' AS day"
    duckdb.sql(rows).write_parquet(str(path))
    assert added(tmp_path, "a.parquet", path.read_bytes())[1] == ["Alder", "01", "1.50", "2024-04-03"]


PAGE = """<!doctype html><table><tr><th>menu</th></tr></table>
<table><tr><th rowspan=2>County</th><th colspan=2>2024</th></tr><tr><th>men</th><th>women</th></tr>
<tr><td rowspan=2>Alder</td><td>1</td><td>2,500.5</td></tr><tr><td>3</td><td>4</td></tr></table>"""


def test_a_table_of_a_web_page_is_read_with_its_spans(tmp_path: Path) -> None:
    found = added(tmp_path, "a.html", PAGE, "--key", "county,2024_men")
    assert found == [["county", "2024_men", "2024_women"], ["Alder", "1", "2500.5"], ["Alder", "3", "4"]]


def test_of_several_tables_on_a_page_one_is_asked_for(tmp_path: Path) -> None:
    table = "<table><tr><th>k<th>n</tr><tr><td>{}<td>1</tr></table>"
    page = "<html>" + table.format("first") + table.format("second")
    assert "the page has 2 tables" in refused(tmp_path, "a.html", page)
    assert added(tmp_path, "a.html", page, "--table", "2")[1] == ["second", "1"]


@pytest.mark.parametrize(
    ("file", "written", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "the workbook cannot be read"),
        ("a.fods", b"<office>", "OpenDocument as one text"),
        ("a.xlsx", b"PK\x03\x04x", "the workbook cannot be read"),
        ("a.csv", b" \n", "the file is empty"),
        ("a.html", b"<html><p>no", "the page has no table"),
        ("a.json", b"{", "this is not JSON"),
    ],
)
def test_what_holds_no_table_is_refused_in_words(tmp_path: Path, file: str, written: bytes, said: str) -> None:
    assert said in refused(tmp_path, file, written)


# --- the web


class _Answers(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away.csv":
            self.send_response(302)
            self.send_header("Location", "http://localhost:1/a.csv")
            self.end_headers()
        elif self.path == "/packed.csv":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000))
        else:
            super().do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "pay.csv").write_text("county,pay\nAlder,12\nBirch,7\n")
    handler: type[BaseHTTPRequestHandler] = partial(_Answers, directory=str(tmp_path / "web"))  # type: ignore[assignment]
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_table_is_added_from_its_address_which_becomes_that_of_its_source(tmp_path: Path, served: str) -> None:
    root = newsroom(tmp_path / "room")
    done = nutgraf("data", "add", f"{served}/pay.csv", "--yes", *WHOSE, cwd=root)
    assert done.returncode == 0, done.stderr
    assert (root / "data" / "pay.csv").read_text().splitlines()[1] == "Alder,12,2024,census_office"
    assert f"{served}/pay.csv" in (root / "data" / "sources.csv").read_text()


def test_an_address_that_leads_on_to_a_private_network_is_not_followed(served: str) -> None:
    with pytest.raises(DataError, match="which is not on the public web"):
        fetch(f"{served}/away.csv")


def test_a_name_of_the_public_web_that_leads_into_a_private_network_is_refused(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(DataError, match=r"the address is not on the public web\n.*download the file, and add it"):
        fetch(f"http://data.example.org:{served.rpartition(':')[2]}/pay.csv")


def test_the_address_of_a_clouds_own_metadata_is_refused_even_where_it_is_typed() -> None:
    with pytest.raises(DataError, match="the address is not on the public web"):
        fetch("http://169.254.169.254/latest/meta-data/pay.csv")


def test_a_packed_answer_that_unpacks_to_more_than_is_allowed_is_refused(served: str) -> None:
    with pytest.raises(DataError, match="more than 1 MB"):
        fetch(f"{served}/packed.csv", most=1_000_000)


def test_a_file_that_is_too_large_or_not_there_is_refused(served: str) -> None:
    with pytest.raises(DataError, match="more than 0 MB"):
        fetch(f"{served}/pay.csv", most=10)
    with pytest.raises(DataError, match="the server answers 404"):
        fetch(f"{served}/none.csv")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/pay.csv", "the file cannot be fetched: no connection to the server"),
        ("http://[nowhere/pay.csv", "this is not an address on the web"),
    ],
)
def test_an_address_that_does_not_answer_is_refused_in_words(address: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        fetch(address)


def test_a_nested_value_in_json_is_named_by_its_item_and_key(tmp_path: Path) -> None:
    written = '[{"port": "Bari", "n": 1}, {"port": "Gela", "at": {"lat": 37.1}}]'
    said = refused(tmp_path, "a.json", written)
    assert "a.json, item 2" in said
    assert "'at' is a nested object, and no number or text" in said


# --- JSON in other shapes, archives


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pay.jsonl", '{"county": "Alder", "pay": 12}\n{"county": "Birch", "pay": 7}\n'),
        ("pay.ndjson", '\ufeff{"county": "Alder", "pay": 12}\n\n{"county": "Birch", "pay": 7}'),
        ("pay.json", '{"county": "Alder", "pay": 12}\n{"county": "Birch", "pay": 7}\n'),
        ("pay.json", '["county", "pay"]\n["Alder", 12]\n["Birch", 7]\n'),
        ("pay.json", '[{"county": "Alder", "pay": 12},\n{"county": "Birch", "pay": 7}]'),
        ("pay.json", '{"result": {"total": 2, "records": [{"county": "Alder", "pay": 12}, {"county": "Birch", "pay": 7}]}}'),
    ],
)  # fmt: skip
def test_json_is_read_by_lines_and_in_whatever_object_its_one_list_is(tmp_path: Path, file: str, text: str) -> None:
    assert added(tmp_path, file, text) == [["county", "pay"], ["Alder", "12"], ["Birch", "7"]]


def test_json_of_several_lists_is_refused_with_their_paths(tmp_path: Path) -> None:
    said = refused(tmp_path, "pay.json", '{"a": {"rows": [{"k": 1}]}, "b": [{"k": 2}]}')
    assert "it holds several lists: a.rows, b" in said


def packed(**files: str) -> bytes:
    """A ZIP archive of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), text)
    return written.getvalue()


def test_the_one_file_of_an_archive_is_read_and_several_are_named(tmp_path: Path) -> None:
    one = packed(data__pay_csv="county,pay\nAlder,12\nBirch,7\n")
    assert added(tmp_path / "one", "pay.zip", one) == [["county", "pay"], ["Alder", "12"], ["Birch", "7"]]
    said = refused(tmp_path / "two", "pay.zip", packed(pay_csv="a,b\n1,2\n", tax_csv="a,b\n1,2\n"))
    assert "it holds 2 files: pay.csv, tax.csv" in said
    assert "cannot be unpacked" in refused(tmp_path / "cut", "pay.zip", one[:40])


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_damaged_at_any_byte_is_refused_in_words_however_it_is_packed(packing: int) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        archive.writestr("pay.csv", "county,pay\n" + "".join(f"{at},{at * at % 97}\n" for at in range(60)))
    whole = written.getvalue()
    read = []
    for at in range(len(whole)):
        damaged = bytes([*whole[:at], whole[at] ^ 0x55, *whole[at + 1 :]])
        with contextlib.suppress(DataError):
            read.append(only_file("pay.zip", damaged)[1])
    assert set(read) <= {only_file("pay.zip", whole)[1]}  # a date or a comment of the archive is no part of the file
    assert len(read) < len(whole) / 2
