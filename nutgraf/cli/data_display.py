"""Shows a table of the data package: what is declared of it, and its first rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nutgraf.data import Package, source_entries
from nutgraf.data.content import parse
from nutgraf.data.package import Column, Table

if TYPE_CHECKING:
    from rich.console import Console

_SAMPLE = 5
_WIDE = 8
_TALL = 2
_SOURCES = 3


def show_tables(package: Package, console: Console) -> None:
    """Every table with its rows, its key and its title."""
    from rich.table import Table as Listing

    listing = Listing(box=None, pad_edge=False)
    listing.add_column("table", no_wrap=True, min_width=max(map(len, package.tables), default=0))
    for heading in ("rows", "key", "facts"):
        listing.add_column(heading)
    for table in package.tables.values():
        facts = ", ".join(_unit(table.columns[name]) for name in table.fact_columns)
        listing.add_row(table.name, f"{len(parse(table).records):,}", ", ".join(table.primary), facts)
    console.print(listing)
    for name in package.refused:
        console.print(f"{name} is refused: see nutgraf data check", markup=False)


def show_table(package: Package, described: Mapping[str, Any], table: Table, console: Console) -> None:
    """The columns, key, sources, days and first rows of one table."""
    content = parse(table)
    console.print(f"{table.name}: {described.get('title') or 'no title'}", markup=False, highlight=False)
    show_fields(described, console)
    own = described.get("nutgraf") or {}
    column = table.roles.get("asOf")
    days = sorted({str(record[column]) for record in content.records if record[column]}) if column else []
    lines = {
        "rows": f"{len(content.records):,}" + (f"; a row is {row}" if (row := own.get("row")) else ""),
        "key": ", ".join(table.primary) or "none",
        "as of": _span(days),
        "sources": _sources(package, table, content.records),
    }
    for name, text in lines.items():
        console.print(f"{name:8} {text}", markup=False, highlight=False)
    _show_sample(table, content.records, console)


def show_fields(described: Mapping[str, Any], console: Console) -> None:
    """The fields of a resource, as a table."""
    from rich.table import Table as Listing

    listing = Listing("column", "type", "unit", "rounded to", "missing", "heading", box=None, pad_edge=False)
    for field in described["schema"]["fields"]:
        own = field.get("nutgraf") or {}
        missing = [one for one in field.get("missingValues", ()) if one]
        step = own.get("rounded_to")
        shown_step = f"{step:,}" if isinstance(step, int | float) else str(step or "")
        texts = (field["name"], field.get("type", "string"), own.get("unit", ""), shown_step)
        listing.add_row(*_plain(*texts, ", ".join(map(str, missing)), field.get("title", "")))
    console.print(listing)


def _plain(*texts: str) -> list[Any]:
    """Texts as they are: brackets in them are no markup."""
    from rich.text import Text

    return [Text(text) for text in texts]


def _unit(column: Column) -> str:
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _span(days: list[str]) -> str:
    return "not declared" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _sources(package: Package, table: Table, records: Any) -> str:
    column = table.roles.get("source")
    if column is None:
        return "not declared"
    ids = sorted({str(record[column]) for record in records if record[column]})
    known = source_entries(package, ids[:_SOURCES])
    named = [f"{one} ({known[one].get('publisher')}: {known[one].get('title')})" for one in ids[:_SOURCES]]
    return "; ".join(named) + (f"; and {len(ids) - _SOURCES} more" if len(ids) > _SOURCES else "")


def _show_sample(table: Table, records: Any, console: Console) -> None:
    """The first rows; those of a wide table from top to bottom."""
    from rich.table import Table as Listing

    rows = [["" if value is None else str(value) for value in record.values()] for record in records[:_SAMPLE]]
    if len(table.columns) > _WIDE:
        headings = ("column", *(f"row {number}" for number in range(1, len(rows) + 1)))
        lines = [list(line) for line in zip(table.columns, *rows, strict=True)]
        if len(rows) > _TALL:
            headings, lines = headings[: _TALL + 1], [line[: _TALL + 1] for line in lines]
    else:
        headings, lines = tuple(table.columns), rows
    listing = Listing(*headings, box=None, pad_edge=False)
    for line in lines:
        listing.add_row(*_plain(*line))
    console.print()
    console.print(listing)
