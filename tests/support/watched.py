"""What is noted of a cell while it runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

WATCHED = """
import json, sys
from pathlib import Path
import nutgraf.tracking as inputs
inputs.start_audit()
names = {"__name__": "__main__", "get_ipython": None}
exec(compile(sys.argv[1], "/tmp/ipykernel_1/1.py", "exec"), names)
print(json.dumps(inputs.drain()))
"""


def seen(root: Path, cell: str) -> dict[str, Any]:
    """What is noted while a cell runs in the notebooks' folder of a project."""
    command = [sys.executable, "-c", WATCHED, cell]
    done = subprocess.run(command, cwd=root / "notebooks", capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
