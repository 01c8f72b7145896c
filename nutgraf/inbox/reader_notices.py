"""The correction or update that readers would see with a number, in every language of its pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nutgraf.inbox.waiting_facts import WaitingFact
from nutgraf.language import language
from nutgraf.page import Correction


@dataclass(frozen=True)
class ReaderNotice:
    """The notice in one language: as a correction, as an update, and the words that an editor may change.

    It is in a section of its own under the headline of the page; `heading` is what that is called.
    """

    lang: str
    heading: str
    correction: str
    update: str
    words: str
    language: str
    """What its language is called in English."""


def reader_notices(item: WaitingFact, date: str) -> tuple[ReaderNotice, ...]:
    """The notices that a number would have on its pages, by language; the words say what the number is about."""
    from nutgraf.render.correction_notes import correction_text

    found = []
    for code in sorted({each.lang for each in item.printed}):
        own = [each for each in item.printed if each.lang == code]
        change = min(own, key=lambda each: (each.change.is_drawn, each.change.was not in each.before)).change
        correction, update = (
            correction_text(Correction(date, change.was, change.now, kind, ""), language(code))
            for kind in ("correction", "update")
        )
        sentences = Counter(each.after for each in own if each.after and each.after != each.change.now)
        said = max(sentences, key=lambda each: (sentences[each], len(each)), default="")
        found.append(
            ReaderNotice(code, language(code).say("Corrections"), correction, update, said, _english_name(code))
        )
    return tuple(found)


def _english_name(code: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code, sep="-").english_name)
    except (UnknownLocaleError, ValueError):  # a language of the newsroom's own
        return code
