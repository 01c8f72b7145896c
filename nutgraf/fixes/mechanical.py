"""The edit that fixes a problem, where there is just one thing to write."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from nutgraf.cell_code import UNREADABLE
from nutgraf.errors import About, NutgrafError, Problem
from nutgraf.fixes.cell_edit import Edit
from nutgraf.fixes.problem_range import occurrences, part_of

_TO_COME = {
    "title": "TK: the finding that the chart shows",
    "alt": "TK: what the chart shows, with its main numbers, for readers who cannot see it",
}
"""What is written for words that only a reporter knows; `check` names it until they are there."""
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def edit_for(problem: Problem, source: str, kind: str, package: Path) -> Edit | None:
    """The edit of a cell that fixes a problem; None where a person has to decide, or the problem is gone.

    `kind` is that of the cell: code, markdown or raw.
    """
    about = problem.about
    if kind == "code" and about.argument in _TO_COME:
        return _with_word(about, source)
    if kind == "markdown" and about.fact:
        return _as_fact(problem, source, about.word, about.fact, package)
    return _renamed(problem, source, about.likely) if about.likely else None


def _renamed(problem: Problem, source: str, name: str) -> Edit | None:
    """The misspelled word replaced, if it is in one place alone."""
    word = problem.about.word
    for start, end in (part_of(problem, source), (0, len(source))):
        found = occurrences(word, source, start, end)
        if len(found) == 1 and word != name:
            return Edit(*found[0], name, f"write {name!r}")
    return None


def _as_fact(problem: Problem, source: str, typed: str, fact: str, package: Path) -> Edit | None:
    start, end = part_of(problem, source)
    inside = [found.span() for found in _EXPRESSION.finditer(source)]
    found = [
        (a, b) for a, b in occurrences(typed, source, start, end) if not any(one <= a < other for one, other in inside)
    ]
    call = _call(fact, package)
    if len(found) != 1 or call is None:
        return None
    text = f"{{{{ {call} | {_filter(typed, fact, package)} }}}}"
    return Edit(*found[0], text, f"read it as a fact: {text}")


def _call(fact: str, package: Path) -> str | None:
    """The call that reads a fact, by its name: `table:area=CA,year=2022`; None if that cannot be read."""
    from nutgraf.data import open_package

    name, _, key = fact.partition(":")
    try:
        columns = open_package(package).table(name).columns
    except NutgrafError:
        return None
    known = {*columns, "column", "source_id"}
    parts = re.split(rf",(?=(?:{'|'.join(map(re.escape, known))})=)", key)
    asked = dict(part.split("=", 1) for part in parts if "=" in part)
    if not asked or not all(column in known and column.isidentifier() for column in asked):
        return None
    plain = {column for column in columns if not columns[column].is_text}
    values = (f"{each}={value}" if each in plain else f'{each}="{_escaped(value)}"' for each, value in asked.items())
    return f'nutgraf.fact("{_escaped(name)}", {", ".join(values)})'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _filter(typed: str, fact: str, package: Path) -> str:
    """The filter that prints a fact as the number was typed."""
    from nutgraf.data import known_facts
    from nutgraf.language import is_currency

    unit = next((unit for _, unit, name in known_facts(package) if name == fact), "")
    if unit == "percent" or "%" in typed:
        return "percent"
    return "money" if is_currency(unit.upper()) or "$" in typed else "count"


def _with_word(about: About, source: str) -> Edit | None:
    """The call of a figure with one more argument, written as its last one is."""
    word = about.argument
    try:
        tree = ast.parse(source)
    except UNREADABLE:
        return None
    calls = [
        each for each in ast.walk(tree) if isinstance(each, ast.Call) and ast.unparse(each.func).endswith("figure")
    ]
    calls = [each for each in calls if not about.line or each.lineno == about.line]
    if len(calls) != 1 or any(each.arg == word for each in calls[0].keywords):
        return None
    parts = [*calls[0].args, *(each.value for each in calls[0].keywords)]
    if not parts:
        return None
    last = max(parts, key=lambda part: (part.end_lineno or 0, part.end_col_offset or 0))
    at = _offset(source, last.end_lineno or 1, last.end_col_offset or 0)
    begun = source.rfind("\n", 0, at) + 1
    alone = re.match(r"[ \t]+", source[begun:at])
    between = f",\n{alone[0]}" if alone and last.lineno > calls[0].lineno else ", "
    return Edit(at, at, f'{between}{word}="{_TO_COME[word]}"', f"write {word}= for the words to come")


def _offset(source: str, line: int, column: int) -> int:
    """The offset of a place that Python counts in lines and bytes."""
    lines = source.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode())
