"""Refreshes the tables of a project: fetches them, weighs them against contracts, and keeps every version.

`declared_refresh` reads what the data package declares, `download` fetches it, from the web with `web_download`,
`recipe` makes a table of it and `contract` decides; `replacing` puts it in place, `versions` keeps it by its content,
`quarantine` keeps out what is bad. Only a refresh touches the network; a build never does.
"""

from __future__ import annotations

from nutgraf.refresh.history import Difference, difference, history, restore
from nutgraf.refresh.quarantine import quarantine_folder
from nutgraf.refresh.refresh_report import RefreshReport, TableRefresh
from nutgraf.refresh.refreshing import refresh_tables
from nutgraf.refresh.versions import Version

__all__ = [
    "Difference",
    "RefreshReport",
    "TableRefresh",
    "Version",
    "difference",
    "history",
    "quarantine_folder",
    "refresh_tables",
    "restore",
]
