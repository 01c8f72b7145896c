"""The processes of a build: none imports what notebooks need if no notebook is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf.pipeline import Options, build, changed_pages, early_start
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.page_job import PageResult
from nutgraf.pipeline.pool import make_pages
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


class _Worker:
    """A worker that is done as soon as somebody waits for it."""

    job: Any = None

    def send(self, job: Any) -> None:
        self.job = job

    def receive(self) -> PageResult:
        job, self.job = self.job, None
        return PageResult(job.plan.address)


class _Two(Crew):
    """Two such workers."""

    def __init__(self) -> None:
        super().__init__(2, cold=True, persistent=True)
        self.both = (_Worker(), _Worker())

    @property
    def is_busy(self) -> bool:
        return any(worker.job for worker in self.both)

    def idle(self) -> Any:
        return next((worker for worker in self.both if not worker.job), None)

    def wait(self, requester: Any = None) -> Iterator[Any]:
        yield next(worker for worker in self.both if worker.job)


@pytest.mark.parametrize(("saved_after", "made"), [(0, 2), (1, 3), (2, 4), (9, 5)])
def test_once_something_is_saved_the_pages_that_are_being_made_are_the_last(saved_after: int, made: int) -> None:
    jobs: list[Any] = [SimpleNamespace(plan=SimpleNamespace(address=f"en/p{n}")) for n in range(5)]
    done: list[str] = []
    enough = lambda: len(done) >= saved_after  # noqa: E731
    for result in make_pages(jobs, workers=2, cold=True, crew=_Two(), enough=enough):
        done.append(result.address)
    assert sorted(done) == [f"en/p{n}" for n in range(made)]
