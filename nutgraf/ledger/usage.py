"""Where a fact is used: every page, sentence and chart that prints, draws, counts or reads a row of the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nutgraf import data
from nutgraf.errors import NutgrafError, Problem, UsageError, did_you_mean
from nutgraf.ledger.claim_sheet import JSON, from_json
from nutgraf.ledger.published import Claim

InputRow = Mapping[str, Any]
Keys = frozenset[tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class PageClaims:
    """The fact sheet of one published page."""

    address: str
    title: str
    claims: tuple[Claim, ...]
    numbers: tuple[Mapping[str, Any], ...] = ()
    figures: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ChartRow:
    """A row of a figure's table that shows rows of the data, as its chart does."""

    figure: str
    number: int
    title: str
    row: str


@dataclass(frozen=True)
class Usage:
    """Where a page uses rows of a table: printed or computed with, drawn, and counted or ranked with others."""

    sheet: PageClaims
    printed: tuple[tuple[Claim, tuple[InputRow, ...]], ...]
    drawn: tuple[ChartRow, ...]
    counted: tuple[tuple[Claim, tuple[InputRow, ...]], ...]
    read: bool = False

    @property
    def shown(self) -> bool:
        """Whether the page shows a number from these rows."""
        return bool(self.printed or self.drawn)


def sheets(site: Path) -> Iterator[PageClaims]:
    """The fact sheet of every page in a site folder, sorted by address."""
    for path in sorted(site.rglob(f"*/{JSON}")):
        sheet = _read(path)
        if sheet is not None:
            yield sheet


def sheet_at(site: Path, address: str) -> PageClaims:
    """The fact sheet of the page at an address. Raises UsageError naming the likely address."""
    wanted = address.strip("/").removesuffix("/index.html").removesuffix("/facts.html")
    found = _read(site / wanted / JSON)
    if found is None:
        known = [path.parent.relative_to(site).as_posix() for path in site.rglob(f"*/{JSON}")]
        fix = did_you_mean(wanted, known) if known else "run nutgraf build first"
        raise UsageError(Problem(address, "no published page has this address", fix))
    return found


def find_usages(
    site: Path,
    package: Path,
    asked: tuple[str, Mapping[str, Any]],
    reads: Callable[[str], tuple[Mapping[str, Any], ...]] = lambda _: (),
) -> Iterator[Usage]:
    """Each page that uses rows of a table; `asked` is the table and its `where`.

    `reads` gives the selections that the page at an address read: a page may depend on a row without printing it.
    """
    table, where = asked
    wanted = data.matching_keys(package, table, where)

    @cache
    def selects(selection: str) -> bool:
        known = json.loads(selection)
        try:
            return not known or bool(data.matching_keys(package, table, known) & wanted)
        except NutgrafError:  # no row matches it anymore
            return False

    for sheet in sheets(site):
        claims = [(claim, rows) for claim in sheet.claims if (rows := _of(claim.inputs, (table, wanted), selects))]
        counts = [_counts(claim, rows) for claim, rows in claims]
        found = Usage(
            sheet,
            printed=tuple(one for one, counts_it in zip(claims, counts, strict=True) if not counts_it),
            drawn=tuple(_drawn(sheet, (table, wanted), selects)),
            counted=tuple(one for one, counts_it in zip(claims, counts, strict=True) if counts_it),
            read=any(selects(_selection(one["where"])) for one in reads(sheet.address) if one["table"] == table),
        )
        if found.printed or found.drawn or found.counted or found.read:
            yield found


def _of(inputs: tuple[InputRow, ...], asked: tuple[str, Keys], selects: Callable[[str], bool]) -> tuple[InputRow, ...]:
    """The inputs that are requested rows, or selections of the table that contain one."""
    table, wanted = asked
    return tuple(
        row
        for row in inputs
        if row["table"] == table
        and (_key(row["key"]) in wanted if row["key"] and row.get("column", "-") else selects(_selection(row["key"])))
    )


def _counts(claim: Claim, rows: tuple[InputRow, ...]) -> bool:
    """Whether a claim only counts these rows, or ranks another number among them."""
    return "counted" in claim.derivation or (claim.unit == "rank" and claim.inputs[0] not in rows)


def _drawn(sheet: PageClaims, asked: tuple[str, Keys], selects: Callable[[str], bool]) -> Iterator[ChartRow]:
    for figure in sheet.figures:
        for row in figure["rows"]:
            if _of(tuple(row["inputs"]), asked, selects):
                yield ChartRow(figure["name"], figure["number"], figure["title"], row["text"])


def _selection(where: Mapping[str, Any]) -> str:
    """A selection of rows as text: lists as they are, and a count's "CO|ME" split."""
    parts = {name: value.split("|") if isinstance(value, str) else value for name, value in where.items()}
    return json.dumps(parts, sort_keys=True)


def _read(path: Path) -> PageClaims | None:
    try:
        about, claims = from_json(path.read_bytes())
    except (OSError, ValueError):
        return None
    return PageClaims(
        about["address"], about["title"], claims, tuple(about.get("numbers", ())), tuple(about.get("figures", ()))
    )


def _key(key: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in key.items()))
