"""Facts from frames: a number computed with pandas gets back its unit, rounding and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from nutgraf.data.cell_fact import fact_of_cell, source_of
from nutgraf.data.package import Package, Table
from nutgraf.data.package_file import find_package, open_package
from nutgraf.data.sound_content import read_content
from nutgraf.errors import FactError, Problem, did_you_mean
from nutgraf.facts import Fact, Facts, Input, Source, intervals
from nutgraf.site_defaults import in_currency

if TYPE_CHECKING:
    import pandas as pd

_ROWS = "rows"  # the unit of what is counted, and of nothing else
HOW = ("sum", "mean", "median", "max", "min", "only", "count")


def fact_from(
    frame: pd.DataFrame | pd.Series, column: str = "", *, how: str = "sum", unit: str = "", source: Any = None
) -> Fact:
    """A Fact from a column of a frame that came out of nutgraf.table().

    `how` is sum, mean, median, max, min, only (the one value there is) or count. Rows that are unchanged from their
    table keep their own sources and rounding. For a computed column give the `unit`; if a join has lost the
    sources, give them as `source`: ids, facts, or the frame the column was computed from.

    Raises FactError for another `how`, a column that is not there, and one without a number.
    """
    table = _as_frame(frame, column)
    name = str(column or table.columns[0])
    if how not in HOW:
        raise FactError(Problem(f"fact_from({name!r})", f"no way of computing {how!r}", did_you_mean(how, HOW)))
    if name not in table.columns:
        raise FactError(
            Problem("fact_from", f"the frame has no column {name!r}", did_you_mean(name, map(str, table.columns)))
        )
    package = open_package(find_package())
    facts = _as_in_the_table(package, table, name) or _computed(
        package, table, name, (unit or (_ROWS if how == "count" else ""), source)
    )
    if not facts and how != "count":
        raise FactError(Problem(f"fact_from({name!r})", "the column has no number", "ask first whether it is empty"))
    return _WAYS[how](facts)


def _as_frame(frame: Any, column: str) -> Any:
    if hasattr(frame, "columns"):
        return frame
    named = frame.to_frame(column or frame.name or "value")
    named.attrs = dict(frame.attrs)
    return named


def _as_in_the_table(package: Package, frame: Any, name: str) -> Facts | None:
    """The rows as facts of their table; None if keys are gone or a value differs from the data."""
    known = package.tables.get(frame.attrs.get("table", ""))
    if known is None or name not in known.fact_columns or not set(known.identity) <= set(frame.columns):
        return None
    if not known.identity:
        return None
    records = {tuple(record[key] for key in known.identity): record for record in read_content(package, known).records}
    facts = []
    for row in frame[[*known.identity, name]].dropna().to_dict("records"):
        record = records.get(tuple(_plain(row[key]) for key in known.identity))
        if record is None or record[name] != row[name]:
            return None
        found = fact_of_cell(package, known, record, name)
        if found is not None:
            facts.append(found)
    areas = ",".join(fact.area for fact in facts)
    return Facts(facts, where=f"{_where(frame)} ({areas or len(facts)})", noun=known.noun[1])


def _computed(package: Package, frame: Any, name: str, given: tuple[str, Any]) -> Facts:
    unit, source = given
    table = package.tables.get(frame.attrs.get("table", ""))
    ids = _source_ids(frame, source)
    if not ids:
        fix = "give them: fact_from(…, source=frame) with the frame it was computed from"
        raise FactError(Problem(f"fact_from({name!r})", "the frame has lost its sources", fix))
    unit = in_currency(unit or _unit(table, frame, name), package.currency)
    origin = source.attrs if hasattr(source, "attrs") else frame.attrs
    shared: dict[str, Any] = {
        "unit": unit,
        "publisher": "; ".join(origin.get("publishers", ())),
        "checked_against": "reported" if "reported" in origin.get("checked_against", ()) else "publisher",
        "sources": tuple(source_of(package, one) for one in ids),
        "inputs": tuple(_input(origin, name, one) for one in ids),
        "measure": f"{name} computed from {_where(frame)}",
        "bases": tuple(origin.get("bases", ())),
        "rules": package.rules,
    }
    step = _step(origin, same_unit=table is not None and name in table.fact_columns)
    values = [1 if unit == _ROWS else _plain(value) for value in frame[name].dropna()]
    return Facts(
        (Fact(value=value, key=f"{name} of {_where(frame)}", rounded_to=step(value), **shared) for value in values),
        where=_where(frame),
        noun=table.noun[1] if table else "rows",
    )


def _input(origin: Any, column: str, source_id: str) -> Input:
    return Input(table=origin.get("table", ""), key={}, column=column, value=None, source_id=source_id)


def _source_ids(frame: Any, source: Any) -> list[str]:
    if source is not None:
        return sorted(set(_named(source)))
    columns = [column for column in ("source_id", "source_id_x", "source_id_y") if column in frame.columns]
    found = {str(one) for column in columns for one in frame[column].dropna()}
    return sorted(found or set(frame.attrs.get("sources", ())))


def _named(source: Any) -> Iterable[str]:
    if isinstance(source, str):
        return [source]
    if isinstance(source, Source):
        return [source.id]
    if isinstance(source, (Fact, Facts)):
        return [one.id for one in source.sources]
    if hasattr(source, "attrs"):
        return list(source.attrs.get("sources", ()))
    return [each for one in source for each in _named(one)]


def _unit(table: Table | None, frame: Any, name: str) -> str:
    if table is not None and name in table.columns and table.columns[name].unit:
        return table.columns[name].unit
    units = sorted(set(frame["unit"].dropna())) if "unit" in frame.columns else []
    if len(units) == 1:
        return str(units[0])
    what = f"the unit of {name!r} is not known" if not units else f"{name!r} holds several units: {', '.join(units)}"
    raise FactError(Problem(f"fact_from({name!r})", what, 'name it: fact_from(…, unit="EUR")'))


def _step(origin: Any, *, same_unit: bool) -> Callable[[Any], Any]:
    """The finest step for printing a computed value: the table's coarsest step, or that of its least precise number."""
    precision = origin.get("precision") or []
    if not precision:
        return lambda value: None
    if same_unit:
        return lambda value: precision[0]
    return lambda value: intervals.ceil_to_power_of_ten(abs(value) * precision[1]) or 1


def _where(frame: Any) -> str:
    return str(frame.attrs.get("where", "a computed frame"))


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _only(facts: Facts) -> Fact:
    if len(facts) != 1:
        fix = 'choose one row, or how="sum"'
        raise FactError(Problem(f"drawn from {facts.where}", f"there are {len(facts)} rows, not one", fix))
    return facts[0]


def _mean(facts: Facts) -> Fact:
    return facts.total() / len(facts)


def _median(facts: Facts) -> Fact:
    middle = sorted(facts)
    half = len(middle) // 2
    return middle[half] if len(middle) % 2 else Facts(middle[half - 1 : half + 1], where=facts.where).total() / 2


_WAYS: dict[str, Callable[[Facts], Fact]] = {
    "sum": lambda facts: facts.total(),
    "mean": _mean,
    "median": _median,
    "max": lambda facts: facts.largest()[0],
    "min": lambda facts: facts.smallest()[0],
    "only": _only,
    "count": lambda facts: facts.count(),
}
