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
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.pool import make_pages
from support import sites


@cache
def workers() -> Crew:
    """Two workers with warm kernels, as a preview keeps them from one save to the next; they end with the tests."""
    kept = Crew(2, cold=False, persistent=True)
    atexit.register(kept.end)
    return kept


def nutgraf(*arguments: str, cwd: Path, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder: its exit status and what it prints, without the second that its imports take.

    Pages are made by real workers in real kernels; with `--cold` by new ones. Only for a cluster, whose client leaves
    threads behind, the command has a process of its own.
    """
    if "--scheduler" in arguments:
        return sites.nutgraf(*arguments, cwd=cwd)
    environment = {**{name: None for name in os.environ if name.startswith("NUTGRAF_")}, **env}
    with contextlib.ExitStack() as here:
        here.enter_context(contextlib.chdir(cwd))
        here.enter_context(warnings.catch_warnings())
        if "--cold" not in arguments:
            here.enter_context(mock.patch("nutgraf.pipeline.Options", partial(Options, workers=workers())))
            kept = partial(make_pages, crew=workers())
            here.enter_context(mock.patch("nutgraf.pipeline.verify.make_pages", kept))
        done = CliRunner(env=environment).invoke(main, arguments, prog_name="nutgraf")
    return subprocess.CompletedProcess(["nutgraf", *arguments], done.exit_code, done.stdout, done.stderr)
