"""How a file is written is as the data package says, or the file is named with what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.errors import DataError
from support.tables import field, lay, resource, said, table, values, within

NUMBER = field("v", "integer")
SHA256 = "01a90a081d6971b86840c3fcaa8df879ab940529e676216b603a9d5ea5db45c7"
"""Of the two lines k,v and a,1."""


def _x(root: Path, text: str | bytes, *fields: Any, **more: Any) -> Path:
    return table(root, text, *(fields or ("k", NUMBER)), **more)


# --- encoding


def test_the_encoding_is_the_one_the_data_package_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _x(tmp_path, "k,v\nCafé “5”,5\n".encode("cp1252"), encoding="cp1252")
    assert values(monkeypatch, package, "k") == ["Café “5”"]


def test_a_file_of_excel_that_is_not_utf8_is_named_with_its_row(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\na,1\nCafé,5\n".encode("cp1252"))
    assert said(package) == [
        (
            "data/x.csv, row 3",
            "the file is not UTF-8",
            'save it as UTF-8 ("CSV UTF-8" in Excel), or declare its own, such as "encoding": "cp1252"',
        )
    ]


def test_utf8_under_the_name_of_another_encoding_is_refused(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\nCafé,5\n", encoding="cp1252")
    assert said(package) == [
        ("data/x.csv", "the file is UTF-8, the data package says cp1252", 'declare "encoding": "utf-8"')
    ]


def test_utf16_is_named(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\na,5\n".encode("utf-16"))
    assert [what for _, what, _ in said(package)] == ["the file is UTF-16, the data package says utf-8"]


def test_utf16_is_read_where_it_is_declared_and_the_mark_before_utf8_is_no_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert values(monkeypatch, _x(tmp_path, "k,v\na,5\n".encode("utf-16"), encoding="utf-16"), "v") == [5]
    assert values(monkeypatch, _x(tmp_path / "excel", b"\xef\xbb\xbfk,v\na,5\n"), "v") == [5]


@pytest.mark.parametrize(
    ("sign", "name"),
    [("\0", "0000"), ("\x1b", "001B"), ("\x93", "0093"), ("\ufeff", "FEFF"), ("\ufffd", "FFFD")],
)
def test_a_sign_that_is_no_letter_is_named(tmp_path: Path, sign: str, name: str) -> None:
    found = said(_x(tmp_path, f"k,v\na,1\nb{sign}c,5\n"))
    assert [where for where, _, _ in found] == ["data/x.csv, row 3"]
    assert found[0][1].endswith(f"holds U+{name}, which is not a letter")


def test_an_encoding_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    found = said(_x(tmp_path, "k,v\na,5\n", encoding="utf-88"))
    assert [(where, what) for where, what, _ in found] == [
        ("data/datapackage.json, x", "the encoding 'utf-88' is not known")
    ]


# --- dialect


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("k;v\na;5\n", {"delimiter": ";"}),
        ("k;v\na;5\n", {"csv": {"delimiter": ";"}}),
        ("k\tv\na\t5\n", {"delimiter": "\t"}),
        ("k,v\n'a',5\n", {"quoteChar": "'"}),
        ("k,v\n# so far\na,5\n# the end\n", {"commentChar": "#"}),
        ("# Rents\n# of the valley\nk,v\na,5\n", {"commentChar": "#"}),
        ("# Rents\nk,v\na,5\n", {"commentChar": "#", "headerRows": [2]}),
        ("Rents,\nk,v\na,5\n", {"commentRows": [1]}),
        ("k,v\nunits\na,5\n", {"commentRows": [2]}),
        ("A title\nk,v\na,5\n", {"headerRows": [2]}),
        ("k,v\n, \n", {"header": True, "commentRows": [2]}),
        ("a,5\n", {"header": False}),
        ("K,V\na,5\n", {"caseSensitiveHeader": False}),
        ("k, v\na, 5\n", {"skipInitialSpace": True}),
        ("k,v\n,\na,5\n\n", {"skipBlankRows": True, "lineTerminator": "\n"}),
    ],
    ids=str,
)
def test_the_dialect_is_the_one_the_data_package_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, dialect: dict[str, Any]
) -> None:
    package = _x(tmp_path, text, dialect=dialect)
    blank = "commentRows" in dialect and " " in text
    assert values(monkeypatch, package, "v") == ([] if blank else [5])
    assert values(monkeypatch, package, "k") == ([] if blank else ["a"])


def test_headings_of_two_rows_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ("k", field("2024 men", "integer"), field("2024 women", "integer"))
    dialect = {"headerRows": [1, 2]}
    package = _x(tmp_path, "k,2024,2024\nk,men,women\na,5,6\n", *fields, dialect=dialect)
    assert values(monkeypatch, package, "2024 women") == [6]


def test_quotes_may_be_escaped_as_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialect = {"escapeChar": "\\", "doubleQuote": False}
    package = _x(tmp_path, 'k,v\n"a \\"b\\"",5\n', dialect=dialect)
    assert values(monkeypatch, package, "k") == ['a "b"']


def test_a_file_without_quotes_keeps_its_quotation_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert values(monkeypatch, _x(tmp_path, 'k,v\n"a,5\n', dialect={"quoteChar": ""}), "k") == ['"a']


def test_a_tsv_file_is_set_apart_by_tabs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = resource("x", "k", NUMBER, path="x.tsv")
    assert values(monkeypatch, lay(tmp_path, [made], {"x.tsv": "k\tv\na, b\t5\n"}), "k") == ["a, b"]


def test_a_dialect_may_be_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = resource("x", "k", NUMBER, dialect="dialect.json")
    package = lay(tmp_path, [made], {"x.csv": "k;v\na;5\n", "dialect.json": '{"delimiter": ";"}'})
    assert values(monkeypatch, package, "v") == [5]


@pytest.mark.parametrize(
    ("dialect", "what", "fix"),
    [
        ({"delimeter": ";"}, "the dialect has 'delimeter', which is not understood", "did you mean 'delimiter'?"),
        ({"delimiter": "::"}, "the dialect's delimiter is '::'", "give one sign, such as ;"),
        ({"lineTerminator": "|"}, "the dialect's lineTerminator is '|'", r"give one of \n, \r\n and \r"),
        ({"headerRows": [0]}, "the dialect's headerRows is [0]", "give a list of row numbers from 1"),
        ({"header": "no"}, "the dialect's header is 'no'", "give true or false"),
        (
            {"sheetName": "A"},
            "the dialect has 'sheetName', which is not for delimited files",
            "take it out of the dialect",
        ),
        ({"delimiter": '"'}, "the dialect has one sign for both delimiter and quoteChar", "give two"),
    ],
)
def test_a_dialect_that_is_not_understood_is_refused_by_name(
    tmp_path: Path, dialect: dict[str, Any], what: str, fix: str
) -> None:
    assert said(_x(tmp_path, "k,v\na,5\n", dialect=dialect)) == [("data/datapackage.json, x", what, fix)]


def test_semicolons_that_are_not_declared_are_named(tmp_path: Path) -> None:
    assert said(_x(tmp_path, "k;v\na;5\n")) == [
        (
            "data/x.csv",
            "the columns are set apart by a semicolon, the data package says a comma",
            'declare "dialect": {"delimiter": ";"} for the table',
        )
    ]


# --- rows and quotation marks


@pytest.mark.parametrize("text", ["k,v\na,1\n,\nb,2\n", "k,v\na,1\n\nb,2\n"])
def test_a_blank_row_is_named(tmp_path: Path, text: str) -> None:
    assert said(_x(tmp_path, text)) == [("data/x.csv, row 3", "the row is blank", "take the row out")]


def test_a_quotation_mark_that_is_never_closed_is_named(tmp_path: Path) -> None:
    assert said(_x(tmp_path, 'k,v\na,1\n"b,2\nc,3\n')) == [
        (
            "data/x.csv, row 3",
            "a quotation mark that opens in this row is never closed, so that it takes in all rows after it",
            "close it",
        )
    ]


def test_a_quotation_mark_that_takes_in_a_row_is_named(tmp_path: Path) -> None:
    assert said(_x(tmp_path, 'k,v\na,1\n"b,2\nc",3\nd,4\n')) == [
        (
            "data/x.csv, row 3",
            "a quotation mark that opens in this row takes in the rows below it",
            "close it, or take it out",
        )
    ]
    text = 'k,v\n"Dear all,\nhello, and\ngoodbye",1\n'
    assert said(_x(tmp_path / "a text of several lines", text)) == []


def test_a_cell_that_goes_on_after_its_quotation_is_named(tmp_path: Path) -> None:
    found = said(_x(tmp_path, 'k,v\n"a" and b,1\n'))
    assert [(where, what) for where, what, _ in found] == [
        ("data/x.csv, row 2", "a cell goes on after its closing quotation mark")
    ]


# --- headings


def test_a_column_that_is_gone_is_one_problem_with_what_to_do(tmp_path: Path) -> None:
    fields = ("k", field("u", "integer"), field("v", "integer"), field("w", "integer"))
    rows = "".join(f"a{n},1,2\n" for n in range(12))
    assert said(_x(tmp_path, f"k,v,w\n{rows}", *fields)) == [
        (
            "data/x.csv, column u",
            "the file has no such column",
            "put the column back, or take the field out of the schema in data/datapackage.json",
        )
    ]


def test_a_column_that_the_data_package_does_not_know_is_one_problem(tmp_path: Path) -> None:
    assert said(_x(tmp_path, "k,new,v\na,1,2\nb,1,2\n")) == [
        (
            "data/x.csv, column new",
            "the data package does not know this column",
            "describe it among the fields in data/datapackage.json, or take the column out",
        )
    ]


def test_columns_in_another_order_are_one_problem(tmp_path: Path) -> None:
    assert said(_x(tmp_path, "v,k\n1,a\n")) == [
        (
            "data/x.csv",
            "the columns are in a different order than in the data package: v, k",
            'put them in order: k, v; or declare "fieldsMatch": ["equal"] in the schema',
        )
    ]


@pytest.mark.parametrize(
    ("match", "text"), [("equal", "v,k\n1,a\n"), ("subset", "new,v,other,k\n9,1,9,a\n"), ("subset", "k,v,new\na,1,9\n")]
)
def test_columns_may_be_known_by_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, match: str, text: str
) -> None:
    package = _x(tmp_path, text, schema={"fieldsMatch": [match]})
    assert values(monkeypatch, package, "k") == ["a"]
    assert values(monkeypatch, package, "v") == [1]


@pytest.mark.parametrize(
    ("headings", "what"),
    [
        ("k,k", "two columns have the heading 'k'"),
        ("k,", "column 2 has no heading"),
        ("k, ", "column 2 has no heading"),
    ],
)
def test_headings_that_are_blank_or_twice_are_named(tmp_path: Path, headings: str, what: str) -> None:
    assert [(where, was) for where, was, _ in said(_x(tmp_path, f"{headings}\na,1\n"))] == [("data/x.csv", what)]


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    assert said(_x(tmp_path, "")) == [("data/x.csv", "the file is empty", "put its rows back")]


# --- several files, and what the data package promises of them


def test_a_table_of_several_files_has_the_rows_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = resource("x", "k", NUMBER, path=["a.csv", "b.csv"])
    package = lay(tmp_path, [made], {"a.csv": "k,v\na,1", "b.csv": "k,v\nb,2\n"})
    assert values(monkeypatch, package, "k") == ["a", "b"]


def test_a_slip_in_the_second_file_is_reported_by_its_own_name_and_row(tmp_path: Path) -> None:
    made = resource("x", "k", NUMBER, path=["a.csv", "b.csv"])
    package = lay(tmp_path, [made], {"a.csv": "k,v\na,1\n", "b.csv": "k,v\nb,two\n"})
    assert [where for where, _, _ in said(package)] == ["data/b.csv, row 2, column v"]


@pytest.mark.parametrize(
    ("promise", "what"),
    [
        ({"bytes": 5}, "it has 8 bytes, the data package says 5"),
        ({"rows": 5}, "it has 1 rows, the data package says 5"),
        ({"hash": "sha256:00"}, "its bytes are not those whose hash is in the data package"),
        ({"hash": "md9:00"}, "its hash is of the kind 'md9', which is not known"),
    ],
)
def test_what_the_data_package_promises_of_a_file_is_kept(tmp_path: Path, promise: dict[str, Any], what: str) -> None:
    hashes = ("9a6b453975158a5aca9ef5523e57ae5c", f"sha256:{SHA256}")
    assert [said(_x(tmp_path, "k,v\na,1\n", hash=right, bytes=8, rows=1)) for right in hashes] == [[], []]
    assert [(where, was) for where, was, _ in said(_x(tmp_path, "k,v\na,1\n", **promise))] == [("data/x.csv", what)]


# --- only ordinary files


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\na,1\n")
    (package.parent / "x.csv").unlink()
    os.mkfifo(package.parent / "x.csv")
    with within(10):
        assert said(package) == [("data/x.csv", "this is not an ordinary file", "put the file itself here")]


def test_a_folder_in_place_of_a_table_is_refused(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\na,1\n")
    (package.parent / "x.csv").unlink()
    (package.parent / "x.csv").mkdir()
    assert said(package) == [("data/x.csv", "this is not an ordinary file", "put the file itself here")]


def test_a_link_to_itself_is_reported_with_its_reason(tmp_path: Path) -> None:
    package = _x(tmp_path, "k,v\na,1\n")
    (package.parent / "x.csv").unlink()
    (package.parent / "x.csv").symlink_to("x.csv")
    assert said(package)[0][1] == "the file cannot be read: Too many levels of symbolic links"


def test_a_table_that_is_gone_is_reported_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _x(tmp_path, "k,v\na,1\n")
    (package.parent / "x.csv").unlink()
    assert said(package) == [("data/x.csv", "there is no such file", "the data package names it; put it back")]
    monkeypatch.chdir(package.parent)
    with pytest.raises(DataError, match="there is no such file"):
        nutgraf.table("x")


def test_a_heading_whose_accent_is_a_character_of_its_own_is_said_to_be_so(tmp_path: Path) -> None:
    package = table(tmp_path, "k,cafe\u0301\na,5\n", "k", field("caf\u00e9", "integer"))
    assert said(package) == [
        (
            "data/x.csv, column caf\u00e9",
            "the heading 'caf\u00e9' has the same letters as in the data package, in other code points",
            "copy it from the data package into the file: an accent may be a character of its own",
        )
    ]
