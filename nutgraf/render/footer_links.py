"""The links at the foot of every page: to the pages about the site, and to whom an error is reported."""

from __future__ import annotations

import re
from urllib.parse import quote

from nutgraf.language import Language, language
from nutgraf.render.figure_view import Link
from nutgraf.render.source_list import web_address

ABOUT, METHOD, CORRECTIONS = "about", "method", "corrections"
_NAMES = {ABOUT: "About", METHOD: "How we work", CORRECTIONS: "Corrections"}


def site_links(lang: str, root: str) -> tuple[Link, ...]:
    """A link to each page about the site in a language; `root` leads to the root of the site."""
    say = language(lang).say
    return tuple(Link(say(words), f"{root}{lang}/{name}/index.html") for name, words in _NAMES.items())


def report_link(contact: str, title: str, lang: Language) -> Link | None:
    """How to report an error on the page of this title; None if the newsroom names no address for it."""
    if not contact:
        return None
    if re.fullmatch(r"[^\s:/]+@[^\s:/]+", contact):
        subject = quote(lang.say("Error in “{title}”", title=title))
        return Link(lang.say("Report an error"), f"mailto:{contact}?subject={subject}")
    return Link(lang.say("Report an error"), web_address(contact)) if web_address(contact) else None
