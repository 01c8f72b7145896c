"""Renders the words of a figure in the page's language, and refuses empty or generic ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nutgraf.errors import About, FigureError, Problem, ProseError, did_you_mean
from nutgraf.filler_text import is_filler

_BETWEEN_WORDS = re.compile(r"\W+")
_SHORTEST_ALT = 20
_ALT_FIX = "say in alt= what the chart shows, with its main numbers, for readers who cannot see it"


def page_language() -> str:
    """The language of the edition that this kernel runs."""
    from IPython.core.getipython import get_ipython

    from nutgraf.language import page_language as spoken

    shell = get_ipython()
    return spoken(shell.user_ns if shell is not None else {})


def render(words: Mapping[str, Any], name: str, kind: str = "figure") -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Each text as plain text in the page's language, and the claims of all of them.

    Raises FigureError for what is not a text, and ProseError for one that cannot be printed.
    """
    from nutgraf.prose import render_words

    rendered, claims = {}, []
    for word, said in words.items():
        if not isinstance(said, (str, Mapping)):
            fix = 'write it in quotation marks; a fact is printed by its name, as in "{{ paid | money }} were paid"'
            raise FigureError(Problem(f"{word}=", f"{type(said).__name__} is not a text", fix))
        place = f"{kind}:{name}:{word}"
        try:
            text, made = render_words(said, None, place)
        except ProseError as error:
            # Otherwise Jinja's traceback appears above our error in the notebook: many lines, no information.
            shown = (replace(each, where=f"{word}=") if each.where == place else each for each in error.problems)
            raise ProseError(*shown) from None
        rendered[word] = " ".join(text.split())
        claims += made
    return rendered, claims


def source_ids(source: Any) -> tuple[str, ...]:
    """The distinct ids of the sources, in order: given as ids, as sources, or as facts or frames with sources."""
    given = [source] if isinstance(source, str) or not isinstance(source, (list, tuple, set)) else list(source)
    ids: list[str] = []
    for one in given:
        if isinstance(one, str):
            ids.append(one)
        elif hasattr(one, "columns"):
            ids.extend(map(str, one.attrs.get("sources", ())))
        elif hasattr(one, "sources"):
            ids.extend(source_ids(list(one.sources)))
        elif hasattr(one, "id"):
            ids.append(one.id)
        elif hasattr(one, "__iter__"):
            ids.extend(source_ids(list(one)))
    return tuple(dict.fromkeys(filter(None, ids)))


def missing_words(where: str, given: Mapping[str, Any]) -> list[Problem]:
    """The required arguments that a figure lacks."""
    fixes = {"title": "say in title= what the chart shows", "alt": _ALT_FIX}
    return [
        Problem(where, f"it has no {word}=", fix, About(argument=word))
        for word, fix in fixes.items()
        if given.get(word) is None
    ]


def misspelled_words(where: str, misspelled: Mapping[str, Any], known: Iterable[str]) -> list[Problem]:
    """The unknown arguments of a figure, each with the likely name."""
    return [Problem(where, f"nutgraf.figure has no argument {name}=", did_you_mean(name, known)) for name in misspelled]


def word_problems(where: str, words: Mapping[str, str], sources: tuple[str, ...]) -> list[Problem]:
    """Everything that stops a figure from being published."""
    title, alt = words.get("title", ""), words.get("alt", "")
    problems, about = [], About(argument="alt")
    if "title" in words and is_filler(title):
        problems.append(Problem(where, f"its title says nothing ({title!r})", "say in title= what the chart shows"))
    if "alt" in words and (is_filler(alt) or len(alt) < _SHORTEST_ALT):
        problems.append(Problem(where, f"its alt text says nothing ({alt!r})", _ALT_FIX, about))
    elif alt and _bare(alt) == _bare(title):
        fix = "say in alt= what the title leaves out: what is compared, and the numbers at the ends"
        problems.append(Problem(where, "its alt text repeats its title", fix, about))
    if not sources:
        problems.append(Problem(where, "it names no source", "give source=, an id from the table of sources"))
    return problems


def _bare(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text).strip().casefold()
