"""Figures on their pages: the facts in their words, the sources of facts, long tables, and stills in the theme."""

from __future__ import annotations

import csv
import io
from typing import Any

import altair as alt
import pandas as pd
import pytest

import nutgraf
from nutgraf.errors import FigureError, PageError
from nutgraf.ledger import claims_of, untraced_numbers
from nutgraf.mime_types import FIGURE
from nutgraf.page import Page, read_page
from nutgraf.render import render_page
from nutgraf.render.factsheet import fact_sheet
from nutgraf.render.page_images import images
from nutgraf.render.view import page_frame
from nutgraf.theme import Look
from nutgraf.vega import draw
from nutgraf.vega.converter import converter
from nutgraf.vega.share_images import to_png
from support.desk import errors
from support.executed import claim, code, fact, figure, notebook, prose, stand_in

ALT = "Bars of the states, that of Tennessee, at $314.2 million, longer than that of Kentucky."


def in_alt(number: int, **changed: Any) -> dict[str, Any]:
    """A fact in the alt text of a figure without a name, as its cell notes it."""
    return claim(number, place="figure::alt", **changed)


def nameless(*claims: dict[str, Any], **changed: Any) -> Any:
    return figure(**{"name": "", "alt": ALT, "claims": list(claims), **changed})


def refused(*cells: Any, **changed: Any) -> list[str]:
    with pytest.raises(PageError) as error:
        read_page(notebook(*cells, **changed))
    return errors(error.value.problems)


def untraced(page: Page) -> list[str]:
    return [each.text for each in untraced_numbers(page) if each.where.endswith("alt")]


# -- the words of a figure without a name


def test_a_fact_in_the_alt_text_of_a_figure_without_a_name_is_known_for_one() -> None:
    assert untraced(read_page(notebook(code("", nameless(in_alt(1)))))) == []


def test_the_second_figure_without_a_name_keeps_its_own_facts() -> None:
    other = in_alt(2, text="$100.3 million", value=100300000)
    second = nameless(other, alt="A bar for Kentucky alone, which stands at $100.3 million.")
    page = read_page(notebook(code("", nameless(in_alt(1)), second)))
    assert [each.place for each in page.claims] == ["figure:figure-1:alt", "figure:figure-2:alt"]
    assert untraced(page) == []


def test_a_figure_that_the_page_does_not_show_is_not_counted_and_holds_no_facts() -> None:
    unseen = code("", nameless(in_alt(1)), tags=("remove-output",))
    page = read_page(notebook(unseen, code("", nameless(in_alt(2)))))
    assert [(each.number, each.place) for each in page.claims] == [(2, "figure:figure-1:alt")]


def test_facts_of_a_figure_without_a_name_are_held_and_are_in_facts_csv_under_its_number() -> None:
    page = read_page(notebook(code("", nameless(in_alt(1)))))
    assert [each.place for each in claims_of(page)] == ["figure:figure-1:alt"]
    files = dict(fact_sheet(page, page_frame(page, Look()), claims_of(page), ()).files)
    (row,) = csv.DictReader(io.StringIO(files["facts.csv"].decode("utf-8-sig")))
    assert "$314.2 million" in row.values()


def test_a_number_marked_as_none_in_a_figure_without_a_name_is_not_asked_for() -> None:
    marked = {"exempt": True, "place": "figure::alt", "text": "$314.2 million", "reason": "made up"}
    page = read_page(notebook(code("", nameless(marked))))
    assert [each.exempt for each in untraced_numbers(page) if each.text == "$314.2 million"] == ["made up"]


# -- sources


def test_a_fact_without_a_source_is_refused_for_the_page_says_that_every_number_has_one() -> None:
    row = {"table": "gapminder", "key": {"country": "Mexico"}, "column": "gdp", "value": 1, "source_id": ""}
    said = refused(prose(f"## Rich?\n\n{fact(1)}", claim(1, sources=[], inputs=[row])))
    assert said == [
        "notebooks/taxes.ipynb, under \"Rich?\" | '$314.2 million' has no source in the table 'gapminder' | "
        'give its row a source_id, and set "source": "source_id" under "nutgraf" in data/datapackage.json; '
        "for nutgraf.fact_from, give source="
    ]
    bare = read_page(notebook(prose(fact(1), claim(1, key="bare:314200000", sources=[], inputs=[]))))
    assert [each.text for each in untraced_numbers(bare)] == ["$314.2 million"], "no fact: asked for as any number is"


def test_many_facts_without_a_source_are_one_problem_for_their_table() -> None:
    row = {"table": "gapminder", "key": {}, "column": "gdp", "value": 1, "source_id": ""}
    claims = [claim(number, sources=[], inputs=[row]) for number in range(1, 13)]
    (said,) = refused(prose(" ".join(fact(each["claim"]) for each in claims), *claims))
    assert "has no source in the table 'gapminder', nor have 11 more" in said


def test_a_fact_computed_from_a_row_without_a_source_is_refused_though_another_row_has_one() -> None:
    rows = [{"table": "itep", "key": {}, "source_id": "itep"}, {"table": "people", "key": {}, "source_id": ""}]
    (said,) = refused(prose(fact(1), claim(1, inputs=rows)))
    assert "has no source in the table 'people'" in said


# -- long tables


def long(rows: int) -> Any:
    table = {
        "columns": [{"label": "State", "numeric": False}, {"label": "Paid", "numeric": True}],
        "rows": [[f"County {n}", f"{n}"] for n in range(rows)],
        "raw": [[f"County {n}", n] for n in range(rows)],
    }
    return figure(table=table)


def test_a_table_of_thousands_of_rows_shows_some_and_leads_to_the_download_that_has_all() -> None:
    made = render_page(read_page(notebook(code("", long(6000)))), draw=stand_in)
    page = made.html.decode()
    assert page.count("<td>") + page.count('<td class="number">') == 250
    assert '<a href="taxes-by-state.csv" download>5,750 more rows, in the data to download</a>' in page
    assert len(page) < 100_000
    files = {name: held.decode() for name, held in made.files if name.endswith((".csv", ".html"))}
    assert files["taxes-by-state.csv"].count("County ") == 6000
    (embed,) = [held for name, held in files.items() if name.startswith("embed/")]
    assert '<a href="../../taxes-by-state.csv" download>5,750 more rows' in embed


def test_a_table_that_is_shown_whole_says_nothing_of_more_rows() -> None:
    page = render_page(read_page(notebook(code("", long(250)))), draw=stand_in).html.decode()
    assert "more row" not in page
    shown = render_page(read_page(notebook(code("", long(251)), lang="es")), draw=stand_in).html.decode()
    assert "1 fila más, en los datos para descargar" in shown


def test_a_long_table_that_a_reader_can_explore_is_whole() -> None:
    def numbered(*given: Any, **more: Any) -> str:
        return stand_in(*given, **more).replace("<rect ", '<rect data-row="0" ')

    page = render_page(read_page(notebook(code("", long(300)))), draw=numbered).html.decode()
    assert "County 299" in page
    capped = render_page(read_page(notebook(code("", long(300)))), draw=stand_in).html.decode()
    assert "County 299" not in capped


# -- stills


def own_chart() -> Any:
    """A figure of the reporter's own Altair chart, in the colors that Vega gives it."""
    frame = pd.DataFrame({"k": ["a", "b"], "v": [1, 2]})
    chart = alt.Chart(frame).mark_bar().encode(x="v:Q", y="k:N")
    words: dict[str, Any] = {
        "title": "Two bars and no more",
        "alt": "Two bars, one of them twice as long.",
        "source": "itep",
    }
    return nutgraf.figure(chart, **words)._repr_mimebundle_()[FIGURE]


@pytest.mark.parametrize(("css", "bars"), [("", "#0a5fa6"), (":root{--c-one:#225544;}\n", "#225544")])
def test_download_and_card_of_a_plain_altair_chart_have_the_colors_of_the_page(
    monkeypatch: pytest.MonkeyPatch, css: str, bars: str
) -> None:
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    page = read_page(notebook(code("", figure(**{**own_chart(), "name": "own"})), thumbnail="own"))
    article = render_page(page, Look(css), draw=draw).article
    for still in (article.figures[0].still, article.card.svg):
        assert f'fill="{bars}"' in still
        assert "#4c78a8" not in still.lower()


# -- letters

NOBODYS = "\U000f0000"
"""A letter that no font has."""


def sheet(text: str) -> str:
    set_in = f'<text y="12" font-size="10">{text}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20" font-family="Liberation Sans">{set_in}</svg>'
    )


def test_letters_that_no_font_has_are_refused_with_the_figure_and_are_no_empty_boxes(
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = read_page(notebook(code("", figure(title=f"Tennessee collects {NOBODYS} more"))))
    with pytest.raises(FigureError) as error:
        images(render_page(page, draw=stand_in).article)
    assert errors(error.value.problems)[-1] == (
        f"notebooks/taxes.ipynb, figure 1 (Tennessee collects {NOBODYS} more), its image to download | "
        f"no font here has {NOBODYS}: there would be empty boxes | "
        "write that in other letters, or install a font that has these (Noto has most)"
    )
    assert capfd.readouterr().err == ""


def test_letters_that_only_other_fonts_of_the_machine_have_are_drawn_with_those(
    capfd: pytest.CaptureFixture[str],
) -> None:
    dashed = sheet("non\u2011breaking")
    try:
        drawn = to_png(dashed)
    except FigureError:
        pytest.skip("no font of this machine has a non-breaking hyphen")
    assert drawn != converter().svg_to_png(dashed, scale=1)
    assert capfd.readouterr().err == ""
