"""A table is read here as frictionless reads it: where both take a cell they agree, where we do not, a slip is named."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Field, Package, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from nutgraf.data import validate
from nutgraf.data.cell_parser import cell_reader
from nutgraf.data.fields import CONSTRAINTS, FORMATS, read_field
from nutgraf.data.number_parser import Slip
from support.long_runs import examples
from support.tables import field, lay, resource

NUMERIC = st.text(alphabet="0123456789.,-+eE_ $%()−１٢ nNaAfi", max_size=9)
DATES = st.one_of(
    st.dates().map(str),
    st.datetimes().map(datetime.isoformat),
    st.times().map(time.isoformat),
    st.text(alphabet="0123456789-:TZ+ ./", max_size=20),
)
COLUMNS = [
    *[field("v", "number"), field("v", "number", groupChar=","), field("v", "number", groupChar=".", decimalChar=",")],
    *[field("v", "number", bareNumber=False), field("v", "number", missingValues=["-", "nan"])],
    *[field("v", "integer"), field("v", "integer", bareNumber=False), field("v", "year")],
    *[field("v", "boolean"), field("v", "boolean", trueValues=["1"], falseValues=["-"])],
    *[field("v", "integer", constraints={"minimum": 3, "maximum": 90})],
    *[field("v", "number", constraints={"enum": [1, 2.5, "3"]})],
]
TIMES = [
    *[field("v", "date"), field("v", "datetime"), field("v", "time"), field("v", "yearmonth")],
    *[field("v", "date", format="%d/%m/%Y"), field("v", "datetime", format="%Y-%m-%d %H:%M")],
    *[field("v", "date", constraints={"minimum": "1990-01-01", "maximum": "2030-01-01"})],
]


def _ours(described: dict[str, Any], text: str) -> Any:
    column, wrong = read_field(described, frozenset({""}))
    assert wrong == []
    try:
        return cell_reader(column)(text)
    except Slip:
        return Slip


def _theirs(described: dict[str, Any], text: str) -> Any:
    plain = {name: value for name, value in described.items() if name != "constraints"}
    value, notes = Field.from_descriptor(plain).read_cell(text)
    return Slip if notes else value


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, Decimal):
        return float(ours) == pytest.approx(float(theirs), rel=1e-15)
    if type(theirs).__name__ == "yearmonth":
        return bool(ours == f"{theirs.year:04}-{theirs.month:02}")
    if isinstance(theirs, datetime | time | date):
        return bool(ours == theirs)
    return type(ours) is type(theirs) and bool(ours == theirs)


@pytest.mark.parametrize("described", COLUMNS, ids=str)
@settings(max_examples=examples(150), deadline=None, derandomize=True, database=None)
@given(text=NUMERIC)
def test_a_number_is_the_one_that_frictionless_reads_or_a_slip(described: dict[str, Any], text: str) -> None:
    ours = _ours(described, text)
    assert ours is Slip or _same(ours, _theirs(described, text))


@pytest.mark.parametrize("described", TIMES, ids=str)
@settings(max_examples=examples(150), deadline=None, derandomize=True, database=None)
@given(text=DATES)
def test_a_date_is_the_one_that_frictionless_reads_or_a_slip(described: dict[str, Any], text: str) -> None:
    ours = _ours(described, text)
    assert ours is Slip or _same(ours, _theirs(described, text))


@settings(max_examples=examples(300), deadline=None, derandomize=True, database=None)
@given(value=st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_that_python_writes_is_read(value: float) -> None:
    assert _ours(field("v", "number"), repr(value)) == value


@settings(max_examples=examples(200), deadline=None, derandomize=True, database=None)
@given(text=st.text(alphabet="aA1.-_~:/?#[]@!$&'()*+,;=% éñ", max_size=12))
def test_an_address_is_one_for_frictionless_too(text: str) -> None:
    described = field("v", "string", format="uri")
    address = f"https://example.org/{text}"
    assert _ours(described, address) is Slip or _theirs(described, address) == address


CELLS = st.sampled_from(["1", "2", "90", "x", "", "NA", "2.5", "a b", "TN", "true"])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=5)
SCHEMAS = [
    {"primaryKey": ["k"]},
    {"missingValues": ["", "NA"]},
    {"primaryKey": ["k", "v"], "missingValues": ["NA"]},
    {"foreignKeys": [{"fields": ["k"], "reference": {"resource": "other", "fields": ["k"]}}]},
]
SECOND = [
    field("v", "integer"),
    field("v", "number", constraints={"required": True}),
    field("v", "string", constraints={"unique": True, "maxLength": 2}),
    field("v", "string", constraints={"pattern": "[A-Z]+", "minLength": 1}),
    field("v", "boolean", constraints={"required": True}),
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@settings(max_examples=examples(25), deadline=None, derandomize=True, database=None)
@given(rows=ROWS, second=st.sampled_from(SECOND))
def test_a_table_is_sound_just_where_frictionless_says_so(
    tmp_path_factory: pytest.TempPathFactory, schema: dict[str, Any], rows: list[list[str]], second: dict[str, Any]
) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["k", "v"], *rows])
    dialect = {"csv": {"delimiter": ",", "quoteChar": '"'}, "header": True, "headerRows": [1]}
    made = resource("x", "k", second, schema=schema, encoding="utf-8", dialect=dialect)
    other = resource("other", "k", encoding="utf-8")
    version = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}
    folder = Path(tmp_path_factory.mktemp("both"))
    package = lay(folder, [made, other], {"x.csv": written.getvalue(), "other.csv": "k\n1\nTN\n"}, **version)
    theirs = Package(str(package)).validate()
    assert (validate(package) == []) == theirs.valid, (written.getvalue(), validate(package), theirs.flatten())


def test_the_constraints_of_each_type_are_those_that_frictionless_knows() -> None:
    known = {one.type: one for one in vars(fields).values() if isinstance(one, type) and hasattr(one, "type")}
    assert set(CONSTRAINTS) == set(known)
    for kind, allowed in CONSTRAINTS.items():
        assert allowed == {*known[kind].supported_constraints, "unique"}, kind


def test_the_formats_of_each_type_are_those_that_frictionless_knows() -> None:
    assert FORMATS["string"] == {"email", "uri", "binary", "uuid"}  # "wkt" needs a package that is not installed
    assert FORMATS["geojson"] == {"topojson"}
