"""A site for readers who see little, hear it read, use no mouse, or enlarge it fourfold."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from nutgraf import vega
from support.browsing import COLORS, KINDS, OPEN, TEMPLATES, empty_page, opened, violations
from support.sites import ROOT, BuiltSite

pytestmark = pytest.mark.browser

OUTLINES = ROOT / "tests" / "pages" / "read-aloud"
FONTS = Path(vega.__file__).parent / "fonts"


@pytest.mark.parametrize("kind", TEMPLATES)
def test_axe_finds_nothing_before_and_after_all_is_opened(built_site: BuiltSite, browser: Any, kind: str) -> None:
    """Colors are looked at once all is opened: whatever is seen before is seen then."""
    with opened(browser, built_site, KINDS[kind], width=360, bypass_csp=True) as page:
        found = {"closed": violations(page, without=COLORS)}
        page.evaluate(OPEN)
        page.emulate_media(color_scheme="dark")
        found["a phone in the dark"] = violations(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        found["a desk in the light"] = violations(page)
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}


def test_a_dark_page_differs_from_a_light_one_in_its_colors_alone(built_site: BuiltSite) -> None:
    """For which axe looks at a page in the dark on a phone alone."""
    css = "".join(path.read_text(encoding="utf-8") for path in built_site.site.glob("assets/*.css"))
    dark = re.findall(r"prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^}]*)\}\s*\}", css)
    assert len(dark) == css.count("prefers-color-scheme") > 0
    set_in_the_dark = {line.partition(":")[0].strip() for block in dark for line in block.split(";")} - {""}
    assert {name for name in set_in_the_dark if not name.startswith("--")} <= {"color-scheme"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_enlarged_fourfold_and_touched_with_a_finger(built_site: BuiltSite, browser: Any, kind: str) -> None:
    """It is read in one direction, and what is touched on its own is 24 pixels high and wide."""
    with opened(browser, built_site, KINDS[kind], width=320, height=256) as page:
        page.evaluate(OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 360, "height": 800})
        small = page.evaluate("""() => [...document.querySelectorAll("a, summary, button, input, textarea")].filter(each => {
            const box = each.getBoundingClientRect();
            if (each.closest("label")) return false;
            if (each.closest("svg")) return false; // The list of the page has a larger link to the same page.
            if (!box.width || (box.height >= 24 && box.width >= 24) || each.classList.contains("skip")) return false;
            // A link in a sentence is as high as its line; so are those in lists of sources.
            if (each.closest("td, th, dd")) return false; // A row is higher, and keeps others away.
            const around = each.closest("p, li, h1, h2, h3");
            return !around || around.textContent.trim() === each.textContent.trim();
        }).map(each => each.outerHTML.slice(0, 120))""")
    assert small == []


@pytest.mark.parametrize("kind", ["article", "region", "front page", "fact sheet"])
def test_the_keyboard_goes_through_a_page_in_reading_order_and_is_seen_everywhere(
    built_site: BuiltSite, browser: Any, kind: str
) -> None:
    with opened(browser, built_site, KINDS[kind]) as page:
        stops = page.evaluate("""() => [...document.querySelectorAll("a[href], summary, button, input, textarea, [tabindex='0']")]
            .filter(each => each.checkVisibility() && each.tabIndex >= 0).map((each, n) => each.dataset.stop = n).length""")
        seen = []
        for _ in range(min(stops, 60)):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate("""() => {
                const here = document.activeElement, look = getComputedStyle(here);
                return [Number(here.dataset.stop), look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2];
            }""")
            )
    assert seen == [[n, True] for n in range(min(stops, 60))]


def test_nothing_moves_by_itself(built_site: BuiltSite) -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in built_site.site.glob("assets/*.css"))
    assert not [word for word in ("animation", "transition", "scroll-behavior") if word in css]


# How a screen reader reads a page of each kind, in order

STOPS = r"banner|navigation|main|article|region|contentinfo|heading|figure|img|note|group|table|list|term|definition|textbox|button|paragraph|link"


def in_order(snapshot: str) -> str:
    """The stops of a page as the accessibility tree has them, one a line, like ones after each other counted.

    What is inside a paragraph, a list or a table is left out: it is read where they are, and edited every day.
    """
    stops: list[tuple[str, int]] = []
    inside = 1000
    for line in snapshot.splitlines():
        found = re.match(rf"(?P<deep> *)- '?(?P<role>{STOPS})\b(?P<name>( \x22[^\x22]*\x22)?[^:]*)", line)
        deep = len(line) - len(line.lstrip())
        inside = 1000 if deep <= inside else inside
        if not found or deep > inside:
            continue
        if found["role"] in ("paragraph", "list", "table"):
            inside = deep
        name = found["name"].rstrip(" '")
        stop = f"{found['deep']}{found['role']}{name}"
        last, count = stops[-1] if stops else ("", 0)
        if stop == last:
            stops[-1] = (stop, count + 1)
        else:
            stops.append((stop, 1))
    return "".join(f"{stop}{f' ({count})' if count > 1 else ''}\n" for stop, count in stops)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("portada", "fact sheet of the site")])
def test_a_page_is_read_aloud_as_written_down(
    built_site: BuiltSite, browser: Any, kind: str, rewrite_goldens: bool
) -> None:
    with opened(browser, built_site, KINDS[kind]) as page:
        heard = in_order(page.locator("body").aria_snapshot())
    golden = OUTLINES / f"{kind.replace(' ', '-')}.txt"
    if rewrite_goldens:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(heard, encoding="utf-8")
    assert heard == golden.read_text(encoding="utf-8")


# Words in pictures

BOXES = """async (faces) => {
    // The browser measures with the font of the drawings, whether or not this machine has it or Arial.
    for (const [weight, face] of Object.entries(faces)) {
        const bytes = Uint8Array.from(atob(face), letter => letter.charCodeAt(0));
        document.fonts.add(await new FontFace("Liberation Sans", bytes, {weight}).load());
    }
    const wrong = [];
    for (const svg of document.querySelectorAll(".picture svg")) {
        const frame = svg.getBoundingClientRect();
        if (!frame.width) continue;
        const texts = [...svg.querySelectorAll("text")].filter(each => each.textContent.trim()).map(each => {
            const {left, right, top, bottom} = each.getBoundingClientRect();
            // A line is taller than its letters; what counts is ink over ink.
            const thin = (bottom - top) * 0.18;
            return {said: each.textContent, left, right, top: top + thin, bottom: bottom - thin};
        });
        for (const one of texts)
            if (one.left < frame.left - 1 || one.right > frame.right + 1 || one.top < frame.top - 1 || one.bottom > frame.bottom + 1)
                wrong.push(`cut off: ${one.said}`);
        texts.forEach((one, n) => {
            for (const other of texts.slice(n + 1)) {
                const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
                const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
                if (wide > 1 && high > 1) wrong.push(`${one.said} over ${other.said}`);
            }
        });
    }
    return wrong;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_word_in_a_picture_is_cut_off_or_covers_another(built_site: BuiltSite, browser: Any, width: int) -> None:
    wrong = {}
    files = {"400": "LiberationSans-Regular.ttf", "700": "LiberationSans-Bold.ttf"}
    faces = {weight: b64encode((FONTS / name).read_bytes()).decode() for weight, name in files.items()}
    with empty_page(browser, width=width) as page:
        for each in built_site.manifest["pages"]:
            page.goto(f"{built_site.url}/{each['path']}")
            if said := page.evaluate(BOXES, faces):
                wrong[each["address"]] = said
    assert wrong == {}
