"""The language of the page that is being made here: as the build says, or else as the notebook's `lang` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_spoken = ""


def speak(lang: str) -> None:
    """From now on, this process makes a page in this language, whatever the notebook comes to call `lang`."""
    global _spoken
    _spoken = lang


def page_language(namespace: Mapping[str, Any]) -> str:
    """The code of the page's language; where no build has said it, that of the names of the notebook."""
    lang = namespace.get("lang")
    return _spoken or (lang if isinstance(lang, str) and lang else "en")
