"""A command's dataclasses are made sooner, and do everything as those that Python makes."""

from __future__ import annotations

import copy
import dataclasses
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from nutgraf.quick_dataclasses import make_dataclasses_quickly

_PATCHED = ("_repr_fn", "_frozen_get_del_attr")
_IS_LEFT = sys.version_info >= (3, 13)


def _what_classes_do() -> list[str]:
    """What is shown, and what is refused, of classes of each kind that are made now."""

    @dataclass(frozen=True)
    class Sum:
        amount: int
        unit: str = "dollars"
        hidden: int = field(default=0, repr=False, compare=False)

    class Derived(Sum):
        pass

    @dataclass
    class Parts:
        parts: list[Any]

    @dataclass(frozen=True)
    class Nothing:
        pass

    @dataclass(frozen=True, slots=True, order=True)
    class Slotted:
        amount: int

    @dataclass(frozen=True)
    class More(Sum):
        more: float = 0.5

        def __repr__(self) -> str:
            return "as written"

    endless = Parts([])
    endless.parts.append(endless)
    things = [Sum(1), Derived(2), Parts(["é"]), endless, Nothing(), Slotted(3), More(4)]
    shown = [repr(thing) for thing in things]
    tried = [_tried(change, thing) for thing in things for change in _CHANGES]
    return [*shown, *tried, str(copy.copy(Sum(1)) == Sum(1)), str(hash(Sum(1)) == hash(Sum(1, hidden=9)))]


def _sets(name: str) -> Callable[[Any], None]:
    return lambda thing: setattr(thing, name, 7)


def _deletes(name: str) -> Callable[[Any], None]:
    return lambda thing: delattr(thing, name)


_CHANGES = [act(name) for name in ("amount", "parts", "hidden", "other") for act in (_sets, _deletes)]


def _tried(change: Callable[[Any], None], thing: Any) -> str:
    try:
        change(thing)
        return repr(thing) + repr(sorted(getattr(thing, "__dict__", ())))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make dataclasses quickly until the end of the test."""
    for name in _PATCHED:
        monkeypatch.setattr(dataclasses, name, getattr(dataclasses, name, None), raising=False)
    return make_dataclasses_quickly


@pytest.mark.skipif(_IS_LEFT, reason="Python 3.13 and later make dataclasses quickly themselves")
def test_classes_that_were_made_quickly_show_and_refuse_the_same_in_the_same_words(
    quickly: Callable[[], None],
) -> None:
    before = _what_classes_do()
    quickly()
    assert dataclasses._repr_fn.__module__ == "nutgraf.quick_dataclasses"  # type: ignore[attr-defined]
    assert _what_classes_do() == before
    assert before[0].endswith("Sum(amount=1, unit='dollars')")
    assert "FrozenInstanceError: cannot assign to field 'amount'" in before
    assert "FrozenInstanceError: cannot delete field 'other'" in before


def test_only_a_command_makes_them_so_and_not_what_imports_nutgraf() -> None:
    ask = "import dataclasses, nutgraf.cli; print(getattr(dataclasses, '_repr_fn', print).__module__)"
    printed = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == ("builtins" if _IS_LEFT else "dataclasses")
