"""Reads and writes facts.lock: sorted lines of JSON with a checksum each, so that branches merge by line.

The first line counts the others. After a merge there are two such lines, and the count is skipped until the next write.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nutgraf.atomic_write import replace_file
from nutgraf.errors import DataError, Problem, merge_conflict
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.published import Address, PublishedClaim, Revision, Shown
from nutgraf.regular_file import refuse_special_file
from nutgraf.stored_json import read_stored

NAME = "facts.lock"
_TABLE = "table:"
_WORDS = "words:"
_NEVER_LEFT_OUT = ("value", "text", "unit", "inputs", "was", "now")
_FIX = "restore facts.lock from git; only nutgraf writes it"
_SIGN_AGAIN = "take it away; then read the pages as for a first publication, and sign them: nutgraf build --publish"
_HAS_SUM = re.compile(r', "sum": "')


def read_lock(path: Path) -> Lock:
    """The lock in a file, or an empty one if it does not exist. Raises DataError naming every invalid line.

    If a merge leaves two lines for one claim, the later one is used; a page that differs from it is held.
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
    if numbered and not any(_HAS_SUM.search(row) for _, row in numbered) and _is_json(numbered[0][1]):
        raise DataError(Problem(NAME, "an earlier version of nutgraf wrote it, without checksums", _SIGN_AGAIN))
    for number, row in numbered:
        try:
            values = _checked(row)
            found[values["id"]].append(values)
        except (ValueError, TypeError, KeyError) as error:
            what = str(error) if type(error) is ValueError else "nutgraf did not write this line"
            problems.append(Problem(f"{NAME}, line {number}", what, _FIX))
    counts = found.pop("", [])
    problems += [] if problems else _miscounted([row for _, row in numbered], counts)
    lock = _loaded(found, problems)
    if problems:
        raise DataError(*problems)
    return lock


def write_lock(lock: Lock, path: Path) -> None:
    """Write the lock to its file atomically."""
    replace_file(path, lock_text(lock).encode(), durable=True)


def lock_text(lock: Lock) -> str:
    """The text of the file; the same content gives the same bytes."""
    rows = {name: _without_blanks(line) for name, line in lock.lines.items()}
    rows |= {name: _without_blanks(address) for name, address in lock.addresses.items()}
    for name, texts in lock.agreed.items():
        rows[f"{_WORDS}{name}"] = {"id": f"{_WORDS}{name}", "agreed": dict(sorted(texts.items()))}
    for name, shown in lock.shown.items():
        table = _table(shown.values)
        rows[table] = {"id": table, "values": dict(shown.values)}  # the pages of a language share most tables
        rows[name] = {**_without_blanks(shown), "values": table}
    lines = [_summed(rows[name]) for name in sorted(rows)]
    return "".join(f"{line}\n" for line in (_count(lines), *lines)) if lines else ""


def _without_blanks(value: Any) -> dict[str, Any]:
    """The members of a line that are not blank."""
    filled = {name: each for name, each in vars(value).items() if each or name in _NEVER_LEFT_OUT}
    if "history" in filled:
        filled["history"] = [_without_blanks(past) for past in filled["history"]]
    if "inputs" in filled:
        filled["inputs"] = dict(sorted(filled["inputs"].items()))
    return filled


def _table(values: Mapping[str, str]) -> str:
    text = json.dumps(list(values.items()), ensure_ascii=False)
    return _TABLE + hashlib.sha256(text.encode()).hexdigest()[:16]


def _summed(values: Mapping[str, Any]) -> str:
    """A line with its checksum, so that an accidental edit is not taken for a changed number."""
    text = json.dumps(values, ensure_ascii=False)
    return f'{text[:-1]}, "sum": "{_sum(text)}"}}'


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _count(lines: Iterable[str]) -> str:
    rows = list(lines)
    return _summed({"id": "", "lines": len(rows), "of": _sum("\n".join(rows))})


def _checked(row: str) -> dict[str, Any]:
    """The content of a line. Raises ValueError if it is not as nutgraf wrote it."""
    try:
        values = read_stored(row)
    except ValueError as error:
        raise ValueError("nutgraf did not write this line") from error
    if not isinstance(values, dict):
        raise ValueError("nutgraf did not write this line")
    checksum = values.pop("sum")
    if _summed(values) != row or _sum(json.dumps(values, ensure_ascii=False)) != checksum:
        name = str(values.get("id") or "the count of lines")
        raise ValueError(f"this line was changed by hand or damaged: {_short(name)}")
    return dict(values)


def _is_json(row: str) -> bool:
    """Whether a line is an object with an id, as lines were before they had checksums."""
    try:
        return "id" in read_stored(row)
    except (ValueError, TypeError):
        return False


def _miscounted(rows: list[str], counts: list[dict[str, Any]]) -> list[Problem]:
    """Checks the count in the first line, unless a merge left two counts."""
    if not rows or len(counts) > 1:
        return []
    if not counts:
        return [Problem(NAME, "its first line, which counts the others, is missing", _FIX)]
    if rows[0] == _count(rows[1:]):
        return []
    what = f"it should have {counts[0]['lines']:,} lines after the first, and has {len(rows) - 1:,}"
    if counts[0]["lines"] == len(rows) - 1:
        what = "a line was replaced, or the order of the lines changed"
    return [Problem(NAME, what, _FIX)]


def _loaded(found: Mapping[str, list[dict[str, Any]]], problems: list[Problem]) -> Lock:
    kinds: dict[str, dict[str, Any]] = {"lines": {}, "agreed": {}, "addresses": {}, "shown": {}}
    for name, several in found.items():
        values = max(several, key=_age)
        try:
            kind, line = _line(values, found)
        except (TypeError, KeyError):
            problems.append(
                Problem(NAME, f"the line of {_short(name)} is incomplete, or a later version of nutgraf wrote it", _FIX)
            )
            continue
        if kind:
            kinds[kind][name.removeprefix(_WORDS)] = line
    return Lock(**kinds)


def _age(values: Mapping[str, Any]) -> tuple[str, int, bool]:
    """The sort key for the later of two lines that a merge left for one claim."""
    return str(values.get("date", "")), len(values.get("history", ())), "name" in values


def _line(values: dict[str, Any], found: Mapping[str, list[dict[str, Any]]]) -> tuple[str, Any]:
    """The kind and value of a line. Raises KeyError if the values that it refers to are missing."""
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
