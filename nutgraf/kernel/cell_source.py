"""What IPython finds out about the source of a cell before it runs, found out once for all kernels of a worker.

IPython turns its own syntax into Python, and compiles a cell to see whether it awaits anything; it does both twice for
each cell. ipykernel names a cell by a hash of its source. The fork server does all of it ahead, as far as it depends on
the source alone.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_MOST = 4096
_awaits: dict[str, bool] = {}
"""Whether the Python of a cell awaits something at its top level."""


def remember(source: str) -> None:
    """Keep what IPython finds out about a cell; a source that it cannot parse is left to the kernel."""
    from IPython.core.async_helpers import _should_be_async

    python = _as_python(source)
    with contextlib.suppress(Exception):  # ipykernel's own, it may be another one day
        _hash_of_cell()(source, _seed())
    with warnings.catch_warnings(record=True) as caveats:
        warnings.simplefilter("always")
        awaits = _should_be_async(python)
    if not caveats:  # a kernel shows the warnings of the compiler, so it must compile the cell itself
        if len(_awaits) >= _MOST:
            _awaits.clear()
        _awaits[python] = awaits


def use_in(shell: Any) -> None:
    """Let a kernel's shell use what is kept, as long as its notebook does not change how cells are transformed."""
    from ipykernel import compiler

    with contextlib.suppress(AttributeError):
        compiler.murmur2_x86 = _hash_of_cell()
    from IPython.core import interactiveshell
    from IPython.core.inputtransformer2 import TransformerManager

    manager, stock = shell.input_transformer_manager, TransformerManager()  # type: ignore[no-untyped-call]
    if type(manager) is not TransformerManager or not hasattr(interactiveshell, "_should_be_async"):
        return
    transform, compile_to_see = manager.transform_cell, interactiveshell._should_be_async

    def transform_cell(cell: str) -> str:
        if _rules(manager) == _rules(stock):
            with contextlib.suppress(Exception):  # IPython's own call raises it again
                return _as_python(cell)
        else:
            del manager.transform_cell
        found: str = transform(cell)
        return found

    def should_be_async(cell: str) -> bool:
        known = _awaits.get(cell)
        return bool(compile_to_see(cell)) if known is None else known

    manager.transform_cell = transform_cell  # type: ignore[method-assign]
    interactiveshell._should_be_async = should_be_async


@lru_cache(maxsize=1)
def _hash_of_cell() -> Callable[[str, int], int]:
    """ipykernel's hash of a source, which it computes letter by letter, kept for each source."""
    from ipykernel.compiler import murmur2_x86

    return lru_cache(maxsize=_MOST)(murmur2_x86)


def _seed() -> int:
    from ipykernel.compiler import get_tmp_hash_seed

    seed: int = get_tmp_hash_seed()  # type: ignore[no-untyped-call]
    return seed


def _rules(manager: Any) -> list[Any]:
    return [manager.cleanup_transforms, manager.line_transforms, manager.token_transformers]


@lru_cache(maxsize=_MOST)
def _as_python(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    python: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    return python
