"""Turns a table cell into a Fact, with everything that its row says about it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nutgraf.data.cache_key import CacheKey
from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.preference import TableRecord
from nutgraf.data.read_log import record_read
from nutgraf.data.sound_content import read_content
from nutgraf.data.source_table import find_source, read_sources, refuse_address
from nutgraf.errors import DataError, FactError, Problem, did_you_mean
from nutgraf.facts import Fact, Input, Source, Year
from nutgraf.site_defaults import in_currency

_SOURCES = "sources"


def fact_of_cell(
    package: Package, table: Table, record: TableRecord, column: str, *, preferred: bool = True
) -> Fact | None:
    """The fact in one column of a row; None if the cell is blank.

    Raises FactError if nothing identifies the row or names its source, because a page states that every fact has one.
    """
    value = record[column]
    if value is None:
        return None
    refuse_unfounded(table, record)
    roles = table.roles
    source_id = _said(record, roles["source"])
    source = source_of(package, source_id)
    checked = _said(record, roles.get("checkedAgainst"))
    as_of, publisher = _said(record, roles.get("asOf")), _said(record, roles.get("publisher"))
    base = _said(record, roles.get("base"))
    return Fact(
        value=value,
        key=_key(table, record, column, "" if preferred else source_id),
        sources=(source,),
        inputs=(
            Input(
                table=table.name,
                key={name: record[name] for name in table.identity},
                column=column,
                value=value,
                source_id=source_id,
                checked_against=checked,
                as_of=as_of,
                publisher=publisher,
                correction=_said(record, roles.get("correction")),
            ),
        ),
        year=_year(_cell(record, roles.get("year"))),
        year_note=record.get("year_note") or "",
        as_of=as_of,
        publisher=publisher,
        checked_against=checked,
        **_area(package, table, record),
        published_as=record.get("published_as") or "",
        measure=_measure(table, record, column),
        bases=(base,) if base else (),
        rules=package.rules,
        **_precision(package, table, record, column),
    )


def refuse_unfounded(table: Table, record: TableRecord | None = None) -> None:
    """Refuse a number that has no key or no source."""
    where = f"data/{NAME}, {table.name}"
    if not table.identity:
        what = "the table has no key, so that its numbers cannot be kept apart"
        raise FactError(Problem(where, what, 'name the columns that tell its rows apart as "primaryKey" in its schema'))
    column = table.roles.get("source")
    if column is None:
        what = "the data package does not say where the numbers of this table come from"
        fix = 'add a column with the source_id of each row, and name it: "nutgraf": {"source": "source_id"}'
        raise FactError(Problem(where, what, fix))
    if record is not None and not _said(record, column):
        row = ", ".join(f"{name}={record[name]!r}" for name in table.identity if name != column)
        fix = f"write the id of its source into the column {column}"
        raise FactError(Problem(f"table {table.name}, {row}", "the number has no source", fix))


def source_of(package: Package, source_id: str) -> Source:
    """One source, read from its table; the read is recorded. Raises DataError where it is not on file."""
    sources = package.table(_SOURCES)
    content = read_content(package, sources)
    record_read(sources, {"source_id": source_id}, content)
    found = find_source(content, source_id)
    if found is None:
        raise DataError(
            Problem("table sources", f"no source {source_id!r}", did_you_mean(source_id, read_sources(package)))
        )
    return _source(CacheKey((content.digest, sources.digest, source_id), found))


@lru_cache(maxsize=4096)
def _source(found: CacheKey[tuple[TableRecord, str]]) -> Source:
    refuse_address(*found.value)
    return make_source(found.value[0])


def make_source(record: TableRecord) -> Source:
    """A row of the table of sources as a Source."""
    names = set(Source.__dataclass_fields__) - {"id", "credits", "vias"}
    known = {name: str(value or "") for name, value in record.items() if name in names}
    return Source(
        id=record["source_id"], credits=_by_language(record, "credit_"), vias=_by_language(record, "via_"), **known
    )


def _by_language(record: TableRecord, start: str) -> tuple[tuple[str, str], ...]:
    """The cells of columns such as credit_en and credit_pt_br, by the code of their language."""
    named = (
        (name.removeprefix(start).replace("_", "-"), value) for name, value in record.items() if name.startswith(start)
    )
    return tuple((lang, str(value)) for lang, value in named if value)


def _precision(package: Package, table: Table, record: TableRecord, column: str) -> dict[str, Any]:
    """Unit, rounding, qualifier and range of one column; the range is that of the table's value column."""
    roles, own = table.roles, table.columns[column]
    unit = in_currency(own.unit or _said(record, roles.get("unit")), package.currency)
    played = ("low", "high", "moe") if column == table.value else ()
    ends = {role: record[roles[role]] if role in roles else None for role in played}
    if column == table.value and not own.qualifier and own.rounded_to is None:
        qualifier = _said(record, roles.get("qualifier"))
        return {"unit": unit, "rounded_to": _cell(record, roles.get("roundedTo")), "qualifier": qualifier, **ends}
    step: Any = own.rounded_to
    if isinstance(step, str):
        step = record[step]
    elif step is None:
        step = _cell(record, roles.get("roundedTo"))
    qualifier = _said(record, own.qualifier) if own.qualifier in table.columns else own.qualifier
    return {"unit": unit, "rounded_to": step, "qualifier": qualifier, **ends}


def _area(package: Package, table: Table, record: TableRecord) -> dict[str, Any]:
    """The area of a row, and what contains it."""
    area, system = _said(record, table.roles.get("area")), package.areas.get(table.areas)
    if not (area and system):
        return {"area": area}
    if not system.table:
        within = system.containing(area, lambda _: "")
        return {"area": area, "within": within, "is_whole": area == system.whole}
    own = package.table(system.table)
    content = read_content(package, own)
    record_read(own, {}, content)

    def parent(name: str) -> str:
        rows = content.rows_by_value(system.column).get(name, ())
        return _said(content.records[rows[0]], system.within) if rows else ""

    within = system.containing(area, parent)
    holds = area in content.rows_by_value(system.within)
    return {"area": area, "within": within, "is_whole": holds and not within}


def _key(table: Table, record: TableRecord, column: str, source_id: str) -> str:
    parts = [f"{name}={record[name]}" for name in table.key if record[name] not in ("", None)]
    if column != table.value:
        parts.append(f"column={column}")
    if source_id:
        parts.append(f"source_id={source_id}")
    return f"{table.name}:{','.join(parts)}"


def _measure(table: Table, record: TableRecord, column: str) -> str:
    return ":".join([table.name, column, *(str(record[name]) for name in table.measure)])


def _said(record: TableRecord, column: str | None) -> str:
    value = record.get(column) if column else ""
    return "" if value is None else str(value)


def _cell(record: TableRecord, column: str | None) -> Any:
    return record[column] if column else None


def _year(value: Any) -> Any:
    return Year(value) if isinstance(value, int) else value
