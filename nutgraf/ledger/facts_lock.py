"""facts.lock: sorted lines of JSON for what was published, each with a checksum, so that two branches merge by line.

The first line counts the others. After a merge there are two of it, and nothing is counted until the file is written.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.errors import DataError, Problem, merge_conflict
from nutgraf.ledger.claim_inputs import DIGEST
from nutgraf.ledger.published import Address, PublishedClaim, Revision, Shown
from nutgraf.regular_file import refuse_special_file

NAME = "facts.lock"
_TABLE = "table:"
_WORDS = "words:"
_FIX = "take facts.lock back from git: only nutgraf writes it"


@dataclass(frozen=True)
class Lock:
    """What was published: addresses, claims, what figures draw; and every text as its languages were last agreed."""

    lines: Mapping[str, PublishedClaim]
    agreed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    addresses: Mapping[str, Address] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict[str, dict[str, PublishedClaim]]:
        """The lines of each page, those of claims that are gone too."""
        found: dict[str, dict[str, PublishedClaim]] = defaultdict(dict)
        for name, line in self.lines.items():
            found[line.page][name] = line
        return dict(found)

    @cached_property
    def figures(self) -> dict[str, dict[str, Shown]]:
        """What the figures of each page drew, by the name of its line."""
        found: dict[str, dict[str, Shown]] = defaultdict(dict)
        for name, shown in self.shown.items():
            found[shown.page][name] = shown
        return dict(found)

    @cached_property
    def rows(self) -> dict[str, Any]:
        """Every row that a line spells out, and what it held."""
        return {row: value for line in self.lines.values() for row, value in line.inputs.items() if row != DIGEST}

    @cached_property
    def published(self) -> frozenset[str]:
        """The addresses at which a page was published and is to be found."""
        return frozenset(name for name, address in self.addresses.items() if address.state == "published")

    def of(self, page: str) -> dict[str, PublishedClaim]:
        """The lines of the claims that a page still makes."""
        return {name: line for name, line in self.pages.get(page, {}).items() if not line.gone}

    def only(self, page: str) -> Lock:
        """What is said of one page alone."""
        known = {page: self.addresses[page]} if page in self.addresses else {}
        return Lock(self.pages.get(page, {}), addresses=known, shown=self.figures.get(page, {}))

    def and_of(self, others: Sequence[Lock]) -> Lock:
        """The lock with what others say of their pages."""
        return replace(
            self,
            lines={name: line for lock in (self, *others) for name, line in lock.lines.items()},
            addresses={name: each for lock in (self, *others) for name, each in lock.addresses.items()},
            shown={name: each for lock in (self, *others) for name, each in lock.shown.items()},
        )

    def without(self, *pages: str) -> Lock:
        """The lock without the claims and figures of these pages."""
        out = frozenset(pages)
        lines = {name: line for name, line in self.lines.items() if line.page not in out}
        shown = {name: each for name, each in self.shown.items() if each.page not in out}
        return replace(self, lines=lines, shown=shown)

    def at(self, address: Address) -> Lock:
        """The lock with what is said of an address."""
        return replace(self, addresses={**self.addresses, address.id: address})

    def text(self) -> str:
        """The file's text; the same content gives the same bytes."""
        rows = {name: _without_blanks(line) for name, line in self.lines.items()}
        rows |= {name: _without_blanks(address) for name, address in self.addresses.items()}
        for name, texts in self.agreed.items():
            rows[f"{_WORDS}{name}"] = {"id": f"{_WORDS}{name}", "agreed": dict(sorted(texts.items()))}
        for name, shown in self.shown.items():
            table = _table(shown.values)
            rows[table] = {"id": table, "values": dict(shown.values)}  # the pages of a language share most tables
            rows[name] = {**_without_blanks(shown), "values": table}
        lines = [_summed(rows[name]) for name in sorted(rows)]
        return "".join(f"{line}\n" for line in (_count(lines), *lines)) if lines else ""


def read_lock(path: Path) -> Lock:
    """The lock in a file; an empty one where there is none. DataError names every line that cannot be trusted.

    Where two branches left two lines for one claim the later date stands; a page that says otherwise is then held.
    """
    refuse_special_file(path, NAME, _FIX)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Lock({})
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(Problem(NAME, f"it cannot be read: {error}", _FIX)) from error
    both = "take the marks out, and keep the lines of both versions: of two lines for one claim the later counts"
    if conflict := merge_conflict(NAME, text, both):
        raise DataError(conflict)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    problems = []
    numbered = [(number, row) for number, row in enumerate(text.split("\n"), 1) if row.strip()]
    for number, row in numbered:
        try:
            values = _checked(row)
            found[values["id"]].append(values)
        except (ValueError, TypeError, KeyError) as error:
            what = str(error) if type(error) is ValueError else "this is no line that nutgraf wrote"
            problems.append(Problem(f"{NAME}, line {number}", what, _FIX))
    counts = found.pop("", [])
    problems += [] if problems else _miscounted([row for _, row in numbered], counts)
    lock = _loaded(found, problems)
    if problems:
        raise DataError(*problems)
    return lock


def write_lock(lock: Lock, path: Path) -> None:
    """Put the lock in its file: the old one or the new one, never half."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(lock.text(), encoding="utf-8")
    beside.replace(path)


def _without_blanks(value: Any) -> dict[str, Any]:
    """What a line says, as far as it says anything."""
    said = {
        name: each
        for name, each in vars(value).items()
        if each or name in ("value", "text", "unit", "inputs", "was", "now")
    }
    if "history" in said:
        said["history"] = [_without_blanks(past) for past in said["history"]]
    if "inputs" in said:
        said["inputs"] = dict(sorted(said["inputs"].items()))
    return said


def _table(values: Mapping[str, str]) -> str:
    text = json.dumps(list(values.items()), ensure_ascii=False)
    return _TABLE + hashlib.sha256(text.encode()).hexdigest()[:16]


def _summed(values: Mapping[str, Any]) -> str:
    """A line with its checksum, so that a slip of the hand is not taken for a figure that moved."""
    text = json.dumps(values, ensure_ascii=False)
    return f'{text[:-1]}, "sum": "{_sum(text)}"}}'


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _count(lines: Iterable[str]) -> str:
    rows = list(lines)
    return _summed({"id": "", "lines": len(rows), "of": _sum("\n".join(rows))})


def _checked(row: str) -> dict[str, Any]:
    """A line as JSON; ValueError where it is not as it was written."""
    try:
        values = json.loads(row)
    except ValueError as error:
        raise ValueError("this is no line that nutgraf wrote") from error
    if not isinstance(values, dict):
        raise ValueError("this is no line that nutgraf wrote")
    said = values.pop("sum")
    if _summed(values) != row or _sum(json.dumps(values, ensure_ascii=False)) != said:
        name = str(values.get("id") or "it counts the others")
        raise ValueError(f"this line was changed by hand or damaged: {_short(name)}")
    return dict(values)


def _miscounted(rows: list[str], counts: list[dict[str, Any]]) -> list[Problem]:
    """What the first line says of the others, unless a merge left two of it."""
    if not rows or len(counts) > 1:
        return []
    if not counts:
        return [Problem(NAME, "its first line, which counts the others, is missing", _FIX)]
    if rows[0] == _count(rows[1:]):
        return []
    what = f"it should have {counts[0]['lines']:,} lines after the first, and has {len(rows) - 1:,}"
    if counts[0]["lines"] == len(rows) - 1:
        what = "its lines are not those that were written: one was exchanged, or their order changed"
    return [Problem(NAME, what, _FIX)]


def _loaded(found: Mapping[str, list[dict[str, Any]]], problems: list[Problem]) -> Lock:
    kinds: dict[str, dict[str, Any]] = {"lines": {}, "agreed": {}, "addresses": {}, "shown": {}}
    for name, several in found.items():
        values = max(several, key=_age)
        try:
            kind, line = _line(values, found)
        except (TypeError, KeyError):
            problems.append(
                Problem(NAME, f"the line of {_short(name)} is not whole, or a later nutgraf wrote it", _FIX)
            )
            continue
        if kind:
            kinds[kind][name.removeprefix(_WORDS)] = line
    return Lock(**kinds)


def _age(values: Mapping[str, Any]) -> tuple[str, int, bool]:
    """What makes a line the later of two that a merge left for one claim."""
    return str(values.get("date", "")), len(values.get("history", ())), "name" in values


def _line(values: dict[str, Any], found: Mapping[str, list[dict[str, Any]]]) -> tuple[str, Any]:
    """A line by its kind; KeyError where the values that it leads to are missing."""
    if values["id"].startswith(_TABLE):
        return "", None
    if "agreed" in values:
        return "agreed", values["agreed"]
    if "#" not in values["id"]:
        return "addresses", Address(**values)
    history = tuple(Revision(**past) for past in values.get("history", ()))
    if "values" in values:
        table = found[values["values"]][0]["values"] if values["values"] in found else None
        if table is None:
            raise KeyError(values["values"])
        return "shown", Shown(**{**values, "values": table, "history": history})
    return "lines", PublishedClaim(**{**values, "history": history})


def _short(name: str) -> str:
    return name if len(name) <= 100 else f"{name[:100]}…"
