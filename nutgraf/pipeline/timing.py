"""Timing: of one page, by stage and cell, and of all pages of a build together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nutgraf.cache.picture_cache import PictureCounts
    from nutgraf.plan import PagePlan
    from nutgraf.run.timer import RunTimer

STAGES = ("kernel", "cells", "pictures", "render", "other")
"""Start of the kernel; cells; pictures; the rest of rendering; end of the kernel and the like."""


@dataclass(frozen=True)
class StageTiming:
    """The time of one cell on one page, with its id, because two cells may have the same place name."""

    where: str
    cell: str
    seconds: float


@dataclass(frozen=True)
class PageTiming:
    """The timing of one page: the seconds of each stage and cell, and its pictures."""

    stages: Mapping[str, float] = field(default_factory=dict)
    cells: tuple[StageTiming, ...] = ()
    drawn: int = 0
    kept: int = 0

    @property
    def seconds(self) -> float:
        """The total seconds."""
        return sum(self.stages.values())


@dataclass(frozen=True)
class CellTiming:
    """The timing of one cell on all pages that ran: their number, the total seconds, and those of the slowest."""

    where: str
    pages: int
    seconds: float
    longest: float


@dataclass(frozen=True)
class BuildTiming:
    """The timing of all pages of a build; the slowest pages and cells come first."""

    stages: Mapping[str, float]
    pages: tuple[tuple[str, PageTiming], ...]
    cells: tuple[CellTiming, ...]

    @property
    def seconds(self) -> float:
        """The total seconds of all processes."""
        return sum(self.stages.values())

    @property
    def drawn(self) -> int:
        """How many pictures were drawn."""
        return sum(page.drawn for _, page in self.pages)

    @property
    def kept(self) -> int:
        """How many pictures came from the cache."""
        return sum(page.kept for _, page in self.pages)


def page_timing(plan: PagePlan, laps: RunTimer, pictures: PictureCounts, seconds: float) -> PageTiming:
    """The timing of a page, from its run and its pictures."""
    places = {cell.id: f"{plan.explainer.where}, {cell.place_in(plan.lang)}" for cell in plan.explainer.cells}
    cells = [StageTiming(places[name], name, took) for name, took in laps.cells if name in places]
    in_cells = sum(took for _, took in laps.cells)
    stages = {
        "kernel": laps.kernel,
        "cells": in_cells,
        "pictures": pictures.seconds,
        "render": max(0.0, seconds - laps.run - pictures.seconds),
        "other": max(0.0, laps.run - laps.kernel - in_cells),
    }
    return PageTiming(stages, tuple(cells), pictures.drawn, pictures.kept)


def build_timing(made: Iterable[tuple[str, PageTiming]]) -> BuildTiming | None:
    """The timing of a build; None if no page was built."""
    pages = [(address, page) for address, page in made if page.stages]
    if not pages:
        return None
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _, page in pages:
        for lap in page.cells:
            took[lap.where, lap.cell].append(lap.seconds)
    cells = [CellTiming(where, len(each), sum(each), max(each)) for (where, _), each in took.items()]
    return BuildTiming(
        {stage: sum(page.stages[stage] for _, page in pages) for stage in STAGES},
        tuple(sorted(pages, key=lambda one: (-one[1].seconds, one[0]))),
        tuple(sorted(cells, key=lambda one: (-one.seconds, one.where))),
    )
