"""The words and files of media, checked in the kernel, where a reporter sees what is wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nutgraf.errors import FigureError, Problem
from nutgraf.figures.figure_text import render
from nutgraf.filler_text import is_filler
from nutgraf.media.image_sizes import image_size, root_of
from nutgraf.media.project_files import FileFault, wrong_file, wrong_sound

_SHORTEST_ALT = 15
_SAYS = {
    "alt": "say in alt= what the picture shows, for readers who cannot see it",
    "credit": "say in credit= whose picture it is",
}


def checked_words(
    kind: str, where: str, given: Mapping[str, Any], needed: Iterable[str], *, facts: Iterable[str] = ()
) -> tuple[dict[str, str], tuple[dict[str, Any], ...]]:
    """The words in the page's language, and their claims.

    Raises FigureError for each of those needed that says nothing, and for one in `facts` that prints no fact.
    """
    words, claims = render(given, "", kind)
    problems = []
    for name in needed:
        text, fix = words[name], _SAYS.get(name, f"give {name}=")
        if is_filler(text) or (name == "alt" and len(text) < _SHORTEST_ALT):
            problems.append(Problem(where, f"its {name} says nothing ({text!r})", fix))
    for name in facts:
        if not any(claim["place"].endswith(f":{name}") for claim in claims):
            fix = 'print a fact, as in big_number("{{ paid | money }}", …)'
            problems.append(Problem(where, f"its {name} is no fact ({words[name]!r})", fix))
    if problems:
        raise FigureError(*problems)
    return words, tuple(claims)


def checked_image(path: str, where: str) -> tuple[str, str, tuple[int, int]]:
    """The path of an image from the project's root, its digest and its size. Raises FigureError if it is none."""
    root = Path(root_of()).resolve()
    _refuse(wrong_file(root, path), where)
    file, content = _read(root, path)
    try:
        return file, hashlib.sha256(content).hexdigest()[:12], image_size(content)
    except ValueError as error:
        what, _, fix = str(error).partition("; ")
        raise FigureError(Problem(where, what, fix)) from error
    except (OSError, SyntaxError) as error:
        raise FigureError(Problem(where, "this is not an image that can be read", "save it as JPEG or PNG")) from error


def checked_sound(path: str, where: str) -> tuple[str, str]:
    """The path of a sound file from the project's root, and its digest. Raises FigureError if it is none."""
    root = Path(root_of()).resolve()
    _refuse(wrong_sound(root, path), where)
    file, content = _read(root, path)
    return file, hashlib.sha256(content).hexdigest()[:12]


def checked_address(address: str, where: str) -> str:
    """An address that a frame can show; the page checks its host. Raises FigureError for anything else."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or re.search(r"[\s\"'<>;]", address):
        raise FigureError(Problem(where, "this is not an address on the web", "copy the whole https:// address"))
    return address


def _refuse(wrong: FileFault, where: str) -> None:
    if wrong:
        raise FigureError(Problem(where, *wrong))


def _read(root: Path, path: str) -> tuple[str, bytes]:
    """The path of a file from the project's root, and its content."""
    full = (root / path).resolve()
    return full.relative_to(root).as_posix(), full.read_bytes()
