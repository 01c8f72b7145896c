"""Checks sentences for gaps and errors left by a template, a frame or a hurried edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nutgraf.errors import Problem
from nutgraf.language import LanguageRules
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.html_file import HtmlFile, TextBlock
from nutgraf.site_check.html_language import grammar_in

_MACHINE = re.compile(r"(?<![\w.-])(?:nan|NaN|NaT|undefined|<NA>)(?![\w-])|\{\{|\}\}|\{%|%\}")
"""What programs print for a missing value."""
_NONE = re.compile(r"(?<![\w.-])(?:None|null)(?![\w-])")
_NONE_OPENS = re.compile(r"(?:^|[.!?:“\"(] ?)\Z")
"""Precedes the word None at the start of a sentence, where it is English."""
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]|“\s*”|«\s*»")
_POINTS = re.compile(r"\s[,.](?=\s|$)|,\s*[,.:;]|(?<!\.)\.\.(?!\.)|;;")
_TWICE = re.compile(r"(?<![\w-])([^\W\d_]+) (\1)(?![\w-])", re.IGNORECASE)
_ON_CHARTS = frozenset({"nan", "NaN", "NaT", "undefined", "null", "None"})
_AROUND = 40


def sentences_have_no_slips(site: BuiltSite) -> Iterator[Problem]:
    """No sentence of the site has a gap, a repeated word, or what a program prints for a missing value."""
    allowed = {word.casefold() for word in site.project.site_check.allowed_words}
    grammars = {
        lang: grammar_in(lang) for lang in {block.lang for file in site.files.values() for block in file.blocks}
    }
    for file in site.files.values():
        yield from _charts(file)
        for block in file.blocks:
            for at, what, fix in _slips(block, grammars[block.lang]):
                if block.text[at[0] : at[1]].strip().casefold() not in allowed:
                    yield Problem(file.path, f"{what}: “{_around(block.text, at)}”", fix)


def _charts(file: HtmlFile) -> Iterator[Problem]:
    for text in dict.fromkeys(file.chart_texts):
        if text in _ON_CHARTS:
            yield Problem(file.path, f"a chart has the lettering {text!r}", "leave out the rows without a value")


_Slip = tuple[tuple[int, int], str, str]


def _slips(block: TextBlock, grammar: LanguageRules | None) -> Iterator[_Slip]:
    for found in _MACHINE.finditer(block.text):
        yield found.span(), f"{found.group()!r} in a sentence", "ask first whether there is a value: {% if … %}"
    if block.is_cell:
        return
    for found in _NONE.finditer(block.text):
        opens = _NONE_OPENS.search(block.text[: found.start()]) and re.match(r" \w", block.text[found.end() :])
        if found.group() == "null" or not opens:
            yield found.span(), f"{found.group()!r} in a sentence", "ask first whether there is a value: {% if … %}"
    for found in _EMPTY.finditer(block.text):
        yield found.span(), "nothing between parentheses or quotation marks", "fill it, or take the marks out"
    for found in _POINTS.finditer(block.text):
        yield found.span(), "punctuation around a gap", "check what is printed before it"
    yield from _grammar(block.text, grammar)


def _grammar(text: str, grammar: LanguageRules | None) -> Iterator[_Slip]:
    """Words that are there twice and, where the language is known, words that it writes as one."""
    for found in _TWICE.finditer(text):
        is_name = found[2][0].isupper()
        if not is_name and not (grammar and found[1].casefold() in grammar.repeated_words):
            yield found.span(), f"{found[1]!r} is there twice", "take one out"
    if grammar and grammar.uncontracted:
        for found in re.finditer(rf"\b(?:{grammar.uncontracted})\b", text):
            yield found.span(), f"{found.group()!r} is one word", "write it as one"
    if grammar and grammar.disagreeing:
        for found in re.finditer(rf"\b(?:{grammar.disagreeing})\b", text):
            yield found.span(), f"the article of {found.group()!r} does not fit it", "write the one of its last word"
    if grammar and grammar.range_unit_once:
        for found in _unit_twice_in(grammar.range_words, grammar.between).finditer(text):
            yield found.span(), "a range with its unit twice", "write {{ low | range(high) }}"


@cache
def _unit_twice_in(words: tuple[str, ...], between: tuple[str, str]) -> re.Pattern[str]:
    number, unit = r"\d[\d.,]*", r"(?P<{}>(?:[^\W\d]+ ){{1,3}}?[^\W\d]+)†?"
    plain = rf"{number} {unit.format('a')} (?:{'|'.join(words)}) {number} (?P=a)(?!\w)"
    pair = rf"\b{between[0]} {number} {unit.format('b')} {between[1]} {number} (?P=b)(?!\w)"
    return re.compile(rf"{plain}|{pair}" if all(between) else plain, re.IGNORECASE)


def _around(text: str, at: tuple[int, int]) -> str:
    start, end = max(0, at[0] - _AROUND), min(len(text), at[1] + _AROUND)
    cut = text[start:end].replace("\ufffc", "")
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
