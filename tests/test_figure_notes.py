"""What `build` and `check` say of figures that are drawn, but not with all that their reporter may expect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest
from click.testing import CliRunner

from nutgraf.cli import formatting, main
from nutgraf.figures.spec import spec_of
from nutgraf.pipeline import Options, build
from nutgraf.project import read_project
from nutgraf.vega.drawing_notes import drawing_notes
from support.desk import code, explainer, project, prose, write
from support.in_process import workers

STILL = "a page shows a static picture of the chart's initial state, without its zooming and tooltips"
CHART = """import altair as alt
import pandas as pd
import nutgraf
frame = pd.DataFrame({"k": ["a", "b"], "v": [1, 2]})
frame.attrs["sources"] = ("made_up",)
nutgraf.figure(
    alt.Chart(frame).mark_point().encode(x="v:Q", y="k:N", tooltip="v:Q").interactive(),
    title="Twice as many of the second kind",
    alt="Two points, of which the second is twice as far to the right.",
    source="made_up",
    name="kinds",
)"""
BARS = pd.DataFrame({"k": ["a", "b"], "v": [1, 2]})


@pytest.mark.kernel
def test_build_and_check_say_once_for_each_figure_what_a_still_picture_leaves_out(tmp_path: Path) -> None:
    folder = project(tmp_path / "desk")
    front = "title: {en: Kinds, es: Clases}\ndate: 2026-11-24\nauthors: [Ana Ruiz]\nmatrix:\n  lang: [en, es]"
    write(folder, "kinds", explainer(prose("## Which?"), code(CHART, id="drawn"), front_matter=front))
    settled = read_project(folder)

    def checked() -> str:
        return CliRunner().invoke(main, ["--project", str(folder), "check"]).output

    assert STILL not in checked()
    report = build(settled, Options(workers=workers()))
    assert [(outcome.status, outcome.problems) for outcome in report.outcomes] == [("ran", ())] * 2
    assert formatting.notes(report) == f"Worth a look:\n  notebooks/kinds.ipynb, figure 'kinds': {STILL}"
    line = json.loads(formatting.json_line(report.outcomes[0]))
    assert line["notes"] == [{"where": "notebooks/kinds.ipynb, figure 'kinds'", "what": STILL}]
    assert formatting.notes(build(settled, Options(workers=workers()))) == ""
    assert checked().count(STILL) == 1


def notes(chart: Any) -> list[str]:
    return list(drawing_notes(spec_of(chart, "f")))


def test_a_layer_of_which_its_filter_keeps_no_row_is_said() -> None:
    bars = alt.Chart(BARS).mark_bar().encode(x="v:Q", y="k:N")
    assert notes(bars + bars.mark_tick().transform_filter("datum.k == 'B'")) == [
        "layer 2 draws nothing: its filter keeps no row"
    ]
    assert notes(bars + bars.mark_tick().transform_filter("datum.k == 'b'")) == []
