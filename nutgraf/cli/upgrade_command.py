"""`nutgraf upgrade`: brings a project that was written for an earlier version to the names of this one."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("--write", is_flag=True, help="Change the files, without asking.")
@click.pass_obj
def upgrade(folder: Path, write: bool) -> None:
    """Show what notebooks, charts and settings of an earlier version have to change, and change it.

    Names of functions, filters, tags, front matter keys, settings and charts that were renamed are replaced; nothing
    else in the files changes. Without --write, the files are changed only if you say so on a terminal.

    Exit status: 0 nothing is left to change; 1 changes are shown and not made.
    """
    from nutgraf.project import find_root
    from nutgraf.upgrade import outdated_files, write_changes

    changes = outdated_files(find_root(folder))
    if not changes:
        click.echo("Nothing to change: the project uses the names of this version.")
        return
    click.echo("\n".join(change.diff for change in changes))
    files = f"{len(changes)} file{'s' if len(changes) > 1 else ''}"
    if write or (sys.stdin.isatty() and click.confirm(f"Change {files}?")):
        write_changes(changes)
        click.echo(f"Changed {files}. Look at them with git diff, then run: nutgraf check")
    else:
        click.echo(f"Nothing is changed yet. To change {files}: nutgraf upgrade --write")
        sys.exit(1)
