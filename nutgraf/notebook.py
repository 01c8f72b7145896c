"""The door to nbformat: an explainer's cells, headings, front matter and parameters, read without running it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from nutgraf.errors import NotebookError, Problem, did_you_mean
from nutgraf.frontmatter import FrontMatter, read_front_matter
from nutgraf.grammar import parser_when_asked_for

with parser_when_asked_for():
    import nbformat

OUR_TAGS = frozenset({"setup", "checks", "show-input", "key-figures", "glossary"})
JUPYTER_TAGS = frozenset(
    {
        "parameters",
        "injected-parameters",
        "remove-cell",
        "remove-input",
        "remove-output",
        "hide-input",
        "hide-output",
        "skip-execution",
        "raises-exception",
    }
)
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
    "dict": dict,
    "date": str,
}
_ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True)
class Cell:
    """One cell, and where a reporter finds it: under which heading, and as which cell there."""

    index: int
    id: str
    kind: Literal["code", "markdown", "raw"]
    source: str
    tags: frozenset[str]
    heading: str
    nth: int

    @property
    def place(self) -> str:
        """Where the cell stands, in words: `under "What is owed?", 2nd cell`."""
        nth = _ORDINALS[self.nth - 1] if self.nth <= len(_ORDINALS) else f"{self.nth}th"
        return f'under "{self.heading}", {nth} cell' if self.heading else f"before the first heading, {nth} cell"

    @property
    def languages(self) -> frozenset[str]:
        """The languages the cell is kept for; none named means all."""
        return frozenset(tag.removeprefix("lang-") for tag in self.tags if tag.startswith("lang-"))

    def matters_in(self, lang: str) -> bool:
        """Whether a page in this language is made from the cell; code that is not run may be shown."""
        if self.kind == "raw" or not self.source.strip() or (self.kind == "markdown" and not self.is_run):
            return False
        return self.kind == "code" or not self.languages or lang in self.languages

    @property
    def is_run(self) -> bool:
        """Whether its code is run, or its prose rendered."""
        return "skip-execution" not in self.tags


@dataclass(frozen=True)
class Parameter:
    """A typed literal in the parameters cell: its name, default, type and the comment that explains it."""

    name: str
    default: Any
    type: str
    optional: bool
    help: str

    def refuses(self, value: Any) -> str:
        """What is wrong with a value for this parameter, in words; empty when it fits."""
        if value is None:
            return "" if self.optional else f"{self.name} = None, but the notebook wants {self.type}"
        wanted = TYPES.get(self.type, object)
        if not isinstance(value, wanted) or (isinstance(value, bool) and self.type in ("int", "float")):
            return f"{self.name} = {value!r} is {type(value).__name__}, but the notebook wants {self.type}"
        if self.type == "date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
            return f"{self.name} = {value!r} is not a date written as 2026-11-24"
        return ""


@dataclass(frozen=True)
class Explainer:
    """A notebook in notebooks/, read but not run."""

    path: Path
    front_matter: FrontMatter
    cells: tuple[Cell, ...]
    parameters: tuple[Parameter, ...]
    kernel: str = "python3"

    @property
    def name(self) -> str:
        """The notebook's name, which is its address unless front matter says otherwise."""
        return self.path.stem

    @property
    def where(self) -> str:
        """The notebook as a reporter knows it: `notebooks/taxes.ipynb`."""
        return f"{self.path.parent.name}/{self.path.name}"

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Each parameter's value when no edition sets it."""
        return {parameter.name: parameter.default for parameter in self.parameters}


def read_explainer(path: Path) -> Explainer:
    """The explainer in a notebook file.

    Raises NotebookError with every problem that can be seen without running it.
    """
    where = f"{path.parent.name}/{path.name}"
    node = read_notebook(path)
    cells = tuple(read_cells(node))
    front_matter, problems = read_front_matter(cells[0].source if cells and cells[0].kind == "raw" else None, where)
    parameters, more = _read_parameters(cells, where)
    problems = [*problems, *more, *_tag_problems(cells, where)]
    if problems:
        raise NotebookError(*problems)
    kernel = node.metadata.get("kernelspec", {}).get("name", "python3")
    return Explainer(path, cast(FrontMatter, front_matter), cells, parameters, kernel)


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook in a file as nbformat 4; NotebookError where it is none."""
    if path.exists() and not path.is_file():  # to open a pipe is to wait for a writer
        where = f"{path.parent.name}/{path.name}"
        raise NotebookError(Problem(where, "this is not an ordinary file", "put the notebook itself here"))
    try:
        node: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        return node
    except Exception as error:  # nbformat raises what json, its reader and its validator raise
        where = f"{path.parent.name}/{path.name}"
        raise NotebookError(
            Problem(where, f"this is not a notebook: {error}", "open it in JupyterLab, or take it back from git")
        ) from error


def read_cells(node: nbformat.NotebookNode) -> Iterator[Cell]:
    """The notebook's cells, each with the heading a reporter finds it under."""
    heading, nth = "", 0
    for index, cell in enumerate(node.cells):
        found = re.search(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, re.M) if cell.cell_type == "markdown" else None
        if found:
            heading, nth = found[1], 0
        nth += 1
        tags = frozenset(cell.metadata.get("tags", []))
        yield Cell(index, cell.get("id", f"cell-{index}"), cell.cell_type, cell.source, tags, heading, nth)


def _tag_problems(cells: tuple[Cell, ...], where: str) -> Iterator[Problem]:
    known = OUR_TAGS | JUPYTER_TAGS
    for cell in cells:
        for tag in sorted(cell.tags - known):
            if re.fullmatch(r"lang-[a-z]{2,3}(-[a-z]+)?", tag):
                continue
            near = did_you_mean(tag, known)
            # Other tools' tags are theirs: only what looks like one of ours, misspelt, is refused.
            if near.startswith("did you mean"):
                yield Problem(f"{where}, {cell.place}", f"no tag named {tag!r}", near)


def _read_parameters(cells: tuple[Cell, ...], where: str) -> tuple[tuple[Parameter, ...], list[Problem]]:
    tagged = [cell for cell in cells if "parameters" in cell.tags and cell.kind == "code"]
    if not tagged:
        fix = "give the code cell that holds `lang` and the other parameters the tag 'parameters'"
        return (), [Problem(where, "no parameters cell", fix)]
    if len(tagged) > 1:
        return (), [Problem(f"{where}, {tagged[1].place}", "a second parameters cell", "keep one of the two")]
    cell = tagged[0]
    try:
        lines = ast.parse(cell.source).body
    except SyntaxError as error:
        what = f"the parameters cell is not Python: {error.msg}, line {error.lineno}"
        return (), [Problem(f"{where}, {cell.place}", what, "mend that line")]
    helps, found, problems = _comments(cell.source), [], []
    for line in lines:
        try:
            found.append(_parameter(line, helps))
        except ValueError as error:
            problems.append(
                Problem(
                    f"{where}, {cell.place}, line {line.lineno}",
                    str(error),
                    'write one parameter a line, such as: state: str = "TN"  # USPS code',
                )
            )
    return tuple(found), problems


def _parameter(line: ast.stmt, helps: Mapping[int, str]) -> Parameter:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
        name, annotation = line.target.id, ast.unparse(line.annotation)
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name, annotation = line.targets[0].id, ""
    else:
        raise ValueError(f"this line is not a parameter: {ast.unparse(line)}")
    value = cast(ast.expr, line.value)
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise ValueError(f"{name} is not a plain value: {ast.unparse(value)}") from None
    optional = default is None or "None" in annotation
    kind = re.sub(r"\s*\|\s*None|^Optional\[(.*)\]$", r"\1", annotation) or type(default).__name__
    kind = re.sub(r"\[.*\]$", "", kind)
    parameter = Parameter(name, default, "str" if kind == "NoneType" else kind, optional, helps.get(line.lineno, ""))
    if kind not in TYPES and kind != "NoneType":
        raise ValueError(f"{name} has the type {kind}; {did_you_mean(kind, TYPES)}")
    if wrong := parameter.refuses(default):
        raise ValueError(wrong)
    return parameter


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
