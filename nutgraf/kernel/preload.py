"""Reads in the fork server what notebooks will read, so that every forked kernel already has it.

No notebook code runs, and nothing is left behind but caches, which compare by
content: the kernel rereads a text or table that has changed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Preload:
    """The prose templates, their language, the tables that a notebook may read and its code."""

    lang: str
    texts: tuple[str, ...]
    package: str = ""
    tables: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


def preload(lang: str, texts: Iterable[str], package: str, tables: Iterable[str], code: Iterable[str]) -> None:
    """Compile the templates, parse the tables and transform the code; errors are left for the kernel to report."""
    from nutgraf.data.package_file import open_package
    from nutgraf.data.sound_content import read_content
    from nutgraf.kernel.cell_source import remember
    from nutgraf.language import language
    from nutgraf.prose.template import compile_template

    # Any error: here it would end the fork server, and with it the kernels of unrelated pages.
    with contextlib.suppress(Exception), _project_of(package):
        language(lang).number(1)
    for text in texts:
        with contextlib.suppress(Exception):
            compile_template(text)
    with contextlib.suppress(Exception):
        rules = open_package(Path(package)).rules  # asked for two bases that are none, they compile their patterns
        rules.clash("", " ")
        rules.fit("", " ")
    for table in tables:
        with contextlib.suppress(Exception):
            opened = open_package(Path(package))
            found = opened.table(table)
            content = read_content(opened, found)
            for column in found.key:
                content.rows_by_value(column)
    for source in code:
        with contextlib.suppress(Exception):
            remember(source)


def _project_of(package: str) -> contextlib.AbstractContextManager[None]:
    """The project whose language files the kernels read: this process is in none."""
    from nutgraf.language_files import current_project
    from nutgraf.project_root import enclosing_project

    root = enclosing_project(Path(package).parent) if package else None
    return contextlib.nullcontext() if root is None else current_project(root)
