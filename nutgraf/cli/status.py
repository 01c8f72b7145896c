"""`nutgraf why`, `verify` and `clean`, and `build --dry-run`: explain and check a build, and shrink its cache."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime

    from nutgraf.pipeline.verify import Comparison, PageStatus
    from nutgraf.plan import Plan
    from nutgraf.project import Project

_WILL = {"ran": "will be run", "rendered": "will be drawn again", "failed": "cannot be built"}


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per page, for machines.")
@click.pass_obj
def why(folder: Path, addresses: tuple[str, ...], as_json: bool) -> None:
    """Explain why the page at each ADDRESS is up to date or stale, and list its untracked inputs."""
    from nutgraf.project import read_project

    project = read_project(folder)
    for one in _statuses(project, _plan(project), addresses):
        click.echo(_as_json(one) if as_json else _in_words(one))


@click.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Pages built in parallel (default: one per core).")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Compare with this copy of the site instead of build/site.",
)
@click.option(
    "--published",
    metavar="DEST",
    default="",
    help="Compare with what readers get from this destination, and that with the statement of its release.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per page, for machines.")
@click.pass_obj
def verify(
    folder: Path, addresses: tuple[str, ...], jobs: int | None, site: Path | None, published: str, as_json: bool
) -> None:
    """Rebuild the pages at each ADDRESS (default: all) without the cache, and compare every byte.

    With --published, first every file that readers get is compared with the in-toto statement of the live release, and
    the inputs of the release with those of this project; only where they are the same can pages come out the same.

    Exit status: 0 every byte is the same; 1 some page differs or cannot be built; 2 wrong usage, settings or data.
    """
    from nutgraf.cli.publish_commands import published_site
    from nutgraf.errors import counted
    from nutgraf.pipeline.requested import asked_for
    from nutgraf.pipeline.verify import SITE
    from nutgraf.pipeline.verify import verify as compare
    from nutgraf.project import read_project

    project = read_project(folder)
    now = None
    if published:
        site, now = published_site(project, published, as_json=as_json)
    plan = _plan(project, now)
    pages = asked_for(plan, addresses, drafts=False)
    found = []
    for one in compare(project, plan, pages, jobs=jobs or 0, site=site):
        found.append(one)
        if as_json or one.held or not one.same:
            click.echo(_compared_json(one) if as_json else _compared(one))
    bad, made = sum(not one.same for one in found), [one for one in found if one.address != SITE]
    if not as_json:
        same, held = sum(one.same and not one.held for one in made), sum(one.held for one in made)
        counts = [
            f"{same} the same byte for byte",
            *([f"{held} held"] if held else []),
            f"{len(made) - same - held} not",
        ]
        click.echo(f"{counted(len(made), 'page')} made again: {', '.join(counts)}.")
    sys.exit(1 if bad or plan.problems else 0)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Delete the whole cache; only build/site stays.")
@click.pass_obj
def clean(folder: Path, everything: bool) -> None:
    """Delete cached pages that are no longer planned, and pictures beyond the limit (cache_mb)."""
    from nutgraf.pipeline.prune import clean as forget
    from nutgraf.project import read_project

    click.echo(f"Freed {forget(read_project(folder), everything=everything) / 1_000_000:.1f} MB.")


def list_to_do(folder: Path, addresses: Sequence[str], *, force: bool, drafts: bool, as_json: bool) -> int:
    """List what a build would do with each page and why; the exit status is 1 if a page could not be built."""
    from nutgraf.cli.formatting import problems
    from nutgraf.data import validate
    from nutgraf.errors import counted
    from nutgraf.project import read_project

    project = read_project(folder)
    plan = _plan(project)
    found = _statuses(project, plan, addresses, force=force, drafts=drafts)
    for one in found:
        if as_json:
            click.echo(_as_json(one))
        elif one.next != "unchanged":
            click.echo(f"{one.next:9} {one.address}  {one.why}")
    if not as_json:
        counts = [
            f"{sum(one.next == way for one in found)} {way}" for way in ("ran", "rendered", "unchanged", "failed")
        ]
        shown = ", ".join(count for count in counts if count[0] != "0")
        click.echo(f"{counted(len(found), 'page')} would be: {shown}." if shown else "No page would be made.")
    wrong = list(dict.fromkeys([*validate(project.data_package), *plan.problems]))
    if wrong:
        click.echo(problems(wrong), err=True)
    return int(bool(wrong) or any(one.next == "failed" for one in found))


def _plan(project: Project, now: datetime.datetime | None = None) -> Plan:
    """The plan of a build that begins at a moment, or else now, without the pages that an editor withdrew."""
    import datetime

    from nutgraf.ledger import read_lock
    from nutgraf.pipeline.withdrawal import without_withdrawn
    from nutgraf.plan import plan_pages

    return without_withdrawn(
        plan_pages(project, now=now or datetime.datetime.now(datetime.UTC)), read_lock(project.lock_file)
    )


def _statuses(
    project: Project, plan: Plan, addresses: Sequence[str], *, force: bool = False, drafts: bool = True
) -> list[PageStatus]:
    from nutgraf.pipeline.requested import asked_for
    from nutgraf.pipeline.verify import page_status

    return list(page_status(project, plan, asked_for(plan, addresses, drafts=drafts), force=force))


def _in_words(one: PageStatus) -> str:
    if one.next == "unchanged" and one.record is not None:
        made_from = f"{len(one.record.reads)} selections of rows, {len(one.record.files)} files of the project"
        said = f"{one.address} is up to date: {one.why} ({made_from})."
    else:
        said = f"{one.address} {_WILL[one.next]}: {one.why}."
    unseen = "".join(f"\n  it also reads, and nobody can tell whether it changed: {each}" for each in one.untracked)
    return said + unseen


def _as_json(one: PageStatus) -> str:
    line = {"address": one.address, "next": one.next, "why": one.why, "untracked": list(one.untracked)}
    return json.dumps(line, ensure_ascii=False)


def _compared(one: Comparison) -> str:
    if one.problems:
        return f"failed  {one.address}  {one.problems[0].what}"
    if one.held:
        return f"held    {one.address}  the site has its last published form until an editor signs off what moved"
    return f"differs {one.address}  {', '.join(one.differs)}\n        {one.why}"


def _compared_json(one: Comparison) -> str:
    line = {"address": one.address, "same": one.same, "differs": list(one.differs), "why": one.why, "held": one.held}
    if one.problems:
        line["problems"] = [problem.what for problem in one.problems]
    return json.dumps(line, ensure_ascii=False)
