"""What waits for an editor, in the words of the inbox and with a link to each."""

from __future__ import annotations

import datetime
from typing import Any

from nutgraf.inbox import WaitingFact, read_inbox
from nutgraf.project import Project

HELD = "held/index.html"


def waiting_list(project: Project, now: datetime.datetime) -> list[dict[str, Any]]:
    """Each number that waits, the most important first, as JSON."""
    return [_entry(project, each) for each in read_inbox(project, now)]


def _entry(project: Project, fact: WaitingFact) -> dict[str, Any]:
    first = next(iter(fact.sentences), None)
    return {
        "id": fact.id,
        "title": fact.title,
        "was": fact.was,
        "now": fact.now,
        "percent": fact.percent,
        "why": fact.why,
        "importance": fact.importance,
        "reasons": list(fact.reasons),
        "headline": fact.is_headline,
        "pages": list(fact.pages),
        "sentence_before": first.before if first else "",
        "sentence_after": first.after if first else "",
        "state": fact.decision.state,
        "link": f"{project.rebuild.desk_url}/nutgraf/inbox/{fact.id}" if project.rebuild.desk_url else f"build/{HELD}",
    }
