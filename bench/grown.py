"""A generated project of any number of editions: one table, one chart, some prose."""

from __future__ import annotations

import json
from pathlib import Path

FRONT = """---
title: "Place {{ place }}"
date: 2026-11-24
authors: [Bench]
matrix: {place: {table: places, column: place}}
address: "en/grown/{place}"
---"""
CELLS = [
    ("raw", FRONT, []),
    ("code", 'place: str = "p0"  # a place', ["parameters"]),
    ("code", "import altair as alt\nimport nutgraf", ["setup"]),
    (
        "code",
        'row = nutgraf.table("places", place=place).iloc[0]\n'
        'five = nutgraf.table("places", place=["p0", "p1", "p2", "p3", "p4"])',
        [],
    ),
    (
        "markdown",
        "## How much is it?\n\nIn {{ place }} it is what the table says, and the chart shows five others.",
        [],
    ),
    (
        "code",
        'chart = alt.Chart(five).mark_bar().encode(x="value:Q", y="place:N")\n'
        'nutgraf.figure(chart, title="Five places", alt="Bars for five places.", source="made_up", name="five")',
        [],
    ),
]


def write(root: Path, editions: int) -> None:
    """Put the project into a new folder."""
    for name in ("notebooks", "charts", "data"):
        (root / name).mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.nutgraf]\nname = "Bench"\n')
    columns = "source_id,publisher,title,published,url,terms,checked_against"
    (root / "data/sources.csv").write_text(f"{columns}\nmade_up,Made Up,A table,2026,,none,publisher\n")
    rows = "".join(f"p{number},{number % 97},made_up\n" for number in range(editions))
    (root / "data/places.csv").write_text(f"place,value,source_id\n{rows}")
    fields = {"sources": columns.split(","), "places": ["place", "value", "source_id"]}
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": {"fields": [{"name": f, "type": "number" if f == "value" else "string"} for f in columns]},
        }
        for name, columns in fields.items()
    ]
    (root / "data/datapackage.json").write_text(json.dumps({"name": "bench", "resources": resources}))
    cells = [_cell(number, *cell) for number, cell in enumerate(CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks/grown.ipynb").write_text(json.dumps(notebook))


def _cell(number: int, kind: str, source: str, tags: list[str]) -> dict[str, object]:
    cell = {"id": f"c{number}", "cell_type": kind, "source": source, "metadata": {"tags": tags} if tags else {}}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell
