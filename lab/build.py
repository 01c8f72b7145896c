"""Makes the extension of JupyterLab in nutgraf/desk/labextension from the sources in this folder; needs Node 20.

`digest` is recorded with what was made, so that a test without Node finds sources that were changed and not built.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
MADE = HERE.parent / "nutgraf" / "desk" / "labextension"
RECORD = "sources.sha256"
_BUILDER = Path(sys.executable).with_name("jupyter-builder")


def digest() -> str:
    """What all sources hash to, those that decide on the versions of tools too."""
    sources = [*HERE.glob("src/*.ts"), *HERE.glob("style/*.css"), *HERE.glob("*.json")]
    lines = [f"{_hash(path)}  {path.relative_to(HERE).as_posix()}" for path in sorted(sources)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def make() -> None:
    """Make it, from packages that are exactly those of the lock."""
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        _run("npm", "ci", "--ignore-scripts")
    shutil.rmtree(HERE / "lib", ignore_errors=True)
    shutil.rmtree(MADE, ignore_errors=True)
    _run(str(HERE / "node_modules" / ".bin" / "tsc"))
    _run(str(_BUILDER), "build", ".")
    (MADE / RECORD).write_text(f"{digest()}\n", encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(*command: str) -> None:
    subprocess.run(command, cwd=HERE, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    make()
