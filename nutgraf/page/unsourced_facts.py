"""Facts that no source stands behind: a page says that every figure on it leads to its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nutgraf.errors import Problem
from nutgraf.page.page_model import Passage, PrintedFact

_BARE = "bare:"  # a number that is no fact, which is asked for elsewhere
_FIX = (
    'give its row a source_id, and say "source": "source_id" under "nutgraf" in data/datapackage.json; '
    "for nutgraf.fact_from, give source="
)


def source_problems(claims: Iterable[PrintedFact], passages: Iterable[Passage], notebook: str) -> Iterator[Problem]:
    """The printed facts without a source, one problem for each table that they come from."""
    where = {passage.place: f"{notebook}, {passage.where}" for passage in passages}
    found: dict[str, list[PrintedFact]] = {}
    for claim in claims:
        if not claim.key.startswith(_BARE):
            for table in _without(claim):
                found.setdefault(table, []).append(claim)
    for table, unsourced in found.items():
        first = unsourced[0]
        said = f"{first.text!r} has no source" + (f" in the table {table!r}" if table else "")
        more = f", nor have {len(unsourced) - 1} more" if len(unsourced) > 1 else ""
        yield Problem(where.get(first.place, notebook), said + more, _FIX)


def _without(claim: PrintedFact) -> list[str]:
    """The tables that a claim was read from and that name no source for it; "" where none is known."""
    tables = [_table(row) for row in claim.inputs if not (row.get("source_id") or row.get("sources"))]
    return list(dict.fromkeys(tables)) or ([] if claim.sources else [""])


def _table(row: Mapping[str, object]) -> str:
    return str(row.get("table") or "")
