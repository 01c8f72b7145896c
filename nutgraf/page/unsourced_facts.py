"""Facts without a source, which are refused because a page states that every fact has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nutgraf.errors import Problem
from nutgraf.page.page_model import Passage, PrintedFact

_BARE = "bare:"  # a number without a fact, which is reported elsewhere
_FIX = (
    'give its row a source_id, and set "source": "source_id" under "nutgraf" in data/datapackage.json; '
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
        what = f"{first.text!r} has no source" + (f" in the table {table!r}" if table else "")
        more = f", nor have {len(unsourced) - 1} more" if len(unsourced) > 1 else ""
        yield Problem(where.get(first.place, notebook), what + more, _FIX)


def _without(claim: PrintedFact) -> list[str]:
    """The tables of a claim's inputs that name no source for it; "" if its table is unknown."""
    tables = [_table(row) for row in claim.inputs if not (row.get("source_id") or row.get("sources"))]
    return list(dict.fromkeys(tables)) or ([] if claim.sources else [""])


def _table(row: Mapping[str, object]) -> str:
    return str(row.get("table") or "")
