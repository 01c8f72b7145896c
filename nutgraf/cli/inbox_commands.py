"""The editor's desk on the command line: what waits, and what editors and reporters do about it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nutgraf.inbox import DeskEvent, WaitingFact
    from nutgraf.ledger import Signature
    from nutgraf.project import Project

_NAME = click.option("--name", required=True, help="Your name.")
_SEEN = click.option("--seen", default="", metavar="VERSION", help="Refuse it unless this is what would change.")


@click.command()
@click.argument("item", default="", metavar="[ITEM]")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per number, for machines.")
@click.pass_obj
def inbox(folder: Path, item: str, as_json: bool) -> None:
    """List the numbers that wait for an editor, the most important first; or show ITEM with its sentences and rows."""
    from nutgraf import inbox as desk
    from nutgraf.errors import counted

    project = _project(folder)
    opened = desk.open_inbox(project, _now())
    items = opened.items
    for each in [desk.find_waiting(items, item)] if item else items:
        click.echo(json.dumps(_as_json(each), ensure_ascii=False) if as_json else _in_words(each))
        if item and not as_json:
            click.echo("\n".join(_details(project, each)))
    if not items and not as_json:
        click.echo("Nothing waits.")
    if not (item or opened.unbuilt.is_known):
        many = counted(len(opened.unbuilt.changed) + len(opened.unbuilt.missing), "page")
        click.echo(f"What waits on {many} is known after nutgraf build: not built, or changed since.", err=True)
    if not (item or as_json):
        for pair in desk.crossed_decisions(desk.activity(project), [each.id for each in items]):
            said = " ".join(each.sentence for each in pair)
            click.echo(
                f"Two editors decided differently: {said} See nutgraf facts log, and undo one of them.", err=True
            )


@click.command("send-back")
@click.argument("item")
@_NAME
@click.option("--comment", required=True, help="What the reporter should look at.")
@_SEEN
@click.pass_obj
def send_back(folder: Path, item: str, name: str, comment: str, seen: str) -> None:
    """Send a number back to its reporter: ITEM waits again once it is answered or changes."""
    from nutgraf import inbox as desk

    _done(desk.send_back(_project(folder), item, name, comment, _now(), seen=seen))


@click.command()
@click.argument("item")
@click.option("--until", required=True, metavar="DATE", help="The day on which it waits again, such as 2026-12-24.")
@_NAME
@click.option("--reason", required=True, help="Why it is held.")
@_SEEN
@click.pass_obj
def hold(folder: Path, item: str, until: str, name: str, reason: str, seen: str) -> None:
    """Put a number aside until a day: the pages of ITEM stay as published."""
    from nutgraf import inbox as desk

    _done(desk.hold(_project(folder), item, name, reason, until, _now(), seen=seen))


@click.command()
@click.argument("address")
@_NAME
@click.option("--text", required=True, help="The text.")
@click.option(
    "--claim", default="", help="The claim that it is about: its number in the fact sheet, its text or its id."
)
@click.pass_obj
def comment(folder: Path, address: str, name: str, text: str, claim: str) -> None:
    """Comment on a claim of the page at ADDRESS, or on the page as a whole."""
    from nutgraf import inbox as desk

    _done(desk.comment(_project(folder), address, name, text, _now(), claim=claim))


@click.command()
@click.argument("event")
@_NAME
@click.option("--text", required=True, help="The text.")
@click.pass_obj
def answer(folder: Path, event: str, name: str, text: str) -> None:
    """Answer a comment, or a number that was sent back, by its id in `nutgraf facts log`."""
    from nutgraf import inbox as desk

    _done(desk.answer(_project(folder), event, name, text, _now()))


@click.command()
@click.argument("address")
@click.argument("claim")
@_NAME
@click.option("--against", default="", help="What it was checked against, such as a table of the report.")
@click.pass_obj
def tick(folder: Path, address: str, claim: str, name: str, against: str) -> None:
    """Record that CLAIM of the page at ADDRESS was checked; the tick is stale once the claim changes."""
    from nutgraf import inbox as desk

    _done(desk.tick(_project(folder), address, claim, name, against, _now()))


@click.command()
@click.argument("event", default="", metavar="[EVENT]")
@_NAME
@click.pass_obj
def undo(folder: Path, event: str, name: str) -> None:
    """Take back EVENT of `nutgraf facts log`; without it, the last thing that the person in --name did."""
    from nutgraf import inbox as desk

    _done(desk.undo(_project(folder), event, name, _now()))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per event, for machines.")
@click.pass_obj
def log(folder: Path, as_json: bool) -> None:
    """Say who did what at the desk, the latest first."""
    from nutgraf import inbox as desk

    for each in desk.activity(_project(folder)):
        if as_json:
            known = {"id": each.event.id, "at": each.event.at, "sentence": each.sentence, "undone": each.undone}
            click.echo(json.dumps(known, ensure_ascii=False))
        else:
            taken = " (taken back)" if each.undone else ""
            click.echo(f"{each.event.at[:16].replace('T', ' ')}  {each.event.id}  {each.sentence}{taken}")


COMMANDS = (inbox, send_back, hold, comment, answer, tick, undo, log)


def accept_item(project: Project, item: str, signature: Signature, seen: str) -> None:
    """Sign off one number that waits."""
    from nutgraf import inbox as desk
    from nutgraf.cli import formatting as words

    done = desk.accept(project, item, signature, _now(), seen=seen)
    click.echo(_in_words(done.item))
    if not done.complete:
        click.echo(f"Signed by {signature.name}. It needs a second person: nutgraf facts accept {done.item.id}")
        return
    click.echo(f"Signed off by {signature.name} in facts.lock ({done.event.id}). Publish with: nutgraf build")
    for line in words.waiting_editions(done.waiting):
        click.echo(line)


def _in_words(item: WaitingFact) -> str:
    from nutgraf.errors import counted
    from nutgraf.ledger import size_in_words

    far = f" ({size})" if (size := size_in_words(item.percent)) else ""
    state = "" if item.decision.state == "waiting" else f", {item.decision.state}"
    until = f" until {item.decision.until}" if item.decision.state == "on hold" else ""
    where = f"{counted(len(item.sentences), 'sentence')}, {counted(len(item.pages), 'page')}"
    lines = [f"{item.id}  {item.grade.lower()}{state}{until}", f"  {item.in_short}{far}, {where}"]
    lines += [f"    {reason}" for reason in item.reasons]
    if item.decision.said:
        lines.append(f"    {item.decision.said}")
    return "\n".join(lines)


def _details(project: Project, item: WaitingFact) -> list[str]:
    """Every sentence and row of a number, old and new."""
    from nutgraf import inbox as desk

    lines = [f"  version {item.version}", f"  {item.why}"]
    for each in item.sentences:
        lines += [f"  {each.address}, {each.change.place}", f"    − {each.before}", f"    + {each.after or 'gone'}"]
    for row in item.rows:
        origin = desk.origin_of(project, row)
        lines.append(f"  {origin.file}{f', line {origin.line}' if origin.line else ''}")
        lines += [f"    {column}: {was} → {now}" for column, was, now in origin.cells]
        if origin.changed_by:
            lines.append(f"    changed by {origin.changed_by} {origin.changed_on} {origin.change}".rstrip())
        if origin.source:
            lines.append(f"    source: {origin.source.get('title', '')} {origin.source.get('url', '')}".rstrip())
        if origin.quote:
            lines.append(f"    “{origin.quote}”")
    return lines


def _as_json(item: WaitingFact) -> dict[str, object]:
    known = {name: getattr(item, name) for name in ("id", "version", "title", "was", "now", "percent", "why")}
    more = {"importance": item.importance, "reasons": list(item.reasons), "pages": list(item.pages)}
    sentences = [{"address": each.address, "before": each.before, "after": each.after} for each in item.sentences]
    decision = {"state": item.decision.state, "said": item.decision.said, "until": item.decision.until}
    return {**known, **more, "sentences": sentences, **decision, "needs_two": item.needs_two}


def _project(folder: Path) -> Project:
    from nutgraf.project import read_project

    return read_project(folder)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _done(event: DeskEvent) -> None:
    click.echo(f"Recorded as {event.id}. Take it back with: nutgraf facts undo {event.id} --name …")
