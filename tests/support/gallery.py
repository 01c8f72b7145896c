"""Small charts, each the shape of one that reporters find in the galleries of Altair and try on their own numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

Chart = Any

KINDS = pd.DataFrame({"k": ["ash", "birch", "cedar"], "v": [3, 5, 2], "w": [1.0, 4.0, 2.5], "g": ["old", "new", "old"]})
LONG = pd.DataFrame(
    [
        (k, g, v)
        for k, vs in (("ash", (3, 1)), ("birch", (5, 2)), ("cedar", (2, 4)))
        for g, v in zip(("old", "new"), vs, strict=True)
    ],
    columns=["k", "g", "v"],
)
DAYS = pd.DataFrame(
    [(f"2024-0{month}-01", s, month * size) for s, size in (("north", 2), ("south", 3)) for month in range(1, 7)],
    columns=["when", "s", "v"],
)
YEARS = pd.DataFrame({"year": range(1990, 2020), "v": [3 + n % 7 for n in range(30)]})
POINTS = pd.DataFrame(
    {
        "x": [n % 10 + 1 for n in range(40)],
        "y": [(n * 7) % 23 + 1 for n in range(40)],
        "g": ["old", "new"] * 20,
        "n": range(1, 41),
    }
)
RANGES = pd.DataFrame(
    {
        "k": ["ash", "birch"],
        "low": [1, 2],
        "high": [4, 6],
        "from": ["2024-01-01", "2024-02-01"],
        "to": ["2024-03-01", "2024-05-01"],
    }
)
ANSWERS = pd.DataFrame(
    [(q, a, share) for q in ("Taxes", "Roads") for a, share in (("Agree", 50), ("Unsure", 20), ("Disagree", 30))],
    columns=["q", "a", "share"],
)
PRICES = pd.DataFrame(
    {
        "when": ["2024-01-02", "2024-01-03", "2024-01-04"],
        "open": [5, 6, 5],
        "close": [6, 5, 7],
        "low": [4, 4, 5],
        "high": [7, 7, 8],
    }
)
GRID = pd.DataFrame([(a, b, (a * b) % 5) for a in range(4) for b in range(3)], columns=["a", "b", "v"])
PLACES = pd.DataFrame({"city": ["Reno", "Boise"], "lon": [-119.8, -116.2], "lat": [39.5, 43.6], "people": [264, 235]})
WIDE = pd.DataFrame({"k": ["ash", "birch"], "old": [3, 5], "new": [1, 2]})
SEVEN = pd.DataFrame([(f"town {n}", x, x * n) for n in range(1, 8) for x in range(1, 5)], columns=["town", "x", "y"])
SHAPES = {
    "type": "Topology",
    "arcs": [
        [[-120, 35], [-120, 42], [-110, 42], [-110, 35], [-120, 35]],
        [[-110, 35], [-110, 42], [-100, 42], [-100, 35], [-110, 35]],
    ],
    "objects": {
        "counties": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": 1, "properties": {"name": "Storey"}, "arcs": [[0]]},
                {"type": "Polygon", "id": 2, "properties": {"name": "Elko"}, "arcs": [[1]]},
            ],
        }
    },
}
RATES = pd.DataFrame({"id": [1, 2], "rate": [0.05, 0.12]})


def counties() -> Any:
    """The shapes of two counties, as TopoJSON that a notebook has on file."""
    return alt.InlineData(values=SHAPES, format=alt.TopoDataFormat(feature="counties", type="topojson"))


def features() -> Any:
    """The same shapes, as GeoJSON."""
    shapes = [
        {
            "type": "Feature",
            "properties": {"name": name, "rate": rate},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, rate, ring in zip(("Storey", "Elko"), (5, 12), SHAPES["arcs"], strict=True)  # type: ignore[call-overload]
    ]
    return alt.InlineData(
        values={"type": "FeatureCollection", "features": shapes},
        format=alt.DataFormat(property="features", type="json"),
    )


def kinds(mark: str = "bar", **given: Any) -> Chart:
    """The chart of three kinds that most examples begin with."""
    return getattr(alt.Chart(KINDS), f"mark_{mark}")(**given).encode(x="v:Q", y="k:N")


def upright(mark: str = "bar", **given: Any) -> Chart:
    """The same, with the kinds along the foot."""
    return getattr(alt.Chart(KINDS), f"mark_{mark}")(**given).encode(x="k:N", y="v:Q")


def lines(**given: Any) -> Chart:
    """Two lines over half a year."""
    return alt.Chart(DAYS).mark_line(**given).encode(x="when:T", y="v:Q", color="s:N")


def points(**given: Any) -> Chart:
    """Forty points of two groups."""
    return alt.Chart(POINTS).mark_point(**given).encode(x="x:Q", y="y:Q", color="g:N")


def _log(axis: Any = alt.Y) -> Any:
    return axis("v:Q", scale=alt.Scale(type="log"))


def _brush() -> Any:
    return alt.selection_interval()


BARS: dict[str, Callable[[], Chart]] = {
    "bars": upright,
    "bars lying": kinds,
    "bars with labels": lambda: kinds() + kinds("text", align="left", dx=3).encode(text="v:Q"),
    "bars with rounded corners": lambda: upright(cornerRadiusTopLeft=3, cornerRadiusTopRight=3),
    "bars with one lit up": lambda: upright().encode(
        color=alt.condition("datum.k == 'birch'", alt.value("orange"), alt.value("steelblue"))
    ),
    "bars with a rule at the mean": lambda: upright() + alt.Chart(KINDS).mark_rule(color="red").encode(y="mean(v):Q"),
    "bars with a threshold": lambda: upright() + alt.Chart().mark_rule().encode(y=alt.datum(4)),
    "bars below zero": lambda: (
        alt.Chart(KINDS.assign(v=[3, -5, 2]))
        .mark_bar()
        .encode(x="k:N", y="v:Q", color=alt.condition(alt.datum.v > 0, alt.value("blue"), alt.value("red")))
    ),
    "bars in order": lambda: alt.Chart(KINDS).mark_bar().encode(x="v:Q", y=alt.Y("k:N", sort="-x")),
    "bars of sums in order": lambda: alt.Chart(LONG).mark_bar().encode(x="sum(v):Q", y=alt.Y("k:N", sort="-x")),
    "bars, stacked": lambda: alt.Chart(LONG).mark_bar().encode(x="v:Q", y="k:N", color="g:N"),
    "bars, stacked to 100 percent": lambda: (
        alt.Chart(LONG).mark_bar().encode(x=alt.X("v:Q", stack="normalize"), y="k:N", color="g:N")
    ),
    "bars, stacked with labels": lambda: alt.layer(
        alt.Chart(LONG).mark_bar().encode(x=alt.X("v:Q", stack="zero"), y="k:N", color="g:N"),
        alt.Chart(LONG)
        .mark_text(dx=-10, color="white")
        .encode(x=alt.X("v:Q", stack="zero"), y="k:N", detail="g:N", text="v:Q"),
    ),
    "bars, segments in order": lambda: (
        alt.Chart(LONG).mark_bar().encode(x="v:Q", y="k:N", color="g:N", order=alt.Order("v:Q", sort="ascending"))
    ),
    "bars, grouped": lambda: alt.Chart(LONG).mark_bar().encode(x="k:N", y="v:Q", xOffset="g:N", color="g:N"),
    "bars, grouped lying": lambda: alt.Chart(LONG).mark_bar().encode(y="k:N", x="v:Q", yOffset="g:N", color="g:N"),
    "bars, grouped by columns": lambda: alt.Chart(LONG).mark_bar().encode(x="g:N", y="v:Q", color="g:N", column="k:N"),
    "bars, grouped by rows": lambda: alt.Chart(LONG).mark_bar().encode(y="g:N", x="v:Q", color="g:N", row="k:N"),
    "bars, one layer over another": lambda: (
        alt.Chart(LONG).mark_bar(opacity=0.7).encode(x="k:N", y=alt.Y("v:Q", stack=None), color="g:N")
    ),
    "bars of ranges": lambda: alt.Chart(RANGES).mark_bar().encode(x="low:Q", x2="high:Q", y="k:N"),
    "bars of days, a Gantt chart": lambda: alt.Chart(RANGES).mark_bar().encode(x="from:T", x2="to:T", y="k:N"),
    "bars by month": lambda: alt.Chart(DAYS).mark_bar().encode(x="yearmonth(when):T", y="sum(v):Q"),
    "bars of many years": lambda: alt.Chart(YEARS).mark_bar().encode(x="year:O", y="v:Q"),
    "bars with a rolling mean": lambda: alt.layer(
        alt.Chart(YEARS).mark_bar().encode(x="year:O", y="v:Q"),
        alt.Chart(YEARS)
        .mark_line(color="red")
        .transform_window(mean="mean(v)", frame=[-3, 0])
        .encode(x="year:O", y="mean:Q"),
    ),
    "bars of shares of the whole": lambda: (
        alt.Chart(KINDS)
        .transform_joinaggregate(t="sum(v)")
        .transform_calculate(p="datum.v / datum.t")
        .mark_bar()
        .encode(x=alt.X("p:Q", axis=alt.Axis(format=".0%")), y="k:N")
    ),
    "bars of answers around the middle": lambda: (
        alt.Chart(ANSWERS)
        .transform_calculate(s="datum.a == 'Disagree' ? -datum.share : datum.share")
        .mark_bar()
        .encode(x="s:Q", y="q:N", color="a:N")
    ),
    "bars back to back, a pyramid": lambda: alt.hconcat(
        alt.Chart(LONG)
        .transform_filter("datum.g == 'old'")
        .mark_bar()
        .encode(x=alt.X("v:Q", sort="descending"), y=alt.Y("k:N", axis=None)),
        alt.Chart(LONG).transform_filter("datum.g == 'new'").mark_bar().encode(x="v:Q", y="k:N"),
    ),
    "bars, the five highest": lambda: (
        alt.Chart(POINTS)
        .transform_window(rank="rank(n)", sort=[alt.SortField("n", order="descending")])
        .transform_filter("datum.rank <= 5")
        .mark_bar()
        .encode(x="n:Q", y="n:O")
    ),
    "bars, the highest and others": lambda: (
        alt.Chart(KINDS)
        .transform_calculate(who="datum.v > 2 ? datum.k : 'others'")
        .mark_bar()
        .encode(x="sum(v):Q", y="who:N")
    ),
    "bars as a waterfall": lambda: (
        alt.Chart(KINDS)
        .transform_window(end="sum(v)")
        .transform_calculate(begin="datum.end - datum.v")
        .mark_bar()
        .encode(x="k:N", y="begin:Q", y2="end:Q")
    ),
    "bars with long names": lambda: (
        alt.Chart(KINDS.assign(k=["Department of Housing and Urban Development", "ash", "birch"]))
        .mark_bar()
        .encode(x="v:Q", y="k:N")
    ),
    "bars with a long title": lambda: kinds().properties(
        title="What the kinds of trees in the parks of the county were worth to those who live there"
    ),
    "bars of counted words": lambda: alt.Chart(LONG).mark_bar().encode(x="count():Q", y="k:N"),
    "bars with error bars": lambda: (
        alt.Chart(LONG).mark_bar().encode(x="mean(v):Q", y="k:N")
        + alt.Chart(LONG).mark_errorbar(extent="stdev").encode(x="v:Q", y="k:N")
    ),
    "bars from columns side by side": lambda: (
        alt.Chart(WIDE).transform_fold(["old", "new"], as_=["g", "v"]).mark_bar().encode(x="v:Q", y="k:N", color="g:N")
    ),
}

LINES: dict[str, Callable[[], Chart]] = {
    "line": lambda: alt.Chart(YEARS).mark_line().encode(x="year:Q", y="v:Q"),
    "lines of series": lines,
    "lines with points": lambda: lines(point=True),
    "lines with dashes": lambda: lines().encode(strokeDash="s:N"),
    "line in steps": lambda: alt.Chart(DAYS).mark_line(interpolate="step-after").encode(x="when:T", y="sum(v):Q"),
    "line with names at its end": lambda: (
        lines().encode(color=alt.Color("s:N", legend=None))
        + alt.Chart(DAYS).mark_text(align="right", dy=-8).encode(x="max(when):T", y="max(v):Q", text="s:N")
    ),
    "line on a log scale": lambda: alt.Chart(DAYS).mark_line().encode(x="when:T", y=_log(), color="s:N"),
    "line with a datum": lambda: (
        alt.Chart(YEARS).mark_line().encode(x="year:Q", y="v:Q")
        + alt.Chart(YEARS).mark_rule().encode(x=alt.datum(2008))
    ),
    "line with a mean and a band": lambda: (
        alt.Chart(DAYS).mark_errorband(extent="stdev").encode(x="when:T", y="v:Q")
        + alt.Chart(DAYS).mark_line().encode(x="when:T", y="mean(v):Q")
    ),
    "line of running sums": lambda: (
        alt.Chart(YEARS).transform_window(total="sum(v)").mark_line().encode(x="year:O", y="total:Q")
    ),
    "line of counts so far": lambda: (
        alt.Chart(POINTS)
        .transform_window(so_far="count()", sort=[{"field": "y"}])
        .mark_area()
        .encode(x="y:Q", y="so_far:Q")
    ),
    "line of percents": lambda: (
        alt.Chart(YEARS)
        .transform_calculate(p="datum.v / 100")
        .mark_line()
        .encode(x="year:O", y=alt.Y("p:Q", axis=alt.Axis(format="%")))
    ),
    "line of ranks, a bump chart": lambda: (
        alt.Chart(DAYS)
        .transform_window(rank="rank()", sort=[alt.SortField("v", order="descending")], groupby=["when"])
        .mark_line(point=True)
        .encode(x="when:O", y="rank:O", color="s:N")
    ),
    "line with two axes": lambda: alt.layer(
        alt.Chart(YEARS).mark_bar().encode(x="year:O", y="v:Q"),
        alt.Chart(YEARS).transform_calculate(w="datum.v * 9").mark_line().encode(x="year:O", y="w:Q"),
    ).resolve_scale(y="independent"),
    "line through scattered points in order": lambda: (
        alt.Chart(YEARS).mark_line().encode(x="v:Q", y="year:Q", order="year:O")
    ),
    "line as a trail": lambda: alt.Chart(DAYS).mark_trail().encode(x="when:T", y="v:Q", size="v:Q", color="s:N"),
    "slopes": lambda: alt.Chart(LONG).mark_line().encode(x="g:O", y="v:Q", color="k:N"),
    "parallel coordinates": lambda: (
        alt.Chart(KINDS)
        .transform_window(index="count()")
        .transform_fold(["v", "w"])
        .mark_line()
        .encode(x="key:N", y="value:Q", color="g:N", detail="index:N")
    ),
    "line with a regression": lambda: (
        points() + alt.Chart(POINTS).transform_regression("x", "y").mark_line().encode(x="x:Q", y="y:Q")
    ),
    "line smoothed by loess": lambda: (
        alt.Chart(POINTS).transform_loess("x", "y", groupby=["g"]).mark_line().encode(x="x:Q", y="y:Q", color="g:N")
    ),
    "area": lambda: alt.Chart(YEARS).mark_area().encode(x="year:Q", y="v:Q"),
    "area with a gradient": lambda: (
        alt.Chart(YEARS)
        .mark_area(
            color=alt.Gradient(
                gradient="linear",
                stops=[alt.GradientStop(color="white", offset=0), alt.GradientStop(color="green", offset=1)],
                x1=1,
                x2=1,
                y1=1,
                y2=0,
            )
        )
        .encode(x="year:Q", y="v:Q")
    ),
    "areas, stacked": lambda: alt.Chart(DAYS).mark_area().encode(x="when:T", y="v:Q", color="s:N"),
    "areas, stacked to 100 percent": lambda: (
        alt.Chart(DAYS).mark_area().encode(x="when:T", y=alt.Y("v:Q", stack="normalize"), color="s:N")
    ),
    "areas around the middle, a stream": lambda: (
        alt.Chart(DAYS).mark_area().encode(x="when:T", y=alt.Y("v:Q", stack="center", axis=None), color="s:N")
    ),
    "area between two columns": lambda: (
        alt.Chart(PRICES).mark_area(opacity=0.5).encode(x="when:T", y="low:Q", y2="high:Q")
    ),
    "areas folded over, a horizon": lambda: alt.layer(
        alt.Chart(YEARS).mark_area(clip=True).encode(x="year:Q", y=alt.Y("v:Q", scale=alt.Scale(domain=[0, 5]))),
        alt.Chart(YEARS)
        .transform_calculate(ny="datum.v - 5")
        .mark_area(clip=True, opacity=0.3)
        .encode(x="year:Q", y=alt.Y("ny:Q", scale=alt.Scale(domain=[0, 5]))),
    ).properties(width=500, height=50),
    "candlesticks": lambda: (
        alt.Chart(PRICES).mark_rule().encode(x="when:T", y="low:Q", y2="high:Q")
        + alt.Chart(PRICES).mark_bar().encode(x="when:T", y="open:Q", y2="close:Q")
    ),
    "line of years as whole numbers": lambda: alt.Chart(YEARS).mark_line().encode(x="year:T", y="v:Q"),
    "line over rectangles of time": lambda: (
        alt.Chart(RANGES).mark_rect(opacity=0.3).encode(x="from:T", x2="to:T", color="k:N")
        + alt.Chart(DAYS).mark_line().encode(x="when:T", y="mean(v):Q")
    ),
}

POINTED: dict[str, Callable[[], Chart]] = {
    "scatter": points,
    "scatter with tooltips": lambda: points().encode(tooltip=["g:N", "n:Q"]),
    "scatter with links": lambda: (
        points().transform_calculate(to="'https://example.org/' + datum.n").encode(href="to:N")
    ),
    "scatter with names": lambda: (
        alt.Chart(KINDS).mark_point().encode(x="v:Q", y="w:Q")
        + alt.Chart(KINDS).mark_text(dy=-9).encode(x="v:Q", y="w:Q", text="k:N")
    ),
    "scatter of longitudes": lambda: (
        alt.Chart(pd.DataFrame({"lon": [-180, -70], "lat": [1, 2]}))
        .mark_point()
        .encode(x=alt.X("lon:Q", axis=alt.Axis(tickCount=12), scale=alt.Scale(zero=False)), y="lat:Q")
    ),
    "scatter in bins": lambda: (
        alt.Chart(POINTS).mark_circle().encode(x=alt.X("x:Q", bin=True), y=alt.Y("y:Q", bin=True), size="count()")
    ),
    "bubbles": lambda: alt.Chart(POINTS).mark_circle().encode(x="x:Q", y="y:Q", size="n:Q"),
    "bubbles on a log scale": lambda: (
        alt.Chart(POINTS).mark_circle().encode(x=alt.X("n:Q", scale=alt.Scale(type="log")), y="y:Q", size="n:Q")
    ),
    "bubbles in a table": lambda: alt.Chart(GRID).mark_circle().encode(x="a:O", y="b:O", size="sum(v):Q"),
    "dots of ranges": lambda: (
        alt.Chart(RANGES).mark_rule().encode(x="low:Q", x2="high:Q", y="k:N")
        + alt.Chart(RANGES).mark_point(filled=True).encode(x="low:Q", y="k:N")
    ),
    "ticks, a strip plot": lambda: alt.Chart(POINTS).mark_tick().encode(x="x:Q", y="g:N"),
    "points with arrows of wind": lambda: (
        alt.Chart(POINTS)
        .mark_point(shape="wedge")
        .encode(x="x:Q", y="y:Q", angle=alt.Angle("n:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360])))
    ),
    "points with error bars": lambda: (
        alt.Chart(LONG).mark_errorbar(extent="stderr").encode(x="v:Q", y="k:N")
        + alt.Chart(LONG).mark_point().encode(x="mean(v):Q", y="k:N")
    ),
    "leaves of a stem": lambda: (
        alt.Chart(KINDS).mark_text(align="left").encode(x=alt.X("v:Q", axis=None), y="g:O", text="v:N")
    ),
    "dots piled up, after Wilkinson": lambda: (
        alt.Chart(LONG)
        .transform_window(id="rank()", groupby=["v"])
        .mark_circle()
        .encode(x="v:O", y=alt.Y("id:O", axis=None, sort="descending"))
    ),
    "points of shape": lambda: alt.Chart(POINTS).mark_point().encode(x="x:Q", y="y:Q", shape="g:N"),
    "emoji for numbers": lambda: (
        alt.Chart(LONG)
        .mark_text(size=20)
        .transform_calculate(e="{'old': '●', 'new': '○'}[datum.g]")
        .encode(x="v:O", y="k:N", text="e:N")
    ),
    "quantiles": lambda: (
        alt.Chart(POINTS).transform_quantile("y", as_=["p", "q"], step=0.1).mark_point().encode(x="p:Q", y="q:Q")
    ),
}

SPREAD: dict[str, Callable[[], Chart]] = {
    "histogram": lambda: alt.Chart(POINTS).mark_bar().encode(x=alt.X("y:Q", bin=True), y="count()"),
    "histogram with a mean": lambda: (
        alt.Chart(POINTS).mark_bar().encode(x=alt.X("y:Q", bin=True), y="count()")
        + alt.Chart(POINTS).mark_rule(color="red").encode(x="mean(y):Q")
    ),
    "histograms over each other": lambda: (
        alt.Chart(POINTS)
        .mark_bar(opacity=0.4)
        .encode(x=alt.X("y:Q", bin=True), y=alt.Y("count()", stack=None), color="g:N")
    ),
    "histogram of shares": lambda: (
        alt.Chart(POINTS)
        .transform_bin(as_="b", field="y")
        .transform_aggregate(n="count()", groupby=["b"])
        .transform_joinaggregate(t="sum(n)")
        .transform_calculate(p="datum.n / datum.t")
        .mark_bar()
        .encode(x="b:O", y="p:Q")
    ),
    "density": lambda: (
        alt.Chart(POINTS).transform_density("y", as_=["y", "density"]).mark_area().encode(x="y:Q", y="density:Q")
    ),
    "densities, stacked": lambda: (
        alt.Chart(POINTS)
        .transform_density("y", groupby=["g"], as_=["y", "density"])
        .mark_area()
        .encode(x="y:Q", y=alt.Y("density:Q", stack="zero"), color="g:N")
    ),
    "box plot": lambda: alt.Chart(POINTS).mark_boxplot().encode(x="g:N", y="y:Q"),
    "violins": lambda: (
        alt.Chart(POINTS)
        .transform_density("y", as_=["y", "density"], groupby=["g"])
        .mark_area(orient="horizontal")
        .encode(y="y:Q", x=alt.X("density:Q", stack="center", axis=None), column="g:N")
    ),
    "ridges": lambda: (
        alt.Chart(DAYS)
        .mark_area(interpolate="monotone")
        .encode(x="when:T", y=alt.Y("v:Q", axis=None))
        .properties(height=40)
        .facet(row="s:N")
    ),
    "heat map": lambda: alt.Chart(GRID).mark_rect().encode(x="a:O", y="b:O", color="v:Q"),
    "heat map with numbers": lambda: (
        alt.Chart(GRID).mark_rect().encode(x="a:O", y="b:O", color="v:Q")
        + alt.Chart(GRID).mark_text().encode(x="a:O", y="b:O", text="v:Q")
    ),
    "heat map of days": lambda: (
        alt.Chart(DAYS).mark_rect().encode(x="date(when):O", y="month(when):O", color="max(v):Q")
    ),
    "heat map in bins": lambda: (
        alt.Chart(POINTS).mark_rect().encode(x=alt.X("x:Q", bin=True), y=alt.Y("y:Q", bin=True), color="count()")
    ),
    "donut": lambda: alt.Chart(KINDS).mark_arc(innerRadius=40).encode(theta="v:Q", color="k:N"),
    "pie": lambda: alt.Chart(KINDS).mark_arc().encode(theta="v:Q", color="k:N"),
    "pie with labels": lambda: (
        alt.Chart(KINDS)
        .encode(theta=alt.Theta("v:Q", stack=True), color=alt.Color("k:N", legend=None))
        .mark_arc(outerRadius=80)
        + alt.Chart(KINDS).encode(theta=alt.Theta("v:Q", stack=True)).mark_text(radius=110).encode(text="k:N")
    ),
    "radial": lambda: (
        alt.Chart(KINDS)
        .mark_arc(innerRadius=10)
        .encode(
            theta=alt.Theta("v:Q", stack=True),
            radius=alt.Radius("v:Q", scale=alt.Scale(type="sqrt", zero=True, rangeMin=20)),
            color="k:N",
        )
    ),
    "mosaic of counts": lambda: (
        alt.Chart(ANSWERS)
        .transform_stack(stack="share", as_=["y0", "y1"], offset="normalize", groupby=["q"])
        .mark_rect()
        .encode(x="q:N", y="y0:Q", y2="y1:Q", color="a:N")
    ),
}

MAPS: dict[str, Callable[[], Chart]] = {
    "map of shapes": lambda: alt.Chart(counties()).mark_geoshape(fill="#ddd", stroke="white"),
    "map shaded by a looked-up rate": lambda: (
        alt.Chart(counties())
        .mark_geoshape()
        .encode(color="rate:Q")
        .transform_lookup(lookup="id", from_=alt.LookupData(RATES, "id", ["rate"]))
    ),
    "map shaded from the frame": lambda: (
        alt.Chart(RATES)
        .mark_geoshape()
        .encode(shape="geo:G", color="rate:Q")
        .transform_lookup(lookup="id", from_=alt.LookupData(counties(), "id"), as_="geo")
    ),
    "map of GeoJSON": lambda: alt.Chart(features()).mark_geoshape().encode(color="properties.rate:Q"),
    "map with places": lambda: (
        alt.Chart(counties()).mark_geoshape(fill="#ddd")
        + alt.Chart(PLACES).mark_circle().encode(longitude="lon:Q", latitude="lat:Q", size="people:Q")
    ),
    "map with names of places": lambda: (
        alt.Chart(counties()).mark_geoshape(fill="#ddd")
        + alt.Chart(PLACES).mark_text().encode(longitude="lon:Q", latitude="lat:Q", text="city:N")
    ),
    "map with a line": lambda: (
        alt.Chart(counties()).mark_geoshape(fill="#ddd")
        + alt.Chart(PLACES).mark_line().encode(longitude="lon:Q", latitude="lat:Q")
    ),
    "map of the globe": lambda: (
        alt.Chart(alt.sphere()).mark_geoshape(fill="#eef")
        + alt.Chart(alt.graticule()).mark_geoshape(stroke="#ccc")
        + alt.Chart(counties()).mark_geoshape()
    ),
    "maps for two columns": lambda: (
        alt.Chart(counties())
        .mark_geoshape()
        .encode(color=alt.Color(alt.repeat("row"), type="quantitative"))
        .transform_lookup(lookup="id", from_=alt.LookupData(RATES.assign(double=[0.1, 0.24]), "id", ["rate", "double"]))
        .repeat(row=["rate", "double"])
    ),
}

SEVERAL: dict[str, Callable[[], Chart]] = {
    "small multiples": lambda: (
        alt.Chart(SEVEN).mark_line().encode(x="x:Q", y="y:Q", facet=alt.Facet("town:N", columns=4))
    ),
    "small multiples with no number of columns": lambda: (
        alt.Chart(SEVEN).mark_line().encode(x="x:Q", y="y:Q", facet="town:N")
    ),
    "small multiples in one row": lambda: alt.Chart(SEVEN).mark_line().encode(x="x:Q", y="y:Q", column="town:N"),
    "small multiples in rows": lambda: alt.Chart(DAYS).mark_area().encode(x="when:T", y="v:Q", row="s:N"),
    "small multiples of layers": lambda: alt.layer(
        alt.Chart().mark_line().encode(x="x:Q", y="y:Q"), alt.Chart().mark_rule().encode(y="mean(y):Q"), data=SEVEN
    ).facet("town:N", columns=3),
    "small multiples in a grid": lambda: (
        alt.Chart(POINTS)
        .transform_calculate(h="datum.n > 20 ? 'late' : 'early'")
        .mark_point()
        .encode(x="x:Q", y="y:Q", row="g:N", column="h:N")
    ),
    "two charts side by side": lambda: points() | upright(),
    "two charts one below the other": lambda: points() & upright(),
    "three charts wrapped": lambda: alt.concat(points(), upright(), kinds(), columns=2),
    "scatter with histograms at its sides": lambda: (
        alt.Chart(POINTS).mark_bar().encode(x=alt.X("x:Q", bin=True), y="count()").properties(height=60)
        & (points() | alt.Chart(POINTS).mark_bar().encode(y=alt.Y("y:Q", bin=True), x="count()").properties(width=60))
    ),
    "one chart for each column": lambda: (
        alt.Chart(POINTS)
        .mark_bar()
        .encode(x=alt.X(alt.repeat("repeat"), type="quantitative", bin=True), y="count()")
        .repeat(["x", "y", "n"], columns=2)
    ),
    "a matrix of scatters": lambda: (
        alt.Chart(POINTS)
        .mark_circle()
        .encode(x=alt.X(alt.repeat("column"), type="quantitative"), y=alt.Y(alt.repeat("row"), type="quantitative"))
        .repeat(row=["x", "y"], column=["x", "y"])
    ),
    "lines of columns, a repeat in layers": lambda: (
        alt.Chart(PRICES)
        .mark_line()
        .encode(x="when:T", y=alt.Y(alt.repeat("layer"), type="quantitative"), color=alt.datum(alt.repeat("layer")))
        .repeat(layer=["open", "close"])
    ),
}

MOVING: dict[str, Callable[[], Chart]] = {
    "zoom and pan": lambda: points().interactive(),
    "a brush that colors": lambda: (
        lambda brush: points().encode(color=alt.condition(brush, "g:N", alt.value("gray"))).add_params(brush)
    )(_brush()),
    "a brush across two charts": lambda: (
        lambda brush: (
            points().add_params(brush)
            & alt.Chart(POINTS).mark_bar().encode(x="count()", y="g:N").transform_filter(brush)
        )
    )(_brush()),
    "a legend that filters": lambda: (
        lambda pick: lines().encode(opacity=alt.condition(pick, alt.value(1), alt.value(0.2))).add_params(pick)
    )(alt.selection_point(fields=["s"], bind="legend")),
    "a slider": lambda: (lambda cut: points().transform_filter(alt.datum.x < cut).add_params(cut))(
        alt.param(name="cut", value=6, bind=alt.binding_range(min=1, max=10))
    ),
    "a menu": lambda: (lambda pick: points().add_params(pick).transform_filter(pick))(
        alt.selection_point(fields=["g"], bind=alt.binding_select(options=["old", "new"]), value="old")
    ),
    "a line under the pointer": lambda: (
        lambda near: (
            lines()
            + alt.Chart(DAYS)
            .mark_point()
            .encode(x="when:T", y="v:Q", opacity=alt.condition(near, alt.value(1), alt.value(0)))
            .add_params(near)
        )
    )(alt.selection_point(nearest=True, on="pointerover", fields=["when"], empty=False)),
    "an overview and a detail": lambda: (
        lambda brush: (
            alt.Chart(YEARS).mark_area().encode(x=alt.X("year:Q", scale=alt.Scale(domain=brush)), y="v:Q")
            & alt.Chart(YEARS).mark_area().encode(x="year:Q", y="v:Q").properties(height=40).add_params(brush)
        )
    )(alt.selection_interval(encodings=["x"])),
}

REFUSED: dict[str, tuple[Callable[[], Chart], str]] = {
    "bars on a log scale": (
        lambda: alt.Chart(KINDS).mark_bar().encode(x="k:N", y=_log()),
        "bars begin at zero, which a log scale does not have",
    ),
    "an area on a log scale": (
        lambda: alt.Chart(YEARS).mark_area().encode(x="year:Q", y=_log()),
        "areas begin at zero, which a log scale does not have",
    ),
    "intervals by bootstrap": (
        lambda: alt.Chart(LONG).mark_errorbar(extent="ci").encode(x="v:Q", y="k:N"),
        "the chart bootstraps its interval (ci)",
    ),
    "a mean with a bootstrapped band": (
        lambda: alt.Chart(DAYS).mark_errorband(extent="ci").encode(x="when:T", y="v:Q"),
        "the chart bootstraps its interval (ci)",
    ),
    "points scattered by chance": (
        lambda: (
            alt.Chart(POINTS).transform_calculate(j="sqrt(-2 * log(random()))").mark_circle().encode(x="j:Q", y="y:Q")
        ),
        "the chart uses random numbers (random() in a formula)",
    ),
    "a sample": (lambda: points().transform_sample(5), "the chart picks its rows at random (transform_sample)"),
    "pictures for points": (
        lambda: alt.Chart(KINDS.assign(u="https://example.org/a.png")).mark_image().encode(x="v:Q", y="k:N", url="u:N"),
        "the chart shows image files (mark_image)",
    ),
    "data at an address": (
        lambda: alt.Chart("https://example.org/a.csv").mark_bar().encode(x="v:Q", y="k:N"),
        "the chart takes its data from 'https://example.org/a.csv'",
    ),
    "numbers that are texts": (
        lambda: alt.Chart(KINDS.assign(v=["1,234", "5", "6"])).mark_bar().encode(x="v:Q", y="k:N"),
        "the column 'v' is drawn as numbers but holds the text '1,234'",
    ),
    "labels on top of each other": (
        lambda: (
            alt.Chart(YEARS).mark_bar().encode(x="year:O", y="v:Q")
            + alt.Chart(YEARS).mark_text().encode(x="year:O", y="v:Q", text=alt.Text("v:Q", format=".3f"))
        ),
        "overlap at 320 px",
    ),
    "a label without a number": (
        lambda: alt.Chart(KINDS.assign(w=[1.0, None, 2.0])).mark_text().encode(x="v:Q", y="k:N", text="w:Q"),
        "the chart prints 'null'",
    ),
    "an axis that prints a day twice": (
        lambda: alt.Chart(PRICES).mark_line().encode(x=alt.X("when:T", axis=alt.Axis(format="%b %d")), y="close:Q"),
        "an axis of the chart prints 'Jan 02' at several times of that day",
    ),
    "a grid of seven columns": (
        lambda: alt.Chart(SEVEN.assign(g="a")).mark_line().encode(x="x:Q", y="y:Q", row="g:N", column="town:N"),
        "7 plots in a row do not fit into 320 px",
    ),
}

DRAWN: dict[str, Callable[[], Chart]] = {**BARS, **LINES, **POINTED, **SPREAD, **MAPS, **SEVERAL, **MOVING}
