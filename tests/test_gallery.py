"""A chart as the galleries of Altair have it is drawn whole at both widths, or refused for the reason that it has."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
from nutgraf.vega.readable_drawing import draw_readably
from nutgraf.vega.svg import Wanted, tidy_svg
from support.gallery import DRAWN, REFUSED

SVG = "{http://www.w3.org/2000/svg}"

# How many marks a reader sees, and every word of two letters or more but for the months on an axis.
SEEN = {
    "bars": (3, "ash birch cedar"),
    "bars lying": (3, "ash birch cedar"),
    "bars with labels": (6, "ash birch cedar"),
    "bars with rounded corners": (3, "ash birch cedar"),
    "bars with one lit up": (3, "ash birch cedar"),
    "bars with a rule at the mean": (4, "Mean ash birch cedar of"),
    "bars with a threshold": (4, "ash birch cedar"),
    "bars below zero": (3, "ash birch cedar"),
    "bars in order": (3, "ash birch cedar"),
    "bars of sums in order": (3, "Sum ash birch cedar of"),
    "bars, stacked": (6, "ash birch cedar new old"),
    "bars, stacked to 100 percent": (6, "ash birch cedar new old"),
    "bars, stacked with labels": (12, "ash birch cedar new old"),
    "bars, segments in order": (6, "ash birch cedar new old"),
    "bars, grouped": (6, "ash birch cedar new old"),
    "bars, grouped lying": (6, "ash birch cedar new old"),
    "bars, grouped by columns": (6, "ash birch cedar new old"),
    "bars, grouped by rows": (6, "ash birch cedar new old"),
    "bars, one layer over another": (6, "ash birch cedar new old"),
    "bars of ranges": (2, "ash birch high"),
    "bars of days, a Gantt chart": (2, "ash birch to"),
    "bars by month": (6, "Sum of when"),
    "bars of many years": (30, "year"),
    "bars with a rolling mean": (31, "mean year"),
    "bars of shares of the whole": (3, "ash birch cedar"),
    "bars of answers around the middle": (6, "Agree Disagree Roads Taxes Unsure"),
    "bars back to back, a pyramid": (6, "ash birch cedar"),
    "bars, the five highest": (5, ""),
    "bars, the highest and others": (3, "Sum ash birch of others who"),
    "bars as a waterfall": (3, "ash birch cedar end"),
    "bars with long names": (3, "Department Development Housing Urban and ash birch of"),
    "bars with a long title": (
        3,
        "What ash birch cedar county in kinds live of parks the there those to trees were who worth",
    ),
    "bars of counted words": (3, "Count Records ash birch cedar of"),
    "bars with error bars": (6, "ash birch cedar"),
    "bars from columns side by side": (4, "ash birch new old"),
    "line": (1, "year"),
    "lines of series": (2, "north south when"),
    "lines with points": (14, "north south when"),
    "lines with dashes": (2, "north south when"),
    "line in steps": (1, "Sum of when"),
    "line with names at its end": (4, "Max north of south when"),
    "line on a log scale": (2, "north south when"),
    "line with a datum": (31, "year"),
    "line with a mean and a band": (2, "when"),
    "line of running sums": (1, "total year"),
    "line of counts so far": (1, ""),
    "line of percents": (1, "year"),
    "line of ranks, a bump chart": (14, "north rank south when"),
    "line with two axes": (31, "year"),
    "line through scattered points in order": (1, "year"),
    "line as a trail": (2, "north south when"),
    "slopes": (3, "ash birch cedar new old"),
    "parallel coordinates": (3, "key new old value"),
    "line with a regression": (41, "new old"),
    "line smoothed by loess": (2, "new old"),
    "area": (1, "year"),
    "area with a gradient": (1, "year"),
    "areas, stacked": (2, "north south when"),
    "areas, stacked to 100 percent": (2, "north south when"),
    "areas around the middle, a stream": (2, "north south when"),
    "area between two columns": (1, "AM PM Thu Tue Wed high when"),
    "areas folded over, a horizon": (2, "ny year"),
    "candlesticks": (6, "AM PM Thu Tue Wed close when"),
    "line of years as whole numbers": (1, "year"),
    "line over rectangles of time": (3, "Mean ash birch of when"),
    "scatter": (40, "new old"),
    "scatter with tooltips": (40, "new old"),
    "scatter with links": (40, "new old"),
    "scatter with names": (6, "ash birch cedar"),
    "scatter of longitudes": (2, "lat lon"),
    "scatter in bins": (15, "(binned) Count Records of"),
    "bubbles": (40, ""),
    "bubbles on a log scale": (40, ""),
    "bubbles in a table": (12, "Sum of"),
    "dots of ranges": (4, "ash birch high"),
    "ticks, a strip plot": (40, "new old"),
    "points with arrows of wind": (40, ""),
    "points with error bars": (6, "ash birch cedar"),
    "leaves of a stem": (3, "new old"),
    "dots piled up, after Wilkinson": (6, ""),
    "points of shape": (40, "new old"),
    "emoji for numbers": (6, "ash birch cedar"),
    "quantiles": (10, ""),
    "histogram": (5, "(binned) Count Records of"),
    "histogram with a mean": (6, "Count Mean Records of"),
    "histograms over each other": (10, "(binned) Count Records new of old"),
    "histogram of shares": (5, ""),
    "density": (1, "density"),
    "densities, stacked": (2, "density new old"),
    "box plot": (8, "new old"),
    "violins": (2, "new old"),
    "ridges": (2, "north south when"),
    "heat map": (12, ""),
    "heat map with numbers": (24, ""),
    "heat map of days": (6, "(date) (month) Max of when"),
    "heat map in bins": (15, "(binned) Count Records of"),
    "donut": (3, "ash birch cedar"),
    "pie": (3, "ash birch cedar"),
    "pie with labels": (6, "ash birch cedar"),
    "radial": (3, "ash birch cedar"),
    "mosaic of counts": (6, "Agree Disagree Roads Taxes Unsure"),
    "map of shapes": (2, ""),
    "map shaded by a looked-up rate": (2, "rate"),
    "map shaded from the frame": (2, "rate"),
    "map of GeoJSON": (2, ""),
    "map with places": (4, "people"),
    "map with names of places": (4, "Boise Reno"),
    "map with a line": (3, ""),
    "map of the globe": (4, ""),
    "maps for two columns": (4, "double"),
    "small multiples": (7, "town"),
    "small multiples with no number of columns": (7, "town"),
    "small multiples in one row": (7, "town"),
    "small multiples in rows": (2, "north south when"),
    "small multiples of layers": (14, "Mean of town"),
    "small multiples in a grid": (40, "early late new old"),
    "two charts side by side": (43, "ash birch cedar new old"),
    "two charts one below the other": (43, "ash birch cedar new old"),
    "three charts wrapped": (46, "ash birch cedar new old"),
    "scatter with histograms at its sides": (54, "(binned) Count Records new of old"),
    "one chart for each column": (22, "(binned) Count Records of"),
    "a matrix of scatters": (160, ""),
    "lines of columns, a repeat in layers": (2, "AM PM Thu Tue Wed close open when"),
    "zoom and pan": (40, "new old"),
    "a brush that colors": (42, "new old"),
    "a brush across two charts": (44, "Count Records new of old"),
    "a legend that filters": (2, "north south when"),
    "a slider": (20, "new old"),
    "a menu": (20, "old"),
    "a line under the pointer": (26, "north south when"),
    "an overview and a detail": (4, "year"),
}


def marks(root: ElementTree.Element) -> int:
    """How many marks a drawing of Vega's has, axes and legends aside."""
    groups = [group for group in root.iter(f"{SVG}g") if "role-mark" in group.get("class", "").split()]
    leaves = [item for group in groups if "mark-group" not in group.get("class", "") for item in group.iter()]
    return len([item for item in leaves if item.tag.removeprefix(SVG) not in ("g", "a", "tspan")])


def words(root: ElementTree.Element) -> str:
    """The words of a drawing, each once, numbers and months aside."""
    said = [word for text in root.iter(f"{SVG}text") for part in text.iter() for word in (part.text or "").split()]
    kept = {word for word in said if re.fullmatch(r"[A-Za-z'()]{2,}", word) and word[:3] not in MONTHS}
    return " ".join(sorted(kept))


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_of_the_gallery_is_drawn_with_all_its_marks_and_words_at_both_widths(name: str) -> None:
    spec = spec_of(DRAWN[name](), "f")
    for width in (320, 680):
        drawn = draw_readably(spec, width, "en", "f")[1]
        root = ElementTree.fromstring(drawn)
        assert (width, marks(root), words(root)) == (width, *SEEN[name])
        assert ElementTree.fromstring(tidy_svg(drawn, Wanted(width, "f"))).get("width") == str(width)


@pytest.mark.parametrize("name", REFUSED)
def test_a_chart_of_the_gallery_that_cannot_be_published_is_refused_with_the_reason(name: str) -> None:
    chart, reason = REFUSED[name]
    with pytest.raises(FigureError, match=re.escape(reason)) as refused:
        draw(spec_of(chart(), "f"), width=320, lang="en", key="f")
    assert all(problem.fix for problem in refused.value.problems)
