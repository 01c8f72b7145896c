"""Notes from an editor to readers, which need the language of every page that shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from nutgraf.errors import Problem, UsageError
from nutgraf.plan import Plan


def refuse_silence(notes: Collection[str], addresses: Iterable[str], plan: Plan) -> None:
    """Raise UsageError if there are notes, by language, but none in the language of one of these pages."""
    silent = sorted({language_of(address, plan) for address in addresses} - set(notes))
    if notes and silent:
        what = f"readers of the pages in {', '.join(silent)} have no note"
        raise UsageError(Problem("--note", what, f'add --note {silent[0]}="…"'))


def language_of(address: str, plan: Plan) -> str:
    """The language of a page; for one that is no longer planned, by its address."""
    page = plan.by_address.get(address)
    return page.lang if page else address.partition("/")[0]
