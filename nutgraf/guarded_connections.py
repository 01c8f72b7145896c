"""A session for requests that connects to no private address, unless its host is named.

Each connection resolves its host once, looks at the address and connects to that very address: a name server that
answers otherwise a moment later changes nothing.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError


class PrivateAddress(Exception):
    """A host is on a private network, and is not named; not an OSError, which would be tried again."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(f"{host} is on a private network")


def public_address(host: str, port: int, named: frozenset[str]) -> str:
    """The address to connect to. Raises PrivateAddress where any address of the host is private, and OSError."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host.lower() not in named and any(_is_private(one) for one in found):
        raise PrivateAddress(host)
    return found[0]


def _is_private(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global or parsed.is_multicast


def guarded_session(named: Iterable[str], proxy: str) -> Session:
    """A session that asks public hosts and the named ones; through the proxy, or that of the environment."""
    session = Session()
    adapter = _GuardedAdapter(frozenset(name.lower() for name in named))
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    if proxy:
        session.proxies = {"http": proxy, "https": proxy}
    return session


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, named: frozenset[str]) -> None:
        self.named = named
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self.named)

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        """Through a proxy, the proxy connects: what the host resolves to here is all there is to look at."""
        from urllib.parse import urlsplit

        proxies = options.get("proxies") or {}
        parts = urlsplit(request.url)
        if proxies.get(parts.scheme) or proxies.get("all"):
            with contextlib.suppress(OSError):  # the proxy alone knows the name
                public_address(parts.hostname or "", parts.port or 0, self.named)
        return super().send(request, *args, **options)


def _pools(named: frozenset[str]) -> dict[str, Any]:
    class _Guarded:
        """Connects to the address that was looked at; its name stays for the certificate and the Host header."""

        host: str
        port: int
        _dns_host: str

        def _new_conn(self) -> Any:
            name = self._dns_host
            try:
                self._dns_host = public_address(self.host, self.port, named)
                return super()._new_conn()  # type: ignore[misc]
            except socket.gaierror as error:
                raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
            finally:
                self._dns_host = name

    class _Plain(_Guarded, HTTPConnection):
        pass

    class _Secure(_Guarded, HTTPSConnection):
        pass

    class _PlainPool(HTTPConnectionPool):
        ConnectionCls = _Plain

    class _SecurePool(HTTPSConnectionPool):
        ConnectionCls = _Secure

    return {"http": _PlainPool, "https": _SecurePool}
