"""A command of nutgraf in a process of its own, because a build forks, which a server with threads should not do."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


async def run_nutgraf(root: Path, *arguments: str) -> tuple[bool, str]:
    """Whether a command ended well in a project, and what it printed; it ends with the task that waits for it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "nutgraf", *arguments),
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:  # the server ends
            process.terminate()
    return process.returncode == 0, printed.decode(errors="replace").strip()
