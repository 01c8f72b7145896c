"""Printed facts: the claims in a cell's notes, and the link from each to its source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any

from nutgraf.page.page_model import ExemptNumber, PrintedFact

LONGEST_WHOLE = 18


def read_claims(
    notes: Iterable[Mapping[str, Any]], estimators: Collection[str] = (), kinds: Sequence[Mapping[str, Any]] = ()
) -> tuple[PrintedFact, ...]:
    """The claims in the kernel's notes; estimates are the rows that `kinds` calls so, and the other numbers of
    `estimators`.
    """
    return tuple(_claim(note, _is_estimate(note, estimators, kinds)) for note in notes if not note.get("exempt"))


def read_exempt(notes: Iterable[Mapping[str, Any]]) -> tuple[ExemptNumber, ...]:
    """The numbers that their reporter marked as not facts."""
    return tuple(ExemptNumber(note["place"], note["text"], note["reason"]) for note in notes if note.get("exempt"))


def _claim(note: Mapping[str, Any], is_estimate: bool) -> PrintedFact:
    return PrintedFact(
        number=int(note["claim"]),
        place=note["place"],
        key=note["key"],
        text=note["text"],
        value=note["value"],
        unit=note["unit"],
        publisher=note.get("publisher") or "",
        checked_against=note.get("checked_against") or "publisher",
        sources=tuple(note.get("sources") or ()),
        inputs=tuple(note.get("inputs") or ()),
        low=note.get("low"),
        high=note.get("high"),
        qualifier=note.get("qualifier") or "",
        derivation=note.get("derivation") or "",
        estimate=is_estimate,
    )


def _is_estimate(note: Mapping[str, Any], estimators: Collection[str], kinds: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a number is an estimate: how many there are of them, and their rank, is counted."""
    if note["unit"] == "rank" or (note.get("derivation") or "").startswith("counted: "):
        return False
    declared = {_kind(row, kinds) for row in note.get("inputs") or ()}
    if "estimate" in declared or declared == {"count"}:
        return "estimate" in declared
    return any(name in estimators for name in (note.get("publisher") or "").split("; "))


def _kind(row: Mapping[str, Any], kinds: Sequence[Mapping[str, Any]]) -> str:
    """What the data package declares a row to be; "" where it leaves that to its publisher."""
    key = row.get("key") or {}
    for each in kinds:
        if row["table"] == each["table"] and all(key.get(name) == value for name, value in each["where"].items()):
            return str(each["kind"])
    return ""


def open_fact(tag: Mapping[str, str], claim: PrintedFact | None, *, linked: bool) -> str:
    """The opening tags of a printed fact: its value for machines, a link to its source for readers.

    `linked` is false if the reporter has already made the words a link.
    """
    value = f'value="{escape(tag.get("value", ""))}"'
    number = f' data-claim="{claim.number}"' if claim else ""
    if not (linked and claim and claim.sources):
        return f"<data {value}{number}>"
    # A short claim stays on one line ("$8.5 billion"); a long one may wrap, or it would leave a gap in the line above.
    kind = "claim whole" if len(claim.text) <= LONGEST_WHOLE else "claim"
    if claim.derivation:  # no source of one of its parts has printed it
        return f'<a class="{kind}" href="{how_computed(claim)}"><data {value}{number}>'
    first = escape(claim.sources[0])
    # Screen readers read the description after the number ("$8.5 billion, link, ITEP"), without following the link.
    described = f'aria-describedby="source-{first}-name"'
    return f'<a class="{kind}" href="#source-{first}" {described}><data {value}{number}>'


def how_computed(claim: PrintedFact) -> str:
    """The place on the fact sheet that says how a number was computed, with all the rows that went into it."""
    return f"facts.html#claim-{claim.number}"


def close_fact(claim: PrintedFact | None, *, linked: bool) -> str:
    """The closing tags of a printed fact."""
    return "</data></a>" if linked and claim and claim.sources else "</data>"


def parse_tag(html: str) -> tuple[str, dict[str, str]]:
    """A tag's name ("/data" for a closing one, "!" for a comment) and its attributes."""
    parser = _TagParser()
    parser.feed(html)
    parser.close()
    return parser.name, parser.attributes


class _TagParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.name = "!"
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name = tag
        self.attributes = {name: value or "" for name, value in attrs}

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # <br/> is <br>; other elements have a closing tag

    def handle_endtag(self, tag: str) -> None:
        self.name = f"/{tag}"
