"""Where a figure stands: every page and sentence of a site in which a row of the data was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf import data
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.ledger.model import Stated
from nutgraf.ledger.sheet import JSON, from_json


@dataclass(frozen=True)
class Sheet:
    """The fact sheet of one published page."""

    address: str
    title: str
    claims: tuple[Stated, ...]
    numbers: tuple[Mapping[str, Any], ...] = ()


def sheets(site: Path) -> Iterator[Sheet]:
    """The fact sheet of every page in the folder of a site, in order of their addresses."""
    for path in sorted(site.rglob(f"*/{JSON}")):
        sheet = _read(path)
        if sheet is not None:
            yield sheet


def sheet_at(site: Path, address: str) -> Sheet:
    """The fact sheet of the page at an address; UsageError names the likely address."""
    wanted = address.strip("/").removesuffix("/index.html").removesuffix("/facts.html")
    found = _read(site / wanted / JSON)
    if found is None:
        known = [path.parent.relative_to(site).as_posix() for path in site.rglob(f"*/{JSON}")]
        fix = did_you_mean(wanted, known) if known else "run nutgraf build first"
        raise UsageError(Problem(address, "no published page has this address", fix))
    return found


def standing(
    site: Path, package: Path, table: str, where: Mapping[str, Any]
) -> Iterator[tuple[Sheet, Stated, tuple[Mapping[str, Any], ...]]]:
    """Each claim that rests on rows of a table, with its page and those rows."""
    keys = data.keys_of(package, table, where)
    for sheet in sheets(site):
        for claim in sheet.claims:
            rows = tuple(row for row in claim.inputs if row["table"] == table and _key(row["key"]) in keys)
            if rows:
                yield sheet, claim, rows


def _read(path: Path) -> Sheet | None:
    try:
        about, claims = from_json(path.read_bytes())
    except (OSError, ValueError):
        return None
    return Sheet(about["address"], about["title"], claims, tuple(about.get("numbers", ())))


def _key(key: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    return tuple(sorted((name, str(value)) for name, value in key.items()))
