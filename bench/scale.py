"""Pages a second for 1, 2 and 4 worker processes of a local Dask cluster, and a model of larger machines.

python bench/scale.py [--editions 60] [--copies 500 2000]

A page takes `work` seconds of one worker, and `serial` seconds of the one process that plans, receives, reviews and
lays out; on one machine that process and the workers share the cores. The model is fitted to one worker and checked
against the others. That `serial` stays the same with more editions is checked by builds that place copies of a page.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import grown
from cloned import FIRST, cost_of_all_but_pages
from distributed import Client
from measure import Cost, environment, nutgraf

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
LARGE, MANY = 64, 50_000


@dataclass(frozen=True)
class Model:
    """The pages a second of any number of workers."""

    work: float
    """Seconds of one worker for a page."""
    serial: float
    """Seconds of the one process that does the rest."""

    def rate(self, workers: int, cores: int) -> float:
        """As many as the workers make, as the cores allow, and as the one process receives."""
        return min(workers / self.work, cores / (self.work + self.serial), 1 / self.serial)


def scale(folder: Path, editions: int, copies: Sequence[int], crews: Sequence[int] = (1, 2, 4)) -> dict[str, Any]:
    """The measured pages a second, the model's for the same workers, and the model's for a large machine.

    Raises ValueError unless the first number of workers is 1, to which the model is fitted.
    """
    if crews[0] != 1:
        raise ValueError("the model is fitted to one worker, so one has to be measured first")
    built = {workers: _build(folder / str(workers), editions, workers) for workers in crews}
    measured = {workers: _rate(every, one) for workers, (one, every) in built.items()}
    one, every = built[1]
    model = Model(1 / measured[1], max(0.0, every.cpu - one.cpu) / every.pages("ran"))
    modeled = {workers: model.rate(workers, CORES) for workers in measured}
    placed = {many: cost_of_all_but_pages(folder / f"copies-{many}", many) for many in copies}
    most = model.rate(LARGE, LARGE)
    return {
        "scale_pages_a_second": {workers: round(rate, 2) for workers, rate in measured.items()},
        "scale_model_pages_a_second": {workers: round(rate, 2) for workers, rate in modeled.items()},
        "scale_model_off_by": {
            workers: f"{modeled[workers] / rate - 1:+.0%}" for workers, rate in measured.items() if workers > 1
        },
        "scale_serial_ms_per_page": round(1000 * model.serial, 1),
        "scale_serial_ms_per_copy": _each(placed),
        "scale_copies_peak_mb": {many: found["peak_mb"] for many, found in placed.items()},
        f"scale_model_{LARGE}_cores_pages_a_second": round(most, 1),
        f"scale_model_{LARGE}_cores_{MANY}_editions_minutes": round(MANY / most / 60, 1),
    }


def _each(placed: dict[int, dict[str, float]]) -> dict[str, float]:
    """Milliseconds of each further copy, from one number of editions to the next."""
    sizes = sorted(placed)
    return {
        f"{few}-{many}": round(1000 * (placed[many]["cpu"] - placed[few]["cpu"]) / (many - few), 2)
        for few, many in pairwise(sizes)
    }


def _rate(every: Cost, one: Cost) -> float:
    """Pages a second, without what a build of one page takes in addition: start, and connecting to the cluster."""
    return (every.pages("ran") - one.pages("ran")) / max(0.01, every.wall - one.wall)


def _build(root: Path, editions: int, workers: int) -> tuple[Cost, Cost]:
    """A build of one page, and a cold one of all the others, on a cluster that is kept running."""
    grown.write(root, editions)
    with _cluster(root, workers) as address:
        nutgraf(root, "build", "--json", "--scheduler", address, FIRST)
        one = nutgraf(root, "build", "--json", "--force", "--scheduler", address, FIRST)
        return one, nutgraf(root, "build", "--json", "--scheduler", address)


@contextlib.contextmanager
def _cluster(root: Path, workers: int) -> Iterator[str]:
    """A scheduler and so many worker processes; all of them end with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, dask = f"tcp://127.0.0.1:{port}", str(Path(sys.executable).with_name("dask"))
    listen = [dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    work = [dask, "worker", address, "--nthreads", "1", "--no-dashboard"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment(root)}
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        for words in [listen, *[[*work, "--local-directory", f"{scratch}/{n}"] for n in range(workers)]]:
            process = stack.enter_context(subprocess.Popen(words, cwd=scratch, **quiet))
            stack.callback(process.terminate)
        with Client(address, timeout=120, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
        yield address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--copies", type=int, nargs="+", default=[500, 2000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        print(json.dumps(scale(Path(folder), asked.editions, asked.copies), indent=1))


if __name__ == "__main__":
    main()
