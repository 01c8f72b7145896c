"""What is left at an address that a page moved from, or was withdrawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nutgraf import render
from nutgraf.language import language
from nutgraf.render.view import Frame


@dataclass(frozen=True)
class Left:
    """An address without its page: `to` is where the page moved, `words` say why it was withdrawn."""

    address: str
    lang: str
    to: str = ""
    title: str = ""
    words: str = ""


Around = Callable[..., Frame]
"""around(lang, root, *, title, path) -> the frame of a page of the site"""


def leave(places: Iterable[Left], around: Around) -> list[tuple[str, bytes]]:
    """A small page for each: one that leads on, or one that says that the page was withdrawn."""
    return [(f"{left.address}/index.html", _page(left, around)) for left in places]


def _page(left: Left, around: Around) -> bytes:
    root = "../" * (left.address.count("/") + 1)
    say = language(left.lang).say
    heading = say("This page has moved") if left.to else say("This page was withdrawn")
    frame = around(left.lang, root, title=heading, path=None, home=f"{root}{left.lang}/index.html")
    href = f"{root}{left.to}/index.html" if left.to else ""
    return render.shell("left.html.j2", frame, left=left, heading=heading, href=href)
