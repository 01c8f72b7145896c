"""Pages read from executed notebooks made by hand."""

from __future__ import annotations

import re

import pytest

from nutgraf.errors import PageError
from nutgraf.language import language
from nutgraf.page import Code, Collapsible, DataTable, PageFigure, Prose, read_page
from nutgraf.render.source_list import credit
from support.executed import CHANNEL_5, ITEP, claim, code, fact, figure, notebook, printed, prose, shown

FRAME = (
    '<div>\n<style scoped>.dataframe td {{ color: red; }}</style>\n<table border="1" class="dataframe">\n'
    '<thead><tr style="text-align: right;"><th></th><th>state</th><th>returns</th></tr></thead>\n'
    "<tbody><tr><th>{first}</th><td>Texas</td><td>{value}</td></tr></tbody>\n</table>\n</div>"
)


def html(*cells, **changed) -> str:
    """All prose of the page these cells make."""
    return "".join(block.html for block in read_page(notebook(*cells, **changed)).blocks if isinstance(block, Prose))


def refused(*cells, **changed) -> str:
    """What a reporter sees when these cells make no page."""
    with pytest.raises(PageError) as caught:
        read_page(notebook(*cells, **changed))
    return str(caught.value)


# Cells and their tags


def test_a_markdown_cell_shows_what_its_expressions_came_to():
    cell = prose("It paid $5.")
    cell["source"] = "It paid {{ paid | money }}."
    assert html(cell) == "<p>It paid $5.</p>\n"


def test_code_is_not_shown():
    assert read_page(notebook(code("secret = 1"))).blocks == ()


def test_code_tagged_show_input_is_shown():
    assert read_page(notebook(code("x = 1\n", tags=("show-input",)))).blocks == (Code("x = 1"),)


def test_code_tagged_hide_input_can_be_opened():
    assert read_page(notebook(code("x = 1", tags=("hide-input",)))).blocks == (Collapsible("code", Code("x = 1")),)


def test_what_a_cell_prints_is_never_published():
    assert read_page(notebook(code("print('secret')", printed("secret\n")))).blocks == ()


@pytest.mark.parametrize("tag", ["remove-cell", "remove-output", "skip-execution", "setup", "checks", "parameters"])
def test_nothing_is_published_of_the_output_of_a_cell_tagged(tag):
    assert read_page(notebook(code("f", figure(), tags=(tag,)))).blocks == ()


def test_a_markdown_cell_tagged_remove_cell_is_left_out():
    assert html(prose("Kept."), prose("For editors.", tags=("remove-cell",))) == "<p>Kept.</p>\n"


def test_a_cell_for_another_language_is_left_out():
    assert html(prose("Yes.", tags=("lang-en",)), prose("Sí.", tags=("lang-es",))) == "<p>Yes.</p>\n"


def test_a_spanish_page_keeps_the_cells_tagged_lang_es():
    cells = (prose("Yes.", tags=("lang-en",)), prose("Sí.", tags=("lang-es",)))
    assert html(*cells, lang="es") == "<p>Sí.</p>\n"


def test_a_notebook_that_no_build_ran_is_refused_with_the_command_that_would():
    bare = notebook(prose("x"))
    del bare["metadata"]["nutgraf"]
    with pytest.raises(PageError, match="nutgraf build"):
        read_page(bare)


def test_all_problems_are_shown_at_once():
    said = refused(prose("# One"), prose("![](a.png)"), code("1", shown(text_plain="1")))
    assert said.count("  where  ") == 3


def test_a_problem_names_its_cell_by_the_heading_above_it():
    assert 'notebooks/taxes.ipynb, under "Taxes", 2nd cell' in refused(prose("## Taxes"), prose("<iframe>"))


# Outputs


def test_a_data_frame_becomes_a_table_without_its_row_numbers():
    table = read_page(notebook(code("df", shown(text_html=FRAME.format(first="0", value="512"))))).blocks[0]
    assert isinstance(table, DataTable)
    assert [[cell.text for cell in row] for row in table.head + table.body] == [["state", "returns"], ["Texas", "512"]]


def test_a_data_frame_with_names_for_rows_keeps_them_as_headers():
    table = read_page(notebook(code("df", shown(text_html=FRAME.format(first="TX", value="512"))))).blocks[0]
    assert isinstance(table, DataTable)
    assert (table.body[0][0].text, table.body[0][0].scope) == ("TX", "row")


def test_numbers_in_a_table_are_set_to_the_right():
    table = read_page(notebook(code("df", shown(text_html=FRAME.format(first="0", value="1,512"))))).blocks[0]
    assert isinstance(table, DataTable)
    assert [cell.numeric for cell in table.body[0]] == [False, True]


def test_a_missing_value_is_a_dash_and_never_nan():
    table = read_page(notebook(code("df", shown(text_html=FRAME.format(first="0", value="NaN"))))).blocks[0]
    assert isinstance(table, DataTable)
    assert table.body[0][1].text == "–"


def test_a_table_that_pandas_cut_short_is_refused():
    assert "the table is cut short" in refused(code("df", shown(text_html=FRAME.format(first="0", value="..."))))


def test_another_output_is_refused_with_what_it_shows():
    said = refused(code("paid", shown(text_plain="Fact(314200000)")))
    assert "this output cannot be published (text/plain): Fact(314200000)" in said


def test_a_plot_of_another_library_is_refused():
    assert "this output cannot be published (image/png)" in refused(code("plt.show()", shown(image_png="aGk=")))


# Prose


def test_a_dollar_is_a_dollar():
    assert html(prose("From $5 to \\$6.")) == "<p>From $5 to $6.</p>\n"


def test_a_heading_gets_an_anchor_from_its_words():
    assert html(prose("## How much?")).startswith('<h2 id="how-much">')


def test_a_section_has_the_same_anchor_in_every_language():
    cells = (
        prose("## How much?", tags=("lang-en",)),
        prose("## ¿Cuánto?", tags=("lang-es",)),
        prose("## How do we know?", tags=("lang-en",)),
        prose("## ¿Cómo se sabe?", tags=("lang-es",)),
    )
    parts = {lang: [each.part for each in read_page(notebook(*cells, lang=lang)).headings] for lang in ("en", "es")}
    assert parts == {"en": ["part-1", "part-2"], "es": ["part-1", "part-2"]}


def test_a_term_of_the_glossary_can_be_led_to():
    words = prose("ITIN\n: A tax number.", tags=("glossary",))
    page = read_page(notebook(prose("An [ITIN](#term-itin) is a number."), words))
    assert '<dt><dfn id="term-itin">ITIN</dfn></dt>' in page.blocks[1].html


def test_a_spanish_heading_gets_an_anchor_without_accents():
    assert html(prose("## ¿Cuánto pagan en Ñuñoa?")).startswith('<h2 id="cuanto-pagan-en-nunoa">')


def test_a_german_heading_gets_an_anchor_as_german_writes_its_letters() -> None:
    assert html(prose("## Wie groß sind die Räume, Über uns?"), lang="de").startswith(
        '<h2 id="wie-gross-sind-die-raeume-ueber-uns">'
    )
    assert html(prose("## Wie groß sind die Räume?"), lang="en").startswith('<h2 id="wie-gro-sind-die-raume">')


def test_a_year_as_a_heading_gets_an_anchor_that_begins_with_a_letter():
    assert html(prose("## 2025")).startswith('<h2 id="section-2025">')


def test_two_headings_alike_get_anchors_of_their_own():
    page = read_page(notebook(prose("## Taxes"), prose("## Taxes")))
    assert [heading.id for heading in page.headings] == ["taxes", "taxes-2"]


def test_a_heading_named_like_a_part_of_the_page_does_not_take_its_anchor():
    assert read_page(notebook(prose("## Sources"))).headings[0].id == "sources-2"


def test_a_second_headline_is_refused():
    assert "a second headline: # Taxes" in refused(prose("# Taxes"))


def test_a_heading_that_skips_a_level_is_refused():
    said = refused(prose("## Taxes"), prose("#### Sales tax"))
    assert "this heading skips a level: #### Sales tax" in said
    assert "write it with ###" in said


def test_an_admonition_has_its_title_in_the_language_of_the_page():
    assert '<p class="admonition-title">Nota</p>' in html(prose(":::{note}\nOjo.\n:::"), lang="es")


def test_an_admonition_may_have_a_title_of_its_own():
    assert '<p class="admonition-title">Mind this</p>' in html(prose(":::{warning} Mind this\nx\n:::"))


def test_a_dropdown_is_opened_by_its_title_whose_number_is_no_link():
    made = html(prose(f":::{{dropdown}} All *{fact(1)}*\nWords.\n:::\n\n:::{{note}}\nx\n:::", claim(1)))
    assert '<details class="dropdown">\n<summary>All <em><data' in made
    assert "</data></em></summary>\n<p>Words.</p>\n</details>\n<div" in made
    assert made.endswith("</div>\n")


def test_a_table_is_named_by_the_heading_or_the_title_above_it():
    made = html(prose("## Why?\n\n| a |\n|---|\n| 1 |\n\n:::{dropdown} One by one\n| a |\n|---|\n| 1 |\n:::"))
    assert re.findall(r"<table[^>]*>", made) == ['<table aria-label="Why?">', '<table aria-label="One by one">']


def test_a_dropdown_without_a_title_is_refused():
    assert "has no title to open it by" in refused(prose(":::{dropdown}\nx\n:::"))


def test_a_misspelled_admonition_is_refused_with_the_likely_word():
    said = refused(prose(":::{waring}\nx\n:::"))
    assert "no admonition named 'waring'" in said
    assert "did you mean 'warning'?" in said


def test_a_table_aligns_by_class_for_the_policy_allows_no_style():
    made = html(prose("| a |\n|--:|\n| 1 |"))
    assert '<th class="number" scope="col">a</th>' in made
    assert "style=" not in made


def test_a_table_is_named_by_its_columns():
    made = html(
        prose(f"| Tax | {fact(1)} | Year |\n|---|---|---|\n| Sales | 5 | 2022 |\n\n| Who |\n|---|\n| x |", claim(1))
    )
    assert re.findall(r'class="scroll" .*aria-label="([^"]+)"', made) == [
        "Table: Tax, $314.2 million and Year",
        "Table: Who",
    ]


def test_a_definition_list_is_one():
    assert html(prose("ITIN\n: A number.")) == "<dl>\n<dt>ITIN</dt>\n<dd>A number.</dd>\n</dl>\n"


def test_footnotes_are_counted_over_the_whole_page():
    page = read_page(notebook(prose("One.[^a]\n\n[^a]: First."), prose("Two.[^a]\n\n[^a]: Second.")))
    assert '<a href="#fn-2" id="fnref-2" aria-label="Footnote 2">2</a>' in page.blocks[1].html
    assert '<li id="fn-2">\n<p>Second.' in page.footnotes


def test_a_comment_in_prose_leaves_nothing():
    assert html(prose("One.\n\n<!-- ask the desk -->\n\nTwo.")) == "<p>One.</p>\n<p>Two.</p>\n"


def test_a_foreign_phrase_may_be_marked():
    assert html(prose('The <i lang="es">patrón</i>.')) == '<p>The <i lang="es">patrón</i>.</p>\n'


@pytest.mark.parametrize("raw", ["<iframe src='https://x.example'>", '<span style="x">', "<script>", "<div>"])
def test_other_raw_html_is_refused(raw):
    assert f"raw HTML in prose: {raw}" in refused(prose(f"See {raw}"))


def test_a_picture_in_prose_is_refused():
    assert "an image in prose: map.png" in refused(prose("![A map](map.png)"))


def test_a_link_to_another_page_of_the_site_works_from_a_folder():
    assert html(prose("[Here](/en/taxes/us#method).")) == (
        '<p><a href="../../../en/taxes/us/index.html#method">Here</a>.</p>\n'
    )


@pytest.mark.parametrize("target", ["taxes.ipynb", "../us", "ftp://x.example"])
def test_a_link_that_leads_nowhere_is_refused(target):
    assert f"a link that leads nowhere: {target}" in refused(prose(f"[Here]({target})"))


def test_a_link_to_an_anchor_that_is_not_there_is_refused():
    assert "a link to #metod, which is not on the page" in refused(prose("## Method\n\nSee [below](#metod)."))


# The figure that stands for the page

TWO = 'nutgraf.figure(chart, name="states", **words)\nnutgraf.figure(other, title="x", alt="y", source="itep")'


def test_a_thumbnail_that_names_no_figure_is_refused_with_the_likely_word():
    said = refused(code(TWO, figure(name="states")), thumbnail="sttes")
    assert "notebooks/taxes.ipynb, front matter, thumbnail" in said
    assert "no figure is named 'sttes'" in said
    assert "did you mean 'states'?" in said


def test_a_thumbnail_without_any_figure_is_refused():
    assert "no figure is named 'states'" in refused(prose("x"), thumbnail="states")


def test_a_thumbnail_that_only_another_edition_has_is_no_problem():
    assert read_page(notebook(code(TWO), thumbnail="states")).info.thumbnail == "states"


def test_a_thumbnail_may_name_a_figure_by_its_number():
    assert read_page(notebook(code(TWO), thumbnail="figure-2")).info.thumbnail == "figure-2"


@pytest.mark.parametrize("given", ["name=f'in-{year}'", "**words"])
def test_a_thumbnail_may_be_a_name_that_is_worked_out(given):
    made = notebook(code(f"nutgraf.figure(chart, {given})"), thumbnail="in-2022")
    assert read_page(made).info.thumbnail == "in-2022"


# Facts and sources


def test_a_fact_becomes_a_quiet_link_to_its_source():
    assert html(prose(f"Paid {fact(1)}.", claim(1))) == (
        '<p>Paid <a class="claim whole" href="#source-itep" aria-describedby="source-itep-name">'
        '<data value="314200000" data-claim="1">$314.2 million</data></a>.</p>\n'
    )


def test_a_long_fact_may_break_over_two_lines():
    long = claim(1, text="10.9 million immigrants without legal status")
    assert '<a class="claim" href="#source-itep"' in html(prose(fact(1), long))


def test_a_fact_inside_a_link_makes_no_link_of_its_own():
    assert html(prose(f"[Paid {fact(1)}](https://itep.org)", claim(1))) == (
        '<p><a href="https://itep.org">Paid <data value="314200000" data-claim="1">$314.2 million</data></a></p>\n'
    )


def test_sources_are_numbered_as_a_reader_meets_them():
    first = claim(1, source="channel5")
    page = read_page(notebook(prose(f"{fact(1)}, then {fact(2)}", first, claim(2))))
    assert [(source.number, source.id) for source in page.sources] == [(1, "channel5"), (2, "itep")]


def test_a_source_named_in_the_headline_comes_first():
    headline = [claim(9, place="title", source="channel5")]
    page = read_page(notebook(prose(f"{fact(1)}", claim(1)), words_claims=headline))
    assert [source.id for source in page.sources] == ["channel5", "itep"]


def test_a_source_cited_in_prose_is_listed():
    page = read_page(notebook(prose("See [ITEP](#source-itep)."), sources={"itep": ITEP}))
    assert [source.id for source in page.sources] == ["itep"]


def test_a_reported_source_knows_whose_numbers_it_reports():
    reported = claim(1, source="channel5", checked_against="reported")
    page = read_page(notebook(prose(fact(1), reported), sources={"channel5": CHANNEL_5}))
    assert (page.sources[0].reported, page.sources[0].estimated_by) == (True, ("ITEP",))


def test_a_spanish_page_names_its_sources_in_spanish():
    reported = claim(1, publisher="Census Bureau", source="channel5", checked_against="reported")
    known = {
        **CHANNEL_5,
        "publisher": "Paper via Yahoo",
        "credit_es": "una nota de Paper vía Yahoo",
        "title_es": "Nota",
        "title_lang": "en",
    }
    names = {"Census Bureau": "Oficina del Censo"}
    cells, sources = prose(fact(1), reported), {"channel5": known}
    source = read_page(notebook(cells, sources=sources, publisher_names=names, lang="es")).sources[0]
    assert credit(source, language("es")) == "Oficina del Censo, según una nota de Paper vía Yahoo"
    assert (source.publisher, source.title, source.title_lang) == ("Una nota de Paper vía Yahoo", "Nota", "")


def test_a_publisher_with_an_article_before_its_name_is_listed_without_it():
    known = {**ITEP, "credit_en": "the " + ITEP["publisher"]}
    page = read_page(notebook(prose(fact(1), claim(1)), sources={"itep": known}))
    assert page.sources[0].publisher == ITEP["publisher"]


@pytest.mark.parametrize(
    ("lang", "credited", "listed"),
    [
        ("es", "el Instituto de la Miel (IM)", "Instituto de la Miel (IM)"),
        ("es", "los Apicultores Unidos", "Apicultores Unidos"),
        ("es", "El Diario vía Yahoo", "El Diario vía Yahoo"),
        ("es", "el registro de cambios de un sitio", "El registro de cambios de un sitio"),
        ("es", "una copia de su informe", "Una copia de su informe"),
        ("en", "the Honey Post via The Hive News", "Honey Post via The Hive News"),
        ("fr", "le Journal via Yahoo", "Journal via Yahoo"),
        ("de", "das Statistische Amt", "Das Statistische Amt"),
    ],
)
def test_the_article_of_a_sentence_is_not_in_the_list_of_sources(lang, credited, listed):
    known = {**ITEP, f"credit_{lang}": credited}
    page = read_page(notebook(prose(fact(1), claim(1)), sources={"itep": known}, lang=lang))
    assert page.sources[0].publisher == listed


def test_a_publishers_own_file_is_named_once():
    counted = claim(1, publisher="Census Bureau", source="census", checked_against="reported")
    census = {**CHANNEL_5, "publisher": "U.S. Census Bureau"}
    page = read_page(notebook(prose(fact(1), counted), sources={"census": census}))
    assert (page.sources[0].reported, page.sources[0].estimated_by) == (False, ())


def test_a_ratio_of_two_publishers_numbers_does_not_say_which_of_them_a_source_reports():
    mixed = claim(1, publisher="Census Bureau; ITEP", sources=["channel5", "itep"])
    sure = claim(2, publisher="ITEP", source="channel5")
    page = read_page(notebook(prose(f"{fact(1)} {fact(2)}", mixed, sure), sources={"channel5": CHANNEL_5}))
    assert page.sources[0].estimated_by == ("ITEP",)


def test_a_source_without_an_address_is_still_listed():
    page = read_page(notebook(prose(fact(1), claim(1, source="channel5"))))
    assert (page.sources[0].publisher, page.sources[0].url) == ("NewsChannel 5 Nashville", "")


def test_the_page_says_of_when_its_newest_number_is():
    older, newer = claim(1), claim(2)
    newer["inputs"][0]["as_of"] = "2023-07"
    assert read_page(notebook(prose(f"{fact(1)} {fact(2)}", older, newer))).data_as_of == "2023-07"


def test_every_claim_of_the_page_is_kept():
    bundle = figure(claims=[claim(3, place="figure:taxes-by-state:alt")])
    page = read_page(notebook(prose(fact(1), claim(1)), code("f", bundle), words_claims=[claim(9, place="title")]))
    assert sorted(kept.number for kept in page.claims) == [1, 3, 9]


# Figures


def test_figures_are_numbered_in_order():
    page = read_page(notebook(code("a", figure(name="a")), code("b", figure(name="b"))))
    assert [(shown.number, shown.name) for shown in page.figures] == [(1, "a"), (2, "b")]


def test_a_figure_without_a_name_is_named_by_its_number():
    assert read_page(notebook(code("a", figure(name=None)))).figures[0].name == "figure-1"


@pytest.mark.parametrize("alt", ["", "  ", "Chart", "gráfico.", "No description has been provided for this image"])
def test_a_figure_without_a_description_is_refused(alt):
    said = refused(code("f", figure(alt=alt)))
    assert "has no text for readers who cannot see it" in said


def test_a_figure_without_a_source_is_refused():
    assert "names no source" in refused(code("f", figure(sources=[])))


def test_an_empty_figure_is_refused():
    empty = {"columns": [{"label": "State", "numeric": False}], "rows": [], "raw": []}
    assert "has no data" in refused(code("f", figure(table=empty)))


def test_two_figures_of_one_name_are_refused():
    assert "a second figure named 'a'" in refused(code("a", figure(name="a")), code("b", figure(name="a")))


def test_a_figure_tagged_hide_output_can_be_opened():
    block = read_page(notebook(code("f", figure(), tags=("hide-output",)))).blocks[0]
    assert isinstance(block, Collapsible)
    assert isinstance(block.block, PageFigure)
