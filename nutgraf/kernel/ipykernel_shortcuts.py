"""Shortcuts through ipykernel: a forked kernel copies less of the memory that it shares, and asks some things once.

A page of memory is copied as soon as a reference to an object in it is counted. A kernel lists all modules twice as it
starts. In a forked one these are twice as many, on 1,500 pages of memory: 6 MB for each kernel, and 8 ms.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections import UserDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_LISTING = ("ipykernel.ipkernel", "IPython.core.shellapp")
"""What lists the modules: for the debugger, which does not enter them, and for `%reset`, which does not remove them."""
_BETWEEN = "\0"


class _ModuleFile:
    """All that ipykernel asks a module for."""

    __slots__ = ("__file__",)

    def __init__(self, path: str) -> None:
        self.__file__ = path


class _Files:
    """A copy of the modules that has only their files."""

    def __init__(self, paths: str) -> None:
        self._paths = paths

    def values(self) -> Iterator[_ModuleFile]:
        """The files, none of which a kernel shares."""
        return map(_ModuleFile, self._paths.split(_BETWEEN))


class _Modules(UserDict[str, Any]):
    """The modules of this process; what lists them gets those that were imported when this was made."""

    def __init__(self) -> None:
        self.data = sys.modules
        files = (getattr(module, "__file__", None) for module in sys.modules.values())
        self._names, self._files = _BETWEEN.join(sys.modules), _Files(_BETWEEN.join(filter(None, files)))

    def keys(self) -> Any:
        """The names, none of which a kernel shares."""
        return self._names.split(_BETWEEN)

    def copy(self) -> Any:
        """The files."""
        return self._files


class KernelModules:
    """Takes the place of `sys` while a forked kernel starts: it lists the modules that an ordinary one has."""

    def __init__(self) -> None:
        vars(self)["modules"] = _Modules()

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys, name, value)

    @contextlib.contextmanager
    def listed(self) -> Iterator[None]:
        """Let a kernel that starts here list these modules."""
        listing: list[Any] = [importlib.import_module(name) for name in _LISTING]
        for module in listing:
            module.sys = self
        try:
            yield
        finally:
            for module in listing:
                module.sys = sys


def remember_parameters() -> None:
    """Have ipykernel find out once, and not twice for each cell, which arguments a method of its shell takes."""
    ipkernel: Any = importlib.import_module("ipykernel.ipkernel")
    stock: Callable[..., dict[str, bool]] | None = getattr(ipkernel, "_accepts_parameters", None)
    known: dict[tuple[Any, ...], dict[str, bool]] = {}

    def accepts(method: Any, names: Sequence[str]) -> dict[str, bool]:
        assert stock is not None
        function = getattr(method, "__func__", None)
        if function is None:  # a notebook may have put one of its own in the place of the method
            return stock(method, names)
        key = (function, *names)
        if key not in known:
            known[key] = stock(method, names)
        return dict(known[key])

    if stock is not None:
        ipkernel._accepts_parameters = accepts
