"""The pages about the site: who makes it, how it works with numbers, and what it corrected, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf.page import read_page
from nutgraf.page.page_model import PrintedFact
from nutgraf.plan.page_info import PageInfo
from nutgraf.project import Project
from nutgraf.render import render_page
from nutgraf.site import Entry, entry_of, lay_out, read_entry
from support.executed import claim, fact, notebook, prose, stand_in


def files(*entries: Entry, **changed: Any) -> dict[str, str]:
    """The pages about a site with these settings, by address."""
    project = Project(**{"root": Path("/project"), "name": "The Ledger", "languages": ("en", "es"), **changed})
    made = lay_out(project, entries).files
    named = re.compile(r"(\w\w/(?:about|method|corrections))/index.html")
    return {found[1]: made[path].decode() for path in made if (found := named.fullmatch(path))}


def entry(lang: str = "en", **changed: Any) -> Entry:
    """The entry of a page that was just rendered."""
    made = notebook(prose(f"All taxes in Tennessee: {fact(1)}.", claim(1)), lang=lang, **changed)
    page = read_page(made)
    rendered = render_page(page, draw=stand_in)
    return entry_of(page, rendered.html, rendered.files)


CORRECTED = [
    {"date": "2026-12-01", "was": "$300 million", "now": "$310 million"},
    {"date": "2026-12-02", "was": "$310 million", "now": "$314.2 million", "key": claim(1)["key"]},
]


def test_every_language_has_the_three_pages_and_each_leads_to_the_other_language() -> None:
    made = files()
    assert sorted(made) == [f"{lang}/{name}" for lang in ("en", "es") for name in ("about", "corrections", "method")]
    assert "<h1>About The Ledger</h1>" in made["en/about"]
    assert "<h1>Cómo trabajamos</h1>" in made["es/method"]
    assert '<a href="../../es/about/index.html" hreflang="es" lang="es">' in made["en/about"]
    assert '<meta property="og:title" content="About The Ledger">' in made["en/about"]


def test_every_page_leads_to_them_at_its_foot() -> None:
    article, front = render_page(read_page(notebook(prose("Words."))), draw=stand_in).html.decode(), files()["en/about"]
    foot = '<a href="{}about/index.html">About</a> <a href="{}method/index.html">How we work</a> <a href="{}corrections'
    assert foot.replace("{}", "../../../en/") in article
    assert foot.replace("{}", "../../en/") in front


def test_the_newsroom_says_in_its_settings_who_it_is_and_how_it_works() -> None:
    about = {"en": "We are three reporters.\n\nWe are in Velmora.", "es": "Somos tres reporteros."}
    made = files(about=about, method="We read the tables.", contact="desk@ledger.example")
    assert "<p>We are three reporters.</p>\n<p>We are in Velmora.</p>" in made["en/about"]
    assert "<p>Somos tres reporteros.</p>" in made["es/about"]
    assert 'href="mailto:desk@ledger.example?subject=' in made["en/about"]
    assert "<p>We read the tables.</p>\n<p>Each number comes from a table" in made["en/method"]


def test_the_page_on_how_the_newsroom_works_says_only_what_holds_on_this_site() -> None:
    signed, estimates = "only when an editor signs the change", "is called an estimate, in headlines too"
    assert signed in files()["en/method"]
    assert signed not in files(on_change="publish")["en/method"]
    assert estimates not in files(entry())["en/method"]
    page = entry()
    printed_so = claim(1)
    known = {name: printed_so[name] for name in ("key", "text", "value", "unit", "publisher", "checked_against")}
    printed = PrintedFact(number=1, place="title", sources=("itep",), inputs=(), estimate=True, **known)
    assert (
        estimates
        in files(replace(page, claims=(printed,), files=(("facts.json", b"{}"), ("facts.csv", b"\n"))))["en/method"]
    )


def test_the_corrections_of_all_pages_are_listed_newest_first_with_their_pages() -> None:
    made = files(entry(corrections=CORRECTED), entry("es"))
    listed = re.findall(r"<li>(.*?)</li>", made["en/corrections"].partition("<main")[2].partition("</main>")[0])
    assert [text.partition(":")[0] for text in listed] == ["Correction, Dec. 2, 2026", "Correction, Dec. 1, 2026"]
    assert "The sentence now reads: “All taxes in Tennessee: $314.2 million.”" in listed[0]
    assert '<a href="../../en/taxes/tn/index.html">What immigrants pay</a>' in listed[0]
    assert "Hasta ahora no hay correcciones." in made["es/corrections"]


def test_a_page_from_the_cache_keeps_its_corrections() -> None:
    page = entry(corrections=CORRECTED)
    assert [day for day, _ in page.corrected] == ["2026-12-01", "2026-12-02"]
    assert read_entry(page.to_text(), page.html).corrected == page.corrected


@pytest.mark.parametrize("name", ["about", "method", "corrections"])
def test_an_explainer_at_the_address_takes_the_place_of_the_page(name: str) -> None:
    page = entry()
    known = page.info.to_json() | {"address": f"en/{name}", "alternates": {}}
    own = replace(page, info=PageInfo.from_json(known), html=b"<html>our own</html>", files=())
    assert files(own)[f"en/{name}"] == "<html>our own</html>"
