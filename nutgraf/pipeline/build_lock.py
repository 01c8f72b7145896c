"""One build at a time in a project: a lock that the system releases when its holder exits, however it exits."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem, UsageError
from nutgraf.file_lock import HeldElsewhereError, file_lock
from nutgraf.project import Project
from nutgraf.site.publishing import can_be_exchanged

_PREVIEW = " of a preview"
_PATIENCE_S = 300


@contextlib.contextmanager
def one_build_at_a_time(project: Project, *, preview: bool = False) -> Iterator[None]:
    """Hold the project's lock; a disk error meanwhile becomes a UsageError that names the file.

    A preview waits for a running build, and a build for a preview. Raises UsageError naming the process that holds
    the lock, or if build/ cannot be used.
    """
    try:
        with _locked(project, preview):
            folder = project.preview_dir if preview else project.site_dir
            can_be_exchanged(project.build_dir, folder.name)
            _has_folders(project)
            yield
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except OSError as error:
        raise UsageError(disk_problem(error, project.root)) from error


def _has_folders(project: Project) -> None:
    """Check that no file is in the place of a folder that a build needs: after publication it would be too late."""
    for name in ("records", "runs", "keep", "held"):
        if (project.build_dir / name).exists() and not (project.build_dir / name).is_dir():
            what, fix = "it is a file, where a folder is needed", "move the file out of the way"
            raise UsageError(Problem(f"build/{name}", what, fix))


@contextlib.contextmanager
def _locked(project: Project, preview: bool) -> Iterator[None]:
    with contextlib.ExitStack() as held:
        _take(held, project, preview)
        yield


def _take(held: contextlib.ExitStack, project: Project, preview: bool) -> None:
    """Acquire the lock; wait if one of the two is a preview."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            held.enter_context(file_lock(project.build_dir / ".lock", mark=_PREVIEW if preview else ""))
            return
        except HeldElsewhereError as error:
            if time.monotonic() > until or not (preview or error.holder.endswith(_PREVIEW)):
                what = f"a build is running already (process {error.holder})"
                raise UsageError(Problem("build/.lock", what, "wait for it to end, or stop it")) from error
        time.sleep(0.1)
