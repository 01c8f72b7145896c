"""Numbers whose shape shows that they refer or name: dates, times, telephone numbers, cases, citations."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_STATES = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]"
    r"|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
)
_SHAPES = re.compile(
    rf"""(?=[\d(+§\#A-Zn])(?:
      (?P<date> \b\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.+Z-]+)?\b | \b\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}})\b
        | \b\d{{4}}-\d{{2}}\b(?!-\d)(?=[\s.,;:)|]|\Z) | (?<![\d/])(?:9/11|11-S)(?![\d/]) | \b{_MONTHS}-\d{{2}}\b)
    | (?P<time> (?<!\d)[012]?\d:[0-5]\d(?::[0-5]\d)?(?![\d:])(?!-)
            (?:[\s\u00a0\u202f]*(?:[ap]\.?[\s\u00a0\u202f]?m\b\.?))?
        | (?<![\d.,])[012]?\d(?:\s?(?:-|–|\bto\b|\band\b)\s?[012]?\d)?
            [\s\u00a0\u202f]*[ap]\.?[\s\u00a0\u202f]?m\b\.?
        | \b24/7\b)
    | (?P<telephone> (?:\+?1[-.\s])?(?:\(\d{{3}}\)\s?|\b\d{{3}}[-.])\d{{3}}[-.]\d{{4}}\b | \b1-8\d\d-[\w-]{{6,9}}\b
        | \b1\s8\d\d\s\d{{3}}\s\d{{4}}\b)
    | (?P<case> \b\d{{1,2}}:\d{{2}}-[a-z]{{2}}-\d+(?:-\w+)* | \b\d{{1,2}}:\d{{2}}-(?:cv|cr|mc)\b[\w-]*
        | (?:\b(?:[Nn]os?\.|[Nn]úm\.?|[Nn]úmero|[Nn]\.?º|N\.o)\s*|\#)\d+[-–]\w[\w-]*
        | (?<![\w-])\d{{2}}-\d{{3,5}}\b(?!-)
        | \b(?:19|20)\d{{2}}-\d{{2,4}}-\d{{2,5}}\b
        | \b\d{{3}}-\d{{2}}-\d{{4}}\b)
    | (?P<law> \b\d+\s+(?:U\.\s?S\.\s?C?\.?|C\.\s?F\.\s?R\.|F\.\s?(?:2d|3d|4th|Supp)\.?
            |S\.\s?Ct\.|Fed\.\s?Reg\.|USC|CFR)
              (?:\s*(?:§{{1,2}}|[Ss]ections?|[Pp]art)?\s*\d[\w.()-]*)?
        | §{{1,2}}\s*\d[\w.()-]*(?:(?:,?\s(?:and|y|to|a)\s|\s?[-–]\s?|,\s)\d[\w.()-]*)*
        | (?<![\w.])(?:H\.\s?R|[HSA]\.\s?B|[HS]\.\s?J|H\.\s?Con|P\.\s?L|L\.\s?B|[HS])\.
            (?:\s?(?:Res|Con)\.)*\s?(?:No\.\s)?\d+\b(?![.,]\d|%|\s(?:million|billion|mil|millones)))
    | (?P<number> \b97[89][- ]?[\d-]{{10,14}}\b)
    | (?P<address> \b{_STATES},?\s\d{{5}}(?:-\d{{4}})?\b | \bP\.?\s?O\.?\sBox\s\d+ | \bApartado(?:\sPostal)?\s\d+)
    )""",
    re.VERBOSE,
)


def pointers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and reason of every number whose shape alone shows that it counts nothing."""
    for match in _SHAPES.finditer(text):
        yield match.start(), match.end(), match.lastgroup or ""
