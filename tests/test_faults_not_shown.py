"""What a chart would leave out, print as it is written, or cut at the wrong end is refused with its row or its words."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

CITIES = pd.DataFrame({"lat": [36.1, 40.7], "lon": [-86.7, -74.0], "city": ["Nashville", "New York"]})
PARIS = pd.concat([CITIES, pd.DataFrame({"lat": [48.8], "lon": [2.3], "city": ["Paris"]})])
_CORNERS = [[[-100, 35], [-100, 42], [-80, 42], [-80, 35], [-100, 35]]]
_SHAPE = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": _CORNERS}}
LAND = alt.Chart(
    alt.InlineData(
        values={"type": "FeatureCollection", "features": [_SHAPE]}, format={"type": "json", "property": "features"}
    )
).mark_geoshape(fill="#ddd")
KINDS = pd.DataFrame({"k": list("xyz"), "v": [10, 20, 30], "share": [0.1, 0.2, 0.3], "id": [2**60, 2**60 + 1, 5]})
BARS = alt.Chart(KINDS).mark_bar().encode(x="v:Q", y="k:N")


def drawn(chart: Any) -> str:
    return draw(spec_of(chart, "f"), width=320, lang="en", key="f")


def refusal(chart: Any) -> str:
    with pytest.raises(FigureError) as refused:
        drawn(chart)
    return refused.value.problems[0].what


def places(frame: pd.DataFrame, **more: Any) -> Any:
    return alt.Chart(frame).mark_circle().encode(longitude="lon:Q", latitude="lat:Q", **more)


def test_a_place_outside_the_map_is_refused_and_not_drawn_in_its_corner() -> None:
    lost = "the map does not show 1 row, where 'city' is 'Paris': lat 48.8, lon 2.3 is outside its projection"
    assert refusal((LAND + places(PARIS)).project("albersUsa")) == lost.replace(
        "where 'city' is 'Paris'", "the one numbered 3"
    )
    named = places(PARIS, text="city:N").mark_text(dy=-9)
    assert refusal((LAND + named).project("albersUsa")) == lost
    means = alt.Chart(PARIS).transform_aggregate(lat="mean(lat)", lon="mean(lon)", groupby=["city"]).mark_circle()
    assert refusal((LAND + means.encode(longitude="lon:Q", latitude="lat:Q")).project("albersUsa")) == lost


def test_places_with_longitude_and_latitude_switched_are_refused() -> None:
    switched = alt.Chart(CITIES).mark_circle().encode(longitude="lat:Q", latitude="lon:Q")
    assert refusal((LAND + switched).project("albersUsa")) == (
        "the map does not show 2 rows, the first numbered 1: lat 36.1, lon -86.7 is outside its projection"
    )


def test_places_on_the_map_are_drawn() -> None:
    assert "<path" in drawn((LAND + places(CITIES)).project("albersUsa"))
    assert "<path" in drawn((LAND + places(PARIS)).project("equirectangular"))


def test_bars_that_do_not_begin_at_zero_are_refused() -> None:
    for scale in (alt.Scale(domain=[5, 30]), alt.Scale(domainMin=5)):
        said = refusal(BARS.encode(x=alt.X("v:Q", scale=scale)))
        assert said == "the chart's x begins at 5, but the length of a bar is measured from zero"
    below = BARS.properties(data=KINDS.assign(v=[-10, -20, -30]))
    assert refusal(below.encode(x=alt.X("v:Q", scale=alt.Scale(domain=[-30, -5])))).startswith(
        "the chart's x begins at -5"
    )


def test_ranges_and_points_may_begin_anywhere() -> None:
    start = alt.Scale(domain=[4, 31])
    assert drawn(alt.Chart(KINDS.assign(low=5)).mark_bar().encode(x=alt.X("low:Q", scale=start), x2="v:Q", y="k:N"))
    assert drawn(BARS.mark_point().encode(x=alt.X("v:Q", scale=start)))


@pytest.mark.parametrize("axis", [alt.Axis(values=[100]), alt.Axis(labelExpr="datum.lable")])
def test_an_axis_whose_labels_are_all_blank_or_outside_is_refused(axis: Any) -> None:
    assert refusal(BARS.encode(x=alt.X("v:Q", axis=axis))) == "an axis of the chart prints no label"


def test_an_axis_may_be_without_labels_on_purpose() -> None:
    assert drawn(BARS.encode(x=alt.X("v:Q", axis=alt.Axis(labels=False))))
    assert drawn(BARS.encode(x=alt.X("v:Q", axis=None)))


def test_an_axis_whose_format_makes_two_numbers_the_same_is_refused() -> None:
    said = refusal(BARS.encode(x=alt.X("share:Q", axis=alt.Axis(format="d"))))
    assert said == "an axis of the chart prints '0' for two numbers that differ"


def test_days_of_two_months_and_years_at_several_months_are_drawn() -> None:
    days = pd.DataFrame({"t": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-04-01"]), "v": [1, 2, 3]})
    for form in ("%d", "%Y"):
        assert drawn(alt.Chart(days).mark_line().encode(x=alt.X("t:T", axis=alt.Axis(format=form)), y="v:Q"))


def test_an_expression_in_a_chart_is_refused_for_it_would_be_printed() -> None:
    assert refusal(BARS.properties(title="They paid {{ paid }}")).startswith("the chart prints 'They paid {{ paid }}'")


def test_a_whole_number_of_more_digits_than_a_drawing_keeps_is_refused() -> None:
    text = alt.Chart(KINDS).mark_text().encode(x="v:Q", y="k:N", text="id:N")
    assert refusal(text) == "the column 'id' holds 1152921504606846976, of which a chart cannot draw all digits"
    assert "3,000,000,000,000,000,000" in drawn(BARS.properties(data=KINDS.assign(v=[10**18, 2 * 10**18, 3 * 10**18])))


def test_a_chart_of_image_files_is_refused_with_the_reason() -> None:
    pictures = alt.Chart(KINDS.assign(u="https://x.example/a.png")).mark_image().encode(x="v:Q", y="k:N", url="u")
    assert refusal(pictures) == "the chart shows image files (mark_image), which a page cannot carry"
