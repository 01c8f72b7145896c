"""The command without a process of its own, and worker processes that stay: for tests that build often."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import warnings
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.pipeline import Options
from nutgraf.pipeline.pool import make_pages
from nutgraf.pipeline.worker_process import WorkerProcesses


@cache
def _workers() -> WorkerProcesses:
    """Two workers with warm kernels, as a preview keeps them from one save to the next; they end with the tests."""
    workers = WorkerProcesses(2, cold=False)
    atexit.register(workers.end)
    return workers


def nutgraf(*arguments: str, cwd: Path, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder: its exit status and what it prints, without the second that its imports take.

    Pages are made by real workers in real kernels, which `--cold` and `--scheduler` bypass as ever.
    """
    environment = {**{name: None for name in os.environ if name.startswith("NUTGRAF_")}, **env}
    with contextlib.ExitStack() as here:
        here.enter_context(contextlib.chdir(cwd))
        here.enter_context(warnings.catch_warnings())
        if not {"--cold", "--scheduler"} & set(arguments):
            here.enter_context(mock.patch("nutgraf.pipeline.Options", partial(Options, workers=_workers())))
            kept = partial(make_pages, persistent=_workers())
            here.enter_context(mock.patch("nutgraf.pipeline.verify.make_pages", kept))
        done = CliRunner(env=environment).invoke(main, arguments, prog_name="nutgraf")
    return subprocess.CompletedProcess(["nutgraf", *arguments], done.exit_code, done.stdout, done.stderr)
