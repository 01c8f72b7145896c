"""The language of the page that is being made here: as the build says, or else as the notebook's `lang` says."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

_spoken = ""
_parameters: Mapping[str, str] = {}


def speak(lang: str, *, is_parameter: bool = False) -> None:
    """From now on, this process makes a page in this language, whatever the notebook comes to call `lang`.

    Where `lang` is a parameter of the notebook, it keeps its value too.
    """
    global _spoken, _parameters
    _spoken, _parameters = lang, {"lang": lang} if is_parameter else {}


def page_language(namespace: Mapping[str, Any]) -> str:
    """The code of the page's language; where no build has said it, that of the names of the notebook."""
    lang = namespace.get("lang")
    return _spoken or (lang if isinstance(lang, str) and lang else "en")


def as_given(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The names of a notebook, the language as the page was given it."""
    return {**namespace, **_parameters}


def give_back(namespace: Mapping[str, Any]) -> None:
    """Undo what a cell did to the parameter `lang`, such as a loop over languages, before the next one runs."""
    if isinstance(namespace, MutableMapping):
        namespace.update(_parameters)
