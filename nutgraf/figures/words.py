"""The words of a figure: rendered in the page's language, and refused where they say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nutgraf.errors import Problem

_SHORTEST_ALT = 20
_THINGS = "chart|figure|graph|graphic|image|picture|plot|map|gráfic[oa]|imagen|figura|mapa|todo|tbd|alt|text"
_FILLER = re.compile(rf"\W*(an? |the |una? |el |la )?({_THINGS})?\W*", re.IGNORECASE)


def page_language() -> str:
    """The language of the edition that this kernel is running."""
    from IPython.core.getipython import get_ipython

    from nutgraf.language import page_language as spoken

    shell = get_ipython()
    return spoken(shell.user_ns if shell is not None else {})


def render(words: Mapping[str, Any], name: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Each word as plain text in the page's language, and the claims that all of them make."""
    from nutgraf.prose import render_words

    rendered, claims = {}, []
    for word, said in words.items():
        text, made = render_words(said, None, f"figure:{name}:{word}")
        rendered[word] = " ".join(text.split())
        claims += made
    return rendered, claims


def source_ids(source: Any) -> tuple[str, ...]:
    """The ids of the sources named: by id, as a source, or as a fact that knows its own; in order, once each."""
    given = [source] if isinstance(source, str) or not isinstance(source, (list, tuple, set)) else list(source)
    ids: list[str] = []
    for one in given:
        if isinstance(one, str):
            ids.append(one)
        elif hasattr(one, "sources"):
            ids.extend(source_ids(list(one.sources)))
        elif hasattr(one, "id"):
            ids.append(one.id)
        elif hasattr(one, "__iter__"):
            ids.extend(source_ids(list(one)))
    return tuple(dict.fromkeys(filter(None, ids)))


def word_problems(where: str, words: Mapping[str, str], sources: tuple[str, ...]) -> list[Problem]:
    """Everything that keeps a figure from being shown to a reader."""
    title, alt = words.get("title", ""), words.get("alt", "")
    problems = []
    if _FILLER.fullmatch(title):
        problems.append(Problem(where, f"its title says nothing ({title!r})", "say in title= what the chart shows"))
    if _FILLER.fullmatch(alt) or len(alt) < _SHORTEST_ALT:
        fix = "say in alt= what the chart shows, with its main figures, for readers who cannot see it"
        problems.append(Problem(where, f"its alt text says nothing ({alt!r})", fix))
    elif _bare(alt) == _bare(title):
        fix = "say in alt= what the title leaves out: what is compared, and the figures at the ends"
        problems.append(Problem(where, "its alt text repeats its title", fix))
    if not sources:
        problems.append(Problem(where, "it names no source", "give source=, an id from the table of sources"))
    return problems


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
