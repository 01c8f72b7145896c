"""A page as Markdown with a footnote for each of its numbers, for language models and for archives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nutgraf.language import Language, language
from nutgraf.page import Page, PageFigure, SourceEntry
from nutgraf.page.page_model import Passage, PrintedFact
from nutgraf.render.correction_notes import correction_notes
from nutgraf.render.derivation_words import derivation_in
from nutgraf.render.source_list import credit, format_date
from nutgraf.render.units_in_words import with_unit

MARKDOWN = "page.md"
_PRINTED = re.compile(r'<data\b[^>]*\bdata-claim="(\d+)"[^>]*>(.*?)</data>', re.DOTALL)
_FIGURE = re.compile(r"figure:(.*):title")
_MEDIA = re.compile(r"media:.*:(.*)")
_IN_MEDIA = {"number": "**{}**", "quote": "> {}", "alt": "[{}]"}
"""How the texts of large numbers, pull quotes and photographs are marked; those of a look-up are a list."""
_OWN_PATH = re.compile(r"(?<=\]\()/(?=[^)\s])")


def markdown_twin(page: Page) -> str:
    """The headline, the text with its figures, and the notes: value, calculation and sources of every number in it."""
    claims = {claim.number: claim for claim in page.claims}
    lang = language(page.lang)
    body = "\n\n".join(_body(page, lang))
    noted = dict.fromkeys(int(number) for number in re.findall(r"\[\^n(\d+)\]", body))
    notes = "\n".join(_note(claims[number], page, lang) for number in noted)
    return "\n\n".join(part for part in (*_head(page, lang), body, notes) if part) + "\n"


def _head(page: Page, lang: Language) -> Iterator[str]:
    yield f"# {page.title}"
    yield page.dek
    if page.info.authors:
        yield lang.say("By {names}", names=lang.listed(page.info.authors))
    yield f"{lang.say('Published')} {lang.date(page.info.date)}"
    yield f"{page.site.url}/{page.address}/" if page.site.url else ""
    yield "\n".join(f"- {note.whole}" for note in correction_notes(page))


def _body(page: Page, lang: Language) -> Iterator[str]:
    figures = {figure.name: figure for figure in page.figures}
    known = {claim.number for claim in page.claims}

    def noted(found: re.Match[str]) -> str:
        return f"{found[2]}[^n{found[1]}]" if int(found[1]) in known else found[2]

    for passage in page.passages:
        if passage.markdown:
            yield _OWN_PATH.sub(f"{page.site.url}/", _PRINTED.sub(noted, passage.text)).strip()
        elif (named := _FIGURE.fullmatch(passage.place)) and named[1] in figures:
            yield _figure(figures.pop(named[1]), lang)
        elif media := _MEDIA.fullmatch(passage.place):
            text = _noted_in(passage, page)
            yield _IN_MEDIA.get(media[1], "- {}" if media[1].startswith("row-") else "{}").format(text)


def _noted_in(passage: Passage, page: Page) -> str:
    """A text beyond prose, with the notes of its numbers."""
    text, done = "", 0
    for claim in page.claims:
        if claim.place == passage.place and (at := passage.text.find(claim.text, done)) >= 0:
            end = at + len(claim.text)
            text, done = f"{text}{passage.text[done:end]}[^n{claim.number}]", end
    return text + passage.text[done:]


def _figure(figure: PageFigure, lang: Language) -> str:
    words = (f"**{figure.title}**", figure.subtitle, f"![{figure.alt}]({figure.name}.png)", figure.all_notes)
    return "\n\n".join([*filter(None, words), f"[{lang.say('Download data')}]({figure.name}.csv)"])


def _note(claim: PrintedFact, page: Page, lang: Language) -> str:
    sources: Mapping[str, SourceEntry] = {source.id: source for source in page.sources}
    named = [sources[name] for name in claim.sources if name in sources]
    dates = {str(row.get("as_of") or "") for row in claim.inputs}
    parts = [
        with_unit(lang.number(claim.value, full=True), claim.value, claim.unit, page.unit_nouns, lang),
        lang.say("estimate") if claim.estimate else "",
        lang.say("computed: {how}", how=derivation_in(claim.derivation, lang)) if claim.derivation else "",
        lang.say("as of {date}", date=format_date(dates.pop(), lang)) if len(dates) == 1 and "" not in dates else "",
        *(f"[{credit(source, lang)}]({source.url})" if source.url else credit(source, lang) for source in named),
    ]
    return f"[^n{claim.number}]: {'; '.join(part for part in parts if part)}"
