"""Reads what waits: the changes of all held pages, grouped by the number of a table behind them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nutgraf import ledger
from nutgraf.cache import digest
from nutgraf.inbox.desk_events import DeskEvent, decisions_made, in_force
from nutgraf.inbox.fact_titles import title_of_change, title_of_row, why_in_words
from nutgraf.inbox.importance import importance_of, order
from nutgraf.inbox.waiting_facts import EditorDecision, Printed, WaitingFact
from nutgraf.ledger import Change, read_lock
from nutgraf.pipeline.live import read_sheet
from nutgraf.pipeline.page_changes import gone_from, waits_for
from nutgraf.pipeline.review import Review, open_review
from nutgraf.pipeline.unbuilt import Unbuilt, unbuilt_pages
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import plan_pages
from nutgraf.project import Project


@dataclass(frozen=True)
class Inbox:
    """What waits for an editor, and the pages of which nobody knows yet whether something on them does."""

    items: tuple[WaitingFact, ...]
    unbuilt: Unbuilt


def open_inbox(project: Project, now: datetime.datetime) -> Inbox:
    """What waits by the pages as last built, and the pages that a build would change."""
    review = _review(project, now)
    return Inbox(_items(review, now), unbuilt_pages(review))


def read_inbox(project: Project, now: datetime.datetime) -> tuple[WaitingFact, ...]:
    """What waits for an editor, by the pages as last built: the most important first, what is on hold last."""
    return _items(_review(project, now), now)


def _review(project: Project, now: datetime.datetime) -> Review:
    lock = read_lock(project.lock_file)
    return open_review(project, without_withdrawn(plan_pages(project, now=now), lock), lock).decide_all({})


def _items(review: Review, now: datetime.datetime) -> tuple[WaitingFact, ...]:
    project = review.project
    groups: dict[str, list[Printed]] = defaultdict(list)
    for each in _changes(review):
        groups[_group(each)].append(each)
    join_charts(groups)
    decisions = in_force(decisions_made(project))
    found = [_waiting(project, name, printed, decisions, now) for name, printed in groups.items()]
    return tuple(
        sorted(found, key=lambda one: (one.decision.state == "on hold", order(one.importance), -len(one.pages), one.id))
    )


def _changes(review: Review) -> Iterator[Printed]:
    for page in review.plan.pages:
        decision = review.decided.get(page.address)
        if decision is None or not decision.verdict.held:
            continue
        before = _published_sentences(review.project.site_dir, page.address)
        waits = waits_for(review.unsigned_sister(page))
        for change in decision.verdict.moves:
            if change != waits:  # its sister waits for the same number
                yield Printed(page.address, page.lang, change, before.get(change.id) or _as_before(change))
    for address, why in review.vanished.items():
        yield Printed(address, _lang_of(review, address), gone_from(why), "")


def _lang_of(review: Review, address: str) -> str:
    page = review.plan.by_address.get(address)
    return page.lang if page else address.partition("/")[0]


def _published_sentences(site: Path, address: str) -> dict[str, str]:
    try:
        content = (site / address / ledger.JSON).read_bytes()
    except OSError:
        return {}
    return {claim.id: claim.sentence for claim in read_sheet(content).claims}


def _as_before(change: Change) -> str:
    return change.sentence.replace(change.now, change.was) if change.now else change.sentence or change.was


def _group(printed: Printed) -> str:
    """What a change is grouped by: its one changed row, else the fact, else the page."""
    change = printed.change
    if change.kind == "page":
        return f"page:{printed.address}"
    if len(change.changed) == 1:
        return f"row:{change.changed[0].row}"
    if change.kind == "vanished" and len(change.rows) == 1:
        return f"row:{change.rows[0]}"
    return f"drawn:{change.key}" if change.is_drawn else f"fact:{change.key}"


def join_charts(groups: dict[str, list[Printed]]) -> None:
    """Put the values of charts to the number that they draw: the one row with the same key that changed.

    Where no sentence prints it, the charts of all languages that draw the same row, and change alike, are one number.
    """
    for name in [name for name in groups if name.startswith("drawn:")]:
        rows = {row for each in groups[name] for row in each.change.rows}
        fitting = [
            other
            for other in groups
            if other.startswith("row:") and any(other.startswith(f"row:{row}:") for row in rows)
        ]
        if fitting:
            likely = max(fitting, key=lambda other: _same_texts(groups[other], groups[name]))
            groups[likely] += groups.pop(name)

    alike: dict[tuple[str, float], str] = {}
    for name in [name for name in groups if name.startswith("drawn:")]:
        first = groups[name][0].change
        if len(first.rows) == 1 and first.percent is not None:
            known = alike.setdefault((first.rows[0], round(first.percent, 1)), name)
            if known != name:
                groups[known] += groups.pop(name)


def _same_texts(one: Sequence[Printed], other: Sequence[Printed]) -> int:
    texts = {(each.change.was, each.change.now) for each in one}
    return sum((each.change.was.rpartition(": ")[2], each.change.now) in texts for each in other)


def _waiting(
    project: Project, name: str, printed: Sequence[Printed], decisions: Sequence[DeskEvent], now: datetime.datetime
) -> WaitingFact:
    """A number that waits: shown as the sentence of a page in the site's first language prints it."""
    first = min(printed, key=lambda each: (each.change.is_drawn, bool(_derived(each)), not each.is_headline))
    grade, reasons = importance_of(printed)
    kind, _, row = name.partition(":")
    title = title_of_row(project.data_package, row) if kind == "row" else title_of_change(first.change)
    if kind == "page":
        title = f"{title} {row}"
    item = WaitingFact(
        id=digest(name)[:8],
        title=title,
        was=first.change.was,
        now=first.change.now,
        percent=first.change.percent,
        why=why_in_words(project.data_package, first.change),
        importance=grade,
        reasons=reasons,
        printed=tuple(printed),
    )
    required = {"never": False, "headline": item.is_headline, "always": True}[project.desk.two_signatures]
    known = dict(vars(item)) | {"needs_two": required, "decision": _decided(item, decisions, now)}
    return WaitingFact(**known)


def _derived(printed: Printed) -> bool:
    """Whether it is computed from the row, and not the number in it."""
    return len(printed.change.rows) != 1


def _decided(item: WaitingFact, decisions: Sequence[DeskEvent], now: datetime.datetime) -> EditorDecision:
    """What was last decided about a number as it is now; an earlier version of it was another matter."""
    events = tuple(event for event in decisions if event.subject == item.id and event.kind != "accept")
    last = next((event for event in reversed(events) if event.kind != "answer"), None)
    if last is None or last.about.get("version") != item.version:
        return EditorDecision(events=events)
    said = f"{last.by}: {last.text}"
    if last.kind == "hold":
        until = str(last.about["until"])
        return EditorDecision("on hold" if now.date().isoformat() < until else "waiting", said, until, events)
    if last.kind == "send-back":
        answered = any(event.kind == "answer" and event.to == last.id for event in events)
        return EditorDecision("waiting" if answered else "sent back", said, events=events)
    return EditorDecision("signed once", said, events=events)
