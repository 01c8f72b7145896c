"""build/profile.html: the time of a build by stage, page and cell."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from nutgraf.pipeline.report import Report
from nutgraf.pipeline.timing import STAGES
from nutgraf.project import Project

_ROWS = 50
_MEANS = {
    "kernel": "starting the kernel",
    "cells": "the notebook's own code and prose",
    "pictures": "drawing charts, cards and images",
    "render": "putting together the page and its fact sheet",
    "other": "ending the kernel, and recording the run",
}


def write_profile(project: Project, report: Report) -> Path | None:
    """Write the page; None if no page was built."""
    took = report.timing
    if took is None:
        return None
    from nutgraf.own_templates import NONE
    from nutgraf.render.template_engine import environment

    template = (files("nutgraf.pipeline") / "profile.html.j2").read_text("utf-8")
    tokens = (files("nutgraf.render") / "templates" / "tokens.css").read_text("utf-8")
    page = (
        environment(NONE)
        .from_string(template)
        .render(
            css=tokens + project.css,
            name=project.name,
            report=report,
            took=took,
            stages=[(stage, took.stages[stage], _MEANS[stage]) for stage in STAGES],
            pages=took.pages[:_ROWS],
            cells=took.cells[:_ROWS],
        )
    )
    path = project.build_dir / "profile.html"
    path.write_text(page, encoding="utf-8")
    return path
