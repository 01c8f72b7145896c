"""Checks that the words in a drawing are readable: none cut off, none overlapping, no "NaN" or "undefined"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from nutgraf.errors import Problem
from nutgraf.vega.lettering import Lettering, axis_labels, letterings, plots
from nutgraf.vega.spec_views import is_house_chart

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_NONSENSE = re.compile(r"\b(NaN|undefined|null|Invalid Date|Infinity)\b|\[object \w+\]")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_FORMULAS = ("expr", "test", "filter", "calculate", "labelExpr")
_NUMBER = re.compile(r"(?!\d{4}$)[-−+]?\W?[\d.,]+\s?\W?[a-zA-Z]?")
"""A number on an axis; a year may be there twice, at two of its months."""
_DAY = re.compile(r"[^\W\d]+\.? \d{1,2}")
"""A day on an axis, "Mar 10", which there is once."""
_QUOTED = re.compile(r"""'([^'\\]+)'|"([^"\\]+)\"""")
_OUTSIDE = 2.5
"""Widths are estimates, not measurements: a smaller overlap may be none."""
_COVERED = 0.2
_APART = 2.5
"""Two numbers on an axis that are closer than this read as one: -180-170."""
_LEAST_PLOT = 24
_ALIKE = 1.5


def illegible(root: ElementTree.Element, spec: Mapping[str, Any], width: int, where: str) -> list[Problem]:
    """Everything in Vega's drawing that a reader could not read."""
    written = list(letterings(root))
    at = f"at {width} px"
    outside = list(_outside(written, (width, float(root.get("height", "0"))), where, at))
    # Words that leave the plot no room leave none for the labels of an axis either.
    axes = [] if outside else _useless_axes(root, where)
    found = [*_nonsense(written, spec, where), *axes, *_cut(written, spec, where, at)]
    found += outside
    if is_house_chart(spec):  # it has room for all else once the word that is too long is shorter
        found += [] if outside else _over_another(written, where, at)
        return [replace(each, fix=_KIT_FIXES.get(each.fix, each.fix)) for each in dict.fromkeys(found)]
    found += _over_another(written, where, at)
    narrow = min(plots(root), default=_LEAST_PLOT)
    if narrow < _LEAST_PLOT:
        fix = "shorten the longest labels, or move the legend (legend=alt.Legend(orient='bottom'))"
        found.append(Problem(where, f"labels and legend leave {narrow:.0f} px for the plot {at}", fix))
    return list(dict.fromkeys(found))


def _nonsense(written: list[Lettering], spec: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for each in written:
        if _TIMESTAMP.fullmatch(each.text):
            fix = "draw it as a time (:T), with a timeUnit, or as text: frame[…].dt.strftime('%b %d')"
            yield Problem(where, f"the chart prints {each.text!r}, a time as machines write it", fix)
            continue
        if _EXPRESSION.search(each.text):
            what = (
                f"the chart prints {each.text!r}: expressions are rendered in title=, subtitle= and alt= of the figure"
            )
            yield Problem(where, what, "put it in title= or subtitle= there, or use nutgraf.chart_label in the cell")
            continue
        found = _NONSENSE.search(each.text)
        if found and not any(each.text in own for own in _own_words(spec, found[0])):
            what = f"the chart prints {each.text!r}"
            fix = "check the column it is printed from: a blank, a text among numbers, or an invalid date"
            yield Problem(where, what, fix)


def _useless_axes(root: ElementTree.Element, where: str) -> Iterator[Problem]:
    """An axis whose labels are all blank or outside the plot, and one that prints a number or day next to itself."""
    for labels in axis_labels(root):
        twice = next((text for text, after in pairwise(labels) if text == after and _NUMBER.fullmatch(text)), "")
        if not labels:
            fix = "check its values= and labelExpr=, or leave the labels out with alt.Axis(labels=False)"
            yield Problem(where, "an axis of the chart prints no label", fix)
        elif twice:
            what = f"an axis of the chart prints {twice!r} for two numbers that differ"
            yield Problem(where, what, "use a format with more decimals, such as '.1f', or leave format= out")
        elif day := next((text for text, after in pairwise(labels) if text == after and _DAY.fullmatch(text)), ""):
            fix = "let it print the days alone: axis=alt.Axis(tickCount='day')"
            yield Problem(where, f"an axis of the chart prints {day!r} at several times of that day", fix)


def _own_words(spec: Mapping[str, Any], word: str) -> list[str]:
    """The reporter's own texts that contain the word: "null" may be one as a text, but not in a formula."""
    return [" ".join(text.split()) for text in _texts(spec) if word in text]


def _texts(part: Any, name: str = "") -> Iterator[str]:
    if isinstance(part, str):
        yield from (match[1] or match[2] for match in _QUOTED.finditer(part)) if name in _FORMULAS else (part,)
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item, name)
    elif isinstance(part, Mapping):
        for key, item in part.items():
            yield key
            yield from _texts(item, key)


def _cut(written: list[Lettering], spec: Mapping[str, Any], where: str, at: str) -> Iterator[Problem]:
    for each in written:
        if each.text.endswith("…") and not any(own.endswith(each.text) for own in _own_words(spec, "…")):
            yield Problem(where, f"the {_called(each)} {each.text!r} is cut off {at}", _shorter(each))


def _outside(written: list[Lettering], size: tuple[float, float], where: str, at: str) -> Iterator[Problem]:
    for each in written:
        left, top, right, bottom = each.bounds
        over = max(-left, -top, right - size[0], bottom - size[1])
        if over > max(_OUTSIDE, 0.02 * (each.right - each.left)):
            yield Problem(
                where, f"the {_called(each)} {each.text!r} runs past the edge of the picture {at}", _shorter(each)
            )


def _over_another(written: list[Lettering], where: str, at: str) -> Iterator[Problem]:
    placed = sorted(((each.bounds, each) for each in written if len(each.text) > 1 or each.text.isalnum()), key=_left)
    for number, (box, each) in enumerate(placed):
        for other_box, other in placed[number + 1 :]:
            if other_box[0] >= box[2] + _APART:
                break
            if _cover(each, box, other, other_box):
                first, second = sorted((each.text, other.text))
                both = f"the {_called(each)} {first!r} and the {_called(other)} {second!r}"
                what = f"{both} overlap {at}"
                yield Problem(where, what, _fewer(each))
                return


def _left(placed: tuple[tuple[float, ...], Lettering]) -> float:
    return placed[0][0]


def _cover(
    one: Lettering,
    box: tuple[float, float, float, float],
    other: Lettering,
    other_box: tuple[float, float, float, float],
) -> bool:
    on_an_axis = one.role == other.role == "axis-label"
    across = min(box[2], other_box[2]) - max(box[0], other_box[0]) + (_APART if on_an_axis else 0)
    down = min(box[3], other_box[3]) - max(box[1], other_box[1])
    if across <= 0 or down <= 0:
        return False
    # The same word is drawn twice in one place on purpose, to outline its letters.
    if one.text == other.text and abs(box[0] - other_box[0]) < _ALIKE and abs(box[1] - other_box[1]) < _ALIKE:
        return False
    if one.is_turned or other.is_turned:
        return one.is_turned and other.is_turned and _turned_cover(one, other)
    if on_an_axis and abs(one.matrix[1]) < 0.1:
        return down > 0.4 * one.size
    smaller = min((box[2] - box[0]) * (box[3] - box[1]), (other_box[2] - other_box[0]) * (other_box[3] - other_box[1]))
    return across * down > _COVERED * smaller


def _turned_cover(one: Lettering, other: Lettering) -> bool:
    """Two texts at the same angle overlap if their baselines are closer than their letters are tall."""
    a, b, _, _, x, y = one.matrix
    across, down = other.matrix[4] - x, other.matrix[5] - y
    apart = abs(-across * b + down * a)
    along = across * a + down * b
    return apart < 0.6 * one.size and one.left < along + other.right and along + other.left < one.right


_CALLED = {
    "axis-label": "axis label",
    "axis-title": "axis title",
    "legend-label": "legend label",
    "legend-title": "legend title",
    "title-text": "title",
    "title-subtitle": "subtitle",
    "mark": "label",
}


_IN_ROOM = "make room for it (a wider scale domain, padding, align='right'), or shorten it"
_LABEL_FEWER = (
    "label fewer marks, space them out, or label wide pages only: add alt.param(name='page_width', value=680) "
    "and opacity=alt.expr('page_width < 500 ? 0 : 1')"
)
_AXIS_FEWER = "draw fewer labels or turn them: alt.Axis(labelAngle=-45), alt.Axis(tickCount=4), or labelOverlap=True"
_KIT_FIXES = {
    _IN_ROOM: "shorten it in the cell, or put a space into a long word where it may go on in a new line",
    **dict.fromkeys((_LABEL_FEWER, _AXIS_FEWER), "give the chart fewer rows, or shorten their names in the cell"),
}
"""What to do instead about a chart of nutgraf.charts, which has no scales and parameters of the reporter's."""


def _called(each: Lettering) -> str:
    return _CALLED.get(each.role, "text")


def _shorter(each: Lettering) -> str:
    if each.role.startswith("title"):
        return "shorten it, or put it in nutgraf.figure(…, title=…, subtitle=…)"
    if each.role == "mark":
        return _IN_ROOM
    if each.role == "axis-title":
        return "shorten it, or break it into lines: title=['…', '…']"
    if each.role.startswith("legend"):
        return "shorten it, or name the marks in the chart and leave the legend out"
    return "shorten it, or break it into lines: alt.Axis(labelExpr=\"split(datum.label, '|')\", labelLimit=1000)"


def _fewer(each: Lettering) -> str:
    if each.role == "axis-label":
        return _AXIS_FEWER
    if each.role == "mark":
        return _LABEL_FEWER
    return "shorten them, or make the figure taller"
