"""reference/schemas/data-package.schema.json, and its tables: what a data package declares of the newsroom's own world."""

from __future__ import annotations

import inspect
import json
import re

from nutgraf.data.declarations import (
    AreaSystem,
    Declarations,
    DeclaredKind,
    DeclaredRows,
    PublisherTable,
    Total,
    UnitNames,
)

from .markdown import page, table


def schema() -> str:
    """The JSON Schema of areas, units and publishers, under `nutgraf` of the package."""
    made = Declarations.model_json_schema()
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Areas, units, publishers and totals",
        "description": "What a data package declares under `nutgraf` of the newsroom's own world.",
    }
    made["properties"].update({name: {"description": "For people, or for combining numbers."} for name in _OTHERS})
    return json.dumps({**made, **about}, ensure_ascii=False, indent=2) + "\n"


_OTHERS = ("rules", "bases", "clashes", "fits")


def declared() -> str:
    """The properties of each declaration."""
    parts = ["# Areas, units, publishers and totals"]
    parts.append(
        "What a [data package](data-package.md) declares under `nutgraf` of the newsroom's own world. "
        "[JSON Schema](schemas/data-package.schema.json). A property that is not here is refused."
    )
    models = {
        "areas": AreaSystem,
        "units": UnitNames,
        "publishers": PublisherTable,
        "kinds": DeclaredKind,
        "totals": Total,
    }
    headings = {f"## `{name}`": model for name, model in models.items()} | {
        "### `total`, and each of `parts`": DeclaredRows
    }
    for heading, model in headings.items():
        parts += [heading, re.sub(r"\s+", " ", inspect.cleandoc(model.__doc__ or ""))]
        rows = [(f"`{key}`", field.description or "") for key, field in model.model_fields.items()]
        parts.append(table(("property", "means"), rows))
    return page(*parts)
