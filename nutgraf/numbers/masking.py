"""Masks what is not prose (tags, code, links) and marks quotations, without changing the length of the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

WALL = "\x1f"  # a barrier that no number is read across: between a fact and the text around it, where code was

_BLANKS = re.compile(
    r"""
      (?P<code>^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)
        | (?<!`)(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)
        | \{\{.*?\}\} | \{%.*?%\} | \{\#.*?\#\}
        | <(?P<raw>code|pre|script|style|svg)\b.*?</(?P=raw)\s*>)
    | (?P<fact><data\b[^>]*>) (?P<fact_text>.*?) </data\s*>
    | (?P<exempt><span\s[^>]*\bdata-not-a-fact\b(?:"[^"]*"|'[^']*'|[^>"'])*>) (?P<exempt_text>.*?) </span\s*>
    | (?P<said><(?P<q>blockquote|q)\b[^>]*>) (?P<said_text>.*?) </(?P=q)\s*>
    | (?P<comment><!--.*?-->)
    | (?P<index>(?<=\w)<(?P<small>sub|sup)>[^<\n]{1,6}</(?P=small)\s*>)
    | (?P<link>\]\([^)\s]*(?:\s+"[^"]*")?\) | \]\[[^\]]*\]
        | \b(?:https?://|www\.)[^\s<>|)\]]+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<note>\[\^[^\]]+\]:?)
    | (?P<tag></?[A-Za-z](?:"[^"]*"|'[^']*'|[^>"'])*>)
    | (?P<entity>&\#?\w+;)
    | (?P<bullet>^[ \t>]*(?:(?:[-*+][ \t]+)?(?:\#+[ \t]+)?\d{1,3}[.)]|[-*+])(?=[ \t]))
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_BLOCK_QUOTE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_CURLY = re.compile(r"“[^”]*(?:”|\Z)|«[^»]*(?:»|\Z)|„[^”“]*(?:[”“]|\Z)")


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """A span of the text and why its numbers need not be traced."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with everything but prose blanked, at the same positions, and the marked spans."""

    text: str
    spans: tuple[MaskedSpan, ...]
    starts: tuple[int, ...]

    def reason(self, start: int, end: int) -> str:
        """Why a number from `start` to `end` need not be traced; empty if it must be."""
        at = bisect_right(self.starts, start)
        near = self.spans[max(at - 6, 0) : at + 1]
        return next((span.reason for span in near if span.start < end and start < span.end), "")


def mask(text: str, traced: Iterable[str | tuple[int, int]] = ()) -> Masked:
    """Blank tags, code and links, and mark facts, quotations and exempt numbers; `traced` names further facts."""
    spans: list[MaskedSpan] = []
    clean = _blank(text, spans)
    for start, end in _traced(clean, traced):
        spans.append(MaskedSpan(start, end, "fact"))
        clean = f"{clean[:start]}{WALL * (end - start)}{clean[end:]}"
    spans += [MaskedSpan(m.start(), m.end(), "quoted") for m in _BLOCK_QUOTE.finditer(clean)]
    spans += _quotations(clean)
    spans.sort(key=lambda span: span.start)
    return Masked(clean, tuple(spans), tuple(span.start for span in spans))


def _blank(text: str, spans: list[MaskedSpan]) -> str:
    parts: list[str] = []
    at = 0
    for match in _BLANKS.finditer(text):
        parts.append(text[at : match.start()])
        parts.append(_replacement(match, spans))
        at = match.end()
    parts.append(text[at:])
    return "".join(parts)


def _replacement(match: re.Match[str], spans: list[MaskedSpan]) -> str:
    whole = match.group()
    for name, reason in (("fact", "fact"), ("exempt", "exempt"), ("said", "quoted")):
        if match.group(name):
            start, end = match.span(f"{name}_text")
            spans.append(MaskedSpan(start, end, reason))
            inner = _blank(match.group(f"{name}_text"), [])
            return WALL * (start - match.start()) + inner + WALL * (match.end() - end)
    kind = match.lastgroup or ""
    if kind in ("tag", "entity"):
        return " " * len(whole)
    if kind == "link" and whole.startswith("]"):
        return "]" + " " * (len(whole) - 1)
    return re.sub(r"[^\n]", WALL, whole)


def _traced(text: str, traced: Iterable[str | tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The positions of the printed facts, longest first, each as often as it is named."""
    taken: list[tuple[int, int]] = []
    words = []
    for item in traced:
        if isinstance(item, str):
            words.append(item)
        else:
            taken.append(item)
    for word in sorted(filter(None, words), key=len, reverse=True):
        # A no-break space may have become a plain one, such as in an alt text.
        printed = r"\s".join(re.escape(part) for part in re.split(r"\s", word))
        whole = re.compile(rf"(?<![\w$€£])(?<!\d[.,]){printed}(?!\w|[.,]\d)")
        for match in whole.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                break
    return taken


def _quotations(text: str) -> list[MaskedSpan]:
    spans = []
    for paragraph in _PARAGRAPH.finditer(text):
        words = paragraph.group()
        offset = paragraph.start()
        if "“" in words or "«" in words or "„" in words:
            spans += [MaskedSpan(offset + m.start(), offset + m.end(), "quoted") for m in _CURLY.finditer(words)]
        if words.count('"') > 1:
            spans += [MaskedSpan(offset + start, offset + end, "quoted") for start, end in _straight(words)]
    return spans


def _straight(words: str) -> Iterable[tuple[int, int]]:
    """Pairs of straight quotation marks; an inch mark after a digit opens nothing."""
    opened = -1
    for match in re.finditer('"', words):
        at = match.start()
        before = words[at - 1] if at else " "
        after = words[at + 1] if at + 1 < len(words) else " "
        if opened < 0 and not before.isalnum() and not after.isspace():
            opened = at
        elif opened >= 0 and not before.isspace():
            yield opened, at + 1
            opened = -1
