"""A figure explored: by mouse, touch, keyboard and by ear, with one script of the site's own, and nothing lost without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from support.browsing import COLORS, MOVED, listening, new_page, opened, violations, wait_until
from support.sites import BuiltSite

pytestmark = pytest.mark.browser

# The page, the place of a figure to explore on it, what a reader types there and whom it finds.
FIGURES = {
    "bars": ("en/honey-tax/vm/index.html", 1, "dun", "Dunmark"),
    "map": ("en/honey-abroad/index.html", 0, "new y", "New York"),
    "line": ("en/honey-tax/du/index.html", 1, "2021", "2021"),
    "parts of a bar": ("en/honey-tax/vm/index.html", 0, "meadow", "Meadow Center: households, 2023"),
    "barras": ("es/honey-tax/du/index.html", 0, "gorsea", "Górsea"),
    "mapa": ("es/honey-abroad/index.html", 0, "nueva y", "Nueva York"),
    "events": ("en/honey-accord/index.html", 0, "asks for", "February 2025"),
    "frame": ("es/honey-tax/du/embed/regions/index.html", 0, "GÓRSEA", "Górsea"),
}


class Explored:
    """A figure on an open page, and what the page asked for and complained of since."""

    def __init__(self, page: Any, nth: int) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        self.figure = page.locator("figure:has(.explore)").nth(nth)
        self.button = self.figure.locator(".explore button")
        self.field = self.figure.get_by_role("combobox")
        self.options = self.figure.get_by_role("option")
        self.words = self.figure.locator(".figure-tip")

    def listening(self) -> AbstractContextManager[None]:
        """Note which scripts the page asks for, and what it complains of."""
        return listening(
            self.page,
            request=lambda request: request.resource_type == "script" and self.asked.append(request.url),
            console=lambda message: self.said.append(message.text),
            pageerror=lambda error: self.said.append(str(error)),
        )

    def ask(self) -> Explored:
        """Press the button and wait for the field to search in."""
        self.button.click()
        self.field.wait_for()
        return self

    def mark(self, nth: int) -> Any:
        """The shape that stands for a row."""
        return self.figure.locator(f".picture svg:visible [data-row='{nth}']:not(text)").first


@contextmanager
def explored(browser: Any, site: BuiltSite, kind: str, **options: Any) -> Iterator[Explored]:
    """The figure of a kind, before anything was asked of it."""
    path, nth, _, _ = FIGURES[kind]
    with opened(browser, site, path, **options) as page:
        page.mouse.move(0, 0)  # away from where the test before left it
        yield Explored(page, nth)


@pytest.mark.parametrize("kind", ["bars", "map", "barras", "frame"])
def test_one_script_of_the_site_is_fetched_when_a_reader_asks_and_none_before(
    built_site: BuiltSite, browser: Any, kind: str
) -> None:
    with explored(browser, built_site, kind) as seen, seen.listening():
        before = list(seen.asked)
        seen.ask()
        seen.field.press("Escape")
        seen.button.click()
        seen.field.wait_for()
        assert (before, len(seen.asked)) == ([], 1)
        assert seen.asked[0].startswith(f"{built_site.url}/assets/explore.")


@pytest.mark.parametrize("kind", FIGURES)
def test_a_reader_finds_a_row_by_its_name_typed_without_accents(built_site: BuiltSite, browser: Any, kind: str) -> None:
    """And the security policy is kept while the figure is explored."""
    _, _, typed, name = FIGURES[kind]
    with explored(browser, built_site, kind) as seen, seen.listening():
        seen.ask().field.type(typed)
        assert seen.options.first.text_content().startswith(f"{name} ")
        assert seen.words.locator("strong").text_content() == name
        seen.mark(0).hover(force=True)
        assert seen.said == []


def test_a_name_that_no_row_has_is_said_to_be_missing(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "barras") as seen:
        seen.ask().field.type("guam")
        assert seen.figure.get_by_role("status").text_content() == "No se encontró nada"
        assert seen.options.count() == 0


def test_a_list_of_thousands_has_the_likeliest_hundred_and_typing_finds_the_others(
    built_site: BuiltSite, browser: Any
) -> None:
    with explored(browser, built_site, "bars") as seen:
        seen.figure.locator(".figure-data tbody").evaluate(
            """body => { for (let nth = 0; nth < 3000; nth += 1) {
                const row = body.rows[0].cloneNode(true);
                row.cells[0].textContent = `Parish ${nth}`;
                body.append(row);
            } }"""
        )
        seen.ask().field.click()
        assert seen.options.count() == 100
        assert seen.figure.get_by_role("listbox").locator("li").last.text_content() == "…"
        seen.field.type("parish 2987")
        assert seen.options.all_text_contents()[0].startswith("Parish 2987 ")
        assert seen.options.count() == 1
        assert violations(seen.page, "aria-required-children", "list", "listitem") == []


def test_a_search_for_a_region_that_is_not_drawn_says_so_and_leads_to_its_page(
    built_site: BuiltSite, browser: Any
) -> None:
    with explored(browser, built_site, "bars") as seen:
        seen.ask().field.type("farr")
        seen.field.press("Enter")
        assert seen.figure.get_by_role("status").text_content() == "Farrow, Not in this figure"
        assert not seen.words.is_visible()
        way = seen.figure.locator(".way a")
        assert (way.text_content(), way.get_attribute("href")) == (
            "Farrow →",
            f"{built_site.url}/en/honey-tax/fa/index.html",
        )
        seen.field.fill("dunm")
        assert seen.words.locator("strong").text_content() == "Dunmark"
        assert way.get_attribute("href") == f"{built_site.url}/en/honey-tax/du/index.html"


def test_a_region_has_no_way_to_its_page_where_it_has_none_or_in_a_frame(built_site: BuiltSite, browser: Any) -> None:
    for kind, typed in (("bars", "brisc"), ("frame", "dunm")):
        with explored(browser, built_site, kind) as seen:
            seen.ask().field.type(typed)
            assert seen.words.is_visible()
            assert (kind, seen.figure.locator(".way a").count()) == (kind, 0)


def test_the_nearest_year_of_a_line_answers_anywhere_over_it(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "line", width=360, has_touch=True) as seen:
        seen.ask().field.blur()
        picture = seen.figure.locator(".picture svg:visible").bounding_box()
        years = []
        for nth in (0, 2):
            point = seen.mark(nth).bounding_box()
            seen.page.touchscreen.tap(point["x"] + point["width"] / 2 + 3, picture["y"] + picture["height"] - 4)
            years.append(seen.words.locator("strong").text_content())
        rows = seen.figure.locator(".figure-data tbody tr").locator("th, td:first-child")
        assert years == [rows.nth(0).text_content(), rows.nth(2).text_content()]


@pytest.mark.parametrize(
    ("width", "kind"),
    [
        (360, "line"),
        (1280, "mapa"),
        (360, "frame"),
        *(pytest.param(*view, marks=pytest.mark.long) for view in ((1280, "line"), (360, "mapa"), (1280, "frame"))),
    ],
)
def test_axe_finds_nothing_while_a_figure_is_explored(
    built_site: BuiltSite, browser: Any, kind: str, width: int
) -> None:
    with explored(browser, built_site, kind, width=width, bypass_csp=True) as seen:
        seen.ask()
        for key in ("ArrowDown", "Enter"):
            seen.field.press(key)
            assert (key, violations(seen.page)) == (key, [])
            seen.page.emulate_media(color_scheme="dark")
            assert (key, violations(seen.page, *COLORS)) == (key, [])
            seen.page.emulate_media(color_scheme="light")


def test_on_a_phone_the_words_of_a_mark_are_above_a_picture_and_cover_none_of_it(
    built_site: BuiltSite, browser: Any
) -> None:
    with explored(browser, built_site, "mapa", width=360) as seen:
        seen.ask()
        seen.page.evaluate(
            "scrollBy(0, document.querySelector('.find').getBoundingClientRect().top - innerHeight + 60)"
        )
        seen.field.press("ArrowDown")
        seen.field.press("Enter")
        words, picture = seen.words.bounding_box(), seen.figure.locator(".picture").bounding_box()
        assert words["y"] >= 0
        assert words["y"] + words["height"] <= picture["y"]


def test_the_arrows_go_through_the_rows_and_the_screen_reader_reads_each(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "bars") as seen:
        names = []
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
            if not names:
                seen.button.press("Enter")
                seen.field.wait_for()
            seen.field.press(key)
            reported = seen.page.locator(f"#{seen.field.get_attribute('aria-activedescendant')}")
            assert reported.get_attribute("aria-selected") == "true"
            names.append(reported.text_content().split(" $")[0])
        assert names == ["Ashmere", "Briscany", "Ashmere", "Farrow Not in this figure"]


def test_a_choice_is_read_whole_and_its_mark_is_ringed(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "bars") as seen:
        seen.ask().field.type("dun")
        seen.field.press("Enter")
        assert seen.field.input_value() == "Dunmark"
        heard = seen.figure.get_by_role("status").text_content()
        assert heard.startswith("Dunmark, $314.2 million, ")
        assert seen.figure.locator(".picture svg:visible .ring").count() == 1


def test_escape_closes_the_list_then_the_words_then_the_field_and_gives_the_button_back(
    built_site: BuiltSite, browser: Any
) -> None:
    with explored(browser, built_site, "map") as seen:
        seen.ask().field.press("ArrowDown")
        states = []
        for _ in range(3):
            seen.field.press("Escape")
            open_ = seen.figure.get_by_role("listbox").is_visible()
            words = seen.words.count() > 0 and seen.words.is_visible()
            states.append((open_, words, seen.field.count()))
        assert states == [(False, True, 1), (False, False, 1), (False, False, 0)]
        assert seen.page.evaluate("document.activeElement.parentNode.className") == "explore"


@pytest.mark.parametrize("kind", ["bars", "map", "line", "parts of a bar", "frame"])
def test_a_finger_on_a_mark_brings_up_the_words_of_its_row_and_none_next_to_it_takes_them_away(
    built_site: BuiltSite, browser: Any, kind: str
) -> None:
    with explored(browser, built_site, kind, width=360, has_touch=True) as seen:
        name = seen.figure.locator(".figure-data tbody tr").nth(0).locator("th, td").first.text_content()
        seen.ask().field.blur()
        seen.mark(0).scroll_into_view_if_needed()
        # A state is wider than it is: the middle of its box may lie in another.
        box = seen.mark(0).bounding_box()
        seen.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert seen.words.is_visible()
        assert seen.words.locator("strong").text_content() == name
        seen.page.keyboard.press("Escape")
        assert not seen.words.is_visible()


def test_a_mouse_over_a_bar_its_name_or_its_value_brings_up_the_whole_row(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "bars") as seen:
        seen.ask().field.blur()
        said = []
        for part in seen.figure.locator(".picture svg:visible [data-row='3']:not(.ring)").all():
            part.hover(force=True)
            said.append(seen.words.text_content())
            seen.page.mouse.move(0, 0)
        assert len(said) == 3
        assert set(said) == {said[0]}
        assert said[0].startswith("Elsport")


def test_nothing_moves_when_the_script_comes_late(built_site: BuiltSite, browser: Any) -> None:
    path, nth, _, _ = FIGURES["bars"]
    with new_page(browser, width=360) as page:
        page.goto(f"{built_site.url}/{path}")
        # Later than half a second after the click, when a shift would count against the page.
        page.route("**/assets/explore.*", lambda route: (page.wait_for_timeout(900), route.continue_()))
        seen = Explored(page, nth).ask()
        seen.field.type("gorsey")
        seen.field.press("Enter")
        assert page.evaluate(MOVED) == 0


def test_a_reader_who_wants_no_motion_sees_none(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "bars", reduced_motion="reduce") as seen:
        seen.ask().field.type("gorsey")
        seen.field.press("Enter")
        assert seen.page.evaluate("document.getAnimations().length") == 0
        assert seen.words.is_visible()


@pytest.mark.parametrize("kind", ["bars", "frame"])
def test_without_scripts_nothing_is_offered_that_would_not_work(built_site: BuiltSite, browser: Any, kind: str) -> None:
    with explored(browser, built_site, kind, java_script_enabled=False) as seen:
        assert seen.figure.locator(".picture svg:visible").count() == 1
        assert not seen.button.is_visible()


def test_a_script_that_does_not_arrive_can_be_asked_for_again(built_site: BuiltSite, browser: Any) -> None:
    path, nth, _, _ = FIGURES["bars"]
    with new_page(browser) as page:
        page.goto(f"{built_site.url}/{path}")
        seen = Explored(page, nth)
        seen.page.route("**/assets/explore.*", lambda route: route.abort())
        seen.button.click()
        wait_until(seen.page, "!document.querySelector('script[src*=explore]')")
        seen.page.unroute("**/assets/explore.*")
        seen.ask()
        assert seen.field.is_visible()


NAMES = """() => [...document.querySelectorAll("figure:has(.explore)")].flatMap((figure) => {
    const names = [...figure.querySelectorAll(".figure-data tbody tr")].map((row) => row.cells[0].textContent.trim());
    const wrong = [...figure.querySelectorAll("[data-row]")].filter((mark) => {
        const said = [...mark.querySelectorAll("tspan")].map((line) => line.textContent).join(" ") || mark.textContent;
        const nth = Number(mark.dataset.row);
        return nth >= names.length || (names.includes(said) && names[nth] !== said && names.lastIndexOf(said) !== nth);
    });
    return wrong.map((mark) => `${figure.id}: ${mark.outerHTML.slice(0, 120)}`);
})"""


@pytest.mark.parametrize("path", sorted({path for path, *_ in FIGURES.values()} | {"en/hive-permit/index.html"}))
def test_every_mark_names_the_row_that_has_its_name(built_site: BuiltSite, browser: Any, path: str) -> None:
    with opened(browser, built_site, path) as page:
        assert page.evaluate(NAMES) == []


def test_a_reader_sorts_the_table_of_a_figure_by_its_numbers_and_back(built_site: BuiltSite, browser: Any) -> None:
    with explored(browser, built_site, "bars") as seen:
        table = seen.figure.locator(".figure-data table")
        seen.figure.locator(".figure-data summary").click()
        head = table.locator("th[data-order]").first
        button = head.get_by_role("button")
        button.wait_for()
        rows = table.locator("tbody tr")
        as_made = rows.all_inner_texts()
        upward = [as_made[int(nth)] for nth in (head.get_attribute("data-order") or "").split()]
        blank = [row for row in as_made if row not in upward]
        assert as_made != upward + blank
        button.focus()
        seen.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert rows.all_inner_texts() == upward[::-1] + blank
        button.click()
        assert head.get_attribute("aria-sort") == "ascending"
        assert rows.all_inner_texts() == upward + blank
        name = table.locator("thead th").first
        name.get_by_role("button").click()
        assert (name.get_attribute("aria-sort"), head.get_attribute("aria-sort")) == ("ascending", None)
        button.click()
        button.click()
        button.click()
        assert rows.all_inner_texts() == as_made
        assert seen.said == []


def test_a_sorted_table_leaves_each_mark_its_row(built_site: BuiltSite, browser: Any) -> None:
    _, _, typed, name = FIGURES["bars"]
    with explored(browser, built_site, "bars") as seen:
        seen.figure.locator(".figure-data summary").click()
        button = seen.figure.locator(".figure-data th[data-order] button").first
        button.click()
        button.click()
        seen.ask()
        seen.field.type(typed)
        seen.field.press("Enter")
        assert seen.words.locator("strong").inner_text() == name
