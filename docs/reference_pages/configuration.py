"""reference/settings.md, front-matter.md and cells.md: what a newsroom sets, and what the cells of a notebook may be."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic.fields import FieldInfo

import nutgraf
from nutgraf import parameter_types
from nutgraf.check_settings import TABLES as CHECKS
from nutgraf.csp_settings import CspSettings
from nutgraf.frontmatter import FrontMatter
from nutgraf.page.markdown import ADMONITIONS
from nutgraf.page.markdown_cell import INLINE_TAGS
from nutgraf.settings import Settings
from nutgraf.theme import Theme
from nutgraf.theme_roles import ROLES

from .markdown import default, page, table

TABLES = {**CHECKS, "csp": CspSettings}
TAGS = {
    "parameters": "the cell of typed values that an edition sets; each value's comment is its help text",
    "setup": "imports, tables and facts; never shown",
    "checks": "asserts; a failing one stops the page",
    "key-numbers": "puts the cell's definition list in a box: what is counted, then the number",
    "glossary": "folds the cell's definition list away behind “Words used here”; `[ITIN](#term-itin)` leads to a word",
    "show-input": "shows the code of the cell to readers",
    "lang-en": "keeps the cell for English pages; `lang-es` for Spanish, and so on for each language that nutgraf has a catalog of",
    "remove-cell": "leaves the cell out of the page; it still runs",
    "remove-input": "leaves the code out (the default)",
    "hide-input": "folds the code away behind “Show the code”",
    "remove-output": "leaves the output out",
    "hide-output": "folds the output away",
    "skip-execution": "does not run the cell",
    "raises-exception": "lets the cell fail without stopping the notebook",
    "injected-parameters": "papermill's own mark on the values it sets",
}


def theme_roles() -> set[str]:
    """The colors that the stylesheet names, without their two hyphens."""
    tokens = Path(nutgraf.__file__).parent / "render" / "templates" / "tokens.css"
    return set(re.findall(r"--([\w-]+):\s*#", tokens.read_text(encoding="utf-8")))


def settings() -> str:
    """The settings of a site, and the look of it."""
    own = {name: field for name, field in Settings.model_fields.items() if name not in TABLES}
    checks = [
        part
        for name, group in TABLES.items()
        for part in (
            f"## `[tool.nutgraf.{name}]`",
            inspect.cleandoc(group.__doc__ or ""),
            _settings(group.model_fields),
        )
    ]
    look = [(f"`{name}`", field.description or "") for name, field in Theme.model_fields.items()]
    return page(
        "# Settings",
        "A setting has one place: the site's are here, a page's in its [front matter](front-matter.md), a run's on the "
        "[command line](cli.md). A key that is not in a table below is refused.",
        "## `[tool.nutgraf]`",
        "In `pyproject.toml`:",
        _settings(own),
        *checks,
        "## `theme.toml`",
        "Next to `pyproject.toml`. It is optional; leave out what you do not want to change.",
        table(("key", "description"), look),
        "`[type]`, `[light]` and `[dark]` are tables of their own:",
        '```toml\nlogo = "logo.svg"\n\n[type]\nserif = "Georgia, serif"\n\n[light]\nlink = "#8a1538"\nc-look = "#8a1538"\n\n'
        '[dark]\nlink = "#ff9db5"\nc-look = "#ff9db5"\n```',
        "A color is `#rrggbb`. Text that nobody could read on its background, and chart marks that nobody could see, are "
        "refused at the next build.",
        table(("color", "used for"), [(f"`{role}`", used) for role, used in ROLES.items()]),
        "## Environment variables",
        table(
            ("variable", "description"),
            [("`NUTGRAF_CHROMIUM`", "the Chromium that `nutgraf pdf` prints with, if it is not on the path")],
        ),
    )


def _settings(fields: Mapping[str, FieldInfo]) -> str:
    rows = [(f"`{name}`", f"`{default(field)}`", field.description or "") for name, field in fields.items()]
    return table(("setting", "default", "description"), rows)


def front_matter() -> str:
    """The keys of the first cell, the matrix and the parameters."""
    rows = [
        (f"`{name}`", "required" if field.is_required() else f"`{default(field)}`", field.description or "")
        for name, field in FrontMatter.model_fields.items()
    ]
    types = ", ".join(f"`{kind}`" for kind in parameter_types.TYPES)
    return page(
        "# Front matter",
        "The first cell of an explainer: a raw cell with YAML between two lines of `---`. A text is one for all languages, "
        'or one per language: `title: {en: "…", es: "…"}`. Put a text with `{{ }}`, a colon or ` #` in quotation marks.',
        table(("key", "default", "description"), rows),
        "Expressions such as `{{ paid | money }}` are rendered in `title`, `subtitle`, `short_title`, `description`, "
        "`search_title` and `noindex`. "
        "Elsewhere they are refused, and so is a key that is not here.",
        "## YAML",
        "YAML 1.2, read strictly. `12:30`, `1_000` and `2026-11-24` are texts. `yes`, `no`, `on` and `off` are refused where a "
        'value is expected, and so are numbers with a leading zero: write `"NO"` and `"012"`. In `where`, a value is read as '
        "the type of its column. A key that is there twice, an anchor, a tag or a second document is refused.",
        "## Matrix",
        "One edition for each combination of the values. Values are a list, or a column of a table; `exclude` and `include` "
        "work as in CI files:",
        "```yaml\nmatrix:\n  lang: [en, es]\n  state: {table: state_reference, column: usps, where: {kind: state}, label: state_name}\n"
        '  exclude:\n    - {lang: es, state: WY}\n  include:\n    - {lang: en, state: DC}\naddress: "{lang}/taxes/{state}"\n```',
        "`label` is the column with the name of each value, or one per language, `{en: state_name, es: name_es}`: pages list "
        "the other editions by that name. `default_edition: {state: US}` says which edition represents the explainer where "
        "it is listed. `topic` is the name of the explainer on pages of others.",
        "## Parameters",
        f"A line of the cell tagged `parameters` is `name: type = value  # help`. The type is one of {types}, with `| None` "
        'where a value may be missing; `Optional[str]`, `list[int]`, `int | float` and `Literal["state", "district"]` are '
        "types too. The matrix is held to them. A type that Python does not know by itself is imported first, or goes in "
        'quotation marks: `since: "date" = "2026-11-24"`. A date is written as text.',
        "`lang` is the language of the page, whatever else the notebook comes to call so.",
        "## Names and addresses",
        "An explainer is known by the path of its notebook below `notebooks/`: `notebooks/irs/letters.ipynb` is "
        "`irs/letters`, and that is its address unless `address` says otherwise. A notebook whose name begins with `_` is "
        "not published.",
    )


def cells() -> str:
    """Tags, and the Markdown that a page takes."""
    kinds = ", ".join(f"`{kind}`" for kind in sorted(ADMONITIONS))
    html = ", ".join(f"`<{name}>`" for name in sorted(INLINE_TAGS))
    return page(
        "# Cells",
        "## Tags",
        "In JupyterLab, click the cell, then the gears in the right sidebar, and unfold *Common Tools*. A tag that looks like "
        "one of these, misspelled, is refused; tags of other tools are left alone.",
        table(("tag", "does"), [(f"`{tag}`", says) for tag, says in TAGS.items()]),
        "## Markdown",
        "CommonMark with tables, footnotes (`[^1]`), definition lists (`: ` under a term), strikethrough, and MyST "
        f"admonitions: `:::{{note}}` … `:::`, of the kinds {kinds}. `:::{{dropdown}} Title` … `:::` is closed until a reader "
        "presses its title, and open on paper: for a record, a long table or a method that few read. A `$` is a dollar sign, never mathematics.",
        "- A footnote, or a link by name (`[words][name]`), and its text or address are in one cell.\n"
        "- A heading has an anchor made of its words, or names its own at its end: `## How we did this {#methods}`; "
        "`[methods](#methods)` leads there.\n"
        f"- Of HTML only {html} are printed, with `lang`, `dir` or `title`.\n"
        "- What would come out differently than meant, such as an unclosed link or a table without its line of dashes, is "
        "refused, and so is what would be lost, such as a cell beyond the head of its table.",
        "Titles, deks and the words of figures are plain text: no Markdown, no HTML.",
        "## Outputs",
        "A cell shows what its last line gives. A data frame is printed whole, missing values as dashes, facts as readers see "
        "them, dates, times, durations and lists in words; styles, links, pictures and infinite numbers in it are refused.",
        "## What `nutgraf check` finds",
        "All of the above, before anything runs, and also: links to pages that this site does not have, names that no cell "
        "above gives, figures that no page would show, and `TK`, `TODO`, `TBD`, `FIXME` or `XXX` unless the explainer is a "
        "draft.",
    )
