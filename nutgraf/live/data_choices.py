"""What may be written inside `nutgraf.fact("…", area="…")`: tables, columns, values and sources of the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import NutgrafError
from nutgraf.live.call_at import CallAt, call_at

_OWN = {
    "fact": ("column", "missing"),
    "all_facts": ("column",),
    "rows": ("rows",),
    "table": ("rows",),
}
"""The functions that read a table, each with its arguments that are not columns."""
_HELP = {
    "column": "the column to read, if not the table's value column",
    "missing": "what to return where no row matches: missing=None",
    "rows": 'rows="all" includes the rows that are not preferred',
}
_MOST = 500


@dataclass(frozen=True)
class CompletionChoice:
    """One thing that may be written, what it is, and a line about it."""

    text: str
    kind: str
    help: str = ""
    shown: str = ""


def data_choices(code: str, names: Mapping[str, Any]) -> tuple[str, list[CompletionChoice]] | None:
    """The word at the end of the code, and what it may become; None outside of nutgraf's own functions."""
    call = call_at(code)
    function = _own_function(call.function, names) if call else ""
    if call is None or not function:
        return None
    try:
        return call.word, list(dict.fromkeys(_choices(call, function, names)))[:_MOST]
    except NutgrafError:  # no such table, or no data package at all: the cell itself will say so
        return call.word, []


def _own_function(function: str, names: Mapping[str, Any]) -> str:
    """The function of nutgraf that is called; "" for any other."""
    first, _, rest = function.rpartition(".")
    of_module = getattr(names.get(rest), "__module__", "").startswith("nutgraf.")
    is_ours = is_nutgraf(first, names) if first else of_module
    return rest if is_ours and rest in (*_OWN, "source", "figure", "fact_from") else ""


def is_nutgraf(name: str, names: Mapping[str, Any]) -> bool:
    """Whether a name is that of nutgraf, under which it is known before the cell that imports it has run."""
    return getattr(names.get(name), "__name__", name if name not in names else "") == "nutgraf"


def _choices(call: CallAt, function: str, names: Mapping[str, Any]) -> Iterator[CompletionChoice]:
    from nutgraf.data import find_package, open_package

    package = open_package(find_package())
    is_first = not call.keyword and not call.arguments
    if call.keyword == "source" or (function == "source" and is_first):
        yield from _quoted(call, _sources(package))
    elif function not in _OWN:
        return
    elif call.keyword == "table" or is_first:
        yield from _quoted(
            call, (CompletionChoice(name, "table", _about(each)) for name, each in package.tables.items())
        )
    else:
        given = call.given(names)
        table = package.table(str(given.get("table")))
        if call.keyword == "column":
            yield from _quoted(call, (_column(table, name) for name in table.fact_columns))
        elif call.keyword in table.columns:
            yield from _values(call, package, table, given)
        elif not call.keyword and not call.quote and call.is_first_part:
            yield from _keywords(function, table, given)


def _keywords(function: str, table: Any, given: Mapping[str, Any]) -> Iterator[CompletionChoice]:
    first = dict.fromkeys([*table.key, *table.columns])
    for name in first:
        if name not in given and name.isidentifier() and not table.columns[name].is_container:
            yield CompletionChoice(f"{name}=", "column", _column(table, name).help, name)
    yield from (
        CompletionChoice(f"{name}=", "argument", _HELP[name], name) for name in _OWN[function] if name not in given
    )


def _values(call: CallAt, package: Any, table: Any, given: Mapping[str, Any]) -> Iterator[CompletionChoice]:
    """The values of a column in the rows that the other arguments choose."""
    from nutgraf.data import column_values

    others = {name: value for name, value in given.items() if name in table.columns and name != call.keyword}
    try:
        values = column_values(package, table.name, call.keyword, others)
    except NutgrafError:  # the others choose nothing
        values = column_values(package, table.name, call.keyword)
    if not table.columns[call.keyword].is_text:
        if not call.quote and call.is_first_part:
            yield from (
                CompletionChoice(str(value), "value", call.keyword)
                for value in values
                if isinstance(value, (int, float))
            )
        return
    yield from _quoted(call, (CompletionChoice(str(value), "value", call.keyword) for value in values))


def _quoted(call: CallAt, choices: Iterable[CompletionChoice]) -> Iterator[CompletionChoice]:
    """The choices as they are written at the cursor: within quotation marks that are there, or with their own."""
    if not call.quote and not call.is_first_part:
        return
    for choice in choices:
        if call.quote:
            written = choice.text.replace("\\", "\\\\").replace(call.quote[0], "\\" + call.quote[0])
        else:
            written = '"' + choice.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        yield CompletionChoice(written, choice.kind, choice.help, choice.text)


def _sources(package: Any) -> Iterator[CompletionChoice]:
    from nutgraf.data.source_table import read_sources

    for name, (record, *_) in read_sources(package).items():
        parts = (str(record.get(each) or "") for each in ("publisher", "title", "published"))
        yield CompletionChoice(name, "source", ", ".join(filter(None, parts)))


def _about(table: Any) -> str:
    """A table in a line: what tells its rows apart, and what it counts."""
    facts = [f"{name} ({unit})" if (unit := table.columns[name].unit) else name for name in table.fact_columns]
    parts = [f"by {', '.join(table.key)}" if table.key else "", f"facts: {', '.join(facts)}" if facts else "no facts"]
    return "; ".join(filter(None, parts))


def _column(table: Any, name: str) -> CompletionChoice:
    column = table.columns[name]
    said = str(column.declared.get("description") or column.declared.get("title") or column.type)
    return CompletionChoice(name, "column", f"{said} ({column.unit})" if column.unit else said)
