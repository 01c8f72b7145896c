"""Popovers for the numbers in prose: where they are from and how they were computed, without leaving the paragraph.

A number is the label of the one button of its paragraph, so that a tap on any number opens the popover, while the
paragraph has a single tab stop. The words stay words: a reader view or a feed that drops buttons keeps every number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from markupsafe import Markup, escape

from nutgraf.language import Language, language
from nutgraf.page import Page, SourceEntry
from nutgraf.page.page_model import PrintedFact
from nutgraf.page.printed_facts import how_computed
from nutgraf.render.derivation_words import derivation_in
from nutgraf.render.source_list import credit, format_date, web_address

_CLAIM = re.compile(
    r'<a class="(claim[^"]*)" href="[^"]*"(?: aria-describedby="[^"]*")?>(<data .*?</data>)</a>', re.DOTALL
)
_AFTER = re.compile(r"†?[.,;:)”»]*")
"""What belongs to a number or ends its sentence: the sign of the button follows it, and starts no line without it."""
_BEFORE_LAST_WORD = re.compile(r"([^<>]*\s)(?=[^\s<>]+</data>)")
_NUMBER = re.compile(r'data-claim="(\d+)"')
_PARAGRAPH = re.compile(r"(?<=</p>)|(?<=</li>)|(?<=</table>)|(?<=</dd>)|(?<=</h2>)|(?<=</h3>)|(?<=</h4>)")
_MOST_NAMED = 3
_BUTTON = (
    '<button class="sourced" type="button" id="claims-{n}" popovertarget="about-{n}" aria-label="{label}"></button>'
)
_POPOVER = (
    '<div class="about-claims" popover id="about-{n}" role="dialog" aria-label="{label}">\n<dl>\n{rows}</dl>\n<p>'
    '<button type="button" popovertarget="about-{n}" popovertargetaction="hide">{back}</button></p>\n</div>\n'
)


class ClaimPopovers:
    """Gives the blocks of a page their popovers, numbered through the page; a table has one for all of its cells."""

    def __init__(self, page: Page) -> None:
        self._lang = language(page.lang)
        self._claims = {claim.number: claim for claim in page.claims}
        self._sources = {source.id: source for source in page.sources}
        self._next = count(1)

    def placed(self, html: str, *, whole: bool = False) -> Markup:
        """A block with one button for each paragraph that prints claims, or for the `whole` of it."""
        parts = [html] if whole else _PARAGRAPH.split(html)
        made = [self._paragraph(part) for part in parts]
        return Markup("".join([*(part for part, _ in made), *(popover for _, popover in made)]))

    def _paragraph(self, html: str) -> tuple[str, str]:
        found = list(_CLAIM.finditer(html))
        if not found:
            return html, ""
        nth, say = next(self._next), self._lang.say
        label = escape(say("Where these numbers are from"))
        button = _BUTTON.format(n=nth, label=label)
        start, number = found[-1].span()
        after = _AFTER.match(html, number)
        last = after.end() if after else number
        label_of = rf'<label class="\1" for="claims-{nth}">\2</label>'
        before, signed = (_CLAIM.sub(label_of, part) for part in (html[:start], html[start:last]))
        if found[-1][1] != "claim whole":  # its words may wrap, but for the last
            signed = _BEFORE_LAST_WORD.sub(r'<span class="wraps">\1</span>', signed)
        numbers = dict.fromkeys(int(number) for each in found for number in _NUMBER.findall(each[2]))
        rows = self._rows(self._claims[number] for number in numbers if number in self._claims)
        popover = _POPOVER.format(n=nth, label=label, rows=rows, back=escape(say("Back to the text")))
        return f'{before}<span class="signed">{signed}{button}</span>{html[last:]}', popover

    def _rows(self, claims: Iterable[PrintedFact]) -> Markup:
        """Each printed text once, with everything that it is in the paragraph."""
        said: dict[str, dict[Markup, None]] = defaultdict(dict)
        for claim in claims:
            said[claim.text][self._about(claim)] = None
        return Markup("").join(
            Markup("<dt>{}</dt>{}\n").format(text, Markup("").join(map(Markup("<dd>{}</dd>").format, about)))
            for text, about in said.items()
        )

    def _about(self, claim: PrintedFact) -> Markup:
        lang = self._lang
        links = [self._how(claim, lang)] if claim.derivation else self._named(claim, lang)
        dates = {str(each.get("as_of") or "") for each in claim.inputs}
        when = dates.pop() if len(dates) == 1 else ""
        facts = [lang.number(round(claim.value, 2), full=True)]
        if claim.estimate:
            facts.append(lang.say("estimate"))
        if when:
            facts.append(lang.say("as of {date}", date=format_date(when, lang)))
        return Markup(lang.apart(*map(escape, facts), *links))

    @staticmethod
    def _how(claim: PrintedFact, lang: Language) -> Markup:
        """The way to the calculation and to all that went into it, which is no publication of its own."""
        how = lang.say("computed: {how}", how=derivation_in(claim.derivation, lang))
        return Markup('<a href="{}">{}</a>').format(how_computed(claim), how)

    def _named(self, claim: PrintedFact, lang: Language) -> list[Markup]:
        named = [self._sources[name] for name in claim.sources if name in self._sources]
        links = [self._link(source, lang) for source in named[:_MOST_NAMED]]
        if len(named) > _MOST_NAMED:
            more = escape(lang.say("{count} more", count=len(named) - _MOST_NAMED))
            links.append(Markup('<a href="#sources">{}</a>').format(more))
        return links

    @staticmethod
    def _link(source: SourceEntry, lang: Language) -> Markup:
        there = web_address(source.url) or f"#source-{source.id}"
        return Markup('<a href="{}">{}</a>').format(there, credit(source, lang))
