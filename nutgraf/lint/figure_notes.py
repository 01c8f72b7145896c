"""What was worth a look in the figures of pages when they were last made."""

from __future__ import annotations

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem
from nutgraf.plan import Plan
from nutgraf.project import Project


def notes_on_figures(project: Project, plan: Plan) -> list[Problem]:
    """Each figure once, whatever editions it is in; nothing of pages that no build has made."""
    page_cache = PageCache(project)
    records = (page_cache.record(page.address) for page in plan.pages)
    found = dict.fromkeys(tuple(note) for record in records if record for note in record.notes)
    fix = "say in a sentence or in the alt text what readers cannot find out there, or leave it out of the chart"
    return [Problem(where, what, fix) for where, what in found]
