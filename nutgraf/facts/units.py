"""Unit arithmetic: dollars over people are dollars per person, and rates do not add."""

from __future__ import annotations

RATES = frozenset({"percent", "points", "rank"})
ONE_OF = {
    "persons": "person",
    "people": "person",
    "taxpayers": "taxpayer",
    "returns": "return",
    "itins": "itin",
    "applications": "application",
    "areas": "area",
    "states": "state",
    "households": "household",
}


class UnitClash(Exception):
    """Units that cannot be combined: why, and what to do instead."""

    def __init__(self, why: str, fix: str) -> None:
        super().__init__(why)
        self.why, self.fix = why, fix


def added(left: str, right: str) -> str:
    """The unit of a sum."""
    _same(left, right, "add")
    if left in RATES:
        raise UnitClash("rates and shares cannot be added", "add the amounts that they are taken from")
    return left


def subtracted(left: str, right: str) -> str:
    """The unit of a difference."""
    _same(left, right, "subtract")
    if left == "rank":
        raise UnitClash("the difference of two ranks means nothing", "subtract the amounts that are ranked")
    return "points" if left == "percent" else left


def multiplied(left: str, right: str) -> str:
    """The unit of a product."""
    for a, b in ((left, right), (right, left)):
        if a in ("ratio", "percent") and b not in RATES:
            return b
        if "_per_" in a:
            top, _, bottom = a.partition("_per_")
            if bottom == _one(b):
                return top
    why = f"{_said(left)} times {_said(right)} is not an amount of anything"
    raise UnitClash(why, "multiply by a number, a share or a rate, such as dollars_per_person")


def divided(left: str, right: str) -> str:
    """The unit of a quotient; a ratio where both are the same."""
    if "rank" in (left, right):
        raise UnitClash("a rank cannot be divided", "divide the amounts that are ranked")
    if left == right:
        return "ratio"
    if right == "ratio":
        return left
    if left in RATES or right in RATES or left == "ratio":
        raise UnitClash(f"{_said(left)} divided by {_said(right)} means nothing", "take the amounts themselves")
    if "_per_" in left:
        raise UnitClash(f"{_said(left)} is a rate already", "divide the amounts that it is taken from")
    return f"{left}_per_{_one(right)}"


def is_counted(unit: str) -> bool:
    """Whether the unit counts whole things: people, returns; not dollars or percent."""
    return not (unit.startswith("usd") or unit in RATES or unit in ("ratio", "") or "_per_" in unit)


def _same(left: str, right: str, verb: str) -> None:
    if left != right:
        raise UnitClash(f"{_said(left)} and {_said(right)} do not {verb}", f"{verb} facts of one unit, or print both")


def _one(unit: str) -> str:
    return ONE_OF.get(unit, unit.removesuffix("s"))


def _said(unit: str) -> str:
    words = {"usd": "dollars", "itins": "ITINs", "": "a number without a unit"}
    return words.get(unit, unit.replace("usd", "dollars").replace("_", " "))
