"""Jinja2 in markdown cells and words: facts printed for the page's language, every one recorded as a claim.

answer           a request from the build, answered in the kernel: what was read, what was claimed, the text
render_words     a title, caption or alt text, as plain text
syntax_problems  what is wrong with a text before anything runs
names_wanted     the names that a text takes from its notebook
chart_label      a number as it stands in a chart

filters          what stands after the bar: money, count, percent … ; one table, FILTERS
values           a value on its way into a sentence: an Amount, then what is Said of it
comparing        words that follow the value: roughly, compare, rank
qualifiers       the word that a publisher put before a number
labels           numbers in charts
context          one text being rendered: values become text, facts become claims
template         the text as Jinja2 reads it; errors name the sentence they stand in
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nutgraf import mime_types


class Notes:
    """The answer to a request, as the kernel hands it to the build."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = dict(content)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {mime_types.NOTES: self.content, "text/plain": "notes of nutgraf"}


def answer(request: str) -> Notes:
    """Answer a request of the build (JSON text); whatever is wrong with the prose is the answer, never an exception."""
    from nutgraf.prose.requests import handle_request

    return Notes(handle_request(json.loads(request)))


def render_words(
    words: str | Mapping[str, str], namespace: Mapping[str, Any] | None, place: str
) -> tuple[str, list[dict[str, Any]]]:
    """Words as plain text in the page's language, and their claims; without a namespace, the running notebook's."""
    from nutgraf.prose.rendering import render
    from nutgraf.prose.requests import running_namespace

    rendered = render(words, running_namespace() if namespace is None else namespace, place, markdown=False)
    return rendered.text, rendered.claims


def chart_label(value: Any, *, unit: str = "", lang: str = "") -> str:
    """A number as a chart shows it, in the page's language: "$314.2 million", "alrededor de 314.2 millones".

    Give it a fact, or a number and its unit ("usd", "percent"). Where the language says dollars in words, the chart's
    subtitle says them once. Nothing gives "".
    """
    from nutgraf.language import page_language
    from nutgraf.prose.labels import labelled
    from nutgraf.prose.requests import running_namespace

    return labelled(value, unit, lang or page_language(running_namespace()))


def syntax_problems(text: str | None) -> tuple[tuple[str, str], ...]:
    """What is wrong with a text that can be seen without running it: (what, fix) of each problem."""
    from nutgraf.prose.template import syntax_problems_in

    return syntax_problems_in(text or "")


def names_wanted(text: str) -> tuple[str, ...]:
    """The names that the expressions of a text take from the notebook, each once; none where it cannot be read."""
    from nutgraf.prose.template import undeclared

    return undeclared(text)
