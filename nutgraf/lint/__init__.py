"""Checks an explainer before it runs, as a copy editor would: the problems that its text alone reveals.

    proofread(context, explainer, pages) -> problems

prose_markup  prose as readers see it: raw HTML, images, footnotes, headings, links within the page
site_links    links to other pages of the site
todo_marks    placeholders such as TK and TODO
prose_names   names in prose that no cell defines; titles and alt texts that Jinja2 cannot parse
typed_places  lists of places, typed in an explainer with an edition for each of them
data_calls    tables, columns, values and sources that code reads from the data package
media_calls   photographs and sounds that code names
constants     prose without its expressions; constant texts in code
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nutgraf.errors import Problem
from nutgraf.lint.data_calls import calls_find_their_data
from nutgraf.lint.lint_context import LintContext
from nutgraf.lint.media_calls import media_files_can_be_read
from nutgraf.lint.prose_markup import prose_can_be_set
from nutgraf.lint.prose_names import names_are_given, words_can_be_read
from nutgraf.lint.site_links import links_lead_somewhere, links_to_withheld
from nutgraf.lint.todo_marks import nothing_is_to_come
from nutgraf.lint.typed_places import lists_of_places_are_computed
from nutgraf.lint.undrawn_figures import figures_are_drawn, thumbnail_is_a_figure
from nutgraf.notebook import Explainer
from nutgraf.plan import PagePlan

__all__ = ["LintContext", "links_to_withheld", "proofread"]

_RULES = (
    prose_can_be_set,
    links_lead_somewhere,
    nothing_is_to_come,
    words_can_be_read,
    names_are_given,
    calls_find_their_data,
    media_files_can_be_read,
    lists_of_places_are_computed,
    figures_are_drawn,
    thumbnail_is_a_figure,
)


_OF_TEXTS = (prose_can_be_set, nothing_is_to_come, words_can_be_read, names_are_given)
"""The rules whose result the rows of tables cannot change, but those of the table of sources."""


def proofread(
    context: LintContext, explainer: Explainer, pages: Sequence[PagePlan], *, texts_checked: bool = False
) -> Iterator[Problem]:
    """The distinct problems of an explainer, in the order of the rules.

    With `texts_checked`, the rules that only its texts can break were passed before, in the same languages.
    """
    rules = [rule for rule in _RULES if not (texts_checked and rule in _OF_TEXTS)]
    yield from dict.fromkeys(problem for rule in rules for problem in rule(context, explainer, pages))
