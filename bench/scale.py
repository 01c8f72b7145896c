"""Pages a second for 1, 2 and 4 worker processes of a local Dask cluster, and a model of larger machines.

python bench/scale.py [--editions 60]

A page takes `work` seconds of a core, and `serial` seconds of the one process that plans, receives and lays out.
Workers beyond the cores of a machine add nothing. The model is fitted to one worker and checked against the others.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grown
from measure import Cost, environment, nutgraf

CORES = os.cpu_count() or 1
LARGE, MANY = 64, 50_000


def scale(folder: Path, editions: int) -> dict[str, Any]:
    """The measured pages a second, the model's for the same workers, and the model's for a large machine."""
    measured = {workers: _build(folder / str(workers), editions, workers) for workers in (1, 2, 4)}
    serial = _serial(folder / "serial", editions)
    work = 1 / _rate(measured[1])
    modeled = {workers: round(1 / max(work / min(workers, CORES), serial), 2) for workers in measured}
    most = 1 / max(work / LARGE, serial)
    return {
        "scale_pages_a_second": {workers: round(_rate(cost), 2) for workers, cost in measured.items()},
        "scale_model_pages_a_second": modeled,
        "scale_serial_ms_per_page": round(serial * 1000, 1),
        f"scale_model_{LARGE}_cores_pages_a_second": round(most, 1),
        f"scale_model_{LARGE}_cores_{MANY}_editions_minutes": round(MANY / most / 60, 1),
    }


def _rate(cost: Cost) -> float:
    return cost.pages("ran") / cost.wall


def _build(root: Path, editions: int, workers: int) -> Cost:
    """A cold build on a cluster that has drawn a first page, as one has that is kept running."""
    grown.write(root, editions)
    with _cluster(root, workers) as address:
        nutgraf(root, "build", "--json", "--scheduler", address, "en/grown/p0")
        return nutgraf(root, "build", "--json", "--scheduler", address)


def _serial(root: Path, editions: int) -> float:
    """Seconds a page of the one process that decides, lays out and publishes, when no page is run."""
    grown.write(root, editions)
    nutgraf(root, "build", "--json")
    one = nutgraf(root, "build", "--json").cpu
    shutil.rmtree(root / "build/site")
    (root / "build/keep/build.json").unlink()
    return max(0.0, nutgraf(root, "build", "--json").cpu - one) / editions


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
            time.sleep(3)
        yield address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editions", type=int, default=60)
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        print(json.dumps(scale(Path(folder), parser.parse_args().editions), indent=1))


if __name__ == "__main__":
    main()
