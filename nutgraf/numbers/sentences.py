"""Splits Markdown into sentences; each heading, list item and table row is one of its own."""

from __future__ import annotations

import re

from nutgraf.numbers.vocabulary import Vocabulary, vocabulary

_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK_START = re.compile(
    r"[ \t>]*(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,3}[.)][ \t]|\||:::|\[\^[^\]]+\]:|(?:-{3,}|\*{3,})[ \t]*$|:[ \t])"
)
_ALONE = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|\||:::|(?:-{3,}|\*{3,})[ \t]*$)")
_LEAD = re.compile(r"[ \t>]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,3}[.)][ \t]+|:[ \t]+|\[\^[^\]]+\]:[ \t]*)*")
_END = re.compile(r"""[.!?…؟।]+(?:["'”’»)\]*_]|</\w+\s*>|\[\^[^\]]+\])*(?=\s|\Z)""")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"«'‘>*]*\Z")


def sentences(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, without the white space and list marks around it."""
    spans: list[tuple[int, int]] = []
    words = vocabulary(lang)
    for start, end in _blocks(text):
        spans += _cut(text, start, end, words)
    return spans


def _blocks(text: str) -> list[tuple[int, int]]:
    """Paragraphs, and each heading, list item and table row by itself; code is left out."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    blocks: list[tuple[int, int]] = []
    open_at = -1
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        code = any(first <= start < last for first, last in fences)
        blank = not line.strip(" \t\r\n>") or code
        if open_at >= 0 and (blank or _BLOCK_START.match(line)):
            blocks.append((open_at, start))
            open_at = -1
        if blank:
            continue
        if _ALONE.match(line):
            blocks.append((start, at))
        elif open_at < 0:
            open_at = start
    if open_at >= 0:
        blocks.append((open_at, at))
    return blocks


def _cut(text: str, start: int, end: int, words: Vocabulary | None) -> list[tuple[int, int]]:
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    spans = []
    block = text[:end]
    if not _ALONE.match(text, start, end):
        for match in _END.finditer(block, at):
            if match.end() < end and _ends(block, match, words):
                spans += _trimmed(text, at, match.end())
                at = match.end()
    spans += _trimmed(text, at, end)
    return spans


def _ends(text: str, match: re.Match[str], words: Vocabulary | None) -> bool:
    """Whether a period here ends the sentence or an abbreviation."""
    after = text[match.end() :].lstrip()
    first = re.sub(r"^(?:<[^>]*>|[\s\"'“‘«(\[*_¿¡])+", "", after[:200])[:1]
    if first.islower():
        return False
    if match.group()[0] != "." or len(match.group().rstrip("\"'”’»)]*_")) > 1:
        return True
    before = _WORD_BEFORE.search(text[max(match.start() - 24, 0) : match.start()])
    word = (before.group() if before else "").lower()
    if words and word in words["last_abbreviations"]:
        return word == "etc" or _opens(after, words["sentence_openers"])
    if words and word.isdigit() and len(word) < 3:
        earlier = text[: match.start() - len(word)].split()[-1:]
        return not any(each.casefold() in words.ordinal_period_after for each in earlier)
    return not ((words and word in words.abbreviations) or re.fullmatch(r"(?:[a-záéíóú]\.)*[a-záéíóú]", word))


def _opens(after: str, openers: frozenset[str]) -> bool:
    """Whether what follows an abbreviation such as "U.S." reads like a new sentence."""
    word = re.match(r"[\"'“«(\[*_¿¡]*([^\W\d_]+)", after)
    return bool(word and word.group(1)[0].isupper() and word.group(1).lower() in openers)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return [(first, last)] if last > first else []
