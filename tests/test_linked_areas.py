"""Marks of a figure that lead to the pages of their areas, with no script and no stop for the keyboard."""

from __future__ import annotations

import re

from nutgraf.render.linked_areas import linked_areas
from support.sites import BuiltSite

TILE = '<path d="M0,0h9" data-row="{0}"/><text x="1" data-row="{0}">{1}</text>'


def test_a_tile_and_its_letters_lead_to_the_page_of_the_state_with_or_without_a_dagger() -> None:
    svg = TILE.format(0, "DU") + TILE.format(1, "EL")
    linked = linked_areas(svg, ["Dunmark †", "Elsport"], {"Dunmark": "../du/", "Elsport": "../el/"})
    assert linked == "".join(
        f'<a href="../{page}/" tabindex="-1">{mark}</a>'
        for page, row in (("du", TILE.format(0, "DU")), ("el", TILE.format(1, "EL")))
        for mark in row.replace("/><", "/>\n<").split("\n")
    )


def test_a_tile_without_a_page_or_of_the_page_itself_is_no_link() -> None:
    svg = TILE.format(0, "BR")
    assert linked_areas(svg, ["Briscany"], {"Dunmark": "../du/"}) == svg


def test_readers_reach_a_region_from_its_bar_and_not_from_a_frame(built_site: BuiltSite) -> None:
    page = built_site.html("en/honey-tax/vm")
    leads = set(re.findall(r'<a href="([^"]*)" tabindex="-1"><', page))
    assert leads == {f"../../../en/honey-tax/{usps}/index.html" for usps in ("du", "el", "as")}
    assert '<div class="picture"><span class="unseen" role="img" aria-label="' in page
    frame = (built_site.site / "en/honey-tax/vm/embed/regions/index.html").read_text(encoding="utf-8")
    assert 'tabindex="-1"><' not in frame
    assert '<div class="picture" role="img"' in frame
