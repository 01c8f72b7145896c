"""Reads the files of data/: regular files inside the folder and strict JSON; anything else is refused by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from os import stat  # as it is before a kernel notes what its notebook looks at, which the tables are not
from pathlib import Path, PurePosixPath
from typing import Any

from nutgraf.errors import DataError, Problem, instead, merge_conflict, nearest
from nutgraf.file_bytes import current_bytes
from nutgraf.regular_file import refuse_special


def read_file(path: Path, name: str, missing: str) -> bytes:
    """The bytes of a regular file; `name` is its name in messages, `missing` the fix if it does not exist.

    Raises DataError for a file that does not exist or cannot be read, and for a folder, pipe or device: opening a
    pipe waits for another program to write.
    """
    try:
        status = stat(path)  # noqa: PTH116
        refuse_special(status.st_mode, name, "put the file itself here")
        return current_bytes(path, status)
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(Problem(name, "there is no such file", _likely_file(path) or missing)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = f"the file cannot be read: {reason}"
        raise DataError(Problem(name, what, "look at its name, its place and who may read it")) from error


def _likely_file(path: Path) -> str:
    """The fix for a misspelled name, which a file system may tell from another by capitals; "" if none is like it."""
    try:
        there = [one.name for one in path.parent.iterdir() if one.suffix.casefold() == path.suffix.casefold()]
    except OSError:
        return ""
    found = nearest(path.name, sorted(there, reverse=True), 0.8)
    return instead(path.name, found, " Capital and small letters differ in file names") if found else ""


def misplaced(path: Any) -> str:
    """Why a path of the data package cannot be followed; "" where it can."""
    if not isinstance(path, str) or not path:
        return f"the path {path!r} is not the name of a file"
    if "://" in path:
        return f"{path!r} is on the network, where a build reads nothing"
    if "\0" in path or "\\" in path:
        return f"the path {path!r} is not written with plain slashes"
    if path.startswith(("/", "~")) or ".." in PurePosixPath(path).parts:
        return f"{path!r} leads out of data/"
    return ""


def read_json(text: bytes, name: str) -> Any:
    """The content of a JSON file. Raises DataError naming the line of a syntax error, or a duplicate key."""
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=unique_keys)
    except json.JSONDecodeError as error:
        if conflict := merge_conflict(name, error.doc):
            raise DataError(conflict) from error
        what = f"this is not JSON, in line {error.lineno}: {error.msg}"
        raise DataError(Problem(name, what, "look at its commas, brackets and quotes")) from error
    except UnicodeDecodeError as error:
        raise DataError(Problem(name, "the file is not UTF-8", "save it as UTF-8")) from error
    except RecursionError as error:
        raise DataError(Problem(name, "the file is nested too deeply", "look at its brackets")) from error
    except ValueError as error:
        raise DataError(Problem(name, str(error), "keep one of the two")) from error


def parts_named(described: Any) -> Iterator[str]:
    """The files next to the data package that hold its schemas and dialects."""
    resources = described.get("resources") if isinstance(described, dict) else None
    for resource in resources if isinstance(resources, list) else ():
        for part in ("schema", "dialect") if isinstance(resource, dict) else ():
            name = resource.get(part)
            if isinstance(name, str) and not misplaced(name):
                yield name


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; ValueError where a name is given twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice in one object")
    return found
