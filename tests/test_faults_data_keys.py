"""Keys, references, sources and figures of a table: rows are never lost, and what is missing is named."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import nutgraf
from nutgraf import data
from nutgraf.errors import NutgrafError
from support.tables import SOURCES, field, lay, resource, said, table, values

VOTES = field("v", "integer", nutgraf={"unit": "votes"})
SOURCE = field("source_id")
ROLES = {"value": "v", "source": "source_id"}


def _votes(root: Path, text: str, *fields: Any, schema: Any = None, sources: str = SOURCES, **nutgraf: Any) -> Path:
    """A table of votes with its sources; `nutgraf` is what the newsroom adds."""
    listed = resource("sources", "source_id", "publisher", "title", "url", schema={"primaryKey": "source_id"})
    made = resource("x", *(fields or ("k", VOTES, SOURCE)), schema=schema or {"primaryKey": "k"})
    made["nutgraf"] = {**ROLES, **nutgraf} if nutgraf.pop("roles", True) else nutgraf
    return lay(root, [listed, made], {"sources.csv": sources, "x.csv": text})


def _refusal(monkeypatch: pytest.MonkeyPatch, package: Path, ask: Any) -> tuple[str, str, str]:
    monkeypatch.chdir(package.parent)
    with pytest.raises(NutgrafError) as caught:
        ask()
    first = caught.value.problems[0]
    return first.where, first.what, first.fix


# --- tables without a key


def test_a_table_without_a_key_gives_all_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"2026-{n:03},{n}\n" for n in range(120))
    package = table(tmp_path, f"month,v\n{rows}", "month", field("v", "integer"))
    assert values(monkeypatch, package, "v") == list(range(120))
    assert len(nutgraf.rows("x")) == 120


def test_a_figure_of_a_table_without_a_key_is_refused_with_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = _votes(tmp_path, "k,v,source_id\na,1,made_up\nb,2,made_up\n", schema={"name": "votes"})
    for ask in (lambda: nutgraf.fact("x", k="a"), lambda: nutgraf.all_facts("x"), lambda: nutgraf.rows("x")[0].v):
        assert _refusal(monkeypatch, package, ask) == (
            "data/datapackage.json, x",
            "the table has no key, so that its numbers cannot be kept apart",
            'name the columns that tell its rows apart as "primaryKey" in its schema',
        )


def test_a_key_that_does_not_tell_rows_apart_is_refused(tmp_path: Path) -> None:
    text = "k,year,v,source_id\na,2023,1,made_up\na,2024,2,made_up\n"
    fields = ("k", field("year", "year"), VOTES, SOURCE)
    assert said(_votes(tmp_path, text, *fields, schema={"name": "votes"}, key=["k"])) == [
        (
            "data/x.csv, row 3",
            "the same k as in row 2, and neither row is preferred",
            'add what tells them apart to "key" in data/datapackage.json, or say under "prefer" which is taken',
        )
    ]


def test_a_preference_by_a_column_without_a_list_of_values_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "k,v,source_id,seen\na,1,made_up,reported\na,2,made_up,publisher\n"
    schema = {"primaryKey": ["k", "seen"]}
    own = {"key": ["k"], "prefer": ["seen"], "checkedAgainst": "seen"}
    package = _votes(tmp_path, text, "k", VOTES, SOURCE, "seen", schema=schema, **own)
    assert values(monkeypatch, package, "v") == [2]


def test_a_row_of_a_table_with_a_key_alone_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _votes(tmp_path, "k,v,source_id\na,1,made_up\nb,2,made_up\n", schema={"name": "votes"}, key=["k"])
    monkeypatch.chdir(package.parent)
    fact = nutgraf.fact("x", k="b")
    assert fact.inputs[0].key == {"k": "b", "source_id": "made_up"}
    assert data.value_at(package, "x", {"k": "b", "source_id": "made_up"}, "v") == 2
    assert data.value_at(package, "x", {}, "v") is None


@pytest.mark.parametrize(
    ("schema", "text", "found"),
    [
        ({"primaryKey": ["k"]}, "k,v\na,1\n,2\n", ("data/x.csv, row 3", "the key is blank: k")),
        ({"uniqueKeys": [["k", "v"]]}, "k,v\na,1\na,1\n", ("data/x.csv, row 3", "the same k, v as in row 2")),
        ({"primaryKey": "v"}, "k,v\na,10\nb,+10\n", ("data/x.csv, row 3", "the same v as in row 2")),
    ],
)
def test_rows_that_repeat_a_key_are_named(tmp_path: Path, schema: Any, text: str, found: tuple[str, str]) -> None:
    package = table(tmp_path, text, "k", field("v", "integer"), schema=schema)
    assert [(where, what) for where, what, _ in said(package)] == [found]


def test_a_value_that_is_to_be_unique_is_named_with_the_row_it_repeats(tmp_path: Path) -> None:
    package = table(tmp_path, "k,v\na,1.0\nb,1\n", "k", field("v", "number", constraints={"unique": True}))
    assert said(package) == [("data/x.csv, row 3", "the same v as in row 2", "keep one of the two rows")]


# --- references


def _refers(root: Path, text: str, reference: dict[str, Any], other: str = "k,y\na,1\nb,2\n") -> Path:
    schema = {"primaryKey": "id", "foreignKeys": [reference]}
    mine = resource("x", "id", "k", field("y", "integer"), schema=schema)
    return lay(root, [mine, resource("other", "k", field("y", "integer"))], {"x.csv": text, "other.csv": other})


def test_a_row_that_refers_to_nothing_is_named(tmp_path: Path) -> None:
    package = _refers(
        tmp_path, "id,k,y\n1,a,1\n2,c,1\n", {"fields": "k", "reference": {"resource": "other", "fields": "k"}}
    )
    assert said(package) == [("data/x.csv, row 3, column k", "'c' is not in the table other", "choose one of 'a', 'b'")]


def test_a_reference_of_two_columns_looks_at_both(tmp_path: Path) -> None:
    reference = {"fields": ["k", "y"], "reference": {"resource": "other", "fields": ["k", "y"]}}
    package = _refers(tmp_path, "id,k,y\n1,a,1\n2,a,2\n", reference)
    assert said(package) == [("data/x.csv, row 3, column k, y", "'a', 2 is not in the table other", "")]


@pytest.mark.parametrize("itself", ["", "x"])
def test_a_table_may_refer_to_itself(tmp_path: Path, itself: str) -> None:
    package = _refers(
        tmp_path, "id,k,y\n1,,1\n2,1,1\n3,9,1\n", {"fields": "k", "reference": {"resource": itself, "fields": "id"}}
    )
    assert [(where, what) for where, what, _ in said(package)] == [
        ("data/x.csv, row 4, column k", "'9' is not in the table x")
    ]


@pytest.mark.parametrize(
    ("reference", "what"),
    [
        ({"fields": "k", "reference": {"resource": "othre", "fields": "k"}}, "it refers to the table 'othre', which is not there"),
        ({"fields": "k", "reference": {"resource": "other", "fields": "kk"}}, "other has no column 'kk'"),
        ({"fields": "k", "reference": {"resource": "other", "fields": "y"}}, "it compares columns of two types: k is string, other.y integer"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_refused_by_name(tmp_path: Path, reference: Any, what: str) -> None:
    package = _refers(tmp_path, "id,k,y\n1,a,1\n", reference)
    assert [(where, was) for where, was, _ in said(package)] == [("data/datapackage.json, x, foreignKeys", what)]


def test_a_broken_reference_stops_the_notebook_that_reads_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = _refers(tmp_path, "id,k,y\n1,c,1\n", {"fields": "k", "reference": {"resource": "other", "fields": "k"}})
    assert _refusal(monkeypatch, package, lambda: nutgraf.table("x"))[:2] == (
        *("data/x.csv, row 2, column k", "'c' is not in the table other"),
    )
    assert nutgraf.table("other")["k"].tolist() == ["a", "b"]


# --- figures and sources


def test_a_number_without_a_unit_is_shown_where_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, "country,gdp\nMexico,5\n", "country", field("gdp", "integer"))
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", column="gdp")) == (
        "table x",
        "column 'gdp' holds no facts: it has no unit",
        'write into the field gdp in data/datapackage.json: "nutgraf": {"unit": "persons"}, with its own unit',
    )


def test_a_table_without_numbers_is_shown_which_column_to_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, "country,gdp\nMexico,5\n", "country", field("gdp", "integer"))
    assert _refusal(monkeypatch, package, lambda: nutgraf.all_facts("x")) == (
        "table x",
        "it has no column of facts",
        'write into the field gdp in data/datapackage.json: "nutgraf": {"unit": "persons"}, with its own unit',
    )


def test_numbers_whose_source_is_not_named_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _votes(tmp_path, "k,v,source_id\na,1,made_up\n", roles=False, value="v")
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", k="a")) == (
        "data/datapackage.json, x",
        "the data package does not say where the numbers of this table come from",
        'add a column with the source_id of each row, and name it: "nutgraf": {"source": "source_id"}',
    )


def test_a_figure_whose_source_is_blank_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _votes(tmp_path, "k,v,source_id\na,1,\n")
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", k="a")) == (
        "table x, k='a'",
        "the number has no source",
        "write the id of its source into the column source_id",
    )
    assert data.known_facts(package) == ()


def test_a_project_without_a_table_of_sources_is_shown_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = resource("x", "k", VOTES, SOURCE, schema={"primaryKey": "k"}, nutgraf=ROLES)
    package = lay(tmp_path, [made], {"x.csv": "k,v,source_id\na,1,made_up\n"})
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", k="a")) == (
        "data/datapackage.json",
        "no table 'sources'",
        "it says where numbers come from: make data/sources.csv with the columns source_id, publisher, title, published, "
        "url and terms, and describe it in data/datapackage.json",
    )


def test_a_table_of_sources_without_its_columns_is_refused_by_name(tmp_path: Path) -> None:
    package = lay(tmp_path, [resource("sources", "id", "publisher")], {"sources.csv": "id,publisher\na,A\n"})
    assert said(package) == [
        (
            "data/datapackage.json, sources",
            "the table of sources has no column source_id, title",
            "it needs source_id, publisher and title",
        )
    ]


ADDRESSES = ["javascript:alert(1)", "not a url", "ftp://example.org/x", "www.example.org", "https://", "http://a b.org"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_source_whose_address_is_none_of_the_web_is_refused_with_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    sources = f"{SOURCES}bad,Bad,A test,{address}\n"
    package = _votes(tmp_path, "k,v,source_id\na,1,made_up\nb,2,bad\n", sources=sources)
    problem = (
        "data/sources.csv, row 3, column url",
        f"{address!r} is not the address of a page on the web",
        "write it whole, from https:// on, or leave the cell blank",
    )
    assert said(package) == [problem]
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", k="b")) == problem
    assert nutgraf.fact("x", k="a").value == 1
    with pytest.raises(NutgrafError, match="is not the address of a page on the web"):
        data.source_entries(package, ["bad"])


def test_a_row_that_must_not_be_published_says_where_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = ("k", VOTES, SOURCE, field("publish", "boolean"), "note")
    text = "k,v,source_id,publish,note\na,1,made_up,false,as printed on page 5\n"
    package = _votes(tmp_path, text, *fields, publish="publish")
    assert _refusal(monkeypatch, package, lambda: nutgraf.fact("x", k="a")) == (
        "table x",
        "the row with k='a' must not be published",
        "leave it out: publish is false in data/x.csv, row 2; its note: “as printed on page 5”",
    )


# --- asking


def test_a_number_is_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, "town,fips\nCeton,012\nDeton,10\n", "town", "fips")
    assert _refusal(monkeypatch, package, lambda: nutgraf.table("x", fips=10)) == (
        "table x",
        "fips=10: the column holds text",
        "give it text: fips='…'",
    )
    assert data.column_values(package, "x", "town", {"fips": "012"}) == ["Ceton"]
    with pytest.raises(NutgrafError, match="the column holds text"):
        data.column_values(package, "x", "town", {"fips": 10})


@pytest.mark.parametrize(
    ("described", "text", "asked"),
    [
        (field("v", "number", decimalChar=","), '"1,5"', 1.5),
        (field("v", "boolean", trueValues=["yes"], falseValues=["no"]), "yes", True),
        (field("v", "date", format="%d/%m/%Y"), "24/11/2026", "2026-11-24"),
        (field("v", "date", format="%d/%m/%Y"), "24/11/2026", "24/11/2026"),
    ],
    ids=str,
)
def test_a_question_is_in_the_terms_of_python_however_the_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, described: dict[str, Any], text: str, asked: Any
) -> None:
    package = table(tmp_path, f"k,v\na,{text}\n", "k", described)
    monkeypatch.chdir(package.parent)
    assert nutgraf.table("x", v=asked)["k"].tolist() == ["a"]


def test_a_question_by_a_column_of_lists_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, 'k,v\na,"[1]"\n', "k", field("v", "array"))
    assert _refusal(monkeypatch, package, lambda: nutgraf.table("x", v=1)) == (
        "table x",
        "the column 'v' holds a JSON list per row",
        "ask by another column, and choose among the rows",
    )
    with pytest.raises(NutgrafError, match="holds a JSON list per row"):
        data.column_values(package, "x", "v")


@pytest.mark.parametrize(
    ("described", "text", "asked", "noted"),
    [
        (field("v", "datetime"), "2026-11-24T10:00:00", datetime(2026, 11, 24, 10), "2026-11-24T10:00:00"),
        (field("v", "time"), "10:30:00", time(10, 30), "10:30:00"),
        (field("v", "duration"), "P1DT2H", timedelta(days=1, hours=2), "P1DT7200.000000S"),
        (field("v", "date", format="%d/%m/%Y"), "24/11/2026", pd.Timestamp("2026-11-24"), "2026-11-24"),
        (field("v", "number", decimalChar=","), '"1,5"', np.float64(1.5), 1.5),
    ],
    ids=str,
)
def test_what_was_read_can_be_asked_again_by_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, described: dict[str, Any], text: str, asked: Any, noted: Any
) -> None:
    package = table(tmp_path, f"k,v\na,{text}\n", "k", described)
    monkeypatch.chdir(package.parent)
    data.take_reads()
    assert nutgraf.table("x", v=asked)["k"].tolist() == ["a"]
    (read,) = data.take_reads()
    assert read["where"] == {"v": noted}
    assert data.digest(package, "x", read["where"]) == read["digest"]


# --- ranges, margins of error, steps


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ("5,9,10,1,10", "v is 5, which is below lo, 9"),
        ("50,3,9,1,10", "hi is 9, which is below v, 50"),
        (",9,3,1,10", "hi is 3, which is below lo, 9"),
        ("5,3,9,-1,10", "-1 cannot be a margin of error"),
        ("5,3,9,1,-10", "-10 cannot be a step of rounding"),
        ("5,3,9,1,0", "0 cannot be a step of rounding"),
    ],
)
def test_a_range_that_does_not_hold_its_number_and_a_step_below_zero_are_named(
    tmp_path: Path, cells: str, what: str
) -> None:
    ends = [field(name, "integer") for name in ("lo", "hi", "m", "step")]
    roles = {"low": "lo", "high": "hi", "moe": "m", "roundedTo": "step"}
    text = f"k,v,lo,hi,m,step,source_id\na,5,3,9,0,1,made_up\nb,9,9,,,,made_up\nc,{cells},made_up\n"
    first, *_ = said(_votes(tmp_path, text, "k", VOTES, *ends, SOURCE, **roles))
    assert first[0].startswith("data/x.csv, row 4, column ")
    assert first[1] == what


@pytest.mark.parametrize("step", [0, -100, True, [10]])
def test_a_step_in_the_data_package_that_is_no_step_is_refused(tmp_path: Path, step: Any) -> None:
    votes = field("v", "integer", nutgraf={"unit": "votes", "rounded_to": step})
    ((where, what, fix),) = said(_votes(tmp_path, "k,v,source_id\na,5,made_up\n", "k", votes, SOURCE))
    assert where.startswith("data/datapackage.json, x")
    assert what == f"the rounded_to of v is {step!r}, which is not a step"
    assert fix == "write a number above zero, such as 1000, or leave it out"


def test_a_step_in_a_column_of_text_is_refused(tmp_path: Path) -> None:
    votes = field("v", "integer", nutgraf={"unit": "votes", "rounded_to": "k"})
    ((_, what, _),) = said(_votes(tmp_path, "k,v,source_id\na,5,made_up\n", "k", votes, SOURCE))
    assert what == "the rounded_to of v names 'k', which has the type string"
