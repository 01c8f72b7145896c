"""`nutgraf publish`, `releases` and `rollback`: put the built site live as a release, list them, and go back to one."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nutgraf.project import Project
    from nutgraf.publish import Release

_SHOWN = 5
_NOTHING = "Nothing is changed yet."
_destination = click.argument("destination", required=False, default="", metavar="[DEST]")
_as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON per release, for machines.")


@click.command()
@_destination
@click.option("--reason", default="", help="Why, as a line in the list of releases.")
@click.option(
    "--keep", type=click.IntRange(min=1), help="How many releases stay there (default: the setting keep, 30)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be uploaded and changed, and write nothing.")
@click.option("--preview", default="", metavar="NAME", help="Publish to previews/NAME instead, such as pr-12.")
@click.option("--remove-preview", default="", metavar="NAME", help="Remove that preview, and publish nothing.")
@_as_json
@click.pass_obj
def publish(
    folder: Path,
    destination: str,
    reason: str,
    keep: int | None,
    dry_run: bool,
    preview: str,
    remove_preview: str,
    as_json: bool,
) -> None:
    """Publish the built site to DEST (default: the setting to) as a release that readers see whole or not at all.

    DEST is a folder, whose `current` a web server serves, or an address such as s3://bucket/explainers. Only what is
    not there yet is uploaded. Build with --publish first.

    Exit status: 0 readers have the site that was built; 2 it is not published, and they have what they had.
    """
    from nutgraf import publish as publishing
    from nutgraf.project import read_project

    project = read_project(folder)
    to = publishing.address_of(project, destination)
    if remove_preview:
        found = publishing.remove_preview(to, remove_preview)
        click.echo(f"Preview {remove_preview} is removed." if found else f"There is no preview {remove_preview}.")
        return
    now = datetime.datetime.now(datetime.UTC)
    if preview:
        to, keep = publishing.preview_address(to, preview), 1
    if dry_run:
        made = publishing.would_publish(project, to, now=now, reason=reason)
    else:
        made = publishing.publish_site(project, to, now=now, reason=reason, keep=keep or project.publish.keep)
    click.echo(json.dumps({**_line(made), "dry_run": dry_run}, ensure_ascii=False) if as_json else _published(made, to))


@click.command()
@_destination
@_as_json
@click.pass_obj
def releases(folder: Path, destination: str, as_json: bool) -> None:
    """List the releases at DEST (default: the setting to), the newest first."""
    from nutgraf.project import read_project
    from nutgraf.publish import address_of
    from nutgraf.publish import releases as kept_releases

    to = address_of(read_project(folder), destination)
    found = kept_releases(to)
    if as_json:
        for each in found:
            click.echo(json.dumps(_line(each), ensure_ascii=False))
    elif not found:
        click.echo(f"Nothing was published to {to} yet.")
    else:
        _show(found)


@click.command()
@click.argument("release", required=False, default="", metavar="[RELEASE]")
@click.option("--at", "destination", default="", metavar="DEST", help="Where (default: the setting to).")
@click.option("--dry-run", is_flag=True, help="Say what would change for readers, and write nothing.")
@_as_json
@click.pass_obj
def rollback(folder: Path, release: str, destination: str, dry_run: bool, as_json: bool) -> None:
    """Go back to RELEASE, a number or a name that `nutgraf releases` lists (default: the one before the live one).

    Readers get its pages, feeds and files again; build/site and facts.lock become what they were then. The next
    `nutgraf build --publish` makes the newer pages again, so first take back what was wrong.
    """
    from nutgraf.project import read_project
    from nutgraf.publish import address_of, roll_back, would_roll_back

    project = read_project(folder)
    to = address_of(project, destination)
    chosen = would_roll_back(to, release) if dry_run else roll_back(project, to, release)
    if as_json:
        click.echo(json.dumps({**_line(chosen), "dry_run": dry_run}, ensure_ascii=False))
    elif dry_run:
        click.echo(f"Would go back to release {chosen.number}, of {chosen.date}.")
        click.echo("\n".join([*_changes(chosen), _NOTHING]))
    else:
        click.echo(f"Release {chosen.number}, of {chosen.date}, is live at {to} again.")
        click.echo("\n".join([*_changes(chosen), "build/site and facts.lock are as they were then."]))


def _published(made: Release, to: str) -> str:
    if not made.new:
        return f"Release {made.number}, of {made.date}, is live at {to} already; nothing changed since."
    from nutgraf.errors import counted

    uploaded = f"{counted(made.uploaded, 'file')} of {len(made.files):,} uploaded"
    size = f"{max(1, round(made.uploaded_bytes / 1000)):,} kB before compression"
    said = (
        f"{counted(made.pages, 'page')}, {uploaded} ({size})." if made.uploaded else f"{counted(made.pages, 'page')}."
    )
    if not made.live:
        return "\n".join([f"Would publish release {made.number} to {to}: {said}", *_changes(made), _NOTHING])
    back = ["To go back: nutgraf rollback"] if made.previous else []
    return "\n".join([f"Release {made.number} is live at {to}: {said}", *_changes(made), *back])


def _changes(made: Release) -> list[str]:
    """The pages that are new, changed and gone for readers, a line each."""
    found = {"new": made.changes.new, "changed": made.changes.changed, "gone": made.changes.gone}
    lines = []
    for word, pages in found.items():
        more = f" and {len(pages) - _SHOWN:,} more" if len(pages) > _SHOWN else ""
        lines += [f"  {word}: {', '.join(pages[:_SHOWN])}{more}"] if pages else []
    return lines or [
        f"  no page differs; {made.changes.files:,} other files do" if made.changes.files else "  nothing differs"
    ]


def _show(found: list[Release]) -> None:
    from rich.console import Console
    from rich.table import Table

    listing = Table(box=None, pad_edge=False)
    for heading in ("", "release", "published", "pages", "name", "why"):
        listing.add_column(heading, overflow="fold")
    for each in found:
        live = "live" if each.live else "" if each.was_live else "never live"
        listing.add_row(live, str(each.number), each.date, f"{each.pages:,}", each.id, each.reason.replace("[", r"\["))
    Console(highlight=False).print(listing)


def _line(each: Release) -> dict[str, Any]:
    line: dict[str, Any] = {
        name: getattr(each, name)
        for name in ("number", "id", "date", "pages", "live", "was_live", "new", "previous", "reason")
    }
    uploaded = {"files": len(each.files), "uploaded": each.uploaded, "uploaded_bytes": each.uploaded_bytes}
    changes = {name: list(getattr(each.changes, name)) for name in ("new", "changed", "gone")}
    return {**line, **uploaded, "changes": changes}


def published_site(project: Project, destination: str, *, as_json: bool) -> tuple[Path, datetime.datetime]:
    """A folder with what readers get, if it is as its statement says and this project is what it was made from.

    With it comes the moment of its release, for which pages are made again: an embargo or the day of a next edition may
    have passed since.

    It is removed when the command ends. Otherwise says what differs, and ends with 1.
    """
    import atexit
    import shutil
    import tempfile

    from nutgraf.errors import counted
    from nutgraf.publish import verify_published

    into = Path(tempfile.mkdtemp(prefix="nutgraf-published-"))
    atexit.register(shutil.rmtree, into, ignore_errors=True)
    found = verify_published(project, destination, into)
    if as_json:
        lists = {name: list(getattr(found, name)) for name in ("wrong", "added", "inputs", "versions")}
        click.echo(json.dumps({"release": found.release.id, **lists, "commit": found.commit}, ensure_ascii=False))
    else:
        files, right = counted(len(found.release.files), "file"), len(found.release.files) - len(found.wrong)
        of = f"{right:,} of the {files}" if found.wrong else files
        click.echo(f"Release {found.release.number}: {of} that readers get are as its statement says.")
        lines = [f"not as published: {path}: {words}" for path, words in found.wrong.items()]
        lines += [f"not of this release: {path}" for path in found.added]
        for line in lines[:_SHOWN] + ([f"and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []):
            click.echo(f"  {line}")
        if found.wrong:
            click.echo("To put it right, publish the same site again, or go back: nutgraf rollback.")
        if found.inputs:
            shown = ", ".join(found.inputs[:_SHOWN]) + (" …" if len(found.inputs) > _SHOWN else "")
            commit = f" It was made from commit {found.commit}." if found.commit else ""
            click.echo(f"This project is not what it was made from: {shown}.{commit}")
        if found.versions:
            shown = "; ".join(found.versions[:_SHOWN]) + ("; …" if len(found.versions) > _SHOWN else "")
            click.echo(f"The software is not what it was made with: {shown}. Pages may come out otherwise.")
    if found.inputs or not found.is_right:
        sys.exit(1)
    return into, datetime.datetime.fromisoformat(found.release.date)
