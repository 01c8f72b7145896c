"""`nutgraf data log`, `diff` and `restore`: the versions of a table."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nutgraf.refresh import Difference

_SHOWN = 40


@click.command()
@click.argument("table")
@click.pass_obj
def log(folder: Path, table: str) -> None:
    """Show every version of TABLE, the newest first: when, from where and what changed."""
    from nutgraf.project import read_project
    from nutgraf.refresh import history

    versions = history(read_project(folder), table)
    for one in reversed(versions):
        click.echo(f"{one.version}  {one.when}  {one.rows:,} rows  {one.changes or 'nothing changed'}  {one.origin}")
    if not versions:
        click.echo(f"{table} was never refreshed; git has its history.")


@click.command()
@click.argument("table")
@click.argument("before", required=False, default="")
@click.argument("after", required=False, default="")
@click.pass_obj
def diff(folder: Path, table: str, before: str, after: str) -> None:
    """Show what differs in TABLE between two versions (default: the one before the last, and what is on file)."""
    from nutgraf.project import read_project
    from nutgraf.refresh import difference

    _show(difference(read_project(folder), table, before, after))


@click.command()
@click.argument("table")
@click.argument("version")
@click.pass_obj
def restore(folder: Path, table: str, version: str) -> None:
    """Put VERSION back in place of TABLE, by the first digits that `nutgraf data log` shows."""
    from nutgraf.project import read_project
    from nutgraf.refresh import restore as restore_version

    change = restore_version(read_project(folder), table, version, datetime.datetime.now(datetime.UTC))
    _show(change)
    click.echo(f"{table} is {change.after} now. The next refresh may replace it: see docs/how-to/refresh.md.")


def _show(change: Difference) -> None:
    moved = change.revisions
    click.echo(f"{change.table}, {change.before} → {change.after}: {moved.summary or 'no row differs'}")
    lines = [f"{one.row}, {one.column}: {one.was or 'blank'} → {one.now or 'blank'}" for one in moved.changed]
    lines += [*(f"new: {row}" for row in moved.added), *(f"gone: {row}" for row in moved.lost)]
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  … and {len(lines) - _SHOWN:,} more")
