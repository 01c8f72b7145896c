"""What the desk, a refresh and a publication write or print for other programs is as its published schema says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from nutgraf.cli import main
from nutgraf.project import read_project
from nutgraf.publish import publish_site
from nutgraf.publish.open_destination import open_destination
from nutgraf.rebuild.run_status import RunStatus
from support.in_process import nutgraf
from support.json_schemas import SCHEMAS, read_json, wrong
from support.published import NOW, newsroom, revise, run
from support.published import _published as _published
from support.publisher_server import newsroom as refreshed_newsroom
from support.publisher_server import pay, publisher

__all__ = ["newsroom"]

NAMED = ("--name", "Ana Ruiz")


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def printed(root: Path, *arguments: str) -> list[Any]:
    done = nutgraf(*arguments, cwd=root)
    assert done.returncode < 2, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()] if "--json" in arguments else []


def all_wrong(name: str, values: list[Any]) -> list[str]:
    assert values, name
    return [error for value in values for error in wrong(name, value)]


def test_the_record_of_the_desk_and_what_it_lists_are_as_their_schemas_say(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    assert all_wrong("moved", [json.loads((newsroom / "build/held/en/pay/tn/moved.json").read_text())]) == []
    listed = printed(newsroom, "facts", "inbox", "--json")
    assert all_wrong("inbox", listed) == []
    item = listed[0]["id"]
    printed(newsroom, "facts", "send-back", item, *NAMED, "--comment", "Which table?")
    sent_back = printed(newsroom, "facts", "log", "--json")[0]["id"]
    printed(newsroom, "facts", "answer", sent_back, "--name", "Leo Paz", "--text", "The revised one.")
    printed(newsroom, "facts", "hold", item, "--until", "2999-01-01", *NAMED, "--reason", "embargoed")
    printed(newsroom, "facts", "undo", *NAMED)
    printed(newsroom, "facts", "comment", "en/pay/tn", *NAMED, "--text", "Thanks.", "--claim", "1")
    printed(newsroom, "facts", "tick", "en/pay/tn", "1", *NAMED, "--against", "the report")
    printed(newsroom, "facts", "accept", item, *NAMED, "--reason", "right", "--correction")
    recorded = [event for path in sorted((newsroom / "desk").rglob("*.jsonl")) for event in lines(path)]
    kinds = {"send-back", "answer", "hold", "undo", "comment", "tick", "accept"}
    assert {event["kind"] for event in recorded} == kinds
    assert all_wrong("desk-event", recorded) == []
    assert all_wrong("log", printed(newsroom, "facts", "log", "--json")) == []
    assert all_wrong("facts-lock", lines(newsroom / "facts.lock")) == []


def test_what_a_refresh_keeps_and_prints_is_as_its_schemas_say(tmp_path: Path) -> None:
    with publisher() as server:
        wider = "\n".join(f"{row},x" for row in pay().splitlines())
        root = refreshed_newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400}), wider))
        replaced, kept_out = (printed(root, "refresh", "--json") for _ in range(2))
    assert [line.get("outcome") for line in (*replaced, *kept_out)] == ["replaced", None, "quarantined", None]
    assert all_wrong("refresh", [*replaced, *kept_out]) == []
    report = json.loads((root / kept_out[0]["kept_in"] / "report.json").read_text(encoding="utf-8"))
    assert all_wrong("refresh", [report]) == []
    assert all_wrong("table-version", lines(root / "data/versions/pay/log.jsonl")) == []


def test_the_manifest_of_a_release_and_the_pointer_to_it_are_as_their_schemas_say(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.nutgraf]\n")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "build" / "site").mkdir(parents=True)
    (tmp_path / "build" / "site" / "index.html").write_text("front")
    (tmp_path / "build" / "site" / "manifest.json").write_text('{"pages": []}')
    to = "memory://schemas/explainers"
    made = publish_site(read_project(tmp_path), to, now=NOW)
    destination = open_destination(to)
    release = json.loads(destination.read(f"store/releases/{made.id}.json"))
    assert all_wrong("release", [release]) == []
    assert all_wrong("manifest-of-release", [json.loads(release["manifest"])]) == []
    assert all_wrong("current", [json.loads(destination.read("store/current.json"))]) == []


def test_how_a_rebuild_is_going_is_as_its_schema_says(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.nutgraf]\n")
    (tmp_path / "notebooks").mkdir()
    running = RunStatus("running", "2026-11-29T03:00:00Z", "build", ("refresh", "check"), 108, 12)
    assert all_wrong("run-status", [*printed(tmp_path, "status", "--json"), running.as_json()]) == []


def test_every_command_that_prints_json_has_a_schema() -> None:
    titles = " ".join(read_json(path)["title"] for path in SCHEMAS.glob("*.json"))
    releases = dict.fromkeys(("publish", "releases", "rollback"), "nutgraf publish, releases and rollback --json")
    made = {"rebuild": "build/rebuild/report.json", "facts show": "nutgraf facts ADDRESS --json", **releases}
    assert [name for name in _with_json(main) if made.get(name, f"nutgraf {name} --json") not in titles] == []


def _with_json(group: click.Group, above: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _with_json(command, f"{above}{name} ")
        elif any("--json" in option.opts for option in command.params):
            yield f"{above}{name}"


def test_a_field_that_no_schema_names_is_refused() -> None:
    assert wrong("current", {"release": "000001-1a2b3c4d", "path": "releases/000001-1a2b3c4d/", "more": 1}) != []


def test_every_schema_is_tried_on_a_real_value() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    parts = {"common", "data-package"}  # the first is part of others, the second is what `check` reads
    names = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.json")} - parts
    assert [name for name in sorted(names) if f'"{name}"' not in tests] == []
