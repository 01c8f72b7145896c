"""Makes our provisioner the default while kernels are open, without changing a notebook's environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PROVISIONER = "nutgraf-warm"
"""The name of our entry point in the group `jupyter_client.kernel_provisioners`."""

VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"

_ORDINARY = "local-provisioner"


def is_installed() -> bool:
    """Whether jupyter_client will find our provisioner."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    return PROVISIONER in KernelProvisionerFactory.instance().provisioners  # it reads the entry points once


@contextmanager
def as_default() -> Iterator[str | None]:
    """Use our provisioner for kernelspecs that name none; returns the previous default."""
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
    """A kernel's environment as it would be without our default."""
    before = {name: value for name, value in env.items() if name != VARIABLE}
    return before if former is None else {**before, VARIABLE: former}


def _tell_factory(name: str) -> None:
    """The factory reads the variable once per process; correct it if it already has."""
    provisioning = sys.modules.get("jupyter_client.provisioning")
    if provisioning is not None and provisioning.KernelProvisionerFactory.initialized():
        provisioning.KernelProvisionerFactory.instance().default_provisioner_name = name
