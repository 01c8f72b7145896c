"""What a Markdown cell prints now, by the code that prints it in a build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import NutgrafError, Problem, ProseError
from nutgraf.live.live_answer import LiveAnswer

_WHERE = "this cell"
_LOOK = "look at the sentence, and at the row that its number is from"
_NUMBER = re.compile(r'(?<= data-claim=")\d+(?=")')


def prose(source: str, lang: str = "", names: Mapping[str, Any] | None = None) -> LiveAnswer:
    """The HTML of a Markdown cell with the notebook's names as they are now, its facts, and its problems.

    `lang` is the language to print in, by default that of the notebook; `names` are by default those of the running
    notebook. Nothing in the notebook changes. Each fact has the number that its `data-claim` in the HTML has, from 1
    on in each cell. `untaken` are the ranges of the source whose condition does not hold; a problem has the range of
    its expression where there is one. Offsets count characters, as Jupyter's protocol does.
    """
    from IPython.utils.capture import capture_output

    from nutgraf.prose.requests import running_namespace

    own = dict(running_namespace() if names is None else names)
    if lang:
        own["lang"] = lang
    try:
        with capture_output():  # what an expression prints belongs to no cell
            shown = _shown(source, own)
    except ProseError as error:
        return _answer("", [], [_problem(each, _braces(source, error.offset)) for each in error.problems], [])
    except NutgrafError as error:
        return _answer("", [], [_problem(each, None) for each in error.problems], [])
    found = [_problem(each, None) for each in shown.problems]
    return _answer(shown.html, shown.facts, found, _untaken(source, shown.taken))


@dataclass(frozen=True)
class _Shown:
    html: str
    facts: list[dict[str, Any]]
    problems: Sequence[Problem]
    taken: frozenset[int]


def _shown(source: str, names: Mapping[str, Any]) -> _Shown:
    from nutgraf.language import page_language
    from nutgraf.page.printed_facts import read_claims
    from nutgraf.page.prose_builder import ProseBuilder
    from nutgraf.prose.rendering import render

    taken: set[int] = set()
    done = render(source, names, _WHERE, markdown=True, taken=taken.add)
    claims = read_claims(done.claims)
    builder = ProseBuilder(page_language(names), "", {claim.number: claim for claim in claims})
    block = builder.prose(done.text, _WHERE)
    numbers = {str(note["claim"]): at for at, note in enumerate(done.claims, 1)}
    html = _NUMBER.sub(lambda found: str(numbers[found[0]]), block.html if block else "")
    facts = [_fact(at, note, fact) for at, (note, fact) in enumerate(zip(done.claims, done.printed, strict=True), 1)]
    doubts = [Problem(_WHERE, warning, _LOOK) for warning in done.warnings]
    return _Shown(html, facts, [*builder.problems, *doubts], frozenset(taken))


def _answer(
    html: str, facts: list[dict[str, Any]], problems: list[dict[str, Any]], untaken: list[list[int]]
) -> LiveAnswer:
    return LiveAnswer(html=html, facts=facts, problems=problems, untaken=untaken)


def _problem(problem: Problem, place: tuple[int, int] | None) -> dict[str, Any]:
    return {**problem.to_json(), "start": place[0] if place else None, "end": place[1] if place else None}


def _braces(source: str, offset: int | None) -> tuple[int, int] | None:
    from nutgraf.prose.template import braces_at

    if offset is None:
        return None
    start, end = braces_at(source, min(offset, len(source)))
    return (start, end) if end > start else (start, start + 2 * source.startswith(("{{", "{%"), start))


def _untaken(source: str, taken: Iterable[int]) -> list[list[int]]:
    from nutgraf.prose.template import branches_in

    if "{%" not in source:
        return []
    return sorted([each.start, each.end] for at, each in enumerate(branches_in(source)) if at not in set(taken))


def _fact(number: int, note: Mapping[str, Any], printed: Any) -> dict[str, Any]:
    """What hovering over a printed fact shows."""
    from nutgraf.facts import Fact

    inputs = note.get("inputs") or ()
    fact = printed if isinstance(printed, Fact) else None
    return {
        "number": number,
        "text": note["text"],
        "value": note.get("value"),
        "unit": note.get("unit") or "",
        "key": note["key"],
        "derivation": note.get("derivation") or "",
        "reason": note.get("reason") or "",
        "rounding": fact.rounding() if fact else "",
        "bounds": [float(bound) for bound in fact.bounds()] if fact else None,
        "as_of": (fact.as_of or str(fact.year or "")) if fact else "",
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
