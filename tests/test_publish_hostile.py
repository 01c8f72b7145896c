"""A store that somebody wrote to: no manifest leads out of a site, stops a publication or ends in a traceback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import NutgrafError, PublishError
from nutgraf.ledger import read_lock
from nutgraf.pipeline.assemble import entry_from_site
from nutgraf.project import Project
from nutgraf.publish import Release, publish_site, releases, roll_back
from nutgraf.publish.destination import object_name
from nutgraf.publish.release import File, digest_of
from nutgraf.rebuild import read_status
from nutgraf.stored_json import read_stored
from support.a_site import NOW, a_project, put_live, write_site
from support.sites import BuiltSite

DEEP = "[" * 60_000
WORDS = b"written by somebody else"
FILE = File.of(WORDS)


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


def forged(live: Path, files: Mapping[str, File]) -> str:
    """A release that somebody put into the store, with every sum as it has to be; its name."""
    release = Release(1, "2026-11-29T03:00:00Z", files, "", 1)
    name = f"000001-{release.content[:8]}"
    for path in files:
        kept = live / object_name(path, FILE)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(WORDS)
    (live / f"store/releases/{name}.json").write_bytes(release.to_json())
    return name


def publishes_on(desk: Project, live: Path) -> None:
    """The next publication gives readers the new site."""
    write_site(desk, "three")
    publish_site(desk, str(live), now=NOW)
    assert (live / "current/index.html").read_text() == "front three"


OUT = ("../escape", "../../../../escape", "a/../../../escape", "/escape")


@pytest.mark.parametrize("path", [*OUT, "..", ".", "", "a//b", "x\0y", "a" * 300])
def test_a_manifest_with_a_file_that_no_site_can_have_is_none(path: str) -> None:
    with pytest.raises(ValueError, match="no site has a file"):
        Release.from_json(Release(1, "2026-11-29", {path: FILE}, "", 1).to_json())


@pytest.mark.parametrize("path", OUT)
def test_going_back_to_a_release_that_somebody_forged_writes_nothing(desk: Project, tmp_path: Path, path: str) -> None:
    put_live(desk, tmp_path / "live", "two")
    name = forged(tmp_path / "live", files={"index.html": FILE, path: FILE})
    before = set(tmp_path.rglob("*"))
    with pytest.raises(PublishError):
        roll_back(desk, str(tmp_path / "live"), name)
    assert set(tmp_path.rglob("*")) == before
    publishes_on(desk, tmp_path / "live")


def test_a_file_that_is_a_folder_of_another_one_is_in_no_release() -> None:
    with pytest.raises(ValueError, match="no site has a file 'a/b'"):
        Release.from_json(Release(1, "2026-11-29", {"a": FILE, "a/b": FILE}, "", 1).to_json())


@pytest.mark.parametrize(
    "values",
    [
        *({"number": value} for value in ("1", None, 1.5, True, [1])),
        *({"previous": value} for value in (None, 5, ["a"])),
        *({"reason": value} for value in (None, {})),
        *({"pages": "3"}, {"date": None}, {"lock": 5}, {"lock": "../../p/pyproject.toml"}),
        *({"files": {"index.html": File(digest, size)}} for digest, size in ((5, 5), ("../x", 5), ("a" * 64, "5"))),
    ],
    ids=str,
)
def test_a_release_with_a_value_of_another_kind_stops_nobody(
    desk: Project, tmp_path: Path, values: dict[str, Any]
) -> None:
    live = tmp_path / "live"
    put_live(desk, live, "two")
    with pytest.raises(ValueError, match="manifest"):
        Release.from_json(Release(**{**vars(releases(str(live))[0]), **values}).to_json())
    (live / "store/releases/000001-00000000.json").write_bytes(
        Release(**{**vars(releases(str(live))[0]), **values}).to_json()
    )
    assert [each.live for each in releases(str(live))] == [True]
    publishes_on(desk, live)


@pytest.mark.parametrize("name", ["store/releases/000001-00000000.json", "store/archive.json", "store/lease"])
def test_a_store_whose_files_are_nested_without_end_is_published_to(desk: Project, tmp_path: Path, name: str) -> None:
    put_live(desk, tmp_path / "live", "two")
    (tmp_path / "live" / name).write_text(DEEP)
    publishes_on(desk, tmp_path / "live")


@pytest.mark.parametrize(
    "hostile", [{"files": ["../../../../../elsewhere"]}, {"files": ["/etc/passwd"]}, {"address": "../x"}]
)
def test_a_page_of_a_live_site_that_names_a_file_elsewhere_is_no_copy(
    built_site: BuiltSite, tmp_path: Path, hostile: dict[str, Any]
) -> None:
    copy = tmp_path / "site/en/honey-tax/as"
    shutil.copytree(built_site.site / "en/honey-tax/as", copy)
    (tmp_path / "elsewhere").write_text("a secret of this machine")
    whole = entry_from_site(copy)
    assert whole is not None
    assert whole.address == "en/honey-tax/as"
    about = copy / "page.json"
    about.write_text(json.dumps({**json.loads(about.read_text("utf-8")), **hostile}), "utf-8")
    assert entry_from_site(copy) is None


def test_a_record_and_a_lock_that_are_nested_without_end_are_damaged(desk: Project) -> None:
    (desk.build_dir / "rebuild").mkdir(parents=True)
    for name in ("run.json", "report.json", "log.jsonl"):
        (desk.build_dir / "rebuild" / name).write_text(DEEP)
    assert read_status(desk).state == "never"
    desk.lock_file.write_text(DEEP)
    with pytest.raises(NutgrafError, match="nutgraf did not write this line"):
        read_lock(desk.lock_file)
    with pytest.raises(ValueError, match="nested too deeply"):
        read_stored('{"a":' * 60_000)


def test_a_rollback_that_cannot_be_finished_is_named_with_the_way_to_drop_it(desk: Project, tmp_path: Path) -> None:
    made = put_live(desk, tmp_path / "live", "one")
    note = desk.build_dir / "rollback.json"
    note.write_text(json.dumps({"destination": str(tmp_path / "live"), "release": f"000009-{digest_of(b'')[:8]}"}))
    with pytest.raises(PublishError) as refused:
        publish_site(desk, str(tmp_path / "live"), now=NOW)
    first, second = refused.value.problems
    assert (first.where, "cannot be finished" in first.what) == ("build/rollback.json", True)
    assert "remove build/rollback.json" in first.fix
    assert second.what == "there is no such release"
    note.unlink()
    assert publish_site(desk, str(tmp_path / "live"), now=NOW).id == made.id
