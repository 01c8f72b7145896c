"""What a data package declares and nutgraf does not follow is refused by table and name; what is no table is left alone."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.data import validate
from nutgraf.data.csv_dialect import RULES
from nutgraf.data.fields import CONSTRAINTS, FORMATS, OPTIONS
from nutgraf.errors import DataError, NutgrafError
from support.sites import ROOT
from support.tables import field, lay, resource, said, table, values

TEXT = "k,v\na,1\n"
NUMBER = field("v", "integer")


def _refusal(package: Path, monkeypatch: pytest.MonkeyPatch, name: str = "x") -> tuple[str, str, str]:
    """What a notebook hears that asks for the table."""
    monkeypatch.chdir(package.parent)
    with pytest.raises(NutgrafError) as caught:
        nutgraf.table(name)
    first = caught.value.problems[0]
    return first.where, first.what, first.fix


# --- fields


@pytest.mark.parametrize(
    ("described", "what", "fix"),
    [
        (field("v", "wibble"), "the type 'wibble' is not understood", None),
        (field("v", "interger"), "the type 'interger' is not understood", "did you mean 'integer'?"),
        (field("v", "string", format="wkt"), "the format 'wkt' is not understood for the type string", None),
        (field("v", "number", format="currency"), "the format 'currency' is not understood for the type number", None),
        (field("v", "date", format="any"), 'the format "any" guesses at a date, and fills in from today\'s date', None),
        (field("v", "date", format="%d/%m"), "the format '%d/%m' leaves out a part of the date", None),
        (field("v", "date", format="%Y-%m"), "the format '%Y-%m' leaves out a part of the date", None),
        (field("v", "datetime", format="%Y-%m-%d"), "the format '%Y-%m-%d' leaves out a part of the datetime", None),
        (field("v", "date", format="DD.MM.YYYY"), "the format 'DD.MM.YYYY' is not a pattern", "such as %d/%m/%Y"),
        (field("v", "integer", decimalChar=","), "'decimalChar' is not for the type integer", None),
        (field("v", "string", groupChar=","), "'groupChar' is not for the type string", None),
        (field("v", "number", trueValues=["1"]), "'trueValues' is not for the type number", None),
        *[
            (
                *(field("v", "number", groupChar="."), "groupChar and decimalChar are both '.'"),
                'declare the other too: "decimalChar": ","',
            )
        ],
        (field("v", "number", bareNumber="no"), "'bareNumber' is 'no'", "give it as bool"),
        (field("v", "number", groupchar=","), "'groupchar' is not understood", "did you mean 'groupChar'?"),
        (field("v", "number", missing_values=["NA"]), "'missing_values' is not understood", "did you mean 'missingValues'?"),
        (field("v", constraint={"required": True}), "'constraint' is not understood", "did you mean 'constraints'?"),
        (field("v", missingValues="NA"), "missingValues is not a list of texts", 'such as "missingValues": ["", "NA"]'),
        (field("v", "boolean", trueValues=["x"], falseValues=["x"]), "'x' is both true and false", None),
        (field("v", "boolean", trueValues=[1]), "'trueValues' is not a list of texts", 'such as "trueValues": ["yes"]'),
        (field("v", "list", itemType="object"), "the itemType 'object' is not understood", None),
        (field("v", categories=["a"]), "'categories' is not understood", None),
        (field("v", required=True), "'required' belongs in 'constraints'", 'write "constraints": {"required": …}'),
        (field("v", constraints={"requird": True}), "the constraint 'requird' is not understood", "did you mean 'required'?"),
        (field("v", "integer", constraints={"pattern": "1"}), "the constraint 'pattern' is not understood for the type integer", None),
        (field("v", "object", constraints={"jsonSchema": {}}), "the constraint 'jsonSchema' is not understood for the type object", None),
        (field("v", constraints={"minimum": 1}), "the constraint 'minimum' is not understood for the type string", None),
        (field("v", constraints={"required": "yes"}), "the constraint 'required' is 'yes'", "give true or false"),
        (field("v", constraints={"maxLength": "5"}), "the constraint 'maxLength' is '5'", "give a whole number"),
        (field("v", constraints={"enum": "TN"}), "the constraint 'enum' is 'TN'", "give a list of the values allowed"),
        (field("v", constraints={"pattern": "("}), "the constraint 'pattern' is '(', which is not a pattern", None),
        (field("v", "integer", constraints={"minimum": "few"}), "a constraint does not fit the type integer: is not a whole number", None),
        (field("v", "date", constraints={"maximum": 2026}), "a constraint does not fit the type date: 2026", None),
        (field("v", nutgraf={"units": "usd"}), "'nutgraf' has 'units', which is not understood", "did you mean 'unit'?"),
        (field("v", nutgraf={"unit": "usd"}), "it has a unit, but its type is string", None),
    ],
    ids=lambda one: str(one)[:70],
)  # fmt: skip
def test_a_field_that_cannot_be_followed_is_refused_by_table_field_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, described: dict[str, Any], what: str, fix: str | None
) -> None:
    package = table(tmp_path, TEXT, "k", described)
    found = said(package)
    assert [(where, was) for where, was, _ in found] == [("data/datapackage.json, x, field v", what)]
    assert fix is None or found[0][2] == fix
    assert _refusal(package, monkeypatch) == found[0]


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        ({"primarykey": "k"}, "'primarykey' is not understood"),
        ({"primaryKey": "kk"}, "primaryKey names the column 'kk', which is not there"),
        ({"primaryKey": {"a": 1}}, "primaryKey is {'a': 1}"),
        ({"uniqueKeys": [["k", "w"]]}, "uniqueKeys names the column 'w', which is not there"),
        ({"fieldsMatch": ["partial"]}, "fieldsMatch is ['partial'], which is not understood"),
        ({"foreignKeys": [{"fields": "k"}]}, "a foreign key is not well formed"),
        (
            {"foreignKeys": [{"fields": ["k", "v"], "reference": {"resource": "", "fields": ["k"]}}]},
            "a foreign key compares unlike numbers of columns",
        ),
        ({"missingValues": {"a": 1}}, "missingValues is not a list of texts"),
    ],
    ids=str,
)
def test_a_schema_that_cannot_be_followed_is_refused_by_table_and_name(
    tmp_path: Path, schema: dict[str, Any], what: str
) -> None:
    found = said(table(tmp_path, TEXT, "k", NUMBER, schema=schema))
    assert [(where, was) for where, was, _ in found] == [("data/datapackage.json, x", what)]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"missingValues": ["NA"]}, "'missingValues' belongs in its schema"),
        ({"primaryKey": "k"}, "'primaryKey' belongs in its schema"),
        ({"encodng": "cp1252"}, "'encodng' is not understood"),
        ({"scheme": "http"}, "its scheme is 'http': a build reads files alone"),
        ({"path": "../x.csv"}, "'../x.csv' leads out of data/"),
        ({"path": "a/../../x.csv"}, "'a/../../x.csv' leads out of data/"),
        ({"path": "/etc/x.csv"}, "'/etc/x.csv' leads out of data/"),
        ({"path": "https://example.org/x.csv"}, "'https://example.org/x.csv' is on the network, where a build reads nothing"),
        ({"path": ["x.csv", "../y.csv"]}, "'../y.csv' leads out of data/"),
        ({"path": ["x.csv", 5]}, "the path 5 is not the name of a file"),
        ({"nutgraf": {"value": "vv"}}, "nutgraf.value names the column 'vv', which is not there"),
        ({"nutgraf": {"value": "k"}}, "nutgraf.value names 'k', which has the type string"),
        ({"nutgraf": {"publish": "v"}}, "nutgraf.publish names 'v', which has the type integer"),
        ({"nutgraf": {"key": ["kk"]}}, "nutgraf.key names the column 'kk', which is not there"),
        ({"nutgraf": {"prefer": ["kk"]}}, "nutgraf.prefer names the column 'kk', which is not there"),
        ({"nutgraf": {"valeu": "v"}}, "'nutgraf' has 'valeu', which is not understood"),
        ({"nutgraf": {"noun": "state"}}, "nutgraf.noun is not two words"),
        ({"schema": "https://example.org/s.json"}, "its schema cannot be read: 'https://example.org/s.json' is on the network, where a build reads nothing"),
    ],
    ids=str,
)  # fmt: skip
def test_a_resource_that_cannot_be_followed_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], what: str
) -> None:
    package = lay(tmp_path, [resource("x", "k", NUMBER) | more], {"x.csv": TEXT})
    assert [(where, was) for where, was, _ in said(package)] == [("data/datapackage.json, x", what)]
    assert _refusal(package, monkeypatch)[:2] == ("data/datapackage.json, x", what)


def test_a_schema_may_be_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.dumps({"fields": [field("k"), NUMBER]})
    package = lay(tmp_path, [resource("x") | {"schema": "x.json"}], {"x.csv": TEXT, "x.json": schema})
    assert values(monkeypatch, package, "v") == [1]


def test_a_change_to_a_schema_in_a_file_of_its_own_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.dumps({"fields": [field("k"), NUMBER]})
    package = lay(tmp_path, [resource("x") | {"schema": "x.json"}], {"x.csv": TEXT, "x.json": schema})
    before = nutgraf.data.digest(package, "x", {})
    (package.parent / "x.json").write_text(json.dumps({"fields": [field("k"), field("v")]}))
    assert values(monkeypatch, package, "v") == ["1"]
    assert nutgraf.data.digest(package, "x", {}) != before


def test_a_schema_file_that_is_gone_is_named(tmp_path: Path) -> None:
    package = lay(tmp_path, [resource("x") | {"schema": "x.json"}], {"x.csv": TEXT})
    assert said(package) == [("data/x.json", "there is no such file", "the data package names it; put it back")]


# --- resources that are no tables


OTHERS = [
    ({"path": "map.geojson"}, "map.geojson is a map and no table", "read it with geopandas"),
    ({"path": "book.xlsx"}, "book.xlsx is a spreadsheet", "make a table of it with nutgraf data add"),
    ({"path": "book.xlsx", "schema": {"fields": [field("k")]}}, "book.xlsx is a spreadsheet", "make a table of it with nutgraf data add"),
    ({"path": "big.parquet", "format": "parquet"}, "big.parquet is no delimited text", "make a table of it with nutgraf data add"),
    ({"path": "report.pdf"}, "report.pdf is a document and no table", "copy its tables into CSV files"),
    ({"path": "x.csv.gz"}, "x.csv.gz is packed", "unpack it, and name the file that comes out"),
    ({"path": "x.csv", "compression": "gz"}, "its file is packed (gz)", "unpack it, and take 'compression' out"),
    ({"path": "x.json"}, "x.json is JSON and no delimited text", "save it as CSV"),
    ({"path": "x.csv", "format": "xlsx"}, "its format is 'xlsx'", "save it as CSV, or say that its format is csv"),
    ({"path": "x.txt", "schema": {"fields": [field("k")]}}, "x.txt is not a .csv file", 'if it is delimited text, add "format": "csv"'),
    ({"data": [{"k": "a"}]}, "its data are written into the data package itself", "put them into a CSV file, and name it as its path"),
    ({"path": "y.csv"}, "the data package does not say what its columns hold", 'describe them: "schema": {"fields": [{"name": "state", "type": "string"}, …]}'),
]  # fmt: skip


@pytest.mark.parametrize(("other", "what", "fix"), OTHERS, ids=lambda one: str(one)[:50])
def test_what_is_no_table_is_left_alone_until_a_notebook_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any], what: str, fix: str
) -> None:
    package = lay(tmp_path, [resource("x", "k", NUMBER), {"name": "other", **other}], {"x.csv": TEXT})
    assert values(monkeypatch, package, "v") == [1]
    assert _refusal(package, monkeypatch, "other") == ("data/datapackage.json, other", what, fix)


def test_one_table_that_is_wrong_stops_only_those_who_ask_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [resource("x", "k", NUMBER), resource("y", "k", NUMBER), resource("z", "k", field("v", "wibble"))]
    package = lay(tmp_path, tables, {"x.csv": TEXT, "y.csv": "k,v\na,one\n", "z.csv": TEXT})
    assert [where for where, _, _ in said(package)] == [
        "data/datapackage.json, z, field v",
        "data/y.csv, row 2, column v",
    ]
    monkeypatch.chdir(package.parent)
    assert nutgraf.table("x")["v"].tolist() == [1]
    for name in ("y", "z"):
        with pytest.raises(DataError):
            nutgraf.table(name)


# --- the package as a whole


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "this is not JSON, in line 1: Expecting property name enclosed in double quotes"),
        ('{\n"a": 1,\n}', "this is not JSON, in line 3: Expecting property name enclosed in double quotes"),
        ("[]", "this is not a data package: it has no list of 'resources'"),
        ('{"resources": {}}', "this is not a data package: it has no list of 'resources'"),
        ('{"resources": [5]}', "the resource has no name"),
        ('{"resources": [{"path": "x.csv"}]}', "the resource has no name"),
        ('{"resources": [{"name": "x"}, {"name": "x"}]}', "two resources are named 'x'"),
        ('{"resources": [], "resources": []}', "'resources' is given twice in one object"),
        ('{"resources": [], "missingValues": ["NA"]}', "'missingValues' has no meaning for the whole package"),
        ('{"resources": [], "nutgraf": {"clash": []}}', "'nutgraf' has 'clash', which is not understood"),
        ('{"resources": [], "nutgraf": {"clashes": [{"between": ["a"]}]}}', "a clash of bases is not well formed"),
        ("[" * 100_000, "the file is nested too deeply"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_a_data_package_that_cannot_be_read_says_where_and_why(tmp_path: Path, text: str, what: str) -> None:
    package = lay(tmp_path, [], {})
    package.write_text(text)
    found = said(package)
    assert [was for _, was, _ in found] == [what]
    assert found[0][0].startswith("data/datapackage.json")
    assert found[0][2]


def test_a_project_without_a_data_package_is_shown_how_to_make_one(tmp_path: Path) -> None:
    assert said(tmp_path / "data" / "datapackage.json") == [
        (
            "data/datapackage.json",
            "there is no such file",
            "it describes the tables; add the first with nutgraf data add FILE",
        )
    ]


def test_what_frictionless_drafts_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted = {
        **{"name": "x", "type": "table", "path": "x.csv", "scheme": "file", "format": "csv", "mediatype": "text/csv"},
        **{"encoding": "utf-8", "dialect": {"csv": {"delimiter": ";"}}},
        "schema": {"fields": [field("k"), NUMBER]},
        **{"retrievedDate": "2026-11-23", "profile": "tabular-data-resource"},  # what a reporter adds is let be
    }
    assert values(monkeypatch, lay(tmp_path, [drafted], {"x.csv": "k;v\na;1\n"}), "v") == [1]


def test_every_declaration_that_is_obeyed_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "reference" / "data-package.md").read_text(encoding="utf-8")
    options = {name for kind in OPTIONS.values() for name in kind} - {"floatNumber", "delimiter", "itemType"}
    known = {*CONSTRAINTS, *(name for names in CONSTRAINTS.values() for name in names), *options, *RULES}
    known |= {name for names in FORMATS.values() for name in names}
    assert [name for name in sorted(known - {"headerCase"}) if f"`{name}`" not in text] == []


WHOLE = {
    "resources": [
        {
            **{
                "name": "x",
                "path": ["x.csv"],
                "encoding": "utf-8",
                "format": "csv",
                "hash": "md5:0",
                "bytes": 8,
                "rows": 1,
            },
            **{"dialect": {"delimiter": ",", "headerRows": [1], "commentRows": [9], "csv": {"quoteChar": "'"}}},
            "nutgraf": {
                "value": "v",
                "source": "k",
                "key": ["k"],
                "prefer": ["k"],
                "measure": ["k"],
                "noun": ["a", "b"],
            },
            "schema": {
                "fields": [
                    {**field("k", constraints={"enum": ["a"], "pattern": "a"}, missingValues=[{"value": "-"}])},
                    {**field("v", "number", groupChar=",", constraints={"minimum": 0}), "nutgraf": {"unit": "votes"}},
                    {**field("b", "boolean", trueValues=["y"], falseValues=["n"])},
                ],
                **{"missingValues": [""], "primaryKey": ["k"], "uniqueKeys": [["k", "v"]], "fieldsMatch": ["equal"]},
                "foreignKeys": [{"fields": ["k"], "reference": {"resource": "", "fields": ["k"]}}],
            },
        }
    ],
    "nutgraf": {"clashes": [{"between": ["a", "b"], "why": "c"}], "fits": [["a", "b"]]},
}
WRONG = (5, -1.5, "x", "", [], {}, None, True, [[1]], [{"a": [1]}], {"a": 1})


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield (*path, name)
        yield from _places(inner, (*path, name))


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _with(value[path[0]], path[1:], new)
    return copied


def test_whatever_is_written_in_a_data_package_is_obeyed_or_refused_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = lay(tmp_path, [], {"x.csv": "k,v,b\na,1,y\n"})
    monkeypatch.chdir(package.parent)
    for path in _places(WHOLE):
        for wrong in WRONG:
            package.write_text(json.dumps(_with(WHOLE, path, wrong)))
            validate(package)
            with contextlib.suppress(NutgrafError):
                nutgraf.table("x")
