"""Makes imports fast: defers libraries that are rarely or never used, and collects no garbage meanwhile."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "rfc3987_syntax": {"is_valid_syntax": None},
    "rfc3986_validator": {"validate_rfc3986": None},
    "isoduration": {"DurationParsingException": ValueError},
}
"""What jsonschema takes from each library: a function to call later (None), or what its exception derives from."""

_VALIDATORS: Mapping[str, tuple[str, ...]] = {
    "jsonschema._format": ("FormatChecker",),
    "jsonschema.validators": (
        *(f"Draft{draft}Validator" for draft in ("3", "4", "6", "7", "201909", "202012")),
        "validate",
    ),
}
"""What jsonschema itself has from the modules that hold the schemas of all drafts and the formats."""


@contextlib.contextmanager
def defer_formats() -> Iterator[None]:
    """Import the libraries of jsonschema's formats on the first validation of a URI, an IRI or a duration.

    jsonschema, a dependency of nbformat and Altair, imports them all. The parser of IRIs alone takes a second in every
    process, as long as pandas, Altair and ipykernel together.
    """
    with contextlib.ExitStack() as deferred:
        for name, contents in _FORMATS.items():
            deferred.enter_context(defer_module(name, contents))
        yield


@contextlib.contextmanager
def defer_validators() -> Iterator[None]:
    """Import jsonschema with its errors alone; its validators and formats follow when something of them is used.

    nbformat derives its errors from those of jsonschema, but checks notebooks with another library. Where jsonschema is
    imported already, nothing is deferred.
    """
    if "jsonschema" in sys.modules:
        yield
        return
    with contextlib.ExitStack() as deferred:
        for module, names in _VALIDATORS.items():
            deferred.enter_context(defer_module(module, dict.fromkeys(names)))
        package: Any = importlib.import_module("jsonschema")
        yield
    home = {name: module for module, names in _VALIDATORS.items() for name in names if vars(package).pop(name, None)}
    package.__getattr__ = partial(_part_of, package, home, vars(package).get("__getattr__"))


def _part_of(package: ModuleType, home: Mapping[str, str], others: Callable[[str], Any] | None, name: str) -> Any:
    """What a package has under a name, of the modules that were deferred and of what it finds by itself."""
    with defer_formats():
        if name in home:
            setattr(package, name, getattr(importlib.import_module(home[name]), name))
            return getattr(package, name)
        if importlib.util.find_spec(f"{package.__name__}.{name}"):
            return importlib.import_module(f"{package.__name__}.{name}")
        for each in home:  # which its own function for other names refers to
            getattr(package, each)
    if others is None:
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
    return others(name)


@contextlib.contextmanager
def collect_no_garbage() -> Iterator[None]:
    """Keep Python from searching what is imported here for garbage, now and later: imports leave none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


class _StandIn(ModuleType):
    """What has the place of a module until something of it is used."""


@contextlib.contextmanager
def defer_module(name: str, contents: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Give those who import a module here a stand-in that imports it when something of it is used.

    `contents` are the names that are imported from it, with their values; None is for a function.
    """
    if name in sys.modules or importlib.util.find_spec(name.partition(".")[0]) is None:
        yield
        return
    stand_in: Any = _StandIn(name)
    stand_in.__getattr__ = partial(_of, name)
    for each, content in (contents or {}).items():
        setattr(stand_in, each, _later(name, each) if content is None else content)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


def _of(module: str, name: str) -> Any:
    if name.startswith("__"):  # asked by the import system, as of `__path__`
        raise AttributeError(name)
    return getattr(_imported(module), name)


def _later(module: str, name: str) -> Any:
    def call(*args: Any, **options: Any) -> Any:
        return getattr(_imported(module), name)(*args, **options)

    return call


def _imported(module: str) -> ModuleType:
    """The module itself, also while its stand-in has its place: something is used of it as it is imported."""
    if isinstance(sys.modules.get(module), _StandIn):
        del sys.modules[module]
    return importlib.import_module(module)
