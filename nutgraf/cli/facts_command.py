"""`nutgraf facts`: the fact sheet of a page, where a number is printed, and an editor's signature on what moved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nutgraf.cli.inbox_commands import COMMANDS, accept_item
from nutgraf.errors import Problem, UsageError, counted


class _Facts(click.Group):
    """`nutgraf facts ADDRESS` shows; the words after `facts` that name a command are that command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Facts, invoke_without_command=False)
def facts() -> None:
    """Show the claims of a page, or every place where a number is used; sign off the numbers that moved."""


for _command in COMMANDS:
    facts.add_command(_command)


@facts.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--table", help="A table of data/: every page, sentence and chart that uses its numbers.")
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only these rows of the table; repeat it for more conditions.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each claim, for machines.")
@click.pass_obj
def show(folder: Path, addresses: tuple[str, ...], table: str | None, where: tuple[str, ...], as_json: bool) -> None:
    """Show every claim of the page at ADDRESS, or with --table every sentence and chart that uses a number of it."""
    from nutgraf import ledger
    from nutgraf.cache.page_cache import PageCache
    from nutgraf.cli import facts_format
    from nutgraf.pipeline.requested import refuse_kept_back
    from nutgraf.project import read_project

    project = read_project(folder)
    if table and addresses:
        fix = "ask for the page, or for --table, which looks on every page"
        raise UsageError(Problem(addresses[0], "a page and a table were asked for at once", fix))
    if table:
        page_cache = PageCache(project)

        def reads(address: str) -> tuple[Any, ...]:
            record = page_cache.record(address)
            return record.reads if record else ()

        asked = (table, dict(_pair(text, "--where") for text in where))
        found = list(ledger.find_usages(project.site_dir, project.data_package, asked, reads))
        lines = facts_format.as_json(found) if as_json else facts_format.in_words(found)
    elif addresses:
        try:
            sheets = [ledger.sheet_at(project.site_dir, one) for one in addresses]
        except UsageError:
            refuse_kept_back(project, addresses)
            raise
        lines = facts_format.claims_of(sheets, as_json=as_json)
    else:
        raise UsageError(Problem("nutgraf facts", "nothing was asked", "name an ADDRESS, or --table with --where"))
    for line in lines:
        click.echo(line)


@facts.command()
@click.argument("item", default="", metavar="[ITEM]")
@click.option("--page", "pages", multiple=True, metavar="ADDRESS", help="Only these pages, such as 'en/taxes/*'.")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME",
    help="Only this fact, by its key or row or a part of it, such as taxes_2024:region=BY.",
)
@click.option("--name", required=True, help="Who signs off.")
@click.option("--reason", required=True, help="Why the new numbers are right.")
@click.option(
    "--correction", is_flag=True, help="Tell the readers of every page that showed an old number, with the date."
)
@click.option("--update", is_flag=True, help="Tell them too, but as an update: the old number was right in its time.")
@click.option(
    "--note", multiple=True, metavar="LANG=TEXT", help="What the correction adds, in the language of each page."
)
@click.option("--seen", default="", metavar="VERSION", help="With ITEM: refuse it unless this is what would change.")
@click.pass_obj
def accept(
    folder: Path, /, item: str, pages: tuple[str, ...], facts: tuple[str, ...], name: str, reason: str, **options: Any
) -> None:
    """Sign off what moved, with a name and a reason; the next build publishes it.

    ITEM is a number that waits, by its id in `nutgraf facts inbox`: it is signed off on every page that prints it.
    """
    import datetime

    from nutgraf.cli import formatting as words
    from nutgraf.inbox import refuse_one_signature
    from nutgraf.ledger import Signature, group_changes
    from nutgraf.pipeline.accept import accept as sign_off
    from nutgraf.project import read_project

    project = read_project(folder)
    notes = _notes(options["note"], project.languages)
    if options["correction"] and options["update"]:
        raise UsageError(
            Problem("--update", "it is a correction or an update, and not both", "leave one of the two out")
        )
    kind = "update" if options["update"] else "correction" if options["correction"] or notes else ""
    _refuse_unsaid(name, reason, notes)
    signature = Signature(datetime.date.today().isoformat(), name, reason, kind, notes or None)
    if item:
        if pages or facts:
            raise UsageError(
                Problem(item, "a number and pages were named at once", "name the number, or --page or --fact")
            )
        accept_item(project, item, signature, options["seen"])
        return
    refuse_one_signature(project, pages, facts, datetime.datetime.now(datetime.UTC))
    done = sign_off(project, signature, pages=pages, facts=facts)
    if done.agreed:
        click.echo(f"{counted(done.agreed, 'edited sentence')} agreed in both languages.")
    if done.moves:
        click.echo("\n".join(words.shift(each) for each in group_changes(done.moves)))
        click.echo(f"Signed off by {name} in facts.lock. Publish with: nutgraf build")
        for line in words.waiting_editions(done.waiting):
            click.echo(line)
    elif not done.agreed:
        asked = " and ".join([*(f"--page {one}" for one in pages), *(f"--fact {one}" for one in facts)])
        named = f" that {asked} would name" if asked else ""
        click.echo(f"Nothing to sign off: no published number{named} moved in the last build.")
    if done.unnamed:
        shown = ", ".join(done.unnamed[:4]) + (", …" if len(done.unnamed) > 4 else "")
        many = counted(len(done.unnamed), "published page")
        click.echo(f"{many} would be gone and must be named to be signed off, with --page: {shown}")


@facts.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--source", default="", metavar="ID", help="Every page that rests on this source of data/sources.csv.")
@click.option("--name", required=True, help="Who takes the pages down.")
@click.option("--reason", required=True, help="Why, for the newsroom.")
@click.option("--note", multiple=True, metavar="LANG=TEXT", help="What readers find there, in each page's language.")
@click.pass_obj
def withdraw(
    folder: Path, addresses: tuple[str, ...], source: str, name: str, reason: str, note: tuple[str, ...]
) -> None:
    """Take the pages at each ADDRESS down with the next build; `facts accept --page` brings them back."""
    import datetime

    from nutgraf.ledger import Signature
    from nutgraf.pipeline.withdrawal import withdraw as take_down
    from nutgraf.project import read_project

    if not addresses and not source:
        raise UsageError(Problem("nutgraf facts withdraw", "no page was named", "name an ADDRESS, or a --source"))
    project = read_project(folder)
    notes = _notes(note, project.languages)
    _refuse_unsaid(name, reason, notes)
    signature = Signature(datetime.date.today().isoformat(), name, reason)
    for address in (gone := take_down(project, signature, pages=addresses, source=source, words=notes)):
        click.echo(f"  {address}")
    click.echo(f"{counted(len(gone), 'page')} withdrawn by {name} in facts.lock. Take them down with: nutgraf build")


def _notes(given: tuple[str, ...], languages: tuple[str, ...]) -> dict[str, str]:
    """What readers are given, by language."""
    notes = dict(_pair(text, "--note") for text in given)
    if strange := sorted(set(notes) - set(languages)):
        raise UsageError(Problem("--note", f"{strange[0]!r} is not a language of this site", ", ".join(languages)))
    return notes


def _refuse_unsaid(name: str, reason: str, notes: Mapping[str, str]) -> None:
    """UsageError for a name, a reason or a note that says nothing, or that no page can hold."""
    from nutgraf.characters import unfit

    for option, text in (("--name", name), ("--reason", reason), *(("--note", note) for note in notes.values())):
        if not text.strip():
            raise UsageError(Problem(option, "nothing is written there", "say it in words: it stays in facts.lock"))
        if character := unfit(text):
            raise UsageError(Problem(option, f"{character} is in it, which no page can hold", "take it out"))


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(Problem(option, f"{text!r} is not a pair", "write it as name=value"))
    return name.strip(), value.strip()
