"""How facts, rows and tables look in JupyterLab: value, unit, rounding, day, source, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from nutgraf.errors import NutgrafError
from nutgraf.facts import Fact, Facts, Source

_MOST = 60
_NO_SOURCE = "no source: a page that prints it is not published"
_NO_ROUNDING = "not on file: its last digit that is not 0 is taken for it"


def of_fact(fact: Fact) -> str:
    """A fact with what an editor asks about it."""
    lines = [
        ("unit", escape(fact.unit or "none")),
        ("rounded", escape(fact.rounding() or _NO_ROUNDING)),
        ("between", escape(" and ".join(map(_amount, fact.bounds())))),
        ("for", escape(" ".join(filter(None, [fact.as_of or str(fact.year or ""), fact.year_note])) or "no date")),
        ("qualifier", escape(fact.qualifier)),
        ("computed", escape(fact.derivation)),
        ("published by", escape(", ".join(fact.publishers))),
        ("source", _sources(fact.sources)),
        ("from", escape(fact.key)),
    ]
    body = "".join(
        f"<tr><th style='text-align:left'>{name}</th><td style='text-align:left'>{said}</td></tr>"
        for name, said in lines
        if said
    )
    return f"<p><strong style='font-size:1.3em'>{escape(fact.brief())}</strong></p><table>{body}</table>"


def of_facts(facts: Facts) -> str:
    """Facts as a table, with the sources of all."""
    rows = [(fact.area, fact.brief(), fact.rounding(), fact.as_of or str(fact.year or "")) for fact in facts[:_MOST]]
    names = ("area", "value", "rounded", "for")
    used = [at for at in range(len(names)) if any(row[at] for row in rows)]
    head = f"<p><strong>{len(facts):,} facts</strong>: {escape(facts.where)}</p>"
    body = _table([names[at] for at in used], [[escape(row[at]) for at in used] for row in rows])
    return head + body + _more(len(facts)) + f"<p>Sources: {_sources(facts.sources)}</p>"


def of_row(row: Any) -> str:
    """A row, one line for each column."""
    table = row._table
    lines = [[_heading(table, name), _cell(row, name)] for name in row]
    return f"<p><strong>One row of {escape(table.name)}</strong></p>" + _table(("column", "value"), lines)


def of_rows(rows: Any) -> str:
    """Rows with every column that holds anything, and the number of blanks in the others."""
    table = rows._table
    held = [name for name in table.columns if any(row._record[name] not in (None, "") for row in rows)]
    cells = [[_cell(row, name) for name in held] for row in rows[:_MOST]]
    head = f"<p><strong>{len(rows):,} rows of {escape(table.name)}</strong></p>"
    blank = {name: sum(row._record[name] in (None, "") for row in rows) for name in table.fact_columns}
    return head + _table([_heading(table, name) for name in held], cells) + _more(len(rows)) + _blanks(blank)


def of_frame(frame: Any) -> str | None:
    """A frame as pandas shows it; one of `nutgraf.table` with plain digits, its units, its sources and its blanks."""
    import pandas as pd

    name = frame.attrs.get("table")
    chosen = pd.get_option("display.float_format")
    with pd.option_context("display.float_format", (chosen or _digits) if isinstance(name, str) else chosen):
        html: str | None = frame._repr_html_()
    if html is None or not isinstance(name, str):
        return html
    try:
        from nutgraf.data import find_package, open_package, source

        table = open_package(find_package()).table(name)
        sources = _sources([source(each) for each in frame.attrs.get("sources") or ()])
    except NutgrafError:  # the frame is from a package that is gone
        return html
    facts = [each for each in table.fact_columns if each in frame.columns]
    units = ", ".join(f"{each} in {table.columns[each].unit}" for each in facts if table.columns[each].unit)
    said = f"<p>Table <strong>{escape(name)}</strong>{escape(f': {units}' if units else '')}. Sources: {sources}</p>"
    return html + said + _blanks({each: int(frame[each].isna().sum()) for each in facts})


def _heading(table: Any, name: str) -> str:
    unit = table.columns[name].unit
    return escape(f"{name} ({unit})" if unit else name)


def _cell(row: Any, name: str) -> str:
    value = row._record[name]
    is_amount = isinstance(value, (int, float)) and not isinstance(value, bool) and not row._table.is_year(name)
    return escape(_amount(value) if is_amount else "" if value is None else str(value))


def _digits(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _amount(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _more(count: int) -> str:
    return f"<p>… and {count - _MOST:,} more</p>" if count > _MOST else ""


def _blanks(columns: dict[str, int]) -> str:
    said = ", ".join(f"{name} in {count:,}" for name, count in columns.items() if count)
    return f"<p>Missing: {escape(said)} {'row' if said.endswith(' in 1') else 'rows'}</p>" if said else ""


def _sources(sources: Iterable[Source]) -> str:
    shown = []
    for each in sources:
        words = escape(f"{each.publisher}, {each.title}".strip(", "))
        is_web = each.url.startswith(("https://", "http://"))
        shown.append(f'<a href="{escape(each.url)}">{words}</a>' if is_web else words)
    return "; ".join(shown) or f"<strong>{_NO_SOURCE}</strong>"
