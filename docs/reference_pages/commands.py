"""reference/cli.md: every command with its options and exit statuses."""

from __future__ import annotations

from collections.abc import Iterator

import click

from nutgraf.cli import main

from .markdown import page, table, whole

EXIT_STATUS = (
    ("0", "Everything is published, or there are no problems."),
    ("1", "A page failed or is held, or a notebook or table has a problem. The site is whole and can go live."),
    ("2", "Wrong usage, settings or data, or an error that ended the command. The site is as it was: do not publish."),
    ("130", "Stopped by Ctrl-C. The site is as it was."),
    ("143", "`nutgraf preview` only: stopped by SIGTERM."),
)


def cli() -> str:
    """The whole page."""
    context = click.Context(main, info_name="nutgraf")
    options = [_option(option, context) for option in main.params if isinstance(option, click.Option)]
    return page(
        "# Command line",
        "`nutgraf --help` and `nutgraf COMMAND --help` print the same. `make site` sets up `.venv`; from then on a command "
        "is `.venv/bin/nutgraf COMMAND`. An ADDRESS is the path of a page, such as `en/taxes/tn`; a pattern such as "
        "`'en/taxes/*'` names several.",
        "## Exit status",
        table(("status", "means"), EXIT_STATUS),
        "## Options before a command",
        table(("option", "does"), options),
        "## Commands",
        *_of_group(main, "nutgraf"),
    )


def _of_group(group: click.Group, name: str) -> Iterator[str]:
    for sub_name, command in sorted(group.commands.items()):
        full = f"{name} {sub_name}"
        yield f"### `{full}`"
        yield whole(command.help)
        if isinstance(command, click.Group):
            yield from _of_group(command, full)
            continue
        context = click.Context(command, info_name=full)
        usage = command.get_usage(context).removeprefix("Usage: ")
        yield f"```text\n{' '.join(usage.split())}\n```"
        rows = [_option(option, context) for option in command.params if isinstance(option, click.Option)]
        if rows:
            yield table(("option", "does"), rows)


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    metavar = "" if option.is_flag else f" {option.make_metavar(context)}"
    return f"`{', '.join(option.opts)}{metavar}`", whole(option.help)
