"""Splits Markdown into sentences; each heading, list item and table row is one of its own."""

from __future__ import annotations

import re

from nutgraf.numbers.vocabulary import split

_EN = """mr mrs ms dr prof rev hon gov lt sen rep sens reps gen col maj capt sgt st ste jr sr no nos sec art fig
figs vol ch pp p par
jan feb mar apr jun jul aug sept sep oct nov dec dept inc co corp ltd llc v vs etc approx est ave blvd rd ct cir
dist ariz calif
colo conn fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo
ala ark del n.c
e.g i.e u.s u.k u.n d.c a.m p.m u.s.c c.f.r f.r cf al s.d n.d n.h n.j n.m n.y r.i s.c w.va ph.d b.a m.a"""
_ES = """sr sra srta sres dr dra dres lic ing prof profa gral cnel gob art arts inc núm no nro n pág págs p pp fig
cap vol ej
ene feb mar abr may jun jul ago sept sep oct nov dic aprox av avda col edo dpto depto ee uu ee.uu e.u ud uds etc s.a
cía
d.c a.c a.m p.m a.m c.v máx mín tel ext fr ntra sto sta vs v u.s u.s.c c.f.r h.r"""
_ABBREVIATIONS = {"en": frozenset(_EN.split()), "es": frozenset(_ES.split())}

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
    for start, end in _blocks(text):
        spans += _cut(text, start, end, lang)
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


def _cut(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    lead = _LEAD.match(text, start, end)
    at = lead.end() if lead else start
    spans = []
    block = text[:end]
    if not _ALONE.match(text, start, end):
        for match in _END.finditer(block, at):
            if match.end() < end and _ends(block, match, lang):
                spans += _trimmed(text, at, match.end())
                at = match.end()
    spans += _trimmed(text, at, end)
    return spans


def _ends(text: str, match: re.Match[str], lang: str) -> bool:
    """Whether a period here ends the sentence or an abbreviation."""
    after = text[match.end() :].lstrip()
    first = re.sub(r"^(?:<[^>]*>|[\s\"'“‘«(\[*_¿¡])+", "", after[:200])[:1]
    if first.islower():
        return False
    if match.group()[0] != "." or len(match.group().rstrip("\"'”’»)]*_")) > 1:
        return True
    before = _WORD_BEFORE.search(text[max(match.start() - 24, 0) : match.start()])
    word = (before.group() if before else "").lower()
    if word in {"ee.uu", "uu", "u.s", "a.m", "p.m", "m", "etc", "d.c", "inc", "u.k", "co", "corp"}:
        return word == "etc" or _opens(after)
    return not (word in _ABBREVIATIONS.get(lang, ()) or re.fullmatch(r"(?:[a-záéíóú]\.)*[a-záéíóú]", word))


_OPENERS = split("""
        the a an in on at but and it he she they we this that these those there its his her their for from
        by when while if as after el la los las un una en pero y se su sus este esta estos estas eso no lo
        al para por con cuando si según desde ella él""")


def _opens(after: str) -> bool:
    """Whether what follows an abbreviation such as "U.S." reads like a new sentence."""
    word = re.match(r"[\"'“«(\[*_¿¡]*([^\W\d_]+)", after)
    return bool(word and word.group(1)[0].isupper() and word.group(1).lower() in _OPENERS)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return [(first, last)] if last > first else []
