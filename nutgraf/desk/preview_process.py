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
_ENDS_WITHIN_S = 20.0


class PreviewProcess:
    """Started with the first page that is asked for, ended with the server.

    A build forks processes, which a server with threads should not do: so the preview is a process of its own.
    """

    def __init__(self, root: Path | None) -> None:
        self.root, self.key = root, secrets.token_urlsafe(32)
        self._process: subprocess.Popen[str] | None = None
        self._url, self._lock, self._is_over = "", threading.Lock(), False

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
        """End the preview and everything that it started, also while it starts; no other is started."""
        self._is_over = True
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
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
        if self._is_over:  # the server ends, and did not see this process
            self._process.terminate()
        assert self._process.stdout is not None
        lines = []
        for line in self._process.stdout:
            lines.append(line)
            if found := _ADDRESS.search(line):
                threading.Thread(target=_drain, args=(self._process,), daemon=True).start()
                return found[1]
        self._process.stdout.close()
        self._process.wait()
        raise UsageError(Problem("the preview", "".join(lines).strip() or "it did not start", "see `nutgraf preview`"))


def _drain(process: subprocess.Popen[str]) -> None:
    """Read what the preview prints, so that it never waits for a reader."""
    assert process.stdout is not None
    with process.stdout:
        for _ in process.stdout:
            pass
