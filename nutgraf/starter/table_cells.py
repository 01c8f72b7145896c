"""The cells that read a table: its facts, a sentence, a chart, and the number of the page's own edition."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nutgraf.starter.notebook_source import CellSource, cell, quoted
from nutgraf.starter.starter_cells import prose
from nutgraf.starter.starter_words import words_of
from nutgraf.starter.table_outline import TableOutline

_MOST_BARS = 15


def fact_cell(found: TableOutline, parameter: str = "") -> CellSource:
    """The cell that reads the facts; `parameter` is the name of the one that says which edition the page is."""
    return cell("code", "first-facts", _facts(found, parameter), "setup")


def table_cells(found: TableOutline, languages: Sequence[str], parameter: str = "") -> list[CellSource]:
    """The cells that print and draw them, in order."""
    words = words_of("table", languages)
    # Headings are in one language, most likely the first of the site.
    texts = {
        lang: _sentences(text, printed(found, parameter), "" if nth else found.heading)
        for nth, (lang, text) in enumerate(words.items())
    }
    return [
        *prose("first-fact", texts),
        cell("code", "first-chart", _chart(found, words, parameter)),
    ]


def parameter_line(found: TableOutline, parameter: str) -> str:
    """The line of the parameters cell that says which edition a page is."""
    first = plain(found.values[0])
    kind = type(first).__name__ if isinstance(first, int | float | str) else "str"
    return f"{parameter}: {kind} = {literal(first)}  # the {found.names} that the page is about"


def printed(found: TableOutline, parameter: str) -> str:
    """The expression that prints which edition a page is; "" without editions. A number needs to say what it is."""
    if parameter and found.are_years:
        return f"{parameter} | year"
    if parameter and found.label:
        return _variable(found.label)
    is_number = isinstance(found.values[0], int | float)
    return f"{parameter} | not_a_fact('which edition this is')" if parameter and is_number else parameter


def plain(value: Any) -> Any:
    """A value as a notebook is given it: days as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def literal(value: Any) -> str:
    """A value as code; texts in the quotation marks that formatters prefer."""
    return quoted(value) if isinstance(value, str) else repr(value)


def _facts(found: TableOutline, parameter: str) -> str:
    asked = _asked(found.table, found.fixed, f"column={literal(found.value)}")
    lines = [
        "# A number that is read here is a fact: it knows its unit, its year and its source.",
        f"numbers = nutgraf.all_facts({asked})",
        "largest = numbers.largest()[0]",
        f"rows = {_rows(found)}",
    ]
    if parameter:
        own = _asked(found.table, found.fixed, f"column={literal(found.value)}", own=(found.names, parameter))
        lines.append(f"here = nutgraf.fact({own}, missing=None)")
        if found.label:
            row = _asked(found.table, found.fixed, own=(found.names, parameter))
            lines.append(f"{_variable(found.label)} = nutgraf.rows({row})[0][{literal(found.label)}]")
    return "\n".join(lines)


def _rows(found: TableOutline) -> str:
    """The rows that the chart draws: all years, or the largest numbers."""
    rows = f"nutgraf.table({_asked(found.table, found.fixed)})"
    return rows if found.over_years else f"{rows}.nlargest({_MOST_BARS}, {literal(found.value)})"


def _variable(column: str) -> str:
    """A column as the name of a variable."""
    name = re.sub(r"\W+", "_", column).strip("_")
    return f"{name}_" if keyword.iskeyword(name) else f"_{name}" if name[:1].isdigit() else name


def _sentences(text: Mapping[str, str], place: str, heading: str) -> str:
    body = text["largest"]
    if place:
        named = _named(text["here"], heading)
        own = f"{{% if here %}}{named}{{% else %}}{text['missing']}{{% endif %}}"
        body = own.replace("PLACE", place) + "\n\n" + body
    return f"## {text['heading']}\n\n{body}"


def _named(sentence: str, heading: str) -> str:
    """The sentence with the heading of its number, if that is plain words: a year in it would be typed by hand."""
    if not heading or re.search(r"[\d\W_]", heading.replace(" ", "")):
        return re.sub("COLUMN[,،] ", "", sentence)
    return sentence.replace("COLUMN", heading[:1].upper() + heading[1:])


def _chart(found: TableOutline, words: Mapping[str, Mapping[str, str]], parameter: str) -> str:
    function, kind = ("lines", "series") if found.over_years else ("bars", "chart")
    names, own = (found.label, _variable(found.label)) if found.label else (found.names, parameter)
    axes = (names, found.value) if found.over_years else (found.value, names)
    highlight = f", highlight={own} if {own} in set(rows[{literal(names)}]) else None"
    title = _texts({lang: text[kind] for lang, text in words.items()})
    alt = _texts({lang: text["series_alt" if found.over_years else "alt"] for lang, text in words.items()})
    return "\n".join(
        [
            f"from nutgraf.charts import {function}",
            "",
            "nutgraf.figure(",
            f"    {function}(rows, x={literal(axes[0])}, y={literal(axes[1])}"
            + (highlight if parameter and not found.over_years else "")
            + "),",
            f"    name={literal(_slug(found.table))},",
            f"    title={title},",
            f"    alt={alt},",
            "    source=largest,",
            ")",
        ]
    )


def _slug(table: str) -> str:
    """A table's name as that of a figure, which is part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", table.lower()).strip("-") or "table"


def _texts(texts: Mapping[str, str]) -> str:
    """One text, or one for each language, as code."""
    if len(texts) == 1:
        return literal(next(iter(texts.values())))
    return "{\n" + "".join(f"        {literal(lang)}: {literal(text)},\n" for lang, text in texts.items()) + "    }"


def _asked(table: str, fixed: Mapping[str, Any], *more: str, own: tuple[str, str] = ("", "")) -> str:
    """The arguments of a query; a column whose name is no name of Python's goes into a dictionary."""
    given = {column: literal(value) for column, value in fixed.items()}
    if own[0]:
        given = {own[0]: own[1], **given}
    named = [f"{column}={value}" for column, value in given.items() if column.isidentifier()]
    rest = ", ".join(f"{literal(column)}: {value}" for column, value in given.items() if not column.isidentifier())
    return ", ".join([literal(table), *more, *named, *([f"**{{{rest}}}"] if rest else [])])
