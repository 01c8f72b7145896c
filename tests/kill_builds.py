"""Kills builds and refreshes at random moments, with real processes and `kill -9`, and looks at what is left.

.venv/bin/python tests/kill_builds.py [KILLS [SEED]]     (default: 100, four in five of them builds)

After each kill the site is the one before or the new one, whole; facts.lock and the table are one or the other; the next
run finishes and makes the bytes that an undisturbed run makes; and no process and no folder of it is left.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from support.desk import code, explainer, prose, write
from support.publisher_server import newsroom, on_file, pay, publisher

NUTGRAF = [sys.executable, "-m", "nutgraf"]
TABLE = "data/pay.csv"
SENTENCE = "Birch pays {{ nutgraf.fact('pay', county='Birch') }}."
ENDS_WITHIN_S = 15.0


def main(kills: int = 100, seed: int = 20261129) -> int:
    """Kill so often; an assertion says what was left wrong."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    root = Path(tempfile.mkdtemp(prefix="nutgraf-kills-"))
    try:
        builds(root, kills * 4 // 5, chance, seen)
        refreshes(root, kills - kills * 4 // 5, chance, seen)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    for said, count in sorted(seen.items()):
        print(f"{count:5}  {said}")
    print(f"{sum(seen.values())} kills; each time what was on file was whole, and the next run finished.")
    return 0


def builds(root: Path, kills: int, chance: random.Random, seen: Counter[str]) -> None:
    """Kill builds that publish, each of one revised number, there and back."""
    desk = newsroom(root / "newsroom", "pay-in.csv")
    for name in ("pay", "more-pay"):
        write(desk, name, explainer(code("import nutgraf"), prose(SENTENCE)))
    with (desk / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('on_change = "publish"\n')
    states, usual = {}, 0.0
    texts = {"old": on_file(), "new": on_file({"Birch": 51_400})}
    for words in ("old", "new", "old"):
        (desk / TABLE).write_text(texts[words], "utf-8")
        began = time.monotonic()
        run(desk, "build", "--publish")
        usual = time.monotonic() - began
        states[words] = site_of(desk)
    assert states["old"] != states["new"], "the revised number is on no page"
    now = "old"
    for number in range(kills):
        wanted = "new" if now == "old" else "old"
        (desk / TABLE).write_text(texts[wanted], "utf-8")
        # One kill in each tenth of the time after the other, so that a few fall into every stage.
        moment = (number % 10 + chance.random()) / 10 * usual * 1.1
        killed(desk, moment, "build", "--publish")
        had = which(site_of(desk), states)
        seen[f"build: readers had the {'new' if had == wanted else 'old'} site"] += 1
        run(desk, "build", "--publish")
        assert which(site_of(desk), states) == wanted, "the next build did not finish"
        left = [path.name for path in (desk / "build").iterdir() if path.name.startswith((".site-old", "tmp"))]
        assert not left, f"folders were left: {left}"
        now = wanted


def refreshes(root: Path, kills: int, chance: random.Random, seen: Counter[str]) -> None:
    """Kill refreshes of one table, there and back."""
    with publisher() as server:
        address = server.serve("/pay.csv", pay())
        desk = newsroom(root / "refreshed", address)
        table = desk / "data/pay.csv"
        states = {"old": on_file().encode(), "new": on_file({"Birch": 51_400}).encode()}
        began = time.monotonic()
        run(desk, "refresh")
        usual, now = time.monotonic() - began, "old"
        for number in range(kills):
            wanted = "new" if now == "old" else "old"
            server.serve("/pay.csv", pay({"Birch": 51_400} if wanted == "new" else {}))
            killed(desk, (0.4 + 0.7 * (number % 5 + chance.random()) / 5) * usual, "refresh")
            had = which(table.read_bytes(), states)
            seen[f"refresh: the {'new' if had == wanted else 'old'} table was on file"] += 1
            run(desk, "refresh")
            run(desk, "data", "log", "pay")
            assert which(table.read_bytes(), states) == wanted, "the next refresh did not finish"
            now = wanted


def run(desk: Path, *command: str) -> None:
    done = subprocess.run([*NUTGRAF, *command], cwd=desk, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def killed(desk: Path, after: float, *command: str) -> None:
    """Run a command, and kill it with `kill -9`; all that it started ends by itself."""
    process = subprocess.Popen(
        [*NUTGRAF, *command], cwd=desk, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.kill()  # which does nothing where it has ended by itself
    process.wait()
    _, left = psutil.wait_procs(children, timeout=ENDS_WITHIN_S)
    assert not left, f"processes were left: {[each.cmdline() for each in left]}"


def site_of(desk: Path) -> str:
    """The digest of the site and of facts.lock's lines, without the days in them."""
    found = hashlib.sha256()
    for path in sorted((desk / "build/site").rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(desk)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def which(found: str | bytes, states: Mapping[str, str | bytes]) -> str:
    names = [words for words, state in states.items() if state == found]
    assert names, "what is there is neither the one before nor the new one"
    return names[0]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
