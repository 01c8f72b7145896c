"""Adds to the changes of a page the rows that were lost, every sentence with a claim that vanished, and misquotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from nutgraf import data, ledger
from nutgraf.ledger import Change, Doubt, Lock
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
    return tuple(replace(each, doubts=(*each.doubts, *_misquoted(project, each))) for each in found)


def _misquoted(project: Project, change: Change) -> Iterator[Doubt]:
    """A new number that is not the one in the words that its row quotes."""
    for row in change.changed:
        quote = data.quote_at(project.data_package, *ledger.parts_of_row(row.row))
        if quote and isinstance(row.now, int | float) and not ledger.fits_quote(row.now, quote):
            text = f"its row says that the publisher printed “{quote}”, and the number would be {row.now:,}"
            yield Doubt("quote", text, row.row)
