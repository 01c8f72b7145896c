"""What a reporter's own kernel says to JupyterLab while a notebook is edited; a build uses none of it.

prose     what a Markdown cell prints now, with its facts and its problems
show      the same of many cells, as JupyterLab asks for it
complete  what may be written at a cursor, in code, prose and front matter
session   what `import nutgraf` adds to a kernel that a person uses: completion, displays, errors in words
"""

from __future__ import annotations

from nutgraf.live.complete import complete
from nutgraf.live.many_cells import show
from nutgraf.live.prose import prose

__all__ = ["complete", "prose", "show"]
