"""The lease of an object store: one publisher at a time, and never for ever."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import fsspec
import pytest

from nutgraf.errors import BusyError
from nutgraf.project import Project
from nutgraf.publish import lease, publish_site, releases, roll_back
from nutgraf.publish.object_store import ObjectStore
from support.a_site import NOW, a_project, put_live, write_site


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


@pytest.fixture
def to(tmp_path: Path) -> str:
    return f"memory://lease-{tmp_path.name}"


def lease_of(to: str) -> str:
    return f"/{to.removeprefix('memory://')}/store/lease.json"


def write_lease(to: str, content: str | dict[str, Any]) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    fsspec.filesystem("memory").pipe_file(lease_of(to), text.encode())


def test_a_second_publisher_is_refused_and_reads_how_long_it_may_take(desk: Project, to: str) -> None:
    put_live(desk, to, "one")
    write_lease(to, {"owner": "another", "until": time.time() + 500})
    for attempt in (lambda: put_live(desk, to, "two"), lambda: roll_back(desk, to, "1")):
        with pytest.raises(BusyError, match=r"its lease runs out in [78] min at the latest"):
            attempt()
    assert len(releases(to)) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"owner": "killed", "until": 1.0},
        {"owner": "by another clock", "until": 9e12},
        {"owner": "no end"},
        {"until": "soon"},
        {"until": float("nan")},
        "{",
        "[]",
    ],
)
def test_a_lease_that_ran_out_or_is_damaged_holds_nobody_up(desk: Project, to: str, content: Any) -> None:
    write_lease(to, content)
    assert put_live(desk, to, "one").live
    assert not fsspec.filesystem("memory").exists(lease_of(to))


def test_a_publisher_whose_lease_was_taken_over_does_not_switch_readers(
    desk: Project, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(desk, to, "one")
    lay = ObjectStore.lay

    def slow(self: ObjectStore, *given: Any) -> None:
        lay(self, *given)
        write_lease(to, {"owner": "another", "until": time.time() + 500})

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "lay", slow)
        with pytest.raises(BusyError, match="another publisher is at work"):
            put_live(desk, to, "two")
    assert [each.number for each in releases(to) if each.live] == [1]
    assert json.loads(fsspec.filesystem("memory").cat_file(lease_of(to)))["owner"] == "another"


def test_a_publisher_who_was_overtaken_does_not_switch_readers_back(
    desk: Project, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(desk, to, "one")
    lay = ObjectStore.lay

    def overtaken(self: ObjectStore, *given: Any) -> None:
        lay(self, *given)
        pointer = {"release": "000009-aaaaaaaa", "path": "releases/000009-aaaaaaaa/"}
        fsspec.filesystem("memory").pipe_file(
            lease_of(to).replace("lease.json", "current.json"), json.dumps(pointer).encode()
        )

    monkeypatch.setattr(ObjectStore, "lay", overtaken)
    write_site(desk, "two")
    with pytest.raises(BusyError, match="another release went live meanwhile"):
        publish_site(desk, to, now=NOW)


def test_a_long_upload_keeps_its_lease(desk: Project, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_RENEWED_AFTER_S", -1)
    written: list[str] = []
    write = ObjectStore.write_version

    def noted(self: ObjectStore, name: str, content: bytes, version: str) -> str | None:
        written.append(name)
        return write(self, name, content, version)

    monkeypatch.setattr(ObjectStore, "write_version", noted)
    put_live(desk, to, "one")
    assert written.count("store/lease.json") > 10
