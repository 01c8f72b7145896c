"""Writes a moment in the one form that the files of a project have: UTC, to the second."""

from __future__ import annotations

import datetime


def utc_moment(now: datetime.datetime) -> str:
    """A moment as "2027-01-15T09:30:00Z"."""
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
