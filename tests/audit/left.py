"""The built site with two pages that it has none of: one that moved, one that was withdrawn. For `make audit`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nutgraf.pipeline.assemble import entry_from_site
from nutgraf.project import read_project
from nutgraf.site import lay_out, publish
from nutgraf.site.placeholders import Placeholder


def main(folder: Path) -> None:
    """Lay it out in a folder of its own; every page of the site is in it, byte for byte."""
    project = read_project(Path())
    listed = json.loads((project.site_dir / "manifest.json").read_text(encoding="utf-8"))["pages"]
    entries = [entry for page in listed if (entry := entry_from_site(project.site_dir / page["address"]))]
    left = [
        Placeholder("en/tax/moved", "en", to=listed[0]["address"], title="Elsewhere"),
        Placeholder("es/tax/withdrawn", "es", words="La fuente se retractó."),
    ]
    publish(lay_out(project, entries, left=left), folder)


main(Path(sys.argv[1]))
