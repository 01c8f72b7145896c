"""An explainer's cells, headings, front matter and parameters, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from nutgraf.cell_code import UNREADABLE
from nutgraf.characters import half_a_pair, shown, unfit
from nutgraf.errors import NotebookError, Problem, did_you_mean, instead
from nutgraf.frontmatter import FrontMatter, read_front_matter
from nutgraf.notebook_file import read_file
from nutgraf.parameters import Parameter, imports_of, read_parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

OUR_TAGS = frozenset({"setup", "checks", "show-input", "key-numbers", "glossary"})
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
_FENCED = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.+?)(?:[ \t]*\{#[^{}\n]*\})?[ \t]*#*[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell and its place: the heading it is under, and its position there."""

    index: int
    id: str
    kind: Literal["code", "markdown", "raw"]
    source: str
    tags: frozenset[str]
    heading: str
    nth: int
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict, hash=False)
    """Heading and number by language, where the notebook has headings in more than one."""

    @property
    def place(self) -> str:
        """The place of the cell, in words: `under "What is owed?", 2nd cell`."""
        return _in_words(self.heading, self.nth)

    def place_in(self, lang: str) -> str:
        """The place of the cell in one language's edition, under the heading that its readers see."""
        return _in_words(*self.places.get(lang) or self.places.get("") or (self.heading, self.nth))

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages whose editions keep the cell; empty means all."""
        return frozenset(_languages(self.tags))

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
    kernel: str
    node: NotebookNode = field(repr=False, compare=False)
    """The notebook as it is run: what was planned runs, even if the file is saved again in between."""

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Each parameter's value when no edition sets it."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    @cached_property
    def varied(self) -> frozenset[str]:
        """The parameters whose values tell its editions apart."""
        matrix = self.front_matter.matrix
        return frozenset({*matrix, *(key for entry in matrix.get("include", []) for key in entry), "lang"})


def read_explainer(path: Path, notebooks: Path | None = None) -> Explainer:
    """The explainer in a notebook file, named by its path below `notebooks`.

    Raises NotebookError with every problem that can be found without running it.
    """
    name, where = names_of(path, notebooks)
    node = read_file(path, where)
    cells = tuple(read_cells(node))
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
    kernelspec = node.metadata.get("kernelspec")
    kernel = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    front = cast(FrontMatter, front_matter)
    return Explainer(path, name, where, front, cells, parameters, kernel or "python3", node)


def names_of(path: Path, notebooks: Path | None = None) -> tuple[str, str]:
    """The name of an explainer and the path of its notebook; one from outside the project goes by its file name."""
    if notebooks is not None and path.is_relative_to(notebooks):
        below = path.relative_to(notebooks)
        return below.with_suffix("").as_posix(), shown(f"{notebooks.name}/{below.as_posix()}")
    return path.stem, shown(f"{path.parent.name}/{path.name}")


def read_cells(node: NotebookNode) -> Iterator[Cell]:
    """The notebook's cells, each with the heading it is under, in its own language."""
    tagged = [frozenset(cell.metadata.get("tags", [])) for cell in node.cells]
    # "" is any language that no cell is kept for.
    spoken = [*dict.fromkeys(lang for tags in tagged for lang in sorted(_languages(tags))), ""]
    at = dict.fromkeys(spoken, ("", 0))
    for index, (cell, tags) in enumerate(zip(node.cells, tagged, strict=True)):
        own = sorted(_languages(tags), key=spoken.index) or spoken
        found = headings_in(cell.source) if cell.cell_type == "markdown" else ()
        for lang in own:
            heading, nth = at[lang]
            # papermill inserts this cell; the reporter's notebook does not have it.
            at[lang] = (found[0], 1) if found else (heading, nth + ("injected-parameters" not in tags))
        heading, nth = at[own[0]]
        places = {lang: at[lang] for lang in own}
        yield Cell(
            index, str(cell.get("id") or f"cell-{index}"), cell.cell_type, cell.source, tags, heading, nth, places
        )
        at |= {lang: (found[-1], at[lang][1]) for lang in own if found}


def headings_in(source: str) -> tuple[str, ...]:
    """The headings in a Markdown text, without their anchors; lines in code blocks do not count."""
    return tuple(found[1] for found in _HEADING.finditer(without_fences(source)))


def without_code(source: str) -> str:
    """A Markdown text without the code in it."""
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", without_fences(source), flags=re.DOTALL)


def without_fences(source: str) -> str:
    """A Markdown text without its blocks of code."""
    return _FENCED.sub("", source)


def _in_words(heading: str, nth: int) -> str:
    ordinal = _ORDINALS[nth - 1] if 0 < nth <= len(_ORDINALS) else f"{nth}th"
    return f'under "{heading}", {ordinal} cell' if heading else f"before the first heading, {ordinal} cell"


def _languages(tags: Iterable[str]) -> set[str]:
    return {tag.removeprefix("lang-") for tag in tags if tag.startswith("lang-")}


def _tag_problems(cells: tuple[Cell, ...], where: str) -> Iterator[Problem]:
    known = OUR_TAGS | JUPYTER_TAGS
    for cell in cells:
        for tag in sorted(cell.tags - known):
            if re.fullmatch(r"lang-[a-z]{2,3}(-[a-z]+)?", tag):
                continue
            near = did_you_mean(tag, known)
            if found := re.fullmatch(r"lang(?:uage)?[\W_]*([a-z]{2})", tag, re.IGNORECASE):
                near = instead(tag, f"lang-{found[1].lower()}")
            # Tags of other tools are fine: only a misspelling of one of ours is refused.
            if near.likely:
                yield Problem(f"{where}, {cell.place}", f"no tag named {tag!r}", near)


def _name_problems(name: str, where: str) -> Iterator[Problem]:
    if found := re.search(r"[?#%&=]", name) or unfit(name):
        sign = found if isinstance(found, str) else repr(found[0])
        what = f"the name of this notebook holds {sign}, which has a meaning in facts.lock"
        yield Problem(where, what, "rename the notebook: small letters, digits and hyphens")


def _text_problems(cells: tuple[Cell, ...], where: str) -> Iterator[Problem]:
    """Problems with characters that no file can hold or no page can show."""
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
            except UNREADABLE:
                return None
    return names
