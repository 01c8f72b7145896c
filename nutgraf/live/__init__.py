"""What a reporter's own kernel says to JupyterLab while a notebook is edited; a build uses none of it.

prose  what a Markdown cell prints now, with its facts and its problems
"""

from __future__ import annotations

from nutgraf.live.prose import prose

__all__ = ["prose"]
