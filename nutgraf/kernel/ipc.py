"""JSON messages between a worker and its fork server, each with at most one open file."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

_HEADER = struct.Struct(">I")


def send(sock: socket.socket, message: Mapping[str, Any], *, fd: int | None = None) -> None:
    """Send one message, with the open file `fd`."""
    data = json.dumps(message).encode()
    socket.send_fds(sock, [_HEADER.pack(len(data))], [] if fd is None else [fd])
    sock.sendall(data)


def receive(sock: socket.socket) -> tuple[dict[str, Any], int | None]:
    """The next message and the file sent with it. Raises EOFError if the other end is gone."""
    header, fds, _, _ = socket.recv_fds(sock, _HEADER.size, 1)
    header += _read(sock, _HEADER.size - len(header)) if header else b""
    if not header:
        raise EOFError
    message: dict[str, Any] = json.loads(_read(sock, _HEADER.unpack(header)[0]))
    return message, fds[0] if fds else None


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data
