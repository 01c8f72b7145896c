"""`nutgraf refresh`: fetches tables, weighs them against their contracts, and replaces what passes."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nutgraf.refresh import TableRefresh


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--dry-run", is_flag=True, help="Fetch and weigh everything, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per table and one of totals, for machines.")
@click.pass_obj
def refresh(folder: Path, tables: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Fetch each TABLE (default: all that declare where they come from) and replace what passes its contract.

    What breaks its contract is kept in build/refresh/quarantine with a report that shows the rows; the table stays as
    it was. Every version is kept in data/versions.

    Exit status: 0 every table is up to date; 1 some table was kept out or failed; 2 wrong usage or data.
    """
    from nutgraf.project import read_project
    from nutgraf.refresh import refresh_tables

    def tell(done: TableRefresh) -> None:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False) if as_json else "\n".join(done.lines()))

    now = datetime.datetime.now(datetime.UTC)
    report = refresh_tables(read_project(folder), tables, now=now, dry_run=dry_run, tell=tell)
    counts = {name: len(report.of(name)) for name in ("replaced", "unchanged", "quarantined", "failed")}
    if as_json:
        click.echo(json.dumps({"totals": counts, "dry_run": dry_run, "status": report.exit_status}))
    elif not report.tables:
        click.echo("No table declares where it comes from: see docs/how-to/refresh.md.")
    else:
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        click.echo(f"{said}.{' Nothing was written.' if dry_run else ''}")
    sys.exit(report.exit_status)
