"""Pages as a real browser shows them: nothing asked of another host, nothing off the screen, nothing wrong by axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nutgraf.page import read_page
from nutgraf.project import Project
from nutgraf.render import render_page
from nutgraf.site import entry_of, lay_out, publish
from support.browsing import COLORS, MOVED, OPEN, empty_page, listening, violations
from support.executed import BARS, code, figure, notebook, prose, rich

pytestmark = pytest.mark.browser

PAGES = ("en/taxes/tn", "es/taxes/tn", "en", "es", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two languages with one page of everything in each, its figures really drawn."""
    entries = []
    for lang in ("en", "es"):
        made = rich(lang)
        bundle = next(iter(made.cells[3].outputs[0]["data"].values()))
        bundle["spec"] = BARS
        page = read_page(made)
        rendered = render_page(page)
        entries.append(entry_of(page, rendered.html, rendered.files))
    build = tmp_path_factory.mktemp("build")
    publish(lay_out(Project(root=build, name="The Ledger", languages=("en", "es")), entries), build)
    return build / "site"


class Visit:
    """One page open in the browser, with all it asked for and complained of."""

    def __init__(self, page: Any, path: Path, until: ExitStack) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        hear = listening(
            page,
            request=lambda request: self.asked.append(request.url),
            console=lambda message: self.said.append(message.text),
        )
        until.enter_context(hear)
        self.page.goto(path.as_uri())

    def __call__(self, script: str) -> Any:
        return self.page.evaluate(script)


@pytest.fixture
def visit(browser: Any, site: Path) -> Iterator[Any]:
    """Open a page of the site: visit("en", width=360, color_scheme="dark")."""
    with ExitStack() as until:

        def opened(address: str, **options: Any) -> Visit:
            page = until.enter_context(empty_page(browser, **options))
            return Visit(page, site / address / "index.html", until)

        yield opened


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "address", [pytest.param(each, marks=[pytest.mark.long] if each.startswith("es") else []) for each in PAGES]
)
def test_axe_finds_nothing_wrong(visit, address, width):
    page = visit(address, width=width, bypass_csp=True)
    page(OPEN)
    assert violations(page.page) == []
    page.page.emulate_media(color_scheme="dark")
    assert violations(page.page, *COLORS) == []


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_is_kept_and_only_the_site_is_asked(visit, address):
    page = visit(address)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith("file://")] == []
    assert len(page.asked) <= 4


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(visit, address):
    page = visit(address)
    page(OPEN)
    for width in (320, 360, 768, 1280):
        page.page.set_viewport_size({"width": width, "height": 800})
        assert page("innerWidth") == width
        assert page("document.documentElement.scrollWidth") <= width


TABLE = """() => {
  const heads = ["State", "State and local taxes, millions", "People, 2023", "Share of income", "Estimate of"];
  const row = (cells, tag) => `<tr>${cells.map((each) => `<${tag}>${each}</${tag}>`).join("")}</tr>`;
  const table = `<table><thead>${row(heads, "th")}</thead><tbody>${row(heads, "td")}</tbody></table>`;
  document.querySelector(".prose").insertAdjacentHTML("beforeend", `<div class="scroll">${table}</div>`);
}"""


@pytest.mark.parametrize("width", [280, 360])
def test_a_wide_table_is_in_rows_on_a_phone_and_its_hidden_head_makes_no_page_wider(visit, width):
    page = visit(PAGES[0], width=width, bypass_csp=True)
    page(TABLE)
    assert page("getComputedStyle(document.querySelector('.prose .scroll:last-child td')).display") == "block"
    assert page("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "shown"), [(320, 320), (360, 320), (768, 680), (1280, 680)])
def test_one_drawing_is_shown_and_never_scaled(visit, width, shown):
    page = visit("en/taxes/tn", width=width)
    boxes = page("[...document.querySelectorAll('.picture svg')].map(each => each.getBoundingClientRect().width)")
    assert sorted(boxes) == [0, shown]


@pytest.mark.parametrize("width", [320, 340])
def test_a_picture_fits_a_small_phone_without_shrinking_or_scrolling(visit, width):
    page = visit("en/taxes/tn", width=width)
    cut = "[...document.querySelectorAll('.narrow')].filter(each => each.scrollWidth > each.clientWidth).length"
    assert page("document.querySelectorAll('.narrow').length") > 0
    assert page(cut) == 0
    box = page(
        "(() => { const box = document.querySelector('.narrow svg').getBoundingClientRect(); return [box.left, box.right]; })()"
    )
    assert box == [(width - 320) / 2, (width + 320) / 2]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_label_of_a_chart_has_room_in_whatever_font_the_reader_has(visit, width):
    """Where neither Liberation Sans nor Arial is installed, another font is drawn as narrow as they are."""
    left_out = """(() => [...document.querySelectorAll(".picture svg")].filter(each => each.checkVisibility()).flatMap(svg => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text")].map(each => [each.textContent, each.getBoundingClientRect()])
          .filter(([, at]) => at.left < box.left - 2 || at.right > box.right + 2).map(([words]) => words);
    }))()"""
    page = visit("en/taxes/tn", width=width)
    assert page("document.querySelectorAll('.picture text').length") > 9
    assert page(left_out) == []
    assert page("getComputedStyle(document.querySelector('.picture svg')).overflow") == "visible"


def test_a_key_number_has_its_words_above_it_on_a_phone_and_next_to_it_on_a_desk(visit):
    places = """(() => { const [words, number] = ["dt", "dd"].map(each => document.querySelector(`.key-numbers ${each}`).getBoundingClientRect());
        const line = parseFloat(getComputedStyle(document.querySelector(".key-numbers dd")).lineHeight);
        return [number.top >= words.bottom, number.left > words.right - 1, number.height < 2 * line]; })()"""
    assert visit("es/taxes/tn", width=360)(places) == [True, False, True]
    assert visit("es/taxes/tn", width=1280)(places) == [False, True, True]


def test_nothing_moves_after_the_page_is_shown(visit):
    page = visit("en/taxes/tn", width=360)
    assert page(MOVED) == 0


def test_the_figures_turn_dark_with_the_page(visit):
    color = "getComputedStyle(document.querySelector('.wide svg path[fill]')).fill"
    assert visit("en/taxes/tn", color_scheme="light")(color) != visit("en/taxes/tn", color_scheme="dark")(color)


def test_a_line_of_text_holds_about_seventy_letters(visit):
    page = visit("en/taxes/tn")
    letters = page("""() => {
        const prose = document.querySelector(".prose p");
        const probe = document.createElement("span");
        probe.textContent = "The taxes that people pay at the till and on their homes are counted by nobody.";
        prose.append(probe);
        probe.style.whiteSpace = "nowrap";
        return prose.clientWidth / (probe.getBoundingClientRect().width / probe.textContent.length);
    }""")
    assert 60 <= letters <= 78


@pytest.mark.parametrize("address", PAGES)
def test_what_is_touched_on_its_own_is_at_least_24_pixels_high(visit, address):
    page = visit(address, width=360)
    low = page("""() => [...document.querySelectorAll("summary, nav a, .site-name a, .figure-download a, .colophon a")]
        .filter(each => each.getBoundingClientRect().height < 24).map(each => each.outerHTML)""")
    assert low == []


def test_the_keyboard_comes_to_the_content_first_and_is_always_seen(visit):
    page = visit("en/taxes/tn")
    page.page.keyboard.press("Tab")
    assert page("document.activeElement.getAttribute('href')") == "#content"
    assert page("document.activeElement.getBoundingClientRect().top") >= 0
    assert page("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_tap_on_a_fact_opens_its_source_and_the_way_back_closes_it(visit):
    page = visit("en/taxes/tn")
    page.page.click("label.claim >> nth=0")
    assert "Institute on Taxation and Economic Policy" in page("document.querySelector(':popover-open').innerText")
    page.page.click(":popover-open button")
    assert page("document.querySelector(':popover-open')") is None
    assert page("document.activeElement.className") == "sourced"


def test_a_paragraph_spends_one_tab_stop_on_its_facts(visit):
    page = visit("en/taxes/tn")
    stops = (
        "[...document.querySelectorAll('.prose p, .prose li')].map(each => each.querySelectorAll('.sourced').length)"
    )
    assert set(page(stops)) <= {0, 1}


def test_a_screen_reader_hears_a_fact_then_that_its_source_is_at_hand(visit):
    page = visit("en/taxes/tn")
    tree = page.page.context.new_cdp_session(page.page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "button"]
    assert "Where these numbers are from" in names


def test_on_paper_the_figure_is_whole_and_the_furniture_gone(visit):
    page = visit("en/taxes/tn", color_scheme="dark")
    page.page.emulate_media(media="print")
    assert page("getComputedStyle(document.querySelector('.languages')).display") == "none"
    assert page("getComputedStyle(document.querySelector('.wide')).display") == "block"
    assert page("getComputedStyle(document.querySelector('.picture svg path[fill]')).fill") == "rgb(11, 95, 165)"


@pytest.fixture
def tables(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page with a wide table and a narrow one, open at a width."""
    wide = "| Who | What is counted | Year | Low | High |\n|---|---|---|---|---|\n| Budget Lab | Payroll taxes | 2023 | 1 | 2 |"
    page = read_page(notebook(prose(f"{wide}\n\n| Tax | Paid |\n|---|---|\n| Sales | 5 |")))
    entry = entry_of(page, render_page(page).html)
    publish(lay_out(Project(root=tmp_path, name="The Ledger", languages=("en",)), [entry]), tmp_path)
    with ExitStack() as until:

        def opened(width: int) -> Any:
            shown = until.enter_context(empty_page(browser, width=width, java_script_enabled=False))
            shown.goto((tmp_path / "site/en/taxes/tn/index.html").as_uri())
            return shown.locator(".scroll")

        yield opened


FITS = "each => each.scrollWidth <= each.clientWidth"
CELLS = "each => getComputedStyle(each.querySelector('td')).display"


@pytest.mark.parametrize("width", [320, 360, 480, 600])
def test_a_table_of_many_columns_has_its_cells_below_each_other_on_a_phone_and_another_does_not(tables, width):
    assert [one.evaluate(CELLS) for one in tables(width).all()] == ["block", "table-cell"]
    assert [one.evaluate(FITS) for one in tables(width).all()] == [True, True]


def test_a_cell_below_another_says_which_column_it_is_of(tables):
    last = tables(360).first.locator("td").last
    assert last.evaluate("each => getComputedStyle(each, '::before').content.includes('High')")


@pytest.mark.parametrize("width", [760, 1280])
def test_a_table_that_has_room_is_one(tables, width):
    assert [one.evaluate(CELLS) for one in tables(width).all()] == ["table-cell", "table-cell"]


def test_the_rows_of_a_figures_table_keep_their_names_in_sight_where_it_scrolls(visit):
    page = visit("en/taxes/tn", width=360)
    page(OPEN)
    assert page("getComputedStyle(document.querySelector('.figure-data tbody tr > :first-child')).position") == "sticky"


def test_on_paper_a_wide_table_is_whole(tables):
    wide = tables(440).first
    wide.page.emulate_media(media="print")
    assert wide.evaluate("each => [each.scrollWidth - each.clientWidth, getComputedStyle(each).overflowX]") == [
        0,
        "visible",
    ]


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_way_to_a_section_in_another_language_covers_no_word_and_takes_no_room(visit, width):
    page = visit("en/taxes/tn", width=width)
    heads = page(
        "[...document.querySelectorAll('.section-head')].map(each => each.offsetHeight - each.firstElementChild.offsetHeight)"
    )
    assert heads == [0, 0]
    over = page("""[...document.querySelectorAll(".elsewhere a")].flatMap(link => {
        const own = link.getBoundingClientRect();
        return [...document.querySelectorAll("h2, p:not(.elsewhere), li, dd, table, figure")].filter(each => {
            const box = each.getBoundingClientRect();
            return each.checkVisibility() && box.left < own.right && box.right > own.left && box.top < own.bottom && box.bottom > own.top;
        }).map(each => each.outerHTML);
    })""")
    assert over == []


def test_a_long_word_in_a_headline_wraps_on_a_small_phone(browser, tmp_path):
    made = notebook(
        code("f", figure(spec=BARS)), lang="es", words={"title": "Responsabilidades " + "extraordinariamente" * 3}
    )
    page = read_page(made)
    rendered = render_page(page)
    entry = entry_of(page, rendered.html, rendered.files)
    publish(lay_out(Project(root=tmp_path, name="x", languages=("en", "es")), [entry]), tmp_path)
    with empty_page(browser, width=320) as opened:
        opened.goto((tmp_path / "site" / "es" / "taxes" / "tn" / "index.html").as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320
