"""Refuses what a chart function has no option for, in words that say why, and what to draw instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

OF_A_SHADE = "a shade cannot show how sure a number is; draw `ranges`, or leave out what is too uncertain to print"
_RANGES = ("low", "high", "margins")
_Options = ParamSpec("_Options")
_Chart = TypeVar("_Chart")


def chart_function(
    *, ranges: str = "", notes: str = ""
) -> Callable[[Callable[_Options, _Chart]], Callable[_Options, _Chart]]:
    """A chart function that says why it has no option of other charts; `wrong_calls` says what else is wrong.

    `ranges` and `notes` say why the chart draws none of these; the docstring ends with them. Raises ValueError.
    """

    def decorated(draw: Callable[_Options, _Chart]) -> Callable[_Options, _Chart]:
        parameters = inspect.signature(draw).parameters
        declined = {**dict.fromkeys(_RANGES, ranges), "notes": notes}

        @wraps(draw)
        def checked(*args: _Options.args, **kwargs: _Options.kwargs) -> _Chart:
            refuse_options(draw.__name__, parameters, kwargs, declined)
            return draw(*args, **kwargs)

        said = [f"No ranges: {ranges}."] * bool(ranges) + [f"No notes: {notes}."] * bool(notes)
        if said:
            checked.__doc__ = "\n".join([(draw.__doc__ or "").rstrip(), "", *(f"    {one}" for one in said), "    "])
        return checked

    return decorated


def refuse_options(
    chart: str, parameters: Mapping[str, inspect.Parameter], given: Mapping[str, Any], declined: Mapping[str, str]
) -> None:
    """Raises ValueError for options of other charts that this one cannot have."""
    for option in given:
        if option not in parameters and (why := declined.get(option)):
            raise ValueError(f"{chart} has no {option}=: {why}")
