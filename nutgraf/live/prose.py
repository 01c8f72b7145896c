"""What a Markdown cell prints now, by the code that prints it in a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from nutgraf.errors import NutgrafError, Problem

_WHERE = "this cell"


def prose(source: str, lang: str = "", names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The HTML of a Markdown cell with the notebook's names as they are now, its facts, and its problems.

    `lang` is the language to print in, by default that of the notebook; `names` are by default those of the running
    notebook. Nothing in the notebook changes. Each fact has the number that its `data-claim` in the HTML has.
    """
    from IPython.utils.capture import capture_output

    from nutgraf.language import page_language
    from nutgraf.page.printed_facts import read_claims
    from nutgraf.page.prose_builder import ProseBuilder
    from nutgraf.prose.rendering import render
    from nutgraf.prose.requests import running_namespace

    names = dict(running_namespace() if names is None else names)
    if lang:
        names["lang"] = lang
    try:
        with capture_output():  # what an expression prints belongs to no cell
            done = render(source, names, _WHERE, markdown=True)
        claims = read_claims(done.claims)
        builder = ProseBuilder(page_language(names), "", {claim.number: claim for claim in claims})
        block = builder.prose(done.text, _WHERE)
    except NutgrafError as error:
        return _answer("", [], error.problems)
    facts = [_fact(note) for note in done.claims]
    doubts = [Problem(_WHERE, warning) for warning in done.warnings]
    return _answer(block.html if block else "", facts, [*builder.problems, *doubts])


def _answer(html: str, facts: list[dict[str, Any]], problems: Iterable[Problem]) -> dict[str, Any]:
    return {"html": html, "facts": facts, "problems": [asdict(problem) for problem in problems]}


def _fact(note: Mapping[str, Any]) -> dict[str, Any]:
    """What hovering over a printed fact shows."""
    inputs = note.get("inputs") or ()
    return {
        "number": note["claim"],
        "text": note["text"],
        "value": note.get("value"),
        "unit": note.get("unit") or "",
        "key": note["key"],
        "derivation": note.get("derivation") or "",
        "reason": note.get("reason") or "",
        "is_traced": bool(inputs or note.get("exempt")),
        "rows": [_row(each) for each in inputs],
        "sources": [_source(each) for each in note.get("sources") or ()],
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) or "" for name in ("table", "key", "column", "value", "as_of")}


def _source(name: str) -> dict[str, str]:
    from nutgraf.data import source

    known = source(name)
    return {
        "id": name,
        "publisher": known.publisher,
        "title": known.title,
        "url": known.url,
        "read": known.checked_against,
    }
