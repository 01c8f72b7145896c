"""The times of the parts of a run, kept outside the executed notebook."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class RunTimer:
    """The seconds until a run has its kernel, those of each cell by id, and the total, as far as the run gets."""

    begun: float = field(default_factory=time.perf_counter)
    kernel: float = 0.0
    run: float = 0.0
    cells: list[tuple[str, float]] = field(default_factory=list)

    def has_kernel(self) -> None:
        """Mark the start of the kernel; the cells run next."""
        self.kernel = time.perf_counter() - self.begun

    def is_run(self) -> None:
        """Mark the end of the run, whether it succeeded or failed."""
        self.run = time.perf_counter() - self.begun

    @contextlib.contextmanager
    def of(self, cell: str) -> Iterator[None]:
        """Time one cell."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.cells.append((cell, time.perf_counter() - begun))
