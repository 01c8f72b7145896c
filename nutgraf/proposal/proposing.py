"""Makes a proposal: refreshes and builds in checkouts of the last commit, and leaves a branch and its description."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nutgraf.cache.page_cache import PageCache
from nutgraf.data import open_package
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem, UsageError
from nutgraf.ledger import read_lock
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project, read_project
from nutgraf.proposal.git_repository import GitRepository
from nutgraf.proposal.page_differences import copy_pictures, page_differences
from nutgraf.proposal.proposal_text import ProposalContent, proposal_text
from nutgraf.refresh import RefreshReport, TableRefresh, quarantine_folder, refresh_tables

TEXT = "proposal.md"
_CACHE = ("records", "runs", "keep/pages", "keep/pictures")


@dataclass(frozen=True)
class Proposal:
    """What became of a proposal."""

    report: RefreshReport
    branch: str = ""
    """The branch with the new versions; empty where no table has one."""
    text: str = ""
    """The Markdown for the pull request, from the root of the project; the pictures are next to it."""
    content: ProposalContent | None = None

    @property
    def exit_status(self) -> int:
        """1 where a table was kept out or failed, or a page cannot be made with the new versions."""
        return 1 if self.report.exit_status or (self.content and self.content.failed) else 0


def propose(
    project: Project,
    tables: Sequence[str] = (),
    *,
    now: datetime,
    branch: str = "",
    pictures_at: str = "",
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[TableRefresh], None] = lambda _: None,
) -> Proposal:
    """Refresh the tables as `refresh_tables` does, on a branch of its own that begins with the last commit.

    Nothing of the working tree is read or changed. What would differ on the pages is in build/refresh/proposal;
    `pictures_at` is the start of the address that its pictures will have. Raises UsageError where there is no git or no
    commit, and as `refresh_tables` does.
    """
    repository = GitRepository.of(project.root)
    folder = project.build_dir / "refresh"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Outside of the project: what is looked for in a checkout is never found in the working tree around it.
        with tempfile.TemporaryDirectory(prefix="nutgraf-proposal-", ignore_cleanup_errors=True) as temporary:
            new, old = Path(temporary, "after"), Path(temporary, "before")
            with repository.checked_out(new) as after:
                report = refresh_tables(read_project(after), tables, now=now, sleep=sleep, tell=tell)
                _keep_quarantine(read_project(after), project, report)
                if not report.of("replaced"):
                    return Proposal(report)
                with repository.checked_out(old) as before:
                    content = _compared(project, before, after, report, now, Path(temporary, "proposal"))
                message = "\n".join([content.title, "", *(one.said for one in report.of("replaced"))])
                name = repository.branch(
                    after, branch or f"refresh-{now.date().isoformat()}", message, _files(after, report)
                )
            made = Path(temporary, "proposal")
            (made / TEXT).write_text(proposal_text(content, pictures_at), encoding="utf-8")
            shutil.rmtree(folder / "proposal", ignore_errors=True)
            shutil.move(made, folder / "proposal")
    except OSError as error:
        raise UsageError(disk_problem(error, project.root)) from error
    return Proposal(report, name, (folder / "proposal" / TEXT).relative_to(project.root).as_posix(), content)


def _files(checkout: Path, report: RefreshReport) -> list[str]:
    """The files of the tables that have a new version."""
    tables = open_package(read_project(checkout).data_package).tables
    return [tables[one.table].paths[0].relative_to(checkout).as_posix() for one in report.of("replaced")]


def _keep_quarantine(copy: Project, project: Project, report: RefreshReport) -> None:
    """Have what was kept out where a refresh has it."""
    for one in report.of("quarantined"):
        kept = quarantine_folder(project, one.table)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(quarantine_folder(copy, one.table), kept)


def _compared(
    project: Project, before: Path, after: Path, report: RefreshReport, now: datetime, pictures: Path
) -> ProposalContent:
    """Build both checkouts, and compare the pages; the pictures of charts go to a folder."""
    failed: list[dict[str, dict[str, Any]]] = []
    plans: list[Plan] = []
    for root in (before, after):
        copy = read_project(root)
        _copy_cache(project, copy)
        failed.append(_build(copy))
        plans.append(without_withdrawn(plan_pages(copy, now=now), read_lock(copy.lock_file)))
    old, new = PageCache(read_project(before)), PageCache(read_project(after))
    pages = [page for page in plans[1].pages if not page.withheld_reason and page.address not in failed[1]]
    found = list(page_differences(pages, old, new))
    pictures.mkdir()
    copy_pictures(found, old, new, pictures)
    stopped = [{**each, "already": address in failed[0]} for address, each in failed[1].items()]
    gone = [page.address for page in plans[0].pages if page.address not in plans[1].by_address]
    return ProposalContent(report, found, stopped, gone)


def _copy_cache(project: Project, copy: Project) -> None:
    """Let a checkout have what the project has made already; what was made from other inputs is made again."""
    for name in _CACHE:
        if (project.build_dir / name).is_dir():
            with contextlib.suppress(OSError):  # a build that is under way changes it: what is lost is made again
                shutil.copytree(project.build_dir / name, copy.build_dir / name)


def _build(copy: Project) -> dict[str, dict[str, Any]]:
    """Build a checkout as a process of its own; the pages that failed. Raises UsageError where nothing was built."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUTGRAF_", "GIT_"))}
    path = os.pathsep.join([str(copy.root), *filter(None, [kept.get("PYTHONPATH")])])
    where = "the build of the proposal"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nutgraf", "build", "--json"],
            cwd=copy.root,
            env={**kept, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=copy.rebuild.minutes * 60,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        fix = "allow more: [tool.nutgraf.rebuild], minutes"
        raise UsageError(Problem(where, f"it took longer than {copy.rebuild.minutes} minutes", fix)) from error
    if done.returncode not in (0, 1):
        said = " ".join(done.stderr.split())[-400:] or f"it ended with {done.returncode}"
        raise UsageError(Problem(where, said, "see that `nutgraf build` works on what is committed"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["address"]: line for line in lines if line.get("status") == "failed"}
