"""The notebook's names for messages: the candidates for a misspelled name, and the names without a value."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from nutgraf.missing_value import is_missing

_IPYTHON_NAMES = frozenset({"In", "Out", "exit", "get_ipython", "open", "quit"})
"""The names that IPython adds to a notebook."""
_PATH = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.\w+|\[['\"][^'\"\]]+['\"]\])*")
_MOST = 3


def own_names(namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that the notebook itself defines, without modules, which cannot be printed."""
    named = (name for name in namespace if not name.startswith("_") and name not in _IPYTHON_NAMES)
    return tuple(name for name in named if not isinstance(namespace[name], ModuleType))


def nothing_in(expression: str, namespace: Mapping[str, Any]) -> tuple[str, str] | None:
    """The problem of an expression without a value: which of its names are None, and which lookups found nothing."""
    empty = [path for path in dict.fromkeys(_PATH.findall(expression)) if _holds_nothing(path, namespace)]
    if not empty:
        return None
    what = f"nothing to print: {' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} None"
    if found := list(_unanswered()):
        what += f"; {'; '.join(found[:_MOST])}"
    return what, f"write a sentence for the missing case too: {{% if {empty[0]} %}} … {{% else %}} … {{% endif %}}"


def _holds_nothing(path: str, namespace: Mapping[str, Any]) -> bool:
    first, *rest = re.findall(r"\w+|(?<=['\"])[^'\"]+(?=['\"])", path)
    if first not in namespace:
        return False
    value = namespace[first]
    for part in rest:
        value = value.get(part, "") if isinstance(value, Mapping) else getattr(value, part, "")
    return is_missing(value)


def _unanswered() -> Iterator[str]:
    """The lookups with missing=None that found no row, each with the values that exist."""
    data = sys.modules.get("nutgraf.data")
    for problem in data.unanswered() if data is not None else ():
        yield f"{problem.where}: {problem.what}"
