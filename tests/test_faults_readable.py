"""What a reader can read in a picture at 320 pixels, and what a reporter hears where it cannot be."""

from __future__ import annotations

import re
import types
from typing import Any
from xml.etree import ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest

import nutgraf
from nutgraf.errors import FigureError, PageError, Problem
from nutgraf.figures.spec import spec_of
from nutgraf.page import read_page
from nutgraf.vega import draw
from nutgraf.vega.legibility import illegible
from nutgraf.vega.lettering import letterings, plots
from nutgraf.vega.readable_drawing import draw_readably, vega_svg
from nutgraf.vega.share_images import to_png
from nutgraf.vega.spec_preparation import ready_to_draw
from support.executed import code, notebook, shown
from support.gallery import DRAWN, KINDS, SEVEN, YEARS

NAMES = ["Department of Housing and Urban Development", "Department of Health and Human Services", "Energy"]
BARS = alt.Chart(KINDS).mark_bar().encode(x="v:Q", y="k:N")
WIDTHS = (320, 680)


def lines(chart: Any, width: int) -> list[str]:
    """The lines of text in a drawing."""
    return re.findall(r">([^<>]+)</t(?:ext|span)>", draw(spec_of(chart, "f"), width=width, lang="en", key="f"))


def refusal(chart: Any, width: int = 320) -> Problem:
    """Why a chart is not drawn."""
    with pytest.raises(FigureError) as refused:
        draw(spec_of(chart, "f"), width=width, lang="en", key="f")
    return refused.value.problems[0]


def as_vega_draws(chart: Any, width: int) -> list[str]:
    """What could not be read if a chart were drawn as it is."""
    spec = spec_of(chart, "f")
    root = ElementTree.fromstring(vega_svg(ready_to_draw(spec, width), "en", "f"))
    return [problem.what for problem in illegible(root, spec, width, "f")]


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_of_bars_are_shown_whole(width: int) -> None:
    chart = BARS.properties(data=KINDS.assign(k=NAMES))
    assert as_vega_draws(chart, width)
    assert " ".join(NAMES[0].split()) in " ".join(lines(chart, width))
    assert [line for line in lines(chart, width) if "…" in line] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_under_upright_bars_are_shown_whole(width: int) -> None:
    chart = alt.Chart(KINDS.assign(k=NAMES)).mark_bar().encode(x="k:N", y="v:Q")
    assert NAMES[0] in lines(chart, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_in_a_legend_are_shown_whole(width: int) -> None:
    chart = (
        alt.Chart(KINDS.assign(k=[NAMES[0] + " of the United States", *NAMES[1:]]))
        .mark_bar()
        .encode(x="v:Q", color="k:N")
    )
    assert "Department of Housing and Urban Development of the United States" in " ".join(lines(chart, width))


def test_a_title_a_subtitle_and_the_name_of_an_axis_break_into_lines_that_fit() -> None:
    said = "What the trees in the parks of the county were worth to those who live beside them, in the last ten years"
    titled = BARS.properties(title=alt.Title(said, subtitle=said)).encode(x=alt.X("v:Q", title=said))
    shown = lines(titled, 320)
    assert " ".join(shown).count(said) == 3
    root = ElementTree.fromstring(draw(spec_of(titled, "f"), width=320, lang="en", key="f"))
    assert root.get("width") == "320"


def test_a_limit_that_cuts_a_name_is_refused() -> None:
    chart = BARS.properties(data=KINDS.assign(k=NAMES)).encode(y=alt.Y("k:N", axis=alt.Axis(labelLimit=40)))
    problem = refusal(chart)
    assert re.fullmatch(r"the axis label 'Dep.*…' is cut off at 320 px", problem.what)
    assert "labelLimit" in problem.fix


def test_a_dot_dot_dot_of_the_reporters_own_is_drawn() -> None:
    assert "and so on…" in lines(BARS.properties(data=KINDS.assign(k=["and so on…", "b", "c"])), 320)


def test_a_label_that_runs_over_the_edge_is_refused_with_its_words() -> None:
    late = alt.Chart(KINDS).mark_text(align="left").encode(x=alt.value(300), y="k:N", text=alt.value("866,378 people"))
    assert refusal(BARS + late).what == "the label '866,378 people' runs past the edge of the picture at 320 px"


@pytest.mark.parametrize("words", ["866,378", "12,345,678 people", "$1.2 billion a year"])
@pytest.mark.parametrize("width", [320, 680])
def test_a_label_at_the_end_of_a_bar_gets_its_room_from_the_bar(words: str, width: int) -> None:
    """It was refused on phones: the longest bar ends at the edge, and its label is after that."""
    labeled = BARS + BARS.mark_text(align="left", dx=4).encode(text=alt.value(words))
    root = ElementTree.fromstring(draw(spec_of(labeled, "f"), width=width, lang="en", key="f"))
    assert root.get("width") == str(width)
    said = [each for each in letterings(root) if each.text == words]
    assert len(said) == len(KINDS)
    assert max(each.bounds[2] for each in said) <= width


def test_a_label_above_a_column_gets_its_room_too() -> None:
    column = alt.Chart(KINDS).mark_bar().encode(x="k:N", y=alt.Y("v:Q", axis=None, scale=alt.Scale(nice=False)))
    labeled = column + column.mark_text(dy=-12).encode(text="v:Q")
    root = ElementTree.fromstring(draw(spec_of(labeled, "f"), width=320, lang="en", key="f"))
    assert min(each.bounds[1] for each in letterings(root)) >= 0


def test_labels_that_would_leave_no_bars_are_refused() -> None:
    long = "twelve million three hundred and forty-five thousand people in this county"
    assert "runs past the edge" in refusal(BARS + BARS.mark_text(align="left").encode(text=alt.value(long))).what


def test_labels_printed_over_each_other_are_refused_with_both() -> None:
    close = alt.Chart(pd.DataFrame({"x": [1, 1.01], "who": ["Charles I", "James II"]})).mark_text()
    problem = refusal(close.encode(x=alt.X("x:Q", scale=alt.Scale(domain=[0, 2])), text="who:N"))
    assert problem.what == "the label 'Charles I' and the label 'James II' overlap at 320 px"
    assert "page_width" in problem.fix


def test_what_is_labeled_on_wide_pages_only_is_drawn_as_the_advice_says() -> None:
    wide = alt.param(name="page_width", value=680)
    shown = alt.expr("page_width < 500 ? 0 : 1")
    labels = alt.Chart(YEARS).mark_text(dy=-6, fontSize=7, opacity=shown).encode(x="year:O", y="v:Q", text="v:Q")
    chart = alt.Chart(YEARS).mark_bar().encode(x="year:O", y="v:Q") + labels
    assert [line for line in lines(chart.add_params(wide), 680) if line == "9"] != []
    assert draw(spec_of(chart.add_params(wide), "f"), width=320, lang="en", key="f").startswith("<svg")


def test_the_numbers_of_an_axis_do_not_run_together() -> None:
    label = '<text transform="translate({},30)" text-anchor="middle" font-size="10px">{}</text>'
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="40"><g class="mark-text role-axis-label">{}</g></svg>'
    said = {}
    for apart in (24, 32):
        root = ElementTree.fromstring(drawn.format(label.format(40, "−180") + label.format(40 + apart, "−170")))
        said[apart] = [problem.what for problem in illegible(root, {}, 320, "f")]
    both = "the axis label '−170' and the axis label '−180'"
    assert said == {24: [f"{both} overlap at 320 px"], 32: []}
    assert len([line for line in lines(DRAWN["scatter of longitudes"](), 320) if line.startswith("−1")]) > 1


def shown_years(chart: Any) -> list[str]:
    """The years under a chart that a reader sees."""
    root = ElementTree.fromstring(draw(spec_of(chart, "f"), width=320, lang="en", key="f"))
    return [each.text for each in letterings(root) if re.fullmatch(r"(19|20)\d\d", each.text)]


def test_a_year_is_left_out_of_a_narrow_axis_but_never_a_name() -> None:
    level = alt.X("year:O", axis=alt.Axis(labelAngle=0))
    years = shown_years(alt.Chart(YEARS).mark_bar().encode(x=level, y="v:Q"))
    assert "1990" in years
    assert 2 <= len(years) < 15
    names = alt.Chart(SEVEN.assign(town=SEVEN.town + " by the sea")).mark_bar()
    level = names.encode(x=alt.X("town:N", axis=alt.Axis(labelAngle=0)), y="sum(y):Q")
    assert "the axis label 'town 7 by the sea'" in refusal(level).what


def test_a_legend_leaves_room_for_the_plot_at_320_pixels() -> None:
    chart = (
        alt.Chart(KINDS.assign(k=[f"{name} and its offices in all of the states" for name in NAMES]))
        .mark_bar()
        .encode(x="v:Q", color="k:N")
    )
    root = ElementTree.fromstring(draw(spec_of(chart, "f"), width=320, lang="en", key="f"))
    assert float(root.get("width", "0")) == 320
    spec = ready_to_draw(spec_of(DRAWN["scatter"](), "f"), 320)
    assert min(plots(ElementTree.fromstring(vega_svg(spec, "en", "f")))) > 150


@pytest.mark.parametrize("name", ["small multiples in one row", "bars, grouped by columns", "two charts side by side"])
def test_several_plots_are_exactly_as_wide_as_their_place(name: str) -> None:
    for width in WIDTHS:
        root = ElementTree.fromstring(draw(spec_of(DRAWN[name](), "f"), width=width, lang="en", key="f"))
        assert (root.get("width"), root.get("viewBox", "").split()[2]) == (str(width), str(width))


def test_small_multiples_have_fewer_columns_on_a_phone() -> None:
    spec = spec_of(DRAWN["small multiples with no number of columns"](), "f")
    asked = [draw_readably(spec, width, "en", "f")[0]["encoding"]["facet"]["columns"] for width in WIDTHS]
    assert asked == [2, 5]


def test_columns_that_have_no_room_are_refused_with_the_true_reason() -> None:
    chart = alt.Chart(SEVEN.assign(g="a")).mark_line().encode(x="x:Q", y="y:Q", row="g:N", column="town:N")
    problem = refusal(chart)
    assert problem.what == "7 plots in a row do not fit into 320 px"
    assert problem.fix == "facet by one column (facet='…', columns=3), draw fewer, or stack them (row='…')"


def test_a_chart_in_layers_that_asks_for_a_width_of_its_own_is_as_wide_as_its_place() -> None:
    root = ElementTree.fromstring(
        draw(spec_of(DRAWN["areas folded over, a horizon"](), "f"), width=320, lang="en", key="f")
    )
    assert root.get("width") == "320"


def test_a_link_in_a_chart_leads_nowhere_and_the_picture_can_be_made_a_file() -> None:
    drawn = draw(spec_of(DRAWN["scatter with links"](), "f"), width=320, lang="en", key="f")
    assert re.findall(r"<a\b|href|ns0|example\.org", drawn) == []
    assert to_png(drawn).startswith(b"\x89PNG")


def test_letters_that_no_font_has_are_refused_and_not_printed_as_boxes() -> None:
    odd = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="12" font-family="Liberation Sans">\U00012000</text></svg>'
    with pytest.raises(FigureError, match="no font here has \U00012000"):
        to_png(odd)


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (BARS.interactive(), "without its zooming"),
        (BARS.encode(tooltip="k:N"), "without its tooltips"),
        (DRAWN["a slider"](), "without its sliders and menus"),
        (DRAWN["a legend that filters"](), "without its selecting"),
        (DRAWN["scatter with links"](), "without its links"),
        (DRAWN["a brush across two charts"]().properties(title="T"), "without its selecting"),
    ],
)
def test_in_jupyterlab_one_line_says_what_a_still_picture_leaves_out(chart: Any, said: str) -> None:
    with pytest.warns(UserWarning, match=f"a page shows a static picture of the chart.s initial state, {said}"):
        nutgraf.figure(chart, title="Trees", alt="Bars of three trees.", source="census")


def test_a_figure_of_another_library_is_refused_with_what_to_draw_it_with() -> None:
    for library in ("matplotlib", "plotly"):
        made = type("Figure", (), {"__module__": f"{library}.figure"})()
        problem = refusal_of(made)
        assert problem.what == f"a {library} figure cannot be published: its numbers cannot be traced to their source"
        assert "alt.Chart" in problem.fix
        assert refusal_of([made, made]).what == problem.what
        assert refusal_of(np.array([made, made], dtype=object)).what == problem.what
    assert refusal_of(None).what == "there is no chart: its value is None"
    assert "has to return it" in refusal_of(None).fix
    assert refusal_of(types.ModuleType("matplotlib.pyplot")).what.startswith("a matplotlib figure cannot be published")
    assert refusal_of(types.SimpleNamespace()).what == "SimpleNamespace is not an Altair chart"


def test_a_photograph_in_a_figure_is_refused_with_the_function_that_shows_it() -> None:
    problem = refusal_of(type("Image", (), {"__module__": "PIL.Image"})())
    assert problem.what == "a picture is not a figure"
    assert "nutgraf.photo(" in problem.fix


def refusal_of(thing: Any) -> Problem:
    """Why something is no chart."""
    with pytest.raises(FigureError) as refused:
        spec_of(thing, "f")
    return refused.value.problems[0]


def test_drawing_says_nothing_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    """Nor does the engine as it starts: see test_a_date_is_the_same_day_wherever_the_machine_is."""
    frame = pd.DataFrame({"k": list("ab"), "v": [1, 2]})
    chart = alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N").interactive()
    draw(spec_of(chart, "f"), width=320, lang="en", key="f")
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


@pytest.mark.parametrize(
    ("output", "what"),
    [
        (shown(text_html="<div>", text_plain="alt.Chart(...)"), "a bare chart"),
        (shown(text_html="<div>", text_plain="alt.LayerChart(...)"), "a bare chart"),
        (shown(**{"application_vnd.vegalite.v6+json": {}, "text_plain": ""}), "a bare chart"),
        (
            shown(**{"application_vnd.nutgraf.figure.v1+json": {"spec": {}}, "text_plain": "<Altair chart>"}),
            "a bare chart",
        ),
        (
            shown(image_png="aGk=", text_plain="<Figure size 640x480 with 1 Axes>"),
            "a Matplotlib chart",
        ),
        (shown(**{"application_vnd.plotly.v1+json": {}}), "a Plotly chart"),
    ],
)
def test_a_chart_at_the_end_of_a_cell_is_refused_with_where_to_put_it(output: Any, what: str) -> None:
    with pytest.raises(PageError) as refused:
        read_page(notebook(code("chart", output)))
    (problem,) = refused.value.problems
    assert what in problem.what
    assert "nutgraf.figure(" in problem.fix
