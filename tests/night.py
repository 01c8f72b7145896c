"""One recorded night, with real processes: a rebuild in which five things go wrong, and the report of the morning.

.venv/bin/python tests/night.py [FOLDER]     (default: build/night; the report is in FOLDER/report.txt)

The tables of tests/newsroom come from a server on the loopback. In the first night all is well. In the second, one
table is revised, a revised number is in a headline, one table comes in other units, one source is dead, and a worker
is killed while it makes a page. In the third, an editor has signed off what moved.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from support.publisher_server import Answer, Publisher, publisher
from support.sites import ROOT, copy_newsroom

TABLES = ("honey_tax", "permits", "residents", "sales_abroad")
COMMAND = (sys.executable, "-m", "nutgraf")
Row = dict[str, str]
KILLED = "was killed (SIGKILL), and another one made the page"
PATIENCE_S = 600
"""How long a night may take on a busy machine."""


def main(folder: Path) -> int:
    """Run the three nights; the exit status is 1 where one did not end as it has to."""
    shutil.rmtree(folder, ignore_errors=True)
    root = copy_newsroom(folder / "newsroom")
    with publisher() as server:
        tables = {name: (root / "data" / f"{name}.csv").read_text("utf-8") for name in TABLES}
        for name, text in tables.items():
            server.serve(f"/{name}.csv", text)
        declare(root / "data" / "datapackage.json", server)
        shown = [night(root, folder, "1, all is well", 0)]
        go_wrong(server, tables)
        shown.append(night(root, folder, "2, five things go wrong", 1, kill_a_worker))
        report = json.loads((root / "build/rebuild/report.json").read_text("utf-8"))
        shutil.copy(root / "build/rebuild/report.html", folder / "report.html")
        live = {path: (folder / "live/current" / path).read_text("utf-8") for path in ("en/honey-tax/as/index.html",)}
        wrong = what_is_wrong(report, live)
        forms = {"text": shown[-1], "page": (folder / "report.html").read_text("utf-8"), "JSON": report["paragraph"]}
        wrong += [f"the {form} says nothing of the killed worker" for form, said in forms.items() if KILLED not in said]
        sign_off(root)
        come_right(server, tables)
        shown.append(night(root, folder, "3, an editor has signed off, and the sources are back", 0))
        after = (folder / "live/current/en/honey-tax/as/index.html").read_text("utf-8")
        wrong += [] if "$8.6 billion" in after else ["the number that was signed off is not on the page"]
    (folder / "report.txt").write_text("\n\n".join(shown) + "\n", encoding="utf-8")
    print("\n\n".join(shown))
    print("\n".join(f"WRONG: {each}" for each in wrong) or "\nEvery night ended as it has to.")
    return bool(wrong)


def declare(package: Path, server: Publisher) -> None:
    """Have the tables come from the server."""
    described = json.loads(package.read_text("utf-8"))
    for resource in described["resources"]:
        if resource["name"] in TABLES:
            source = {"from": f"{server.address}/{resource['name']}.csv", "private": ["127.0.0.1"], "tries": 2}
            resource["nutgraf"]["refresh"] = source
    package.write_text(json.dumps(described, indent=1), encoding="utf-8")


def go_wrong(server: Publisher, tables: Mapping[str, str]) -> None:
    """What the sources send in the second night."""

    def headline(row: Row) -> None:
        if (row["area"], row["metric"]) == ("AS", "honey_tax_paid"):
            row |= {"value": "8600000000", "published_as": "$8.6 billion"}

    def revised(row: Row) -> None:
        if row["area"] == "BR":
            row["permits"] = "447000"

    def in_thousands(row: Row) -> None:
        row["resident_population"] = str(round(int(row["resident_population"]) / 1000))

    server.serve("/honey_tax.csv", changed(tables["honey_tax"], headline))
    server.serve("/permits.csv", changed(tables["permits"], revised))
    server.serve("/residents.csv", changed(tables["residents"], in_thousands))
    server.serve("/sales_abroad.csv", Answer(b"down for maintenance", 503))


def come_right(server: Publisher, tables: Mapping[str, str]) -> None:
    """What the sources send in the third night: what was revised stays revised."""
    for name in ("residents", "sales_abroad"):
        server.serve(f"/{name}.csv", tables[name])


def changed(text: str, change: Callable[[Row], None]) -> str:
    """A table with its rows changed."""
    reader = csv.DictReader(io.StringIO(text))
    rows, out = list(reader), io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        change(row)
        writer.writerow(row)
    return out.getvalue()


def night(
    root: Path, folder: Path, title: str, status: int, meanwhile: Callable[[int, Path], str] | None = None
) -> str:
    """One rebuild, with what its report says."""
    command = [*COMMAND, "rebuild", str(folder / "live"), "--reason", f"night {title}"]
    run = subprocess.Popen(
        command, cwd=root, env=environment(root), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    done = meanwhile(run.pid, root) if meanwhile else ""
    said, _ = run.communicate(timeout=PATIENCE_S)
    if run.returncode != status:
        raise SystemExit(f"night {title} ended with {run.returncode}, not {status}:\n{said}")
    text = (root / "build/rebuild/report.txt").read_text("utf-8")
    return "\n".join([f"=== Night {title}{f' ({done})' if done else ''}: exit status {run.returncode}", text.rstrip()])


def environment(root: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUTGRAF_")}
    return {**kept, "PYTHONPATH": str(root)}


def kill_a_worker(pid: int, root: Path) -> str:
    """Kill one process that makes pages, as the machine does when it is out of memory."""
    log = root / "build/rebuild/log.jsonl"
    before = log.read_text("utf-8").count('"event": "pages"')
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        workers = workers_of(pid) if log.read_text("utf-8").count('"event": "pages"') > before else []
        busy = [each for each in workers if each.cpu_times().user > 0.2]
        if busy:
            busy[0].send_signal(signal.SIGKILL)
            return "a worker was killed while it made a page"
        time.sleep(0.02)
    raise SystemExit("no worker was seen, so none was killed")


def workers_of(pid: int) -> list[psutil.Process]:
    """The processes that make pages for a run."""
    try:
        (step,) = [each for each in psutil.Process(pid).children() if "step_process build" in " ".join(each.cmdline())]
        return [each for each in step.children() if each.name() == "nutgraf page"]
    except (psutil.Error, ValueError):
        return []


def what_is_wrong(report: Mapping[str, Any], live: Mapping[str, str]) -> list[str]:
    """What the second night did not do as it has to."""
    outcomes = {table["table"]: table["outcome"] for table in report["tables"]}
    expected = {"honey_tax": "replaced", "permits": "replaced", "residents": "quarantined", "sales_abroad": "failed"}
    checks = {
        f"the tables became {outcomes}": outcomes == expected,
        "no headline waits": any(each["headline"] and each["now"] == "$8.6 billion" for each in report["waiting"]),
        "a page failed": not report["failed_pages"],
        "readers got the number that waits": "$8.5 billion" in live["en/honey-tax/as/index.html"],
        "no killed worker is listed": [each["how"] for each in report["killed_workers"]] == ["SIGKILL"],
        "nothing is live": report["release"].get("number", 0) >= 1,
    }
    return [said for said, holds in checks.items() if not holds]


def sign_off(root: Path) -> None:
    """The editor in the morning."""
    for each in json.loads((root / "build/rebuild/report.json").read_text("utf-8"))["waiting"]:
        command = [*COMMAND, "facts", "accept", each["id"], "--name", "Eva Mora", "--reason", "as the board says"]
        subprocess.run(command, cwd=root, env=environment(root), check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/night").absolute()))
