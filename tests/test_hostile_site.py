"""Hostile words in every field of the data: readers see them as words, and no program takes them for anything else."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from nutgraf.ledger import comment_line
from support.hostile_project import PAGES, hostile_project, words_of
from support.in_process import nutgraf
from support.sites import BuiltSite

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[-+]?[\d.,]+%?")
LOOK = """() => {
  const kinds = ['focus', 'mouseover', 'pointerenter', 'toggle', 'beforetoggle', 'animationstart', 'error', 'load'];
  const all = [...document.querySelectorAll('body, body *')];
  const bad = all.flatMap(one => [...one.attributes]
    .filter(each => each.name.startsWith('on') || /^\\s*(javascript|vbscript|data:text)/i.test(each.value)
      && ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcdoc', 'data'].includes(each.name))
    .map(each => `${one.tagName} ${each.name}=${each.value}`));
  for (const one of all) for (const kind of kinds) one.dispatchEvent(new Event(kind));
  const foreign = all.filter(one => ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'META', 'MARQUEE'].includes(one.tagName));
  return {bad, foreign: foreign.map(one => one.outerHTML), ran: window.ran, text: document.body.textContent};
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    root = hostile_project(tmp_path_factory.mktemp("hostile") / "newsroom")
    built = nutgraf("build", cwd=root)
    assert built.returncode == 0, built.stderr[-3000:]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", built.stdout + built.stderr)
    return BuiltSite(root, (), built.returncode)


def squeezed(text: str) -> str:
    """The letters of a text: how spaces and soft hyphens are laid out is another matter."""
    return re.sub(r"[\s\u00ad\u200b\u2060\ufeff\u00a0]+", "", text)


def files(site: BuiltSite, pattern: str) -> list[Path]:
    found = sorted(site.site.rglob(pattern))
    assert found
    return found


@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_runs_none_of_the_words_and_shows_them(browser: Any, site: BuiltSite, scripts: bool) -> None:
    asked: list[str] = []
    said: list[str] = []
    window = browser.new_context(java_script_enabled=scripts)
    window.add_init_script("window.ran = []; window.pwned = number => { window.ran.push(number); };")
    page = window.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for number in PAGES if scripts else PAGES[:4]:
        for name in ("index.html", "facts.html"):
            page.goto(f"{site.url}/hostile/{number}/{name}")
            if not scripts:
                continue
            found = page.evaluate(LOOK)
            assert (found["bad"], found["foreign"], found["ran"]) == ([], [], [])
            shown = squeezed(found["text"])
            if name == "index.html":
                assert [word for word in words_of(number) if squeezed(word) not in shown] == []
    window.close()
    assert said == []
    assert [address for address in asked if not address.startswith(site.url)] == []


def test_feeds_and_the_map_of_the_site_are_whole(site: BuiltSite) -> None:
    for path in [*files(site, "*.xml"), *files(site, "*.svg")]:
        ElementTree.fromstring(path.read_bytes())


def test_every_json_file_and_every_description_for_search_engines_is_whole(site: BuiltSite) -> None:
    for path in files(site, "*.json"):
        json.loads(path.read_text("utf-8"))
    for path in files(site, "*.html"):
        for kind, text in scripts_in(path.read_text("utf-8")):
            if kind == "application/ld+json":
                json.loads(text)


class _Scripts(HTMLParser):
    """The scripts of a page: the type and the text of each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._inside = True
            self.found.append((dict(attrs).get("type") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            kind, text = self.found[-1]
            self.found[-1] = kind, text + data


def scripts_in(html: str) -> list[tuple[str, str]]:
    reader = _Scripts()
    reader.feed(html)
    return reader.found


def test_no_cell_of_a_download_is_a_formula_and_every_row_has_its_columns(site: BuiltSite) -> None:
    for path in files(site, "*.csv"):
        text = path.read_text("utf-8-sig")
        notes = re.match(r"(#[^\n]*\n)*", text)
        assert notes
        assert re.findall(r"[,;|]\s*[=+@-]", notes[0]) == [], path
        rows = list(csv.reader(io.StringIO(text[notes.end() :], newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, path
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)] == [], path


def test_a_line_of_a_list_stays_a_line(site: BuiltSite) -> None:
    for name in ("llms.txt", "robots.txt"):
        lines = (site.site / name).read_text("utf-8").split("\n")
        assert [line for line in lines if re.search(r"[\r\x0b\x0c\x1b\x85\u2028\u2029]", line)] == [], name


def test_addresses_lead_to_the_site_and_to_sources_alone(site: BuiltSite) -> None:
    hosts = {
        urlsplit(address).hostname
        for path in files(site, "*.html")
        for address in re.findall(r'<(?:a|link|area)\b[^>]*?\bhref="([^"]*)"', path.read_text("utf-8"))
    }
    assert hosts <= {None, "desk.example", "publisher.example"}


def test_the_terminal_gets_no_command_from_the_words(site: BuiltSite) -> None:
    for command in (("facts", "hostile/1", "--all"), ("check", "--all"), ("status",)):
        done = nutgraf(*command, cwd=site.root)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.stdout + done.stderr)


def test_a_note_of_a_download_is_no_formula_after_a_comma() -> None:
    assert comment_line("Pay,=1+1; @SUM(1)\n|-2") == "# Pay,'=1+1; '@SUM(1) |'-2"
    assert comment_line("Pay, 2024 - new") == "# Pay, 2024 - new"
