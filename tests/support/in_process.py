"""The command without a process of its own, and worker processes that stay: for tests that build often."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import subprocess
import threading
import warnings
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from unittest import mock

import pytest
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
    with _ready(cwd, warm="--cold" not in arguments):
        done = CliRunner(env=environment).invoke(main, arguments, prog_name="nutgraf")
    return subprocess.CompletedProcess(["nutgraf", *arguments], done.exit_code, done.stdout, done.stderr)


def nbconvert(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run nbconvert in a folder, its configuration and entry points included, without a process of its own."""
    from nbconvert.nbconvertapp import NbConvertApp

    said, status = io.StringIO(), 0
    with (
        mock.patch.dict(os.environ, {"JUPYTER_PLATFORM_DIRS": "1"}),
        _ready(cwd, warm=False),
        contextlib.redirect_stderr(said),
    ):
        app = NbConvertApp()
        try:
            app.initialize(list(arguments))
            app.start()
        except SystemExit as ended:
            status = int(ended.code or 0)
    return subprocess.CompletedProcess(["nbconvert", *arguments], status, "", said.getvalue())


def on_a_terminal(*arguments: str, cwd: Path, columns: int) -> str:
    """What a command that succeeds writes on standard error, where that is a terminal of this width."""
    ours, theirs = os.openpty()
    seen: list[bytes] = []
    reader = threading.Thread(target=lambda: seen.extend(iter(partial(_part, ours), b"")))
    reader.start()
    with (
        mock.patch.dict(os.environ, {"TERM": "xterm", "COLUMNS": str(columns)}),
        os.fdopen(theirs, "w", encoding="utf-8") as terminal,
        contextlib.redirect_stderr(terminal),
        contextlib.redirect_stdout(io.StringIO()),
        _ready(cwd),
        pytest.raises(SystemExit) as ended,
    ):
        main(arguments, prog_name="nutgraf")
    reader.join()
    os.close(ours)
    assert not ended.value.code
    return b"".join(seen).decode()


def _part(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


@contextlib.contextmanager
def _ready(folder: Path, *, warm: bool = True) -> Iterator[None]:
    """Run the command in a folder, its pages by the workers that stay."""
    with contextlib.ExitStack() as here:
        here.enter_context(contextlib.chdir(folder))
        here.enter_context(warnings.catch_warnings())
        if warm:
            here.enter_context(mock.patch("nutgraf.pipeline.Options", partial(Options, workers=workers())))
            kept = partial(make_pages, crew=workers())
            here.enter_context(mock.patch("nutgraf.pipeline.verify.make_pages", kept))
        yield
