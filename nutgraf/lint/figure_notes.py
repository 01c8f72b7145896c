"""Reports the notes on figures from the last build of their pages."""

from __future__ import annotations

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem
from nutgraf.plan import Plan
from nutgraf.project import Project


def notes_on_figures(project: Project, plan: Plan) -> list[Problem]:
    """The notes of each figure once across editions; none for pages that were never built."""
    page_cache = PageCache(project)
    records = (page_cache.record(page.address) for page in plan.pages)
    found = dict.fromkeys(tuple(note) for record in records if record for note in record.notes)
    fix = "state in a sentence or in the alt text what readers cannot see there, or leave it out of the chart"
    return [Problem(where, what, fix) for where, what in found]
