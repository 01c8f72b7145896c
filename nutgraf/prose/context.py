"""The state of a rendering: values become text in the page's language, facts become marks and then claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import time, timedelta
from html import escape
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from nutgraf.facts import Fact, Facts, Source, Year
from nutgraf.facts.fact import AS_TEXT
from nutgraf.language import Language
from nutgraf.missing_value import is_missing
from nutgraf.prose.claim_notes import next_claim, value_text
from nutgraf.prose.qualifiers import qualified
from nutgraf.prose.values import (
    AS_MARK,
    FormatError,
    Markdown,
    Phrase,
    amount_of,
    in_language,
    is_date,
    is_number,
    phrase,
    plain_phrase,
    written_by_unit,
)

MARK = re.compile("[\U000f0000-\U000ffffd]")
"""One character for each printed value, so that no filter can split it or change its digits."""
_FIRST_MARK = 0xF0000
_SHOWN_BY_PYTHON = re.compile(r"<Facts? |<\d+ facts: |<Row of |<Source |\bPhrase\(text=|\bSource\(id=| object at 0x")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_SPECIAL = re.compile(r"([\\`*_\[\]#|~^])")
_BLOCK_START = re.compile(r"^( ?)(?:([:=])|([-+]+|\d+[.)])(?=\s|\Z)|(-)(?=[- ]*\Z))")
# A single line break begins nothing: reporters wrap prose where they like.
_OPENING = "*_¿¡“«"
_BLOCK_BEGINS = re.compile(
    r"(?:\A|\n[ \t]*\n|(?:\A|\n):::[^\n]*\n|(?:\A|\n)[ \t]*(?:[-*+>:]|#+|\d+\.|\[\^\w+\]:)[ \t])"
    r"\s*(?:(?:[-*+>]|#+|\d+\.)\s+)*[*_¿¡“«]*\Z"
)
_SENTENCE_BEGINS = re.compile(r"(?:[?!…]|(?P<last>[\w.]*|[%)]|</data>†?)\.)[”»)*_]*\s+[*_¿¡“«]*\Z")
COPIED = "†"
"""After a number that was read in a copy only; the list of sources says what it means."""
_CURRENT: ContextVar[RenderContext | None] = ContextVar("nutgraf_printing", default=None)


@dataclass
class RenderContext:
    """The text being rendered and its place; `said` collects the phrases, `printed` the subjects of claims."""

    language: Language
    place: str
    markdown: bool
    said: list[Phrase] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    printed: list[Any] = field(default_factory=list)

    def put(self, value: Any) -> Markup:
        """A value as text for the template; facts and numbers as marks."""
        if isinstance(value, Undefined):  # a misspelled name raises here; {{ "…" if so }} without an else is empty
            return Markup(str(value))
        if isinstance(value, (Markup, Markdown)):
            return Markup(value)
        if isinstance(value, str):
            if shown := _SHOWN_BY_PYTHON.search(value):
                what = f"this text holds {shown[0].strip()!r}: it is how Python shows a value, not words"
                raise FormatError(what, "print the value itself, or name the part of it that you mean")
            return Markup(_plain(value) if self.markdown else value)
        if isinstance(value, dict):
            return self.put(in_language(value, self.language))
        if isinstance(value, Year):
            return Markup(int(value))
        if is_date(value):
            return Markup(self.mark(plain_phrase(self.language.date(value))))
        if isinstance(value, Source):
            return self.put(self.cite([value]))
        return Markup(self.mark(value if isinstance(value, Phrase) else self._said(value)))

    def cite(self, sources: Iterable[Source], text: str = "") -> Markdown:
        """Links to the entries of sources in the page's list: [FedScoop](#source-fedscoop_oct2025)."""
        links = []
        for source in sources:
            self.cited.append(source.id)
            name = str(self.put(text or source.credit(self.language.code)))
            links.append(f"[{name}](#source-{source.id})" if self.markdown else name)
        return Markdown(self.language.listed(list(dict.fromkeys(links))))

    def listed(self, values: list[Any], word: str) -> Markup:
        """The values joined as a list, by the rules for the words that the marks represent."""
        items = [str(self.put(value)) for value in values]
        aloud = [self.without_marks(item) for item in items]
        return Markup(self.language.listed(items, word, aloud=aloud))

    def mark(self, said: Phrase) -> str:
        self.said.append(said)
        return chr(_FIRST_MARK + len(self.said) - 1)

    def without_marks(self, text: str) -> str:
        """The text with its marks replaced by their words, as a filter that formats a fact itself returns it."""
        return MARK.sub(lambda mark: self._said_at(mark[0]).whole(self.language), text)

    def _said_at(self, mark: str) -> Phrase:
        """The phrase of a mark; the same character in the reporter's own text represents itself."""
        at = ord(mark) - _FIRST_MARK
        return self.said[at] if at < len(self.said) else plain_phrase(mark)

    def finish(self, text: str) -> tuple[str, list[dict[str, Any]]]:
        """The text with its marks replaced by words, and the claims in reading order."""
        claims: list[dict[str, Any]] = []
        done = ""
        end = 0
        for mark in MARK.finditer(text):
            done += text[end : mark.start()]
            end = mark.end()
            said = self._said_at(mark[0])
            words = said.text if self._has_word(done, said.amount.word) else said.whole(self.language)
            if self._begins(done):
                words = words[:1].upper() + words[1:]
            if said.amount.subject is None:
                done += _plain(words) if self.markdown else words
                continue
            claims.append(next_claim(said, words, self.place))
            self.printed.append(said.amount.subject)
            done += self._element(words, claims[-1]) if self.markdown else words
            if self.markdown and is_copied(said.amount.subject):
                done += COPIED
        return done + text[end:], claims

    def _said(self, value: Any) -> Phrase:
        if isinstance(value, bool) or not (isinstance(value, (Fact, Facts)) or is_number(value) or is_missing(value)):
            raise FormatError(f"a {type(value).__name__} cannot be printed in a sentence", advice(value))
        if isinstance(value, int) and 1900 <= value <= 2100:
            raise FormatError(f"{value} may be a year or a number", "write {{ … | year }} or {{ … | count }}")
        amount_of(value)
        return qualified(phrase(value, written_by_unit(value, self.language)), self.language)

    def _has_word(self, before: str, word: str) -> bool:
        """Whether the sentence already has such a word, so that "about" is not printed twice.

        "Hasta" and "up to" also close a range ("de 12 hasta casi 39"), so they only match themselves.
        """
        tail = before.rstrip(" \n\t*_").lower()
        ends = self.language.rules.rough.get("up to")
        said = (known for known in self.language.rules.qualifiers if known != ends or known == word)
        ends_so = (known for known in said if tail.endswith(known))
        return any(not re.search(r"\w\Z", tail.removesuffix(known)[-1:]) for known in ends_so)

    def _begins(self, before: str) -> bool:
        """Whether a paragraph, an item or a sentence begins here; "U.S." and "Gov." do not end one."""
        if is_mid_sentence(before):
            return False
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


def current_context() -> RenderContext:
    """The text being rendered. Raises FormatError outside of one, where filters do not work."""
    printing = _CURRENT.get()
    if printing is None:
        raise RuntimeError("filters work in prose only")
    return printing


@contextmanager
def printed_by(printing: RenderContext) -> Iterator[RenderContext]:
    """Makes this the text being rendered."""
    token, as_text, as_mark = _CURRENT.set(printing), AS_TEXT.set(printing.put), AS_MARK.set(printing.mark)
    try:
        yield printing
    finally:
        _CURRENT.reset(token)
        AS_TEXT.reset(as_text)
        AS_MARK.reset(as_mark)


def is_copied(subject: Any) -> bool:
    """Whether a number rests on a source of grade D; a count of rows and a rank do not print what it says."""
    if not isinstance(subject, Fact) or subject.unit == "rank" or subject.derivation.startswith("counted"):
        return False
    return any(source.is_copy for source in subject.sources)


def is_mid_sentence(before: str) -> bool:
    """Whether a text ends with a word or a comma, as most do before a number: nothing begins there.

    The patterns find that out too, but look through all of the text.
    """
    text = before.rstrip(_OPENING)
    said = text.rstrip()
    return (said[-1:].isalpha() or said[-1:] == ",") and "\n" not in text[len(said) :]


def _plain(text: str) -> str:
    """Text from the data, escaped for Markdown: it cannot start a table, a link, a tag or a list."""
    # A tab or four spaces at the start of a line would turn it into code; one space reads the same.
    flat = _BLANKS.sub(" ", text)
    safe = _BLOCK_START.sub(_escaped, _SPECIAL.sub(r"\\\1", flat))
    return escape(safe, quote=False).replace('"', "&quot;")


def _escaped(found: re.Match[str]) -> str:
    mark = next(filter(None, found.groups()[1:]))
    return f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def advice(value: Any) -> str:
    if isinstance(value, (list, tuple, set)):
        return "a list is printed with {{ … | listed }}"
    if isinstance(value, bool):
        return "ask with it: {% if … %} … {% endif %}"
    if type(value).__name__ in ("DataFrame", "Series"):
        return "loop over nutgraf.rows(…), or draw it in a code cell"
    if isinstance(value, (time, timedelta)):
        return 'say how to write it, such as {{ row.opened.strftime("%H:%M") }}, or in words'
    if callable(value):
        return "did you mean to call it, with ( )?"
    return "name the part of it that you mean"
