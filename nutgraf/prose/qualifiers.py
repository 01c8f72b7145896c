"""The publisher's qualifier of a number ("up to", "nearly"), which is part of the fact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nutgraf.errors import did_you_mean
from nutgraf.language import Language
from nutgraf.prose.values import FormatError, Phrase

KINDS = {
    "nearly": ("nearly", "almost", "close to"),
    "about": ("about", "around", "roughly", "approximately", "approximate", "some", "estimated", "a quarter"),
    "more than": ("more than", "over", "above"),
    "less than": ("less than", "under", "below"),
    "fewer than": ("fewer than",),
    "at least": ("at least",),
    "at most": ("at most",),
    "up to": ("up to",),
}
"""Qualifiers that publishers use, by our word with the same meaning."""


def qualified(said: Phrase, language: Language, *, hedge: bool = True) -> Phrase:
    """The number with its publisher's qualifier, or without it if the sentence already has one."""
    word = (said.amount.word or publisher_qualifier(said.amount.subject, language)) if hedge else ""
    return replace(said, amount=replace(said.amount, word=word))


def publisher_qualifier(subject: Any, language: Language) -> str:
    """The publisher's qualifier of a number, in the page's language; "" if there is none."""
    given = getattr(subject, "qualifier", "").strip().lower()
    if not given:
        return ""
    kind = kind_of(given)
    if not kind:
        raise FormatError(
            f"the publisher's {given!r} is not a known qualifier", did_you_mean(given, sum(KINDS.values(), ()))
        )
    return language.rules.rough[kind]


def kind_of(given: str) -> str:
    """Our word for a publisher's qualifier; "" if it is not known."""
    return next((kind for kind, words in KINDS.items() if given.strip().lower() in words), "")
