"""The rows that a claim is computed from, by stable names, with their values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.ledger.published import Claim

DIGEST = "digest"
_MOST_INPUTS = 3
"""A line lists up to this many inputs and keeps a fingerprint of more, because their rows have lines of their own."""


def inputs_of(claim: Claim) -> dict[str, Any]:
    """The rows that a claim is computed from and their values; a fingerprint if there are many."""
    rows = dict(rows_of(claim))
    if len(rows) <= _MOST_INPUTS:
        return rows
    text = json.dumps(rows, sort_keys=True, ensure_ascii=False)
    return {DIGEST: hashlib.sha256(text.encode()).hexdigest()[:16]}


def rows_of(claim: Claim) -> Iterator[tuple[str, Any]]:
    """The rows that a claim is computed from, by a stable name, with their values."""
    for row in claim.inputs:
        yield f"{row_named(row)}:{row['column']}", row["value"]


def row_named(row: Mapping[str, Any]) -> str:
    """A row by its table and key: `taxes_2024:metric=…,region=BY`."""
    key = row["key"]
    return f"{row['table']}:{','.join(f'{name}={key[name]}' for name in sorted(key))}"


def words_of_row(row: str) -> str:
    """The name of a row and column in a reporter's words."""
    table, _, rest = row.partition(":")
    key, _, column = rest.rpartition(":")
    return f"data/{table}.csv, {key.replace(',', ', ')}, {column}"


def parts_of_row(row: str) -> tuple[str, dict[str, str], str]:
    """The table, the key and the column in the name of a row and column."""
    table, _, rest = row.partition(":")
    key, _, column = rest.rpartition(":")
    return table, dict(part.split("=", 1) for part in re.split(r",(?=\w+=)", key) if part), column
