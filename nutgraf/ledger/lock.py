"""facts.lock: one sorted line of JSON for each published claim, so that two branches merge line by line."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.ledger.model import Line, Past, Stated

NAME = "facts.lock"
DIGEST = "digest"
_MOST_INPUTS = 3
"""A line spells out this many inputs; of more it keeps the fingerprint, for their rows stand in lines of their own."""


@dataclass(frozen=True)
class Lock:
    """Every claim as it was last published, by its id; and every text as its languages were last agreed."""

    lines: Mapping[str, Line]
    agreed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def editions(self) -> dict[str, dict[str, Line]]:
        """The lines of each edition, those of claims that are gone too."""
        found: dict[str, dict[str, Line]] = defaultdict(dict)
        for name, line in self.lines.items():
            found[line.edition][name] = line
        return dict(found)

    @cached_property
    def rows(self) -> dict[str, Any]:
        """Every row that a line spells out, and what it held."""
        return {row: value for line in self.lines.values() for row, value in line.inputs.items() if row != DIGEST}

    def of(self, edition: str) -> dict[str, Line]:
        """The lines of one edition that its page still shows."""
        return {name: line for name, line in self.editions.get(edition, {}).items() if not line.gone}

    def text(self) -> str:
        """The file's text; the same lines give the same bytes."""
        rows = {name: _dumped(line) for name, line in self.lines.items()}
        rows |= {
            name: json.dumps({"id": name, "agreed": dict(sorted(texts.items()))}) for name, texts in self.agreed.items()
        }
        return "".join(f"{rows[name]}\n" for name in sorted(rows))


def read_lock(path: Path) -> Lock:
    """The lock in a file; an empty one where there is none. DataError names every line that cannot be read.

    Where two branches left two lines for one claim the later date stands; a page that says otherwise is then held.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Lock({})
    found: dict[str, Line] = {}
    agreed: dict[str, Mapping[str, str]] = {}
    problems = []
    for number, row in enumerate(text.splitlines(), 1):
        try:
            line = _loaded(row)
            if isinstance(line, tuple):
                agreed[line[0]] = line[1]
                continue
        except (ValueError, TypeError, KeyError):
            fix = "take the line back from git; a merge leaves no marks in this file when .gitattributes says union"
            problems.append(Problem(f"{NAME}, line {number}", "this is not a published claim", fix))
            continue
        if line.id not in found or line.date >= found[line.id].date:
            found[line.id] = line
    if problems:
        raise DataError(*problems)
    return Lock(found, agreed)


def write_lock(lock: Lock, path: Path) -> None:
    """Put the lock in its file: the old one or the new one, never half."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(lock.text(), encoding="utf-8")
    beside.replace(path)


def line_of(claim: Stated, *, date: str) -> Line:
    """A claim as a line, published on a day."""
    return Line(claim.id, claim.text, claim.value, claim.unit, inputs_of(claim), date)


def inputs_of(claim: Stated) -> dict[str, Any]:
    """The rows that went into a claim and what they held; the fingerprint where they are many."""
    rows = dict(rows_of(claim))
    if len(rows) <= _MOST_INPUTS:
        return rows
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False)
    return {DIGEST: hashlib.sha256(text.encode()).hexdigest()[:16]}


def rows_of(claim: Stated) -> Iterator[tuple[str, Any]]:
    """The rows that went into a claim, by a name that holds still, and what they held."""
    for row in claim.inputs:
        key = ",".join(f"{name}={row['key'][name]}" for name in sorted(row["key"]))
        yield f"{row['table']}:{key}:{row['column']}", row["value"]


def _dumped(line: Line) -> str:
    values: dict[str, Any] = {"id": line.id, "text": line.text, "value": line.value, "unit": line.unit}
    values |= {"inputs": dict(sorted(line.inputs.items())), "date": line.date}
    values |= {name: value for name in ("name", "reason", "gone") if (value := getattr(line, name))}
    if line.history:
        values["history"] = [_without_blanks(past) for past in line.history]
    return json.dumps(values, ensure_ascii=False)


def _loaded(row: str) -> Line | tuple[str, dict[str, str]]:
    values = json.loads(row)
    if "agreed" in values:
        return values["id"], dict(values["agreed"])
    history: Iterable[dict[str, Any]] = values.pop("history", ())
    return Line(**values, history=tuple(Past(**past) for past in history))


def _without_blanks(past: Past) -> dict[str, Any]:
    return {name: value for name, value in vars(past).items() if value or name in ("date", "was", "now")}
