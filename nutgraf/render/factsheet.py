"""The fact sheet of a page: every claim with its sentence, rows and sources, as a checklist for editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from nutgraf.language import Language, language
from nutgraf.ledger import CSV, HTML, JSON, Claim, UntracedNumber, edition_of, plotted_in, to_csv, to_json
from nutgraf.page import Page, SourceEntry
from nutgraf.render.derivation_words import derivation_in, number_in
from nutgraf.render.source_list import credit, format_date, web_address
from nutgraf.render.template_engine import render_shell
from nutgraf.render.units_in_words import with_unit
from nutgraf.render.view import Frame, Link

_ROWS_SHOWN, _ROWS_LISTED = 4, 200
_FRONT = {
    "title": "Headline",
    "subtitle": "Dek",
    "short_title": "Short title",
    "description": "Description",
    "search_title": "Title in search results",
    "latest_data": "Line of dates",
}
_FIGURE = {"title": "figure title", "subtitle": "figure subtitle", "alt": "alt text", "notes": "figure notes"}


@dataclass(frozen=True)
class ClaimView:
    """One claim, ready for the template: its sentence is split around the words that an editor checks."""

    it: Claim
    before: str
    after: str
    place: str
    publisher: str
    value: str
    how: str
    """How it was computed, in the language of the page; "" if it was read."""
    rows: tuple[str, ...]
    more_rows: str
    other_rows: tuple[str, ...]
    """The rows after the first few of a number that was computed from many."""
    sources: tuple[Link, ...]
    reported: bool


@dataclass(frozen=True)
class Section:
    """The claims under one heading."""

    title: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class FactSheet:
    """The fact sheet of a page: its members `about` the page, and its three files."""

    about: Mapping[str, Any]
    files: tuple[tuple[str, bytes], ...]


def fact_sheet(
    page: Page, around: Frame, claims: Sequence[Claim], untraced: Sequence[UntracedNumber] = ()
) -> FactSheet:
    """The fact sheet, with the frame of the page; numbers without a fact are listed after the claims."""
    about: dict[str, Any] = {name: getattr(page, name) for name in ("address", "title", "lang", "explainer")}
    about |= {
        "edition": edition_of(page.explainer, page.info.parameters),
        "numbers": [asdict(number) for number in untraced],
    }
    about["figures"] = plotted_in(page)
    html, facts = sheet_html(page, around, claims, untraced), to_json(claims, **about)
    return FactSheet(about, ((CSV, to_csv(claims)), (HTML, html), (JSON, facts)))


def sheet_html(page: Page, around: Frame, claims: Sequence[Claim], untraced: Sequence[UntracedNumber]) -> bytes:
    """The fact sheet for readers, with the frame of the page."""
    lang = language(page.lang)
    title = lang.say("Fact sheet: {title}", title=page.title)
    around = replace(
        around,
        title=f"{title} | {page.site.name}" if page.site.name else title,
        description="",
        languages=tuple(replace(link, href=link.href.replace("index.html", HTML)) for link in around.languages),
        canonical="",
        alternates=(),
        noindex=True,
    )
    quoted = [(lang.with_commas(credit(source, lang), source.title), source) for source in page.sources if source.quote]
    numbers = {
        "quoted": quoted,
        "exempt": [number for number in untraced if number.exempt],
        "unexplained": [number for number in untraced if not number.exempt],
    }
    sections = _sections(page, claims, lang)
    counted = lang.say("{n} claim", many="{n} claims", n=len(claims))
    return render_shell("sheet.html.j2", around, page=page, sections=sections, counted=counted, **numbers)


def _sections(page: Page, claims: Iterable[Claim], lang: Language) -> tuple[Section, ...]:
    def title(claim: Claim) -> str:
        return lang.say("Headline and summary") if claim.place in _FRONT else claim.heading or lang.say("Opening")

    return tuple(
        Section(name, tuple(_claim(claim, page, lang) for claim in group)) for name, group in groupby(claims, title)
    )


def _claim(claim: Claim, page: Page, lang: Language) -> ClaimView:
    start = claim.sentence.find(claim.text)
    before, after = (claim.sentence[:start], claim.sentence[start + len(claim.text) :]) if start >= 0 else ("", "")
    by_id = {source.id: source for source in page.sources}
    named = [by_id[name] for name in claim.sources if name in by_id]
    kind = claim.place.rpartition(":")[2]
    place = _FRONT.get(claim.place) or (_FIGURE.get(kind) if claim.place.startswith("figure:") else None)
    more = len(claim.inputs) - _ROWS_SHOWN
    return ClaimView(
        it=claim,
        before=before,
        after=after or ("" if start >= 0 else claim.sentence),
        place=lang.say(place) if place else "",
        publisher="; ".join(page.publisher_names.get(name, name) for name in claim.publisher.split("; ")),
        value=_value(claim, page, lang),
        how=derivation_in(claim.derivation, lang),
        rows=tuple(_row(row, lang) for row in claim.inputs[:_ROWS_SHOWN]),
        more_rows=lang.say("{n} more row, in facts.csv", many="{n} more rows, in facts.csv", n=more)
        if more > 0
        else "",
        other_rows=tuple(_row(row, lang) for row in claim.inputs[_ROWS_SHOWN:_ROWS_LISTED]),
        sources=tuple(_link(source, lang) for source in named),
        reported=claim.checked_against == "reported",
    )


def _link(source: SourceEntry, lang: Language) -> Link:
    return Link(lang.with_commas(credit(source, lang), source.title), web_address(source.url))


def _value(claim: Claim, page: Page, lang: Language) -> str:
    """The value as computed, with its range if one was published."""
    shown = with_unit(number_in(claim.value, lang), claim.value, claim.unit, page.unit_nouns, lang)
    return shown if claim.low is None else f"{shown} ({_plain(claim.low, lang)} – {_plain(claim.high, lang)})"


def _row(row: Mapping[str, Any], lang: Language) -> str:
    key = lang.with_commas(*(f"{name} {value}" for name, value in row["key"].items() if name != "source_id"))
    when = lang.say("as of {date}", date=format_date(row["as_of"], lang)) if row.get("as_of") else ""
    value = "" if row["value"] is None else f" {_plain(row['value'], lang)}"  # a whole table has no single value
    corrected = lang.say("corrected by the newsroom: {note}", note=row["correction"]) if row.get("correction") else ""
    parts = [f"data/{row['table']}.csv", key, f"{row['column']}{value}", row["source_id"], when, corrected]
    return lang.apart(*(part for part in parts if part))


def _plain(value: Any, lang: Language) -> str:
    return number_in(value, lang) if isinstance(value, (int, float)) else str(value)
