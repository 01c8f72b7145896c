"""One build at a time in a project: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project


@contextlib.contextmanager
def one_build_at_a_time(project: Project) -> Iterator[None]:
    """Hold the project's lock; UsageError names the process that holds it already."""
    import fcntl

    project.build_dir.mkdir(parents=True, exist_ok=True)
    path = project.build_dir / ".lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            what = f"a build is running already (process {holder})"
            raise UsageError(Problem("build/.lock", what, "wait for it to end, or stop it")) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
