"""Cells and front matter as the text of a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

CellSource = dict[str, Any]
"""A cell in the form that notebooks are stored in."""


def cell(kind: str, name: str, source: str, *tags: str) -> CellSource:
    """A cell; its name becomes its id."""
    made: CellSource = {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif kind == "raw":
        made["metadata"] = {"format": "text/yaml"}
    return {**made, "source": source.strip("\n")}


def notebook_text(cells: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any] | None = None) -> str:
    """The notebook as Jupyter would save it."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    stored = {
        "cells": [{**each, "source": str(each["source"]).splitlines(keepends=True)} for each in cells],
        "metadata": metadata or {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(stored, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def in_languages(key: str, texts: Mapping[str, str]) -> str:
    """A key of the front matter: one text, or one for each language."""
    if len(texts) == 1:
        return f"{key}: {quoted(next(iter(texts.values())))}\n"
    return f"{key}:\n" + "".join(f"  {lang}: {quoted(text)}\n" for lang, text in texts.items())


def quoted(text: str) -> str:
    """A text in quotation marks, for YAML and for Python alike."""
    return json.dumps(text, ensure_ascii=False)
