"""How long the parts of a run take: told beside the executed notebook, never in it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class RunTimer:
    """The seconds until a run has its kernel, those of each cell by its id, and all of them; so far as a run comes."""

    begun: float = field(default_factory=time.perf_counter)
    kernel: float = 0.0
    run: float = 0.0
    cells: list[tuple[str, float]] = field(default_factory=list)

    def has_kernel(self) -> None:
        """The kernel is there, and the cells begin."""
        self.kernel = time.perf_counter() - self.begun

    def is_run(self) -> None:
        """The kernel is gone, or the run has failed."""
        self.run = time.perf_counter() - self.begun

    @contextlib.contextmanager
    def of(self, cell: str) -> Iterator[None]:
        """Around one cell."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.cells.append((cell, time.perf_counter() - begun))
