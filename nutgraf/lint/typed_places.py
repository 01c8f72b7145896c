"""Finds lists of places that are typed in an explainer that has an edition for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from nutgraf import data
from nutgraf.errors import About, NutgrafError, Problem
from nutgraf.frontmatter import MatrixColumn
from nutgraf.lint.constants import settled
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Explainer, without_code
from nutgraf.plan import PagePlan

_FEWEST = 3
"""Editions below which their names are hardly a list of places."""


def lists_of_places_are_computed(
    context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]
) -> Iterator[Problem]:
    """Checks that no text lists places by name: the list is false as soon as a row of the data changes.

    One name by itself is left alone: Washington and Virginia are also a newspaper's city and a person.
    """
    languages = list(dict.fromkeys(page.lang for page in pages))
    lists = {lang: _pattern(_names(context, explainer, lang)) for lang in languages}
    for text in texts(explainer, languages):
        pattern = lists.get(text.lang)
        for found in pattern.finditer(without_code(settled(text.text))) if pattern else ():
            passage = " ".join(found[0].split())
            what = f"the names in “{passage}” are typed by hand"
            fix = "compute the list from the table and print it with listed: the next change of the data makes it false"
            yield Problem(text.where, what, fix, About(passage=passage))


def _names(context: LintContext, explainer: Explainer, lang: str) -> list[str]:
    """What the editions are called, by the labels of the matrix."""
    names: list[str] = []
    for axis in explainer.front_matter.matrix.values():
        if not (isinstance(axis, Mapping) and axis.get("label")):
            continue
        column = MatrixColumn.model_validate(axis)
        label = column.label if isinstance(column.label, str) else column.label.get(lang, "")
        if label:
            try:
                package = context.project.data_package
                names += data.column_labels(package, column.table, column.column, label, column.where).values()
            except NutgrafError:
                continue  # the plan reports a table or column that is not there
    return [name for name in names if len(name) > 2]


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Two names or more, joined by commas and a word such as "and"."""
    if len(names) < _FEWEST:
        return None
    one = f"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})"
    joint = r"(?:\s*,\s*|\s*,?\s+\w{1,3}\s+)"
    article = r"(?:\w{1,3}[ '’])?"
    return re.compile(rf"(?<!\w){one}(?:{joint}{article}{one})+(?!\w)")
