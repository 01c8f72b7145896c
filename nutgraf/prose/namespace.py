"""The notebook's names as a message gives them: those to choose from, and those that hold nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from nutgraf.prose.values import is_nothing

_IPYTHONS = frozenset({"In", "Out", "exit", "get_ipython", "open", "quit"})
"""What IPython puts among a notebook's names; no reporter has written them."""
_PATH = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.\w+|\[['\"][^'\"\]]+['\"]\])*")
_MOST = 3


def own_names(namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that the notebook itself gives, modules apart: none of those can be printed."""
    named = (name for name in namespace if not name.startswith("_") and name not in _IPYTHONS)
    return tuple(name for name in named if not isinstance(namespace[name], ModuleType))


def nothing_in(expression: str, namespace: Mapping[str, Any]) -> tuple[str, str] | None:
    """What to say of an expression that came to nothing: which of its names hold nothing, and what was not found."""
    empty = [path for path in dict.fromkeys(_PATH.findall(expression)) if _holds_nothing(path, namespace)]
    if not empty:
        return None
    what = f"nothing to print: {' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} None"
    if found := list(_unanswered()):
        what += f"; {'; '.join(found[:_MOST])}"
    return what, f"write the sentence for where it is missing too: {{% if {empty[0]} %}} … {{% else %}} … {{% endif %}}"


def _holds_nothing(path: str, namespace: Mapping[str, Any]) -> bool:
    first, *rest = re.findall(r"\w+|(?<=['\"])[^'\"]+(?=['\"])", path)
    if first not in namespace:
        return False
    value = namespace[first]
    for part in rest:
        value = value.get(part, "") if isinstance(value, Mapping) else getattr(value, part, "")
    return is_nothing(value)


def _unanswered() -> Iterator[str]:
    """The questions with missing=None that found no row, each with what there is instead."""
    data = sys.modules.get("nutgraf.data")
    for problem in data.unanswered() if data is not None else ():
        yield f"{problem.where}: {problem.what}"
