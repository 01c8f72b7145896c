"""What secrets look like: the tokens that services hand out, private keys, passwords in addresses, homes of users."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Shape(NamedTuple):
    """What something secret looks like. A text without any of the marks holds none, which is quick to see."""

    name: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    is_shown: bool = False
    """Whether a message may print it whole."""


def _shape(name: str, marks: str, pattern: str, *, is_shown: bool = False) -> Shape:
    return Shape(name, tuple(mark.encode() for mark in marks.split()), re.compile(pattern.encode()), is_shown)


_START = r"(?<![A-Za-z0-9_/+-])"
TOKENS: Sequence[Shape] = (
    _shape(
        "a private key", "PRIVATE PuTTY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File"
    ),
    _shape("a key of Amazon Web Services", "AKIA ASIA", _START + r"A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _shape("a token of GitHub", "gh github_pat_", _START + r"(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\w{40,})"),
    _shape("a token of GitLab", "glpat- gldt- glrt-", _START + r"gl(?:pat|dt|rt)-[\w-]{20,}"),
    _shape(
        "a token of Slack", "xox hooks.slack.com", r"\bxox[abeoprs]-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+"
    ),
    _shape("a key of Stripe", "_live_ _test_", _START + r"[rs]k_(?:live|test)_[A-Za-z0-9]{20,}"),
    _shape("a key of Google", "AIza GOCSPX-", _START + r"(?:AIza[\w-]{35}|GOCSPX-[\w-]{28})(?![\w-])"),
    _shape("a key of a language model", "sk-", _START + r"sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_]{16}[\w-]{16,}"),
    _shape("a token of a package registry", "npm_ pypi-AgE", _START + r"(?:npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,})"),
    _shape("a token of Hugging Face", "hf_", _START + r"hf_[A-Za-z]{34}(?![A-Za-z0-9])"),
    _shape("a token of Docker", "dckr_pat_", _START + r"dckr_pat_[\w-]{20,}"),
    _shape("a key of SendGrid", "SG.", _START + r"SG\.[\w-]{22}\.[\w-]{43}"),
    _shape("a key of Azure", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{40,}={0,2}"),
    _shape("a signed token", "eyJ", _START + r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    _shape("a token for a server", "Bearer", r"\bBearer [A-Za-z0-9._~+/-]{20,}"),
    _shape("a password for a server", "Basic", r"[Aa]uthorization\W{1,8}Basic [A-Za-z0-9+/]{8,}={0,2}"),
    _shape(
        "a password in an address",
        "://",
        r"\b[a-z][a-z0-9+]{1,9}://[^\s/:@<>\"'?#]{1,64}:[^\s/:@<>\"'?#]{3,128}@[A-Za-z0-9]",
    ),
    _shape(
        "a key in an address",
        "key= token= secret=",
        r"(?:[?&;])(?:api_?|access_?|client_?)?(?:key|token|secret)=[A-Za-z0-9_-]{20,}",
    ),
)
HOMES: Sequence[Shape] = (
    _shape(
        "the home folder of a user",
        "/home/ /Users/ /root \\Users\\",
        r"(?<![\w.~%-])(?:/(?:home|Users)/[A-Za-z][\w.-]*|/root(?=/[\w.]))|[A-Za-z]:(?:\\{1,2})Users(?:\\{1,2})[A-Za-z][\w.-]*",
        is_shown=True,
    ),
)
MAIL = _shape(
    "an e-mail address",
    "@",
    r"(?<![\w.%+/-])[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,18}(?![\w-])",
    is_shown=True,
)
NOT_MAIL = frozenset({b"png", b"jpg", b"jpeg", b"svg", b"webp", b"gif", b"js", b"css", b"json", b"html"})
"""Endings of files: `map@2x.png` is no address."""
