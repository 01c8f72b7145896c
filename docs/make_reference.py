"""Writes docs/reference.md from the code itself, so that nothing in it can be forgotten or go stale.

.venv/bin/python docs/make_reference.py
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

import charts
import nutgraf
from nutgraf import errors, parameter_types
from nutgraf.check_settings import TABLES
from nutgraf.cli import main
from nutgraf.frontmatter import FrontMatter
from nutgraf.page.markdown import ADMONITIONS
from nutgraf.page.markdown_cell import INLINE_TAGS
from nutgraf.project import Settings
from nutgraf.prose.filters import FILTERS

HERE = Path(__file__).parent
TAGS = {
    "parameters": "the cell of typed values that an edition sets; each value's comment is its help text",
    "setup": "imports, tables and facts; never shown",
    "checks": "asserts; a failing one stops the page",
    "key-figures": "puts the cell's definition list in a box: what is counted, then the figure",
    "glossary": "folds the cell's definition list away behind “Words used here”; `[ITIN](#term-itin)` leads to a word",
    "show-input": "shows the code of the cell to readers",
    "lang-en": "keeps the cell for English pages; `lang-es` for Spanish, and so on for any language that nutgraf has a catalog of",
    "remove-cell": "leaves the cell out of the page; it still runs",
    "remove-input": "leaves the code out (the default)",
    "hide-input": "folds the code away behind “Show the code”",
    "remove-output": "leaves the output out",
    "hide-output": "folds the output away",
    "skip-execution": "does not run the cell",
    "raises-exception": "lets the cell fail without stopping the notebook",
    "injected-parameters": "papermill's own mark on the values it sets",
}


def reference() -> str:
    """The whole of docs/reference.md."""
    parts = [
        "# Reference",
        "This page is written by `docs/make_reference.py` from the code; a test fails when the two differ.",
        *_commands(),
        *_settings(),
        *_front_matter(),
        *_tags(),
        *_in_a_notebook(),
        *_filters(),
        *_markdown(),
        *_charts(),
        *_errors(),
    ]
    return "\n\n".join(parts) + "\n"


def _commands() -> Iterator[str]:
    yield "## Commands"
    yield (
        "`nutgraf --project FOLDER` before a command works on the project around another folder; `--traceback` there shows "
        "where in Python an error arose. Exit status: 0 all published, or no problems; 1 a page failed or is held, or a "
        "notebook has a problem; 2 wrong usage, settings or data, or anything else that ended the command: then nothing "
        "is to be published."
    )
    yield from _of_group(main, "nutgraf")


def _of_group(group: click.Group, name: str) -> Iterator[str]:
    for sub_name, command in sorted(group.commands.items()):
        full = f"{name} {sub_name}"
        if isinstance(command, click.Group):
            yield f"### `{full}`"
            yield _plain(command.help)
            yield from _of_group(command, full)
            continue
        context = click.Context(command, info_name=full)
        usage = command.get_usage(context).removeprefix("Usage: ")
        yield f"### `{' '.join(usage.split())}`"
        yield _plain(command.help)
        rows = [_option(option, context) for option in command.params if isinstance(option, click.Option)]
        if rows:
            yield _table(("option", "does"), rows)


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    metavar = "" if option.is_flag else f" {option.make_metavar(context)}"
    return f"`{', '.join(option.opts)}{metavar}`", _plain(option.help)


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield "Under `[tool.nutgraf]` in `pyproject.toml`. A key that is not here is refused."
    yield _settings_of({name: field for name, field in Settings.model_fields.items() if name not in TABLES})
    for name, table in TABLES.items():
        yield f"### `[tool.nutgraf.{name}]`"
        yield _plain(table.__doc__)
        yield _settings_of(table.model_fields)


def _settings_of(fields: Mapping[str, Any]) -> str:
    rows = [(f"`{name}`", f"`{_default(field)}`", field.description or "") for name, field in fields.items()]
    return _table(("setting", "unless set", "says"), rows)


def _front_matter() -> Iterator[str]:
    yield "## Front matter"
    yield (
        "The first cell of an explainer, a raw cell with YAML between two lines of `---`. Words may be one text, or one "
        'per language: `title: {en: "…", es: "…"}`. A text with `{{ }}`, a colon or ` #` goes in quotation marks. '
        "Expressions are rendered in `title`, `subtitle`, `short_title` and `description`; elsewhere they are refused, and so "
        "is a key that is not here."
    )
    yield (
        "The YAML is that of version 1.2, read strictly: `12:30`, `1_000` and `2026-11-24` are texts; `yes`, `no`, `on` and "
        '`off` are refused where a value is meant, and so are numbers with a leading zero: put `"NO"` and `"012"` in '
        "quotation marks. In `where`, a value is read as its column has it. A key that is there twice, anchors, tags and "
        "second documents are refused."
    )
    rows = [
        (f"`{name}`", "required" if field.is_required() else f"`{_default(field)}`", field.description or "")
        for name, field in FrontMatter.model_fields.items()
    ]
    yield _table(("key", "unless set", "says"), rows)
    yield (
        "A matrix makes one page for each combination of its values. Values come from a list or from a column of a table, "
        "and `exclude` and `include` work as they do in CI files:"
    )
    yield (
        "```yaml\nmatrix:\n  lang: [en, es]\n  state: {table: state_reference, column: usps, where: {kind: state}, label: state_name}\n"
        '  exclude:\n    - {lang: es, state: WY}\n  include:\n    - {lang: en, state: DC}\naddress: "{lang}/taxes/{state}"\n```'
    )
    yield (
        "`label` is the column with each value's name, or one for each language, `{en: state_name, es: name_es}`: pages "
        "then list the other editions by name. Where several editions could stand for the explainer, `default_edition: {state: US}` "
        "says which does. `topic` is the explainer's name where others lead to it."
    )
    types = ", ".join(f"`{kind}`" for kind in parameter_types.TYPES)
    yield (
        f"A parameter is written `name: type = value  # help`; its type is one of {types}, `| None` where a value may be "
        'missing. `Optional[str]`, `list[int]`, `int | float` and `Literal["state", "district"]` are types too, and the '
        "matrix is held to them. A type that Python does not know by itself is imported above, in the same cell or before it, "
        'or goes in quotation marks: `since: "date" = "2026-11-24"`. A date is written as text. `lang` is the language of '
        "the page, in prose, figures and labels, whatever else the notebook comes to call so."
    )
    yield (
        "An explainer is known by the path of its notebook below `notebooks/`: `notebooks/irs/letters.ipynb` is "
        "`irs/letters`, and its address unless `address` says otherwise."
    )


def _tags() -> Iterator[str]:
    yield "## Tags of cells"
    yield "A tag that looks like one of these, misspelt, is refused; tags of other tools are left alone."
    yield _table(("tag", "does"), [(f"`{tag}`", says) for tag, says in TAGS.items()])


def _in_a_notebook() -> Iterator[str]:
    yield "## In a notebook"
    for name in nutgraf.__all__:
        value = getattr(nutgraf, name)
        if inspect.isclass(value):
            yield f"### `nutgraf.{name}`"
            yield _plain(value.__doc__)
            yield _table(("gives", "what"), list(_members(value)))
        else:
            yield f"### `nutgraf.{name}{_signature(value)}`"
            yield _plain(value.__doc__)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    for name, value in sorted(vars(kind).items()):
        doc = inspect.getdoc(value) if callable(value) or isinstance(value, property) else None
        if name.startswith("_") or not doc:
            continue
        yield f"`.{name}{_signature(value) if callable(value) else ''}`", _first(doc)


def _filters() -> Iterator[str]:
    yield "## Filters in prose"
    yield "Written after a bar: `{{ paid | money }}`. Each prints in the language of the page."
    yield _table(
        ("filter", "prints"),
        [(f"`{name}{_after_value(each)}`", _first(each.__doc__)) for name, each in FILTERS.items()],
    )


def _markdown() -> Iterator[str]:
    yield "## Markdown"
    kinds = ", ".join(f"`{kind}`" for kind in sorted(ADMONITIONS))
    yield (
        "CommonMark with tables, footnotes (`[^1]`), definition lists (`: ` under a term), strikethrough, and MyST "
        f"admonitions: `:::{{note}}` … `:::`, of the kinds {kinds}. A `$` is a dollar, never mathematics."
    )
    yield (
        "A footnote, or a link by name (`[words][name]`), and its text or address are in one cell. A heading has an "
        "anchor made of its words, or names its own at its end: `## How we did this {#methods}`; `[methods](#methods)` "
        f"leads there. Of HTML only {_code(sorted(INLINE_TAGS))} are printed, with `lang`, `dir` or `title`. What would "
        "be printed otherwise than it is meant, such as an unclosed link or a table without its line of dashes, is refused, "
        "and so is what would be lost, such as a cell beyond the head of its table."
    )
    yield (
        "Titles, deks and the words of figures are plain text: no Markdown, no HTML. A data frame at the end of a cell "
        "is printed whole, missing values as dashes, facts as readers see them; styles, links, pictures and infinite "
        "numbers in it are refused."
    )
    yield (
        "`nutgraf check` refuses all of that before anything runs, and links to pages that this site does not have, "
        "names that no cell above gives, figures that no page would show (a cell shows what its last line gives), and `TK`, `TODO`, `TBD`, `FIXME` or `XXX` unless the explainer is a draft."
    )


def _code(names: list[str]) -> str:
    return ", ".join(f"`<{name}>`" for name in names)


def _charts() -> Iterator[str]:
    yield "## Charts"
    yield (
        "From the newsroom's own `charts/`: a tidy frame and column names in, an `alt.Chart` out. The folder, like any module "
        "beside `pyproject.toml`, is found in JupyterLab, by `jupyter execute`, by papermill and in a build, with nothing to "
        "install: once `nutgraf` is imported, which stands first."
    )
    for name in charts.__all__:
        value = getattr(charts, name)
        if inspect.isfunction(value):
            yield f"### `charts.{name}{_signature(value)}`"
            yield _plain(value.__doc__)


def _errors() -> Iterator[str]:
    yield "## Errors"
    yield "Every error says where it stands, what it is and how to fix it."
    tree = (errors.__doc__ or "").split("\n\n", 1)[1]
    yield f"```text\n{tree.strip()}\n```"


def _signature(value: Any) -> str:
    """A signature without its annotations, which the text explains better."""
    parameters = []
    for parameter in inspect.signature(value).parameters.values():
        if parameter.name != "self":
            parameters.append(parameter.replace(annotation=inspect.Parameter.empty))
    text = str(inspect.Signature(parameters))
    return re.sub(r"<[^>]*>", "…", text)


def _after_value(each: Any) -> str:
    text = re.sub(r"^\((?:value|self|fact|word|text)?,? ?", "(", _signature(each))
    text = re.sub(r"^\([^,)]*(?:, |(?=\)))", "(", _signature(each)) if text == _signature(each) else text
    return "" if text == "()" else text


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    return "none" if value is None or value == {} else str(value).lower()


def _plain(text: str | None) -> str:
    return inspect.cleandoc(text or "")


def _first(text: str | None) -> str:
    return " ".join(_plain(text).split("\n\n")[0].split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *map(line, rows)])


if __name__ == "__main__":
    (HERE / "reference.md").write_text(reference(), encoding="utf-8")
