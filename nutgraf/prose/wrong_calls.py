"""A wrong call of one of nutgraf's functions in a reporter's words: what is missing or wrong, or the likely name."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

from nutgraf.errors import NutgrafError, Problem, did_you_mean
from nutgraf.prose.unknown_members import unknown_member

_CALLED = re.compile(r"(?:(\w+)\.)?(\w+)\(\) (.*)", re.DOTALL)
_MISSING = re.compile(r"missing \d+ required (?:positional|keyword-only) arguments?: (.*)")
_UNKNOWN = re.compile(r"got an unexpected keyword argument '(\w+)'")
_TOO_MANY = re.compile(r"takes .* positional arguments? but (\d+) (?:were|was) given")
_TWICE = re.compile(r"got multiple values for argument '(\w+)'")
_KINDS = ("Fact", "Facts")
_MODULES = ("nutgraf", "nutgraf.charts", "nutgraf.charts.us")
"""What a notebook calls: of these, what it has imported."""
_CHECKS = "nutgraf.charts.chart_options"


def wrong_call(error: BaseException) -> Problem | None:
    """What is wrong with a call of nutgraf, and how to write it; None for any other error."""
    return _of_value(error) or (_of_call(error) if isinstance(error, TypeError) else _of_name(error))


def _of_value(error: BaseException) -> Problem | None:
    """What a chart or another function of nutgraf refuses; its message says what is wrong, and then what to do."""
    if not isinstance(error, ValueError) or isinstance(error, NutgrafError):
        return None
    *_, (last, _) = [(None, 0), *traceback.walk_tb(error.__traceback__)]
    if last is None or not str(last.f_globals.get("__name__", "")).startswith("nutgraf."):
        return None
    what, _, fix = str(error).partition("; ")
    return Problem("", what, fix)


def _of_name(error: BaseException) -> Problem | None:
    return unknown_member(error.obj, str(error.name)) if isinstance(error, AttributeError) else None


def _of_call(error: TypeError) -> Problem | None:
    called = _CALLED.fullmatch(str(error))
    frames = list(traceback.walk_tb(error.__traceback__))
    if len(frames) > 1 and frames[-1][0].f_globals.get("__name__") == _CHECKS:
        frames.pop()  # it hands a call on as it was written
    if called is None or not frames or str(frames[-1][0].f_globals.get("__name__", "")).startswith("nutgraf"):
        return None  # what fails inside a function was called well
    function = _function(called[1] or "", called[2])
    caller = frames[-1][0]
    own = {**caller.f_globals, **caller.f_locals}.get(called[2])
    if function is None or (own is not None and not called[1] and own is not function):
        return None
    said = _said(called[2], called[3], function)
    return Problem("", *said) if said else None


def _function(kind: str, name: str) -> Callable[..., Any] | None:
    modules = [sys.modules[module] for module in _MODULES if module in sys.modules]
    if kind:
        return getattr(getattr(modules[0], kind), name, None) if modules and kind in _KINDS else None
    return next((getattr(module, name) for module in modules if name in module.__all__), None)


def _said(name: str, what: str, function: Callable[..., Any]) -> tuple[str, str] | None:
    usage = f"it is called as {name}{_signature(function)}"
    if missing := _MISSING.match(what):
        return f"{name} needs {missing[1].replace(chr(39), '')}", usage
    if unknown := _UNKNOWN.match(what):
        takes = [each for each in inspect.signature(function).parameters if each != "self"]
        return f"{name} has no argument {unknown[1]!r}", did_you_mean(unknown[1], takes)
    if twice := _TWICE.match(what):
        return f"{name} is given {twice[1]} twice", usage
    if _TOO_MANY.match(what):
        return f"{name} is given more values without a name than it takes", f"write each as name=value; {usage}"
    return None


def _signature(function: Callable[..., Any]) -> str:
    found = inspect.signature(function)
    plain = [each.replace(annotation=inspect.Parameter.empty) for each in found.parameters.values()]
    return str(found.replace(parameters=[each for each in plain if each.name != "self"], return_annotation=found.empty))
