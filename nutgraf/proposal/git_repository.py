"""The git repository of a project: a checkout of its last commit in another folder, and a branch made from there."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nutgraf.errors import Problem, UsageError

_SECONDS = 300
_WITHOUT = "without git, `nutgraf refresh` replaces the tables themselves"


@dataclass(frozen=True)
class GitRepository:
    """The repository that a project is in."""

    root: Path
    """The folder of the project."""
    within: str
    """The folder of the project from the root of the repository."""

    @classmethod
    def of(cls, root: Path) -> GitRepository:
        """The repository of a project. Raises UsageError where there is no git, no repository or nothing committed."""
        where = "nutgraf refresh --propose"
        if not shutil.which("git"):
            raise UsageError(Problem(where, "git is not installed", f"install it: a proposal is a branch; {_WITHOUT}"))
        try:
            within = _git(root, "rev-parse", "--show-prefix")
        except UsageError as error:
            what = f"the project is not in a git repository that can be read: {error.problems[0].what}"
            raise UsageError(Problem(where, what, f"run `git init` and commit the project; {_WITHOUT}")) from error
        try:
            _git(root, "cat-file", "-e", f"HEAD:{within}pyproject.toml")
        except UsageError as error:
            what = "the project is not committed: pyproject.toml is not in the last commit"
            raise UsageError(Problem(where, what, "commit it; a proposal begins with the last commit")) from error
        return cls(root, within)

    @contextlib.contextmanager
    def checked_out(self, folder: Path) -> Iterator[Path]:
        """The project as last committed, in a folder of its own until the end; the working tree is not touched."""
        _git(self.root, "worktree", "prune")  # of runs that were killed
        _git(self.root, "worktree", "add", "--quiet", "--detach", str(folder), "HEAD")
        try:
            yield folder / self.within
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _git(self.root, "worktree", "prune")

    def branch(self, checkout: Path, name: str, message: str, compared: Sequence[str]) -> str:
        """Commit what changed in data/ of a checkout as a new branch; the name that it got.

        Where a branch whose name begins alike has the same content of the `compared` files, that one is named and none
        is made. Raises UsageError where git refuses, for instance because it knows no name for the commit.
        """
        _git(checkout, "add", "--all", "--", "data")
        for known in self._branches(name):
            if not _differs(checkout, known, compared):
                return known
        _git(checkout, "commit", "--quiet", "--message", message)
        taken, free = set(self._branches(name)), name
        for number in itertools.count(2):
            if free not in taken:
                break
            free = f"{name}-{number}"
        _git(checkout, "branch", free, "HEAD")
        return free

    def _branches(self, name: str) -> list[str]:
        """The branches here and on servers whose names begin as a name does before its last day, in their order."""
        start = re.sub(r"\d{4}-\d\d-\d\d$", "", name)
        listed = _git(self.root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes")
        return [each for each in listed.split() if each.startswith(start) or each.partition("/")[2].startswith(start)]


def _differs(checkout: Path, branch: str, paths: Sequence[str]) -> bool:
    try:
        _git(checkout, "diff", "--cached", "--quiet", branch, "--", *paths)
    except UsageError:
        return True
    return False


def _git(folder: Path, *arguments: str) -> str:
    """What git says. No hook runs: those of a newsroom are for people. Raises UsageError with what went wrong."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    command = ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**own, "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(Problem(f"git {arguments[0]}", str(error), "see that git works in this folder")) from error
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise UsageError(Problem(f"git {arguments[0]}", said, "see what git says to the same command in this folder"))
    return done.stdout.strip()


_KEPT = frozenset(
    {
        *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_SSH_COMMAND"),
    }
)
"""The variables that say who commits. Others, as of a hook that runs this, would lead git to another folder."""
