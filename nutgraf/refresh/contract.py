"""Decides whether a new version of a table may replace the last one: rows, entities, changes, outliers and sums."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import median

from nutgraf.data.package import Table
from nutgraf.refresh.declared_refresh import Contract, Sum
from nutgraf.refresh.revisions import RowCells, RowKey, keyed, row_named

_LARGEST_CHANGE = 50.0
_FEWEST = 8  # rows from which the usual change can be said
_SCALE = 3.0  # the median change, as a factor, from which a unit is likely to have changed
_SIGMA = 1.4826  # the MAD of a normal distribution, times this, is its standard deviation
_SMALL = 0.02  # changes of so little are no outliers, however small the usual change is


_ByKey = Mapping[RowKey, RowCells]
_OfYears = Mapping[RowKey, Mapping[int, RowCells]]


@dataclass(frozen=True)
class Breach:
    """One part of the contract that a new version breaks, with the rows that show it."""

    part: str
    what: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A number and the one before it: of the same row, or of the last year before it."""

    table: Table
    key: RowKey
    was: Decimal
    now: Decimal

    @property
    def row(self) -> str:
        """The row in words."""
        return row_named(self.table, self.key)

    @property
    def log(self) -> float | None:
        """The change as a logarithm; None where there is no ratio."""
        return math.log(self.now / self.was) if self.was * self.now > 0 else None

    @property
    def percent(self) -> float:
        if self.was == self.now:
            return 0.0
        return float(abs(self.now - self.was) / abs(self.was) * 100) if self.was else math.inf

    def __str__(self) -> str:
        return f"{self.row}: {self.was:,f} before, {self.now:,f} now ({_signed(self)})"


def _signed(pair: _Pair) -> str:
    if not pair.was:
        return "from zero"
    return f"{(pair.now - pair.was) / abs(pair.was) * 100:+.1f}%"


def broken(table: Table, contract: Contract, before: Sequence[RowCells], after: Sequence[RowCells]) -> list[Breach]:
    """Every part of the contract that the new rows break."""
    found = list(_rows(contract, after))
    old, new = keyed(table, before), keyed(table, after)
    if before:
        found += _lost(table, contract, before, after)
        found += _blanked(table, contract, old, new)
    earlier = _of_earlier_years(table, before)
    for column in table.fact_columns:
        pairs = list(_pairs(table, column, old, new, earlier))
        if scaled := _scaled(column, pairs):
            found.append(scaled)
            continue
        found += _changed(column, contract, pairs)
        found += _outliers(column, contract, pairs)
    for one in contract.sums:
        found += _sums(table, one, after)
    return found


def _rows(contract: Contract, after: Sequence[RowCells]) -> Iterator[Breach]:
    fewest, most = max(1, contract.rows.min), contract.rows.max
    if len(after) < fewest:
        yield Breach("rows", f"it has {len(after):,} rows, and must have at least {fewest:,}")
    elif most is not None and len(after) > most:
        yield Breach("rows", f"it has {len(after):,} rows, and may have {most:,} at most")


def _lost(table: Table, contract: Contract, before: Sequence[RowCells], after: Sequence[RowCells]) -> Iterator[Breach]:
    area = table.roles.get("area", "")
    names = tuple(contract.entities) or ((area,) if area else table.identity)
    for part, columns in (("entities", names), ("rows", table.identity)):
        now = {tuple(row[name] for name in columns) for row in after}
        gone = dict.fromkeys(
            tuple(row[name] for name in columns)
            for row in before
            if columns and tuple(row[name] for name in columns) not in now and not _may_go(contract, row)
        )
        if gone:
            what = f"{len(gone):,} of its {part} are gone" if len(gone) > 1 else f"one of its {part} is gone"
            yield Breach(part, what, tuple(_named(columns, key) for key in gone))
            return  # a lost entity is many lost rows: said once


def _may_go(contract: Contract, row: RowCells) -> bool:
    return any(one and all(row.get(name) == cell for name, cell in one.items()) for one in contract.lost)


def _named(columns: Sequence[str], key: RowKey) -> str:
    return ", ".join(f"{name}={cell}" for name, cell in zip(columns, key, strict=True))


def _blanked(table: Table, contract: Contract, old: _ByKey, new: _ByKey) -> Iterator[Breach]:
    gone = [
        f"{row_named(table, key)}: {column} was {old[key][column]}"
        for key, row in new.items()
        for column in table.fact_columns
        if key in old and old[key][column] and not row[column]
    ]
    if len(gone) > contract.blanks:
        yield Breach("blanks", f"{len(gone):,} numbers are blank now", tuple(gone))


def _pairs(table: Table, column: str, old: _ByKey, new: _ByKey, earlier: _OfYears) -> Iterator[_Pair]:
    year = table.roles.get("year", "")
    for key, row in new.items():
        was = old.get(key)
        if was is None and year in table.identity and row[year].isdecimal():
            years = earlier.get(_without_year(table, row), {})
            was = years.get(max((one for one in years if one < int(row[year])), default=0))
        past, now = number_in((was or {}).get(column, "")), number_in(row[column])
        if past is not None and now is not None:
            yield _Pair(table, key, past, now)


def _of_earlier_years(table: Table, before: Sequence[RowCells]) -> _OfYears:
    """The rows of each entity by their year."""
    year = table.roles.get("year", "")
    found: dict[RowKey, dict[int, RowCells]] = {}
    for row in before if year in table.identity else ():
        if row[year].isdecimal():
            found.setdefault(_without_year(table, row), {})[int(row[year])] = row
    return found


def _without_year(table: Table, row: RowCells) -> RowKey:
    year = table.roles.get("year", "")
    return tuple(row[name] for name in table.identity if name != year)


def number_in(cell: str) -> Decimal | None:
    """The number that a cell holds; None where it holds none."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _scaled(column: str, pairs: Sequence[_Pair]) -> Breach | None:
    """That all numbers are so many times what they were, as when dollars become thousands of dollars."""
    logs = [pair.log for pair in pairs if pair.log is not None]
    if len(logs) < 3 or abs(median(logs)) < math.log(_SCALE):
        return None
    factor = math.exp(abs(median(logs)))
    word = "larger" if median(logs) > 0 else "smaller"
    what = f"the numbers in {column} are about {factor:,.0f} times {word} than before: has their unit changed?"
    return Breach("unit", what, tuple(map(str, pairs)))


def _changed(column: str, contract: Contract, pairs: Sequence[_Pair]) -> Iterator[Breach]:
    most = contract.change.get(column, _LARGEST_CHANGE)
    far = [pair for pair in pairs if pair.percent > most]
    if far:
        what = f"{len(far):,} numbers in {column} change by more than {most:g}%"
        yield Breach(
            "change", what if len(far) > 1 else f"a number in {column} changes by more than {most:g}%", _worst(far)
        )


def _worst(pairs: Sequence[_Pair]) -> tuple[str, ...]:
    return tuple(map(str, sorted(pairs, key=lambda pair: (-pair.percent, pair.row))))


def _outliers(column: str, contract: Contract, pairs: Sequence[_Pair]) -> Iterator[Breach]:
    """Changes far from the median change, in units of the median absolute deviation: a few bad rows shift neither."""
    logs = [(pair, pair.log) for pair in pairs]
    known = [(pair, log) for pair, log in logs if log is not None]
    turned = [pair for pair, log in logs if log is None and pair.was * pair.now < 0]
    if turned:
        yield Breach("sign", f"numbers in {column} change their sign", _worst(turned))
    if len(known) < _FEWEST:
        return
    middle = median(log for _, log in known)
    usual = _SIGMA * median(abs(log - middle) for _, log in known)
    limit = max(contract.outliers * usual, _SMALL)
    far = [pair for pair, log in known if abs(log - middle) > limit]
    if far:
        share = (math.exp(middle) - 1) * 100
        what = f"in {column}, {len(far):,} of {len(known):,} changes are far from the usual one, {share:+.1f}%"
        yield Breach("outliers", what, _worst(far))


def _sums(table: Table, one: Sum, after: Sequence[RowCells]) -> Iterator[Breach]:
    groups: dict[RowKey, list[RowCells]] = {}
    for row in after:
        groups.setdefault(tuple(row[name] for name in one.by), []).append(row)
    off = []
    for group, rows in groups.items():
        wholes = [row for row in rows if all(row[name] == cell for name, cell in one.whole.items())]
        parts = [row for row in rows if row not in wholes and not _is_without(one, row)]
        added = sum((number_in(row[one.column]) or Decimal(0) for row in parts), Decimal(0))
        said = number_in(wholes[0][one.column]) if len(wholes) == 1 else None
        named = _named(one.by, group) or "all rows"
        if said is None:
            off.append(f"{named}: there is no row with the sum")
        elif abs(added - said) > Decimal(str(one.within)):
            off.append(f"{named}: the rows add up to {added:,f}, and the sum is {said:,f}")
    if off:
        whole = _named(tuple(one.whole), tuple(one.whole.values()))
        yield Breach("sums", f"the rows of {one.column} do not add up to that with {whole}", tuple(off))


def _is_without(one: Sum, row: Mapping[str, str]) -> bool:
    return any(row.get(name) in cells for name, cells in one.without.items())
