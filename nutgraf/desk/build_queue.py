"""The builds that editors start at the desk: one at a time, each in a process of its own, with its progress."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from nutgraf.errors import Problem

_Result = TypeVar("_Result")
_KEPT = 50
"""How many builds are remembered; a view of an older one says so."""
_LONGEST_LINE = 64 * 1024 * 1024


@dataclass
class DeskBuild:
    """One build: `pages` were not in the site as they are now when it was asked for, `total` is how many it looks at.

    Without `patterns` it builds all pages.
    """

    number: int
    patterns: tuple[str, ...]
    pages: tuple[str, ...]
    total: int
    state: str = "waiting"
    outcomes: list[Mapping[str, Any]] = field(default_factory=list)
    totals: Mapping[str, Any] = field(default_factory=dict)
    printed: str = ""
    """What a build says that ended before it was done."""

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
        self._turn, self._tasks = asyncio.Lock(), set[asyncio.Task[Any]]()
        self._process: asyncio.subprocess.Process | None = None
        self._number = 0

    @property
    def running(self) -> DeskBuild | None:
        """The build that runs or is about to; None if there is none."""
        return next((each for each in self._builds if not each.is_over), None)

    def find(self, number: int) -> DeskBuild | None:
        """The build with this number, if it is remembered."""
        return next((each for each in self._builds if each.number == number), None)

    def start(self, root: Path, patterns: Sequence[str], pages: Sequence[str], total: int) -> DeskBuild:
        """Build, after those that were asked for before; a build of the same pages that has not begun serves both."""
        for each in self._builds:
            if each.state == "waiting" and each.patterns == tuple(patterns):
                return each
        self._number += 1
        build = DeskBuild(self._number, tuple(patterns), tuple(pages), total)
        self._builds.append(build)
        self._add(asyncio.ensure_future(self._run(root, build)))
        return build

    async def in_turn(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        """What other work on the site returns: it waits for the builds asked for before it, and later ones for it."""
        task = asyncio.ensure_future(self._work(work))
        self._add(task)
        return await task

    async def ended(self, within_s: float) -> None:
        """Wait until no build and no other work on the site runs, for so many seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)

    def stop(self) -> None:
        """End what runs; the site stays as it was."""
        for task in self._tasks:
            task.cancel()
        if self._process and self._process.returncode is None:
            self._process.terminate()

    def _add(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        async with self._turn:
            return await work()

    async def _run(self, root: Path, build: DeskBuild) -> None:
        async with self._turn:
            build.state = "running"
            try:
                await self._read(root, build)
            except (OSError, ValueError) as error:
                build.printed = f"{type(error).__name__}: {error}"
            finally:
                build.state = "over"

    async def _read(self, root: Path, build: DeskBuild) -> None:
        """Run `nutgraf build`, and take each page as it is reported."""
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "nutgraf", "build", "--json", "--", *build.patterns),
            cwd=root,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
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
