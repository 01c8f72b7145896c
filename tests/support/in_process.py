"""The command without a process of its own, and worker processes that stay: for tests that build often."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import warnings
from functools import cache, partial
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.pipeline import Options
from nutgraf.pipeline.worker_process import WorkerProcesses


@cache
def _workers() -> WorkerProcesses:
    """Two workers with warm kernels, as a preview keeps them from one save to the next; they end with the tests."""
    workers = WorkerProcesses(2, cold=False)
    atexit.register(workers.end)
    return workers


def nutgraf(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder: its exit status and what it prints, without the second that its imports take.

    Pages are made by real workers in real kernels, which `--cold` and `--scheduler` bypass as ever.
    """
    environment = {name: None for name in os.environ if name.startswith("NUTGRAF_")}
    options = Options if {"--cold", "--scheduler"} & set(arguments) else partial(Options, workers=_workers())
    with contextlib.chdir(cwd), mock.patch("nutgraf.pipeline.Options", options), warnings.catch_warnings():
        done = CliRunner(env=environment).invoke(main, arguments, prog_name="nutgraf")
    return subprocess.CompletedProcess(["nutgraf", *arguments], done.exit_code, done.stdout, done.stderr)
