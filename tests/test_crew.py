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
    """A worker that is done as soon as it is looked at after others."""

    job: Any = None
    is_left = False

    def send(self, job: Any) -> None:
        self.job, self.is_left = job, False

    def receive(self) -> PageResult:
        job, self.job = self.job, None
        return PageResult(job.plan.address)


class _Two(Crew):
    """Two such workers; the one that has its page for longer is done first."""

    def __init__(self) -> None:
        super().__init__(2, cold=True, persistent=True)
        self._workers = [_Worker(), _Worker()]  # type: ignore[list-item]

    def idle(self) -> Any:
        return next((worker for worker in self._workers if not worker.job), None)

    def wait(self, requester: Any = None, *, at_most: float | None = None) -> Iterator[Any]:
        done = next(worker for worker in self._workers if worker.job)
        self._workers = [*(worker for worker in self._workers if worker is not done), done]
        yield done


def _made(crew: Crew, names: str, saved_after: int) -> str:
    jobs: list[Any] = [SimpleNamespace(plan=SimpleNamespace(address=name)) for name in names]
    done: list[str] = []
    for result in make_pages(jobs, workers=2, cold=True, crew=crew, enough=lambda: len(done) >= saved_after):
        done.append(result.address)
    return "".join(done)


@pytest.mark.parametrize(("saved_after", "made"), [(0, "a"), (1, "a"), (2, "ab"), (9, "abcde")])
def test_once_something_is_saved_no_page_is_waited_for_but_the_first(saved_after: int, made: str) -> None:
    assert _made(_Two(), "abcde", saved_after) == made


def test_a_page_that_nobody_waits_for_any_more_is_not_among_those_of_the_next_build() -> None:
    crew = _Two()
    assert _made(crew, "abc", saved_after=1) == "a"
    assert not crew.is_busy
    assert [worker.job.plan.address for worker in crew._workers if worker.job] == ["b", "c"]
    assert _made(crew, "xyz", saved_after=9) == "xyz"
