"""facts.json and facts.csv: every claim of a page for fact-checkers, and reading claims back from JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from nutgraf.ledger.published import Claim
from nutgraf.ledger.spreadsheet import no_formula
from nutgraf.stored_json import read_stored

JSON, CSV, HTML = "facts.json", "facts.csv", "facts.html"
COLUMNS = ("id", "place", "sentence", "lang", "text", "value", "unit", "low", "high", "derivation")
MORE = ("where", "heading", "key", "qualifier", "publisher", "checked_against", "sources")
_OPENING, _CLOSING = '"claims": [\n', "\n]}\n"
INPUT = ("table", "key", "column", "value", "source_id", "checked_against", "as_of")


def to_json(claims: Sequence[Claim], **about: Any) -> bytes:
    """The claims as JSON, one per line, after the members `about` the page."""
    lines = ",\n".join(json.dumps(_plain(claim), ensure_ascii=False) for claim in claims)
    return f"{_head(about)}{lines}{_CLOSING}".encode()


def joined(sheets: Iterable[bytes], **about: Any) -> Iterator[bytes]:
    """The pieces of one sheet with the claims of many, of which one is read at a time, and members `about` them all."""
    yield _head(about).encode()
    between = b""
    for sheet in sheets:
        if lines := sheet.partition(_OPENING.encode())[2].removesuffix(_CLOSING.encode()):
            yield between + lines
            between = b",\n"
    yield _CLOSING.encode()


# A build reads every sheet more than once: to decide about the page, and to lay out the site.
@lru_cache(maxsize=256)
def from_json(content: bytes) -> tuple[dict[str, Any], tuple[Claim, ...]]:
    """The members about the page, and its claims. Raises ValueError if this is not a fact sheet."""
    try:
        about = read_stored(content)
        claims = tuple(Claim(**_frozen(each)) for each in about.pop("claims"))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("this is not a fact sheet") from error
    return about, claims


def to_csv(claims: Iterable[Claim]) -> bytes:
    """The claims as CSV that spreadsheet programs open as UTF-8; sources and inputs have one cell each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, "qualifier", "publisher", "checked_against", "sources", "inputs"])
    for claim in claims:
        own = [getattr(claim, name) for name in COLUMNS]
        more = [claim.qualifier, claim.publisher, claim.checked_against, "; ".join(claim.sources)]
        line = [*own, *more, "; ".join(row_words(row) for row in claim.inputs)]
        writer.writerow([no_formula(value) for value in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def joined_csv(sheets: Iterable[bytes]) -> Iterator[bytes]:
    """The rows of many sheets under one heading, piece by piece."""
    for number, sheet in enumerate(sheets):
        yield sheet.partition(b"\n")[2] if number else sheet


def row_words(row: Mapping[str, Any]) -> str:
    """A row that a claim is computed from: `taxes_2024 [region=BY, metric=…] value = 314200000`.

    A whole table has no key, and no single value: `co2 [] co2`.
    """
    key = ", ".join(f"{name}={value}" for name, value in row["key"].items())
    value = "" if row["value"] is None else f" = {row['value']}"
    corrected = f" ({row['correction']})" if row.get("correction") else ""
    return f"{row['table']} [{key}] {row['column']}{value}{corrected}"


def _head(about: Mapping[str, Any]) -> str:
    return f"{json.dumps(about, ensure_ascii=False)[:-1]}{', ' if about else ''}{_OPENING}"


def _plain(claim: Claim) -> dict[str, Any]:
    inputs = [
        {
            **{name: row.get(name, "") for name in INPUT},
            **{name: row[name] for name in ("correction",) if row.get(name)},
        }
        for row in claim.inputs
    ]
    first = {name: getattr(claim, name) for name in COLUMNS}
    more = {name: getattr(claim, name) for name in MORE}
    return {**first, "inputs": inputs, **more, **({"estimate": True} if claim.estimate else {})}


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "sources": tuple(values["sources"]), "inputs": tuple(values["inputs"])}
