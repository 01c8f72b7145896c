"""Reads notebook files as nbformat 4.5, each cell with a stable id; the only importer of nbformat."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nutgraf.errors import NotebookError, Problem, merge_conflict
from nutgraf.lazy_imports import defer_formats, defer_validators
from nutgraf.notebook_schema import install

with defer_formats(), defer_validators():
    import nbformat

install()

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_TAKE_BACK = "open it in JupyterLab, or restore it from git"
_KINDS = ("code", "markdown", "raw")


def read_file(path: Path, where: str) -> nbformat.NotebookNode:
    """The notebook in a file, without its outputs, which a run makes again.

    Raises NotebookError, naming the cell at fault.
    """
    written = _parsed(path, where)
    values = written if written["nbformat"] == 4 else _converted(written, where)
    _complete(values, where)
    _give_ids(values["cells"])
    values["nbformat"], values["nbformat_minor"] = 4, 5
    node, wrong = _joined(values)
    if wrong:  # nothing is made from attachments, so odd ones can be dropped
        for cell in values["cells"]:
            cell.pop("attachments", None)
        node, wrong = _joined(values)
    if node is None or wrong:
        raise NotebookError(Problem(where, f"this is not a whole notebook: {wrong}", _TAKE_BACK))
    return node


def read_executed(text: str) -> nbformat.NotebookNode:
    """A notebook that nutgraf itself wrote after a run, which need not be validated.

    It is what nbformat.from_dict makes of the values, in a quarter of the time.
    """
    node: nbformat.NotebookNode = json.loads(text, object_hook=_node)
    return node


def _node(values: dict[str, Any]) -> nbformat.NotebookNode:
    """An object of a notebook, whose own objects are nodes already."""
    node = nbformat.NotebookNode()  # type: ignore[no-untyped-call]
    dict.update(node, values)
    return node


def rewritten(text: str, stored: dict[str, Any]) -> str:
    """The text of a notebook file for changed content: written as it was, so that git shows the change alone."""
    indent = re.match(r"\{\r?\n( *|\t*)\S", text)
    ending = text[len(text.rstrip()) :]
    escaped = text.isascii()  # Jupyter writes letters as they are; other programs escape them
    return json.dumps(stored, ensure_ascii=escaped, indent=(indent[1] or None) if indent else None) + ending


def _parsed(path: Path, where: str) -> dict[str, Any]:
    """The JSON in the file; only regular files are opened."""
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no file that can be read" if path.exists() else "not there"
        raise NotebookError(
            Problem(where, f"this is not a notebook: it is {kind}", "take it away, or put the file back")
        )
    try:
        text = path.read_text(encoding="utf-8")
        values = json.loads(text)
    except OSError as error:
        what = f"this file cannot be read: {error.strerror or type(error).__name__}"
        raise NotebookError(Problem(where, what, "look at its permissions, or restore it from git")) from error
    except UnicodeDecodeError as error:
        raise NotebookError(Problem(where, "this is not a notebook: it is not UTF-8 text", _TAKE_BACK)) from error
    except RecursionError as error:
        raise NotebookError(Problem(where, "this is not a notebook: it nests too deep", _TAKE_BACK)) from error
    except json.JSONDecodeError as error:
        if conflict := merge_conflict(where, text):
            raise NotebookError(conflict) from error
        what = f"this is not a notebook, or only half of one: line {error.lineno}: {error.msg}"
        raise NotebookError(Problem(where, what, _TAKE_BACK)) from error
    if not isinstance(values, dict) or not isinstance(values.get("nbformat"), int):
        raise NotebookError(Problem(where, "this is not a notebook: it has no nbformat", _TAKE_BACK))
    return values


def _converted(written: dict[str, Any], where: str) -> dict[str, Any]:
    """A notebook of another version as nbformat 4, without the random ids that the conversion adds."""
    try:
        with _quiet():
            old = nbformat.reader.reads(json.dumps(written))  # type: ignore[no-untyped-call]
            node: dict[str, Any] = nbformat.convert(old, 4)  # type: ignore[no-untyped-call]
        for cell in node["cells"]:
            cell.pop("id", None)
    except Exception as error:  # nbformat raises whatever its converters stumble on
        what = f"this is not a notebook that nbformat can read: {error}"
        raise NotebookError(Problem(where, what, _TAKE_BACK)) from error
    return node


def _joined(values: dict[str, Any]) -> tuple[nbformat.NotebookNode | None, str]:
    """The notebook with multi-line texts joined, and what is wrong with it."""
    try:
        with _quiet():
            node = nbformat.v4.to_notebook_json(values)  # type: ignore[no-untyped-call]
            nbformat.validate(node, relax_add_props=True)
    except Exception as error:  # whatever nbformat stumbles on, and the errors of jsonschema
        return None, str(getattr(error, "message", error)).splitlines()[0]
    return node, ""


def _complete(node: dict[str, Any], where: str) -> None:
    """Add required fields that nothing reads; refuse what is not a cell."""
    if not isinstance(node.get("cells"), list):
        raise NotebookError(Problem(where, "this is not a notebook: it has no list of cells", _TAKE_BACK))
    if not isinstance(node.get("metadata"), dict):
        node["metadata"] = {}
    _name_kernel(node["metadata"])
    problems = []
    for number, cell in enumerate(node["cells"], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in _KINDS or not _is_text(cell.get("source")):
            problems.append(Problem(f"{where}, cell {number}", "this is not a cell of a notebook", _TAKE_BACK))
            continue
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {}
        tags = cell["metadata"].get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            what = f"its tags are not a list of words: {json.dumps(tags)}"
            problems.append(Problem(f"{where}, cell {number}", what, "set them again in JupyterLab, under the gear"))
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    if problems:
        raise NotebookError(*problems)


def _name_kernel(metadata: dict[str, Any]) -> None:
    """Drop kernel and language metadata that names nothing; such a notebook runs in Python's kernel."""
    for key in ("kernelspec", "language_info"):
        named = metadata.get(key)
        if not isinstance(named, dict) or not isinstance(named.get("name"), str):
            metadata.pop(key, None)
        elif key == "kernelspec":
            named.setdefault("display_name", named["name"])


def _is_text(source: Any) -> bool:
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def _give_ids(cells: list[dict[str, Any]]) -> None:
    """Give each cell without an id of its own one by its position, so that it is the same on every read."""
    taken = {cell["id"] for cell in cells if _is_id(cell.get("id"))}
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        own = cell.get("id") if _is_id(cell.get("id")) else ""
        if not own or own in seen:
            cell["id"] = _free(own or f"cell-{index}", taken)
        seen.add(cell["id"])
        taken.add(cell["id"])


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _free(wanted: str, taken: set[str]) -> str:
    """The id, or else the first like it that no cell has."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted[: 63 - len(str(number))]}-{number}"
    return free


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress nbformat's warnings about cells without ids: ours have them."""
    logger = logging.getLogger("traitlets")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before
