"""A preview marks on the page what changed, and which cell each part comes from."""

from __future__ import annotations

from nutgraf.ledger import Change
from nutgraf.pipeline.page_trace import PageTrace
from nutgraf.preview.page_marks import with_cells, with_changes

PAGE = (
    "<h1>They paid $300 in Tennessee</h1>\n"
    '<article class="article">\n<header class="opening"><h1>They paid $300 in Tennessee</h1></header>\n'
    '<div class="prose">\n<p>It was <data value="300" data-claim="1">$300</data>.</p>\n<div class="note"></div></div>\n'
    '<figure class="figure" id="figure-1">\n<p class="figure-title" id="figure-1-title">By state</p>\n'
    '<div class="scroll"></div></figure>\n'
    '<section class="sources"></section>\n</article>\n<div class="prose"></div>'
)
TRACE = PageTrace(
    "notebooks/taxes.ipynb",
    ("why", 'a"<b'),
    {"taxes?state=TN#why#paid": 1, "taxes?state=TN#title#paid": 7},
    {"bars": 1},
)


def change(id: str, was: str, now: str, line: str = "") -> Change:
    return Change(id=id, kind="moved", was=was, now=now, percent=None, why="", key="paid", line=line)


def test_each_part_of_a_page_names_the_cell_that_it_comes_from_and_nothing_else_does() -> None:
    html = with_cells(PAGE, TRACE)
    assert '<article class="article" data-notebook="notebooks/taxes.ipynb">' in html
    assert '<div class="prose" data-cell="why">' in html
    assert '<figure class="figure" id="figure-1" data-cell="a&quot;&lt;b">' in html
    assert html.count("data-cell") == 2


def test_a_page_without_an_executed_notebook_is_shown_without_cells() -> None:
    assert with_cells(PAGE, PageTrace()) == PAGE
    assert with_cells("<p>The front page</p>", TRACE) == "<p>The front page</p>"


def test_a_changed_number_is_marked_where_it_is_printed_with_the_number_of_before() -> None:
    html = with_changes(PAGE, [change("taxes?state=TN#why#paid", "<$200>", "$300")], TRACE)
    marked = (
        '<mark class="preview-change"><del><span class="preview-unseen">was </span>&lt;$200&gt;</del> '
        '<ins><span class="preview-unseen">now </span>$300</ins></mark>'
    )
    assert f'It was <data value="300" data-claim="1">{marked}</data>.' in html
    assert html.count("<mark") == 1


def test_a_changed_number_of_the_headline_is_marked_in_the_headline() -> None:
    html = with_changes(PAGE, [change("taxes?state=TN#title#paid", "$200", "$300")], TRACE)
    assert "They paid <mark" in html
    assert html.count("<mark") == 1


def test_a_changed_chart_says_so_under_its_title_and_lists_three_of_many_values() -> None:
    line = "en/taxes/tn#figure:bars"
    many = [change(f"{line}#{n}", f"State {n}: {n}", f"{n + 1}", line) for n in range(9)]
    html = with_changes(PAGE, many, TRACE)
    assert html.count("<mark") == 3
    title = html.partition('id="figure-1-title">')[2].partition("</p>")[0]
    assert title.startswith('By state <span class="preview-drawn"><mark')


def test_a_number_that_is_gone_changes_no_words_of_the_page() -> None:
    assert with_changes(PAGE, [change("taxes?state=TN#why#paid", "$200", "")], TRACE) == PAGE
