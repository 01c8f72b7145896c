"""Pages drawn as HTML: what a reader, a screen reader and a browser are given."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from nutgraf.charts import house_style
from nutgraf.errors import FigureError, Problem
from nutgraf.language import language
from nutgraf.page import read_page
from nutgraf.page.page_model import FigureTable
from nutgraf.render import assets, render_page
from nutgraf.render.figure_view import row_orders
from support.executed import claim, code, fact, figure, notebook, prose, rich, stand_in
from support.in_process import nbconvert

PAGES = Path(__file__).parent / "pages"
TEMPLATES = Path(__file__).parent.parent / "nutgraf" / "render" / "templates"
VOID = {"meta", "link", "br", "hr", "col", "input", "img"}


def drawn(*cells, **changed) -> str:
    """The HTML of the page these cells make."""
    return render_page(read_page(notebook(*cells, **changed)), draw=stand_in).html.decode()


def download(*cells, **changed) -> str:
    """The first download of the page these cells make."""
    return render_page(read_page(notebook(*cells, **changed)), draw=stand_in).files[0][1].decode("utf-8-sig")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_page_with_one_of_everything_is_the_golden_one(lang, rewrite_goldens):
    made = render_page(read_page(rich(lang)), draw=stand_in)
    found = {"rich.html": made.html, **dict(made.files)}
    folder = PAGES / lang
    for name, content in found.items():
        # The stylesheet's name changes with every change of style, and is not what this test is about.
        content = re.sub(rb"(assets/\w+)\.[0-9a-f]{12}\.", rb"\1.HASH.", content)
        if rewrite_goldens:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        assert content == (folder / name).read_bytes(), name


def test_the_same_page_is_the_same_bytes():
    page = read_page(rich("en"))
    assert render_page(page, draw=stand_in) == render_page(page, draw=stand_in)


# The document


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open.pop() == tag


def outline(html: str) -> _Outline:
    """The tags of a page, each checked to be closed where it should."""
    parser = _Outline()
    parser.feed(html)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_id_of_a_page_is_there_once(lang):
    ids = outline(render_page(read_page(rich(lang)), draw=stand_in).html.decode()).ids
    assert sorted(ids) == sorted(set(ids))


def test_every_link_within_the_page_has_its_place():
    seen = outline(render_page(read_page(rich("en")), draw=stand_in).html.decode())
    targets = {value[1:] for _, name, value in seen.attributes if name == "href" and value.startswith("#")}
    described = {value for _, name, value in seen.attributes if name in ("aria-describedby", "aria-labelledby")}
    assert targets | described <= set(seen.ids)


def test_there_is_one_headline_and_no_level_is_skipped():
    levels = outline(render_page(read_page(rich("en")), draw=stand_in).html.decode()).levels
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_no_tag_carries_a_style_or_a_script():
    seen = outline(render_page(read_page(rich("en")), draw=stand_in).html.decode())
    names = {name for _, name, _ in seen.attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert not [tag for tag, _, _ in seen.attributes if tag in ("style", "iframe")]
    # The script elements hold data for machines: nothing in them runs, and they ask nobody for anything.
    scripts = {(name, value) for tag, name, value in seen.attributes if tag == "script"}
    assert scripts == {("type", "application/ld+json")}


def test_the_page_asks_no_other_host_for_anything():
    seen = outline(drawn(prose("[x](https://itep.org)")))
    asked = [value for tag, name, value in seen.attributes if name == "src" or (tag == "link" and name == "href")]
    assert asked
    assert all(value.startswith("../../../assets/") for value in asked)


def test_the_policy_allows_nothing_unsafe():
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', drawn(prose("x")))
    assert policy
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]


def test_the_page_says_its_language():
    assert '<html lang="es">' in drawn(prose("x"), lang="es")


def test_the_first_link_skips_to_the_content():
    assert re.search(r'<body>\s*<a class="skip" href="#content">', drawn(prose("x")))


def test_what_a_reporter_typed_in_a_headline_is_text_and_not_html():
    assert "<h1>Tax &lt;b&gt; &amp; law</h1>" in drawn(prose("x"), words={"title": "Tax <b> & law"})


# Words around the article


def test_the_byline_names_every_author():
    assert '<p class="byline">By Ana Ruiz and Ben Cole</p>' in drawn(prose("x"))


def test_dates_are_written_in_the_language_of_the_page():
    assert '<time datetime="2026-11-24">24 de noviembre de 2026</time>' in drawn(prose("x"), lang="es")


def test_a_page_says_when_it_was_updated():
    assert '<time datetime="2026-11-25">Nov. 25, 2026</time>' in drawn(prose("x"), modified="2026-11-25")


def test_the_other_language_is_one_link_away():
    link = '<a href="../../../es/taxes/tn/index.html" hreflang="es" lang="es">Español</a>'
    assert link in drawn(prose("x"))


def test_a_page_that_cannot_name_every_edition_leads_to_the_list_of_all():
    many = [[f"en/taxes/s{number:03}", f"State {number}"] for number in range(120)]
    assert '<a href="../../../en/index.html#editions-taxes">All editions</a>' in drawn(
        editions=many, more_editions=True
    )
    assert "#editions-taxes" not in drawn(editions=many)


def test_a_page_in_one_language_offers_no_other():
    assert 'class="languages"' not in drawn(prose("x"), alternates={})


def test_without_a_site_url_there_is_no_absolute_address():
    assert "canonical" not in drawn(prose("x"))
    assert 'rel="alternate"' not in drawn(prose("x"))


def test_with_a_site_url_a_page_names_itself_and_its_other_language():
    page = drawn(prose("x"), site={"url": "https://l.example/e/"})
    assert '<link rel="canonical" href="https://l.example/e/en/taxes/tn/">' in page
    assert '<link rel="alternate" hreflang="es" href="https://l.example/e/es/taxes/tn/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="https://l.example/e/en/taxes/tn/">' in page


def test_a_draft_asks_not_to_be_found():
    assert '<meta name="robots" content="noindex">' in drawn(prose("x"), draft=True)


def test_a_reader_can_report_an_error():
    page = drawn(prose("x"), site={"contact": "desk@l.example"})
    assert 'href="mailto:desk@l.example?subject=Error%20in%20%E2%80%9CWhat%20immigrants%20pay%E2%80%9D"' in page


# Figures and sources


def test_a_figure_is_drawn_at_two_widths():
    page = drawn(code("f", figure()))
    assert re.findall(r'<svg [^>]*width="(\d+)"', page) == ["680", "320"]


def test_what_a_figure_shows_is_said_to_readers_who_cannot_see_it():
    assert '<div class="picture" role="img" aria-label="Two bars: Tennessee, $314.2 million' in drawn(
        code("f", figure())
    )


def test_a_figure_names_its_source_with_a_link():
    assert '<a href="#source-itep">Institute on Taxation and Economic Policy</a>' in drawn(code("f", figure()))


def test_a_reported_figure_says_who_reported_it():
    reported = claim(1, place="figure:taxes-by-state:title", source="channel5", checked_against="reported")
    page = drawn(code("f", figure(sources=["channel5"], claims=[reported])))
    assert '<a href="#source-channel5">ITEP, as reported by NewsChannel 5 Nashville</a>' in page


def test_a_reported_source_begins_with_a_capital_in_the_list():
    named = claim(1, place="figure:taxes-by-state:title", source="channel5", checked_against="reported")
    named = named | {"publisher": "actuaries of the agency"}
    page = drawn(code("f", figure(sources=["channel5"], claims=[named])))
    assert '<a href="#source-channel5">Actuaries of the agency, as reported by NewsChannel 5 Nashville</a>' in page


def test_reports_of_nobodys_estimate_are_credited_together():
    sources = {f"s{n}": {"publisher": f"Paper {n}", "checked_against": "reported"} for n in range(2)}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    assert re.search(r'As reported by\s+<a href="#source-s0">Paper 0</a>;\s+<a href="#source-s1">Paper 1</a>', page)
    assert 'class="source-name">Paper 0</span>' in page


def test_a_long_list_of_sources_shows_the_first_and_opens_on_the_rest():
    sources = {f"s{n}": {"publisher": f"Paper {n}"} for n in range(9)}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    first, rest = page.split('<details class="more-sources">')
    assert "4 more" in rest
    assert ('id="source-s4"' in first, 'id="source-s5"' in rest, '<ol start="6">' in rest) == (True, True, True)


def test_a_long_headline_has_smaller_type_on_a_phone():
    assert '<h1 class="long">' in drawn(
        words={"title": "A headline of more than seventy characters takes six lines on a phone at first"}
    )


def test_reports_among_other_sources_come_last_and_say_so_once():
    sources = {f"s{n}": {"publisher": f"Paper {n}", "checked_against": "reported"} for n in range(2)}
    sources["office"] = {"publisher": "Records Office", "checked_against": "publisher"}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    links = (">Records Office</a>; ", ">as reported by Paper 0</a>; ", ">Paper 1</a>")
    assert re.search("Sources:" + "".join(rf"\s*<a [^>]*{re.escape(each.strip())}" for each in links), page)


def test_a_publisher_of_two_documents_is_named_once():
    sources = {f"s{n}": {"publisher": "Records Office", "checked_against": "publisher"} for n in range(3)}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    line = page[page.index('<p class="figure-source">') :].partition("</p>")[0]
    assert line.count("Records Office") == 1
    assert "more" not in line


def test_a_copy_is_credited_after_the_sources_that_were_seen_themselves():
    grades = {"copy": "D", "office": "A", "paper": "C"}
    sources = {name: {"publisher": name, "checked_against": "publisher", "grade": g} for name, g in grades.items()}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    line = page[page.index('<p class="figure-source">') :]
    assert re.findall(r'href="#source-(\w+)"', line)[:3] == ["office", "paper", "copy"]


def test_a_figure_with_many_sources_names_three_and_says_how_many_more():
    sources = {f"s{n}": {"publisher": f"Paper {n}", "checked_against": "publisher"} for n in range(14)}
    page = drawn(code("f", figure(sources=list(sources))), sources=sources)
    assert "Paper 2</a>" in page
    assert '<a href="#sources">11 more</a>' in page


def test_the_data_of_a_figure_stand_in_a_table_with_headers():
    page = drawn(code("f", figure()))
    assert '<th scope="col" class="number">Taxes paid</th>' in page
    assert '<tr><th scope="row">Tennessee</th><td class="number">$314.2 million</td></tr>' in page


def test_a_figure_that_cannot_be_drawn_is_named():
    def broken(*_, **__):
        raise FigureError(Problem("a chart", "no width", "set one"))

    with pytest.raises(
        FigureError, match=r"notebooks/taxes\.ipynb, figure 1 \(Tennessee collects more than Kentucky\)"
    ):
        render_page(read_page(notebook(code("f", figure()))), draw=broken)


def test_a_download_says_whose_figures_it_holds_and_of_when():
    assert download(code("f", figure())) == (
        "# Tennessee collects more than Kentucky\n"
        "# State and local taxes, 2022, millions of dollars\n"
        "# Source: Institute on Taxation and Economic Policy, Tax Payments by Undocumented Immigrants, July 30, 2024, "
        "https://itep.org/undocumented-immigrants-taxes-2024/\n"
        "# What immigrants pay, The Ledger, Nov. 24, 2026\n"
        "State,Taxes paid\n"
        "Tennessee,314200000\n"
        "Kentucky,100300000\n"
    )


def test_a_source_links_to_its_publication():
    page = drawn(prose(fact(1), claim(1)))
    assert (
        '<a href="https://itep.org/undocumented-immigrants-taxes-2024/">Tax Payments by Undocumented Immigrants</a>'
        in page
    )


def test_a_source_without_an_address_gives_publisher_title_and_date():
    page = drawn(prose(fact(1), claim(1, source="channel5")))
    assert '<cite>What immigrants pay in Tennessee</cite>, <span class="source-date">April 2025</span>.</li>' in page


# Assets and words


def test_the_stylesheet_is_named_by_its_content():
    assert re.fullmatch(r"assets/nutgraf\.[0-9a-f]{12}\.css", assets()["css"].path)


def test_the_stylesheet_asks_for_nothing():
    assert "url(" not in assets()["css"].content.decode()
    assert "@import" not in assets()["css"].content.decode()


def tokens(scheme: str) -> dict[str, str]:
    """The colors of the stylesheet by name, light or dark."""
    css = (TEMPLATES / "tokens.css").read_text(encoding="utf-8")
    part = css.split("@media screen and (prefers-color-scheme: dark)")[scheme == "dark"]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))


def contrast(one: str, other: str) -> float:
    """How far two colors stand apart, as WCAG counts it."""

    def luminance(color: str) -> float:
        parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_role_of_the_charts_has_a_color(scheme):
    assert {f"c-{role}" for role in house_style.ROLES} <= set(tokens(scheme))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_it_is_printed_on(scheme):
    color = tokens(scheme)
    pairs = [(text, ground) for text in ("ink", "muted", "link") for ground in ("paper", "wash")]
    pairs += [(f"c-{text}", "c-paper") for text in ("ink", "muted", "look", "one", "two", "three", "four")]
    pairs += [("c-on-series", f"c-{series}") for series in ("one", "two", "three", "four")]
    pairs += [(f"c-on-ramp-{n}", f"c-ramp-{n}") for n in range(1, 6)]
    pairs += [("ink", "mark"), ("link", "mark"), ("c-muted", "c-paper")]
    assert [pair for pair in pairs if contrast(color[pair[0]], color[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_paper(scheme):
    color = tokens(scheme)
    marks = ("c-look", "c-rest", "c-rule", "c-one", "c-two", "c-three", "c-four")
    assert [mark for mark in marks if contrast(color[mark], color["c-paper"]) < 3] == []


def test_every_word_of_the_templates_is_in_every_catalog():
    words = {
        word
        for template in TEMPLATES.glob("*.j2")
        for word in re.findall(r't\("([^"]+)"', template.read_text(encoding="utf-8"))
    }
    assert len(words) > 10
    for code_ in ("en", "es"):
        for word in words:
            assert language(code_).say(word, names="", number="", count="", date="")


# nbconvert


def test_plain_nbconvert_draws_the_page_of_a_built_notebook(tmp_path):
    nbformat.write(rich("en"), tmp_path / "tn.ipynb")
    for cell in (made := nbformat.read(tmp_path / "tn.ipynb", as_version=4)).cells:
        cell.get("outputs", [])[:] = [out for out in cell.get("outputs", []) if "text/html" in out.get("data", {})]
    nbformat.write(made, tmp_path / "tn.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "explainer", str(tmp_path / "tn.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tn.html").read_bytes() == render_page(read_page(made), draw=stand_in).html


def test_plain_nbconvert_refuses_a_notebook_that_no_build_ran(tmp_path):
    (tmp_path / "a.ipynb").write_text(json.dumps(nbformat.v4.new_notebook()), encoding="utf-8")
    done = nbconvert("--to", "explainer", "a.ipynb", cwd=tmp_path)
    assert done.returncode == 1
    assert "run `nutgraf build`" in done.stderr


def test_a_table_is_sorted_by_its_numbers_and_days_and_not_by_how_a_language_writes_them() -> None:
    table = FigureTable(
        columns=("County", "Paid", "On", "Year"),
        numeric=(False, True, False, True),
        rows=(("Birch", "$1.2 million", "March 5, 2024", "2024"), ("Alder", "–", "Jan. 9, 2025", "2025"),
              ("Cedar", "$950,000", "–", "2023")),
        raw=(("Birch", 1_200_000, "2024-03-05", 2024), ("Alder", None, "2025-01-09", 2025), ("Cedar", 950_000, None, 2023)),
    )  # fmt: skip
    assert row_orders(table, 3) == ("", "2 0", "0 1", "2 0 1")


def test_a_colon_in_french_has_its_space():
    assert language("fr").label("Source") == "Source\u00a0:"
    assert language("en").label("Source") == "Source:"
