"""The kinds of charts as a reporter gets them: every chart of the gallery whole at both widths, and what is refused."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from nutgraf.charts import (
    area,
    bars,
    dots,
    grouped,
    heat,
    histogram,
    house_style,
    lines,
    note,
    ranges,
    scatter,
    slope,
    small_multiples,
    stacked,
    waffle,
)
from nutgraf.charts.canvas import Box, text_box
from nutgraf.facts import Fact
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

DOCS = Path(__file__).parent.parent / "docs"
GALLERY = (DOCS / "reference/gallery.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```\{chart\} (\S+)\n(.*?)```", GALLERY, re.S))
YEARS = pd.DataFrame({"year": [2020, 2021, 2022, 2023], "value": [4.0, 6.0, None, 5.0]})
PARTS = pd.DataFrame({"year": [2020, 2020, 2021, 2021], "part": ["a", "b", "a", "b"], "value": [3.0, 1.0, 2.0, 2.0]})
PLACES = pd.DataFrame({"place": ["A", "B", "C"], "value": [5.0, 3.0, None], "low": [4, 2, None], "high": [7, 4, None]})


@pytest.fixture(scope="module")
def gallery() -> Iterator[Any]:
    sys.path.insert(0, str(DOCS))
    import chart_directive

    yield chart_directive
    sys.path.remove(str(DOCS))


def layers(chart: Any) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The mark of each layer and its own rows."""
    spec = chart.to_dict()
    found = []
    for layer in spec["layer"]:
        data = layer.get("data", {})
        found.append((layer["mark"], data.get("values") or spec["datasets"].get(data.get("name"), [])))
    return found


def marks(chart: Any, name: str, *, small: bool = False) -> list[dict[str, Any]]:
    """The marks that have a field of this name, in one of the two drawings."""
    return [row for _, rows in layers(chart) for row in rows if name in row and row.get("_small") is small]


def texts(chart: Any, *, small: bool = False) -> dict[str, Box]:
    """The rectangle of each text of a drawing, under its words and its place."""
    found = {}
    for mark, rows in layers(chart):
        for row in rows:
            if row.get("_small") is small and "_size" in row and "_said" in row:
                middle = row["_y"] + row["_said"].count("\n") * 8
                bold, align = row["_weight"] == "bold", mark["align"]
                box = text_box(row["_x"], middle, row["_said"], align=align, bold=bold, size=row["_size"])
                found[f"{row['_said']} {row['_x']} {row['_y']}"] = box
    return found


def said(chart: Any, *, small: bool = False) -> list[str]:
    return [name.rsplit(" ", 2)[0] for name in texts(chart, small=small)]


# -- the gallery


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_chart_of_the_gallery_is_drawn_whole_at_both_widths(name: str, gallery: Any) -> None:
    chart = gallery.chart_of(EXAMPLES[name])
    spec = spec_of(chart, name)
    for width in (320, 680):
        svg = draw(spec, width=width, lang="es", key="k")
        assert f'width="{width}"' in svg
        assert {int(row) for row in re.findall(r'data-row="(\d+)"', svg)} <= set(range(len(chart.data)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_chart_of_the_gallery_is_the_one_that_altair_makes_of_its_layers(
    name: str, gallery: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = gallery.chart_of(EXAMPLES[name])
    monkeypatch.setattr(house_style, "is_plain", lambda *_: False)
    as_altair_has_it = gallery.chart_of(EXAMPLES[name])
    assert json.dumps(chart.to_dict()) == json.dumps(as_altair_has_it.to_dict())


@pytest.mark.parametrize("small", [True, False], ids=["phone", "page"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_words_of_a_chart_of_the_gallery_touch_others_or_leave_the_drawing(
    name: str, small: bool, gallery: Any
) -> None:
    placed = texts(gallery.chart_of(EXAMPLES[name]), small=small)
    shrunk = {name: Box(a + 1, b + 2, c - 1, d - 2) for name, (a, b, c, d) in placed.items()}
    assert [pair for pair in combinations(shrunk, 2) if shrunk[pair[0]].touches(shrunk[pair[1]])] == []
    room = 318 if small else 678
    assert [name for name, box in placed.items() if box.left < -1 or box.right > room + 1] == []


def test_every_chart_function_is_in_the_gallery() -> None:
    from nutgraf import charts

    used = set(re.findall(r"\b(\w+)\(", "".join(EXAMPLES.values())))
    from_outlines = {
        "choropleth",
        "locator_map",
        "symbol_map",
    }  # drawn from a file of the newsroom, and named in its words
    assert set(charts.__all__) - used == from_outlines
    assert all(f"`{name}`" in GALLERY for name in from_outlines)


# -- missing values, ranges, rows


def test_a_blank_number_is_a_dash_where_its_bar_would_be() -> None:
    chart = grouped(PARTS.assign(value=[3, 1, None, 2]), x="value", y="year", group="part")
    assert said(chart).count("–") == 1
    assert sorted(row["_nth"] for row in marks(chart, "_edge") if row["_nth"] is not None) == [0, 1, 3]


def test_a_row_without_a_number_has_a_dash_and_no_range() -> None:
    chart = ranges(PLACES, x="value", y="place", low="low", high="high")
    assert "–" in said(chart)
    assert sorted(row["_nth"] for row in marks(chart, "_thick", small=True) if row["_nth"] is not None) == [0, 1]


def test_the_margin_of_error_of_a_fact_is_its_range() -> None:
    facts = [Fact(value=10.0, unit="percent", moe=1.5), Fact(value=20.0, unit="percent", low=18.0, high=24.0)]
    chart = ranges(pd.DataFrame({"place": ["A", "B"], "value": facts}), x="value", y="place")
    rows = chart.data.to_dict("records")
    assert [(row["low"], row["high"]) for row in rows] == [(8.5, 11.5), (18.0, 24.0)]


def test_facts_without_a_margin_of_error_are_refused_as_ranges() -> None:
    frame = pd.DataFrame({"place": ["A"], "value": [Fact(value=10, unit="persons")]})
    with pytest.raises(ValueError, match="no number of column 'value' has a range or a margin of error"):
        ranges(frame, x="value", y="place")


def test_a_number_outside_of_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1 is outside of its range"):
        ranges(PLACES.assign(low=[6, 2, None]), x="value", y="place", low="low", high="high")


def test_lines_show_their_range_as_a_band_with_the_gap_of_the_line() -> None:
    frame = YEARS.assign(low=YEARS["value"] - 1, high=YEARS["value"] + 1)
    chart = lines(frame, x="year", y="value", low="low", high="high")
    band = next(rows for mark, rows in layers(chart) if mark["type"] == "area")
    assert [(row["_x"], row["_low"], row["_high"]) for row in band] == [(2020, 3, 5), (2021, 5, 7)]


def test_a_range_at_a_point_of_a_line_is_seen_next_to_the_point_and_no_value_is_printed_over_it() -> None:
    frame = YEARS.assign(low=[None, 4, None, None], high=[None, 8, None, None])
    chart = lines(frame, x="year", y="value", low="low", high="high")
    bars_ = next(rows for mark, rows in layers(chart) if mark["type"] == "rule" and "_low" in rows[0])
    assert [(row["_x"], row["_low"], row["_high"]) for row in bars_] == [(2021, 4, 8)]
    printed = [rows for mark, rows in layers(chart) if mark["type"] == "text"]
    assert [[row["_x"] for row in rows] for rows in printed] == [[2023]]


def test_a_blank_year_leaves_a_gap_in_an_area() -> None:
    runs = {row["_run"] for row in marks(area(YEARS, x="year", y="value"), "_y2") if "_order" in row}
    assert len(runs) == 2


def test_a_stack_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="blank in row 3; a stack with a hole"):
        area(PARTS.assign(value=[3, 1, None, 2]), x="year", y="value", series="part")
    with pytest.raises(ValueError, match="no row where the others have one"):
        area(PARTS[:3], x="year", y="value", series="part")


def test_shares_are_parts_of_a_hundred_percent() -> None:
    assert list(stacked(PARTS, x="value", y="year", part="part", share=True).data["_said"]) == [
        "75%",
        "25%",
        "50%",
        "50%",
    ]
    assert "b 50%" in [
        words.replace("\xa0", " ") for words in said(area(PARTS, x="year", y="value", series="part", share=True))
    ]


def test_a_histogram_counts_each_number_once_and_the_blanks_in_its_table() -> None:
    frame = pd.DataFrame({"v": [0, 5, 10, 10, 20, None]})
    data = histogram(frame, x="v", edges=[0, 10, 20]).data
    assert list(zip(data["v"], data["count"], strict=True)) == [("0–10", 2), ("10–20", 3), ("–", 1)]


def test_classes_that_mislead_are_refused() -> None:
    frame = pd.DataFrame({"v": [0, 5, 30]})
    with pytest.raises(ValueError, match="not at equal distances"):
        histogram(frame, x="v", edges=[0, 10, 50])
    with pytest.raises(ValueError, match="30 is in none of the classes"):
        histogram(frame, x="v", edges=[0, 10, 20])


def test_a_cell_without_a_number_is_hollow_with_a_dash() -> None:
    chart = heat(PARTS.assign(value=[3, 1, None, 2]), x="year", y="part", value="value")
    hollow = [row["_nth"] for row in marks(chart, "_edge") if row["_edge"]]
    assert hollow == [2]
    assert "–" in said(chart)


def test_a_slope_between_three_years_is_refused() -> None:
    with pytest.raises(ValueError, match="column 'year' has 4 values; a slope leads from one to one other"):
        slope(YEARS.assign(s="a"), x="year", y="value", series="s")


def _grid(across: int, down: int) -> pd.DataFrame:
    places = [(x, y) for y in range(down) for x in range(across)]
    frame = pd.DataFrame(places, columns=["x", "y"])
    return frame.assign(n=[f"town {number}" for number in range(len(frame))])


def test_a_name_to_look_at_is_written_before_others_and_refused_where_a_phone_has_no_room() -> None:
    titles = ("East", "North")
    chart = scatter(_grid(6, 5), x="x", y="y", name="n", titles=titles, highlight="town 14")
    assert "town 14" in said(chart)
    assert "town 14" in said(chart, small=True)
    long = _grid(10, 24).replace("town 90", "the town with a name that is much longer than even a large phone is wide")
    with pytest.raises(ValueError, match="no room for the name 'the town with"):
        scatter(long, x="x", y="y", name="n", titles=titles, highlight=long["n"][90])


def test_a_name_in_a_crowd_of_points_is_at_the_end_of_a_line() -> None:
    chart = scatter(_grid(10, 24), x="x", y="y", name="n", titles=("East", "North"), highlight="town 90")
    assert "town 90" in said(chart)
    assert "town 90" in said(chart, small=True)
    assert [
        row["_x"] - row["_x2"] for row in marks(chart, "_thick", small=True) if row["_line"] == house_style.ROLES["ink"]
    ]


def test_small_multiples_have_the_same_scale_and_the_rows_of_the_whole_table() -> None:
    frame = pd.concat([YEARS.assign(k="one"), YEARS.assign(k="two", value=[40, 60, 50, 50])], ignore_index=True)
    chart = small_multiples(lines, frame, by="k", x="year", y="value")
    assert said(chart).count("60") == said(chart).count("0") == 2
    assert sorted(row["_nth"] for row in marks(chart, "_fill") if "_line" in row) == [0, 1, 3, 4, 5, 6, 7]


def test_small_multiples_on_their_own_scales_print_the_scale_of_each() -> None:
    frame = pd.concat([YEARS.assign(k="one"), YEARS.assign(k="two", value=[40, 60, 50, 50])], ignore_index=True)
    chart = small_multiples(lines, frame, by="k", x="year", y="value", own_scales=True)
    assert sorted(set(said(chart))) == ["0", "2", "20", "4", "40", "5", "50", "6", "60", "one", "two"]
    assert [row["_y"] for row in marks(chart, "_fill") if "_line" in row] == [100, 50, 75, 100, 50, 75, 75]


WAVES = ([9, 9, 9, 9], [1, 9, 1, 9], [9, 1, 9, 1], [2, 8, 9, 9], [9, 9, 5, 8.7], [1, 1, 1, 1], [8, 9, 9, 4])


@pytest.mark.parametrize("small", [True, False])
def test_each_of_small_multiples_prints_its_last_value_where_it_covers_nothing(small: bool) -> None:
    frame = pd.concat(
        [
            pd.DataFrame({"k": f"place {n}", "year": range(2020, 2024), "value": [one * 250_000.0 for one in wave]})
            for n, wave in enumerate(WAVES)
        ],
        ignore_index=True,
    ).assign(low=lambda rows: rows["value"] - 90_000, high=lambda rows: rows["value"] + 90_000)
    chart = small_multiples(lines, frame, by="k", x="year", y="value", low="low", high="high", own_scales=True)
    values = [row for row in marks(chart, "_said", small=small) if row["_nth"] is not None]
    assert [row["_nth"] for row in values] == [4 * n + 3 for n in range(len(WAVES))]
    boxes = [text_box(row["_x"], row["_y"], row["_said"], align="center", bold=True) for row in values]
    covered = [*(box for box in texts(chart, small=small).values() if box not in boxes), *_drawn(chart, small=small)]
    assert [box for box in boxes if any(box.touches(one, -1) for one in covered)] == []


def _drawn(chart: Any, *, small: bool) -> list[Box]:
    """The points of the lines and the bars of their margins of error."""
    points = [row for row in marks(chart, "_fill", small=small) if "_line" in row]
    bars_ = [row for row in marks(chart, "_thick", small=small) if row["_x"] == row.get("_x2")]
    around = [Box(row["_x"] - 3, row["_y"] - 3, row["_x"] + 3, row["_y"] + 3) for row in points]
    return [*around, *(Box(row["_x"] - 1, row["_y"], row["_x"] + 1, row["_y2"]) for row in bars_)]


def test_a_margin_of_error_of_two_years_is_seen_behind_the_dots_of_small_multiples() -> None:
    frame = YEARS.assign(k="one", value=[4.0, 6.0, 5.0, 5.0], low=[None, None, 4.0, 4.5], high=[None, None, 6.0, 5.5])
    chart = small_multiples(lines, frame, by="k", x="year", y="value", low="low", high="high")
    bars_ = [row["_y2"] - row["_y"] for row in marks(chart, "_thick") if row["_x"] == row.get("_x2")]
    assert bars_ == [50, 25]
    (dots_,) = (mark["size"] for mark, rows in layers(chart) if mark["type"] == "circle" and rows)
    assert dots_ == 14


def test_small_multiples_of_what_they_cannot_draw_are_refused() -> None:
    with pytest.raises(ValueError, match="small_multiples cannot draw 'waffle'; it draws area, bars"):
        small_multiples(waffle, PARTS, by="part", part="year", value="value")


def test_small_multiples_of_stacked_bars_and_of_dots_share_their_scale_and_have_one_key() -> None:
    frame = pd.concat([PARTS.assign(place="North"), PARTS.assign(place="South", value=PARTS["value"] / 2)])
    chart = small_multiples(stacked, frame, by="place", x="value", y="year", part="part")
    assert [text for text in said(chart) if text in ("a", "b", "North", "South")] == ["North", "South", "a", "b"]
    bars_ = [row for row in marks(chart, "_fill") if "_edge" in row and row["_nth"] is not None]
    wide = {row["_nth"]: row["_x2"] - row["_x"] for row in bars_}
    assert wide[0] == pytest.approx(2 * wide[4], abs=0.1)
    pairs = pd.concat([PLACES.assign(where="North"), PLACES.assign(where="South")])
    drawn = small_multiples(dots, pairs, by="where", y="place", first="low", second="high", names=("Low", "High"))
    assert {"Low", "High", "North", "South"} <= set(said(drawn))


def test_dots_keep_the_order_of_the_frame_where_a_number_is_missing() -> None:
    frame = PLACES.assign(low=[4, None, 2])
    chart = dots(frame, y="place", first="low", second="high", names=("Low", "High"))
    places = {row["_said"]: row["_y"] for row in marks(chart, "_said") if row["_said"] in ("A", "B", "C")}
    assert sorted(places, key=places.__getitem__) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "make",
    [
        lambda frame: area(frame, x="year", y="valeu"),
        lambda frame: grouped(frame, x="valeu", y="year", group="year"),
        lambda frame: heat(frame, x="year", y="year", value="valeu"),
        lambda frame: histogram(frame, x="valeu"),
        lambda frame: ranges(frame, x="valeu", y="year"),
        lambda frame: scatter(frame, x="year", y="valeu", name="year", titles=("a", "b")),
        lambda frame: slope(frame, x="year", y="valeu", series="year"),
        lambda frame: small_multiples(bars, frame, by="yeer", x="value", y="year"),
    ],
)
def test_a_misspelled_column_is_refused_with_the_likely_one(make: Any) -> None:
    with pytest.raises(ValueError, match=r"did you mean '(value|year)'"):
        make(YEARS)


# -- notes


def _marked(chart: Any, *, small: bool) -> list[Box]:
    """What no call-out may cover: bars, points and the other words."""
    rects = [
        Box(row["_x"], row["_y"], row["_x2"], row["_y2"])
        for row in marks(chart, "_edge", small=small)
        if row["_nth"] is not None
    ]
    points = [row for row in marks(chart, "_line", small=small) if "_fill" in row]
    return rects + [Box(row["_x"] - 4, row["_y"] - 4, row["_x"] + 4, row["_y"] + 4) for row in points]


@pytest.mark.parametrize("small", [True, False], ids=["phone", "page"])
@pytest.mark.parametrize("at", ["A", "B", "C", "D", "E"])
def test_a_call_out_covers_no_bar_and_no_words_or_is_below_the_chart(at: str, small: bool) -> None:
    frame = pd.DataFrame({"k": list("ABCDE"), "v": [9, 7, 8, 2, 8.8]})
    words = "Counted by hand after the storm of March"
    chart = bars(frame, x="v", y="k", notes=[note(words, at=at)])
    placed = texts(chart, small=small)
    mine = next(name for name in placed if "Counted" in name)
    if mine.startswith(f"{at}: "):
        assert placed[mine].top >= max(box.bottom for box in _marked(chart, small=small))
    others = [box for name, box in placed.items() if name != mine] + _marked(chart, small=small)
    assert [box for box in others if box.touches(placed[mine])] == []


def test_a_line_of_a_note_is_open_where_it_would_cross_a_number() -> None:
    frame = pd.DataFrame({"k": ["A", "B", "C"], "v": [10, 2, 9]})
    chart = bars(frame, x="v", y="k", notes=[note("Limit", x=2.15)])
    dashes = next(rows for mark, rows in layers(chart) if mark.get("strokeDash") == [3, 4])
    guides = [row for row in dashes if not row["_small"]]
    number = next(box for name, box in texts(chart).items() if name.startswith("2 "))
    pairs = list(zip(guides[::2], guides[1::2], strict=True))
    assert len(pairs) == 2
    assert not any(top["_y"] < number.bottom - 1 and foot["_y"] > number.top + 1 for top, foot in pairs)


def test_a_note_without_a_place_or_at_no_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="give one place"):
        note("Why")
    with pytest.raises(ValueError, match="did you mean 'Alder'"):
        bars(PLACES.replace("A", "Alder"), x="value", y="place", notes=[note("Why", at="Aldr")])
    with pytest.raises(ValueError, match="outside the chart"):
        area(YEARS, x="year", y="value", notes=[note("Why", x=2030)])
    with pytest.raises(ValueError, match="is not a note"):
        area(YEARS, x="year", y="value", notes=["Why"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    "make",
    [
        lambda notes: stacked(PARTS, x="value", y="year", part="part", notes=notes),
        lambda notes: dots(PLACES, y="place", first="low", second="high", names=("a", "b"), notes=notes),
    ],
    ids=["stacked", "dots"],
)
def test_stacked_bars_and_dots_take_notes_too(make: Any) -> None:
    chart = make([note("Limit", x=3)])
    assert "Limit" in said(chart)
    assert "Limit" in said(chart, small=True)


MANY = pd.DataFrame(
    [(f"Town {n:02}", year, n * 10 + year % 7) for n in range(40) for year in (2020, 2021, 2022)],
    columns=["town", "year", "rent"],
)


@pytest.mark.parametrize("notes", [(), (note("A new law", x=2021),)], ids=["plain", "with a note"])
@pytest.mark.parametrize("width", [320, 680])
def test_of_more_lines_than_names_have_room_the_highlighted_are_named(notes: Any, width: int) -> None:
    chart = lines(MANY, x="year", y="rent", series="town", highlight="Town 07", notes=notes)
    words = re.findall(r">(Town[^<]+)</t", draw(spec_of(chart, "f"), width=width, lang="en", key="f"))
    assert [word.replace("\xa0", " ") for word in words] == ["Town 07 76"]


@pytest.mark.parametrize("width", [320, 680])
def test_with_notes_a_last_value_of_an_earlier_year_says_its_year(width: int) -> None:
    rows = [("Alder", 2022, 5), ("Alder", 2023, 7), ("Birch", 2022, 9), ("Birch", 2023, 11), ("Birch", 2024, 12)]
    frame = pd.DataFrame(rows, columns=["town", "year", "rent"])
    chart = lines(frame, x="year", y="rent", series="town", notes=[note("A new law", x=2023)])
    text = " ".join(ElementTree.fromstring(draw(spec_of(chart, "f"), width=width, lang="en", key="f")).itertext())
    said = " ".join(text.split())
    assert "Alder 7 (2023)" in said
    assert "Birch 12" in said
    assert "Birch 12 (" not in said


@pytest.mark.parametrize("value", [0, 5, -10])
@pytest.mark.parametrize("notes", [(), (note("A new law", x=2021),)], ids=["plain", "with a note"])
@pytest.mark.parametrize("zero", [True, False])
def test_lines_of_one_number_have_an_axis(notes: Any, zero: bool, value: int) -> None:
    frame = pd.DataFrame({"year": [2020, 2021, 2022], "rent": value})
    chart = lines(frame, x="year", y="rent", zero=zero, notes=notes)
    assert "2021" in draw(spec_of(chart, "f"), width=320, lang="en", key="f")


@pytest.mark.parametrize("value", [2000, -2000])
def test_a_line_at_a_value_that_the_axis_does_not_reach_is_refused(value: int) -> None:
    frame = pd.DataFrame({"town": ["Alder", "Birch"], "rent": [-900, -700]})
    with pytest.raises(ValueError, match="is outside the chart, which ends before it; say it in the subtitle"):
        bars(frame, x="rent", y="town", notes=[note("Mean", x=value)])
