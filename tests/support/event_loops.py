"""Coroutines in tests: the browser of other tests leaves an event loop running in the thread that runs the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_thread(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """The result of a coroutine that runs in a thread of its own, where no event loop runs."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result(120)
