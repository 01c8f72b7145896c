"""Placeholder pages: for a page that moved, was withdrawn, or was never built although others link to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nutgraf import render
from nutgraf.language import language
from nutgraf.plan.addresses import path_to_root
from nutgraf.site.about_pages import Around
from nutgraf.site.entry import Entry


@dataclass(frozen=True)
class Placeholder:
    """An address without a page: `to` is where it moved; `words` say why it was withdrawn."""

    address: str
    lang: str
    to: str = ""
    title: str = ""
    words: str = ""
    awaited: bool = False
    """Whether the page was never built: it failed, is held, or was not asked for."""


def missing_targets(
    entries: Sequence[Entry], left: Iterable[Placeholder], languages: Sequence[str]
) -> list[Placeholder]:
    """Placeholders for addresses that pages link to but that have no page, so that no link is dead.

    One in a language that is not among `languages` is in the first of them.
    """
    held = {entry.address for entry in entries} | {each.address for each in left}
    lacking = [entry for entry in entries if not held.issuperset(entry.linked_addresses)]  # nearly always none
    asked = {address: lang for entry in lacking for address, lang in entry.link_targets.items() if address not in held}
    return [
        Placeholder(address, lang, words=language(lang).say("It will be here once it is published."), awaited=True)
        for address, lang in ((name, lang if lang in languages else languages[0]) for name, lang in asked.items())
    ]


def placeholder_pages(places: Iterable[Placeholder], around: Around) -> list[tuple[str, bytes]]:
    """A small page for each: a redirect, or a notice."""
    return [(f"{left.address}/index.html", _page(left, around)) for left in places]


def _page(left: Placeholder, around: Around) -> bytes:
    root = path_to_root(left.address)
    say = language(left.lang).say
    heading = say("This page has moved") if left.to else say("This page was withdrawn")
    if left.awaited:
        heading = say("This page is not ready yet")
    frame = around(left.lang, root, title=heading, path=None, home=f"{root}{left.lang}/index.html")
    href = f"{root}{left.to}/index.html" if left.to else ""
    return render.render_shell("left.html.j2", frame, left=left, heading=heading, href=href)
