"""The report of a rebuild as one HTML file, which needs no other."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import urlsplit

from nutgraf.project import Project
from nutgraf.rebuild.rebuild_report import RebuildReport
from nutgraf.rebuild.report_text import TITLES, sections


def report_page(project: Project, report: RebuildReport) -> str:
    """The page."""
    from nutgraf.own_templates import NONE
    from nutgraf.render.template_engine import environment

    template = (files("nutgraf.rebuild") / "report.html.j2").read_text("utf-8")
    tokens = (files("nutgraf.render") / "templates" / "tokens.css").read_text("utf-8")
    others = [(title, entries) for title, entries in sections(report) if title != "Waiting for an editor"]
    words = {"title": TITLES[report.state].capitalize(), "css": tokens + project.css, "link": _link}
    return environment(NONE).from_string(template).render(report=report, sections=others, **words)


def _link(address: str) -> str:
    """An address of the desk as it is, and a file in build/ from build/rebuild/."""
    return address if urlsplit(address).scheme in ("http", "https") else f"../{address.removeprefix('build/')}"
