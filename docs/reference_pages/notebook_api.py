"""reference/api.md, filters.md and charts.md: what a notebook and its prose can call."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

import nutgraf
import nutgraf.charts
import nutgraf.charts.us
from nutgraf.data.row import Row, Rows
from nutgraf.facts import Fact, Facts, Input, Source
from nutgraf.media import ReaderInput
from nutgraf.prose.filters import FILTERS

from .chart_clauses import clauses_table
from .markdown import after_value, first, members, page, signature, table, whole

CLASSES = (Fact, Facts, Row, Rows, Source, Input, ReaderInput)
INHERITED = {
    Facts: "`len(facts)`, `facts[0]`, `facts[:3]` and `for fact in facts` work as for any sequence.",
    Row: 'As a mapping it also has `row["usps"]`, `row.get("usps")`, `row.keys()`, `row.values()` and `row.items()`.',
    Rows: "`len(rows)`, `rows[0]` and `for row in rows` work as for any list.",
    Fact: "`+`, `−`, `×`, `÷`, `abs()`, `round()`, `sum()`, comparison and sorting work on facts and give facts, as far as "
    "their units and bases go together; where they do not, a `FactError` says why. `float(fact)` is the bare number, which "
    "leads to no source.",
}


def api() -> str:
    """The functions of nutgraf, and every public member of what they give."""
    functions = [name for name in nutgraf.__all__ if not inspect.isclass(getattr(nutgraf, name))]
    return page(
        "# Python API",
        'What a notebook calls: `import nutgraf`. Conditions such as `usps="TN"` choose the rows of a table in which that '
        "column has that value; a list chooses several.",
        "## Functions",
        *(part for name in functions for part in _function(name)),
        "## What they give and take",
        *(part for kind in CLASSES for part in _class(kind)),
        "## Build from Python",
        "```python build\nimport datetime\nfrom pathlib import Path\n\nfrom nutgraf.pipeline import Options, build\n"
        "from nutgraf.project import read_project\n\n"
        'report = build(read_project(Path.cwd()), Options(("en/taxes/tn",), now=datetime.datetime.now(datetime.UTC)))\n'
        "assert report.exit_status == 0, report.problems\n```",
        "`build` gives a report with `outcomes` (one for each page), `problems`, `totals`, `exit_status` and `index`, the "
        "front page. The modules below `nutgraf` may change from version to version; what is on this page does not without "
        "a line in the changelog.",
    )


def _function(name: str) -> Iterator[str]:
    value = getattr(nutgraf, name)
    yield f"### `nutgraf.{name}`"
    yield f"```text\nnutgraf.{name}{signature(value)}\n```"
    yield whole(value.__doc__)


def _class(kind: type) -> Iterator[str]:
    name = kind.__name__
    yield f"### `{name}`"
    yield whole(kind.__doc__)
    yield table(("member", "what"), [(f"`.{member}`", says) for member, says in members(kind).items()])
    if kind in INHERITED:
        yield INHERITED[kind]


def filters() -> str:
    """The filters of prose."""
    return page(
        "# Filters in prose",
        "Written after a bar: `{{ paid | money }}`. Each prints in the language of the page, never more precisely than the "
        "number was published. `places` asks for decimals; digits that are not known are not printed, whatever it says.",
        table(
            ("filter", "prints"),
            [(f"`{name}{after_value(each)}`", first(each.__doc__)) for name, each in FILTERS.items()],
        ),
        "Conditions and loops are Jinja's: `{% if paid %} … {% endif %}`, `{% for row in events %} … {% endfor %}`. A fact is "
        "always true, also when it is zero; `None` is false.",
    )


def chart_functions() -> str:
    """The functions of nutgraf.charts."""
    return page(
        "# Charts",
        "The functions of `nutgraf.charts`: a tidy frame and column names in, an `alt.Chart` out, drawn for a phone and "
        "for a page. Charts of your own go into the project's `charts/`: like any module next to `pyproject.toml`, it is found "
        "in JupyterLab, by `jupyter execute`, by papermill and in a build, with nothing to install, once `nutgraf` is imported. "
        "What the kit's charts are made of is in `nutgraf.charts.toolkit`.",
        "[Draw a chart](../how-to/draw-a-chart.md) shows one in use, and charts of your own.",
        "Each is drawn at two widths, in the colors of the page, dark and print too, and has *Explore this figure*. What else each "
        "does was found by trying it:",
        clauses_table(),
        "An option that a chart does not have is refused, with the reason.",
        *(
            part
            for module in (nutgraf.charts, nutgraf.charts.us)
            for name in module.__all__
            for part in _chart(module, name)
        ),
    )


def _chart(module: ModuleType, name: str) -> Iterator[str]:
    value = getattr(module, name)
    yield f"## `{module.__name__}.{name}`"
    yield f"```text\n{name}{signature(value)}\n```"
    yield whole(value.__doc__)
