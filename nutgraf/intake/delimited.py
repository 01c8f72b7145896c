"""Reads delimited text: its encoding and delimiter as given, declared by the file, or inferred and listed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from nutgraf.errors import DataError, Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.interview import Interview, Question

_BOMS = ((b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NAMES = {name: sign for sign, name in _DELIMITERS.items()}
_NOT_LETTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_SAMPLE = 200


def read_delimited(name: str, written: bytes, given: Given, interview: Interview) -> CellGrid:
    """The rows of delimited text. Raises DataError where its bytes or its quotation marks cannot be read."""
    text = _decoded(name, written, given, interview)
    first, _, below = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\r?", first, re.I)
    delimiter = given.delimiter or (declared[1] if declared else "") or _delimiter(name, text, interview)
    delimiter = _NAMES.get(delimiter, delimiter)
    if len(delimiter) != 1:
        raise DataError(Problem(name, f"the delimiter {delimiter!r} is not one sign", "such as --delimiter semicolon"))
    if declared:
        return CellGrid(name, tuple((number + 1, row) for number, row in _rows(name, below, delimiter)))
    return CellGrid(name, tuple(_rows(name, text, delimiter)))


def _decoded(name: str, written: bytes, given: Given, interview: Interview) -> str:
    seen = next((encoding for mark, encoding in _BOMS if written.startswith(mark)), "")
    encoding = given.encoding or seen
    if not encoding:
        try:
            return _readable(name, written.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            encoding = _likely_encoding(name, written, interview)
    try:
        return _readable(name, written.decode(codecs.lookup(encoding).name), encoding).removeprefix("\ufeff")
    except LookupError:
        raise DataError(Problem(name, f"no encoding named {encoding!r}", "such as --encoding cp1252")) from None
    except UnicodeError as error:
        row = written.count(b"\n", 0, getattr(error, "start", 0)) + 1
        fix = "give the encoding that it was saved in, such as --encoding cp1252"
        raise DataError(Problem(f"{name}, row {row}", f"the file is not {encoding}", fix)) from error


def _readable(name: str, text: str, encoding: str) -> str:
    if lost := _NOT_LETTERS.search(text):
        row = text.count("\n", 0, lost.start()) + 1
        what = f"read as {encoding}, the file holds U+{ord(lost[0]):04X}, which is not a letter"
        raise DataError(Problem(f"{name}, row {row}", what, "give the encoding it was saved in with --encoding"))
    return text


def _likely_encoding(name: str, written: bytes, interview: Interview) -> str:
    import chardet

    likely = str(chardet.detect(written)["encoding"] or "cp1252").lower()
    try:
        text = written.decode(likely)
    except UnicodeError:
        likely, text = "latin-1", written.decode("latin-1")
    words = dict.fromkeys(re.findall(r"[^\W\d]*[^\x00-\x7f\s]+[^\W\d]*", text))
    why = f"it is not UTF-8; as {likely} it has the words {', '.join(list(words)[:8])}"
    return interview.answer(Question(name, "--encoding", "the encoding of the file is not known", likely, why))


def _delimiter(name: str, text: str, interview: Interview) -> str:
    """The sign that cuts most rows into equally many cells; asked where two signs do, or none."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    found = {sign: count for sign in _DELIMITERS if (count := _cells_cut_alike(sample, sign))}
    if not found:
        _refuse_columns_of_spaces(name, sample)
        return ","
    best = max(found.values())
    likely = [sign for sign, count in found.items() if count == best]
    if len(likely) > 1:
        why = f"{' and '.join(_DELIMITERS[sign] for sign in likely)} both cut its rows evenly"
        question = Question(name, "--delimiter", "the sign between its columns is not known", None, why, "semicolon")
        return interview.answer(question) or ","
    if likely[0] != ",":
        interview.note(f"--delimiter {_DELIMITERS[likely[0]]} (it cuts the rows evenly)")
    return likely[0]


def _refuse_columns_of_spaces(name: str, sample: str) -> None:
    """Refuses a table whose columns are kept apart by spaces: it would become one column."""
    widths = {len(re.split(r" {2,}", line.strip())) for line in sample.splitlines() if line.strip()}
    if len(widths) == 1 and widths.pop() > 1:
        fix = "save it as CSV, or read it in a notebook with pandas.read_fwf, and add that notebook"
        raise DataError(Problem(name, "its columns are kept apart by spaces, and by no sign", fix))


def _cells_cut_alike(sample: str, sign: str) -> int:
    """How many cells the rows have that are cut into the same number of them, of more than one."""
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(row))
    except csv.Error:
        return 0
    return max((count * width for width, count in widths.items() if width > 1), default=0)


def _rows(name: str, text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    while True:
        try:
            rows.append((len(rows) + 1, tuple(next(reader))))
        except StopIteration:
            return rows
        except csv.Error as error:
            where = f"{name}, row {len(rows) + 1}"
            what = f"the row cannot be read: {error}"
            raise DataError(Problem(where, what, "look at its quotation marks")) from error
