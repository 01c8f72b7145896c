"""One build at a time in a project: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from nutgraf.disk import disk_problem
from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project
from nutgraf.site import can_be_exchanged


@contextlib.contextmanager
def one_build_at_a_time(project: Project) -> Iterator[None]:
    """Hold the project's lock; what the disk refuses meanwhile is told as a UsageError, with the file it is about.

    Raises UsageError with the process that holds the lock already, or where build/ cannot be used.
    """
    try:
        with _locked(project):
            can_be_exchanged(project.build_dir)
            _has_folders(project)
            yield
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except OSError as error:
        raise UsageError(disk_problem(error, project.root)) from error


def _has_folders(project: Project) -> None:
    """Make sure that nothing lies where a build keeps its work: after the site is published it would be too late."""
    for name in ("records", "runs", "keep", "held"):
        if (project.build_dir / name).exists() and not (project.build_dir / name).is_dir():
            what, fix = "it is a file, where a folder is needed", "move the file out of the way"
            raise UsageError(Problem(f"build/{name}", what, fix))


@contextlib.contextmanager
def _locked(project: Project) -> Iterator[None]:
    import fcntl

    project.build_dir.mkdir(parents=True, exist_ok=True)
    path = project.build_dir / ".lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            what = f"a build is running already (process {holder})"
            raise UsageError(Problem("build/.lock", what, "wait for it to end, or stop it")) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
