"""Markdown that a reader would see as it was typed, or not at all, is refused; a heading's own anchor is honored."""

from __future__ import annotations

import itertools

import pytest

from nutgraf.page import read_page
from nutgraf.page.markdown import markdown, parsed
from support.executed import claim, fact, notebook, prose
from support.markdown import html, printed, refused

# Footnotes and links by name


def test_a_footnote_whose_text_is_in_another_cell_is_refused_in_both_cells():
    assert refused("Income rose.[^why]", "[^why]: Because of the mine.") == [
        "the footnote [^why] has no text in this cell, and would be printed as it is",
        "nothing in this cell refers to the footnote [^why], so its text would not be on the page",
    ]


def test_a_link_whose_address_is_in_another_cell_is_refused():
    assert refused("See [the yearbook][yb].", "[yb]: https://city.example/y") == [
        "the link [the yearbook][yb] has no address in this cell, and would be printed as it is"
    ]


def test_a_link_by_its_own_words_whose_address_is_in_another_cell_is_refused():
    (what,) = refused("See [the yearbook].", "[the yearbook]: https://city.example/y")
    assert what.startswith("the link [the yearbook] has its address in another cell, notebooks/taxes.ipynb, ")


def test_footnotes_and_links_by_name_are_printed_within_one_cell_alone():
    text = "Income[^why] rose, says [the yearbook][yb]."
    notes = f"[^why]: By {fact(1)}, at last.\n\n[yb]: https://city.example/y"
    assert len(refused(text, notes)) == 3
    page = read_page(notebook(prose(f"{text}\n\n{notes}", claim(1))))
    assert '<a href="https://city.example/y">the yearbook</a>' in page.blocks[0].html
    assert '<data value="314200000" data-claim="1">$314.2 million</data></a>, at last.' in page.footnotes


def test_two_footnotes_of_one_name_are_refused_for_one_would_vanish():
    assert refused("A[^a]\n\n[^a]: One.\n[^a]: Two.") == ["two footnotes are named [^a], and one of them would be lost"]


def test_two_addresses_of_one_name_are_refused():
    assert refused("[A][x]\n\n[x]: https://a.example\n[x]: https://b.example") == ["two addresses have the name [x]"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [*the* yearbook][yb].", "[the yearbook][yb]"),
        ("See [the yearbook][].", "[the yearbook][]"),
        ("They say.\n[yb]: https://city.example", "[yb]: https://city.example"),
        ("See [it](https://city.example/a b).", "[it](https://city.example/a"),
        ("See [it] (https://city.example).", "[it] (https://city.example"),
        ("See [it](https://city.example.", "[it](https://city.example."),
        ("| a | b |\n| 1 | 2 |", "| a | b | | 1 | 2 |"),
        ('A <span lang="es" word.', "<span"),
        ("See {ref}`methods`.", "{ref}`…`"),
        ("- [ ] a task", "[ ]"),
        ("They paid ==a lot==.", "==a lot=="),
        ("<!-- left\n\nout -->", "<!-- left"),
        ("Words [so](https://a.example){.big}", "{.big}"),
        ("(methods)=\n## Methods", "(methods)="),
        ("## Methods {.unnumbered}", "{.unnumbered}"),
    ],
)
def test_notation_that_would_be_printed_as_it_is_typed_is_refused(text, shown):
    (what,) = refused(text)
    assert what.endswith(shown) or f" {shown} " in what


MEANT = (
    "They said: [sic], [ICE] and [emphasis added] (twice).",
    r"Escaped: \[a\]\[b\], \[^c\], \<span and \{ref}.",
    "Code: `[a][b]`, `<span` and `{ref}`.",
    "A price of $16 {and} x < y, a|b.",
    "[a](https://a.example) [b](https://b.example)",
    "```\n[^a] and [b][c]\n| d |\n```",
    "~~~\n[^a] and [b][c]\n# no heading\n~~~",
)
VALUES = ("[a][b]", "[^1]", "[x](http://y)", "<b>", "{ref}", "| a |", "a | b", ":::", "[TN] (/a)", "{.x}")


def test_brackets_that_come_to_nothing_are_refused_and_those_that_are_meant_are_printed():
    assert refused("[a][b] and {ref}`c`")
    assert all(html(text) for text in MEANT)
    assert all(printed("It says {{ v }} here.", v=value) for value in VALUES)


def test_a_tag_that_is_not_closed_in_its_paragraph_is_refused_for_it_would_go_on_down_the_page():
    end = "is not closed in its paragraph, and would continue to the end of the page"
    assert refused("They <em>paid.\n\nThey left.</em>") == [
        f"<em> {end}",
        "</em> closes nothing in its paragraph",
    ]
    assert refused('A <span lang="es"/> b') == [f"<span> {end}"]
    assert html("a<br/>b <em><strong>c</strong></em>") == "<p>a<br>b <em><strong>c</strong></em></p>\n"


# Anchors of headings


def test_a_heading_that_names_its_anchor_has_it_and_does_not_print_it():
    page = read_page(notebook(prose("## How we did this {#methods}"), prose("See [methods](#methods).")))
    assert page.blocks[0].html == '<h2 id="methods"><span id="part-all-1">How we did this</span></h2>\n'
    assert [(heading.id, heading.text) for heading in page.headings] == [("methods", "How we did this")]
    assert [passage.heading for passage in page.passages if passage.markdown] == ["How we did this"] * 2


def test_an_anchor_is_no_comment_and_what_follows_it_is_printed():
    text = printed("## Methods {#methods}\n\nIt paid {{ n | count }}. {# a note #}\n\nMore #}.", n=5)
    assert '<h2 id="methods"><span id="part-all-1">Methods</span></h2>' in text
    assert "It paid" in text
    assert "a note" not in text


def test_an_anchor_that_is_taken_or_malformed_is_refused():
    assert refused("## A {#sources}") == ["the anchor {#sources} is taken"]
    assert refused("## A {#x}", "## B {#x}") == ["the anchor {#x} is taken"]
    assert refused("## A {#1 b}") == ["{#1 b} is not an anchor"]


def test_a_comment_that_is_never_closed_is_named_as_one():
    from nutgraf.prose import syntax_problems

    (problem,) = syntax_problems("One. {# a note\n\nTwo.")
    assert problem.what.startswith("a comment begins with {# and is never closed")
    assert problem.fix == "close it with #}"


# Values that would begin a block


def test_a_value_at_the_beginning_of_a_line_makes_no_block():
    blocks = (
        "\tindented",
        "    four spaces",
        "===",
        "---",
        "- - -",
        "+",
        ": a definition",
        ":::{note}",
        "2024. was",
        "***",
    )
    for value, source in itertools.product(blocks, ("{{ v }}", "Words\n{{ v }}", "- {{ v }}")):
        text = printed(source, v=value)
        assert " ".join(value.split()) in text
        assert not any(f"<{tag}" in text for tag in ("pre", "hr", "h1", "h2", "ol", "dl", "div"))


def test_a_fact_in_a_line_that_four_spaces_make_code_is_refused():
    assert refused(f"Then\n\n    {fact(1)} were paid.") == [
        "four spaces before a line make it code: $314.2 million were paid."
    ]


def test_a_fact_in_code_shows_its_words_alone():
    page = read_page(notebook(prose(f"~~~\npaid = {fact(1, 'A &amp; B')}\n~~~", claim(1))))
    assert page.blocks[0].html == "<pre><code>paid = A &amp; B\n</code></pre>\n"


# Lines that end with a tag


LINES = {
    "They paid{% if so %} a lot{% endif %}\nand left.": ["They paid a lot\nand left."],
    "They paid.{# a note #}\n\nThey left.": ["They paid.", "They left."],
    "{% if so %}They paid.{% endif %}\n\nThey left.": ["They paid.", "They left."],
    "{% if so %}\nThey paid.\n{% endif %}\nThey left.": ["They paid.\nThey left."],
    "They paid.\n{%- if so %} A lot.{% endif %}\n{%- if so %} They left.{% endif %}": ["They paid. A lot. They left."],
    "They paid.{% if so -%}\n\nA lot.{% endif %}": ["They paid.A lot."],
}


def test_words_on_either_side_of_a_tag_keep_the_line_or_the_blank_line_between_them():
    for source, paragraphs in LINES.items():
        assert printed(source, so=True) == "".join(f"<p>{words}</p>\n" for words in paragraphs)


# Braces and stars


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("They paid { paid | count }.", "{ paid | count }"),
        ("{row.v}", "{row.v}"),
    ],
)
def test_an_expression_in_single_braces_is_refused_for_it_would_be_printed(text: str, shown: str) -> None:
    assert refused(text) == [f"an expression in single braces would be printed as it is: {shown}"]


def test_bold_words_that_are_never_closed_are_refused():
    what = "bold words that are not closed would be printed with their stars: **bold and never closed."
    assert refused("This is **bold and never closed.") == [what]


def test_braces_and_stars_that_are_meant_are_printed():
    for text in ("`{p.q}` {p} and \\{p.q}", "2 ** 3 is **bold**", "Net** of taxes", "\\*\\*Net", "{ } and {1|2} {p|}"):
        assert html(text)


def test_a_text_that_is_on_two_pages_is_set_for_each_as_if_it_were_new() -> None:
    text = "## Why?\n\nSee [the data](https://example.org) and a note[^1].\n\n[^1]: A <abbr title='x'>note</abbr>."
    tokens, _ = parsed(text)
    for token in tokens:
        token.content, token.attrs, token.children, token.meta = "gone", {"id": "gone"}, [], {"id": 9}
    assert parsed(text)[0] == markdown().parse(text, {})
