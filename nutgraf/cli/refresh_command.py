"""`nutgraf refresh`: fetches tables, weighs them against their contracts, and replaces what passes."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nutgraf.proposal import Proposal
    from nutgraf.refresh import RefreshReport, TableRefresh


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--dry-run", is_flag=True, help="Fetch and weigh everything, and write nothing.")
@click.option("--propose", is_flag=True, help="Leave the tables as they are, and put new versions on a branch.")
@click.option("--branch", default="", metavar="NAME", help="Its name (default: refresh- and the day).")
@click.option(
    "--pictures-at",
    default="",
    metavar="ADDRESS",
    help="Where the pictures of a proposal will be, up to the last slash.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per table and one of totals, for machines.")
@click.pass_obj
def refresh(
    folder: Path, tables: tuple[str, ...], dry_run: bool, propose: bool, branch: str, pictures_at: str, as_json: bool
) -> None:
    """Fetch each TABLE (default: all that declare where they come from) and replace what passes its contract.

    What breaks its contract is kept in build/refresh/quarantine with a report that shows the rows; the table stays as
    it was. Every version is kept in data/versions.

    With --propose, the new versions are committed to a branch that begins with the last commit, and
    build/refresh/proposal/proposal.md says which sentences would move, with pictures of the charts before and after.
    Nothing of the working tree is changed.

    Exit status: 0 every table is up to date; 1 some table was kept out or failed, or a page cannot be made with what is
    proposed; 2 wrong usage or data.
    """
    from nutgraf.project import read_project
    from nutgraf.refresh import refresh_tables

    if (propose and dry_run) or ((branch or pictures_at) and not propose):
        raise click.UsageError("--branch and --pictures-at go with --propose, and --dry-run does not")

    def tell(done: TableRefresh) -> None:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False) if as_json else "\n".join(done.lines()))

    project, now = read_project(folder), datetime.datetime.now(datetime.UTC)
    if propose:
        from nutgraf.proposal import propose as make_proposal

        made = make_proposal(project, tables, now=now, branch=branch, pictures_at=pictures_at, tell=tell)
        _sum_up(made.report, made.exit_status, as_json=as_json, proposal=made)
        sys.exit(made.exit_status)
    report = refresh_tables(project, tables, now=now, dry_run=dry_run, tell=tell)
    _sum_up(report, report.exit_status, as_json=as_json)
    sys.exit(report.exit_status)


def _sum_up(report: RefreshReport, status: int, *, as_json: bool, proposal: Proposal | None = None) -> None:
    counts = {name: len(report.of(name)) for name in ("replaced", "unchanged", "quarantined", "failed")}
    if as_json:
        proposed: dict[str, Any] = {}
        if proposal:
            proposed = {"branch": proposal.branch, "text": proposal.text}
        click.echo(json.dumps({"totals": counts, "dry_run": report.dry_run, "status": status, **proposed}))
        return
    if not report.tables:
        click.echo("No table declares where it comes from: see docs/how-to/refresh.md.")
        return
    said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    click.echo(f"{said}.{' Nothing was written.' if report.dry_run else ''}")
    if proposal and proposal.content:
        click.echo(f"{proposal.content.in_short} The branch {proposal.branch} has the new data; for a pull request:")
        click.echo(f"  {proposal.text}")
    elif proposal:
        click.echo("There is nothing to propose.")
