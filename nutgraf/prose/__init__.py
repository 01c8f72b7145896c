"""Jinja2 in Markdown cells and titles: prints facts in the page's language and records each one as a claim.

answer           answers a request of the build in the kernel: data read, claims made, the rendered text
render_words     a title, caption or alt text, as plain text
syntax_problems  what is wrong with a text before anything runs
names_wanted     the names that a text uses from its notebook
chart_label      a number as a chart label

filters          the filters: money, count, percent …; one table, FILTERS
values           a value on its way into a sentence: a Quantity, then a Phrase
comparing        words that depend on the value: roughly, compare, rank
qualifiers       the publisher's qualifier of a number
labels           numbers in charts
context          the state of a rendering: values become text, facts become claims
syntax_words     what is wrong with braces and tags, in words
template         parsing and compiling with Jinja2; errors quote the sentence
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nutgraf import mime_types
from nutgraf.errors import Problem


class Notes:
    """The answer to a request, as the kernel returns it to the build."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = dict(content)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {mime_types.NOTES: self.content, "text/plain": "notes of nutgraf"}


def answer(request: str) -> Notes:
    """Answers a request of the build (JSON text). Problems in the prose are part of the answer, never exceptions."""
    from nutgraf.prose.requests import handle_request

    return Notes(handle_request(json.loads(request)))


def render_words(
    words: str | Mapping[str, str], namespace: Mapping[str, Any] | None, place: str
) -> tuple[str, list[dict[str, Any]]]:
    """A text as plain text in the page's language, and its claims; uses the running notebook's names by default."""
    from nutgraf.prose.rendering import render
    from nutgraf.prose.requests import running_namespace

    rendered = render(words, running_namespace() if namespace is None else namespace, place, markdown=False)
    return rendered.text, rendered.claims


def chart_label(value: Any, *, unit: str = "", lang: str = "") -> str:
    """A number as a chart label in the page's language: "$314.2 million", "alrededor de 314.2 millones".

    Takes a fact, or a number and its unit ("EUR", "percent"). If the language spells out currencies, name it once in
    the chart's subtitle. A blank gives "".
    """
    from nutgraf.language import page_language
    from nutgraf.prose.labels import labeled
    from nutgraf.prose.requests import running_namespace

    return labeled(value, unit, lang or page_language(running_namespace()))


def syntax_problems(text: str | None) -> tuple[Problem, ...]:
    """The problems of a text that can be found without running it; `where` is empty."""
    from nutgraf.prose.template import syntax_problems_in

    return syntax_problems_in(text or "")


def names_wanted(text: str) -> tuple[str, ...]:
    """The distinct names that the expressions of a text use from the notebook; none if it cannot be parsed."""
    from nutgraf.prose.template import undeclared

    return undeclared(text)
