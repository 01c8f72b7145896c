"""What a reporter gets from maps, waffles and big numbers: what is drawn at both widths, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nutgraf.charts import big_number, choropleth, locator_map, symbol_map, tile_grid, waffle
from nutgraf.charts.antimeridian import cut_at_edge
from nutgraf.charts.house_style import ROLES
from nutgraf.charts.outlines import read_outlines
from nutgraf.charts.projection import projection_for
from nutgraf.charts.simplify import ring_area, simplified_rings
from nutgraf.charts.us import county_map
from nutgraf.figures.chart_frames import frames_of
from nutgraf.figures.figure_table import data_table
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw


def square(west: float, south: float, **names: Any) -> dict[str, Any]:
    """An area of 4 by 4 degrees."""
    ring = [[west, south], [west + 4, south], [west + 4, south + 4], [west, south + 4], [west, south]]
    return {"type": "Feature", "properties": names, "geometry": {"type": "Polygon", "coordinates": [ring]}}


VALLEY = {
    "type": "FeatureCollection",
    "features": [
        square(0, 44, name="Alder", code=1),
        square(4, 44, name="Birch", code=2),
        square(0, 40, name="Cedar", code=3),
        square(4, 40, name="Dogwood", code=4),
    ],
}
RENTS = pd.DataFrame({"county": ["Alder", "Birch", "Cedar"], "rent": [800.0, 1200.0, None]})
TOWNS = pd.DataFrame({"town": ["Ayr", "Bute"], "lon": [1.0, 6.0], "lat": [46.0, 42.0], "people": [90.0, 10.0]})
GRID = """
AL BI
CE ..
"""
TILES = pd.DataFrame({"k": ["AL", "BI"], "v": [1.0, 2.0]})
PARTS = pd.DataFrame({"part": ["Filed with an ITIN", "Other returns"], "n": [1, 26]})
NUMBERS = pd.DataFrame({"what": ["returns in 2022", "returns in 2023"], "n": [3791421.0, None]})
COUNTIES = pd.DataFrame({"fips": [44001, 44003, 44005], "v": [1.0, 2.0, 3.0]})
CHARTS = {
    "choropleth": lambda: choropleth(RENTS, VALLEY, area="county", value="rent", missing="No rent", highlight="Birch"),
    "symbol map": lambda: symbol_map(RENTS, VALLEY, area="county", value="rent", label="county", missing="No rent"),
    "locator map": lambda: locator_map(TOWNS, VALLEY, name="town", longitude="lon", latitude="lat", areas="Alder"),
    "tile grid": lambda: tile_grid(TILES, GRID, area="k", value="v", missing="No number"),
    "waffle": lambda: waffle(PARTS, part="part", value="n", units=27, highlight="Filed with an ITIN"),
    "big number": lambda: big_number(NUMBERS, value="n", name="what"),
    "county map": lambda: county_map(COUNTIES, value="v", state="RI", missing="No number"),
    "map of all counties": lambda: county_map(COUNTIES, value="v", missing="No number"),
}
SEEN = {
    "choropleth": {"No rent", "1,000"},
    "symbol map": {"Alder", "Birch", "Cedar", "No rent", "1,000", "500"},
    "locator map": {"Ayr", "Bute"},
    "tile grid": {"AL", "BI", "CE", "No number", "2"},
    "waffle": {"Filed with an ITIN: 1", "Other returns: 26"},
    "big number": {"3,791,421", "–", "returns in 2022", "returns in 2023"},
    "county map": {"No number", "2"},
    "map of all counties": {"No number", "2"},
}
ROWS = {
    "choropleth": {"0", "1", "2"},
    "symbol map": {"0", "1", "2"},
    "locator map": {"0", "1"},
    "tile grid": {"0", "1"},
    "waffle": {"0", "1"},
    "big number": {"0", "1"},
    "county map": {"0", "1", "2"},
    "map of all counties": {"0", "1", "2"},
}


def layer_rows(chart: Any, layer: int) -> list[dict[str, Any]]:
    return list(spec_of(chart, "f")["datasets"].values()) if layer < 0 else list(chart.layer[layer].data.values)


def fills(chart: Any) -> dict[int | None, str]:
    """The color of each shape by the row that it belongs to."""
    names = {color: role for role, color in ROLES.items()}
    return {row["_nth"]: names[row["_fill"]] for row in layer_rows(chart, 0)}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", [320, 680])
def test_every_word_of_it_is_drawn_at_both_widths_and_leads_to_its_row(name: str, width: int) -> None:
    svg = draw(spec_of(CHARTS[name](), "f"), width=width, lang="en", key="f")
    assert {re.sub("<[^>]+>", "", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg)} >= SEEN[name]
    assert set(re.findall(r'data-row="(\d+)"', svg)) == ROWS[name]


@pytest.mark.parametrize("name", CHARTS)
def test_it_has_no_color_that_a_theme_and_dark_mode_do_not_know(name: str) -> None:
    svg = draw(spec_of(CHARTS[name](), "f"), width=680, lang="en", key="f")
    assert not re.findall(r'(?:fill|stroke)="#\w+"', svg)


def test_a_county_is_found_by_what_readers_call_it() -> None:
    named = COUNTIES.assign(county=["Bristol County, Rhode Island", "Kent County, Rhode Island", "Newport County"])
    chart = county_map(named, value="v", name="county")
    table = data_table((chart, frames_of(chart, "f")), spec_of(chart, "f"), None, lang="en", where="f")
    assert table["rows"][0] == ["Bristol County, Rhode Island", "1"]


def test_every_outline_of_a_map_of_all_counties_can_be_drawn_by_a_browser() -> None:
    """One too small for a phone was written as a step of no length, which browsers refuse."""
    svg = draw(spec_of(CHARTS["map of all counties"](), "f"), width=320, lang="en", key="f")
    outlines = re.findall(r' d="([^"]*)"', svg)
    assert len(outlines) > 3000
    assert [outline for outline in outlines if re.search(r"l(?![-.\d])", outline)] == []


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_chart_is_the_same_bytes(name: str) -> None:
    assert json.dumps(spec_of(CHARTS[name](), "f")) == json.dumps(spec_of(CHARTS[name](), "f"))


def test_a_tile_whose_row_has_no_number_leads_to_its_row_and_one_without_a_row_to_none() -> None:
    blank = pd.concat([TILES, pd.DataFrame([{"k": "CE", "v": None}])], ignore_index=True)
    svg = draw(
        spec_of(tile_grid(blank, GRID, area="k", value="v", missing="No number"), "f"), width=320, lang="en", key="f"
    )
    assert set(re.findall(r'data-row="(\d+)"', svg)) == ROWS["tile grid"] | {"2"}


@pytest.mark.parametrize("lon", [0.05, 7.95])
@pytest.mark.parametrize("lat", [40.05, 47.95])
def test_a_circle_at_the_edge_of_a_map_is_whole_and_below_the_key(lon: float, lat: float) -> None:
    towns = TOWNS.assign(lon=[lon, 4.0], lat=[lat, 44.0])
    chart = symbol_map(towns, VALLEY, area="town", value="people", longitude="lon", latitude="lat")
    sets = spec_of(chart, "f")["datasets"].values()
    circles = [row for rows in sets for row in rows if isinstance(row, dict) and {"_narrow_r", "_nth"} <= row.keys()]
    assert len(circles) >= 2
    for width, name in ((320, "_narrow"), (680, "_wide")):
        high = float(
            re.findall(r'viewBox="0 0 \d+ ([\d.]+)"', draw(spec_of(chart, "f"), width=width, lang="en", key="f"))[0]
        )
        for row in circles:
            x, y, radius = (row[f"{name}_{part}"] for part in "xyr")
            assert radius <= x <= width - radius
            assert 64 + radius <= y + 1 <= high - radius + 2


def _square(name: str, west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


WORLD = {
    "type": "FeatureCollection",
    "features": [_square(*each) for each in (("Ays", 2, 45, 4), ("Bee", 7, 45, 4), ("Farland", 100, -40, 20))],
}
NEAR = pd.DataFrame({"land": ["Ays", "Bee"], "v": [1.0, 2.0], "lon": [3.0, 8.0], "lat": [46.0, 47.0]})
OF_THE_WORLD: dict[str, Callable[..., Any]] = {
    "choropleth": lambda **more: choropleth(NEAR, WORLD, area="land", value="v", **more),
    "symbol_map": lambda **more: symbol_map(NEAR, WORLD, area="land", value="v", **more),
}


@pytest.mark.parametrize("name", OF_THE_WORLD)
def test_rows_that_are_specks_on_the_map_of_the_world_are_refused_and_drawn_large_with_only(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name}: all of its rows are within \d+% of the width .* only=\['Ays', …\]"):
        OF_THE_WORLD[name]()
    svg = draw(spec_of(OF_THE_WORLD[name](only=["Ays", "Bee"]), "f"), width=680, lang="en", key="f")
    assert set(re.findall(r'data-row="(\d+)"', svg)) == {"0", "1"}
    assert len(OF_THE_WORLD[name](only=["Ays", "Bee"]).layer[0].data.values) == 2


def test_an_area_to_draw_that_the_map_does_not_have_is_refused_and_so_is_a_row_outside_of_those() -> None:
    with pytest.raises(
        ValueError, match=r"'Farlant' in 'only=' is none of the 3 areas by 'id'; did you mean 'Farland'"
    ):
        OF_THE_WORLD["choropleth"](only=["Ays", "Farlant"])
    with pytest.raises(
        ValueError, match=r"'Bee' in 'land' is none of the 1 areas by 'id'; .*; only= leaves out the other"
    ):
        OF_THE_WORLD["choropleth"](only="Ays")


def test_a_place_on_the_map_of_the_world_is_drawn_and_one_outside_of_the_areas_to_draw_is_refused() -> None:
    places = NEAR.assign(land=["Port", "Far"], lon=[3.0, 110.0], lat=[46.0, -30.0])
    with pytest.raises(ValueError, match=r"'Far' .* is outside the map"):
        locator_map(places, WORLD, name="land", longitude="lon", latitude="lat", only=["Ays", "Bee"])
    assert locator_map(places[:1], WORLD, name="land", longitude="lon", latitude="lat").data["land"].tolist() == [
        "Port"
    ]


def test_the_table_of_a_map_is_its_frame_with_a_dash_for_a_blank() -> None:
    chart = CHARTS["choropleth"]()
    table = data_table((chart, frames_of(chart, "f")), spec_of(chart, "f"), None, lang="en", where="f")
    assert table["rows"] == [["Alder", "800"], ["Birch", "1,200"], ["Cedar", "–"]]


# -- outlines


def project(folder: Path, **files: Any) -> Path:
    (folder / "notebooks").mkdir()
    (folder / "data").mkdir()
    (folder / "pyproject.toml").touch()
    for name, content in files.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(content))
    return folder / "notebooks"


def test_outlines_are_read_from_data_wherever_the_notebook_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, valley=VALLEY))
    assert fills(choropleth(RENTS, "valley.json", area="county", value="rent"))[1] != "paper"


def test_a_misspelled_file_is_refused_with_the_likely_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, valley=VALLEY))
    with pytest.raises(ValueError, match=r"no file 'vallei\.json' in data/; did you mean 'valley\.json'\?"):
        choropleth(RENTS, "vallei.json", area="county", value="rent")


def test_areas_are_matched_by_the_property_that_has_the_values_of_the_frame() -> None:
    by_code = choropleth(RENTS.assign(county=[1, 2, 3]), VALLEY, area="county", value="rent")
    assert fills(by_code) == fills(choropleth(RENTS, VALLEY, area="county", value="rent"))


def test_an_area_without_a_number_and_one_without_a_row_are_hollow() -> None:
    shown = fills(choropleth(RENTS, VALLEY, area="county", value="rent"))
    assert (shown[2], shown[None]) == ("paper", "paper")


def test_a_hole_in_an_area_stays_empty_whichever_way_its_file_turns_it() -> None:
    whole = square(0, 40, name="Alder")
    inner = [[1, 41], [2, 41], [2, 42], [1, 42], [1, 41]]
    drawn = []
    for hole in (inner, inner[::-1]):
        ring = whole["geometry"]["coordinates"][0]
        area = {**whole, "geometry": {"type": "Polygon", "coordinates": [ring, hole]}}
        chart = choropleth(RENTS[:1], {"type": "FeatureCollection", "features": [area]}, area="county", value="rent")
        drawn.append(layer_rows(chart, 0)[0]["geometry"]["coordinates"])
    turns = [sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(r)) > 0 for ((r),) in drawn[0]]
    assert len(set(turns)) == 2
    assert [len(each) for each in drawn] == [2, 2]


@pytest.mark.parametrize(
    ("draw_it", "said"),
    [
        (
            lambda: choropleth(RENTS.replace("Cedar", "Ceder"), VALLEY, area="county", value="rent"),
            "'Ceder' in 'county' is none of the 4 areas by 'name'; did you mean 'Cedar'?",
        ),
        (
            lambda: choropleth(RENTS.assign(county=["x", "y", "z"]), VALLEY, area="county", value="rent"),
            "no area of the map has the name 'x'; their names are in name ('Alder'), code ('1')",
        ),
        (
            lambda: choropleth(RENTS, VALLEY, area="county", value="rent", key="nome"),
            "(key='nome'): the areas have no such property; did you mean 'name'?",
        ),
        (lambda: choropleth(RENTS, {"type": "Nothing"}, area="county", value="rent"), "neither GeoJSON nor TopoJSON"),
        (
            lambda: choropleth(
                RENTS, {**VALLEY, "features": [square(500000, 4100000, name="Alder")]}, area="county", value="rent"
            ),
            "has no longitudes and latitudes; save it in EPSG:4326 (WGS 84)",
        ),
        (
            lambda: choropleth(
                RENTS,
                {**VALLEY, "features": [*VALLEY["features"], square(130, -30, name="Isle")]},
                area="county",
                value="rent",
            ),
            "the areas are too small to see, with 'Isle' far from most of them; leave out of the frame",
        ),
        (
            lambda: symbol_map(RENTS.assign(rent=[1, -2, 3]), VALLEY, area="county", value="rent"),
            "column 'rent' is below zero, which no circle can show",
        ),
        (
            lambda: locator_map(TOWNS, VALLEY, name="town", longitude="lat", latitude="lon"),
            "'Ayr' (longitude 46, latitude 1) is outside the map; longitude and latitude look switched",
        ),
        (
            lambda: locator_map(TOWNS.assign(lat=[46.0, None]), VALLEY, name="town", longitude="lon", latitude="lat"),
            "'Bute' has no longitude or latitude",
        ),
        (
            lambda: locator_map(
                pd.DataFrame({"town": [f"Town number {n}" for n in range(40)], "lon": 1.0, "lat": 46.0}),
                VALLEY,
                name="town",
                longitude="lon",
                latitude="lat",
            ),
            "has no room for its name next to its dot on a phone",
        ),
        (lambda: tile_grid(TILES, "AL BI\nCE", area="k", value="v"), "row 2 of grid= has 1 tiles and row 1 has 2"),
        (lambda: tile_grid(TILES, "AL AL", area="k", value="v"), "'AL' is in grid= twice"),
        (lambda: tile_grid(TILES, "AL BO", area="k", value="v"), "'BI' in column 'k' is none of the 2 areas"),
        (
            lambda: tile_grid(TILES, "ALABAMA " * 1 + " .." * 12, area="k", value="v"),
            "'ALABAMA' is too long for one of 13 tiles on a phone",
        ),
        (
            lambda: waffle(PARTS.assign(n=[1, 2600]), part="part", value="n"),
            "'Filed with an ITIN' is less than one of 100 squares",
        ),
        (lambda: waffle(PARTS.assign(n=[1, None]), part="part", value="n"), "its share of the whole is unknown"),
        (lambda: big_number(NUMBERS.assign(n=[1e30, 1]), value="n", name="what"), "is too long for large type"),
        (lambda: county_map(COUNTIES, value="v", state="Rhode Island"), "no state has that USPS code"),
        (lambda: county_map(COUNTIES, value="v", state="TN"), "no code in column 'fips' begins with 47"),
        (lambda: county_map(COUNTIES.assign(fips=["44001", "44002", "44005"]), value="v"), "did you mean '44009'?"),
    ],
)
def test_what_a_map_cannot_show_is_refused_in_words(draw_it: Any, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        draw_it()


def test_areas_that_share_a_border_share_it_after_it_is_simplified() -> None:
    wavy = [(10.0, float(y) + 0.0) if y % 2 else (10.4, float(y)) for y in range(11)]
    left = ((0.0, 0.0), *wavy, (0.0, 10.0))
    right = ((20.0, 0.0), (20.0, 10.0), *wavy[::-1])
    found = simplified_rings({"left": [left], "right": [right]}, smallest_bend=2, smallest_island=0)
    assert len(found["left"][0]) < len(left)
    assert round(ring_area(found["left"][0]) + ring_area(found["right"][0]), 6) == 200


def test_an_island_too_small_to_see_goes_but_no_area_loses_its_last_one() -> None:
    small = ((50.0, 0.0), (51.0, 0.0), (51.0, 1.0))
    large = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    found = simplified_rings({"both": [small, large], "one": [small]}, smallest_bend=1, smallest_island=10)
    assert (len(found["both"]), len(found["one"])) == (1, 1)


def test_a_country_across_the_date_line_is_cut_there_and_not_drawn_across_the_map() -> None:
    parts = cut_at_edge([(178, -18), (-178, -18), (-178, -16), (178, -16)], 0)
    assert [sorted({x for x, _ in part}) for part in parts] == [[-180, -178], [178, 180]]


def test_a_continent_around_the_pole_reaches_the_foot_of_the_map() -> None:
    (part,) = cut_at_edge([(-180, -70), (-90, -75), (0, -70), (90, -75), (179, -70)], 0)
    assert min(y for _, y in part) == -90


def test_the_middle_of_a_map_is_found_across_the_date_line() -> None:
    assert round(projection_for([(172, -40), (-176, -44)]).frame.middle) == 178


def test_a_topology_is_read_like_the_features_that_it_was_made_from() -> None:
    topology = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 44]},
        "arcs": [[[4, 0], [0, 4]], [[4, 4], [-4, 0], [0, -4], [4, 0]], [[4, 0], [4, 0], [0, 4], [-4, 0]]],
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "properties": {"name": "Alder"}, "arcs": [[0, 1]]},
                    {"type": "Polygon", "properties": {"name": "Birch"}, "arcs": [[2, ~0]]},
                ],
            }
        },
    }
    features = {"type": "FeatureCollection", "features": VALLEY["features"][:2]}
    corners = [
        [{(x, y) for ring in area.polygons[0] for x, y in ring} for area in read_outlines("f", each)]
        for each in (topology, features)
    ]
    assert corners[0] == corners[1]


# -- squares and large type


def test_one_in_27_is_one_colored_square_and_26_gray_ones() -> None:
    rows = layer_rows(CHARTS["waffle"](), 0)
    assert [row["_fill"] == ROLES["look"] for row in rows] == [True] + [False] * 26


def test_two_gray_parts_of_a_waffle_differ_in_how_full_their_squares_are() -> None:
    frame = pd.DataFrame({"part": ["Schools", "Roads", "Police", "Parks"], "n": [50, 20, 18, 12]})
    rows = layer_rows(waffle(frame, part="part", value="n", highlight="Schools"), 0)
    assert {row["_nth"]: row["_tint"] for row in rows} == {0: 1, 1: 1, 2: 0.25, 3: 1}
    heads = layer_rows(waffle(frame, part="part", value="n", highlight="Schools"), 1)
    assert [row["_tint"] for row in heads] == [1, 1, 0.25, 1]


def test_the_squares_of_rounded_shares_add_up() -> None:
    frame = pd.DataFrame({"part": ["a", "b", "c"], "n": [1, 1, 1]})
    rows = layer_rows(waffle(frame, part="part", value="n"), 0)
    assert [sum(row["_nth"] == nth for row in rows) for nth in range(3)] == [34, 33, 33]


def test_numbers_are_next_to_each_other_on_a_page_and_below_each_other_on_a_phone() -> None:
    one, other = layer_rows(CHARTS["big number"](), 0)
    assert one["_wide_y"] == other["_wide_y"]
    assert one["_narrow_x"] == other["_narrow_x"]
    assert other["_narrow_y"] > one["_narrow_y"]


def test_a_code_that_lost_its_first_zero_is_still_its_county() -> None:
    alabama = county_map(pd.DataFrame({"fips": [1001, 1003], "v": [1.0, 2.0]}), value="v", state="AL")
    assert {0, 1} <= set(fills(alabama))
