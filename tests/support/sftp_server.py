"""An SFTP server on the loopback that serves a folder, with a key that SSH knows."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko


class _Server(paramiko.ServerInterface):
    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


def _answer(do: Any) -> Any:
    try:
        return do()
    except OSError as error:
        return paramiko.SFTPServer.convert_errno(error.errno or 0)


def _done(do: Any) -> int:
    result = _answer(do)
    return result if isinstance(result, int) and result else paramiko.SFTP_OK


class _Files(paramiko.SFTPServerInterface):
    """The files of this machine, by their whole paths."""

    def list_folder(self, path: str) -> Any:
        def listed() -> list[paramiko.SFTPAttributes]:
            found = []
            for entry in Path(path).iterdir():
                each = paramiko.SFTPAttributes.from_stat(entry.lstat())
                each.filename = entry.name
                found.append(each)
            return found

        return _answer(listed)

    def stat(self, path: str) -> Any:
        return _answer(lambda: paramiko.SFTPAttributes.from_stat(Path(path).stat()))

    def lstat(self, path: str) -> Any:
        return _answer(lambda: paramiko.SFTPAttributes.from_stat(Path(path).lstat()))

    def open(self, path: str, flags: int, attr: Any) -> Any:
        def opened() -> paramiko.SFTPHandle:
            mode = "wb" if flags & os.O_WRONLY else "r+b" if flags & os.O_RDWR else "rb"
            file = os.fdopen(os.open(path, flags, 0o666), mode)
            handle = paramiko.SFTPHandle(flags)
            handle.filename, handle.readfile, handle.writefile = path, file, file
            handle.stat = lambda: paramiko.SFTPAttributes.from_stat(os.fstat(file.fileno()))
            return handle

        return _answer(opened)

    def remove(self, path: str) -> int:
        return _done(lambda: Path(path).unlink())

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return _done(lambda: Path(oldpath).replace(newpath))

    def mkdir(self, path: str, attr: Any) -> int:
        return _done(lambda: Path(path).mkdir())

    def rmdir(self, path: str) -> int:
        return _done(lambda: Path(path).rmdir())

    def symlink(self, target_path: str, path: str) -> int:
        return _done(lambda: Path(path).symlink_to(target_path))

    def readlink(self, path: str) -> Any:
        return _answer(lambda: str(Path(path).readlink()))


@contextmanager
def sftp_server(home: Path) -> Iterator[str]:
    """The address of its root, for a user whose home folder this is: a key of the user's is made there."""
    host_key, user_key = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key.get_name()} {host_key.get_base64()}\n")
    user_key.write_private_key_file(str(home / ".ssh" / "id_ecdsa"))
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        # A client may go away before both sides agree: its transport ends in its own thread, without an error here.
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            transports.append(transport)
            transport.start_server(event=threading.Event(), server=_Server())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"sftp://news@127.0.0.1:{port}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for transport in transports:
            transport.close()
