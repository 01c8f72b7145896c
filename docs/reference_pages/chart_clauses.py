"""What each chart of nutgraf.charts can do, found by trying it: the table in reference/charts.md, and a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from nutgraf import charts
from nutgraf.charts import note
from nutgraf.charts.small_multiples import small_multiples
from nutgraf.facts import Fact
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

from .markdown import table

WIDTHS = (320, 680)
PLACES = pd.DataFrame(
    {
        "place": ["Alder", "Birch", "Cedar"],
        "code": ["CA", "OR", "NV"],
        "fips": ["41001", "41003", "41005"],
        "value": [5.0, 3.0, None],
        "other": [6.0, 2.0, 4.0],
        "low": [4.0, 2.0, None],
        "high": [7.0, 4.0, None],
        "east": [4.0, 24.0, 44.0],
        "north": [5.0, 5.0, 5.0],
        "day": ["2020-01-01", "2021-03-01", "2022-05-01"],
        "year": [2020, 2021, 2022],
    }
)
"""Three rows, of which the last lacks its number."""
PAIRS = pd.concat([PLACES.assign(group="new"), PLACES.assign(group="old", value=[4.0, 2.0, 3.0])], ignore_index=True)
YEARS = PLACES.assign(value=[5.0, None, 4.0], low=[4.0, None, 3.0], high=[7.0, None, 6.0])
FACTS = [Fact(value=5.0, unit="percent", moe=1.0), Fact(value=3.0, unit="percent", moe=0.5), None]


def _outlines() -> dict[str, Any]:
    def square(name: str, west: float) -> dict[str, Any]:
        ring = [[west, 0], [west, 10], [west + 10, 10], [west + 10, 0], [west, 0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "id": name, "properties": {}, "geometry": geometry}

    return {
        "type": "FeatureCollection",
        "features": [square(*each) for each in zip(PLACES["place"], (0, 20, 40), strict=True)],
    }


MAP = _outlines()


@dataclass(frozen=True)
class Tried:
    """A chart on a frame whose numbers are in column `value`, and a mark of it that a note can name."""

    draw: Callable[..., Any]
    frame: pd.DataFrame = field(default_factory=lambda: PLACES)
    at: Any = "Alder"
    multiples: Mapping[str, Any] | None = None
    """Its options in small multiples; None if it is not drawn in these."""


_ROWS = {"x": "value", "y": "place"}
_TIME = {"x": "year", "y": "value"}
TRIED: dict[str, Tried] = {
    "bars": Tried(lambda f, **o: charts.bars(f, **_ROWS, **o), multiples=_ROWS),
    "grouped": Tried(
        lambda f, **o: charts.grouped(f, **_ROWS, group="group", **o), PAIRS, multiples={**_ROWS, "group": "group"}
    ),
    "stacked": Tried(
        lambda f, **o: charts.stacked(f, **_ROWS, part="group", **o), PAIRS, multiples={**_ROWS, "part": "group"}
    ),
    "lines": Tried(lambda f, **o: charts.lines(f, **_TIME, **o), YEARS, 2020, _TIME),
    "area": Tried(lambda f, **o: charts.area(f, **_TIME, **o), YEARS, 2020, _TIME),
    "slope": Tried(
        lambda f, **o: charts.slope(f, x="group", y="value", series="place", **o),
        PAIRS,
        multiples={"x": "group", "y": "value", "series": "place"},
    ),
    "dots": Tried(
        lambda f, **o: charts.dots(f, y="place", first="value", second="other", names=("Now", "Then"), **o),
        multiples={"y": "place", "first": "value", "second": "other", "names": ("Now", "Then")},
    ),
    "ranges": Tried(
        lambda f, **o: charts.ranges(f, **_ROWS, **({"low": "low", "high": "high"} | o)),
        multiples={**_ROWS, "low": "low", "high": "high"},
    ),
    "scatter": Tried(
        lambda f, **o: charts.scatter(f, x="value", y="other", name="place", titles=("Value", "Other"), **o),
        multiples={"x": "value", "y": "other", "name": "place", "titles": ("Value", "Other")},
    ),
    "histogram": Tried(
        lambda f, **o: charts.histogram(f, x="value", edges=[2, 4, 6], **o), at="2–4", multiples={"x": "value"}
    ),
    "heat": Tried(
        lambda f, **o: charts.heat(f, x="group", y="place", value="value", **o),
        PAIRS,
        "Alder, new",
        multiples={"x": "group", "y": "place", "value": "value"},
    ),
    "timeline": Tried(lambda f, **o: charts.timeline(f, date="day", text="place", **o)),
    "choropleth": Tried(lambda f, **o: charts.choropleth(f, MAP, area="place", value="value", missing="None", **o)),
    "symbol_map": Tried(lambda f, **o: charts.symbol_map(f, MAP, area="place", value="value", missing="None", **o)),
    "locator_map": Tried(
        lambda f, **o: charts.locator_map(f, MAP, name="place", longitude="east", latitude="north", **o)
    ),
    "tile_grid": Tried(
        lambda f, **o: charts.tile_grid(f, ".. CA ..\nOR .. NV", area="code", value="value", missing="None", **o),
        at="CA",
    ),
    "waffle": Tried(lambda f, **o: charts.waffle(f, part="place", value="value", units=8, **o)),
    "big_number": Tried(lambda f, **o: charts.big_number(f, value="value", name="place", **o)),
    "table_chart": Tried(lambda f, **o: charts.table_chart(f, name="place", columns={"value": "Value"}, **o)),
    "us.state_map": Tried(
        lambda f, **o: charts.us.state_map(f, area="code", value="value", missing="None", **o), at="CA"
    ),
    "us.county_map": Tried(
        lambda f, **o: charts.us.county_map(f, value="value", state="OR", missing="None", **o), at="41001"
    ),
    "us.tiles": Tried(lambda f, **o: charts.us.tiles(f, area="code", value="value", missing="None", **o), at="CA"),
}


@dataclass(frozen=True)
class Clauses:
    """What a chart did when it was tried."""

    drawn: bool
    themed: bool
    explored: bool
    call_out: bool
    lines: str
    """The axes that take a line or a band: "x", "y", "x, y" or ""."""
    ranges: bool
    margins: bool
    refusal: str
    """What it answers to columns of ranges where it draws none."""
    blank: str
    multiples: bool


@cache
def clauses(name: str) -> Clauses:
    """Tries everything of one chart."""
    tried = TRIED[name]
    frame = tried.frame.assign(low=tried.frame["value"] - 1, high=tried.frame["value"] + 1)
    plain = _plain(tried)
    svgs = [_svg(plain, width) for width in WIDTHS]
    refused = _refusal(lambda: tried.draw(frame, low="low", high="high"))
    facts = frame.drop(columns=["low", "high"]).iloc[:3].assign(value=FACTS)
    margins = {"low": None, "high": None} if name == "ranges" else {"margins": True}
    no_margins = _refusal(lambda: tried.draw(facts, **margins))
    return Clauses(
        drawn=all(f'width="{width}"' in svg for width, svg in zip(WIDTHS, svgs, strict=True)),
        themed=not any(re.findall(r'(?:fill|stroke)="#\w+"', svg) for svg in svgs),
        explored=all('data-row="0"' in svg for svg in svgs),
        call_out=not _refusal(lambda: _noted(tried, note("Mind it", at=tried.at))),
        lines=", ".join(
            axis
            for axis in ("x", "y")
            if not _refusal(lambda axis=axis: _noted(tried, note("Mind it", **{axis: _value(tried, axis)})))
        ),
        ranges=not refused,
        margins=not no_margins,
        refusal=refused or no_margins,
        blank=_blank(tried),
        multiples=tried.multiples is not None and not _refusal(lambda: _multiplied(name, tried)),
    )


def _value(tried: Tried, axis: str) -> float:
    """A value in the middle of an axis."""
    return 2021 if axis == "x" and tried.multiples == _TIME else 3


def clauses_table() -> str:
    """The table of the reference."""
    rows = []
    for name in TRIED:
        found = clauses(name)
        rows.append(
            (
                f"`{name}`",
                "at a mark" * found.call_out + f", along {found.lines}" * bool(found.lines),
                "yes" * (found.ranges or found.margins),
                found.blank,
                "yes" * found.multiples,
            )
        )
    return table(("chart", "notes", "ranges", "a row without its number", "in small multiples"), rows)


def _plain(tried: Tried) -> Any:
    """The chart without a note; with its blank, if it draws one."""
    return tried.draw(tried.frame) if not _refusal(lambda: tried.draw(tried.frame)) else tried.draw(_whole(tried))


def _whole(tried: Tried) -> pd.DataFrame:
    return tried.frame[tried.frame["value"].notna()]


def _noted(tried: Tried, one: Any) -> Any:
    return tried.draw(_whole(tried), notes=[one])


def _multiplied(name: str, tried: Tried) -> Any:
    frame = _whole(tried).assign(panel="all")
    return small_multiples(getattr(charts, name), frame, by="panel", **(tried.multiples or {}))


def _svg(chart: Any, width: int) -> str:
    return draw(spec_of(chart, "f"), width=width, lang="en", key="f")


def _blank(tried: Tried) -> str:
    """What becomes of a row without its number."""
    if _refusal(lambda: tried.draw(tried.frame)):
        return "refused"
    chart = tried.draw(tried.frame)
    if chart.data.attrs.get("missing"):
        return "named below the figure"
    svg = _svg(chart, WIDTHS[1])
    if ">–<" in svg:
        return "a dash"
    if ">None<" in svg:
        return "hollow, and in the key"
    return "nothing in its place" if "value" in chart.usermeta["nutgraf"]["columns"] else "it has no numbers"


def _refusal(attempt: Callable[[], Any]) -> str:
    """The message of a refused attempt; "" where it succeeds."""
    try:
        attempt()
    except ValueError as error:
        return str(error)
    return ""
