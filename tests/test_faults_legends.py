"""A legend gives each name a look of its own: a chart with fewer colors or shapes than names is refused."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

import nutgraf
from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega.spec_checks import refuse_unsound

TOWNS = pd.DataFrame({"town": [f"town {n}" for n in range(12)], "rent": range(12)})
THREE = alt.Chart(TOWNS.head(3)).mark_bar().encode(x="rent:Q", y="town:N")
TWELVE = alt.Chart(TOWNS).mark_bar().encode(x="rent:Q", y="town:N")


def refused(chart: Any) -> list[str]:
    """What is wrong with the spec of a chart."""
    try:
        refuse_unsound(spec_of(chart, "figure 'rents'"), "figure 'rents'")
    except FigureError as error:
        return [problem.what for problem in error.problems]
    return []


@pytest.mark.parametrize("channel", ["color", "fill", "stroke"])
@pytest.mark.parametrize("kind", ["nominal", "ordinal"])
def test_a_list_of_colors_that_is_shorter_than_the_names_is_refused(channel: str, kind: Any) -> None:
    chart = THREE.encode(**{channel: {"field": "town", "type": kind, "scale": {"range": ["red", "blue"]}}})
    assert refused(chart) == [f"its {channel} has 2 colors for 3 names: 'town 0' and 'town 2' look the same"]


def test_a_list_that_is_shorter_than_its_own_domain_is_refused_too() -> None:
    scale = alt.Scale(domain=["town 0", "town 1", "other"], range=["red", "blue"])
    assert refused(THREE.encode(color=alt.Color("town:N", scale=scale))) == [
        "its color has 2 colors for 3 names: 'town 0' and 'other' look the same"
    ]


def test_shapes_and_the_colors_that_vega_chooses_itself_are_counted() -> None:
    points = alt.Chart(TOWNS).mark_point().encode(x="rent:Q", y="rent:Q")
    assert refused(points.encode(shape="town:N")) == [
        "its shape has 8 shapes for 12 names: 'town 0' and 'town 8' look the same"
    ]
    assert refused(TWELVE.encode(color="town:N")) == [
        "its color has 10 colors for 12 names: 'town 0' and 'town 10' look the same"
    ]
    assert refused(TWELVE.encode(color=alt.Color("town:N", scale=alt.Scale(scheme="set1")))) == [
        "its color has 9 colors for 12 names: 'town 0' and 'town 9' look the same"
    ]
    one = alt.Scale(range=["gray"])
    assert refused(THREE.encode(color=alt.Color("town:N", scale=one))) == [
        "its color has 1 color for 3 names: 'town 0' and 'town 1' look the same"
    ]


@pytest.mark.parametrize(
    "chart",
    [
        THREE.encode(color=alt.Color("town:N", scale=alt.Scale(range=["red", "blue", "green"]))),
        THREE.encode(color=alt.Color("town:N", scale=alt.Scale(range=["red", "gray", "gray"]))),
        THREE.encode(color=alt.Color("town:N", scale=alt.Scale(range=["red", "blue"]), legend=None)),
        THREE.encode(color=alt.Color("town:N", scale=None)),
        THREE.encode(color=alt.Color("rent:Q", scale=alt.Scale(range=["white", "blue"]))),
        TWELVE.encode(color="town:O"),
        TWELVE.encode(color=alt.Color("town:N", scale=alt.Scale(scheme="tableau20"))),
        TWELVE.encode(color=alt.Color("town:N", scale=alt.Scale(scheme="viridis"))),
        TWELVE.encode(color="town:N").configure_range(category=[f"#0000{n:02x}" for n in range(12)]),
        TWELVE.encode(color="town:N").configure_range(category={"scheme": "tableau20"}),
        TWELVE.encode(color="town:N").transform_filter("datum.rent < 3"),
        TWELVE.encode(color=alt.Color("rent:O", bin=True, scale=alt.Scale(range=["red", "blue"]))),
    ],
)
def test_as_many_colors_as_names_or_no_legend_at_all_are_drawn(chart: Any) -> None:
    assert refused(chart) == []


def test_a_value_inside_a_column_which_the_table_would_lack_is_refused_with_how_to_make_it_a_column() -> None:
    frame = pd.DataFrame({"rent": [{"y2023": 900}], "rents": [[900, 950]], "town": ["Ada"]})
    said = {"title": "Rents rose", "alt": "A bar for Ada, where rents rose to $900.", "source": "rents"}
    for field, column, fix in (
        ("rent.y2023", "rent", "frame['y2023'] = frame['rent'].str['y2023']"),
        ("rent['y2023']", "rent", "frame['y2023'] = frame['rent'].str['y2023']"),
        ("rents[1]", "rents", "frame['rents_1'] = frame['rents'].str[1]"),
    ):
        with pytest.raises(FigureError) as error:
            nutgraf.figure(alt.Chart(frame).mark_bar().encode(x=f"{field}:Q", y="town:N"), **said)
        (problem,) = error.value.problems
        assert problem.what == (
            f"the chart draws {field!r}, a value inside the column {column!r}, which its table cannot show"
        )
        assert problem.fix == f"make it a column in a cell, {fix}, and draw that"
    plain = pd.DataFrame({"rent.2023": [900], "rent": [1], "town": ["Ada"]})
    drawn = nutgraf.figure(alt.Chart(plain).mark_bar().encode(x="rent\\.2023:Q", y="town:N"), **said)
    assert drawn.table["raw"] == [["Ada", 900]]
