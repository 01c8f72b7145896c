"""The CSV dialect of a table's file: encoding, delimiter, quotes, headings, comments."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.errors import did_you_mean

_SAID_ELSEWHERE = frozenset({"$schema", "name", "title", "description", "type", "csvddfVersion", "profile"})
_OF_OTHER_FILES = ("property", "itemType", "itemKeys", "sheetNumber", "sheetName", "table")


@dataclass(frozen=True)
class Dialect:
    """The Table Dialect of a delimited file; `case` is whether headings are case-sensitive."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    doubled: bool = True
    escape: str | None = None
    trims: bool = False
    null: str | None = None
    header: tuple[int, ...] = (1,)
    joiner: str = " "
    case: bool = True
    comment: str = ""
    comment_rows: frozenset[int] = frozenset()
    skips_blank: bool = False


def read_dialect(described: Mapping[str, Any], encoding: Any, *, tabs: bool) -> tuple[Dialect, list[tuple[str, str]]]:
    """The dialect that a resource declares, and what in it is not supported: (what, fix)."""
    plain = {name: value for name, value in described.items() if name != "csv"}
    inner = described.get("csv", {})
    plain |= inner if isinstance(inner, Mapping) else {"csv": inner}
    wrong = list(_wrong(plain, encoding))
    if wrong:
        return Dialect(), wrong
    header = tuple(plain.get("headerRows", (1,))) if plain.get("header", True) else ()
    dialect = Dialect(
        encoding=codecs.lookup(encoding or "utf-8").name,
        delimiter=plain.get("delimiter", "\t" if tabs else ","),
        quote=plain.get("quoteChar", '"'),
        doubled=plain.get("doubleQuote", True),
        escape=plain.get("escapeChar"),
        trims=plain.get("skipInitialSpace", False),
        null=plain.get("nullSequence"),
        header=header,
        joiner=plain.get("headerJoin", " "),
        case=plain.get("caseSensitiveHeader", plain.get("headerCase", True)),
        comment=plain.get("commentChar", ""),
        comment_rows=frozenset(plain.get("commentRows", ())),
        skips_blank=plain.get("skipBlankRows", False),
    )
    return dialect, []


def _wrong(described: Mapping[str, Any], encoding: Any) -> Iterator[tuple[str, str]]:
    if encoding is not None and not _is_text_encoding(encoding):
        yield f"the encoding {encoding!r} is not known", "name the encoding of the file, such as utf-8 or cp1252"
    for name, value in described.items():
        if name in _SAID_ELSEWHERE:
            continue
        if name in _OF_OTHER_FILES:
            yield f"the dialect has {name!r}, which is not for delimited files", "take it out of the dialect"
        elif name not in RULES:
            yield f"the dialect has {name!r}, which is not understood", did_you_mean(name, RULES)
        elif not RULES[name][0](value):
            yield f"the dialect's {name} is {value!r}", f"give {RULES[name][1]}"
    if described.get("quoteChar", '"') == described.get("delimiter", ","):
        yield "the dialect has one sign for both delimiter and quoteChar", "give two"


def _is_text_encoding(name: Any) -> bool:
    try:
        "é".encode(codecs.lookup(name).name, errors="replace")
        return True
    except (LookupError, TypeError, ValueError):
        return False


def _one_sign(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n"


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _row_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(one) is int and one > 0 for one in value)


RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "delimiter": (_one_sign, "one sign, such as ;"),
    "quoteChar": (lambda value: value == "" or _one_sign(value), "one sign"),
    "doubleQuote": (_flag, "true or false"),
    "escapeChar": (lambda value: value is None or _one_sign(value), "one sign"),
    "skipInitialSpace": (_flag, "true or false"),
    "lineTerminator": (lambda value: value in ("\n", "\r\n", "\r"), r"one of \n, \r\n and \r"),
    "nullSequence": (lambda value: value is None or _text(value), "a text"),
    "header": (_flag, "true or false"),
    "headerRows": (lambda value: _row_numbers(value) and value == sorted(set(value)), "a list of row numbers from 1"),
    "headerJoin": (_text, "a text"),
    "caseSensitiveHeader": (_flag, "true or false"),
    "headerCase": (_flag, "true or false"),
    "commentChar": (lambda value: _text(value) and value != "", "the sign that comments begin with"),
    "commentRows": (_row_numbers, "a list of row numbers from 1"),
    "skipBlankRows": (_flag, "true or false"),
}
"""What a dialect may declare, each with a test of its value and the words for one that fails it."""
