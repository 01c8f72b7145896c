"""The corrections and updates of a page, in the words that readers see at its top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf.language import Language, language
from nutgraf.ledger import claims_of, short
from nutgraf.page import Correction, Page
from nutgraf.render.source_list import format_date


@dataclass(frozen=True)
class CorrectionNote:
    """A correction, or an update, of one number or of several for the same reason."""

    date: str
    text: str
    changes: tuple[str, ...] = ()
    """Each number of several, which a page shows on request: a list of dozens says less than its reason."""

    @property
    def whole(self) -> str:
        """The note with all its changes, for readers who can open nothing."""
        return " ".join((self.text, *self.changes))


def correction_notes(page: Page) -> tuple[CorrectionNote, ...]:
    """The notes of a page, newest first; numbers that were corrected for one written reason share a note."""
    if not page.corrections:
        return ()
    lang = language(page.lang)
    sentences: dict[str, str] = {}
    for claim in claims_of(page):
        sentences.setdefault(short(claim.key), claim.sentence)
    alike: dict[tuple[str, ...], list[Correction]] = {}
    for each in page.corrections:
        reason = (each.words,) if each.words else (each.was, each.now, each.key)
        alike.setdefault((each.date, each.kind, *reason), []).append(each)
    return tuple(_note(group, lang, sentences) for group in alike.values())


def _note(group: Sequence[Correction], lang: Language, sentences: dict[str, str]) -> CorrectionNote:
    first = group[0]
    if len(group) == 1:
        return CorrectionNote(first.date, correction_text(first, lang, sentences.get(first.key, "")))
    say = "Correction, {date}: {reason}" if first.kind == "correction" else "Update, {date}: {reason}"
    changes = tuple(
        lang.say("“{was}” is now {now}.", was=each.was, now=each.now)
        if each.now
        else lang.say("“{was}” has been taken out.", was=each.was)
        for each in group
    )
    return CorrectionNote(first.date, lang.say(say, date=format_date(first.date, lang), reason=first.words), changes)


def correction_text(correction: Correction, lang: Language, sentence: str = "") -> str:
    """A correction in the words that readers see; `sentence` is what is printed now, if it is."""
    date, was, now = format_date(correction.date, lang), correction.was, correction.now
    if correction.kind == "correction" and now:
        say = "Correction, {date}: this page earlier said “{was}”; the number is {now}."
    elif correction.kind == "correction":
        say = "Correction, {date}: this page earlier said “{was}”; that number has been removed."
    else:
        say = "Update, {date}: “{was}” is now {now}." if now else "Update, {date}: “{was}” has been taken out."
    text = lang.say(say, date=date, was=was, now=now)
    is_there = bool(now) and now in sentence
    reads = lang.say("The sentence now reads: “{sentence}”", sentence=sentence) if is_there else ""
    return " ".join(part for part in (text, reads, correction.words) if part)
