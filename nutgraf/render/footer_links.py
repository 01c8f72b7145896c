"""The links at the foot of every page: to the pages about the site."""

from __future__ import annotations

from nutgraf.language import language
from nutgraf.render.figure_view import Link

ABOUT, METHOD, CORRECTIONS = "about", "method", "corrections"
_NAMES = {ABOUT: "About", METHOD: "How we work", CORRECTIONS: "Corrections"}


def site_links(lang: str, root: str) -> tuple[Link, ...]:
    """A link to each page about the site in a language; `root` leads to the root of the site."""
    say = language(lang).say
    return tuple(Link(say(words), f"{root}{lang}/{name}/index.html") for name, words in _NAMES.items())
