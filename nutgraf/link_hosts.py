"""Hosts to which no page leads its readers: content networks, aggregators and shorteners, which publish nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

_NETWORKS = (
    *("akamaihd.net", "akamaized.net", "amazonaws.com", "azureedge.net", "b-cdn.net", "cdn.ampproject.org"),
    *("cloudfront.net", "fastly.net", "fbcdn.net", "googleusercontent.com", "storage.googleapis.com"),
)
_AGGREGATORS = ("biztoc.com", "flipboard.com", "headtopics.com", "newsbreak.com", "news.google.com", "smartnews.com")
_SHORTENERS = ("bit.ly", "buff.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "t.co", "tinyurl.com")
_KINDS = ((_NETWORKS, "a content network"), (_AGGREGATORS, "an aggregator"), (_SHORTENERS, "a shortener of addresses"))


def unfit_host(address: str, refused: Iterable[str] = ()) -> str:
    """Why no reader is to be led to an address, such as "cloudfront.net is a content network"; "" if for none.

    `refused` are further hosts that a newsroom refuses, each with what is below it.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError:  # said elsewhere
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    if port is not None:
        return f"{host}:{port} names a port"
    if _is_number(host):
        return f"{host} is the number of a machine"
    for hosts, kind in (*_KINDS, (tuple(refused), "refused in the settings")):
        if found := next((one for one in hosts if host == one or host.endswith(f".{one}")), ""):
            return f"{found} is {kind}"
    return ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
