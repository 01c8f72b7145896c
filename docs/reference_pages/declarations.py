"""reference/schemas/data-package.schema.json, and its tables: what a data package declares of the newsroom's own world."""

from __future__ import annotations

import inspect
import json
import re

from nutgraf.data.declarations import AreaSystem, Declarations, PublisherTable, UnitNames

from .markdown import page, table


def schema() -> str:
    """The JSON Schema of areas, units and publishers, under `nutgraf` of the package."""
    made = Declarations.model_json_schema()
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Areas, units and publishers",
        "description": "What a data package declares under `nutgraf` of the newsroom's own world.",
    }
    made["properties"].update({name: {"description": "For people, or for combining numbers."} for name in _OTHERS})
    return json.dumps({**made, **about}, ensure_ascii=False, indent=2) + "\n"


_OTHERS = ("rules", "bases", "clashes", "fits")


def declared() -> str:
    """The properties of each declaration."""
    parts = ["# Areas, units and publishers"]
    parts.append(
        "What a [data package](data-package.md) declares under `nutgraf` of the newsroom's own world. "
        "[JSON Schema](schemas/data-package.schema.json). A property that is not here is refused."
    )
    for name, model in (("areas", AreaSystem), ("units", UnitNames), ("publishers", PublisherTable)):
        parts += [f"## `{name}`", re.sub(r"\s+", " ", inspect.cleandoc(model.__doc__ or ""))]
        rows = [(f"`{key}`", field.description or "") for key, field in model.model_fields.items()]
        parts.append(table(("property", "means"), rows))
    return page(*parts)
