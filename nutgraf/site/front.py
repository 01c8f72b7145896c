"""The front page of a language: every explainer with its dek, and a way to one's own state."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nutgraf.language import language
from nutgraf.render.view import Link
from nutgraf.site.entries import Entry

NATION = "US"


@dataclass(frozen=True)
class Card:
    """An explainer on the front page; `places` are its editions where it has several."""

    id: str
    title: str
    href: str
    dek: str
    date: str
    shown_date: str
    places_title: str
    places: tuple[Link, ...]


@dataclass(frozen=True)
class Front:
    """What a front page lists."""

    title: str
    cards: tuple[Card, ...]


def front(name: str, lang: str, entries: Iterable[Entry]) -> Front:
    """The front page of one language; the newest explainer stands first."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.address):
        groups.setdefault(entry.explainer, []).append(entry)
    cards = [_card(group, lang) for group in groups.values()]
    cards.sort(key=lambda card: card.id)
    cards.sort(key=lambda card: card.date, reverse=True)
    return Front(name, tuple(cards))


def _card(group: Sequence[Entry], lang: str) -> Card:
    words = language(lang)
    varying = _varying(group)
    lead = next((entry for entry in group if entry.parameters.get("state") == NATION), group[0])
    others = [entry for entry in group if entry is not lead] if varying == "state" else list(group)
    return Card(
        id=lead.explainer,
        title=lead.title,
        href=_href(lead),
        dek=lead.dek,
        date=lead.date,
        shown_date=words.date(lead.date),
        places_title=words.say("Find your state") if varying == "state" else words.say("All editions"),
        places=tuple(Link(entry.short_title, _href(entry)) for entry in sorted(others, key=_by_name))
        if len(group) > 1
        else (),
    )


def _varying(group: Sequence[Entry]) -> str:
    """The parameter that tells an explainer's editions apart, "" where there are several or none."""
    names = sorted({name for entry in group for name in entry.parameters} - {"lang"})
    differ = [name for name in names if len({repr(entry.parameters.get(name)) for entry in group}) > 1]
    return differ[0] if len(differ) == 1 else ""


def _href(entry: Entry) -> str:
    # A front page lies one folder deep, whatever its language.
    return f"../{entry.address}/index.html"


def _by_name(entry: Entry) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", entry.short_title).encode("ascii", "ignore").decode()
    return plain.casefold(), entry.address
