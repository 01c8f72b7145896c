"""`nutgraf data`: adds a table to the project, shows, checks and removes one."""

from __future__ import annotations

import datetime
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nutgraf.cli.history_commands import diff, log, restore
from nutgraf.errors import DataError, NutgrafError, Problem, counted

if TYPE_CHECKING:
    from nutgraf.intake import Question


@click.group()
def data() -> None:
    """Add a table to the data of the project; show, check and remove tables."""


@data.command()
@click.argument("file")
@click.option("--name", help="The name of the table (inferred: that of the file).")
@click.option("--title", help="What the table shows.")
@click.option("--publisher", help="Who publishes the numbers, as pages print it.")
@click.option("--source", metavar="ID", help="The id of the source: one on the list, or of the new one.")
@click.option("--source-title", help="The title of the publication.")
@click.option("--address", help="Where readers find it on the web.")
@click.option("--license", help="Its license or terms of use.")
@click.option("--published", metavar="DAY", help="The day it was published, such as 2024-07-01.")
@click.option("--as-of", metavar="DAY|COLUMN", help="The day or year that the numbers are for, or the column with it.")
@click.option("--row", help="What a row is, such as county, or county/counties to count rows in prose.")
@click.option("--key", metavar="COLUMN,…", help="The columns that tell the rows apart.")
@click.option(
    "--unit",
    multiple=True,
    metavar="COLUMN=UNIT",
    help="USD, percent, EUR/m² …; none: no facts. For many columns: 'jobs_*=persons'.",
)
@click.option(
    "--rounding", multiple=True, metavar="COLUMN=STEP", help="The step its publisher rounded to: million, 0.1."
)
@click.option("--scale", multiple=True, metavar="COLUMN=STEP", help="What its numbers are given in: thousand, million.")
@click.option(
    "--noun",
    multiple=True,
    metavar="UNIT=ONE/MANY",
    help="What a unit is called: jobs=job/jobs; in a language after the first of the site, jobs:fr=emploi/emplois.",
)
@click.option("--value", metavar="COLUMN", help="The column that nutgraf.fact reads where none is named.")
@click.option("--low", metavar="COLUMN", help="The column with the lower end of each number's range.")
@click.option("--high", metavar="COLUMN", help="The column with the upper end.")
@click.option("--margin", metavar="COLUMN", help="The column with the margin of error.")
@click.option("--add-over", metavar="COLUMN,…", help="Columns of the key whose values are parts of one total.")
@click.option("--area", metavar="COLUMN", help="The column of areas.")
@click.option("--whole", metavar="AREA", help="The area that contains all others: never added to them, nor ranked.")
@click.option("--areas", metavar="NAME", help="The areas that these are of, as other tables name them.")
@click.option("--text", multiple=True, metavar="COLUMN", help="A column of text, such as codes.")
@click.option("--limits", multiple=True, metavar="COLUMN", help="A column in which <5 is a limit: fewer than 5.")
@click.option("--missing", multiple=True, metavar="COLUMN=MARK", help="A mark that means a blank, such as paid=NA.")
@click.option("--date-format", multiple=True, metavar="COLUMN=PATTERN", help="How dates are written: day=%d/%m/%Y.")
@click.option(
    "--rename", multiple=True, metavar="COLUMN=NAME", help="A new name for a column, by its heading or number."
)
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark in numbers that are text.")
@click.option(
    "--brackets",
    type=click.Choice(["negative", "plain"]),
    help="What brackets around a number mean: below zero, or not.",
)
@click.option("--footnote", multiple=True, metavar="MARK", help="A footnote mark after numbers and names, left out.")
@click.option("--encoding", help="The encoding of the file, such as cp1252.")
@click.option("--delimiter", help="What separates columns: comma, semicolon, tab, bar, or another.")
@click.option("--sheet", help="The sheet of a workbook.")
@click.option(
    "--table",
    metavar="NUMBER",
    help="The number of the table on a web page or in a PDF; 1-3 for one that goes on over pages of a PDF.",
)
@click.option("--header", metavar="ROW,…", help="The rows of headings, counted from 1; 0 if there is none.")
@click.option(
    "--years",
    type=click.Choice(["rows", "columns"]),
    help="Whether columns headed by years become rows, with a column year, or stay columns.",
)
@click.option("--skip-row", multiple=True, metavar="ROW", help="Rows to leave out, such as 57 or 57-60.")
@click.option("--keep-row", multiple=True, metavar="ROW", help="Rows to keep that look like totals or notes.")
@click.option("--frame", metavar="NAME", help="The data frame of a notebook.")
@click.option("--replace", is_flag=True, help="Put it in place of the table of this name.")
@click.option("--yes", is_flag=True, help="Accept every inference, and list it; what cannot be inferred is refused.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_obj
def add(folder: Path, /, file: str, frame: str | None, yes: bool, dry_run: bool, **options: Any) -> None:
    """Add the table in FILE to the data of the project.

    FILE is a CSV or TSV file, a workbook of Excel or OpenDocument, Parquet, JSON, a web page, a PDF, the address of any
    of these, or a notebook with a data frame. It asks for what the options leave out. Numbers and dates that can be
    read in two ways are never guessed. Either everything is written, data/NAME.csv, the data package and the list of
    sources, or nothing.
    """
    from nutgraf import intake
    from nutgraf.project import read_project

    project, given, today = read_project(folder), intake.given_from(options), datetime.date.today()
    ask = _asked if not yes and is_asked() else None
    interview = intake.Interview(ask, takes_likely=yes)
    try:
        if file.endswith(".ipynb"):
            draft = intake.draft_notebook(project, file, frame, given, interview, today)
        else:
            draft = intake.draft_table(project, file, given, interview, today)
    except (NutgrafError, click.Abort):
        _repeat_answers(interview.answers)
        raise
    finally:
        _list_inferred(interview.inferred)
    _show_draft(draft.resource)
    if ask and not dry_run and not click.confirm(f"Write data/{draft.name}.csv?", default=True):
        _repeat_answers(interview.answers)
        raise click.Abort
    if not dry_run:
        intake.write_table(project, draft)
    _sum_up(draft, dry_run=dry_run)


def is_asked() -> bool:
    """Whether someone is at a terminal to answer."""
    return sys.stdin.isatty()


def _asked(question: Question) -> str:
    """The answer of a person at the terminal."""
    why = f": {question.why}" if question.why else ""
    click.echo(f"{question.where}: {question.what}{why}")
    example = f", such as {question.example}" if question.example and question.likely is None else ""
    asked = f"  {question.option}{example}"
    if question.likely is not None:
        return str(click.prompt(asked, default=question.likely))
    while not (answer := str(click.prompt(asked, default="", show_default=False)).strip()):
        click.echo(f"  This cannot be blank: write one such as {question.example or 'a name'}, or stop with Ctrl+C.")
    return answer


def _repeat_answers(answers: Mapping[str, str]) -> None:
    """Prints the options that give the same answers, so that nobody types them twice for one that was wrong."""
    given = (f"{option}{'' if option.endswith('=') else ' '}{shlex.quote(one)}" for option, one in answers.items())
    if options := " ".join(given):
        click.echo(f"\nNothing was written. To give these answers again, add them to the command:\n  {options}\n")


def _list_inferred(inferred: list[str]) -> None:
    if inferred:
        click.echo("Inferred:")
        for line in inferred:
            click.echo(f"  {line}")
        click.echo()


def _show_draft(resource: Any) -> None:
    from rich.console import Console

    from nutgraf.cli.data_display import show_fields

    show_fields(resource, Console())
    click.echo(f"key      {', '.join(resource['schema']['primaryKey'])}")


def _sum_up(draft: Any, *, dry_run: bool) -> None:

    source = f", with the source {draft.new_source}" if draft.new_source else ""
    verb = "Would add" if dry_run else "Added"
    click.echo(f"{verb} {counted(draft.rows, 'row')} as the table {draft.name}{source}: {', '.join(draft.files)}.")
    if not dry_run:
        click.echo(f'In a notebook: nutgraf.table("{draft.name}")')


@data.command()
@click.argument("table", required=False)
@click.pass_obj
def show(folder: Path, table: str | None) -> None:
    """Show every table, or the columns, key, units, sources, days and first rows of TABLE."""
    from rich.console import Console

    from nutgraf.cli.data_display import show_table, show_tables
    from nutgraf.data import open_package
    from nutgraf.project import read_project

    project = read_project(folder)
    package = open_package(project.data_package)
    if table is None:
        show_tables(package, Console())
        return
    found = package.table(table)
    described = json.loads(project.data_package.read_text("utf-8-sig"))
    resource = next(one for one in described["resources"] if one["name"] == table)
    if isinstance(resource["schema"], str):
        what = "its columns are described in a file of their own"
        raise DataError(Problem(f"data/datapackage.json, {table}", what, f"look at data/{resource['schema']}"))
    show_table(package, resource, found, Console())


@data.command()
@click.pass_obj
def check(folder: Path) -> None:
    """Check the data package and its tables, without the notebooks."""
    from nutgraf.cli import formatting
    from nutgraf.data import below_their_parts, open_package, overdue, unfit, unnamed_units, validate
    from nutgraf.project import read_project

    project = read_project(folder)
    package = project.data_package
    found = validate(package)
    if found:
        click.echo(formatting.problems(found), err=True)
        sys.exit(1)
    noted = [*overdue(package, datetime.date.today()), *unfit(package), *below_their_parts(package)]
    if noted := [*noted, *unnamed_units(package, project.languages)]:
        click.echo(f"Worth a look:\n{formatting.problems(noted)}\n")
    click.echo(f"{counted(len(open_package(package).tables), 'table')}: no problems.")


@data.command()
@click.argument("table")
@click.pass_obj
def remove(folder: Path, table: str) -> None:
    """Remove TABLE and its file, unless a notebook, a chart or another table reads it."""
    from nutgraf.intake import remove_table
    from nutgraf.project import read_project

    changed = remove_table(read_project(folder), table)
    click.echo(f"Removed the table {table}: {', '.join(changed)}. Its source is still on the list of sources.")


for _command in (log, diff, restore):
    data.add_command(_command)
