"""nutgraf check --site: the built site, held to what does not depend on its story."""

from __future__ import annotations

from pathlib import Path

import click


def check_built_site(folder: Path, *, as_json: bool, everything: bool) -> int:
    """Print what is wrong with the built site, and give the exit status: 1 where something is."""
    from nutgraf.cli import formatting
    from nutgraf.cli.long_lists import Limit
    from nutgraf.errors import counted
    from nutgraf.project import read_project
    from nutgraf.site_check import check_site

    report = check_site(read_project(folder))
    if as_json:
        lines = [formatting.json_line(problem) for problem in report.problems]
        lines += [formatting.json_note(problem) for problem in report.unchecked]
        click.echo("\n".join(lines), nl=bool(lines))
        return 1 if report.problems else 0
    if report.unchecked:
        click.echo(f"Not looked at:\n{formatting.problems(report.unchecked, Limit(everything))}\n")
    if report.problems:
        click.echo(formatting.problems(report.problems, Limit(everything)), err=True)
        return 1
    seen = f"{counted(report.pages, 'page')} with {counted(report.claims, 'claim')}"
    click.echo(f"The built site: no problems; {seen}.")
    return 0
