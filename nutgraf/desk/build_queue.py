"""The builds that editors start at the desk: one at a time, each in a process of its own, with its progress."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nutgraf.desk.notebook_pages import pages_to_build
from nutgraf.errors import NutgrafError, Problem
from nutgraf.project import Project

_KEPT = 50
"""How many builds are remembered; a view of an older one says so."""
_LONGEST_LINE = 64 * 1024 * 1024


@dataclass(frozen=True)
class BuildWish:
    """What to build: addresses or patterns of them, all pages if there are none; or the pages of a notebook.

    A notebook may have other pages when its turn comes, so they are planned then.
    """

    patterns: tuple[str, ...] = ()
    notebook: Path | None = None

    @property
    def name(self) -> str:
        """What is built, in words."""
        if self.notebook:
            return f"the pages of {self.notebook.name}"
        if not self.patterns:
            return "all pages that changed"
        return self.patterns[0] if len(self.patterns) == 1 else f"{len(self.patterns)} pages"


@dataclass
class DeskBuild:
    """One build: it looks at `total` pages; `pages` were not in the site as they are now when it was asked for."""

    number: int
    wish: BuildWish
    pages: tuple[str, ...]
    total: int
    state: str = "waiting"
    are_drafts: bool = False
    is_canceled: bool = False
    outcomes: list[Mapping[str, Any]] = field(default_factory=list)
    totals: Mapping[str, Any] = field(default_factory=dict)
    printed: str = ""
    """What a build says that ended before it was done."""
    task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state == "over"

    @property
    def made(self) -> list[str]:
        """The pages that the site has from this build on."""
        fresh = {each["address"] for each in self.outcomes if each["status"] in ("ran", "rendered")}
        same = {each["address"] for each in self.outcomes if each["status"] == "unchanged"}
        return sorted(fresh | (same & {*self.pages}))

    @property
    def held(self) -> list[str]:
        """The pages that wait for an editor."""
        return [each["address"] for each in self.outcomes if each["status"] == "held"]

    @property
    def failed(self) -> list[tuple[tuple[Problem, ...], list[str]]]:
        """The pages that could not be built, those with the same problems as one."""
        found: dict[tuple[Problem, ...], list[str]] = {}
        for each in self.outcomes:
            if each["status"] == "failed":
                found.setdefault(_problems(each.get("problems", ())), []).append(each["address"])
        return list(found.items())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that belong to no page."""
        return _problems(self.totals.get("problems", ()))

    @property
    def is_whole(self) -> bool:
        """Whether it came to its end, and no page failed."""
        return bool(self.totals) and not (self.failed or self.problems)


class BuildQueue:
    """The builds of a desk. `nutgraf build` forks, which a server with threads should not do: it is a process apart."""

    def __init__(self) -> None:
        self._builds: deque[DeskBuild] = deque(maxlen=_KEPT)
        self._turn = asyncio.Lock()
        self._number = 0

    @property
    def running(self) -> DeskBuild | None:
        """The build that runs or is about to; None if there is none."""
        return next((each for each in self._builds if not each.is_over), None)

    def find(self, number: int) -> DeskBuild | None:
        """The build with this number, if it is remembered."""
        return next((each for each in self._builds if each.number == number), None)

    def start(self, project: Project, wish: BuildWish, pages: Sequence[str], total: int) -> DeskBuild:
        """Build, after those that were asked for before; a build of the same pages that has not begun serves both."""
        for each in self._builds:
            if each.state == "waiting" and each.wish == wish:
                return each
        self._number += 1
        build = DeskBuild(self._number, wish, tuple(pages), total)
        self._builds.append(build)
        build.task = asyncio.ensure_future(self._run(project, build))
        return build

    def cancel(self, build: DeskBuild) -> None:
        """End a build that waits or runs; the site stays as it was."""
        if build.task and not build.is_over:
            build.is_canceled, build.state = True, "over"
            build.task.cancel()

    async def ended(self, within_s: float) -> None:
        """Wait until no build runs, for so many seconds at most."""
        if tasks := self._tasks():
            await asyncio.wait(tasks, timeout=within_s)

    async def stop(self) -> None:
        """End what runs; the site stays as it was."""
        for task in (tasks := self._tasks()):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [each.task for each in self._builds if each.task and not each.task.done()]

    async def _run(self, project: Project, build: DeskBuild) -> None:
        try:
            async with self._turn:
                build.state = "running"
                await self._read(project, build)
        except NutgrafError as error:
            build.totals = {"problems": [asdict(problem) for problem in error.problems]}
        except (OSError, ValueError) as error:
            build.printed = f"{type(error).__name__}: {error}"
        finally:
            build.state = "over"

    async def _read(self, project: Project, build: DeskBuild) -> None:
        """Run `nutgraf build`, and take each page as it is reported."""
        arguments = ["--", *build.wish.patterns]
        if build.wish.notebook:
            now = datetime.datetime.now(datetime.UTC)
            arguments = await asyncio.to_thread(pages_to_build, project, build.wish.notebook, now)
            build.are_drafts = "--drafts" in arguments
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nutgraf", "build", "--json", *arguments),
            cwd=project.root,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        try:
            await _take_all(process, build)
        finally:
            if process.returncode is None:  # it was canceled, or the server ends
                process.terminate()
                await process.wait()


async def _take_all(process: asyncio.subprocess.Process, build: DeskBuild) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    errors = asyncio.ensure_future(process.stderr.read())
    async for line in process.stdout:
        said = json.loads(line)
        if "totals" in said:
            build.totals = said
        else:
            build.outcomes.append(said)
    await process.wait()
    build.printed = (await errors).decode(errors="replace").strip()


def _problems(found: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(map(Problem.from_json, found))
