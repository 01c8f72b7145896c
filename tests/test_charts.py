"""What a reporter gets from charts: what is refused, what is drawn where, and colors that everyone can tell apart."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nutgraf.charts import bars, dots, house_style, lines, stacked, timeline
from nutgraf.charts.label_room import bar, domain, pixels
from nutgraf.charts.number_formats import formatted
from nutgraf.charts.round_numbers import thresholds, ticks
from nutgraf.charts.text_layout import balanced, spread, width, wrap
from nutgraf.charts.us import state_map, tiles
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

ROOT = Path(__file__).parent.parent
STATES = pd.DataFrame(
    {"usps": ["CA", "TX", "TN"], "state": ["California", "Texas", "Tennessee"], "paid": [8.5, 4.9, 0.3]}
)
YEARS = pd.DataFrame({"year": [2017, 2018, 2019, 2020], "tax": [13.4, None, 12.1, 12.5]})


def rows(chart: Any) -> list[dict[str, Any]]:
    """The rows of the chart's own frame."""
    return list(chart.data.to_dict("records"))


# -- what is refused


@pytest.mark.parametrize(
    "draw",
    [
        lambda frame: bars(frame, x="piad", y="state"),
        lambda frame: lines(frame, x="paid", y="piad"),
        lambda frame: dots(frame, y="state", first="paid", second="piad", names=("a", "b")),
        lambda frame: stacked(frame, x="piad", y="state", part="usps"),
        lambda frame: tiles(frame, value="piad"),
        lambda frame: state_map(frame, value="piad"),
        lambda frame: timeline(frame, date="piad", text="state"),
    ],
)
def test_a_misspelled_column_is_refused_with_the_likely_one(draw: Any) -> None:
    with pytest.raises(ValueError, match="no column 'piad'; did you mean 'paid'"):
        draw(STATES)


def test_a_misspelled_row_to_look_at_is_refused_with_the_likely_one() -> None:
    with pytest.raises(ValueError, match="did you mean 'Tennessee'"):
        bars(STATES, x="paid", y="state", highlight="Tenessee")


def test_a_highlight_in_other_capitals_is_refused_with_the_name_as_it_is_written() -> None:
    with pytest.raises(ValueError, match="did you mean 'Tennessee'"):
        bars(STATES, x="paid", y="state", highlight="TENNESSEE")


def test_a_frame_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        bars(STATES[:0], x="paid", y="state")


def test_a_column_that_is_blank_in_every_row_is_refused() -> None:
    with pytest.raises(ValueError, match="blank in every row"):
        bars(STATES.assign(paid=None), x="paid", y="state")


def test_two_rows_with_one_name_are_refused_because_one_would_hide_the_other() -> None:
    with pytest.raises(ValueError, match="more than one row has state='Texas'"):
        bars(pd.concat([STATES, STATES[1:2]]), x="paid", y="state")


def test_words_where_a_number_should_be_are_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        bars(STATES, x="usps", y="state")


def test_an_area_that_is_on_no_map_is_refused() -> None:
    with pytest.raises(ValueError, match="'US' in column 'usps' is none of the 51 areas"):
        tiles(STATES.assign(usps=["US", "TX", "TN"]), value="paid")


def test_five_lines_of_one_rank_are_refused_because_nobody_can_tell_them_apart() -> None:
    frame = pd.DataFrame([{"year": year, "n": place, "who": f"line {place}"} for year in (1, 2) for place in range(5)])
    with pytest.raises(ValueError, match="5 lines cannot be distinguished by color; name one to highlight="):
        lines(frame, x="year", y="n", series="who")


def test_a_part_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        stacked(STATES.assign(paid=[1, -1, 1]), x="paid", y="state", part="usps")


def test_a_word_for_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a year nor a date"):
        timeline(pd.DataFrame({"when": ["soon"], "what": ["It rains"]}), date="when", text="what")


# -- what is drawn


def test_the_reporters_frame_is_left_as_it_was() -> None:
    before = STATES.copy()
    bars(STATES, x="paid", y="state", sort=True)
    assert STATES.equals(before)


def test_bars_keep_the_order_of_the_frame() -> None:
    assert [row["_row"] for row in rows(bars(STATES[::-1], x="paid", y="state"))] == [
        "Tennessee",
        "Texas",
        "California",
    ]


def test_sorted_bars_begin_with_the_largest() -> None:
    assert rows(bars(STATES[::-1], x="paid", y="state", sort=True))[0]["_row"] == "California"


def test_one_bar_has_the_color_to_look_at_and_the_others_are_gray() -> None:
    fills = [row["_fill"] for row in rows(bars(STATES, x="paid", y="state", highlight="Texas"))]
    assert fills == [house_style.ROLES["rest"], house_style.ROLES["look"], house_style.ROLES["rest"]]


def test_a_bar_that_is_partial_is_hollow() -> None:
    frame = STATES.assign(early=[False, False, True])
    assert rows(bars(frame, x="paid", y="state", partial="early"))[2]["_fill"] == house_style.ROLES["paper"]


def test_the_words_at_a_bar_come_from_the_label_column() -> None:
    frame = STATES.assign(said=["8.5 mil millones", "4.9 mil millones", "314.2 millones"])
    assert rows(bars(frame, x="paid", y="state", label="said"))[2]["_value"] == "314.2 millones"


def test_a_number_is_printed_as_its_format_says() -> None:
    assert rows(bars(STATES, x="paid", y="state", number_format="$,.2f"))[2]["_value"] == "$0.30"


def test_zero_is_on_the_axis_of_bars() -> None:
    spec = bars(STATES, x="paid", y="state").to_dict()
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0.0


def test_a_short_bar_with_long_words_shortens_no_other_bar() -> None:
    assert round(pixels([bar(100, 40), bar(1, 120)], 300)) == 252


def test_bars_are_shortened_where_the_words_at_one_would_be_cut_off() -> None:
    assert round(pixels([bar(100, 40), bar(90, 120)], 300)) == 191


def test_a_bar_below_zero_has_room_for_its_words_on_the_left() -> None:
    low, high = domain([bar(-50, 42), bar(100, 42)], 300)
    assert (round(low), round(high)) == (-88, 138)


def test_a_blank_year_leaves_a_gap_in_the_line() -> None:
    spec = lines(YEARS, x="year", y="tax").to_dict()
    path = next(data for data in spec["datasets"].values() if data and "_run" in data[0])
    assert [(point["_x"], point["_run"]) for point in path] == [(2019, 1), (2020, 1)]


def test_a_year_that_is_not_complete_is_hollow_and_its_line_dashed() -> None:
    frame = YEARS.dropna().assign(early=[False, False, True])
    chart = lines(frame, x="year", y="tax", partial="early")
    path = next(data for data in chart.to_dict()["datasets"].values() if data and "_run" in data[0])
    assert [(point["_x"], point["_dash"]) for point in path] == [
        (2017, False),
        (2019, False),
        (2019, True),
        (2020, True),
    ]
    assert rows(chart)[-1]["_fill"] == house_style.ROLES["paper"]


def test_the_names_of_lines_that_end_together_are_moved_apart() -> None:
    frame = pd.DataFrame([{"year": year, "n": 5.0, "who": who} for year in (1, 2) for who in ("Before", "After")])
    spec = lines(frame, x="year", y="n", series="who").to_dict()
    ends = next(data for data in spec["datasets"].values() if data and "_wide_at" in data[0])
    pixels = [end["_wide_at"] * 300 / 6 for end in ends]
    assert abs(pixels[0] - pixels[1]) >= 16


@pytest.mark.parametrize("last", [67.0, 64.0, 59.0])
def test_the_name_of_a_line_that_ends_early_is_off_the_lines_that_go_on(last: float) -> None:
    going_on = {
        "Harbor": 71.0,
        "Central": 62.0,
        "Juniper": 58.0,
        "Fair": 54.0,
        "Bay": 51.0,
        "Ingle": 50.0,
        "East": 46.0,
    }
    rows = [(year, who, n) for year in (2022, 2023, 2024) for who, n in going_on.items()]
    rows += [(2022, "Closed", 65.0), (2023, "Closed", last)]
    spec = lines(
        pd.DataFrame(rows, columns=["year", "who", "n"]), x="year", y="n", series="who", highlight="Bay"
    ).to_dict()
    named = next(data for data in spec["datasets"].values() if data and "_wide_at" in data[0])
    place = next(end["_wide_at"] for end in named if end["_wide"].startswith("Closed"))
    pixel = 300 / 80
    assert min(abs(place - n) for n in going_on.values()) * pixel > 7
    assert abs(place - last) * pixel <= 36


def test_a_name_that_reaches_the_names_at_the_edge_is_not_over_one_of_them() -> None:
    going_on = {f"Branch {n}": 76.0 - 5 * n for n in range(11)}
    rows = [(year, who, n) for year in range(2020, 2027) for who, n in going_on.items()]
    rows += [(year, "Closed for repairs", 63.5) for year in range(2020, 2026)]
    frame = pd.DataFrame(rows, columns=["year", "who", "n"])
    spec = lines(frame, x="year", y="n", series="who", highlight="Branch 3").to_dict()
    named = next(data for data in spec["datasets"].values() if data and "_narrow_at" in data[0])
    closed = next(end for end in named if "Closed" in end["_narrow"].replace("\xa0", " "))
    others = [end["_narrow_at"] for end in named if end is not closed and end["_narrow"]]
    assert len(others) == len(going_on)
    assert min(abs(closed["_narrow_at"] - place) for place in others) * 230 / 80 > 13


def test_a_figure_that_knows_its_source_is_drawn_by_its_number() -> None:
    class Known:
        value, unit, rounded_to, sources = 7, "usd", 1, ("a",)

    chart = bars(pd.DataFrame({"who": ["a", "b"], "paid": [Known(), 3]}), x="paid", y="who")
    assert [row["_size"] for row in rows(chart)] == [7.0, 3.0]


def test_a_date_stays_on_its_day_in_every_time_zone() -> None:
    frame = pd.DataFrame({"when": ["2025-04-07", "2025-04-08"], "what": ["Signed", "Reported"]})
    assert [row["_day"] for row in rows(timeline(frame, date="when", text="what"))] == [20185.0, 20186.0]


def test_all_51_areas_have_a_tile_and_an_outline() -> None:
    from nutgraf.charts.us.tiles import PLACES

    outlines = json.loads((ROOT / "nutgraf" / "charts" / "us" / "states.json").read_text("utf-8"))
    assert len(PLACES) == len(set(PLACES.values())) == 51
    assert set(outlines["areas"]) == set(PLACES)


def test_the_outlines_carry_their_license() -> None:
    outlines = json.loads((ROOT / "nutgraf" / "charts" / "us" / "states.json").read_text("utf-8"))
    assert "ISC License" in outlines["license"]


def test_a_chart_sets_no_theme_for_other_charts() -> None:
    import altair as alt

    before = alt.theme.active
    bars(STATES, x="paid", y="state").to_dict()
    assert alt.theme.active == before
    assert "font" not in alt.Chart(STATES).mark_bar().encode(x="paid").to_dict()["config"]


# -- words and places


def test_a_line_of_words_is_as_wide_as_a_browser_sets_it_in_arial() -> None:
    assert round(width("Distrito de Columbia", 13), 1) == 117.0


def test_words_are_broken_between_words_only() -> None:
    assert wrap("Impuestos estatales y locales", 110, 13) == "Impuestos\nestatales y locales"


def test_lines_of_words_are_of_even_length() -> None:
    assert balanced("Primera consulta bajo el acuerdo", 190, 13) == "Primera consulta\nbajo el acuerdo"


def test_labels_are_moved_no_further_than_they_must() -> None:
    assert spread([10, 12, 100], [10, 10, 10], 0, 200) == [6.0, 16.0, 100.0]


def test_labels_stay_inside_the_drawing() -> None:
    assert spread([0, 1, 2], [10, 10, 10], 0, 100) == [5.0, 15.0, 25.0]


def test_axes_have_round_numbers() -> None:
    assert ticks(0, 17.3, 4) == [0.0, 10.0, 20.0]
    assert ticks(0, 190_000, 4) == [0.0, 100_000.0, 200_000.0]


def test_the_steps_of_a_map_are_round_numbers() -> None:
    assert thresholds([1, 2, 3, 11, 18, 27, 52, 120, 340, 900]) == [3.0, 20.0, 50.0, 300.0]


# -- colors


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    """The colors of the roles: those in charts, and the light and the dark ones of the page."""
    css = (ROOT / "nutgraf" / "render" / "templates" / "tokens.css").read_text("utf-8")
    light, dark = ({}, {})
    for name, color in re.findall(r"--c-([a-z0-9-]+):\s*(#[0-9a-f]{6})", css):
        (dark if name in light else light).setdefault(name, color)
    return {"charts": house_style.ROLES, "light": light, "dark": dark}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_page_knows_every_role_of_the_charts(name: str) -> None:
    assert set(house_style.ROLES) <= set(palettes()[name])


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("role", ["ink", "muted", "look", *house_style.SERIES])
def test_text_can_be_read_on_paper(name: str, role: str) -> None:
    palette = palettes()[name]
    assert contrast(palette[role], palette["paper"]) >= 4.5


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_text_can_be_read_on_every_shade_of_a_map(name: str, step: int) -> None:
    palette = palettes()[name]
    assert contrast(palette[f"on-ramp-{step}"], palette[f"ramp-{step}"]) >= 4.5


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("role", house_style.SERIES)
def test_text_can_be_read_in_every_part_of_a_bar(name: str, role: str) -> None:
    palette = palettes()[name]
    assert contrast(palette["on-series"], palette[role]) >= 4.5


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("role", ["rest", "rule"])
def test_marks_stand_out_from_paper(name: str, role: str) -> None:
    palette = palettes()[name]
    assert contrast(palette[role], palette["paper"]) >= 3


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
def test_each_shade_of_a_map_differs_from_the_next_without_color(name: str) -> None:
    shades = [palettes()[name][f"ramp-{step}"] for step in range(1, 6)]
    assert min(contrast(one, other) for one, other in pairwise(shades)) >= 1.35


# Machado, Oliveira and Fernandes (2009), full severity.
SEEN = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("sight", sorted(SEEN))
def test_what_to_look_at_is_distinguished_from_the_rest_by_everyone(name: str, sight: str) -> None:
    assert distance(palettes()[name]["look"], palettes()[name]["rest"], sight) >= 20


@pytest.mark.parametrize("name", ["charts", "light", "dark"])
@pytest.mark.parametrize("sight", sorted(SEEN))
def test_the_first_two_colors_are_distinguished_by_everyone(name: str, sight: str) -> None:
    assert distance(palettes()[name]["one"], palettes()[name]["two"], sight) >= 20


def test_every_role_has_a_color_of_its_own_by_which_a_drawing_finds_it_again() -> None:
    assert len(set(house_style.ROLES.values())) == len(house_style.ROLES)


def distance(one: str, other: str, sight: str) -> float:
    """How far apart two colors are in CIELAB, as seen by eyes of a kind."""
    first, second = (_lab(color, SEEN[sight]) for color in (one, other))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def _lab(color: str, matrix: Any) -> tuple[float, float, float]:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    seen = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in matrix]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in to_xyz]
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_a_bold_name_of_digits_is_as_wide_as_a_plain_one_and_fits() -> None:
    frame = pd.DataFrame({"decade": ["1959–1969", "2009–2019"], "gain": [8.7, 24.1]})
    chart = bars(frame, x="gain", y="decade", highlight="2009–2019")
    for page_width in (320, 680):
        assert draw(spec_of(chart, "f"), width=page_width, lang="en", key="f").startswith("<svg")


@pytest.mark.parametrize(
    ("value", "written"), [(5.5, "+5.5"), (-5.5, "−5.5"), (0.0, "0.0"), (0.04, "0.0"), (0.06, "+0.1")]
)
def test_where_gains_have_a_plus_a_loss_has_one_sign_and_zero_none(value: float, written: str) -> None:
    assert formatted(value, "+.1f") == written
