"""Lays out every file of the site as a value, without touching the disk."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

from nutgraf import ledger, render
from nutgraf.cache.page_cache import FileContent
from nutgraf.errors import Problem, SiteError
from nutgraf.language import language
from nutgraf.render.footer_links import site_links
from nutgraf.render.navigation import own_name
from nutgraf.render.view import Frame, Link, language_attributes, logo_size
from nutgraf.site.about_pages import NewsroomProject, about_pages
from nutgraf.site.entry import Entry
from nutgraf.site.feeds import feed_files
from nutgraf.site.front_page import Front, front_page
from nutgraf.site.json_schemas import schema_files
from nutgraf.site.placeholders import Placeholder, missing_targets, placeholder_pages
from nutgraf.site.publishing import Site
from nutgraf.site.site_facts import fact_sheets
from nutgraf.theme import Look


class SiteProject(NewsroomProject, Protocol):
    """The settings that the site needs."""

    @property
    def site_url(self) -> str: ...
    @property
    def default_language(self) -> str: ...
    @property
    def css(self) -> str: ...
    @property
    def logo(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    @property
    def look(self) -> Look: ...


@dataclass(frozen=True)
class LanguageChoice:
    """A language that a reader can choose, and its pages."""

    link: Link
    titles: tuple[Link, ...]


def lay_out(
    project: SiteProject,
    entries: Sequence[Entry],
    older: Mapping[str, FileContent] | None = None,
    left: Iterable[Placeholder] = (),
    published: Container[str] = (),
) -> Site:
    """The whole site: pages and their downloads, a front page for each language, assets and the manifest.

    `older` holds assets of earlier builds that older pages still use; `left` are addresses that a page
    moved from or was withdrawn from. A missing page that others link to gets a placeholder. The manifest marks the
    addresses that were `published`.

    Raises SiteError if two files have the same path.
    """
    files: dict[str, FileContent] = {}
    owners: dict[str, str] = {}
    ordered = sorted(entries, key=lambda entry: entry.address)
    for path, content, owner in [*_all_files(project, ordered, published), *_left(project, ordered, left)]:
        clash = owners.setdefault(path.casefold(), owner)
        if clash != owner or path in files:
            what = f"{path} is written by {clash} and by {owner}"
            raise SiteError(Problem("the site", what, "change `address:` in one of the two notebooks"))
        files[path] = content
    return Site(dict(sorted({**(older or {}), **files}.items())))


def _all_files(
    project: SiteProject, entries: Sequence[Entry], published: Container[str]
) -> list[tuple[str, FileContent, str]]:
    files: list[tuple[str, FileContent, str]] = []
    for entry in entries:
        address = entry.address
        owner = f"the page {address}"
        files.append((f"{address}/index.html", entry.html, owner))
        files += [(f"{address}/{name}", content, owner) for name, content in entry.files]
    furniture: list[tuple[str, FileContent]] = [
        (asset.path, asset.content) for asset in render.assets(project.css, project.logo, project.sheet).values()
    ]
    furniture += [(f"{lang}/index.html", _front(project, lang, entries)) for lang in project.languages]
    furniture += [("index.html", _choose(project, entries)), ("404.html", _missing(project))]
    furniture += [("manifest.json", _manifest(entries, published)), *schema_files(), *feed_files(project, entries)]
    furniture += about_pages(project, entries, partial(_about_frame, project))
    furniture += fact_sheets(entries, _frame(project, project.default_language, "", title=_sheet(project), path=None))
    return files + [(path, content, "the site itself") for path, content in furniture]


def _left(project: SiteProject, entries: Sequence[Entry], left: Iterable[Placeholder]) -> list[tuple[str, bytes, str]]:
    titles = {entry.address: entry.title for entry in entries}
    # A redirect to a page that was never built is left out, and a draft may show a withdrawn page.
    kept = [
        replace(each, title=titles.get(each.to, ""))
        for each in left
        if (each.to in titles if each.to else each.address not in titles)
    ]
    pages = placeholder_pages([*kept, *missing_targets(entries, kept, project.languages)], partial(_frame, project))
    return [(path, content, f"what is left at {path}") for path, content in pages]


def _front(project: SiteProject, lang: str, entries: Sequence[Entry], root: str = "../") -> bytes:
    links = tuple(Link(own_name(code), f"{root}{code}/index.html", code, code == lang) for code in project.languages)
    around = _frame(project, lang, root, title=project.name, path=f"{lang}/", languages=links)
    has_facts = any(entry.contents.claims for entry in entries)
    facts = f"{root}{ledger.HTML}" if has_facts else ""
    front = front_page(project.name, lang, entries, root)
    return render.render_shell("front.html.j2", around, front=front, facts=facts, image=_image(project, front, root))


def _image(project: SiteProject, front: Front, root: str) -> Link | None:
    """The card of the first explainer, by its full address; its text is the headline."""
    lead = next(iter(front.cards), None)
    if lead is None or not lead.picture or not project.site_url:
        return None
    return Link(lead.title, f"{project.site_url}/{lead.picture.removeprefix(root)}")


def _sheet(project: SiteProject) -> str:
    return f"{language(project.default_language).say('Fact sheet')} | {project.name}"


def _choose(project: SiteProject, entries: Sequence[Entry]) -> bytes:
    """The page at the root: the languages to choose from, or the front page of the only one."""
    if len(project.languages) == 1:
        return _front(project, project.default_language, entries, root="")
    fronts = {code: front_page(project.name, code, entries, root="") for code in project.languages}
    choices = tuple(
        LanguageChoice(
            Link(own_name(code), f"{code}/index.html", code),
            tuple(Link(card.title, card.href) for card in front.cards),
        )
        for code, front in fronts.items()
    )
    around = _frame(project, project.default_language, "", title=project.name, path="")
    image = _image(project, fronts[project.default_language], "")
    return render.render_shell("choose.html.j2", around, choices=choices, image=image)


def _missing(project: SiteProject) -> bytes:
    # A host shows this page at any depth, so its links are absolute if site_url is set.
    root = f"{urlsplit(project.site_url).path}/" if project.site_url else ""
    lang = project.default_language
    title = f"{language(lang).say('This page is not here')} | {project.name}"
    around = _frame(project, lang, root, title=title, path=None)
    notices = tuple(
        (
            language(code).say("This page is not here"),
            Link(language(code).say("All explainers"), f"{root}{code}/index.html", code),
        )
        for code in sorted(project.languages, key=lambda code: code != lang)
    )
    return render.render_shell("missing.html.j2", around, notices=notices)


def _about_frame(project: SiteProject, lang: str, root: str, *, title: str, path: str) -> Frame:
    """The frame of a page about the site, which leads to the same page in the other languages."""
    name = path.partition("/")[2]
    links = tuple(
        Link(own_name(code), f"{root}{code}/{name}index.html", code, code == lang) for code in project.languages
    )
    url, home = project.site_url, f"{root}{lang}/index.html"
    frame = _frame(project, lang, root, title=title, path=path, home=home, languages=links)
    others = tuple(Link("", f"{url}/{code}/{name}", code) for code in project.languages)
    return replace(frame, alternates=others if frame.alternates else ())


def _frame(
    project: SiteProject,
    lang: str,
    root: str,
    *,
    title: str,
    path: str | None,
    home: str = "",
    languages: tuple[Link, ...] = (),
) -> Frame:
    url = project.site_url
    shared = render.assets(project.css, project.logo, project.sheet)
    several = url and path is not None and len(project.languages) > 1
    others = (*(Link("", f"{url}/{code}/", code) for code in project.languages), Link("", f"{url}/", "x-default"))
    return Frame(
        **language_attributes(lang),
        title=title,
        description=""
        if path is None
        else language(lang).say("Explainers from {name}. Every number leads to its source.", name=project.name),
        site_name=project.name,
        # Front pages do not link to themselves.
        home=home or (f"{root}{lang}/index.html" if path is None else ""),
        css=root + shared["css"].path,
        icon=root + shared["icon"].path,
        logo=logo_size(project.logo),
        languages=languages,
        canonical=f"{url}/{path}" if url and path is not None else "",
        alternates=others if several else (),
        noindex=path is None,
        touch_icon=root + shared["logo"].path,
        feed=f"{root}{lang}/feed.xml" if url and path is not None else "",
        templates=project.look.templates,
        about=site_links(lang, root),
    )


def _manifest(entries: Sequence[Entry], published: Container[str]) -> bytes:
    mark = {"published": True}
    pages = [{**_listed(entry), **(mark if entry.address in published else {})} for entry in entries]
    return (json.dumps({"pages": pages}, ensure_ascii=False, indent=2) + "\n").encode()


def _listed(entry: Entry) -> dict[str, Any]:
    return {
        "address": entry.address,
        "path": f"{entry.address}/index.html",
        "explainer": entry.info.explainer,
        "parameters": dict(entry.info.parameters),
        "title": entry.title,
        "sha256": entry.contents.sha256,
        "bytes": entry.contents.bytes,
    }
