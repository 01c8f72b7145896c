"""A newsroom of one explainer in two languages, on the honey of three areas, for tests of what a built site says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

FRONT = """---
title: {en: "Aster made {{ aster | money }} of honey", es: "Aster produjo {{ aster | money }} en miel"}
date: 2026-11-24
authors: [Ana Ruiz]
matrix: {lang: [en, es]}
address: "{lang}/honey"
---"""
SETUP = """import nutgraf
honey = nutgraf.all_facts("honey", year=2025)
aster = nutgraf.fact("honey", area="Aster", year=2025)
briar = nutgraf.fact("honey", area="Briar", year=2025)
before = nutgraf.fact("honey", area="Aster", year=2024)
loss = nutgraf.fact("honey", area="Cress", year=2025)"""
EN = """{{ honey.count() | count }} areas made {{ honey.total() | money }}, {{ aster | money }} of it in Aster:
{{ aster.share_of(honey.total()) | percent }}. Aster is {{ honey.rank_of(aster) | ordinal }}, {{ (aster - briar) | money }}
ahead of Briar, and made {{ aster.change_from(before) | percent }} more than before, or {{ (aster / 12) | money }} a month.
Cress lost {{ -loss | money }}. The table has {{ nutgraf.rows("honey", rows="all").count() | count }} rows."""
ES = """{{ honey.count() | count }} zonas produjeron {{ honey.total() | money }}; Aster, {{ aster | money }}:
{{ aster.share_of(honey.total()) | percent }}. Aster es la {{ honey.rank_of(aster) | ordinal("f") }}, con
{{ (aster - briar) | money }} sobre Briar y {{ aster.change_from(before) | percent }} más que antes, o
{{ (aster / 12) | money }} al mes. Cress perdió {{ -loss | money }}. La tabla tiene
{{ nutgraf.rows("honey", rows="all").count() | count }} filas."""
TABLE = """area,year,value,unit,step,publish,source_id
Aster,2025,120000,usd,1,true,board
Briar,2025,80000,usd,1,true,board
Cress,2025,-5000,usd,1,true,board
Aster,2024,100000,usd,1,true,board
Briar,2024,77000,usd,1,false,board
"""
SOURCES = "source_id,publisher,title\nboard,Honey Board,Yearbook\n"


def _resource(name: str, fields: dict[str, str], **more: Any) -> dict[str, Any]:
    schema = {"fields": [{"name": field, "type": kind} for field, kind in fields.items()]}
    return {"name": name, "path": f"{name}.csv", "schema": {**schema, "primaryKey": more.pop("key")}, **more}


def write_newsroom(root: Path) -> Path:
    """An explainer in two languages on three areas that are on no map."""
    for folder in ("notebooks", "data", "charts"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.nutgraf]\nname = "The Bee"\nlanguages = ["en", "es"]\n', "utf-8")
    about = {
        "value": "value",
        "unit": "unit",
        "roundedTo": "step",
        "key": ["area", "year"],
        "area": "area",
        "source": "source_id",
    }
    fields = {"area": "string", "year": "integer", "value": "integer", "unit": "string", "step": "integer"}
    fields |= {"publish": "boolean", "source_id": "string"}
    honey = _resource("honey", fields, key=["area", "year"], nutgraf={**about, "publish": "publish", "year": "year"})
    sources = _resource("sources", dict.fromkeys(("source_id", "publisher", "title"), "string"), key=["source_id"])
    (root / "data" / "datapackage.json").write_text(
        json.dumps({"name": "bees", "resources": [honey, sources]}), "utf-8"
    )
    (root / "data" / "honey.csv").write_text(TABLE, "utf-8")
    (root / "data" / "sources.csv").write_text(SOURCES, "utf-8")
    cells = [
        new_raw_cell(FRONT, id="front"),
        new_code_cell('lang: str = "en"  # language', id="given", metadata={"tags": ["parameters"]}),
        new_code_cell(SETUP, id="setup", metadata={"tags": ["setup"]}),
        new_markdown_cell(EN, id="made-en", metadata={"tags": ["lang-en"]}),
        new_markdown_cell(ES, id="made-es", metadata={"tags": ["lang-es"]}),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), root / "notebooks" / "honey.ipynb")
    return root
