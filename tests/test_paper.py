"""A page on paper."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from nutgraf.errors import SiteError, UsageError
from nutgraf.page import read_page
from nutgraf.pdf import print_pdf
from nutgraf.project import Project
from nutgraf.render import render_page
from nutgraf.render.syndication import page_json
from nutgraf.site import entry_of, lay_out, publish
from support.executed import BARS, code, figure, notebook, prose

TEMPLATES = Path(__file__).parent.parent / "nutgraf" / "render" / "templates"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one page built in it."""
    made = Project(root=tmp_path, name="The Ledger", languages=("en", "es"))
    page = read_page(notebook(prose("## Why\n\n[ITEP](https://itep.org/)"), code("f", figure(spec=BARS))))
    rendered = render_page(page)
    known = page_json(rendered.article, {"date": "2026-11-24"}, rendered.files)
    entry = entry_of(page, rendered.html, (*rendered.files, ("page.json", known)))
    publish(lay_out(made, [entry]), made.build_dir)
    return made


def chromium_that(says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chromium that is none, for what goes wrong."""
    path = tmp_path / "chrome"
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("NUTGRAF_CHROMIUM", str(path))


def test_a_page_that_was_not_built_is_refused_with_the_likely_address(project):
    with pytest.raises(UsageError, match="did you mean 'en/taxes/tn'"):
        print_pdf(project, "en/taxes/tm")


def test_without_a_chromium_the_reporter_is_shown_what_to_install(project, monkeypatch):
    monkeypatch.setenv("NUTGRAF_CHROMIUM", "/nowhere")
    with pytest.raises(SiteError, match="install chromium, or name one: NUTGRAF_CHROMIUM="):
        print_pdf(project, "en/taxes/tn")


def test_what_chromium_complains_of_is_passed_on(project, tmp_path, monkeypatch):
    chromium_that("echo no room left >&2", tmp_path, monkeypatch)
    with pytest.raises(SiteError, match="Chromium did not print it: no room left"):
        print_pdf(project, "en/taxes/tn")


@pytest.mark.browser
def test_the_same_page_prints_to_the_same_bytes_dated_by_the_page(project, chromium, monkeypatch):
    monkeypatch.setenv("NUTGRAF_CHROMIUM", chromium)
    first, second = (print_pdf(project, "en/taxes/tn/index.html") for _ in range(2))
    assert first.startswith(b"%PDF")
    assert set(re.findall(rb"D:(\d{14})", first)) == {b"20261124000000"}
    assert first == second


@pytest.mark.browser
def test_on_paper_a_link_shows_its_address_and_nothing_to_click_is_left(project, browser):
    page = browser.new_page()
    page.goto((project.site_dir / "en/taxes/tn/index.html").as_uri())
    page.emulate_media(media="print")
    shown = page.evaluate("getComputedStyle(document.querySelector('.prose a[href^=http]'), '::after').content")
    left = page.evaluate(
        "['.figure-embed', '.figure-download', '.figure-data']"
        ".filter(each => getComputedStyle(document.querySelector(each)).display !== 'none')"
    )
    page.close()
    assert shown == '" (https://itep.org/)"'
    assert left == []


@pytest.mark.browser
def test_on_paper_a_recording_is_its_transcript_and_a_video_its_address(browser):
    page = browser.new_page()
    page.set_content(
        f"<style>{(TEMPLATES / 'print.css').read_text(encoding='utf-8')}</style>"
        "<details class='media-embed'><summary>Watch</summary><iframe></iframe>"
        "<p><a href='https://video.example/1'>By us</a></p></details>"
        "<figure class='audio'><audio controls></audio><figcaption><details><summary>Siren</summary>"
        "<p>A siren wails.</p></details></figcaption></figure>"
    )
    page.emulate_media(media="print")
    seen = page.evaluate(
        "['iframe', 'audio', '.media-embed a', '.audio p']"
        ".filter(each => document.querySelector(each).checkVisibility({contentVisibilityAuto: true}))"
    )
    address = page.evaluate("getComputedStyle(document.querySelector('.media-embed a'), '::after').content")
    page.close()
    assert (seen, address) == ([".media-embed a", ".audio p"], '" https://video.example/1"')


@pytest.mark.browser
def test_on_paper_a_glossary_has_no_arrow_to_press_and_no_term_without_its_words(browser):
    page = browser.new_page()
    page.set_content(
        f"<style>{(TEMPLATES / 'print.css').read_text(encoding='utf-8')}</style>"
        "<details class='glossary'><summary>Words</summary><dl><dt>Levy</dt><dd>A tax.</dd></dl></details>"
    )
    page.emulate_media(media="print")
    look = "[['summary', 'listStyleType'], ['summary', 'breakAfter'], ['dt', 'breakAfter']]"
    seen = page.evaluate(f"{look}.map(([each, of]) => getComputedStyle(document.querySelector(each))[of])")
    page.close()
    assert seen == ["none", "avoid", "avoid"]
