"""`nutgraf rebuild`: the unattended run; and `nutgraf status`, which watches it from another terminal."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nutgraf.rebuild.step_result import StepResult

_STEPS = click.Choice(["refresh", "check", "build", "publish"])


@click.command()
@click.argument("destination", required=False, default="", metavar="[DEST]")
@click.option("--only", multiple=True, type=_STEPS, help="Do this step alone; may be given several times.")
@click.option("--skip", multiple=True, type=_STEPS, help="Leave out this step; may be given several times.")
@click.option("--reason", default="", help="Why, as a line in the list of releases.")
@click.option(
    "--live-site",
    type=click.Path(file_okay=False, path_type=Path),
    help="A copy of the live site; a page that fails and was never built here is taken from it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for machines.")
@click.pass_obj
def rebuild(
    folder: Path,
    destination: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    reason: str,
    live_site: Path | None,
    as_json: bool,
) -> None:
    """Refresh the tables, check, build, publish to DEST (default: the setting to), and report.

    Bad data is kept out, pages on which a published number moves are held, and a step that fails ends alone. The report
    is in build/rebuild, as report.txt, report.json and report.html, and goes where [tool.nutgraf.rebuild] says. A run
    that was killed is carried on by the next.

    Exit status: 0 nothing needs anybody; 1 the site is live, and something waits, failed or was kept out; 2 nothing new
    is live.
    """
    from nutgraf.project import read_project
    from nutgraf.publish import address_of
    from nutgraf.rebuild import Night
    from nutgraf.rebuild import rebuild as run
    from nutgraf.rebuild.report_text import as_text
    from nutgraf.rebuild.step_result import STEPS

    project = read_project(folder)
    to = address_of(project, destination) if destination or project.publish.to else ""
    steps = tuple(name for name in only or STEPS if name not in skip)
    site = str(live_site.absolute()) if live_site else ""
    now = datetime.datetime.now(datetime.UTC)

    def tell(step: StepResult) -> None:
        click.echo(f"{step.name}: {step.state}, {step.seconds:.1f} s", err=True)

    report = run(project, Night(now, _absolute(to), steps, reason, site, tell=tell))
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else as_text(report), nl=as_json)
    sys.exit(report.exit_status)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, for machines.")
@click.pass_obj
def run_status(folder: Path, as_json: bool) -> None:
    """Say what a rebuild is doing now, or how the last one ended."""
    from nutgraf.project import read_project
    from nutgraf.rebuild import read_status

    found = read_status(read_project(folder))
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else found.said)


def _absolute(to: str) -> str:
    """A folder as its whole path: steps run in the folder of the project."""
    return to if not to or "://" in to else str(Path(to).absolute())
