"""The anchors, headings and internal links of a page, which its cells share while the page is built."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from nutgraf.errors import About, Problem
from nutgraf.language import with_latin_letters
from nutgraf.page.page_model import Heading, PrintedFact

OWN_IDS = frozenset({"article", "content", "corrections", "footnotes", "related", "sources", "top"})
"""Ids that the template uses."""
_OWN_PREFIXES = ("source-", "figure-", "fn-", "fnref-", "part-", "term-", "embed-")


def slug(text: str, lang: str) -> str:
    """The anchor for a heading: `¿Cuánto pagan?` gives `cuanto-pagan`, and in German `Wie groß?` gives `wie-gross`."""
    apart = unicodedata.normalize("NFKD", with_latin_letters(text, lang))
    ascii_only = apart.encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    # A name that starts with a digit would need escaping in a stylesheet or a script.
    return words if re.match("[a-z]", words) else f"section-{words}".rstrip("-")


class PageAnchors:
    """The ids in use, the headings, the links to check and the problems; `root` is the path to the site's root."""

    def __init__(self, lang: str, root: str, claims: Mapping[int, PrintedFact]) -> None:
        self.lang, self.root, self.claims = lang, root, claims
        self.ids: set[str] = set(OWN_IDS)
        self.fragments: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.headings: list[str] = []
        self._level = 1

    def add_heading(self, level: int, text: str, where: str, part: str = "", anchor: str = "") -> Heading:
        """A heading with a unique anchor; one that screen readers cannot navigate is refused."""
        if level == 1:
            fix = "the headline is `title` in the front matter; headings in the body start with ##"
            self.problems.append(Problem(where, f"a second headline: # {text}", fix, About(rule="headline")))
        elif level > self._level + 1:
            fix = f"write it with {'#' * (self._level + 1)}"
            self.problems.append(
                Problem(where, f"this heading skips a level: {'#' * level} {text}", fix, About(rule="level"))
            )
        if not text:
            self.problems.append(Problem(where, "a heading without words", "write it, or remove its #"))
        self._level = level
        self.headings.append(text)
        wanted = slug(text, self.lang)
        own = self._anchor(anchor, where) if anchor else ""
        own = own or self.add_id(f"on-{wanted}" if wanted.startswith(_OWN_PREFIXES) else wanted)
        return Heading(level, own, text, self.add_id(part) if part and level == 2 else "")

    def _anchor(self, wanted: str, where: str) -> str:
        """The anchor that the reporter gives a heading, "" if it cannot be used."""
        if not re.fullmatch(r"[A-Za-z][\w-]*", wanted):
            fix = "start it with a letter, and use only letters, digits and hyphens"
            self.problems.append(Problem(where, f"{{#{wanted}}} is not an anchor", fix))
        elif wanted in self.ids or wanted.startswith(_OWN_PREFIXES):
            what = f"the anchor {{#{wanted}}} is taken"
            fix = "give the heading another, or none: one is made from its words"
            self.problems.append(Problem(where, what, fix, About(wanted, rule="repeated")))
        else:
            return self.add_id(wanted)
        return ""

    def add_term(self, words: str) -> str:
        """The anchor of a glossary term, so that prose can link to it: `[ITIN](#term-itin)`."""
        return self.add_id(f"term-{slug(words, self.lang).removeprefix('section-')}")

    def add_id(self, wanted: str) -> str:
        """An id that is unique on the page."""
        own, n = wanted, 1
        while own in self.ids:
            n += 1
            own = f"{wanted}-{n}"
        self.ids.add(own)
        return own
