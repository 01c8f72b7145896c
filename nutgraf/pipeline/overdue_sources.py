"""The sources whose next edition was expected by the day of a build, where the newsroom has its pages say so."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from nutgraf import data
from nutgraf.project import Project


def overdue_on(project: Project, day: datetime.date | None) -> Mapping[str, str]:
    """Each source past its day, with that day; none where pages do not say so, or the day of the build is not said."""
    return data.overdue_days(project.data_package, day) if project.overdue_sources and day else {}
