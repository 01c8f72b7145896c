"""What a notebook will read in its kernel, read once in the warm parent: every kernel it forks then has it already.

Nothing of a notebook is run for it, and nothing that a kernel could see is left behind but caches, which compare by
content: a text or a table that has changed since is read anew by the kernel.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Preload:
    """The texts with expressions that may be rendered, the language they are in, and the tables that may be asked."""

    lang: str
    texts: tuple[str, ...]
    package: str = ""
    tables: tuple[str, ...] = ()


def preload(lang: str, texts: Iterable[str], package: str, tables: Iterable[str]) -> None:
    """Compile the texts and parse the tables; whatever is wrong with one is told by the kernel that meets it."""
    from pathlib import Path

    from nutgraf.data.content import parse
    from nutgraf.data.package import open_package
    from nutgraf.language import language
    from nutgraf.prose.template import compile_template

    # Any error at all: here it would end the parent, and with it the kernels of pages that have nothing to do with it.
    with contextlib.suppress(Exception):
        language(lang).number(1)
    for text in texts:
        with contextlib.suppress(Exception):
            compile_template(text)
    for table in tables:
        with contextlib.suppress(Exception):
            parse(open_package(Path(package)).table(table))
