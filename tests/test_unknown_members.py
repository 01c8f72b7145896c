"""What a reporter reads who asks an object of nutgraf for what it has under another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nutgraf
from nutgraf import charts
from nutgraf.charts import note, us
from nutgraf.data.row import Rows
from nutgraf.facts import Fact, Facts, Source
from nutgraf.prose import unknown_members
from nutgraf.prose.cell_failure import failure
from nutgraf.prose.unknown_members import unknown_member
from nutgraf.prose.wrong_calls import wrong_call

NEWSROOM = Path(__file__).parent / "newsroom"


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One of each object that a notebook holds."""
    monkeypatch.chdir(NEWSROOM / "notebooks")
    paid = nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid")
    rows = nutgraf.rows("honey_tax", metric="honey_tax_paid")
    return {
        "paid": paid,
        "facts": nutgraf.all_facts("honey_tax", metric="honey_tax_paid"),
        "rows": rows,
        "row": rows[0],
        "source": paid.sources[0],
        "note": note("why", x=3),
        "asked": nutgraf.ReaderInput("hives", values=[1, 2]),
        "column": charts.TableColumn("Hives"),
        "nutgraf": nutgraf,
        "charts": charts,
    }


@pytest.mark.parametrize(
    ("written", "what", "fix"),
    [
        ("paid.row", "a fact has no 'row'", "for row in nutgraf.rows('honey_tax', …)"),
        ("paid.name", "a fact has no 'name'", ".area is the name of its area"),
        ("paid.publsher", "a fact has no 'publsher'", "did you mean 'publisher'?"),
        ("paid.largest", "a fact has no 'largest'", "nutgraf.all_facts('honey_tax', …) gives several"),
        ("facts.sum", "these facts have no 'sum'", "facts.total() adds them"),
        ("facts.mean", "these facts have no 'mean'", "divide one total by another"),
        ("facts.unit", "these facts have no 'unit'", "facts[0].unit"),
        ("facts.totl", "these facts have no 'totl'", "did you mean 'total'?"),
        ("rows.total", "these rows have no 'total'", "nutgraf.all_facts('honey_tax', …) gives facts"),
        ("rows.area", "these rows have no 'area'", "rows[0].area"),
        ("rows.sort_values", "these rows have no 'sort_values'", "sorted(rows, key=lambda row: row.…)"),
        ("row.aera", "table honey_tax has no column 'aera'", "did you mean 'area'?"),
        ("source.name", "a source has no 'name'", ".title is its title"),
        ("note.txt", "a Note has no 'txt'", "did you mean 'text'?"),
        ("asked.lable", "a ReaderInput has no 'lable'", "did you mean 'label'?"),
        ("column.titel", "a TableColumn has no 'titel'", "did you mean 'title'?"),
        ("nutgraf.bars", "nutgraf has no 'bars'", "write from nutgraf.charts import bars"),
        ("nutgraf.charst", "nutgraf has no 'charst'", "choose one of"),
        ("charts.pie", "nutgraf.charts has no 'pie'", "write waffle"),
        ("charts.barz", "nutgraf.charts has no 'barz'", "did you mean 'bars'?"),
    ],
)
def test_a_member_of_another_name_is_refused_with_what_to_write(
    objects: dict[str, Any], written: str, what: str, fix: str
) -> None:
    with pytest.raises(AttributeError) as raised:
        eval(written, objects)
    problem = unknown_member(raised.value.obj, str(raised.value.name))
    assert problem is not None
    assert problem.what == what
    assert fix in problem.fix


def test_the_build_is_given_the_same_words(objects: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AttributeError) as raised:
        eval("facts.sum()", objects)
    monkeypatch.setattr("sys.last_value", raised.value, raising=False)
    (problem,) = failure()["problems"]
    assert problem == {"where": "", "what": "these facts have no 'sum'", "fix": "facts.total() adds them"}


def test_an_object_of_another_library_keeps_its_own_words() -> None:
    assert unknown_member("text", "sum") is None
    assert unknown_member(pytest, "sum") is None


@pytest.mark.parametrize("kind", [Facts, Fact, Rows, Source, charts])
def test_no_advice_is_given_on_a_name_that_exists(kind: Any) -> None:
    advised = unknown_members._INSTEAD[getattr(kind, "__name__", "")]
    assert not advised.keys() & set(dir(kind))


@pytest.mark.parametrize(
    ("written", "what", "fix"),
    [
        (
            "nutgraf.photo('mill.jpg', alt='A mill')",
            "photo needs credit",
            "it is called as photo(path, *, alt, credit, ",
        ),
        ("symbol_map(frame)", "symbol_map needs outlines", "symbol_map(frame, outlines, *, area, "),
        ("bars(frame, x='area', y='area', shade='red')", "bars has no argument 'shade'", "choose one of"),
        (
            "bars(frame, x='area', y='area', highlihgt='A')",
            "bars has no argument 'highlihgt'",
            "did you mean 'highlight'?",
        ),
        ("bars(frame, x='area')", "bars needs y", "it is called as bars(frame, *, x, y, "),
        ("bars(frame, 'area', 'area')", "bars is given more values without a name", "write each as name=value"),
        ("us.tiles()", "tiles needs frame", "it is called as tiles(frame, "),
        ("bars(frame, x='area', y='aera')", "bars(y='aera'): the frame has no column 'aera'", "did you mean 'area'?"),
    ],
)
def test_a_wrong_call_that_stops_a_build_is_said_as_in_jupyterlab(written: str, what: str, fix: str) -> None:
    known = {
        "nutgraf": nutgraf,
        "us": us,
        **{name: getattr(charts, name) for name in charts.__all__},
        "frame": pd.DataFrame({"area": [1]}),
    }
    with pytest.raises((TypeError, ValueError)) as caught:
        eval(written, known)
    problem = wrong_call(caught.value)
    assert problem is not None
    assert problem.what.startswith(what)
    assert fix in problem.fix


def test_a_function_of_the_newsroom_is_not_taken_for_one_of_nutgraf() -> None:
    def bars(frame: object, height: int) -> None: ...

    with pytest.raises(TypeError) as caught:
        eval("bars(1)", {"bars": bars})
    assert wrong_call(caught.value) is None
