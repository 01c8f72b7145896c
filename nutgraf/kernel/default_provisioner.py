"""Makes ours the default provisioner while kernels are open, without a trace in the environment of a notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points

from nutgraf.kernel import PROVISIONER

VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"

_GROUP = "jupyter_client.kernel_provisioners"
_ORDINARY = "local-provisioner"


def is_installed() -> bool:
    """Whether jupyter_client will find our provisioner."""
    return bool(entry_points(group=_GROUP, name=PROVISIONER))


@contextmanager
def as_default() -> Iterator[str | None]:
    """Kernelspecs that name no provisioner get ours; gives the default there was before."""
    former = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = PROVISIONER
    _tell_factory(PROVISIONER)
    try:
        yield former
    finally:
        del os.environ[VARIABLE]
        if former is not None:
            os.environ[VARIABLE] = former
        _tell_factory(former or _ORDINARY)


def environment_as_before(env: Mapping[str, str], former: str | None) -> dict[str, str]:
    """The environment of a kernel as it would be if ours were not the default."""
    before = {name: value for name, value in env.items() if name != VARIABLE}
    return before if former is None else {**before, VARIABLE: former}


def _tell_factory(name: str) -> None:
    """The factory reads the variable once in the life of a process; correct it where it has."""
    provisioning = sys.modules.get("jupyter_client.provisioning")
    if provisioning is not None and provisioning.KernelProvisionerFactory.initialized():
        provisioning.KernelProvisionerFactory.instance().default_provisioner_name = name
