"""Finds what would make a chart differ at the next build: randomness and the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.spec_views import SpecView, channels

_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_CHANCE = re.compile(r"\b(random|sampleNormal|sampleLogNormal|sampleUniform|now)\s*\(|\bdatetime\s*\(\s*\)")


def randomness_problems(view: SpecView, where: str) -> Iterator[Problem]:
    """Random samples, random numbers, bootstrapped intervals and today's date."""
    for transform, _ in view.before:
        if "sample" in transform:
            fix = "draw the sample in a cell, with a seed: frame.sample(…, random_state=1)"
            yield Problem(where, "the chart picks its rows at random (transform_sample)", fix)
        for one in (*_dicts(transform.get("aggregate")), *_dicts(transform.get("joinaggregate"))):
            yield from _interval(one.get("op"), where)
        for one in _dicts(transform.get("window")):
            yield from _interval(one.get("op"), where)
    for _, one in channels(view.encoding):
        yield from _interval(one.get("aggregate"), where)
    mark = view.spec.get("mark")
    given = mark if isinstance(mark, dict) else {}
    if view.mark in ("errorbar", "errorband") and given.get("extent") == "ci":
        yield from _interval("ci0", where)
    parts: list[Any] = [view.encoding, view.spec.get("params"), mark, [transform for transform, _ in view.before]]
    for formula in _formulas(parts):
        found = _CHANCE.search(_TEXT.sub("''", formula))
        if found and found[1] not in (None, "now"):
            fix = "generate the numbers in a cell, with a seed, and pass them to the chart in a column"
            yield Problem(where, f"the chart uses random numbers ({found[1]}() in a formula)", fix)
        elif found:
            fix = "write the date into the notebook; a page is the same whenever it is built"
            yield Problem(where, "the chart depends on today's date (now() in a formula)", fix)


def _dicts(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _interval(kind: Any, where: str) -> Iterator[Problem]:
    if kind in ("ci0", "ci1"):
        fix = "compute the interval in a cell, with a seed, or draw extent='stderr' or 'stdev'"
        yield Problem(where, "the chart bootstraps its interval (ci), which comes out different each time", fix)


def _formulas(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _formulas(item)
    elif isinstance(part, dict):
        for name, item in part.items():
            if isinstance(item, str):
                if name in ("expr", "test", "filter", "calculate", "labelExpr", "update", "signal"):
                    yield item
            else:
                yield from _formulas(item)
