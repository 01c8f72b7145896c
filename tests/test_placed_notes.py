"""Notes on maps, tiles, timelines and squares: at their mark or below the drawing, and never on another mark."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from nutgraf.charts import choropleth, locator_map, note, symbol_map, tile_grid, timeline, us, waffle
from nutgraf.charts.canvas import Box, text_box
from nutgraf.charts.map_layout import lay_out_flat
from nutgraf.charts.placed_notes import Occupied, placed_notes, strips
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

SQUARE = ((0.0, 0.0), (0.0, 60.0), (60.0, 60.0), (60.0, 0.0))
VALUES = pd.DataFrame({"area": ["A", "B"], "value": [1.0, 2.0], "lon": [4.0, 24.0], "lat": [5.0, 5.0]})
EVENTS = pd.DataFrame({"on": ["2020", "2021-03"], "what": ["The law passes", "It takes effect"]})
STATES = pd.DataFrame({"usps": ["FL", "KS"], "value": [1.0, 2.0]})


def outlines() -> dict[str, Any]:
    def square(name: str, west: float) -> dict[str, Any]:
        ring = [[west, 0], [west, 10], [west + 10, 10], [west + 10, 0], [west, 0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "id": name, "properties": {}, "geometry": geometry}

    return {"type": "FeatureCollection", "features": [square("A", 0), square("B", 20)]}


CHARTS: dict[str, Any] = {
    "choropleth": lambda notes: choropleth(VALUES, outlines(), area="area", value="value", notes=notes),
    "symbol_map": lambda notes: symbol_map(VALUES, outlines(), area="area", value="value", notes=notes),
    "locator_map": lambda notes: locator_map(
        VALUES, outlines(), name="area", longitude="lon", latitude="lat", notes=notes
    ),
    "tile_grid": lambda notes: tile_grid(VALUES, ".. A ..\n.. B ..", area="area", value="value", notes=notes),
    "waffle": lambda notes: waffle(VALUES, part="area", value="value", units=12, notes=notes),
    "timeline": lambda notes: timeline(EVENTS.assign(area=["A", "B"]), date="on", text="what", key="area", notes=notes),
}


def said(chart: Any, width: int) -> str:
    root = ElementTree.fromstring(draw(spec_of(chart, "f"), width=width, lang="en", key="k"))
    return " ".join(
        " ".join(each.text or "" for each in text.iter() if each.text)
        for text in root.iter("{http://www.w3.org/2000/svg}text")
    )


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [320, 680])
def test_a_note_is_in_the_drawing_of_every_kind_of_chart(name: str, width: int) -> None:
    assert "Mind it" in said(CHARTS[name]([note("Mind it", at="A")]), width)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_without_notes_is_the_same_as_before(name: str) -> None:
    assert CHARTS[name](()).to_dict() == CHARTS[name]([]).to_dict()
    with_one = CHARTS[name]([note("Mind it", at="A")]).to_dict()
    assert len(with_one["layer"]) > len(CHARTS[name](()).to_dict()["layer"])


@pytest.mark.parametrize("name", CHARTS)
def test_a_note_at_a_mark_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: the note at 'C' has no mark"):
        CHARTS[name]([note("Mind it", at="C")])
    with pytest.raises(ValueError, match=f"{name}: a note cannot be at x=3, for this chart has no values along x"):
        CHARTS[name]([note("Mind it", x=3)])


def test_a_note_without_room_next_to_the_map_is_below_it_on_a_phone() -> None:
    long = "Far from the sea on every side, in the middle of the country and of its wheat"
    assert f"KS: {long}" in said(us.state_map(STATES, value="value", notes=[note(long, at="KS")]), 320)
    assert "KS:" not in said(us.state_map(STATES, value="value", notes=[note("No sea", at="KS")]), 320)


def test_the_states_and_counties_of_the_kit_take_notes() -> None:
    tiles = us.tiles(STATES, value="value", notes=[note("No income tax", at="FL")])
    assert "No income tax" in said(tiles, 680)
    counties = pd.DataFrame({"fips": ["47037", "47157"], "value": [1.0, 2.0]})
    drawn = us.county_map(counties, value="value", state="TN", notes=[note("Nashville", at="47037")])
    assert "Nashville" in said(drawn, 680)


def test_words_cover_no_land_and_a_leader_may_cross_it() -> None:
    layout = lay_out_flat({"A": [SQUARE], "B": [tuple((x + 64, y) for x, y in SQUARE)]})
    drawings = layout.occupied(40, ["A", "B"])
    layers, _ = placed_notes("choropleth", [note("Mind it", at="A")], (400.0, 700.0), drawings)
    for small, held in zip((True, False), drawings, strict=True):
        rows = [row for layer in layers for row in layer.data.values if row["_small"] is small]
        (words,) = [row for row in rows if "_said" in row]
        box = text_box(words["_x"], words["_y"], words["_said"], align="center", size=12)
        below = words["_said"].startswith("A:")
        assert below or not any(box.touches(strip) for strip in held.land)


def test_land_is_what_its_outline_encloses() -> None:
    land = strips([SQUARE])
    assert land[0] == Box(0, 0, 60, 6)
    assert sum((box.right - box.left) * (box.bottom - box.top) for box in land) == 3600
    ring = ((0.0, 0.0), (0.0, 30.0), (30.0, 30.0), (30.0, 0.0), (20.0, 0.0), (20.0, 20.0), (10.0, 20.0), (10.0, 0.0))
    assert strips([ring])[:2] == [Box(0, 0, 10, 6), Box(20, 0, 30, 6)]


def test_the_words_below_make_the_drawing_taller() -> None:
    full = Occupied({"A": Box(100, 40, 120, 60)}, [Box(0, 0, 700, 100)])
    _, heights = placed_notes("waffle", [note("Mind it", at="A")], (100.0, 100.0), (full, full))
    assert heights == (124.0, 124.0)
