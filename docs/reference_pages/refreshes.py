"""reference/refreshes.md: what a table declares of where it comes from, under `nutgraf.refresh`."""

from __future__ import annotations

import inspect
import re

from pydantic import BaseModel

from nutgraf.refresh.declared_refresh import Contract, Lookup, Melt, Reading, Refresh, RowCount, Sum

from .markdown import page, table

_PARTS: dict[str, type[BaseModel]] = {
    "`read`": Reading,
    "`melt`": Melt,
    "Each of `lookup`": Lookup,
    "`contract`": Contract,
    "`contract.rows`": RowCount,
    "Each of `contract.sums`": Sum,
}


def refreshes() -> str:
    """Every property of a refresh, from the code that reads them."""
    parts = ["# Where a table comes from"]
    parts.append(
        "What a table of the [data package](data-package.md) declares under `nutgraf.refresh`, for "
        "[`nutgraf refresh`](../how-to/refresh.md). Only `from` is needed. A property that is not here is refused."
    )
    parts.append(_properties(Refresh))
    for heading, model in _PARTS.items():
        parts += [f"## {heading}", re.sub(r"\s+", " ", inspect.cleandoc(model.__doc__ or "")), _properties(model)]
    return page(*parts)


def _properties(model: type[BaseModel]) -> str:
    fields = model.model_fields.items()
    return table(
        ("property", "means"), [(f"`{field.alias or name}`", field.description or "") for name, field in fields]
    )
