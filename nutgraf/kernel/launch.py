"""What a kernel is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

BUILD_ENV = {"NUTGRAF_BUILD": "1", "PYTHONHASHSEED": "0"}
"""What a build sets in the environment of every kernel, warm or ordinary."""


@dataclass(frozen=True)
class LaunchSpec:
    """The command of an ordinary kernel, its environment and its working directory."""

    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str

    @property
    def connection_file(self) -> Path:
        """The connection file that the command names."""
        return Path(self.command[self.command.index("-f") + 1])

    def with_connection_file(self, path: Path) -> LaunchSpec:
        """The same with another connection file."""
        at = self.command.index("-f") + 1
        return replace(self, command=(*self.command[:at], str(path), *self.command[at + 1 :]))
