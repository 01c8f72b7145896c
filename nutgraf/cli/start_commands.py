"""`nutgraf init` and `nutgraf new`: begin a project, and a notebook in it; questions are asked on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from nutgraf import __version__

_SHOWN = 12
"""How many names a question lists."""


def _codes(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Languages as they are typed: "en,es" or "en es"."""
    return tuple((value or "").replace(",", " ").split())


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--name", help="The newsroom's name, on every page (default: from the folder's name).")
@click.option("--languages", callback=_codes, metavar="CODES", help="Such as en,es; the first is the default.")
@click.option("--site-url", help="Where the site is published, such as https://example.org/explainers.")
@click.option("--contact", help="An e-mail or web address to which readers report an error.")
@click.option("--currency", help="The currency of amounts, such as USD.")
@click.option("--country", help="The country that the site reports on, such as US.")
@click.option("--yes", is_flag=True, help="Ask nothing; take the defaults for what is not given.")
def init(
    directory: Path,
    name: str | None,
    languages: tuple[str, ...],
    site_url: str | None,
    contact: str | None,
    currency: str | None,
    country: str | None,
    yes: bool,
) -> None:
    """Start a newsroom's project in DIRECTORY, a new or empty folder.

    It holds a starter for notebooks, an empty data package, an example of a chart of your own, the theme, a Makefile
    and a workflow that publishes the site. On a terminal, it asks for what the options leave out.
    """
    from nutgraf.starter import Newsroom, begin_project, place_settings, suggested_name

    asks = _Questions(enabled=not yes and on_terminal())
    places = place_settings()
    for key, value in (("currency", currency), ("country", country)):
        if value and key not in places:
            raise click.UsageError(f"--{key}: this version of nutgraf has no such setting")
    newsroom = Newsroom(
        name=asks.setting("name", "Name of the newsroom", name, suggested_name(directory)),
        languages=_codes_of(asks.setting("languages", "Languages of the site", " ".join(languages), "en")),
        site_url=asks.setting("site_url", "Where it is published, with https:// (may be blank)", site_url),
        contact=asks.setting(
            "contact", "Where readers report an error: an e-mail or web address (may be blank)", contact
        ),
        country=asks.setting("country", "Country, such as US (may be blank)", country) if "country" in places else "",
        currency=asks.setting("currency", "Currency, such as USD (may be blank)", currency)
        if "currency" in places
        else "",
    )
    written = begin_project(directory, newsroom, __version__)
    click.echo(f"Wrote {len(written)} files in {directory}: {', '.join(_top_level(written))}.")
    step = "" if directory.resolve() == Path.cwd() else f"cd {directory} && "
    click.echo(f"Build the site with: {step}nutgraf build")


@click.command()
@click.argument("name")
@click.option("--title", "titles", multiple=True, help="The headline; repeat it for each language, in their order.")
@click.option("--languages", callback=_codes, metavar="CODES", help="Such as en,es (default: all of the site's).")
@click.option("--table", help="A table of the data package: the notebook begins with a fact and a chart of it.")
@click.option("--matrix", metavar="COLUMN", help="A column of the table: one edition for each of its values.")
@click.option("--no-draft", is_flag=True, help="Do not start as a draft: the next build publishes the page.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.pass_obj
def new(
    folder: Path,
    name: str,
    titles: tuple[str, ...],
    languages: tuple[str, ...],
    table: str | None,
    matrix: str | None,
    no_draft: bool,
    yes: bool,
) -> None:
    """Create an explainer: notebooks/NAME.ipynb, a copy of notebooks/_starter.ipynb or of the kit's own starter.

    On a terminal, it asks for what the options leave out.
    """
    from nutgraf.project import read_project
    from nutgraf.starter import Wish, new_explainer, tables_with_facts

    project = read_project(folder)
    asks = _Questions(enabled=not yes and on_terminal() and not (titles or languages or table or matrix))
    chosen = languages or project.languages
    titles = titles or tuple(filter(None, (asks.text(f"Headline, in {lang} (may be blank)") for lang in chosen)))
    keys = tables_with_facts(project) if asks.enabled else {}
    table = asks.text(f"Table to begin with{_listed(keys)} (may be blank)", table)
    columns = _listed(keys.get(table, ()))
    matrix = asks.text(f"Column with a page for each value{columns} (may be blank)", matrix) if table else matrix
    path = new_explainer(project, Wish(name, titles, languages, table, matrix or "", draft=not no_draft))
    notebook = f"{path.parent.name}/{path.name}"
    click.echo(f"Wrote {notebook}. Open it with: jupyter lab {notebook}")
    if not no_draft:
        click.echo("Drafts are built with --drafts, and shown by nutgraf preview.")


def on_terminal() -> bool:
    """Whether someone is there to answer."""
    return sys.stdin.isatty()


class _Questions:
    """Asks for what no option has answered, on a terminal."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled

    def text(self, question: str, given: str | None = None, default: str = "") -> str:
        """The option, or else the answer, or else the default."""
        if given:
            return given
        if not self.enabled:
            return default
        return str(click.prompt(question, default=default, show_default=bool(default))).strip()

    def setting(self, key: str, question: str, given: str | None = None, default: str = "") -> str:
        """The same for a setting: an answer that cannot be one is asked for again, with what is wrong with it."""
        from nutgraf.starter import setting_problem

        while True:
            answer = self.text(question, given, default)
            answer = answer.upper() if key in ("country", "currency") else answer
            problem = setting_problem(key, _codes_of(answer) if key == "languages" else answer)
            if problem is None or given or not self.enabled:
                return answer
            click.echo(f"  {problem.what}")


def _codes_of(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _listed(names: Iterable[str]) -> str:
    """What can be chosen, as a part of a question; nothing where there is none."""
    found = list(names)
    return f": {', '.join(found[:_SHOWN])}{' …' if len(found) > _SHOWN else ''}" if found else ""


def _top_level(names: list[str]) -> list[str]:
    """The files and folders of the project's root, each once."""
    return list(dict.fromkeys(name.partition("/")[0] + ("/" if "/" in name else "") for name in names))
