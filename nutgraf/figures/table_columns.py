"""The columns of a figure's table: their headings, and whether their numbers are years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.cell_values import FigureCell, ValueRange, bare, blank, endless, has_hours, printed, raw

_WHICH = (
    "tax|fiscal|school|calendar|academic|birth|death|census|election|survey|data|start|end|first|last|base|"
    "reference|model|built"
)
_WORD = (
    r"years?|yr|fy|años?|anios?|anos?|années?|annees?|exercice|ejercicio|exercício|exercicio|\w*jahr|jahre|anno|anni|jaar|år|"
    r"rok|god|год|vuosi|év|yıl|yil|(?:ال)?(?:سنة|عام)|ה?שנה"
)
_YEAR = re.compile(
    rf"(?:(?:{_WHICH})[ _-]?)?(?:{_WORD})"
    r"(?:[ _-](?:of[ _-]\w+|start|end|built|fiscal|tributario))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FigureColumn:
    """A column of the table: its name in the frame, its heading, and the kind of its values.

    `names` means that they identify or order rows and measure nothing; `grain` is the precision of dates.
    """

    name: str
    label: str
    unit: str = ""
    names: bool = False
    grain: str = ""


def words(column: str) -> str:
    """The name of a column as a heading."""
    return column.replace("_", " ").strip().capitalize()


def titled(channel: Mapping[str, Any], otherwise: str) -> str:
    """The title of a channel in the chart."""
    for given in (channel, *(channel.get(guide) or {} for guide in ("axis", "legend", "header"))):
        title = given.get("title") if isinstance(given, Mapping) else None
        if title:
            return " ".join(title) if isinstance(title, list) else str(title)
    return otherwise


def headings(given: Mapping[str, Any], lang: str, where: str) -> list[FigureColumn]:
    """The columns given in columns=: each with a text, a text per language, or either with a unit.

    Raises FigureError for a heading that two columns have.
    """
    found = [_heading(column, each, lang, where) for column, each in given.items()]
    labels = [column.label for column in found]
    for label in labels:
        if labels.count(label) > 1:
            fix = "give each column a different heading"
            raise FigureError(Problem(where, f"columns= gives two columns the heading {label!r}", fix))
    return found


def _heading(column: str, given: Any, lang: str, where: str) -> FigureColumn:
    if not isinstance(given, Mapping):
        return FigureColumn(column, str(given))
    unit = str(given.get("unit", ""))
    if lang in given or "label" in given:
        return FigureColumn(column, str(given.get(lang, given.get("label"))), unit)
    fix = f'write {{"{lang}": "…"}} for it'
    raise FigureError(Problem(where, f"the column {column!r} has no heading in the language {lang!r}", fix))


def are_years(column: FigureColumn, values: Iterable[Any]) -> bool:
    """Whether a column's numbers are years: four-digit integers that identify rows or are named as years."""
    if column.unit or not (column.names or _YEAR.fullmatch(column.name) or _YEAR.fullmatch(column.label)):
        return False
    known = [value for value in values if not blank(value)]
    spans = [value for value in known if isinstance(value, ValueRange)]
    if spans and not _YEAR.fullmatch(column.name):
        return False
    held = [bare(value) for value in known if not isinstance(value, ValueRange)]
    held += [bare(end) for span in spans for end in (span.low, span.high)]
    return bool(held) and all(type(value) is int and 1000 <= value <= 2999 for value in held)


def check_values(column: FigureColumn, values: Iterable[Any], where: str) -> None:
    """Raises FigureError for infinity, which no axis or table can show, and for lists, which would print as in code."""
    for value in values:
        if isinstance(value, (list, tuple, set, dict)):
            fix = f"make it text or a number in a cell, such as frame[{column.name!r}].str.join(', ')"
            raise FigureError(
                Problem(where, f"the column {column.name!r} holds a {type(value).__name__} in a cell", fix)
            )
        if endless(bare(value)):
            fix = "look for a division by zero, and leave those cells blank"
            raise FigureError(Problem(where, f"the column {column.name!r} holds infinity", fix))


def laid_out(columns: list[FigureColumn], lines: list[list[FigureCell]], lang: str) -> dict[str, Any]:
    """Column headings, formatted rows and raw rows."""
    places = range(len(columns))
    timed = [any(has_hours(line[place].value) for line in lines) for place in places]
    return {
        "columns": [
            {"label": column.label, "numeric": _is_numeric([line[place] for line in lines])}
            for place, column in enumerate(columns)
        ],
        "rows": [[printed(line[place], lang, timed=timed[place]) for place in places] for line in lines],
        "raw": [
            [raw(line[place].value, timed=timed[place], grain=line[place].grain) for place in places] for line in lines
        ],
    }


def joined_tables(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables that are laid out as one: the rows of the first, then those of the second, under all columns."""
    columns = {column["label"]: column for table in (second, first) for column in table["columns"]}
    labels = list(dict.fromkeys(column["label"] for table in (first, second) for column in table["columns"]))
    nothing = printed(FigureCell(None), "")
    found: dict[str, list[Any]] = {"rows": [], "raw": [], "unsourced": [], "source_rows": []}
    for table in (first, second):
        own = [column["label"] for column in table["columns"]]
        found["unsourced"] += [[len(found["rows"]) + row, labels.index(own[at])] for row, at in table["unsourced"]]
        for name, blank_cell in (("rows", nothing), ("raw", None)):
            found[name] += [
                [dict(zip(own, row, strict=True)).get(each, blank_cell) for each in labels] for row in table[name]
            ]
        found["source_rows"] += table["source_rows"]
    return {"columns": [columns[label] for label in labels], **found}


def _is_numeric(cells: list[FigureCell]) -> bool:
    held = [bare(cell.value) for cell in cells if not blank(cell.value)]
    return bool(held) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in held)
