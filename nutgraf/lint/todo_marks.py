"""Finds placeholders for unwritten text: TK, TODO, XXX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nutgraf.errors import About, Problem
from nutgraf.lint.constants import settled
from nutgraf.lint.hardcoded_numbers import texts
from nutgraf.lint.lint_context import LintContext
from nutgraf.notebook import Explainer, without_code
from nutgraf.plan import PagePlan

_MARK = re.compile(r"\b(?:TK(?:TK)*|TKS?|TBD|FIXME|[Ll]orem ipsum)\b|\bXXX\b(?!\w)|\bTODO\b(?P<todo>[ \t]*[:(\]])?")
_AROUND = 40


def nothing_is_to_come(context: LintContext, explainer: Explainer, pages: Sequence[PagePlan]) -> Iterator[Problem]:
    """Checks that no text of a published explainer contains a placeholder; a draft may."""
    if explainer.front_matter.draft:
        return
    for text in texts(explainer, list(dict.fromkeys(page.lang for page in pages))):
        shown = re.sub(r"<!--.*?-->", "", without_code(settled(text.text)), flags=re.DOTALL)
        for found in _MARK.finditer(shown):
            if found[0].startswith("TODO") and text.lang != "en" and not found["todo"]:
                continue  # a Spanish word in capitals: "TODO" means "everything"
            if found[0] == "XXX" and _next_to_a_name(shown, found):
                continue
            around = shown[max(0, found.start() - _AROUND) : found.end() + _AROUND]
            about = About(found[0].strip(" :(]"), passage=" ".join(around.split()))
            what = f"{about.word} is a placeholder for unwritten text, in “{about.passage}”"
            yield Problem(text.where, what, "write the text, or withhold the explainer with draft: true", about)


def _next_to_a_name(text: str, mark: re.Match[str]) -> bool:
    """Whether it is a Roman numeral: Super Bowl XXX, la XXX Olimpiada."""
    before, after = text[: mark.start()], text[mark.end() :]
    return bool(re.search(r"[A-Z][a-z]+ \Z", before) or re.match(r" [A-Z][a-z]", after))
