"""Makes dataclasses in half the time: Python 3.11 and 3.12 compile six functions for each, of which three are the same.

A command that builds has 240 of them, for which that takes 0.07 of its 0.7 seconds of CPU.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from dataclasses import Field, FrozenInstanceError
from reprlib import recursive_repr
from typing import Any

_Method = Callable[..., Any]


def make_dataclasses_quickly() -> None:
    """From now on in this process, share what shows a dataclass and what keeps a frozen one from being changed.

    They do what those of Python do, with the same words. What compares, and makes, an object is compiled for its class,
    as it is called often. Python 3.13 compiles all methods of a class at once, and is left as it is.
    """
    if sys.version_info < (3, 13):
        for name, ours in {"_repr_fn": _shown, "_frozen_get_del_attr": _unchangeable}.items():
            if hasattr(dataclasses, name):
                setattr(dataclasses, name, ours)


def _shown(fields: Sequence[Field[Any]], _: Any) -> _Method:
    names = [field.name for field in fields]

    @recursive_repr()
    def __repr__(self: Any) -> str:
        values = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{self.__class__.__qualname__}({values})"

    return __repr__


def _unchangeable(cls: type, fields: Sequence[Field[Any]], _: Any) -> tuple[_Method, _Method]:
    names = frozenset(field.name for field in fields)

    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)  # type: ignore[arg-type]  # mypy takes names only

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)  # type: ignore[arg-type]

    return __setattr__, __delattr__
