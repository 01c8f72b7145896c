"""A figure with its words around it, as a reporter sees it in JupyterLab."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Protocol

from nutgraf.figures.missing_sentence import missing_sentence


class _Words(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def notes(self) -> str: ...
    @property
    def spec(self) -> dict[str, Any]: ...
    @property
    def lang(self) -> str: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


def in_notebook(figure: _Words, svg: str) -> str:
    """The drawing between its title and its notes. As an image it is shown in notebooks that are not trusted, too."""
    below = " ".join(filter(None, (figure.notes, missing_sentence(figure.spec, figure.lang))))
    image = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    parts = [
        f"<p><strong>{escape(figure.title)}</strong></p>",
        f"<p>{escape(figure.subtitle)}</p>" if figure.subtitle else "",
        f'<img style="max-width: 100%" alt="{escape(figure.alt)}" src="{image}">',
        f"<p>{escape(below)}</p>" if below else "",
        f"<p>Source: {escape('; '.join(_named(figure.sources)))}</p>",
        f"<details open><summary>Alt text</summary>{escape(figure.alt)}</details>",
    ]
    return "\n".join(filter(None, parts))


def _named(ids: Iterable[str]) -> Iterator[str]:
    from nutgraf.data import source
    from nutgraf.errors import NutgrafError

    for each in ids:
        try:
            found = source(each)
        except NutgrafError:  # `check` says that it is unknown
            yield each
        else:
            yield f"{found.publisher}, {found.title}".strip(", ")
