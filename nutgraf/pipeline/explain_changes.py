"""Adds to the changes of a page the rows that were lost, and every sentence with a claim that vanished."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from nutgraf import data, ledger
from nutgraf.ledger import Change, Lock
from nutgraf.pipeline.live import read_sheet
from nutgraf.plan import PagePlan
from nutgraf.project import Project


def explained(project: Project, page: PagePlan, changes: tuple[Change, ...], lock: Lock) -> tuple[Change, ...]:
    """The changes of a page since it was published; a vanished claim appears once per sentence that held it."""
    if not any(change.line in lock.lines for change in changes):
        return changes
    sheet = project.site_dir / page.address / ledger.JSON
    published: dict[str, dict[str, None]] = {}
    for claim in read_sheet(sheet.read_bytes() if sheet.is_file() else None).claims:
        published.setdefault(ledger.short(claim.key), {})[claim.sentence] = None
    value_now = partial(data.value_at, project.data_package)
    found: list[Change] = []
    for change in changes:
        line = lock.lines.get(change.line)
        lost = ledger.missing_rows(line, value_now) if line else ""
        if change.kind == "vanished" and line:
            sentences = published.get(change.key, {"": None})
            found += [replace(change, sentence=each, why=lost or change.why) for each in sentences]
        elif lost and change.why.endswith(" is read now"):
            found.append(replace(change, why=f"{lost}; {change.why}"))
        else:
            found.append(change)
    return tuple(found)
