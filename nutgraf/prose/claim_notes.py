"""The record of a claim: the printed fact, with everything that an editor needs to check it."""

from __future__ import annotations

from itertools import count
from typing import Any

from nutgraf.facts import Fact, Input
from nutgraf.prose.values import Exempt, Phrase

_numbers = count(1)


def next_claim(said: Phrase, text: str, place: str) -> dict[str, Any]:
    """The next claim of this page, numbered in reading order."""
    number = next(_numbers)
    subject = said.amount.subject
    head = {"claim": number, "place": place, "text": text}
    if isinstance(subject, Exempt):
        return {**head, "key": f"exempt:{text}", "reason": subject.reason, "exempt": True}
    return {**head, **(_of_fact(subject) if isinstance(subject, Fact) else _bare(subject))}


def value_text(value: Any) -> str:
    """A value for machines: "314200000", "4.6"."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of_fact(fact: Fact) -> dict[str, Any]:
    return {
        "key": str(fact.key),
        "value": _plain(fact.value),
        "unit": fact.unit,
        "low": _plain(fact.low),
        "high": _plain(fact.high),
        "derivation": fact.derivation,
        "qualifier": fact.qualifier,
        "checked_against": fact.checked_against,
        "publisher": fact.publisher,
        "inputs": [_input(each) for each in fact.inputs],
        "sources": [source.id for source in fact.sources],
    }


def _bare(number: Any) -> dict[str, Any]:
    """The record of a number without a source: printed, and reported by a check."""
    value = _plain(number)
    words = dict.fromkeys(("unit", "derivation", "qualifier", "checked_against", "publisher"), "")
    bounds: dict[str, Any] = {"low": None, "high": None, "inputs": [], "sources": []}
    return {"key": f"bare:{value_text(value)}", "value": value, **words, **bounds, "bare": True}


def _input(each: Input) -> dict[str, Any]:
    names = ("table", "column", "value", "source_id", "checked_against", "as_of")
    key = {name: _plain(value) for name, value in each.key.items()}
    corrected = {"correction": each.correction} if each.correction else {}
    return {"key": key, **{name: _plain(getattr(each, name)) for name in names}, **corrected}


def _plain(value: Any) -> Any:
    """A number of any library as JSON has it."""
    if value is None or type(value) in (int, float, str, bool, dict):
        return value
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "is_integer") or hasattr(value, "as_tuple"):
        return float(value)
    return value if isinstance(value, (list, tuple)) else str(value)
