"""What a figure must have before a reader sees it, what it shows in the notebook, and the table of its data."""

from __future__ import annotations

import json
import re
from typing import Any

import altair as alt
import pandas as pd
import pytest

import nutgraf
from nutgraf.charts import bars, lines, timeline
from nutgraf.errors import FigureError, ProseError
from nutgraf.figures import figure, renderer
from nutgraf.figures.cell_values import FigureCell, printed
from nutgraf.figures.spec import spec_of
from nutgraf.mime_types import FIGURE
from nutgraf.vega import draw

STATES = pd.DataFrame(
    {
        "state": ["California", "Texas", "Tennessee"],
        "nombre": ["California", "Texas", "Tennessee"],
        "paid": [8_500_000_000, 4_900_000_000, 314_200_000],
        "people": [2_250_000, None, 190_000],
        "year": [2022, 2022, 2022],
    }
)
WORDS: dict[str, Any] = {
    "title": "Californians paid the most",
    "alt": "Bars for three states, from California at $8.5 billion to Tennessee.",
    "source": "itep_2024_map",
}


class Shell:
    """A notebook's names, without a notebook."""

    def __init__(self, **names: Any) -> None:
        self.user_ns = names


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A running notebook in Spanish."""
    shell = Shell(lang="es")
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    return shell


def chart() -> alt.LayerChart:
    return bars(STATES, x="paid", y="state")


def bundle(**words: Any) -> dict[str, Any]:
    found: dict[str, Any] = figure(chart(), **{**WORDS, **words})._repr_mimebundle_()[FIGURE]
    return found


# -- words


def test_a_figure_without_an_alt_text_is_refused_with_its_name_and_the_fix() -> None:
    with pytest.raises(FigureError) as refused:
        figure(chart(), **{**WORDS, "alt": ""}, name="states")
    assert "figure 'states'" in str(refused.value)
    assert "say in alt= what the chart shows" in str(refused.value)


def test_who_gives_no_alt_text_reads_what_the_chart_of_the_kit_shows() -> None:
    rents = pd.DataFrame({"county": ["Birch", "Alder", "Cedar", "Elm"], "rent": [1180.0, 1340.0, None, 990.0]})
    said = "the chart has 4 rows, the largest 'rent' is that of Alder, the smallest that of Elm, and 1 without a number"
    for alt_text in (None, "Bars"):
        with pytest.raises(FigureError) as refused:
            figure(bars(rents, x="rent", y="county"), title="Alder is dear", alt=alt_text, source="acs")
        assert str(refused.value).endswith(f"for readers who cannot see it; {said}")
    events = pd.DataFrame({"day": ["2020", "2021"], "what": ["A law", "A trial"]})
    with pytest.raises(FigureError, match=r"; the chart has 2 rows$"):
        figure(timeline(events, date="day", text="what"), title="What happened", source="acs")


@pytest.mark.parametrize("filler", ["chart", "An image", "Un gráfico.", "TODO", "Bars by state"])
def test_an_alt_text_that_says_nothing_is_refused(filler: str) -> None:
    with pytest.raises(FigureError, match="its alt text says nothing"):
        figure(chart(), **{**WORDS, "alt": filler})


def test_an_alt_text_that_repeats_the_title_is_refused() -> None:
    with pytest.raises(FigureError, match="its alt text repeats its title"):
        figure(chart(), **{**WORDS, "alt": "Californians paid the most."})


@pytest.mark.parametrize("filler", ["", "Chart", "Figure"])
def test_a_title_that_says_nothing_is_refused(filler: str) -> None:
    with pytest.raises(FigureError, match="its title says nothing"):
        figure(chart(), **{**WORDS, "title": filler})


def test_a_figure_without_a_source_is_refused() -> None:
    with pytest.raises(FigureError, match="it names no source"):
        figure(chart(), **{**WORDS, "source": []})


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(FigureError) as refused:
        figure(chart(), title="", alt="", source=[])
    assert len(refused.value.problems) == 3


def test_words_are_chosen_for_the_language_of_the_notebook(notebook: Shell) -> None:
    assert (
        bundle(title={"en": "Californians paid the most", "es": "California pagó más"})["title"]
        == "California pagó más"
    )


def test_words_may_use_the_names_of_the_notebook(notebook: Shell) -> None:
    notebook.user_ns["place"] = "Tejas"
    assert bundle(subtitle="Impuestos pagados en {{ place }}")["subtitle"] == "Impuestos pagados en Tejas"


def test_a_misspelled_name_in_an_alt_text_is_refused(notebook: Shell) -> None:
    notebook.user_ns["place"] = "Tejas"
    with pytest.raises(ProseError, match="place"):
        bundle(alt="Bars for many states, from {{ plaec }} down to Tennessee")


def test_sources_are_named_once_each_in_the_order_given() -> None:
    class Source:
        def __init__(self, name: str) -> None:
            self.id = name

    class Fact:
        sources = (Source("b"), Source("c"))

    assert bundle(source=["a", Source("b"), Fact()])["sources"] == ["a", "b", "c"]


# -- what it shows


def test_a_figure_is_drawn_in_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUTGRAF_BUILD", raising=False)
    shown = figure(chart(), **WORDS)._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    assert shown["text/plain"] == "Californians paid the most"


def test_nothing_is_drawn_in_the_kernel_of_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    assert "image/svg+xml" not in figure(chart(), **WORDS)._repr_mimebundle_()


def test_a_drawing_in_the_notebook_has_paper_of_its_own_and_plain_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUTGRAF_BUILD", raising=False)
    drawn = figure(chart(), **WORDS)._repr_mimebundle_()["image/svg+xml"]
    assert 'fill="#ffffff"' in drawn
    assert "var(" not in drawn


def test_the_bundle_of_a_figure_is_json() -> None:
    assert set(json.loads(json.dumps(bundle()))) == {
        *("name", "spec", "title", "subtitle", "alt", "notes", "sources", "table", "claims", "lang")
    }


def test_a_bare_chart_is_drawn_by_the_renderer_that_altair_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUTGRAF_BUILD", raising=False)
    with alt.renderers.enable("nutgraf"):
        shown = chart()._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    assert shown[FIGURE]["spec"]["datasets"]


def test_a_bare_chart_is_not_drawn_in_the_kernel_of_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    assert set(renderer(chart().to_dict())) == {FIGURE, "text/plain"}


def test_what_is_not_a_chart_is_refused() -> None:
    with pytest.raises(FigureError, match="DataFrame is not an Altair chart"):
        figure(STATES, **WORDS)


def test_a_chart_of_data_that_is_elsewhere_is_refused() -> None:
    with pytest.raises(FigureError, match=r"takes its data from 'states\.csv'"):
        figure(alt.Chart("states.csv").mark_bar().encode(x="paid:Q"), **WORDS)


# -- the spec


def test_the_same_chart_gives_the_same_spec() -> None:
    first = json.dumps(spec_of(chart(), "f"))
    lines(STATES, x="year", y="paid", series="state")
    assert json.dumps(spec_of(chart(), "f")) == first


def test_views_and_parameters_are_numbered_afresh_in_every_chart() -> None:
    def own() -> alt.Chart:
        picked = alt.selection_point()
        return alt.Chart(STATES).mark_bar().encode(x="paid", y="state").add_params(picked)

    assert json.dumps(spec_of(own(), "f")) == json.dumps(spec_of(own(), "f"))


def test_the_spec_holds_the_data_and_no_column_that_is_not_drawn() -> None:
    own = alt.Chart(STATES).mark_bar().encode(x="paid", y="state")
    (rows,) = spec_of(own, "f")["datasets"].values()
    assert rows[2] == {"state": "Tennessee", "paid": 314_200_000}


def test_a_column_with_a_dot_in_its_name_is_drawn() -> None:
    own = alt.Chart(STATES.rename(columns={"paid": "paid.usd"})).mark_bar().encode(x="paid\\.usd:Q", y="state")
    (rows,) = spec_of(own, "f")["datasets"].values()
    assert rows[2] == {"state": "Tennessee", "paid.usd": 314_200_000}


def test_facts_in_a_frame_are_drawn_by_their_numbers() -> None:
    frame = STATES.assign(paid=[Known(8_500_000_000), Known(4_900_000_000), Known(314_200_000)])
    own = alt.Chart(frame).mark_bar().encode(x="paid:Q", y="state")
    (rows,) = spec_of(own, "f")["datasets"].values()
    assert rows[2]["paid"] == 314_200_000
    assert frame["paid"][2].unit == "usd"


def test_a_chart_of_too_many_rows_is_refused_with_what_to_do() -> None:
    many = pd.DataFrame({"n": range(20_001)})
    with pytest.raises(FigureError, match="group or filter the frame"):
        spec_of(alt.Chart(many).mark_point().encode(x="n"), "f")


# -- the table


class Known:
    """A number that knows its unit and how far it was rounded."""

    unit, sources = "usd", ()

    def __init__(self, value: int, step: int = 100_000, qualifier: str = "") -> None:
        self.value, self.rounded_to, self.qualifier = value, step, qualifier


def unsourced(frame: pd.DataFrame, *columns: str) -> list[list[int]]:
    """The cells of a figure's table that nothing vouches for."""
    own = alt.Chart(frame).mark_bar().encode(x="paid:Q", y="state")
    found: list[list[int]] = figure(own, **WORDS, columns={column: column for column in columns}).table["unsourced"]
    return found


def test_numbers_of_a_frame_typed_by_hand_are_vouched_for_by_nothing() -> None:
    assert unsourced(STATES[["state", "paid", "year"]], "state", "paid", "year") == [
        [n, p] for n in range(3) for p in (0, 1)
    ]


def test_facts_in_a_frame_vouch_for_themselves_and_for_the_words_next_to_them_but_for_no_bare_number() -> None:
    frame = STATES.assign(paid=[Known(8_500_000_000), Known(4_900_000_000), Known(314_200_000)], typed=[1, 2, 3])
    assert unsourced(frame, "state", "paid", "typed") == [[0, 2], [1, 2], [2, 2]]


def test_facts_drawn_by_a_chart_of_ours_vouch_for_their_numbers_and_keep_their_publishers_word() -> None:
    frame = STATES.assign(paid=[Known(8_500_000_000), Known(4_900_000_000), Known(314_200_000, qualifier="up to")])
    table = figure(bars(frame, x="paid", y="state"), **WORDS, columns={"state": "State", "paid": "Paid"}).table
    assert table["unsourced"] == []
    assert table["rows"][2][1] == "up to $314.2 million"


def test_a_source_named_in_a_row_vouches_for_its_numbers() -> None:
    assert unsourced(STATES.assign(source_id=["itep", "itep", None]), "state", "paid") == [[2, 0], [2, 1]]


def test_the_columns_of_the_table_stand_in_the_order_given_with_their_headings() -> None:
    table = bundle(columns={"year": "Year", "state": {"en": "State", "es": "Estado"}})["table"]
    assert [column["label"] for column in table["columns"]] == ["Year", "State"]
    assert table["rows"][0] == ["2022", "California"]


def test_headings_are_in_the_language_of_the_notebook(notebook: Shell) -> None:
    table = bundle(columns={"nombre": {"en": "State", "es": "Estado"}})["table"]
    assert table["columns"] == [{"label": "Estado", "numeric": False}]


def test_a_heading_without_the_language_of_the_notebook_is_refused(notebook: Shell) -> None:
    with pytest.raises(FigureError, match="no heading in the language 'es'"):
        bundle(columns={"nombre": {"en": "State"}})


def test_a_misspelled_column_of_the_table_is_refused_with_the_likely_one() -> None:
    with pytest.raises(FigureError, match="did you mean 'paid'"):
        bundle(columns={"piad": "Paid"})


def test_money_is_printed_as_the_page_prints_it(notebook: Shell) -> None:
    table = bundle(columns={"paid": {"en": "Paid", "es": "Pagado", "unit": "usd"}})["table"]
    assert [row[0] for row in table["rows"]] == [
        "8.5 mil millones de dólares",
        "4.9 mil millones de dólares",
        "314.2 millones de dólares",
    ]


def test_the_download_has_the_numbers_in_full() -> None:
    table = bundle(columns={"paid": {"en": "Paid", "es": "Pagado", "unit": "usd"}})["table"]
    assert table["raw"] == [[8_500_000_000], [4_900_000_000], [314_200_000]]


def test_a_publishers_own_word_is_in_the_table_too() -> None:
    assert printed(FigureCell(119_000_000, "usd", 1_000_000, "up to"), "en") == "up to $119 million"
    assert printed(FigureCell(119_000_000, "usd", 1_000_000, "up to"), "es") == "hasta 119 millones de dólares"


def test_a_blank_is_an_en_dash_in_the_table_and_nothing_in_the_download() -> None:
    table = bundle(columns={"people": "People"})["table"]
    assert [row[0] for row in table["rows"]] == ["2,250,000", "–", "190,000"]
    assert table["raw"][1] == [None]


def test_a_column_of_numbers_with_a_blank_is_still_numeric() -> None:
    assert bundle(columns={"people": "People"})["table"]["columns"][0]["numeric"] is True


def test_a_fact_is_printed_no_finer_than_it_was_published() -> None:
    frame = pd.DataFrame({"state": ["Colorado", "Maine"], "paid": [Known(436_500_000), Known(436_500_000, 1_000_000)]})
    shown = figure(bars(frame, x="paid", y="state"), **WORDS, columns={"state": "State", "paid": "Paid"})
    assert [row[1] for row in shown.table["rows"]] == ["$436.5 million", "$437 million"]


def test_without_columns_the_table_has_what_the_chart_draws() -> None:
    table = bundle()["table"]
    assert [column["label"] for column in table["columns"]] == ["State", "Paid"]


def test_without_columns_the_table_of_the_reporters_own_chart_has_what_its_encodings_name() -> None:
    own = alt.Chart(STATES).mark_bar().encode(x=alt.X("paid:Q").title("Taxes"), y="state:N")
    table = figure(own, **WORDS).table
    assert [column["label"] for column in table["columns"]] == ["State", "Taxes"]


def test_nutgraf_gives_figure_in_a_notebook() -> None:
    assert nutgraf.figure is figure


@pytest.mark.parametrize("name", ["jahr", "Haushaltsjahr", "année", "ano", "anno", "FY", "rok", "год", "سنة"])
def test_years_are_years_whatever_the_language_of_their_column(name: str) -> None:
    """A line over `jahr` had an axis of 2,020.2, 2,020.4, and a table of 2,020."""
    frame = pd.DataFrame({name: [2020, 2021, 2022], "paid": [1.0, 2.0, 3.0]})
    made = figure(alt.Chart(frame).mark_line().encode(x=name, y="paid"), **WORDS)._repr_mimebundle_()[FIGURE]
    assert sorted({cell for row in made["table"]["rows"] for cell in row} & {"2020", "2021", "2022"}) == [
        "2020",
        "2021",
        "2022",
    ]
    svg = draw(made["spec"], width=680, lang="en", key="f")
    assert {"2020", "2021", "2022"} <= set(re.findall(r">([^<>]+)</text>", svg))
    assert "2,020" not in svg
