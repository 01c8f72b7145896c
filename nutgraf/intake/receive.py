"""Reads what a reporter names, a file or an address on the web, into rows of cells."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from nutgraf.errors import DataError, Problem
from nutgraf.intake.delimited import read_delimited
from nutgraf.intake.fetching import fetch, is_address
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.interview import Interview
from nutgraf.intake.json_records import read_json_records
from nutgraf.intake.old_workbook import read_old_workbook
from nutgraf.intake.open_document import read_open_document
from nutgraf.intake.packed_file import only_file
from nutgraf.intake.parquet import read_parquet
from nutgraf.intake.pdf_tables import read_pdf_table
from nutgraf.intake.web_tables import read_web_table
from nutgraf.intake.workbook import read_workbook
from nutgraf.regular_file import refuse_special_file

_REFUSED = {
    ".xlsb": ("the workbook is in Excel’s binary format", "open it, and save it as .xlsx or CSV"),
    ".fods": ("the spreadsheet is in OpenDocument as one text", "open it, and save it as .ods, .xlsx or CSV"),
    ".feather": ("the file is in the format of Arrow", "save it as Parquet or CSV"),
    ".arrow": ("the file is in the format of Arrow", "save it as Parquet or CSV"),
    ".gz": ("the file is packed", "unpack it, and add the file that comes out"),
    ".geojson": ("the file is a map, and no table", "read it in a notebook"),
}


def receive(file: str, given: Given, interview: Interview) -> tuple[str, CellGrid]:
    """The name of the file, and its rows. Raises DataError where it cannot be read."""
    if is_address(file):
        name, written = fetch(file)
    else:
        name, written = Path(file).name, _local(file)
    return name, read_bytes(name, written, given, interview)


def _local(file: str) -> bytes:
    try:
        refuse_special_file(Path(file), file, "name the file itself")
        return Path(file).read_bytes()
    except FileNotFoundError:
        raise DataError(Problem(file, "there is no such file", "look at its name and its folder")) from None
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise DataError(Problem(file, what, "look at who may read it")) from error


def read_bytes(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of a file by its name and its bytes. Raises DataError where it cannot be read."""
    if not written.strip():
        raise DataError(Problem(name, "the file is empty", "look at the file"))
    ending = _ending(name, written)
    if refused := _REFUSED.get(ending):
        raise DataError(Problem(name, *refused))
    if ending == ".zip":
        return read_bytes(*only_file(name, written), given, interview)
    if ending in (".xlsx", ".xlsm"):
        return read_workbook(name, written, given, interview)
    if ending == ".xls":
        return read_old_workbook(name, written, given, interview)
    if ending == ".ods":
        return read_open_document(name, written, given, interview)
    if ending in (".json", ".jsonl", ".ndjson"):
        return read_json_records(name, written)
    if ending in (".html", ".htm"):
        return read_web_table(name, written, given, interview)
    if ending == ".pdf":
        return read_pdf_table(name, written, given, interview)
    if ending == ".parquet":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.parquet"
            path.write_bytes(written)
            return read_parquet(name, path)
    return read_delimited(name, written, given, interview)


def _ending(name: str, written: bytes) -> str:
    """What a file is: by its first bytes, where they say so, else by its name."""
    ending = PurePosixPath(name).suffix.lower()
    start = written[:1024].lstrip().lower()
    if written.startswith(b"%PDF"):
        return ".pdf"
    if written.startswith(b"PAR1"):
        return ".parquet"
    if written.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    if written.startswith(b"PK"):
        return _kind_of_package(ending, written)
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    if ending == ".xls" and b"\0" not in written[:1024]:
        return ".csv"  # a text that a program calls .xls, so that Excel opens it
    return ending


def _kind_of_package(ending: str, written: bytes) -> str:
    """What a packed file holds: a workbook by the names of its parts, whatever it is called, or files."""
    if b"application/vnd.oasis.opendocument.spreadsheet" in written[:200]:
        return ".ods"
    if b"xl/workbook.bin" in written:
        return ".xlsb"
    return ".xlsx" if b"xl/workbook.xml" in written else ending if ending in (".xlsx", ".xlsm", ".ods") else ".zip"
