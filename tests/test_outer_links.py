"""No page leads its readers to a content network, an aggregator, a shortener or a port; no title is cut by a search engine."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf import data
from nutgraf.check_settings import SiteCheckSettings
from nutgraf.errors import PageError
from nutgraf.link_hosts import unfit_host
from nutgraf.page import read_page
from nutgraf.render import render_page
from nutgraf.site import entry_of, read_entry
from nutgraf.site_check.built_site import BuiltPage
from nutgraf.site_check.html_file import read_html
from nutgraf.site_check.outer_links import links_lead_to_publishers
from nutgraf.site_check.page_structure import pages_have_structure
from nutgraf.source_grades import SourceSettings
from support.executed import notebook, prose, stand_in
from support.sites import copy_newsroom


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://dfnihf8fcqrzv.cloudfront.net/a", "cloudfront.net is a content network"),
        ("https://example-site.cdn.ampproject.org/v/s/a", "cdn.ampproject.org is a content network"),
        ("https://www.newsbreak.com/a", "newsbreak.com is an aggregator"),
        ("https://bit.ly/3", "bit.ly is a shortener of addresses"),
        ("https://ksl.com:443/article/1", "ksl.com:443 names a port"),
        ("http://192.0.2.7/report.pdf", "192.0.2.7 is the number of a machine"),
        ("https://www.itiger.com/hant/news/1", "itiger.com is refused in the settings"),
        ("https://itep.org/undocumented-immigrants-taxes-2024/", ""),
        ("https://notbit.ly/3", ""),
        ("mailto:desk@ledger.example", ""),
        ("facts.html", ""),
    ],
)
def test_a_host_that_published_nothing_is_named(address: str, why: str) -> None:
    assert unfit_host(address, ("itiger.com",)) == why


def built(
    folder: Path, *, title: str = "Honey", headline: str = "Honey", link: str = "https://itep.org/", **limits: int
) -> Any:
    """A built site of one page with this title and this link."""
    html = f'<!doctype html><html lang="en"><title>{title}</title><body><h1>{headline}</h1><a href="{link}">a</a></body></html>'
    (folder / "honey.html").write_text(html, encoding="utf-8")
    page = BuiltPage(address="honey", path="honey.html", explainer="honey", lang="en", size=1, sheet={}, alternates={})
    project = SimpleNamespace(
        site_url="https://ledger.example",
        sources=SourceSettings(),
        site_check=SiteCheckSettings(**limits),
    )
    return SimpleNamespace(
        project=project, pages=(page,), files={"honey.html": read_html(folder / "honey.html", "honey.html")}
    )


def test_a_link_to_a_content_network_is_found_on_the_page(tmp_path: Path) -> None:
    link = "https://dfnihf8fcqrzv.cloudfront.net/a"
    (problem,) = links_lead_to_publishers(built(tmp_path, link=link))
    assert problem.what == f"a link to {link}: cloudfront.net is a content network"
    assert not list(links_lead_to_publishers(built(tmp_path)))


@pytest.mark.parametrize(("letters", "limit", "found"), [(61, 60, 1), (60, 60, 0), (140, 0, 0)])
def test_a_title_that_search_engines_would_cut_is_found(tmp_path: Path, letters: int, limit: int, found: int) -> None:
    said = [
        problem.what for problem in pages_have_structure(built(tmp_path, title="x" * letters, title_characters=limit))
    ]
    assert len(said) == found
    assert all(each.startswith(f"its title in search results has {letters} characters") for each in said)


@pytest.mark.parametrize(("letters", "limit", "found"), [(111, 110, 1), (110, 110, 0), (140, 0, 0)])
def test_a_headline_that_lists_of_stories_would_cut_is_found(
    tmp_path: Path, letters: int, limit: int, found: int
) -> None:
    page = built(tmp_path, headline="x" * letters, headline_characters=limit)
    said = [problem.what for problem in pages_have_structure(page)]
    assert said == [f"its headline has {letters} characters: “{'x' * letters}”"] * found


def test_a_source_whose_address_is_a_content_network_is_worth_a_look(tmp_path: Path) -> None:
    copy_newsroom(root := tmp_path / "newsroom")
    package, table = root / "data" / "datapackage.json", root / "data" / "sources.csv"
    assert not data.unfit_addresses(package, ())
    text = table.read_text(encoding="utf-8")
    assert "https://" in text
    table.write_text(text.replace("https://", "https://d1.cloudfront.net/", 1), encoding="utf-8")
    (problem,) = data.unfit_addresses(package, ())
    assert problem.what == "cloudfront.net is a content network"


# A page that search engines leave out


@pytest.mark.parametrize(("said", "out"), [("true", True), ("", False), ("false", False), (" True\n", True)])
def test_an_edition_may_be_left_out_by_search_engines(said: str, out: bool) -> None:
    page = read_page(notebook(prose("Words."), words={"title": "Honey", "noindex": said}))
    html = render_page(page, draw=stand_in).html
    assert (b'<meta name="robots" content="noindex">' in html) == out
    entry = entry_of(page, html)
    assert entry.noindex == out
    assert read_entry(entry.to_text(), html).noindex == out


def test_what_is_neither_true_nor_false_stops_the_page() -> None:
    with pytest.raises(PageError) as stopped:
        read_page(notebook(prose("Words."), words={"title": "Honey", "noindex": "maybe"}))
    assert stopped.value.problems[0].what == "noindex is 'maybe' here, which is neither true nor false"
