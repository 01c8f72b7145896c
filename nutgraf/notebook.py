"""An explainer's cells, headings, front matter and parameters, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from nutgraf.characters import half_a_pair, shown, unfit
from nutgraf.errors import NotebookError, Problem, did_you_mean
from nutgraf.frontmatter import FrontMatter, read_front_matter
from nutgraf.notebook_file import read_file
from nutgraf.parameters import Parameter, imports_of, read_parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

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
class Explainer:
    """A notebook in notebooks/, read but not run."""

    path: Path
    name: str
    """Its path below notebooks/, which is its address unless front matter says otherwise: `irs/letters`."""
    where: str
    """The notebook as a reporter knows it: `notebooks/taxes.ipynb`."""
    front_matter: FrontMatter
    cells: tuple[Cell, ...]
    parameters: tuple[Parameter, ...]
    kernel: str = "python3"
    as_written: bool = True
    """Whether the file can be run as it is; False where cells have no ids, or ids that are not their own."""

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Each parameter's value when no edition sets it."""
        return {parameter.name: parameter.default for parameter in self.parameters}


def read_explainer(path: Path, notebooks: Path | None = None) -> Explainer:
    """The explainer in a notebook file, named by its path below the folder `notebooks`: its own, unless given.

    Raises NotebookError with every problem that can be seen without running it.
    """
    name, where = names_of(path, notebooks)
    file = read_file(path, where)
    cells = tuple(read_cells(file.node))
    front_matter, problems = read_front_matter(cells[0].source if cells and cells[0].kind == "raw" else None, where)
    parameters, more = _read_parameters(cells, where)
    problems = [
        *problems,
        *more,
        *_name_problems(name, where),
        *_tag_problems(cells, where),
        *_text_problems(cells, where),
    ]
    if problems:
        raise NotebookError(*problems)
    kernelspec = file.node.metadata.get("kernelspec")
    kernel = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    front = cast(FrontMatter, front_matter)
    return Explainer(path, name, where, front, cells, parameters, kernel or "python3", file.as_written)


def names_of(path: Path, notebooks: Path | None = None) -> tuple[str, str]:
    """What an explainer is called, and its notebook as a reporter knows it; one from elsewhere goes by its file."""
    if notebooks is not None and path.is_relative_to(notebooks):
        below = path.relative_to(notebooks)
        return below.with_suffix("").as_posix(), shown(f"{notebooks.name}/{below.as_posix()}")
    return path.stem, shown(f"{path.parent.name}/{path.name}")


def read_notebook(explainer: Explainer) -> NotebookNode:
    """The notebook of an explainer, with the ids that its cells are known by."""
    return read_file(explainer.path, explainer.where).node


def read_cells(node: NotebookNode) -> Iterator[Cell]:
    """The notebook's cells, each with the heading a reporter finds it under."""
    heading, nth = "", 0
    for index, cell in enumerate(node.cells):
        found = re.search(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, re.M) if cell.cell_type == "markdown" else None
        if found:
            heading, nth = found[1], 0
        nth += 1
        tags = frozenset(cell.metadata.get("tags", []))
        yield Cell(index, str(cell.get("id") or f"cell-{index}"), cell.cell_type, cell.source, tags, heading, nth)


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


def _name_problems(name: str, where: str) -> Iterator[Problem]:
    if found := re.search(r"[?#%&=]", name) or unfit(name):
        sign = found if isinstance(found, str) else repr(found[0])
        what = f"the name of this notebook holds {sign}, which has a meaning in facts.lock"
        yield Problem(where, what, "rename the notebook: small letters, digits and hyphens")


def _text_problems(cells: tuple[Cell, ...], where: str) -> Iterator[Problem]:
    """Characters that no file can hold, or that no page can show."""
    for cell in cells[1:] if cells and cells[0].kind == "raw" else cells:
        character = unfit(cell.source) if cell.kind == "markdown" else half_a_pair(cell.source)
        if character:
            what = f"it holds the character {character}, which no page can hold"
            yield Problem(
                f"{where}, {cell.place}", what, "take it out; a text that is pasted from elsewhere may bring it"
            )


def _read_parameters(cells: tuple[Cell, ...], where: str) -> tuple[tuple[Parameter, ...], list[Problem]]:
    tagged = [cell for cell in cells if "parameters" in cell.tags and cell.kind == "code"]
    if not tagged:
        fix = "give the code cell that holds `lang` and the other parameters the tag 'parameters'"
        return (), [Problem(where, "no parameters cell", fix)]
    if len(tagged) > 1:
        return (), [Problem(f"{where}, {tagged[1].place}", "a second parameters cell", "keep one of the two")]
    cell = tagged[0]
    return read_parameters(cell.source, f"{where}, {cell.place}", _imported_before(cells[: cell.index]))


def _imported_before(cells: tuple[Cell, ...]) -> set[str] | None:
    """The names that these cells import; None where one of them is not Python alone."""
    names: set[str] = set()
    for cell in cells:
        if cell.kind == "code" and cell.is_run:
            try:
                names |= set(imports_of(ast.parse(cell.source).body))
            except (SyntaxError, ValueError):
                return None
    return names
