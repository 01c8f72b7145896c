"""The processes of a build: none imports what notebooks need if no notebook is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf.pipeline import Options, build, changed_pages, early_start
from nutgraf.project import read_project
from support.newsroom import Newsroom, after_first_build, lay


class _Server:
    """A fork server that knows whether it is there."""

    def __init__(self) -> None:
        self.is_there = True

    def close(self) -> None:
        self.is_there = False


@pytest.mark.parametrize(
    ("newsroom", "status", "while_made"),
    [(Newsroom(name="Another"), "rendered", False), (Newsroom(words=("In brief", "En breve")), "ran", True)],
)
def test_the_fork_server_is_there_while_pages_run_and_not_while_they_are_only_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newsroom: Newsroom, status: str, while_made: bool
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    lay(root, newsroom)
    server, seen, make = _Server(), list[bool](), changed_pages.make_pages

    def watched(*jobs: Any, **options: Any) -> Iterator[Any]:
        seen.append(server.is_there)
        yield from make(*jobs, **options)

    monkeypatch.setattr(early_start, "start_fork_server", lambda: server)
    monkeypatch.setattr(changed_pages, "make_pages", watched)
    report = build(read_project(root), Options())
    assert {outcome.status for outcome in report.outcomes} == {status}
    assert seen == [while_made]
    assert not server.is_there
