"""Each release says what it was made from, and anybody can compare that with what readers get."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.errors import PublishError
from nutgraf.project import Project
from nutgraf.publish import publish_site, release_provenance, releases, verify_published
from support.a_site import NOW, a_project, put_live, write_site
from support.json_schemas import wrong
from support.sites import BuiltSite, nutgraf


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    desk = a_project(tmp_path / "p")
    (desk.root / "notebooks/a.ipynb").write_text("{}")
    (desk.root / "data").mkdir()
    (desk.root / "data/pay.csv").write_text("x\n1\n")
    (desk.root / "README.md").write_text("no input")
    return desk


def statement(to: Path) -> dict[str, Any]:
    (path,) = (to / "store/provenance").iterdir()
    said: dict[str, Any] = json.loads(path.read_text())
    return said


def test_a_release_says_what_was_made_from_what_in_the_form_of_in_toto_and_slsa(desk: Project, tmp_path: Path) -> None:
    made = put_live(desk, tmp_path / "live", "one", reason="why")
    said = statement(tmp_path / "live")
    assert (said["_type"], said["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/provenance/v1",
    )
    assert {each["name"]: each["digest"]["sha256"] for each in said["subject"]} == {
        path: file.sha256 for path, file in made.files.items()
    }
    definition, details = said["predicate"]["buildDefinition"], said["predicate"]["runDetails"]
    inputs = {
        each["name"]: each["digest"].get("sha256") for each in definition["resolvedDependencies"] if "name" in each
    }
    assert inputs["data/pay.csv"] == hashlib.sha256(b"x\n1\n").hexdigest()
    assert {"notebooks/a.ipynb", "pyproject.toml"} <= inputs.keys()
    assert "README.md" not in inputs
    assert any(each.get("uri", "").startswith("pkg:pypi/pandas@") for each in definition["resolvedDependencies"])
    assert details["metadata"] == {"invocationId": made.id, "finishedOn": "2026-11-29T03:00:00Z"}
    assert str(tmp_path) not in json.dumps(said)


def test_an_input_that_was_edited_after_the_build_is_named(desk: Project, tmp_path: Path) -> None:
    write_site(desk, "one")
    os.utime(desk.root / "data/pay.csv", (4e9, 4e9))
    publish_site(desk, str(tmp_path / "live"), now=NOW)
    said = statement(tmp_path / "live")["predicate"]["buildDefinition"]["internalParameters"]
    assert said == {"changed_since_build": ["data/pay.csv"]}


def test_what_readers_get_is_compared_with_it_file_by_file(desk: Project, tmp_path: Path) -> None:
    for to in (str(tmp_path / "live"), f"memory://proven-{tmp_path.name}"):
        put_live(desk, to, "one")
        found = verify_published(desk, to, tmp_path / "copy")
        assert (found.is_right, found.inputs) == (True, ())
        assert (tmp_path / "copy/index.html").read_text() == "front one"
    page = tmp_path / "live/current/en/a/index.html"
    page.unlink()
    page.write_text("<p>won</p>")
    (tmp_path / "live/current/index.html").unlink()
    found = verify_published(desk, str(tmp_path / "live"))
    assert found.wrong == {"en/a/index.html": "it was changed", "index.html": "it is missing"}


def test_pages_that_changed_places_and_a_page_that_nobody_published_are_named_wherever_they_are(
    desk: Project, tmp_path: Path
) -> None:
    live, pages = tmp_path / "live", ("en/a", "en/b")
    store = fsspec.filesystem("memory")
    for to in (str(live), f"memory://swapped-{tmp_path.name}"):
        write_site(desk, "one", pages=pages)
        (desk.site_dir / "en/b/page.json").write_text('{"title": "another", "lang": "en"}')
        publish_site(desk, to, now=NOW)
    (live / "current/en/a/page.json").rename(live / "x")
    (live / "current/en/b/page.json").rename(live / "current/en/a/page.json")
    (live / "x").rename(live / "current/en/b/page.json")
    (live / "current/en/c").mkdir()
    (live / "current/en/c/index.html").write_text("<p>Nobody's</p>")
    found = verify_published(desk, str(live))
    swapped = {"en/a/page.json": "it is what en/b/page.json was", "en/b/page.json": "it is what en/a/page.json was"}
    assert (found.wrong, found.added, found.is_right) == (swapped, ("en/c/index.html",), False)
    store.pipe_file(f"/swapped-{tmp_path.name}/current/en/c/index.html", b"<p>Nobody's</p>")
    found = verify_published(desk, f"memory://swapped-{tmp_path.name}")
    assert (found.wrong, found.added, found.is_right) == ({}, ("en/c/index.html",), False)
    done = CliRunner().invoke(main, ["--project", str(desk.root), "verify", "--published", str(live)])
    assert done.exit_code == 1
    assert done.stdout == (
        "Release 1: 5 of the 7 files that readers get are as its statement says.\n"
        "  not as published: en/a/page.json: it is what en/b/page.json was\n"
        "  not as published: en/b/page.json: it is what en/a/page.json was\n"
        "  not of this release: en/c/index.html\n"
        "To put it right, publish the same site again, or go back: nutgraf rollback.\n"
    )


def test_another_version_of_the_kit_is_named(desk: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_live(desk, tmp_path / "live", "one")
    assert verify_published(desk, str(tmp_path / "live")).versions == ()
    here = {**release_provenance.versions_here(), "nutgraf": "99.0"}
    del here["altair"]
    monkeypatch.setattr("nutgraf.publish.verification.versions_here", lambda: here)
    found = verify_published(desk, str(tmp_path / "live"))
    altair, kit = version("altair"), version("nutgraf")
    assert found.versions == (f"altair {altair} then, missing here", f"nutgraf {kit} then, 99.0 here")
    assert found.is_right


def test_a_project_that_is_another_by_now_is_named_before_anything_is_made_again(desk: Project, tmp_path: Path) -> None:
    put_live(desk, tmp_path / "live", "one")
    (desk.root / "data/pay.csv").write_text("x\n2\n")
    done = CliRunner().invoke(main, ["--project", str(desk.root), "verify", "--published", str(tmp_path / "live")])
    assert done.exit_code == 1
    assert done.stdout == (
        "Release 1: 5 files that readers get are as its statement says.\n"
        "This project is not what it was made from: data/pay.csv.\n"
    )
    machines = ["--project", str(desk.root), "verify", "--published", str(tmp_path / "live"), "--json"]
    said = json.loads(CliRunner().invoke(main, machines).stdout)
    assert (said["wrong"], said["inputs"]) == ([], ["data/pay.csv"])
    assert wrong("verify", said) == []


def test_a_statement_that_is_gone_damaged_or_of_another_release_proves_nothing(desk: Project, tmp_path: Path) -> None:
    to = tmp_path / "live"
    with pytest.raises(PublishError, match="nothing was published there yet"):
        verify_published(desk, str(to))
    put_live(desk, to, "one")
    (path,) = (to / "store/provenance").iterdir()
    said = path.read_text()
    for content, match in (
        (said.replace("index.html", "other.html"), "not that of this release"),
        ("[]", "damaged"),
        ("", "damaged"),
    ):
        path.write_text(content)
        with pytest.raises(PublishError, match=match):
            verify_published(desk, str(to))
    path.unlink()
    with pytest.raises(PublishError, match="has no statement"):
        verify_published(desk, str(to))


def test_a_statement_goes_with_its_release(desk: Project, tmp_path: Path) -> None:
    for words in ("one", "two", "three"):
        put_live(desk, tmp_path / "live", words, keep=1)
    kept = {each.id for each in releases(str(tmp_path / "live"))}
    assert {path.stem for path in (tmp_path / "live/store/provenance").iterdir()} == kept


@pytest.mark.long
@pytest.mark.kernel
def test_a_published_newsroom_is_made_again_byte_for_byte_and_a_changed_page_is_named(
    built_site: BuiltSite, tmp_path: Path
) -> None:
    root = tmp_path / "newsroom"
    shutil.copytree(built_site.root, root, ignore=shutil.ignore_patterns("facts.lock"))
    for command in (("build", "--publish"), ("publish", str(tmp_path / "live"))):
        done = nutgraf(*command, cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
    verify = ("verify", "--published", str(tmp_path / "live"))
    done = nutgraf(*verify, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "16 pages made again: 16 the same byte for byte, 0 not." in done.stdout
    page = tmp_path / "live/current/en/hive-permit/index.html"
    text = page.read_text("utf-8")
    page.unlink()  # it is a hard link to the store
    page.write_text(text.replace("48.3%", "49.3%"), "utf-8")
    done = nutgraf(*verify, cwd=root)
    assert (done.returncode, "not as published: en/hive-permit/index.html" in done.stdout) == (1, True), done.stdout
