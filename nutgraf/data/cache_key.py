"""A value in the key of a cache that is compared by something shorter, such as a table by its digest."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CacheKey(Generic[_T]):
    """A value for `lru_cache`: two are equal if their keys are."""

    key: Hashable
    value: _T = field(compare=False)
