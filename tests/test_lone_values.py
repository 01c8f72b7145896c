"""A value between two blanks is seen, whatever the mark; a size below zero is refused."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw

GAPS = pd.DataFrame({"x": range(7), "y": [1, 2, None, 3, None, 4, 5]})


def paths(chart: Any) -> list[str]:
    return re.findall(r"<path [^>]*>", draw(spec_of(chart, "f"), width=320, lang="en", key="f"))


def test_a_lone_value_of_a_dashed_line_is_a_dot() -> None:
    found = paths(alt.Chart(GAPS).mark_line(strokeDash=[4, 2]).encode(x="x:Q", y="y:Q"))
    assert '<path d="M139,120Z" stroke="var(--c-one,#4c78a8)" stroke-width="2" stroke-linecap="round"/>' in found
    assert any('stroke-dasharray="4,2"' in path for path in found)


def test_a_lone_value_of_an_area_is_a_line_from_its_foot() -> None:
    found = paths(alt.Chart(GAPS).mark_area().encode(x="x:Q", y="y:Q"))
    assert '<path d="M140.5,120L140.5,300Z" stroke="var(--c-one,#4c78a8)" stroke-width="2"/>' in found


def test_marks_sized_by_a_number_below_zero_are_refused() -> None:
    frame = pd.DataFrame({"k": list("abc"), "v": [1, -2, 3], "w": [1, 2, 3]})
    with pytest.raises(FigureError) as refused:
        paths(alt.Chart(frame).mark_point().encode(x="w:Q", y="k:N", size="v:Q"))
    assert refused.value.problems[0].what == "the column 'v' is drawn as the size of marks but holds -2"
