"""Notation of other tools, boxes and tables of which a reader would see the signs or lose a part."""

from __future__ import annotations

import pytest

from nutgraf.page import Prose, read_page
from support.executed import claim, fact, notebook, prose
from support.markdown import html, printed, refused

# Boxes

END = " is never closed, and continues to the end of its cell"


def test_a_fact_in_the_title_of_a_box_is_printed_and_leads_to_its_source():
    page = read_page(notebook(prose(f":::{{note}} They paid {fact(1)}, *all* of it\nWords.\n:::", claim(1))))
    (block,) = page.blocks
    assert isinstance(block, Prose)
    assert '<p class="admonition-title">They paid <a class="claim whole" href="#source-itep"' in block.html
    assert '<data value="314200000" data-claim="1">$314.2 million</data></a>, <em>all</em> of it</p>' in block.html


def test_a_value_in_the_title_of_a_box_is_printed_as_it_is():
    assert '<p class="admonition-title">In a*b &lt;c&gt;</p>' in printed(
        ":::{tip} In {{ v }}\nWords.\n:::", v="a*b <c>"
    )


def test_a_box_without_a_title_has_that_of_its_kind():
    assert html(":::{warning}\nWords.\n:::") == (
        '<div class="admonition warning" role="note">\n<p class="admonition-title">Caution</p>\n<p>Words.</p>\n</div>\n'
    )


def test_boxes_and_code_that_nothing_closes_are_refused_for_they_would_swallow_the_rest_of_the_cell():
    assert refused(":::{note}\nA\n\nMore.") == [f":::{{note}}{END}"]
    assert refused("::::{note}\nA\n:::{tip}\nB\n:::") == [f"::::{{note}}{END}"]
    assert refused("```\nx = 1\n\nMore.") == [f"```{END}"]
    assert refused("~~~\nx\n```") == [f"~~~{END}"]
    assert refused("- a\n\n  ```\n  x\n\nMore.") == [f"```{END}"]


CLOSED = (
    ":::{note}\nA\n:::",
    "::::{note}\nA\n\n:::{tip}\nB\n:::\n\n::::\n\nMore.",
    "::: {note}\nA\n:::   \n\nMore.",
    "- a\n\n  :::{note}\n  A\n  :::\n- b",
    "> :::{note}\n> A\n> :::\n\nMore.",
    "```\nx\n```",
    "````\n```\n````\n\nMore.",
    "- a\n\n  ```\n  x\n  ```\n- b",
    "> ```\n> x\n> ```\n\nMore.",
    "1. a\n   ~~~python\n   x\n   ~~~",
)


@pytest.mark.parametrize("text", CLOSED)
def test_boxes_and_code_that_are_closed_are_printed(text):
    assert html(text)


# Tables


@pytest.mark.parametrize("row", ["| x | y | z |", "| x | `a|b` |", "x | y | z"])
def test_a_row_with_more_cells_than_the_head_is_refused_for_the_last_would_be_lost(row):
    assert refused(f"| a | b |\n|---|---|\n| 1 | 2 |\n{row}") == [
        f"a row of a table has more cells than the table has columns, and the last would be lost: {row}"
    ]


def test_rows_with_as_many_cells_or_fewer_are_printed_and_so_are_bars_that_part_no_cells():
    text = r"| a | b |" "\n|---|---|\n" r"| x \| y | z |" "\n| x | y\n| x |\n| | |\nx | y"
    assert "<td>x | y</td>\n<td>z</td>" in html(text)
    assert "<td>a|b</td>" in printed("| a | b |\n|--|--|\n| {{ v }} | c |", v="a|b")
    assert "<td>x</td>" in html("> | a | b |\n> |--|--|\n> | x | y |\n\n- | a |\n  |--|\n  | x |")


# Notation of other tools


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [it](javascript:alert(1)).", "[it](javascript:alert(1"),
        ("See [it](data:text/html,x).", "[it](data:text/html,x"),
        ("See [it](file:///home/ana/x.csv).", "[it](file:///home/ana/x.csv"),
        ("See.[^two words]", "[^two words]"),
        ("> [!NOTE]\n> Words", "[!NOTE]"),
        ("!!! note\n    Words", "!!! note"),
        (":::{note}\n:class: dropdown\nWords\n:::", ":class: dropdown"),
        ("| a |\n|---|\n| x |\n\n: A caption", ": A caption"),
        ("##Methods", "##Methods"),
        ("H~2~O", "~2~"),
        ("m^2^ of it", "^2^"),
    ],
)
def test_notation_of_other_tools_is_refused(text, shown):
    (what,) = refused(text)
    assert what.endswith(f": {shown}")


MEANT = (
    "About ~5 to ~6 of them, ~~gone~~ now; x^2 and y^3.",
    "#MeToo was there. #2 too.",
    "At 10:30: so. Note: this. :) and 3:2",
    "They said [sic] (note: twice) and [ICE] (e.g. twice).",
    "Really!!! note that.",
    "Term\n: A definition",
    r"Escaped: \[it](javascript:x), \##Methods, \: so, H\~2\~O.",
)
VALUES = ("[it](javascript:x)", "[^two words]", "[!NOTE]", ":class: x", ": so", "##Methods", "~2~", "^2^")


def test_signs_that_are_meant_and_signs_in_values_are_printed():
    assert all(html(text) for text in MEANT)
    assert all(printed("{{ v }}\n\nIt says {{ v }} here.", v=value) for value in VALUES)


def test_a_heading_without_words_is_refused():
    assert refused("## \n\nWords.") == ["a heading without words"]
    assert refused("## {#methods}\n\nWords.") == ["a heading without words"]
    assert html("## 🎉\n\nWords.")


@pytest.mark.parametrize("address", ["https://", "http:///x", "https://?q=1", "mailto:"])
def test_an_address_that_names_no_site_is_refused(address):
    assert refused(f"See [it]({address}).") == [f"a link that leads nowhere: {address}"]


def test_a_link_to_a_heading_in_other_letters_is_named_in_those_letters():
    assert refused("## 日本\n\nSee [it](#日本).") == ["a link to #日本, which is not on the page"]
