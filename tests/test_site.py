"""The site: what it holds, and that a reader never finds half of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nutgraf.errors import SiteError
from nutgraf.plan import RESERVED
from nutgraf.project import Project
from nutgraf.site import Entry, Placeholder, Site, lay_out, publish, publishing

NAMES = {"US": "United States", "TN": "Tennessee", "KY": "Kentucky", "AL": "Alabama"}


def project(**changed) -> Project:
    """A newsroom's project; nothing is read from its folder."""
    return Project(**{"root": Path("/project"), "name": "The Ledger", "languages": ("en", "es"), **changed})


def page(address: str, *, files: tuple[tuple[str, bytes], ...] = (), **changed) -> Entry:
    """A page of the site, by its address."""
    lang, explainer, *state = address.split("/") if "/" in address else (address, address)
    code = state[0].upper() if state else ""
    entry = {
        "address": address,
        "lang": lang,
        "explainer": explainer,
        "parameters": {"lang": lang} | ({"state": code} if code else {}),
        "title": f"{explainer} in {NAMES[code]}" if code else explainer,
        "short_title": NAMES.get(code, explainer),
        "dek": f"About {address}.",
        "description": "",
        "updated": changed.get("date", "2026-11-24"),
        "date": "2026-11-24",
        "alternates": {},
        "is_default_edition": code in ("", "US"),
        "area_system": "state" if code else "",
        "find_labels": {"state": "Find your state"},
        **changed,
    }
    return Entry.from_json(entry, f"<!DOCTYPE html>{address}".encode(), files)


TAXES = tuple(page(f"en/taxes/{code.lower()}") for code in NAMES)


def front(*entries: Entry, lang: str = "en", **changed) -> str:
    """The front page of a language."""
    return lay_out(project(**changed), entries).files[f"{lang}/index.html"].decode()


def disk(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What the site holds


def test_each_page_is_at_its_address_with_its_downloads():
    files = lay_out(project(), [page("en/taxes/tn", files=(("bars.csv", b"a,b"),))]).files
    assert files["en/taxes/tn/index.html"] == b"<!DOCTYPE html>en/taxes/tn"
    assert files["en/taxes/tn/bars.csv"] == b"a,b"


def test_no_page_can_take_a_name_that_the_site_writes_itself():
    files = lay_out(project(site_url="https://example.org"), [page("en/itin")]).files
    assert {path.split("/")[0] for path in files} - {"en", "es"} <= RESERVED


def test_the_manifest_marks_the_pages_that_were_published():
    files = lay_out(project(), [page("en/taxes/tn"), page("en/itin")], published={"en/itin"}).files
    pages = json.loads(files["manifest.json"])["pages"]
    assert [listed.get("published", False) for listed in pages] == [True, False]


def test_the_manifest_lists_the_pages_by_address():
    html = b"<!DOCTYPE html>en/itin"
    manifest = json.loads(lay_out(project(), [page("en/taxes/tn"), page("en/itin")]).files["manifest.json"])
    assert [listed["address"] for listed in manifest["pages"]] == ["en/itin", "en/taxes/tn"]
    assert manifest["pages"][0] == {
        "address": "en/itin",
        "path": "en/itin/index.html",
        "explainer": "itin",
        "parameters": {"lang": "en"},
        "title": "itin",
        "sha256": hashlib.sha256(html).hexdigest(),
        "bytes": len(html),
    }


def test_the_order_in_which_pages_come_makes_no_difference():
    assert lay_out(project(), TAXES) == lay_out(project(), TAXES[::-1])


def test_there_is_a_front_page_for_each_language_and_one_to_choose():
    assert {"index.html", "en/index.html", "es/index.html", "404.html"} <= set(lay_out(project(), TAXES).files)


def test_the_stylesheet_of_every_page_is_in_the_site():
    files = lay_out(project(), TAXES).files
    asked = re.findall(r'rel="stylesheet" href="\.\./([^"]+)"', files["en/index.html"].decode())
    assert len(asked) == 1
    assert asked[0] in files


def test_an_older_page_keeps_the_stylesheet_it_asks_for():
    assert lay_out(project(), TAXES, {"assets/nutgraf.old.css": b"a{}"}).files["assets/nutgraf.old.css"] == b"a{}"


def test_two_pages_at_addresses_that_differ_only_in_case_are_refused():
    with pytest.raises(SiteError, match="en/Taxes"):
        lay_out(project(), [page("en/taxes"), page("en/Taxes")])


def test_a_page_may_not_take_the_place_of_the_front_page():
    with pytest.raises(SiteError, match=r"en/index\.html is written by the page en and by the site itself"):
        lay_out(project(), [page("en")])


LIVE = "https://l.example/e"


def test_without_a_site_url_there_is_neither_a_sitemap_nor_a_feed():
    files = lay_out(project(), TAXES).files
    assert not {"sitemap.xml", "en/feed.xml"} & set(files)
    assert files["robots.txt"] == b"User-agent: *\nAllow: /\n"


def test_with_a_site_url_the_sitemap_lists_every_page():
    files = lay_out(project(site_url=LIVE), TAXES).files
    assert b"<loc>https://l.example/e/en/taxes/tn/</loc><lastmod>2026-11-24</lastmod>" in files["sitemap.xml"]
    assert files["robots.txt"].endswith(b"Sitemap: https://l.example/e/sitemap.xml\n")


def test_the_sitemap_names_the_other_languages_of_a_page():
    both = [page("en/itin", alternates={"es": "es/itin"}), page("es/itin", alternates={"en": "en/itin"})]
    made = lay_out(project(site_url=LIVE), both).files["sitemap.xml"]
    assert b'hreflang="es" href="https://l.example/e/es/itin/"' in made


def test_a_draft_is_in_no_sitemap_and_no_feed():
    files = lay_out(project(site_url=LIVE), [page("en/itin", draft=True)]).files
    assert b"itin" not in files["sitemap.xml"] + files["en/feed.xml"]


def atom(*entries: Entry) -> ElementTree.Element:
    """The English feed of a site."""
    return ElementTree.fromstring(lay_out(project(site_url=LIVE), entries).files["en/feed.xml"])


def texts(feed: ElementTree.Element, path: str) -> list[str]:
    """The texts at a path of a feed, its names written without their space."""
    return [found.text or "" for found in feed.findall(re.sub(r"(\w+)", r"{http://www.w3.org/2005/Atom}\1", path))]


def test_the_feed_has_the_newest_change_first_and_its_stamp_is_of_that_day():
    feed = atom(page("en/a"), page("en/b", updated="2026-12-01"), page("es/c", updated="2026-12-09"))
    assert texts(feed, "entry/title") == ["b", "a"]
    assert texts(feed, "updated") == ["2026-12-01T00:00:00Z"]


def test_a_front_shows_the_card_of_each_explainer_and_shares_the_first():
    made = front(page("en/itin", files=(("card.png", b"png"),)), site_url=LIVE)
    assert '<img src="../en/itin/card.png" width="1200" height="630" alt="">' in made
    assert f'<meta property="og:image" content="{LIVE}/en/itin/card.png">' in made


def test_the_root_shares_the_first_explainer_of_the_default_language():
    entries = [page("es/itin", files=(("card.png", b"png"),)), page("en/itin", files=(("card.png", b"png"),))]
    made = lay_out(project(site_url=LIVE), entries).files["index.html"].decode()
    assert re.findall(r'og:image(?::alt)?" content="([^"]*)"', made) == [f"{LIVE}/en/itin/card.png", "itin"]
    assert "og:image" not in lay_out(project(), entries).files["index.html"].decode()


def with_map(address: str) -> Entry:
    """A page with a map of twelve areas, each a link to its page."""
    areas = "".join(f'<a href="../../../en/taxes/{n}/index.html" tabindex="-1"><path d="M0"/></a>' for n in range(12))
    html = (
        '<figure class="figure"><figcaption><h2 class="figure-title">A &amp; B</h2><p class="figure-subtitle">Taxes'
        '</p></figcaption><div class="picture"><span class="unseen" role="img" aria-label="A tile for each.">'
        f'</span><div class="wide" aria-hidden="true"><svg>{areas}</svg></div><div class="narrow" aria-hidden="true">'
        f'<svg>{areas}</svg></div></div><p class="figure-notes">Note: Estimates of <a href="#s">ITEP</a>.</p></figure>'
    )
    return replace(page(address, files=(("card.png", b"png"),)), html=html.encode())


def test_a_front_opens_with_the_map_whose_areas_lead_to_their_pages():
    made = front(page("en/a"), with_map("en/taxes/us"), page("en/taxes/tn"))
    assert made.index("taxes in United States</a></h2>") < made.index(">a</a></h2>")
    assert made.count('<a href="../en/taxes/3/index.html" tabindex="-1"><path d="M0"/></a>') == 2
    assert '<h3 class="figure-title" id="map-1">A &amp; B</h3>' in made
    assert '<p>Note: Estimates of ITEP.</p>\n<p><a href="#editions-taxes">Find your state</a></p>' in made
    assert "<img" not in made
    assert "<script" not in made


def test_a_front_shows_the_chart_that_represents_an_explainer_without_a_map():
    figures = "".join(
        f'<figure class="figure"><h2 class="figure-title">{name}</h2><div class="picture" role="img" aria-label="All {name}'
        f'."><div class="wide" aria-hidden="true"></div><div class="narrow" aria-hidden="true"><svg id="{name}"></svg></div>'
        f'</div><a href="embed/{name}/index.html"></a></figure>'
        for name in ("bars", "lines")
    )
    entry = replace(page("en/a", files=(("card.png", b"png"),), thumbnail="lines"), html=figures.encode())
    made = front(entry)
    assert (
        '<span class="unseen" role="img" aria-label="All lines."></span>\n<div aria-hidden="true"><svg id="lines"></svg>'
        "</div>\n<figcaption><b>lines</b></figcaption>" in made
    )
    assert "bars" not in made
    assert "<img" not in made


def test_an_explainer_without_a_card_has_no_picture_on_the_front():
    assert "<img" not in front(page("en/itin"))


def test_the_page_at_the_root_names_every_language_and_links_to_every_story():
    made = lay_out(project(site_url=LIVE), [page("en/itin"), page("es/itin")]).files["index.html"].decode()
    assert f'<link rel="alternate" hreflang="es" href="{LIVE}/es/">' in made
    assert '<li><a href="es/itin/index.html">itin</a></li>' in made


def test_language_models_find_the_text_and_the_numbers_of_each_explainer():
    files = lay_out(project(site_url=LIVE), [page("en/itin"), page("en/taxes/tn")]).files
    listed = files["llms.txt"].decode().splitlines()
    said = f"- [itin]({LIVE}/en/itin/page.md): About en/itin. Numbers: {LIVE}/en/itin/facts.json"
    assert listed[listed.index("## English") :] == [
        *("## English", "", said, ""),
        *("## Optional", "", f"- [Every page, with its editions]({LIVE}/sitemap.xml)"),
    ]


def test_the_page_for_an_address_without_one_is_in_every_language():
    html = lay_out(project(site_url=LIVE), [page("en/itin"), page("es/itin")]).files["404.html"].decode()
    assert "<h1>This page is not here</h1>" in html
    assert re.search(r'lang="es">\s*<h2>Esta página no está aquí</h2>', html)
    assert '<a href="/e/es/index.html">Todos los artículos</a>' in html


def test_a_site_publishes_the_schemas_of_its_json_files():
    files = lay_out(project(site_url=LIVE), TAXES).files
    schema = json.loads(files["schemas/facts.schema.json"])
    assert schema["title"] == "facts.json of a page"
    named = set(re.findall(r'"\$ref": "([^#"]+)', files["schemas/facts.schema.json"].decode()))
    assert {f"schemas/{name}" for name in named} <= files.keys()
    assert f"{LIVE}/schemas/facts.schema.json" in files["llms.txt"].decode()


def test_the_news_of_search_engines_has_the_explainers_of_the_newest_two_days():
    entries = [
        page("en/new", date="2026-12-02"),
        page("en/before", date="2026-12-01"),
        page("en/old", date="2026-11-30"),
        page("en/new/tn", date="2026-12-02", is_default_edition=False),
    ]
    files = lay_out(project(site_url=LIVE), entries).files
    assert f"Sitemap: {LIVE}/news-sitemap.xml" in files["robots.txt"].decode()
    news = ElementTree.fromstring(files["news-sitemap.xml"])
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
    assert [each.text for each in news.findall("s:url/s:loc", spaces)] == [f"{LIVE}/en/before/", f"{LIVE}/en/new/"]
    days = [each.text for each in news.findall("s:url/n:news/n:publication_date", spaces)]
    assert days == ["2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"]


def test_an_edition_that_search_engines_leave_out_is_in_no_map_of_the_site():
    entries = [page("en/taxes/us"), replace(page("en/taxes/tn", is_default_edition=False), noindex=True)]
    listed = lay_out(project(site_url=LIVE), entries).files["sitemap.xml"].decode()
    assert "/en/taxes/us/" in listed
    assert "/en/taxes/tn/" not in listed


def test_the_feed_has_an_explainer_once_and_its_editions_only_when_they_change():
    feed = atom(
        page("en/taxes/us"),
        page("en/taxes/al", is_default_edition=False),
        page("en/taxes/tn", is_default_edition=False, updated="2026-12-01"),
    )
    assert texts(feed, "entry/id") == ["https://l.example/e/en/taxes/tn/", "https://l.example/e/en/taxes/us/"]


def test_an_entry_of_the_feed_says_who_wrote_it_and_when():
    feed = atom(page("en/a", authors=["Ana Ruiz"], date="2026-11-20", updated="2026-11-30"))
    assert texts(feed, "entry/author/name") == ["Ana Ruiz"]
    assert texts(feed, "entry/published") == ["2026-11-20T00:00:00Z"]
    assert texts(feed, "entry/updated") == ["2026-11-30T00:00:00Z"]
    assert texts(feed, "entry/id") == ["https://l.example/e/en/a/"]


def test_the_front_pages_name_each_other_and_the_choice_between_them():
    made = front(*TAXES, site_url=LIVE)
    found = re.findall(r'hreflang="([^"]+)" href="([^"]+)">', made)
    assert found == [("en", f"{LIVE}/en/"), ("es", f"{LIVE}/es/"), ("x-default", f"{LIVE}/")]


def test_an_address_that_a_page_moved_from_leads_on():
    made = lay_out(project(), TAXES, left=[Placeholder("en/tax/tn", "en", to="en/taxes/tn")]).files[
        "en/tax/tn/index.html"
    ]
    assert b'<meta http-equiv="refresh" content="0; url=../../../en/taxes/tn/index.html">' in made
    assert b'<a href="../../../en/taxes/tn/index.html">taxes in Tennessee</a>' in made
    assert b'<meta name="robots" content="noindex">' in made


def test_a_page_that_was_withdrawn_leaves_the_reason():
    made = lay_out(project(), [], left=[Placeholder("es/itin", "es", words="La fuente se retractó.")]).files
    assert '<h1>Esta página fue retirada</h1>\n<p class="dek">La fuente se retractó.</p>' in (
        made["es/itin/index.html"].decode()
    )


def test_nothing_is_left_behind_for_a_page_that_is_not_there():
    files = lay_out(project(), TAXES, left=[Placeholder("en/tax/wy", "en", to="en/taxes/wy")]).files
    assert "en/tax/wy/index.html" not in files


def test_a_page_that_others_lead_to_and_that_was_never_built_is_not_ready_yet():
    around = {
        "alternates": {"es": "es/taxes/tn"},
        "editions": [["en/taxes/tn", "Tennessee"], ["en/taxes/wy", "Wyoming"]],
    }
    made = lay_out(project(), [page("en/taxes/tn", **around, related=[["en/itin", "ITIN"]])]).files
    assert b"<h1>This page is not ready yet</h1>" in made["en/taxes/wy/index.html"]
    assert b'<meta name="robots" content="noindex">' in made["en/taxes/wy/index.html"]
    assert "<h1>Esta página aún no está lista</h1>" in made["es/taxes/tn/index.html"].decode()
    assert "en/itin/index.html" in made
    assert made["en/taxes/tn/index.html"] == b"<!DOCTYPE html>en/taxes/tn"


def test_the_sitemap_tells_of_no_other_language_that_is_not_ready():
    made = lay_out(project(site_url=LIVE), [page("en/itin", alternates={"es": "es/itin"})]).files["sitemap.xml"]
    assert b"es/itin" not in made


def test_a_page_that_was_withdrawn_says_why_to_those_who_follow_an_old_link():
    around = {"editions": [["en/taxes/tn", "Tennessee"], ["en/taxes/wy", "Wyoming"]]}
    left = [Placeholder("en/taxes/wy", "en", words="The source recanted.")]
    made = lay_out(project(), [page("en/taxes/tn", **around)], left=left).files
    assert b"The source recanted." in made["en/taxes/wy/index.html"]


def test_a_page_taken_from_a_live_site_may_say_more_than_the_site_keeps():
    known = {**page("en/itin").to_json(), "body_html": "<p>x</p>", "figures": []}
    assert Entry.from_json(known, b"x").title == "itin"


def test_a_missing_page_finds_its_stylesheet_at_any_depth():
    missing = lay_out(project(site_url="https://l.example/e"), TAXES).files["404.html"].decode()
    assert 'href="/e/assets/nutgraf.' in missing


# Front pages


def test_the_front_page_names_every_explainer_once_led_by_the_edition_that_leads():
    made = front(*TAXES, page("en/itin"))
    assert re.findall(r'<h2><a href="([^"]+)">', made) == ["../en/itin/index.html", "../en/taxes/us/index.html"]


def test_the_newest_explainer_comes_first():
    made = front(page("en/a"), page("en/b", date="2026-11-25"))
    assert re.findall(r'<h2><a href="([^"]+)">', made) == ["../en/b/index.html", "../en/a/index.html"]


def test_a_reader_finds_the_state_by_name():
    made = front(*TAXES)
    assert "Find your state" in made
    assert re.findall(r'<li><a href="([^"]+)">(\w+)</a></li>', made) == [
        ("../en/taxes/al/index.html", "Alabama"),
        ("../en/taxes/ky/index.html", "Kentucky"),
        ("../en/taxes/tn/index.html", "Tennessee"),
    ]


def test_a_front_page_lists_pages_of_its_language_only():
    assert "taxes" not in front(*TAXES, lang="es")


def test_the_other_front_page_is_one_link_away():
    assert '<a href="../es/index.html" hreflang="es" lang="es">Español</a>' in front(*TAXES)


def test_the_root_lets_a_reader_choose_and_begins_with_the_default_language():
    root = lay_out(project(languages=("es", "en")), TAXES).files["index.html"].decode()
    assert '<html lang="es">' in root
    assert re.findall(r'<h2><a href="(\w+/index.html)"', root) == ["es/index.html", "en/index.html"]


# Publishing


def test_a_site_of_one_language_opens_with_its_stories_and_has_no_choice_of_languages():
    made = lay_out(project(languages=("en",)), [entry for entry in TAXES if entry.lang == "en"]).files
    root = made["index.html"].decode()
    assert re.findall(r'<h2><a href="([^"]+)">', root) == ["en/taxes/us/index.html"]
    assert "English" not in root
    assert "languages" not in root
    assert [path for path in re.findall(r'href="([^"#]+)"', root) if "://" not in path and path not in made] == []


def test_a_front_page_leads_to_the_fact_sheet_only_where_a_page_has_a_claim():
    made = lay_out(project(languages=("en",)), [page("en/about", files=(("facts.json", b"{}"),))]).files
    assert "facts.html" not in made
    assert b"facts.html" not in made["index.html"]
    assert b"facts.html" not in made["en/index.html"]


OLD = Site({"index.html": b"old", "en/a/index.html": b"old"})
NEW = Site({"index.html": b"new", "en/b/index.html": b"new"})


class Killed(BaseException):
    """The process ends here."""


def test_the_site_is_what_was_laid_out(tmp_path):
    publish(NEW, tmp_path)
    assert disk(tmp_path / "site") == dict(NEW.files)


def test_a_page_that_is_no_more_is_gone(tmp_path):
    publish(OLD, tmp_path)
    publish(NEW, tmp_path)
    assert disk(tmp_path / "site") == dict(NEW.files)


def test_nothing_else_in_the_build_folder_is_touched(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "runs").mkdir()
    publish(OLD, tmp_path)
    publish(NEW, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "runs", "site"]


def _kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """End the run before the step-th change to the disk that publishing makes."""
    steps = iter(range(10_000))

    def watched(change):
        def stepping(*args, **kwargs):
            if next(steps) == step:
                raise Killed
            return change(*args, **kwargs)

        return stepping

    for name in ("mkdir", "write_bytes", "rename"):
        monkeypatch.setattr(Path, name, watched(getattr(Path, name)))
    monkeypatch.setattr(publishing, "_exchange", watched(publishing._exchange))
    monkeypatch.setattr(publishing.shutil, "rmtree", watched(publishing.shutil.rmtree))
    monkeypatch.setattr(publishing.os, "unlink", watched(publishing.os.unlink))


@pytest.mark.parametrize("many", [1_000, 0], ids=["few files", "very many files"])
@pytest.mark.parametrize("atomic", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("step", range(14))
def test_a_kill_at_any_moment_leaves_the_old_site_or_the_new_one(tmp_path, step, atomic, many, monkeypatch):
    monkeypatch.setattr(publishing, "MANY", many)
    publish(NEW, tmp_path)
    publish(OLD, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        if not atomic:
            patch.setattr(publishing, "_exchange", lambda *_: False)
        _kill_at(patch, step)
        try:
            publish(NEW, tmp_path)
        except Killed:
            pass
        else:
            assert disk(tmp_path / "site") == dict(NEW.files)
    publishing.recover(tmp_path)
    assert disk(tmp_path / "site") in (dict(OLD.files), dict(NEW.files))


def test_of_a_site_of_very_many_files_only_what_changed_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "MANY", 0)
    many = {f"en/p{number}/index.html": b"%d" % number for number in range(30)}
    for _ in range(2):
        publish(Site(many), tmp_path)
    changed = {**many, "en/p7/index.html": b"changed", "en/p30/index.html": b"added"}
    del changed["en/p8/index.html"]
    linked: list[str] = []
    link = os.link
    monkeypatch.setattr(os, "link", lambda old, new: (linked.append(new), link(old, new))[1])
    publish(Site(changed), tmp_path, there={name for name in changed if "p7" not in name and "p30" not in name})
    assert disk(tmp_path / "site") == changed
    assert not (tmp_path / "site/en/p8").exists()
    assert linked == []
    publish(Site(changed), tmp_path, there=changed)
    assert disk(tmp_path / "site") == changed
    assert [name.partition("/en/")[2] for name in linked] == ["p7/index.html", "p30/index.html"]


def test_what_was_altered_in_the_hidden_tree_of_a_site_reaches_no_site(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "MANY", 0)
    many = {f"en/p{number}/index.html": b"%d" % number for number in range(6)}
    for _ in range(3):
        publish(Site(many), tmp_path)
    hidden = tmp_path / ".site-new"
    for name in ("en/p1/index.html", "en/p2/index.html"):
        (hidden / name).unlink()
    (hidden / "en/p2/index.html").write_bytes(b"2, altered")
    (hidden / "en/p3/index.html").rename(hidden / "en/p3/other.html")
    (hidden / "en/p4/index.html").unlink()
    (hidden / "en/p4/index.html").mkdir()
    (hidden / "en/left").mkdir()
    publish(Site(many), tmp_path, there=many)
    assert disk(tmp_path / "site") == many
    assert sorted(path.name for path in (tmp_path / "site/en").iterdir()) == [f"p{number}" for number in range(6)]


def test_after_a_kill_the_next_build_carries_on(tmp_path):
    publish(OLD, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        _kill_at(patch, 4)
        with pytest.raises(Killed):
            publish(NEW, tmp_path)
    publish(NEW, tmp_path)
    assert disk(tmp_path / "site") == dict(NEW.files)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_on_linux_there_is_a_site_at_every_moment(tmp_path):
    publish(OLD, tmp_path)
    for step in range(14):
        with pytest.MonkeyPatch.context() as patch:
            _kill_at(patch, step)
            with contextlib.suppress(Killed):
                publish(NEW, tmp_path)
        assert disk(tmp_path / "site") in (dict(OLD.files), dict(NEW.files))


def test_a_folder_that_cannot_be_written_is_reported_and_the_site_stays(tmp_path, monkeypatch):
    publish(OLD, tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path / "site"))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SiteError, match="there is no room left on the disk"):
        publish(NEW, tmp_path)
    assert disk(tmp_path / "site") == dict(OLD.files)
