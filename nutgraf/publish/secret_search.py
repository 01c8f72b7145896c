"""Searches what is about to be published for what must not be: secrets, e-mail addresses, homes, the environment."""

from __future__ import annotations

import base64
import codecs
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from nutgraf.errors import Problem, PublishError
from nutgraf.project import Project
from nutgraf.publish.secret_shapes import HOMES, MAIL, NOT_MAIL, TOKENS, Shape

_BINARY = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".woff2", ".mp3", ".mp4", ".pdf", ".ico", ".parquet"})
_SECRET_NAME = re.compile(
    r"TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?(?![A-Z])|KEY|CREDENTIAL|CREDS|COOKIE|WEBHOOK|DSN|_(?:URI|PWD|PAT|AUTH)$",
    re.IGNORECASE,
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHORTEST = 8
_SAME_FIRST = 4


class Allowed(NamedTuple):
    """What may be published although it looks as if it must not."""

    patterns: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether a word is allowed: an address, a folder, the name of a variable, or a digest."""
        return any(fnmatchcase(word.lower(), pattern.lower()) for pattern in self.patterns)


def refuse_secrets(project: Project, paths: Iterable[str], environment: Mapping[str, str]) -> None:
    """Read these files of the built site; raise PublishError with each thing that must not be published."""
    allowed = Allowed((*project.publish.allow, *((project.contact,) if "@" in project.contact else ())))
    shapes = (*TOKENS, *HOMES, *_environment_shapes(environment, allowed), *_folder_shapes(project.root))
    found = [
        problem
        for path in sorted(paths)
        for problem in _search(path, (project.site_dir / path).read_bytes(), shapes, allowed)
    ]
    if found:
        raise PublishError(*found)


def _search(path: str, content: bytes, shapes: Iterable[Shape], allowed: Allowed) -> Iterator[Problem]:
    is_text = PurePosixPath(path).suffix.lower() not in _BINARY
    if is_text and content.startswith(_UTF16):
        content = content.decode("utf-16", "replace").encode()
    for shape in (*shapes, MAIL) if is_text else shapes:
        if not any(mark in content for mark in shape.marks):
            continue
        seen: set[bytes] = set()
        for hit in shape.pattern.finditer(content):
            word = hit[0]
            if word in seen or (shape is MAIL and word.rpartition(b".")[2].lower() in NOT_MAIL):
                continue
            seen.add(word)
            name = _name(shape, word)
            if not allowed.has(name):
                line = content.count(b"\n", 0, hit.start()) + 1
                yield _problem(
                    f"build/site/{path}, line {line}" if is_text else f"build/site/{path}", shape, word, name
                )


def _problem(where: str, shape: Shape, word: bytes, name: str) -> Problem:
    text = word.decode("utf-8", "replace")
    shown = text if shape.is_shown else f"{text[:_SAME_FIRST]}… ({len(text)} characters)"
    fix = f"take it out, then build again; if readers may see it: [tool.nutgraf.publish], allow = {json.dumps([name])}"
    return Problem(where, f"readers would get {shape.name}: {shown}", fix)


def _name(shape: Shape, word: bytes) -> str:
    """By which word it is allowed; never a secret itself, which would then be in the settings."""
    if shape.name.startswith(_VARIABLE):
        return shape.name.removeprefix(_VARIABLE)
    return word.decode("utf-8", "replace") if shape.is_shown else f"sha256:{hashlib.sha256(word).hexdigest()[:16]}"


_VARIABLE = "the value of the environment variable "


def _environment_shapes(environment: Mapping[str, str], allowed: Allowed) -> Iterator[Shape]:
    """The values of variables whose names say that they are secret, in each way that a page may write them."""
    for name, value in sorted(environment.items()):
        if not _SECRET_NAME.search(name) or len(value) < _SHORTEST or allowed.has(name):
            continue
        spelled = {value, html.escape(value), json.dumps(value)[1:-1], quote(value, safe=""), *_in_base64(value)}
        marks = tuple(sorted(one.encode() for one in spelled))
        yield Shape(f"{_VARIABLE}{name}", marks, re.compile(b"|".join(map(re.escape, marks))))


def _in_base64(value: str) -> Iterator[str]:
    """How a value reads inside a text in base64, such as a picture in a page: after none, one or two other bytes."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + value.encode()).decode()
        begins, ends = (0, 2, 3)[before], len(whole) - (4 if whole.endswith("=") else 0)
        if ends - begins >= _SHORTEST:
            yield from {whole[begins:ends], whole[begins:ends].replace("+", "-").replace("/", "_")}


def _folder_shapes(root: Path) -> Iterator[Shape]:
    """The folder of the project on this machine, wherever it is."""
    if len(root.parts) > 2:
        folder = str(root).encode()
        yield Shape(
            "the folder of the project on this machine", (folder,), re.compile(re.escape(folder)), is_shown=True
        )
