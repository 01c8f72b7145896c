"""Finds the languages in which no page can be, because their catalogs lack words."""

from __future__ import annotations

from nutgraf.errors import Problem, UsageError
from nutgraf.language.catalog import missing_strings
from nutgraf.language.formatter import language


def unspoken(code: str) -> tuple[Problem, ...]:
    """Why no page can be in a language: what its catalog lacks; nothing if it lacks nothing."""
    try:
        language(code)
    except UsageError as error:
        return error.problems
    if missing := missing_strings(code):
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        return (Problem(f"the language {code!r}", f"{code}.po lacks: {shown}", "add these strings to the catalog"),)
    return ()
