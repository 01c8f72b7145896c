"""Checks the structure of each page: one headline, headings in order, a language, unique ids, and alt texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.html_file import HtmlFile

_TEMPLATE = "check the page's template, and raw HTML in its prose"


def pages_have_structure(site: BuiltSite) -> Iterator[Problem]:
    """Every page can be navigated by sight and with a screen reader."""
    spoken = {page.path: page.lang for page in site.pages}
    for file in site.files.values():
        yield from _named(file)
        if file.whole:
            yield from _headings(file)
            yield from _language(file, spoken.get(file.path, file.lang))
        if file.path in spoken:
            yield from _short_title(file, site.project.site_check.title_characters)
            yield from _short_headline(file, site.project.site_check.headline_characters)


def _headings(file: HtmlFile) -> Iterator[Problem]:
    levels = [level for level, _ in file.headings]
    if levels.count(1) != 1:
        yield Problem(file.path, f"it has {levels.count(1)} headings of the first level instead of one", _TEMPLATE)
    for (above, _), (level, words) in pairwise(file.headings):
        if level > above + 1:
            what = f"the heading “{words}” is of level {level}, under one of level {above}"
            yield Problem(file.path, what, f"write it with {'#' * (above + 1)}")


def _language(file: HtmlFile, lang: str) -> Iterator[Problem]:
    if not file.lang:
        yield Problem(file.path, "it does not say its language", _TEMPLATE)
    elif file.lang.casefold() != lang.casefold():
        yield Problem(file.path, f"it says that it is in {file.lang}, and it is in {lang}", _TEMPLATE)
    if not file.title:
        yield Problem(file.path, "it has no title", _TEMPLATE)


def _short_title(file: HtmlFile, most: int) -> Iterator[Problem]:
    if most and len(file.title) > most:
        what = f"its title in search results has {len(file.title)} characters: “{file.title}”"
        fix = "write a search_title in the front matter; the limit is title_characters under [tool.nutgraf.site_check]"
        yield Problem(file.path, what, fix)


def _short_headline(file: HtmlFile, most: int) -> Iterator[Problem]:
    headline = next((words for level, words in file.headings if level == 1), "")
    if most and len(headline) > most:
        what = f"its headline has {len(headline)} characters: “{headline}”"
        fix = "say it in fewer words; the limit is headline_characters under [tool.nutgraf.site_check]"
        yield Problem(file.path, what, fix)


def _named(file: HtmlFile) -> Iterator[Problem]:
    for tag in file.unnamed_images:
        yield Problem(file.path, f"an image without words: {tag}", "say in alt= what it shows")
    for name, n in Counter(file.ids).items():
        if n > 1:
            yield Problem(file.path, f"the id {name!r} is there {n} times", "give each its own")
