"""Connections to a server by SFTP: one channel to work with, and several for a while where much is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from nutgraf.errors import Problem, PublishError
from nutgraf.publish.release import digest_of

_AT_ONCE = 4


def connect(host: str, port: int, user: str | None) -> tuple[Any, Any]:
    """A connection to a server that SSH knows. Raises PublishError where it is refused or cannot be reached."""
    import paramiko

    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        client.connect(host, port, user, timeout=20)
        return client, client.open_sftp()
    except (paramiko.SSHException, OSError) as error:
        client.close()
        said = " ".join(str(error).split())
        fix = "see that ssh reaches it without asking for anything; then try again"
        cause = error if isinstance(error, OSError) else PermissionError(said)
        raise PublishError(Problem(f"sftp://{host}", f"it cannot be reached: {said}", fix)) from cause


def ask_each(
    client: Any, ask: Callable[[Any, str], Any], paths: Sequence[str], meanwhile: Callable[[], None]
) -> list[Any]:
    """What a server answers of each path, asked over several channels at once, with `meanwhile` done after each."""
    channels: SimpleQueue[Any] = SimpleQueue()

    def answer(path: str) -> Any:
        channel = channels.get()
        try:
            return ask(channel, path)
        finally:
            channels.put(channel)

    answers = []
    with contextlib.ExitStack() as opened:
        for _ in paths[:_AT_ONCE]:
            channels.put(opened.enter_context(client.open_sftp()))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for each in pool.map(answer, paths):
                meanwhile()
                answers.append(each)
    return answers


def digest_there(server: Any, path: str) -> str:
    """The digest of what a file holds; empty where it cannot be read."""
    try:
        with server.open(path, "rb") as file:
            file.prefetch()
            return digest_of(file.read())
    except FileNotFoundError:
        return ""
