"""Where the parts of a page come from: the cell of each block, and the place of each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nutgraf.errors import NutgrafError

_PAGES_OPEN = 8


@dataclass(frozen=True)
class PageTrace:
    """The cell of each block, the number of each claim by its id, and the number of each figure by its name."""

    notebook: str = ""
    cells: tuple[str, ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)


def read_trace(run: Path) -> PageTrace:
    """The trace of a page, from its executed notebook; an empty one if there is none."""
    try:
        return _read(run, run.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, NutgrafError):  # a page without its trace is still a page
        return PageTrace()


@lru_cache(maxsize=_PAGES_OPEN)
def _read(run: Path, _: int) -> PageTrace:
    from nutgraf.ledger import claims_of
    from nutgraf.notebook_file import read_executed
    from nutgraf.page import page_and_cells

    page, cells = page_and_cells(read_executed(run.read_text(encoding="utf-8")))
    return PageTrace(
        notebook=f"notebooks/{page.explainer}.ipynb",
        cells=cells,
        claims={claim.id: claim.number for claim in claims_of(page)},
        figures={figure.name: figure.number for figure in page.figures},
    )
