"""What a row of a table gives is printed as its column declares it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.errors import ProseError
from nutgraf.prose.rendering import render
from support.tables import SOURCES, field, lay, resource

COLUMNS = [
    *("code", field("year", "year"), field("seen", "date"), field("month", "yearmonth"), field("asked", "integer")),
    *(field("open", "boolean"), field("opens", "time"), field("paid", "number", nutgraf={"unit": "usd"}), "source_id"),
]


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    fields = [field("source_id"), "publisher", "title", "url"]
    roles = {"source": "source_id", "value": "paid", "year": "asked"}
    x = resource("x", *COLUMNS, schema={"primaryKey": ["code"]}, nutgraf=roles)
    row = "01,2022,2025-02-27,2025-02,2021,true,10:30:00,5,made_up\n"
    text = "code,year,seen,month,asked,open,opens,paid,source_id\n" + row
    lay(tmp_path, [x, resource("sources", *fields)], {"x.csv": text, "sources.csv": SOURCES})
    monkeypatch.chdir(tmp_path)
    (row_,) = nutgraf.rows("x")
    return {"lang": "en", "row": row_}


def printed(expression: str, names: dict[str, Any]) -> str:
    return render(f"It is {{{{ {expression} }}}}", names, "cell", markdown=False).text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("row.year", "2022"),
        ("row.year ~ '-23'", "2022-23"),
        ("row.year | string", "2022"),
        ("row['year']", "2022"),
        ("row.asked", "2021"),
        ("row.value.year", "2021"),
        ("row.code", "01"),
        ("row.seen", "Feb. 27, 2025"),
        ("row.month | date", "February 2025"),
        ("row.opens.strftime('%H:%M')", "10:30"),
        ("row.paid", "$5"),
        ("'open' if row.open else 'shut'", "open"),
        ("row.year | year", "2022"),
        ("(row.year + 1) | year", "2023"),
    ],
)
def test_a_cell_is_printed_as_its_column_says(expression: str, text: str, names: dict[str, Any]) -> None:
    assert printed(expression, names) == f"It is {text}"


def test_a_year_is_shown_as_one_in_a_notebook(names: dict[str, Any]) -> None:
    assert "year=2022" in repr(names["row"])


def test_a_time_says_how_it_can_be_printed(names: dict[str, Any]) -> None:
    with pytest.raises(ProseError) as refused:
        printed("row.opens", names)
    (problem,) = refused.value.problems
    assert problem.what == "a time cannot be printed in a sentence"
    assert problem.fix == 'say how to write it, such as {{ row.opened.strftime("%H:%M") }}, or in words'
