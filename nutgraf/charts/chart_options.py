"""Refuses what a chart function has no option for, in words that say why, and what to draw instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from nutgraf.errors import nearest

OF_A_SHADE = "a shade cannot show how sure a number is; draw `ranges`, or leave out what is too uncertain to print"
_RANGES = ("low", "high", "margins")
_Options = ParamSpec("_Options")
_Chart = TypeVar("_Chart")


def chart_function(
    *, ranges: str = "", notes: str = ""
) -> Callable[[Callable[_Options, _Chart]], Callable[_Options, _Chart]]:
    """A chart function whose misspelled, missing and impossible options are refused in a reporter's words.

    `ranges` and `notes` say why the chart draws none of these; the docstring ends with them. Raises ValueError.
    """

    def decorated(draw: Callable[_Options, _Chart]) -> Callable[_Options, _Chart]:
        parameters = inspect.signature(draw).parameters
        declined = {**dict.fromkeys(_RANGES, ranges), "notes": notes}

        @wraps(draw)
        def checked(*args: _Options.args, **kwargs: _Options.kwargs) -> _Chart:
            refuse_options(draw.__name__, parameters, args, kwargs, declined)
            return draw(*args, **kwargs)

        said = [f"No ranges: {ranges}."] * bool(ranges) + [f"No notes: {notes}."] * bool(notes)
        if said:
            checked.__doc__ = "\n".join([(draw.__doc__ or "").rstrip(), "", *(f"    {one}" for one in said), "    "])
        return checked

    return decorated


def refuse_options(
    chart: str,
    parameters: Mapping[str, inspect.Parameter],
    args: tuple[Any, ...],
    given: Mapping[str, Any],
    declined: Mapping[str, str],
) -> None:
    """Raises ValueError for options that a chart does not have, and for those that it lacks."""
    for option in given:
        if option in parameters:
            continue
        if why := declined.get(option):
            raise ValueError(f"{chart} has no {option}=: {why}")
        near = nearest(option, list(parameters))
        advice = f"did you mean {near}=?" if near else f"it has {', '.join(list(parameters)[1:])}"
        raise ValueError(f"{chart} has no {option}=; {advice}")
    needed = [name for name, one in parameters.items() if one.default is one.empty]
    named = [name for name, one in parameters.items() if one.kind is one.KEYWORD_ONLY]
    if len(args) > len(parameters) - len(named):
        columns = ", ".join(f"{name}=…" for name in needed if name in named)
        raise ValueError(f"{chart}: write each option with its name, as in {chart}(frame, {columns})")
    lacking = [name for name in needed[len(args) :] if name not in given]
    if lacking:
        raise ValueError(f"{chart} needs {', '.join(f'{name}=' for name in lacking)}")
