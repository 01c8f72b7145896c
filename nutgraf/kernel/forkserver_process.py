"""The process of a fork server, as its starter sees it: one serves all the workers of a build."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from nutgraf.kernel import default_provisioner, ipc
from nutgraf.kernel.freshness import Stamp, environment_stamp
from nutgraf.kernel.launch import BUILD_ENV
from nutgraf.kernel.preimport import PARENT_ENV

_END_WITHIN = 5.0
_MAY_DIFFER = {
    *("JPY_PARENT_PID", "JPY_SESSION_NAME", "NUTGRAF_WORKER", "PYTEST_CURRENT_TEST", default_provisioner.VARIABLE),
    *("PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES", "WINDOWID", "TMUX", "TMUX_PANE", "STY", "WINDOW", "GPG_TTY"),
    *("SSH_TTY", "SSH_CLIENT", "SSH_CONNECTION", "TERM_SESSION_ID", "XDG_SESSION_ID", "GNOME_TERMINAL_SCREEN"),
    "NUTGRAF_PROJECT",  # set during a build; what is read from a project's files is kept by its folder
}
"""Variables that no import looks at; where any other differs, another fork server is needed."""


def relevant(env: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that a fork server shares with its kernels."""
    return {name: value for name, value in env.items() if name not in _MAY_DIFFER}


@dataclass(frozen=True)
class Attachment:
    """A worker's connection to a fork server, and the environment and software that the server was started with."""

    socket: socket.socket
    env: Mapping[str, str]
    stamp: Stamp


class ForkServerProcess:
    """A fork server, started at once; it imports while its starter goes on. Raises OSError if it does not start."""

    def __init__(self, env: Mapping[str, str] | None = None, stamp: Stamp | None = None) -> None:
        self._env = relevant({**os.environ, **BUILD_ENV} if env is None else env)
        self._stamp = environment_stamp() if stamp is None else stamp
        self.control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nutgraf.kernel.forkserver", str(theirs.fileno())],
                env={**self._env, **PARENT_ENV},
                cwd="/",  # never the project: none of its modules may be imported
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    def attach(self) -> Attachment:
        """The connection of one more worker; if the server has died, the worker finds that out."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            ipc.send(self.control, {"worker": True}, fd=theirs.fileno())
        return Attachment(ours, self._env, self._stamp)

    def how_it_ended(self) -> str:
        """Its exit status, in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        return f"it ended with status {self._process.poll()}"

    def close(self) -> None:
        """End it and, with it, every kernel it forked."""
        if self._is_ready():
            with contextlib.suppress(OSError):
                ipc.send(self.control, {"goodbye": True})
        else:
            self._process.kill()  # it is still importing and has forked nothing
        try:
            self._process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.control.close()

    def _is_ready(self) -> bool:
        """Whether it has made its imports, or has ended."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        return bool(poll.poll(0))
