"""Where the time goes: what one page took, by stage and cell, and what all pages of a build took together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nutgraf.cache.picture_cache import PictureCounts
from nutgraf.plan import PagePlan
from nutgraf.run.timer import RunTimer

STAGES = ("kernel", "cells", "pictures", "render", "other")
"""Until a page has its kernel; its cells; its pictures; the rest of drawing it; the end of its kernel and the like."""


@dataclass(frozen=True)
class StageTiming:
    """What one cell took on one page; two cells may stand in places of the same name, so it has its id too."""

    where: str
    cell: str
    seconds: float


@dataclass(frozen=True)
class PageTiming:
    """What one page took: the seconds of each stage and of each cell, and its pictures."""

    stages: Mapping[str, float] = field(default_factory=dict)
    cells: tuple[StageTiming, ...] = ()
    drawn: int = 0
    kept: int = 0

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(self.stages.values())


@dataclass(frozen=True)
class CellTiming:
    """What one cell took on all pages that were run: how many, how many seconds in all, and on the slowest of them."""

    where: str
    pages: int
    seconds: float
    longest: float


@dataclass(frozen=True)
class BuildTiming:
    """What all pages of a build took; the slowest pages and cells stand first."""

    stages: Mapping[str, float]
    pages: tuple[tuple[str, PageTiming], ...]
    cells: tuple[CellTiming, ...]

    @property
    def seconds(self) -> float:
        """The work of all processes, one after the other."""
        return sum(self.stages.values())

    @property
    def drawn(self) -> int:
        """How many pictures were drawn."""
        return sum(page.drawn for _, page in self.pages)

    @property
    def kept(self) -> int:
        """How many pictures were taken from those that were kept."""
        return sum(page.kept for _, page in self.pages)


def page_timing(plan: PagePlan, laps: RunTimer, pictures: PictureCounts, seconds: float) -> PageTiming:
    """What a page took, as its run and its pictures were clocked."""
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
    """What the pages of a build took; None where none was made."""
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
