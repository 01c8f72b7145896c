"""nutgraf turns a reporter's notebooks into published explainers in which every number can be traced to its source."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nutgraf.data import all_facts, fact, fact_from, rows, source, table
    from nutgraf.facts import Fact, Facts
    from nutgraf.figures import figure
    from nutgraf.media import ReaderInput, audio, big_number, calculator, embed, look_up, photo, pull_quote
    from nutgraf.prose import chart_label

__version__ = "0.1.0"
__all__ = [
    "Fact",
    "Facts",
    "ReaderInput",
    "all_facts",
    "audio",
    "big_number",
    "calculator",
    "chart_label",
    "embed",
    "fact",
    "fact_from",
    "figure",
    "look_up",
    "photo",
    "pull_quote",
    "rows",
    "source",
    "table",
]

_ROOMS = {
    "Fact": "facts",
    "Facts": "facts",
    "ReaderInput": "media",
    "calculator": "media",
    "fact_from": "data",
    "fact": "data",
    "all_facts": "data",
    "figure": "figures",
    "audio": "media",
    "big_number": "media",
    "embed": "media",
    "look_up": "media",
    "photo": "media",
    "pull_quote": "media",
    "chart_label": "prose",
    "rows": "data",
    "source": "data",
    "table": "data",
}


def __getattr__(name: str) -> Any:
    """Import a package when a notebook first uses it, so that `import nutgraf` is fast."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'nutgraf' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
    return getattr(import_module(f"nutgraf.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return sorted(__all__)


if "IPython" in sys.modules and not os.environ.get("NUTGRAF_BUILD"):
    import_module("nutgraf.live.session").begin()
if "ipykernel" in sys.modules:  # in a notebook, wherever it was opened, the project's own modules are found
    import_module("nutgraf.tracking.project_modules").see_project()
