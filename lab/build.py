"""Makes the extension of JupyterLab in nutgraf/desk/labextension from the sources in this folder; needs Node 20.

The same sources make the same files in any folder. What they hash to is recorded with what was made, so that a test
without Node finds sources that were changed and not built, and files that were changed by hand. With `--check`, the
extension is made again, and has to be what it was.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
MADE = HERE.parent / "nutgraf" / "desk" / "labextension"
RECORD = "hashes.sha256"
_BUILDER = Path(sys.executable).with_name("jupyter-builder")
_SOURCES = ("src/*.ts", "style/*.css", "*.json", "*.js")


def record() -> str:
    """The lines of the record: what all sources hash to, those that decide on versions of tools too, and all files."""
    sources = [path for pattern in _SOURCES for path in HERE.glob(pattern)]
    files = [path for path in MADE.rglob("*") if path.is_file() and path.name != RECORD]
    return f"{_digest(sources, HERE)}  sources\n{_digest(files, MADE)}  files\n"


def make() -> None:
    """Make it, from packages that are exactly those of the lock."""
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        _run("npm", "ci", "--ignore-scripts")
    shutil.rmtree(HERE / "lib", ignore_errors=True)
    shutil.rmtree(MADE, ignore_errors=True)
    _run(str(HERE / "node_modules" / ".bin" / "tsc"))
    _run(str(_BUILDER), "build", ".")
    (MADE / RECORD).write_text(record(), encoding="utf-8")


def _digest(files: Iterable[Path], folder: Path) -> str:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _run(*command: str) -> None:
    subprocess.run(command, cwd=HERE, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    recorded = (MADE / RECORD).read_text(encoding="utf-8") if (MADE / RECORD).exists() else ""
    make()
    if "--check" in sys.argv[1:] and recorded != record():
        sys.exit("The extension in the repository is not what its sources make: run make lab-extension")
