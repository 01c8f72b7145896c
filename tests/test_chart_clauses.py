"""Every kind of chart does what the reference says of it, or says in words why not; margins are drawn where they are."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nutgraf import charts
from nutgraf.charts import area, bars, grouped, lines, ranges, small_multiples, table_chart, us, waffle
from nutgraf.facts import Fact
from nutgraf.figures.spec import spec_of
from nutgraf.letter_widths import line_width
from nutgraf.vega import draw

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))
from reference_pages import chart_clauses  # noqa: E402

sys.path.remove(str(DOCS))
KINDS = list(chart_clauses.TRIED)
RENTS = pd.DataFrame(
    {"place": ["Alder", "Birch", "Cedar"], "rent": [10.0, 6.0, None], "low": [8, 6, None], "high": [13, 6, None]}
)
FACTS = pd.DataFrame(
    {"place": ["Alder", "Birch"], "rent": [Fact(value=10.0, unit="percent", moe=1.5), Fact(value=6.0)]}
)


def function(name: str) -> Any:
    return getattr(us, name.removeprefix("us.")) if name.startswith("us.") else getattr(charts, name)


def items(chart: Any, name: str, *, small: bool = False) -> list[dict[str, Any]]:
    """What the layers of a drawing hold under this name."""
    rows = [row for layer in chart.layer for row in getattr(layer.data, "values", ())]
    return [row for row in rows if name in row and row.get("_small") is small]


def test_every_kind_of_chart_is_tried() -> None:
    drawn = set(charts.__all__) - {"TableColumn", "note", "small_multiples"}
    assert set(KINDS) == drawn | {f"us.{name}" for name in us.__all__}


@pytest.mark.parametrize("name", KINDS)
def test_a_chart_is_drawn_at_both_widths_in_the_colors_of_the_page_with_its_rows_to_explore(name: str) -> None:
    found = chart_clauses.clauses(name)
    assert (found.drawn, found.themed, found.explored) == (True, True, True)


@pytest.mark.parametrize("name", KINDS)
def test_a_chart_draws_ranges_or_says_why_not_and_so_does_the_reference(name: str) -> None:
    found = chart_clauses.clauses(name)
    if found.ranges:
        assert found.margins
        return
    said, why = found.refusal.split(": ", 1)
    assert said == f"{function(name).__name__} has no low="
    assert f"No ranges: {why}." in (inspect.getdoc(function(name)) or "")


@pytest.mark.parametrize("name", KINDS)
def test_a_chart_takes_notes_or_says_where_they_go_instead(name: str) -> None:
    if chart_clauses.clauses(name).call_out:
        return
    tried = chart_clauses.TRIED[name]
    with pytest.raises(ValueError, match=r"has no notes=: .*`notes=` of the figure"):
        tried.draw(tried.frame, notes=[])


def test_a_blank_number_is_seen_to_be_missing_in_every_kind_of_chart() -> None:
    seen = {name: chart_clauses.clauses(name).blank for name in KINDS}
    assert {name for name, blank in seen.items() if blank == "it has no numbers"} == {"timeline", "locator_map"}
    assert {name for name, blank in seen.items() if blank == "nothing in its place"} == {
        "lines",
        "area",
        "slope",
        "dots",
    }
    assert {name for name, blank in seen.items() if blank == "refused"} == {"waffle"}


@pytest.mark.parametrize("small", [True, False], ids=["phone", "page"])
def test_a_bar_has_the_line_of_its_range_and_its_number_after_that(small: bool) -> None:
    chart = bars(RENTS, x="rent", y="place", low="low", high="high")
    (bar, _) = (row for row in items(chart, "_edge", small=small))
    (span,) = (row for row in items(chart, "_thick", small=small) if row["_thick"] == 1.5 and row["_y"] == row["_y2"])
    pixels = (bar["_x2"] - bar["_x"]) / 10
    assert span["_x"] == pytest.approx(bar["_x"] + 8 * pixels, abs=0.1)
    assert span["_x2"] == pytest.approx(bar["_x"] + 13 * pixels, abs=0.1)
    (said,) = (row for row in items(chart, "_said", small=small) if row["_said"] == "10")
    assert said["_x"] >= span["_x2"] + 5


def test_the_ends_of_a_range_are_in_the_table_of_a_bar_chart() -> None:
    chart = bars(RENTS, x="rent", y="place", low="low", high="high")
    assert chart.usermeta["nutgraf"]["columns"] == ["place", "rent", "low", "high"]


@pytest.mark.parametrize("draw", [bars, ranges], ids=["bars", "ranges"])
def test_the_margin_of_error_of_a_fact_is_drawn_and_a_fact_without_one_has_none(draw: Any) -> None:
    options = {"margins": True} if draw is bars else {}
    rows = draw(FACTS, x="rent", y="place", **options).data.to_dict("records")
    assert [(row["_low"], row["_high"]) for row in rows] == [(8.5, 11.5), (6.0, 6.0)]


def test_margins_of_facts_are_drawn_in_lines_and_groups_too() -> None:
    frame = FACTS.assign(year=[2020, 2021], kind="all")
    for chart in (
        lines(frame, x="year", y="rent", margins=True),
        grouped(frame, x="rent", y="place", group="kind", margins=True),
        small_multiples(bars, frame, by="kind", x="rent", y="place", margins=True),
        small_multiples(lines, frame, by="kind", x="year", y="rent", margins=True),
    ):
        assert list(chart.data["_low"]) == [8.5, 6.0]


def test_a_range_below_zero_has_room_before_its_bar() -> None:
    frame = pd.DataFrame({"place": ["Alder", "Birch"], "change": [-4.0, 1.0], "low": [-9.0, -2.0], "high": [-1.0, 3.0]})
    chart = bars(frame, x="change", y="place", low="low", high="high")
    spans = [row for row in items(chart, "_thick", small=True) if row["_thick"] == 1.5 and row["_y"] == row["_y2"]]
    (said,) = (row for row in items(chart, "_said", small=True) if row["_said"] == "−4" or row["_said"] == "-4")
    assert said["_x"] < spans[0]["_x"]
    assert spans[1]["_x"] < spans[1]["_x2"] <= 318


def test_words_that_have_no_room_at_the_end_of_a_bar_on_a_phone_are_after_its_name() -> None:
    long = "about 12,345,678 returns filed in the year 2022, an estimate by the agency"
    chart = bars(RENTS.assign(said=[long, "few", ""]), x="rent", y="place", label="said", highlight="Birch")
    phone = [" ".join(row["_said"].split()) for row in items(chart, "_said", small=True)]
    page = [row["_said"] for row in items(chart, "_said")]
    assert phone == [f"Alder: {long}", "Birch: few", "Cedar"]
    assert {long, "few", "Alder", "Birch", "Cedar"} <= set(page)


def test_two_sources_of_a_range_are_refused() -> None:
    frame = FACTS.assign(low=1.0, high=20.0)
    with pytest.raises(ValueError, match="give low= and high=, or margins=True"):
        bars(frame, x="rent", y="place", low="low", high="high", margins=True)


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: waffle(RENTS, part="place", value="rent", high="high"), "waffle has no high=: squares are counted; draw `ranges`"),
        (lambda: table_chart(RENTS, name="place", columns={}, notes=[]), "table_chart has no notes=: say it in `notes=` of the figure"),
        (lambda: small_multiples(area, RENTS, by="place", low="low"), "area has no low=: a pale edge would look like another area; draw `lines`"),
        (lambda: small_multiples(bars, RENTS, by="place", x="rent", y="place", find="state"), "small_multiples: bars has no find= in small multiples; leave it out"),
    ],
)  # fmt: skip
def test_an_option_that_a_chart_does_not_have_is_refused_in_words(draw: Any, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        draw()
    assert str(refused.value) == said


NAMES = {
    "Arabic": ["محافظة بغداد الكبرى", "أربيل", "البصرة"],
    "Russian": ["Московская область", "Тверь", "Калуга"],
    "Korean": ["경상북도 안동시", "서울", "부산"],
}


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("name", [name for name, tried in chart_clauses.TRIED.items() if tried.multiples])
def test_names_in_other_scripts_do_not_push_a_chart_out_of_its_picture(name: str, script: str) -> None:
    """Vega takes Arabic letters for twice as wide as they are, and moved the whole chart to make room."""
    tried = chart_clauses.TRIED[name]
    called = dict(zip(["Alder", "Birch", "Cedar"], NAMES[script], strict=True))
    chart = tried.draw(tried.frame.assign(place=tried.frame["place"].map(called)))
    for width in chart_clauses.WIDTHS:
        svg = draw(spec_of(chart, "f"), width=width, lang="en", key="f")
        assert f'width="{width}"' in svg


def test_a_korean_syllable_is_as_wide_as_it_is_high() -> None:
    assert line_width("서울", 10) == 20.0
