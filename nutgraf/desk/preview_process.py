"""The preview that the desk starts for a project: a process of its own, which answers to nobody else."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from nutgraf.errors import Problem, UsageError

_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/")


class PreviewProcess:
    """Started with the first page that is asked for, ended with the server.

    A build forks processes, which a server with threads should not do: so the preview is a process of its own.
    """

    def __init__(self, root: Path | None) -> None:
        self.root, self.key = root, secrets.token_urlsafe(32)
        self._process: subprocess.Popen[str] | None = None
        self._url, self._lock = "", threading.Lock()

    async def url(self) -> str:
        """The address of the preview, started if it does not run; UsageError where it does not start."""
        if self._url and self.is_running:  # a thread may have to wait for other work of the server
            return self._url
        return await asyncio.to_thread(self._started)

    @property
    def is_running(self) -> bool:
        """Whether it was started, and has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the preview and everything that it started."""
        with self._lock:
            if self._process and self._process.poll() is None:
                self._process.terminate()
                self._process.wait()

    def _started(self) -> str:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._url = self._start()
            return self._url

    def _start(self) -> str:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nutgraf", "preview", "--port", "0"],
            cwd=self.root,
            env={**os.environ, "NUTGRAF_PREVIEW_KEY": self.key},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        lines = []
        for line in self._process.stdout:
            lines.append(line)
            if found := _ADDRESS.search(line):
                threading.Thread(target=_drain, args=(self._process,), daemon=True).start()
                return found[1]
        raise UsageError(Problem("the preview", "".join(lines).strip() or "it did not start", "see `nutgraf preview`"))


def _drain(process: subprocess.Popen[str]) -> None:
    """Read what the preview prints, so that it never waits for a reader."""
    assert process.stdout is not None
    for _ in process.stdout:
        pass
