"""The language of the page being made in this process: set by the build, or else by the notebook's `lang`."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from nutgraf.language.catalog import languages
from nutgraf.site_defaults import site_defaults

_spoken = ""
_parameters: Mapping[str, str] = {}


def speak(lang: str, *, is_parameter: bool = False) -> None:
    """Set this process's page language, even if the notebook later assigns `lang`.

    Where `lang` is a parameter of the notebook, it keeps its value too.
    """
    global _spoken, _parameters
    _spoken, _parameters = lang, {"lang": lang} if is_parameter else {}


def page_language(namespace: Mapping[str, Any]) -> str:
    """The code of the page's language; outside a build, the one in the notebook's variables, or the site's first."""
    lang = namespace.get("lang")
    return _spoken or (lang if isinstance(lang, str) and lang else _of_the_site())


def _of_the_site() -> str:
    """The first language of the site around the working folder; English if its settings name none."""
    first = site_defaults(Path.cwd()).language
    return first if first in languages() else "en"


def as_given(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook's variables, with `lang` as the page was given it."""
    return {**namespace, **_parameters}


def give_back(namespace: Mapping[str, Any]) -> None:
    """Restore the parameter `lang` after a cell changed it, such as in a loop over languages."""
    if isinstance(namespace, MutableMapping):
        namespace.update(_parameters)
