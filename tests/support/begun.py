"""A project as `nutgraf init` leaves it, with or without a table on file."""

from __future__ import annotations

import json
from pathlib import Path

from nutgraf.starter import Newsroom, begin_project

RENTS = """\
county,year,median_rent,source_id
Alder,2023,1120,acs_2024
Alder,2024,1180,acs_2024
Birch,2023,1300,acs_2024
Birch,2024,1340,acs_2024
"""
SOURCE = "acs_2024,Census Bureau,American Community Survey 2024,2025-12-11,https://www.census.gov/acs,public domain,publisher,\n"
RESOURCE = {
    "name": "rents",
    "path": "rents.csv",
    "schema": {
        "fields": [
            {"name": "county", "type": "string"},
            {"name": "year", "type": "integer"},
            {"name": "median_rent", "type": "integer", "nutgraf": {"unit": "usd", "rounded_to": 1}},
            {"name": "source_id", "type": "string"},
        ],
        "primaryKey": ["county", "year"],
        "foreignKeys": [{"fields": "source_id", "reference": {"resource": "sources", "fields": "source_id"}}],
    },
    "nutgraf": {"value": "median_rent", "area": "county", "year": "year", "source": "source_id"},
}


def begun(folder: Path, *languages: str, contact: str = "") -> Path:
    begin_project(folder, Newsroom("River Valley Record", languages or ("en",), contact=contact), "0.1.0")
    return folder


def with_rents(root: Path, name: str = "rents") -> Path:
    """The project with a table on file."""
    (root / "data" / "rents.csv").write_text(RENTS)
    with (root / "data" / "sources.csv").open("a") as file:
        file.write(SOURCE)
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text())
    package["resources"].append({**RESOURCE, "name": name})
    path.write_text(json.dumps(package))
    return root
