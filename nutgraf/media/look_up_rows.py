"""The rows of a look-up: one for each choice, its answer printed from a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nutgraf.errors import FigureError, Problem
from nutgraf.facts import Fact
from nutgraf.prose import render_words
from nutgraf.prose.requests import running_namespace

FEWEST = 2


def look_up_rows(
    facts: Mapping[str, Fact], answer: Any, where: str
) -> tuple[tuple[tuple[str, str], ...], tuple[dict[str, Any], ...]]:
    """Each choice with its answer, and the claims of all. Raises FigureError for a choice without a fact."""
    wrong = [str(choice) for choice, value in facts.items() if not isinstance(value, Fact)]
    if wrong or len(facts) < FEWEST:
        what = f"{wrong[0]!r} has no fact" if wrong else "there is nothing to choose from"
        raise FigureError(Problem(where, what, 'give it a fact for each choice: {"Alder": fact, …}'))
    rows, claims = [], []
    for n, (choice, value) in enumerate(facts.items(), 1):
        names = {**running_namespace(), "choice": choice, "value": value}
        text, made = render_words(answer, names, f"look_up::row-{n}")
        if not made:
            what = f"the answer for {choice!r} prints no fact ({text!r})"
            raise FigureError(Problem(where, what, 'print it: answer="{{ value | money }} a month"'))
        rows.append((str(choice), " ".join(text.split())))
        claims += made
    return tuple(rows), tuple(claims)
