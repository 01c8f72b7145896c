"""What an audit event's arguments say: the path, whether it is written, the program, the host."""

# ruff: noqa: PTH109, PTH117, PTH118, PTH119 (a Path raises events of its own, for every event that is looked at)

from __future__ import annotations

import ipaddress
import os
from typing import Any


def absolute_path(path: Any) -> str:
    """The path from the root, with links left as they are."""
    text = os.fsdecode(path) if not isinstance(path, str) else path
    return os.path.normpath(text if os.path.isabs(text) else os.path.join(os.getcwd(), text))


def writes(mode: Any, flags: Any) -> bool:
    """Whether a file is opened to be overwritten or appended to, so that its old content cannot reach the page."""
    if isinstance(mode, str):
        return bool(set("wxa") & set(mode)) and "+" not in mode.replace("w+", "").replace("x+", "")
    flags = flags or 0
    return bool(flags & (os.O_WRONLY | os.O_TRUNC)) or bool(flags & os.O_CREAT and flags & os.O_EXCL)


def source_of(name: str) -> str:
    """The source module of a compiled file."""
    if not name.endswith(".pyc"):
        return name
    folder, _, file = name.rpartition("/")
    return f"{folder.removesuffix('__pycache__')}{file.partition('.')[0]}.py"


def program_of(arguments: tuple[Any, ...]) -> str:
    """The name of the program that is started."""
    first = arguments[0] if arguments else None
    text = first or (arguments[1][0] if len(arguments) > 1 and arguments[1] else "fork")
    return os.path.basename(os.fsdecode(text).split()[0]) if isinstance(text, str | bytes | os.PathLike) else "fork"


def host_of(event: str, arguments: tuple[Any, ...]) -> str:
    """The host that is connected to or looked up."""
    if event == "urllib.Request":
        from urllib.parse import urlsplit

        return urlsplit(str(arguments[0])).hostname or "this machine"
    at = arguments[-1] if event == "socket.connect" else arguments[0]
    named = at if event != "socket.connect" else None  # a path there is a socket of the machine itself
    host = at[0] if isinstance(at, tuple) else named
    return os.fsdecode(host) if isinstance(host, str | bytes) and host else "this machine"


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine itself: a name of it, an address of the loopback, or a socket without a host."""
    if host in ("this machine", "localhost", "", os.uname().nodename) or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
