"""The log of what a notebook read, and the fingerprint of a selection of rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nutgraf.data.cache_key import CacheKey
from nutgraf.data.content import Content
from nutgraf.data.package import Package, Table
from nutgraf.data.package_file import open_package
from nutgraf.data.select import as_lists, is_many, matching
from nutgraf.data.sound_content import read_content
from nutgraf.errors import NutgrafError

_LOG: dict[str, dict[str, Any]] = {}
GONE = "gone"
"""The fingerprint of a selection whose table or column is no longer there."""


def record_read(table: Table, where: Mapping[str, Any], content: Content) -> None:
    """Record that a selection of the rows of a table was read, which has this content."""
    plain = {name: _plain(_as_typed(table, name, value)) for name, value in sorted(where.items())}
    entry = {"table": table.name, "where": plain, "columns": None, "digest": _answer(content, table, where)}
    _LOG[json.dumps([table.name, plain], ensure_ascii=False)] = entry


def take_reads() -> list[dict[str, Any]]:
    """What was read since the last call, each selection once, in the order first read."""
    taken = list(_LOG.values())
    _LOG.clear()
    return taken


def digest(package: Path, table: str, where: Mapping[str, Any]) -> str:
    """The fingerprint of the matching rows, all columns, publishable or not, and of their schema."""
    return Snapshot(package).digest(table, where)


class Snapshot:
    """The current rows, each table read once, for checking many selections."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._contents: dict[str, Content] = {}
        self._known: dict[str, str] = {}

    @cached_property
    def _package(self) -> Package | None:
        try:
            return open_package(self._path)
        except NutgrafError:
            return None

    def digest(self, table: str, where: Mapping[str, Any]) -> str:
        """The fingerprint of the rows that answer, as `digest` gives it."""
        asked = table + json.dumps(where, default=str)
        if asked not in self._known:
            self._known[asked] = self._look(table, where)
        return self._known[asked]

    def _look(self, name: str, where: Mapping[str, Any]) -> str:
        try:
            if self._package is None:
                return GONE
            if name not in self._contents:
                self._contents[name] = read_content(self._package, self._package.table(name))
            return _answer(self._contents[name], self._package.table(name), where)
        except NutgrafError:
            return GONE


def _answer(content: Content, table: Table, where: Mapping[str, Any]) -> str:
    asked = as_lists(table, where)
    key = json.dumps([table.name, sorted((column, sorted(map(str, values))) for column, values in asked.items())])
    return _digest(CacheKey((content.digest, table.digest), content), table.digest, CacheKey(key, asked))


@lru_cache(maxsize=20_000)
def _digest(held: CacheKey[Content], schema: str, asked: CacheKey[dict[str, list[Any]]]) -> str:
    lines = [held.value.lines[number] for number in matching(held.value, asked.value)]
    return hashlib.sha256("\x1e".join([schema, *lines]).encode()).hexdigest()


def _as_typed(table: Table, name: str, asked: Any) -> Any:
    """The queried value of a column, in its type: one value, or a list."""
    values = as_lists(table, {name: asked})[name]
    return sorted(values, key=str) if isinstance(asked, (set, frozenset)) else values if is_many(asked) else values[0]


def _plain(value: Any) -> Any:
    """A value in JSON form, to query again."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, timedelta):
        return f"P{value.days}DT{value.seconds}.{value.microseconds:06}S"
    return value.isoformat() if isinstance(value, (date, time)) else value
