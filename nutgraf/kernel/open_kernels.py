"""The kernels that are open in this process: one set at most, for Jupyter has one default provisioner in each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from nutgraf.kernel.forked import ForkedKernel
from nutgraf.kernel.launch import LaunchSpec


class OpenKernels(Protocol):
    """What the manager and the provisioner of a kernel ask of the kernels of their process."""

    def new_connection_file(self) -> Path:
        """A name for the connection file of one more kernel."""

    def spare_connection_file(self) -> Path | None:
        """The connection file of the kernel that waits, if one does."""

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """The environment of a kernel without what we put there to choose its provisioner."""

    def fork(self, launch: LaunchSpec) -> ForkedKernel | None:
        """A kernel that listens already, or None where it must be started in the ordinary way."""


_current: OpenKernels | None = None


def current() -> OpenKernels | None:
    """The kernels that are open in this process."""
    return _current


def set_current(kernels: OpenKernels | None) -> None:
    """Open these kernels, or none. Raises RuntimeError where others are open."""
    global _current
    if kernels is not None and _current is not None:
        raise RuntimeError("the kernels of this process are open already")
    _current = kernels
