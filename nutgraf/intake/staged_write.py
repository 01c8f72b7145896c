"""Writes several files of data/ together: all of them, or none."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nutgraf.atomic_write import replace_file
from nutgraf.data import validate
from nutgraf.errors import Problem


def problems_with(folder: Path, package: str, files: Mapping[str, bytes | None]) -> list[Problem]:
    """What would be wrong with the data after a change that is not wrong now; None in place of bytes removes a file."""
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in files:
                (trial / path.name).symlink_to(path)
        for file, written in files.items():
            if written is not None:
                (trial / file).write_bytes(written)
        found = validate(trial / package)
    now = set(validate(folder / package)) if found and (folder / package).is_file() else set()
    return [problem for problem in found if problem not in now]


def write_together(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write the files in their order; where one cannot be written, every file is as it was before."""
    folder.mkdir(parents=True, exist_ok=True)
    before = {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in files}
    done: list[str] = []
    try:
        for name, written in files.items():
            done.append(name)
            _put(folder / name, written)
    except BaseException:
        _restore(folder, done, before)
        raise


def _restore(folder: Path, names: Sequence[str], before: Mapping[str, bytes | None]) -> None:
    for name in reversed(names):
        path = folder / name
        if (path.read_bytes() if path.is_file() else None) != before[name]:
            _put(path, before[name])


def _put(path: Path, written: bytes | None) -> None:
    if written is None:
        path.unlink(missing_ok=True)
    else:
        replace_file(path, written, durable=True)
