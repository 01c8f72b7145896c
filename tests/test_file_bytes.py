"""A data file is read again when it has changed, however little time has passed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nutgraf.atomic_write import replace_file
from nutgraf.data.data_files import read_file

LONG_AGO = 1_700_000_000


def _read(path: Path) -> bytes:
    return read_file(path, "data/a.csv", "put it back")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened, in order."""
    found: list[Path] = []
    plain = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        found.append(path)
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    return found


def _seems_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nutgraf.file_bytes._SETTLED_NS", -1_000_000_000)


def test_a_file_that_changes_twice_within_a_tick_of_the_clock_is_read_each_time(tmp_path: Path) -> None:
    path, status = tmp_path / "a.csv", None
    for content in (b"1", b"2", b"3"):
        path.write_bytes(content)
        os.utime(path, (LONG_AGO, LONG_AGO))
        assert _read(path) == content
        assert status is None or path.stat().st_mtime_ns == status.st_mtime_ns
        status = path.stat()


def test_a_file_that_has_not_changed_for_a_while_is_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    _seems_old(monkeypatch)
    assert [_read(path), _read(path)] == [b"1", b"1"]
    assert opened == [path]


@pytest.mark.parametrize("change", ["written", "replaced", "the same size and time"])
def test_a_file_that_was_kept_is_read_again_once_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(b"1")
    before = path.stat()
    _seems_old(monkeypatch)
    assert _read(path) == b"1"
    if change == "replaced":
        other.write_bytes(b"2")
        other.replace(path)
    else:
        path.write_bytes(b"22" if change == "written" else b"2")
    if change == "the same size and time":
        while path.stat().st_ctime_ns == before.st_ctime_ns:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _read(path) == path.read_bytes() != b"1"


def test_a_file_that_is_gone_is_not_read_from_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nutgraf.errors import DataError

    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    _seems_old(monkeypatch)
    assert _read(path) == b"1"
    path.unlink()
    with pytest.raises(DataError, match="there is no such file"):
        _read(path)


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts.lock"
    replace_file(path, b"old")
    path.chmod(0o640)
    replace_file(path, b"new", durable=True)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    monkeypatch.setattr(os, "fsync", lambda file: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        replace_file(path, b"newer", durable=True)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("facts.lock", b"new")]
