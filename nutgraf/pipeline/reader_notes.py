"""Notes that an editor writes for readers: in the language of every page that shows them, or in none."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from nutgraf.errors import Problem, UsageError
from nutgraf.plan import Plan


def refuse_silence(notes: Collection[str], addresses: Iterable[str], plan: Plan) -> None:
    """Raise UsageError where there are notes, by language, and none in the language of one of these pages."""
    silent = sorted({language_of(address, plan) for address in addresses} - set(notes))
    if notes and silent:
        what = f"the readers of the pages in {', '.join(silent)} would not be told"
        raise UsageError(Problem("--note", what, f'add --note {silent[0]}="…"'))


def language_of(address: str, plan: Plan) -> str:
    """The language of a page; of one that is not in the plan any more, what its address says."""
    page = plan.by_address.get(address)
    return page.lang if page else address.partition("/")[0]
