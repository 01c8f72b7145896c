"""The front page of a language: every explainer with its dek, and a list of places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nutgraf.cache.page_cache import bytes_of
from nutgraf.language import language
from nutgraf.render.share_card import CARD
from nutgraf.render.view import Link
from nutgraf.site.entry import Entry
from nutgraf.site.front_figure import FrontFigure, front_figure


@dataclass(frozen=True)
class ExplainerCard:
    """An explainer on the front page, by its default edition."""

    title: str
    href: str
    dek: str
    date: str
    shown_date: str
    picture: str = ""
    """Its share card; "" if it has none."""
    figure: FrontFigure | None = None
    """A map whose areas lead to its editions, or else the chart that represents it."""
    find: Link | None = None
    """The way from the map to the names of the editions."""


@dataclass(frozen=True)
class Places:
    """The editions of one explainer, by name."""

    id: str
    title: str
    explainer: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Front:
    """The contents of a front page."""

    title: str
    cards: tuple[ExplainerCard, ...]
    places: tuple[Places, ...]


def front_page(name: str, lang: str, entries: Iterable[Entry], root: str = "../") -> Front:
    """The front page of one language: explainers with a map first, then the newest; `root` leads to the site's root."""
    groups: dict[str, list[Entry]] = {}
    own = (entry for entry in entries if entry.lang == lang)
    for entry in sorted(own, key=lambda entry: (entry.info.explainer, entry.address)):
        groups.setdefault(entry.info.explainer, []).append(entry)
    newest_first = sorted(groups.values(), key=lambda group: _lead(group).info.last_edited, reverse=True)
    places = {id(group): _places(group, lang, root) for group in newest_first if len(group) > 1}
    cards = [_card(_lead(group), places.get(id(group)), lang, root) for group in newest_first]
    ordered = sorted(cards, key=lambda card: not (card.figure and card.figure.is_map))
    return Front(name, tuple(ordered), tuple(places.values()))


def _lead(group: Sequence[Entry]) -> Entry:
    return next((entry for entry in group if entry.info.is_default_edition), group[0])


def _card(lead: Entry, places: Places | None, lang: str, root: str) -> ExplainerCard:
    return ExplainerCard(
        lead.title,
        _href(lead, root),
        lead.dek,
        lead.info.last_edited,
        language(lang).date(lead.info.last_edited),
        figure=front_figure(bytes_of(lead.html).decode(), root, lead.info.thumbnail),
        find=Link(places.title, f"#{places.id}") if places else None,
        picture=f"{root}{lead.address}/{CARD}" if any(name == CARD for name, _ in lead.files) else "",
    )


def _places(group: Sequence[Entry], lang: str, root: str) -> Places:
    info = _lead(group).info
    listed = [entry for entry in group if not entry.info.is_default_edition]
    return Places(
        id=f"editions-{group[0].info.explainer}",
        title=info.find_labels.get(info.area_system) or language(lang).say("All editions"),
        explainer=_lead(group).title,
        links=tuple(Link(entry.short_title, _href(entry, root)) for entry in sorted(listed, key=by_name)),
    )


def _href(entry: Entry, root: str) -> str:
    return f"{root}{entry.address}/index.html"


def by_name(entry: Entry) -> tuple[str, str]:
    """The sort key of a name, ignoring accents."""
    plain = unicodedata.normalize("NFKD", entry.short_title).encode("ascii", "ignore").decode()
    return plain.casefold(), entry.address
