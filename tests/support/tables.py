"""Data packages of one table or a few, for tests of how tables are read."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

import nutgraf
from nutgraf.data import validate

SOURCES = "source_id,publisher,title,url\nmade_up,Made Up,A test,\n"


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """One field of a schema."""
    return {"name": name, "type": kind, **more}


def resource(name: str, *fields: Any, schema: Any = None, **more: Any) -> dict[str, Any]:
    """One resource: a table with these fields; fields that are texts are columns of text."""
    described = [field(one) if isinstance(one, str) else one for one in fields]
    return {"name": name, "path": f"{name}.csv", "schema": {"fields": described, **(schema or {})}, **more}


def lay(root: Path, resources: list[Any], files: dict[str, str | bytes], **package: Any) -> Path:
    """A project's data/ with these resources and files; the path of its data package."""
    folder = root / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "test", "resources": resources, **package}), encoding="utf-8")
    return path


def table(root: Path, text: str | bytes, *fields: Any, **more: Any) -> Path:
    """A data package whose one table is x.csv."""
    return lay(root, [resource("x", *fields, **more)], {"x.csv": text})


def said(package: Path) -> list[tuple[str, str, str]]:
    """What is wrong with the data, as a reporter reads it."""
    return [(problem.where, problem.what, problem.fix) for problem in validate(package)]


def values(monkeypatch: Any, package: Path, column: str, name: str = "x") -> list[Any]:
    """The values of a column as nutgraf.table gives them, blanks as None."""
    assert said(package) == []
    monkeypatch.chdir(package.parent)
    found = nutgraf.table(name)[column]
    return [None if _is_blank(value) else value for value in found.tolist()]


def _is_blank(value: Any) -> bool:
    return not isinstance(value, list | dict | tuple) and bool(pd.isna(value))


class TooLate(BaseException):
    """What nobody catches."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """An end to what would wait for ever, as for the other end of a pipe."""

    def too_late(*_: Any) -> None:
        raise TooLate

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
