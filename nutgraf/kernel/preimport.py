"""The fork server's imports, made as inside a kernel, and what they change in the interpreter."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import importlib
import io
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nutgraf.kernel.altair_shortcuts import take_shortcuts
from nutgraf.kernel.ipykernel_shortcuts import KernelModules
from nutgraf.lazy_imports import defer_formats

PARENT_ENV = {
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_THREAD_TIMEOUT": "4",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Set for the parent alone, so that its imports start no thread and print nothing; no kernel ever sees it.

OpenBLAS reads its settings once, so the kernels inherit the shortest timeout, 2^4 turns: their idle threads sleep. By
default each of them waits in a loop, which costs every kernel 0.1 s of CPU time and changes no result.
"""

_KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What a kernel imports by the time it listens."""
_NOTEBOOK = (
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "altair",
    "jsonschema_rs",
    "narwhals._interchange.dataframe",
    "narwhals._pandas_like.dataframe",
    "narwhals._pandas_like.namespace",
    "narwhals._pandas_like.series",
    "narwhals.stable.v1._namespace",
    "jinja2",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
    "babel.messages.pofile",
    "pydantic",
    "nutgraf.language",
    "nutgraf.facts",
    "nutgraf.data",
    "nutgraf.prose",
    "nutgraf.figures",
    "nutgraf.charts",
    "nutgraf.charts.us",
    "nutgraf.media",
    "nutgraf.kernel.cells",
    "nutgraf.prose.cell_failure",
    "nutgraf.prose.frame_display",
    "nutgraf.prose.labels",
    "nutgraf.prose.requests",
    "nutgraf.vega.drawing_notes",
)
"""What a notebook imports, or what these import when they are first used; what is not installed is passed over."""


class StreamProxy(io.TextIOBase):
    """Replaces a kernel's stdout or stderr during the imports, and forwards to it later."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str) -> None:
        self.name = name
        self.printed = ""
        self.forked = False

    def write(self, text: str) -> int:
        """Buffer what an import prints; after the fork, write to the real stream."""
        if self.forked:
            return int(getattr(sys, self.name).write(text))
        self.printed += text
        return len(text)


@dataclass(frozen=True)
class PreimportState:
    """The interpreter state that the imports changed, and where modules came from."""

    filters_before: tuple[Any, ...]
    filters_added: tuple[Any, ...]
    env_added: dict[str, str]
    streams: tuple[StreamProxy, StreamProxy]
    modules: dict[str, str]
    kernel_modules: KernelModules
    launcher: str
    """The file that an ordinary kernel is started with."""
    blas: tuple[ctypes.CDLL, ...]
    """The library of linear algebra that numpy has loaded."""

    @property
    def printed(self) -> str:
        """What the imports printed: a kernel shows it under the importing cell, so it must not be lost."""
        return "".join(stream.printed for stream in self.streams).strip()


def import_as_in_a_kernel() -> PreimportState:
    """Import ipykernel, then what notebooks use, with a stand-in IPython shell in place."""
    if sys.path and sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]  # as ipykernel_launcher does: nothing may be imported from the project's folder
    env = dict(os.environ)
    with defer_formats():
        _import(_KERNEL)
        kernel_modules = KernelModules()
        filters, modules = tuple(warnings.filters), set(sys.modules)
        streams = (StreamProxy("stdout"), StreamProxy("stderr"))
        with _seeming_shell(), contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            _import(_NOTEBOOK)
            _fill_caches()
    launcher = find_spec("ipykernel_launcher")
    sys.path_importer_cache.clear()  # each kernel looks for files itself, and would have to forget these
    return PreimportState(
        filters_before=filters,
        filters_added=tuple(entry for entry in warnings.filters if not any(entry is old for old in filters)),
        env_added={name: value for name, value in os.environ.items() if env.get(name) != value},
        streams=streams,
        modules=_origins(set(sys.modules) - modules),
        kernel_modules=kernel_modules,
        launcher=(launcher.origin if launcher else None) or "",
        blas=tuple(_blas()),
    )


def _import(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # the kernel, or the notebook that imports it, reports the error
            importlib.import_module(name)


def _fill_caches() -> None:
    """Build a throwaway chart, because the first one compiles patterns, finds plugins and resolves schemas."""
    with contextlib.suppress(Exception):
        import altair
        import pandas

        bars = altair.Chart(pandas.DataFrame({"amount": [1]})).mark_bar().encode(x="amount:Q", y="amount:N")
        (bars + bars).to_dict()
    with contextlib.suppress(Exception):
        from narwhals.stable import v1

        v1.from_native(object(), pass_through=True)  # an unknown kind of data makes it list all installed plugins
    take_shortcuts()


@contextlib.contextmanager
def _seeming_shell() -> Iterator[None]:
    """Answer `get_ipython()` as a kernel does: pandas, for one, sets its options by looking for it at import."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    shell = ZMQInteractiveShell.__new__(ZMQInteractiveShell)  # never started: no history, no threads
    shell.kernel = object()
    classes = list(ZMQInteractiveShell._walk_mro())
    for each in classes:
        setattr(each, "_instance", shell)  # noqa: B010
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
        for each in classes:
            each._instance = None


def _blas() -> Iterator[ctypes.CDLL]:
    numpy = sys.modules.get("numpy")
    if numpy is None or numpy.__file__ is None:
        return
    for path in (Path(numpy.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        with contextlib.suppress(OSError):
            yield ctypes.CDLL(str(path))


def _origins(names: set[str]) -> dict[str, str]:
    """The folder of each top-level module that a file in the notebook's folder could shadow.

    IPython puts the folder of the notebook before site-packages, and after the standard library and PYTHONPATH.
    """
    path = [os.path.realpath(folder) for folder in sys.path]
    first = next((at for at, folder in enumerate(path) if Path(folder).name in ("site-packages", "dist-packages")), 0)
    found = {}
    for name in sorted({name.partition(".")[0] for name in names}):
        file = getattr(sys.modules.get(name), "__file__", None)
        if file:
            folder = Path(file).parent
            found[name] = os.path.realpath(folder.parent if Path(file).name.startswith("__init__.") else folder)
    return {name: folder for name, folder in found.items() if folder in path[first:]}
