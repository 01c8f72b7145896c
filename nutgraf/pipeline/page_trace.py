"""Where the parts of a page come from: the cell of each block, and the place of each number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.errors import NutgrafError

if TYPE_CHECKING:
    from nutgraf.ledger import Claim
    from nutgraf.page import Page

_PAGES_OPEN = 8
_known: OrderedDict[Path, tuple[int, PageTrace]] = OrderedDict()


@dataclass(frozen=True)
class PageTrace:
    """The cell of each block, the number of each claim by its id, and the number of each figure by its name."""

    notebook: str = ""
    cells: tuple[str, ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)


def trace_of(page: Page, cells: Sequence[str], claims: Iterable[Claim]) -> PageTrace:
    """The trace of a page with the cell of each of its blocks."""
    return PageTrace(
        notebook=f"notebooks/{page.info.explainer}.ipynb",
        cells=tuple(cells),
        claims={claim.id: claim.number for claim in claims},
        figures={figure.name: figure.number for figure in page.figures},
    )


def remember_trace(run: Path, trace: PageTrace) -> None:
    """Keep the trace of a page that was just made, so that it is not found again in its executed notebook."""
    _keep(run, run.stat().st_mtime_ns, trace)


def _keep(run: Path, modified: int, trace: PageTrace) -> None:
    _known[run] = modified, trace
    _known.move_to_end(run)
    while len(_known) > _PAGES_OPEN:
        _known.popitem(last=False)


def read_trace(run: Path) -> PageTrace:
    """The trace of a page, from its executed notebook if it changed since; an empty one if there is none."""
    try:
        now = run.stat().st_mtime_ns
        modified, trace = _known.get(run, (0, PageTrace()))
        return trace if modified == now else _read(run, now)
    except (OSError, ValueError, KeyError, NutgrafError):  # a page without its trace is still a page
        return PageTrace()


def _read(run: Path, modified: int) -> PageTrace:
    from nutgraf.ledger import claims_of
    from nutgraf.notebook_file import read_executed
    from nutgraf.page import page_and_cells

    page, cells = page_and_cells(read_executed(run.read_text(encoding="utf-8")))
    trace = trace_of(page, cells, claims_of(page))
    _keep(run, modified, trace)  # as of before it was read: a page that is made meanwhile is read again
    return trace
