"""A new explainer: a copy of the project's starter or of the kit's, with what the reporter asks for."""

from __future__ import annotations

import datetime
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nutgraf.characters import unfit
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.notebook_file import read_file
from nutgraf.project import Project
from nutgraf.prose import names_wanted, syntax_problems
from nutgraf.starter.front_matter_text import in_these_languages, with_key, without_key
from nutgraf.starter.notebook_source import CellSource, in_languages, notebook_text, quoted
from nutgraf.starter.starter_cells import starter_cells
from nutgraf.starter.starter_words import words_of
from nutgraf.starter.table_cells import fact_cell, literal, parameter_line, printed, table_cells
from nutgraf.starter.table_outline import TableOutline, outline

STARTER = "_starter.ipynb"
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Wish:
    """The notebook that a reporter asks for."""

    name: str
    titles: tuple[str, ...] = ()
    """Headlines, in the order of the languages."""
    languages: tuple[str, ...] = ()
    """Languages of the site; all of them if none is named."""
    table: str = ""
    """The table to begin with."""
    matrix: str = ""
    """A column of that table: there is an edition for each of its values."""
    draft: bool = True


def new_explainer(project: Project, wish: Wish) -> Path:
    """Write notebooks/NAME.ipynb, dated today, and return its path; no file is ever overwritten.

    Raises UsageError if the name cannot be an address or is taken, or with what the project does not have.
    """
    stem = wish.name.removesuffix(".ipynb")
    path = _free_path(project, wish.name, stem)
    languages = _languages(project, wish)
    if len(wish.titles) > len(languages):
        raise UsageError(Problem("--title", f"there are more titles than languages: {len(wish.titles)}", _TITLES))
    if wish.matrix and not wish.table:
        raise UsageError(Problem("--matrix", f"{wish.matrix} is a column of a table", "name the table with --table"))
    found = outline(project, wish.table, wish.matrix) if wish.table else None
    cells, metadata = _starter(project, languages)
    if not cells or cells[0]["cell_type"] != "raw":
        what = "its first cell is not a raw cell with front matter"
        raise UsageError(Problem(f"notebooks/{STARTER}", what, "write title, date and authors there, between ---"))
    parameter = _parameter(wish.matrix)
    cells[0]["source"] = _front_matter(cells[0]["source"], project, wish, languages, found, parameter)
    for cell in cells:
        if "parameters" in cell["metadata"].get("tags", []):
            first = rf"\g<1>{quoted(languages[0])}"
            cell["source"] = re.sub(r"(?m)^(lang(?:\s*:\s*str)?\s*=\s*)([\"'])[\w-]+\2", first, cell["source"])
    if found:
        _add_table(cells, found, languages, parameter)
    _refuse_unknown_names(wish.titles, cells)
    text = notebook_text(cells, metadata)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(_taken(path)) from error
    return path


def _refuse_unknown_names(titles: Sequence[str], cells: Sequence[CellSource]) -> None:
    """Refuse a headline that prints a name, or is written in a way, that fails in every page of the new notebook."""
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    given = set(re.findall(r"(?m)^([A-Za-z]\w*)(?=\s*(?::[^=\n]+)?=(?!=))", code))
    problems = [replace(problem, where="--title") for title in titles for problem in syntax_problems(title)]
    for title in titles:
        if character := unfit(title):
            problems.append(Problem("--title", f"{character} is in it, which no page can hold", "take it out"))
    for title in titles if not problems else ():
        for name in sorted(set(names_wanted(title)) - given):
            what = f"no cell of the notebook defines {name!r}, in “{title}”"
            problems.append(Problem("--title", what, did_you_mean(name, given)))
    if problems:
        raise UsageError(*problems)


def _free_path(project: Project, name: str, stem: str) -> Path:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem):
        raise UsageError(Problem(name, "a notebook's name is its address", "use small letters, digits and hyphens"))
    if stem.startswith("get-"):
        what = "notebooks whose names begin with get- refresh data, and have no page"
        raise UsageError(Problem(name, what, "choose another name"))
    if len(stem) > _LONGEST_NAME:
        raise UsageError(Problem(name, f"it has {len(stem)} letters", f"use {_LONGEST_NAME} at most"))
    path = project.notebooks_dir / f"{stem}.ipynb"
    if path.exists():
        raise UsageError(_taken(path))
    return path


def _taken(path: Path) -> Problem:
    return Problem(f"notebooks/{path.name}", "it is there already", "choose another name")


def _languages(project: Project, wish: Wish) -> tuple[str, ...]:
    for lang in wish.languages:
        if lang not in project.languages:
            what = f"{lang!r} is not a language of this site"
            fix = did_you_mean(lang, project.languages, ", or add it to languages in pyproject.toml")
            raise UsageError(Problem("--languages", what, fix))
    return tuple(dict.fromkeys(wish.languages)) or project.languages


def _starter(project: Project, languages: Sequence[str]) -> tuple[list[CellSource], Mapping[str, Any] | None]:
    """The cells of the project's own starter, or of the kit's where it has none, in these languages."""
    own = project.notebooks_dir / STARTER
    if not own.exists():
        return starter_cells(languages, datetime.date.today().isoformat(), project.name), None
    node = read_file(own, f"notebooks/{STARTER}")
    others = {f"lang-{lang}" for lang in project.languages if lang not in languages}
    cells = [dict(cell) for cell in node.cells if not others & set(cell.metadata.get("tags", []))]
    return cells, node.metadata


def _front_matter(
    text: str,
    project: Project,
    wish: Wish,
    languages: Sequence[str],
    found: TableOutline | None,
    parameter: str,
) -> str:
    text = in_these_languages(text, languages, project.languages)
    text = with_key(text, "date", f"date: {datetime.date.today().isoformat()}\n")
    edition = f"{{{{ {printed(found, parameter)} }}}}" if found and parameter else ""
    if wish.titles or edition:
        words = words_of("starter", languages)
        place = f"{edition}: " if edition else ""
        titles = {lang: place + word["title"] for lang, word in words.items()}
        titles |= dict(zip(languages, wish.titles, strict=False))
        text = with_key(text, "title", in_languages("title", titles))
    if wish.languages or edition:
        text = without_key(text, "matrix")
        text = with_key(text, "matrix", _matrix(languages, found, parameter))
    if edition:
        text = with_key(text, "short_title", f"short_title: {quoted(edition)}\n")
    return text if wish.draft else without_key(text, "draft")


def _matrix(languages: Sequence[str], found: TableOutline | None, parameter: str) -> str:
    axes = [f"  lang: [{', '.join(languages)}]\n"] if len(languages) > 1 else []
    if found and parameter:
        where = ", ".join(f"{quoted(column)}: {literal(value)}" for column, value in found.fixed.items())
        where = f", where: {{{where}}}" if where else ""
        label = f", label: {quoted(found.label)}" if found.label else ""
        axes.append(f"  {parameter}: {{table: {quoted(found.table)}, column: {quoted(found.names)}{where}{label}}}\n")
    return "matrix:\n" + "".join(axes) if axes else ""


def _add_table(cells: list[CellSource], found: TableOutline, languages: Sequence[str], parameter: str) -> None:
    """Read the facts of the table above all prose, print and draw them before the last section; add the parameter."""
    if parameter:
        given = next((cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])), None)
        if given is None:
            what = "it has no cell tagged 'parameters'"
            raise UsageError(Problem(f"notebooks/{STARTER}", what, "give it one, with a line for lang"))
        given["source"] = f"{given['source'].rstrip()}\n{parameter_line(found, parameter)}"
    at = next((number for number, cell in enumerate(cells) if str(cell["id"]).startswith("method")), 0)
    at = at or next((number for number, cell in enumerate(cells) if cell["id"] == "checks"), 0) or len(cells)
    cells[at:at] = table_cells(found, languages, parameter)
    words = next((number for number, cell in enumerate(cells) if cell["cell_type"] == "markdown"), at)
    setup = [number for number, cell in enumerate(cells[:words]) if "setup" in cell["metadata"].get("tags", [])]
    cells.insert(setup[-1] + 1 if setup else at, fact_cell(found, parameter))


def _parameter(column: str) -> str:
    """A column's name as that of a parameter."""
    name = re.sub(r"\W+", "_", column).strip("_")
    return f"{name}_" if keyword.iskeyword(name) or name == "lang" else f"_{name}" if name[:1].isdigit() else name


_TITLES = "give one for each language, in their order"
