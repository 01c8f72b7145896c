"""The `nutgraf-warm` provisioner: forks a kernel where the result is identical, else starts it normally."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner  # type: ignore[attr-defined]

from nutgraf.kernel.forked import ForkedKernel
from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.manager import LocalKernelManager
from nutgraf.kernel.open_kernels import current

_KNOWN = {"env", "cwd", "kernel_id", "extra_arguments"}
"""The options that a forked kernel supports; with any other (pipes, open files) it is started in the ordinary way."""


class WarmProvisioner(LocalProvisioner):
    """The stock provisioner, with a forked process instead of a new one."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the connection of the spare kernel, if one waits, before the stock steps write a new one."""
        kernels = current()
        manager = self.parent
        if kernels is not None and isinstance(manager, LocalKernelManager):
            spare = kernels.spare_connection_file()
            if spare is not None and not Path(manager.connection_file).exists():
                manager.connect_to(str(spare))
        kwargs = await super().pre_launch(**kwargs)
        if kernels is not None:
            kwargs["env"] = kernels.environment(kwargs["env"])
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel that `cmd` would start; start `cmd` itself where it cannot be forked."""
        kernels = current()
        if kernels is None or not kwargs.keys() <= _KNOWN:
            return await super().launch_kernel(cmd, **kwargs)
        env = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}
        cwd = str(kwargs.get("cwd") or Path.cwd())
        forked = kernels.fork(LaunchSpec(tuple(cmd), env, cwd))
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = forked  # type: ignore[assignment]  # a Popen in all that is asked of it
        self.pid = self.pgid = forked.pid
        self.cwd = cwd
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and all it started; a forked one counts as ended from then on."""
        if isinstance(self.process, ForkedKernel):
            self.process.end()
        else:
            await super().kill(restart=restart)
