"""Parses the derivation of a number on its fact sheet, and recomputes it from the tables' cells.

A derivation names values ("436.5 m ÷ 30.1 bn") and not cells, so each value is matched with a cell that rounds to it.
A plain number that no cell rounds to is a constant: twelve months. Every cell must be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice

_TOKEN = re.compile(
    r"counted: (?P<counted>[\d,]+) (?P<what>rows|with a number)"
    r"|(?P<order>largest|smallest) first: (?P<place>\d+) of (?P<among>\d+)"
    r"|\((?P<several>\d+) numbers\)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)(?: (?P<size>tn|bn|m)\b)?(?P<percent>%)?"
    r"|(?P<sign>[()+−×÷…])"
    r"|(?P<space>\s+)"
)
_SIZES = {"tn": 12, "bn": 9, "m": 6}
_MOST_WAYS = 400
_NEAR = Decimal("1e-9")


class UnreadableDerivation(Exception):
    """A derivation in a form that is not supported here."""


@dataclass(frozen=True)
class _Value:
    """A number, and half of its last printed digit's unit."""

    amount: Decimal
    half: Decimal


@dataclass(frozen=True)
class _Group:
    """A count, a sum or a rank of several cells."""

    kind: str
    size: int


_Step = _Value | _Group | str
"""One step of an expression in postfix order."""


def recompute(derivation: str, unit: str, cells: Sequence[Decimal], wanted: Decimal) -> Decimal | None:
    """The value computed from the cells: the expected one if possible, else another; None if they do not fit.

    Raises UnreadableDerivation if the derivation cannot be parsed.
    """
    steps = _Reader(derivation).read()
    factor = _factor(derivation, unit)
    found: Decimal | None = None
    for value in islice(_ways(steps, tuple(cells)), _MOST_WAYS):
        if near(value * factor, wanted):
            return value * factor
        found = value * factor if found is None else found
    return found


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two values are equal up to the last digits of a quotient."""
    return abs(one - other) <= max(abs(one), abs(other)) * _NEAR


def _factor(derivation: str, unit: str) -> Decimal:
    """The factor of a quotient or product if one of its values is in percent."""
    if "%" in derivation:
        return Decimal("0.01") if "×" in derivation and unit not in ("percent", "points") else Decimal(1)
    return Decimal(100) if unit in ("percent", "points") and "÷" in derivation else Decimal(1)


class _Reader:
    """Parses an expression from left to right, with the usual order of operations."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def read(self) -> list[_Step]:
        steps = self._sum()
        if self._at < len(self._tokens):
            raise UnreadableDerivation(self._tokens[self._at].group())
        return steps

    def _next(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, signs: str) -> str:
        token = self._next()
        if token and token["sign"] and token["sign"] in signs:
            self._at += 1
            return token["sign"]
        return ""

    def _sum(self) -> list[_Step]:
        steps, cut = self._product(), False
        while sign := self._take("+−"):
            if self._take("…"):
                cut = True
                continue
            steps += [*self._product(), sign]
        token = self._next()
        if token and token["several"]:
            self._at += 1
            return [_Group("sum", int(token["several"]))]
        if cut:
            raise UnreadableDerivation("…")
        return steps

    def _product(self) -> list[_Step]:
        steps = self._one()
        while sign := self._take("×÷"):
            steps += [*self._one(), sign]
        return steps

    def _one(self) -> list[_Step]:
        if self._take("−"):
            return [*self._one(), "negative"]
        if self._take("("):
            if negative := self._negative():
                return [negative]
            steps = self._sum()
            if not self._take(")"):
                raise UnreadableDerivation("a parenthesis that is not closed")
            return steps
        token = self._next()
        if token is None or token["sign"] or token["several"]:
            raise UnreadableDerivation(token.group() if token else "its end")
        self._at += 1
        return [_leaf(token)]

    def _negative(self) -> _Value | None:
        """A negative cell, printed as (−5)."""
        ahead = self._tokens[self._at : self._at + 3]
        if len(ahead) == 3 and ahead[0]["sign"] == "−" and ahead[1]["number"] and ahead[2]["sign"] == ")":
            self._at += 3
            leaf = _leaf(ahead[1])
            return _Value(-leaf.amount, leaf.half) if isinstance(leaf, _Value) else None
        return None


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise UnreadableDerivation(text[at:])
        if not found["space"]:
            yield found
        at = found.end()


def _leaf(token: re.Match[str]) -> _Step:
    if token["counted"]:
        kind = "rows" if token["what"] == "rows" else "count"
        return _Group(kind, 1 if kind == "rows" else int(token["counted"].replace(",", "")))
    if token["order"]:
        return _Group(token["order"], int(token["among"]))
    size = Decimal(10) ** _SIZES.get(token["size"] or "", 0)
    digits = Decimal(token["number"].replace(",", ""))
    step = Decimal(1).scaleb(int(digits.as_tuple().exponent))
    if not token["size"] and digits == digits.to_integral_value():
        whole = token["number"].replace(",", "")
        step = Decimal(10) ** (len(whole) - len(whole.rstrip("0"))) if whole.strip("0") else Decimal(1)
    return _Value(digits * size, step * size / 2)


_WORK: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda one, other: one + other,
    "−": lambda one, other: one - other,
    "×": lambda one, other: one * other,
    "÷": lambda one, other: one / other,
}


def _ways(steps: Sequence[_Step], cells: tuple[Decimal, ...]) -> Iterator[Decimal]:
    """The value of the expression for each assignment of cells to its values that uses every cell."""
    leaves = [step for step in steps if not isinstance(step, str)]
    for chosen in _matched(leaves, cells, frozenset()):
        stack: list[Decimal] = []
        values = iter(chosen)
        for step in steps:
            if step == "negative":
                stack.append(-stack.pop())
            elif isinstance(step, str):
                other, one = stack.pop(), stack.pop()
                if step == "÷" and not other:
                    break
                stack.append(_WORK[step](one, other))
            else:
                stack.append(next(values))
        if len(stack) == 1:
            yield stack[0]


def _matched(
    leaves: Sequence[_Value | _Group], cells: tuple[Decimal, ...], used: frozenset[int]
) -> Iterator[tuple[Decimal, ...]]:
    """The values of the leaves, for each assignment that uses all cells."""
    if not leaves:
        if len(used) == len(cells):
            yield ()
        return
    for value, taken in _choices(leaves[0], cells, used):
        for rest in _matched(leaves[1:], cells, used | taken):
            yield (value, *rest)


def _choices(
    leaf: _Value | _Group, cells: tuple[Decimal, ...], used: frozenset[int]
) -> Iterator[tuple[Decimal, frozenset[int]]]:
    free = [n for n in range(len(cells)) if n not in used]
    if isinstance(leaf, _Group):
        for several in _several(free, sorted(used), leaf.size):
            yield _of_group(leaf.kind, [cells[n] for n in several]), frozenset(several)
        return
    fitting = [n for n in (*free, *sorted(used)) if _rounds_to(cells[n], leaf)]
    for n in sorted(fitting, key=lambda n: abs(cells[n] - leaf.amount)):
        yield cells[n], frozenset({n})
    if not fitting:
        yield leaf.amount, frozenset()


def _rounds_to(cell: Decimal, leaf: _Value) -> bool:
    return abs(cell - leaf.amount) <= leaf.half


def _several(free: Sequence[int], used: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """The cells that a group may contain: unused ones, in their order; then some used ones."""
    for again in range(min(size, len(used)) + 1):
        if size - again <= len(free):
            for shared in combinations(used, again):
                yield (*shared, *free[: size - again])


def _of_group(kind: str, cells: Sequence[Decimal]) -> Decimal:
    if kind == "sum":
        return sum(cells, Decimal(0))
    if kind == "count":
        return Decimal(len(cells))
    if kind == "rows":
        return cells[0]
    return Decimal(1 + sum(each > cells[0] if kind == "largest" else each < cells[0] for each in cells[1:]))
