"""One text being rendered: values become text in the page's language, facts leave a mark that becomes a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import escape
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from nutgraf.facts import Fact, Facts, Source
from nutgraf.language import Language
from nutgraf.prose.claim_notes import next_claim, value_text
from nutgraf.prose.qualifiers import qualified
from nutgraf.prose.values import (
    FormatError,
    Markdown,
    Phrase,
    amount_of,
    in_language,
    is_date,
    is_nothing,
    is_number,
    phrase,
    plain_phrase,
    written_by_unit,
)

_MARK = re.compile("\ue000(\\d+)\ue001")
_SPECIAL = re.compile(r"([\\`*_\[\]#|~^])")
_BLOCK_START = re.compile(r"^( ?)(?:([:=])|([-+]+|\d+[.)])(?=\s|\Z)|(-)(?=[- ]*\Z))")
# A new line alone begins nothing: prose is wrapped where it suits the reporter.
_BLOCK_BEGINS = re.compile(
    r"(?:\A|\n[ \t]*\n|(?:\A|\n):::[^\n]*\n|(?:\A|\n)[ \t]*(?:[-*+>:]|#+|\d+\.|\[\^\w+\]:)[ \t])"
    r"\s*(?:(?:[-*+>]|#+|\d+\.)\s+)*[*_¿¡“«]*\Z"
)
_SENTENCE_BEGINS = re.compile(r"(?:[?!…]|(?P<last>[\w.]*|[%)]|</data>)\.)[”»)*_]*\s+[*_¿¡“«]*\Z")
_CURRENT: ContextVar[RenderContext | None] = ContextVar("nutgraf_printing", default=None)


@dataclass
class RenderContext:
    """What is being printed and where; `said` fills up as the text is rendered."""

    language: Language
    place: str
    markdown: bool
    said: list[Phrase] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)

    def put(self, value: Any) -> Markup:
        """A value as it stands in the text; facts and numbers as marks."""
        if isinstance(value, Undefined):  # a misspelt name raises here; {{ "…" if so }} without an else is empty
            return Markup(str(value))
        if isinstance(value, (Markup, Markdown)):
            return Markup(value)
        if isinstance(value, str):
            return Markup(_plain(value) if self.markdown else value)
        if isinstance(value, dict):
            return self.put(in_language(value, self.language))
        if is_date(value):
            return Markup(self.mark(plain_phrase(self.language.date(value))))
        if isinstance(value, Source):
            from nutgraf.prose.attribution import cite

            return self.put(cite(value))
        return Markup(self.mark(value if isinstance(value, Phrase) else self._said(value)))

    def listed(self, values: list[Any], word: str) -> Markup:
        """Values in a list, joined by how they will read: a mark reads as the words it stands for."""
        items = [str(self.put(value)) for value in values]
        heard = [_MARK.sub(lambda mark: self.said[int(mark[1])].whole(self.language), item) for item in items]
        return Markup(self.language.listed(items, word, heard=heard))

    def mark(self, said: Phrase) -> str:
        self.said.append(said)
        return f"\ue000{len(self.said) - 1}\ue001"

    def finish(self, text: str) -> tuple[str, list[dict[str, Any]]]:
        """The text with its marks made into words, and the claims in the order of reading."""
        claims: list[dict[str, Any]] = []
        done = ""
        end = 0
        for mark in _MARK.finditer(text):
            done += text[end : mark.start()]
            end = mark.end()
            said = self.said[int(mark[1])]
            words = said.text if self._has_word(done, said.amount.word) else said.whole(self.language)
            if self._begins(done):
                words = words[:1].upper() + words[1:]
            if said.amount.subject is None:
                done += _plain(words) if self.markdown else words
                continue
            claims.append(next_claim(said, words, self.place))
            done += self._element(words, claims[-1]) if self.markdown else words
        return done + text[end:], claims

    def _said(self, value: Any) -> Phrase:
        if isinstance(value, bool) or not (isinstance(value, (Fact, Facts)) or is_number(value) or is_nothing(value)):
            raise FormatError(f"a {type(value).__name__} cannot be printed in a sentence", _advice(value))
        if isinstance(value, int) and 1900 <= value <= 2100:
            raise FormatError(f"{value} may be a year or a number", "write {{ … | year }} or {{ … | count }}")
        amount_of(value)
        return qualified(phrase(value, written_by_unit(value, self.language)), self.language)

    def _has_word(self, before: str, word: str) -> bool:
        """Whether the sentence has such a word already: "about" is never said twice.

        "Hasta" and "up to" also close a range ("de 12 hasta casi 39"), so they stand for themselves alone.
        """
        tail = before.rstrip(" \n\t*_").lower()
        ends = self.language.rules.rough.get("up to")
        said = (known for known in self.language.rules.qualifiers if known != ends or known == word)
        return any(re.search(rf"(?<!\w){re.escape(known)}$", tail) for known in said)

    def _begins(self, before: str) -> bool:
        """Whether a paragraph, an item or a sentence begins here; "U.S." and "Gov." end none."""
        if _BLOCK_BEGINS.search(before):
            return True
        ended = _SENTENCE_BEGINS.search(before)
        last = (ended["last"] or "") if ended else "."
        return not (
            "." in last
            or (len(last) == 1 and last.isalpha())
            or last.lower() in self.language.rules.abbreviations.split()
        )

    def _element(self, words: str, claim: dict[str, Any]) -> str:
        if claim.get("exempt"):
            return f'<span data-not-a-fact="{escape(claim["reason"])}">{_plain(words)}</span>'
        value = value_text(claim["value"])
        return f'<data value="{escape(value)}" data-claim="{claim["claim"]}">{escape(words, quote=False)}</data>'


def current() -> RenderContext | None:
    """The text that is being rendered at this moment."""
    return _CURRENT.get()


def current_context() -> RenderContext:
    """The text that is being rendered; filters work nowhere else."""
    printing = _CURRENT.get()
    if printing is None:
        raise RuntimeError("filters work in prose only")
    return printing


@contextmanager
def printed_by(printing: RenderContext) -> Iterator[RenderContext]:
    """Make this the text that is being rendered."""
    token = _CURRENT.set(printing)
    try:
        yield printing
    finally:
        _CURRENT.reset(token)


def _plain(text: str) -> str:
    """Text from the data, safe inside Markdown: no character of it makes a table, a link, a tag or a list."""
    # A tab, or four spaces, at the beginning of a line would make code of it; one space reads the same.
    flat = re.sub(r"[ \t\r\n\f\v]+", " ", text)
    safe = _BLOCK_START.sub(_escaped, _SPECIAL.sub(r"\\\1", flat))
    return escape(safe, quote=False).replace('"', "&quot;")


def _escaped(found: re.Match[str]) -> str:
    mark = next(filter(None, found.groups()[1:]))
    return f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def _advice(value: Any) -> str:
    if isinstance(value, (list, tuple, set)):
        return "a list is printed with {{ … | listed }}"
    if isinstance(value, bool):
        return "ask with it: {% if … %} … {% endif %}"
    if type(value).__name__ in ("DataFrame", "Series"):
        return "loop over nutgraf.rows(…), or draw it in a code cell"
    if callable(value):
        return "did you mean to call it, with ( )?"
    return "name the part of it that is meant"
