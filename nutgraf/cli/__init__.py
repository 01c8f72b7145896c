"""The command line: the only package that prints or exits."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import click

from nutgraf import __version__
from nutgraf.cli.check_site import check_built_site
from nutgraf.cli.data_commands import data
from nutgraf.cli.desk_command import desk
from nutgraf.cli.exit_message import exit_message
from nutgraf.cli.facts_command import facts
from nutgraf.cli.pdf_command import pdf
from nutgraf.cli.publish_commands import publish, releases, rollback
from nutgraf.cli.read_command import read
from nutgraf.cli.rebuild_commands import rebuild, run_status
from nutgraf.cli.refresh_command import refresh
from nutgraf.cli.start_commands import init, new
from nutgraf.cli.status import clean, list_to_do, verify, why
from nutgraf.cli.theme_command import theme
from nutgraf.cli.upgrade_command import upgrade
from nutgraf.language_files import PROJECT_VARIABLE
from nutgraf.quick_dataclasses import make_dataclasses_quickly

_GC_THRESHOLD = 50_000
"""A command leaves little garbage in cycles; with Python's own threshold, imports take a sixth longer."""


class _Commands(click.Group):
    """Shows errors in a reporter's words, and exits with the documented status.

    An error that ends a command is never 1, because 1 from a build means that the site can be published.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped; the site is as it was.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # The reader of the pipe has closed it; flushing the rest at exit would fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(2)
        except Exception as error:
            click.echo(exit_message(error, in_python=ctx.params["traceback"]), err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="nutgraf")
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="A folder inside the project (default: the current one).",
)
@click.option("--traceback", is_flag=True, help="Show the Python traceback of an error, for maintainers of nutgraf.")
@click.pass_context
def main(ctx: click.Context, folder: Path, traceback: bool) -> None:
    """Turn a reporter's notebooks into published explainers whose every number can be traced to its source."""
    if not sys.warnoptions:
        # Libraries' warnings to programmers mean nothing to a reporter; -W or PYTHONWARNINGS shows them.
        warnings.simplefilter("ignore")
    make_dataclasses_quickly()
    gc.set_threshold(_GC_THRESHOLD)
    atexit.register(gc.freeze)  # at its end, Python would search all that there is for garbage: a tenth of a second
    os.environ[PROJECT_VARIABLE] = str(folder.resolve())
    ctx.obj = folder


@main.command()
@click.argument("notebooks", nargs=-1)
@click.option("--style", is_flag=True, help="Also check the notebooks against [tool.nutgraf.style].")
@click.option("--site", is_flag=True, help="Check the built site instead: numbers, languages, links, weight, axe.")
@click.option("--fix", is_flag=True, help="First fix what a machine can fix, such as a misspelled key.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per problem, for machines.")
@click.option("--all", "everything", is_flag=True, help="Print everything; long lists are cut otherwise.")
@click.pass_obj
def check(
    folder: Path, notebooks: tuple[str, ...], style: bool, site: bool, fix: bool, as_json: bool, everything: bool
) -> None:
    """Check NOTEBOOKS (default: all) and the data for problems, without running anything.

    NOTEBOOKS are files, folders or patterns, such as 'notebooks/city-*.ipynb'. The check covers front matter, prose,
    links to pages of this site, imports, data queries in code, and numbers typed by hand. It does not see what only a
    run shows, such as outputs.

    With --site, the check covers the pages in build/site: it recomputes every number from the tables, compares the
    languages of a page, and reads sentences, links, anchors, headings and weight.
    """
    if site:
        if style or fix or notebooks:
            raise click.UsageError("--site checks the built site alone; leave out --style, --fix and NOTEBOOKS")
        sys.exit(check_built_site(folder, as_json=as_json, everything=everything))
    from nutgraf.cli.check_notebooks import check_notebooks, fix_notebooks

    if fix:
        fix_notebooks(folder, notebooks, as_json=as_json)
    sys.exit(check_notebooks(folder, notebooks, style=style, as_json=as_json, everything=everything))


@main.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    help="Pages built in parallel (default: one per core, as memory allows).",
)
@click.option("--force", is_flag=True, help="Rebuild every page, even those that are up to date.")
@click.option("--dry-run", is_flag=True, help="List what would be built and why, without running or writing anything.")
@click.option("--cold", is_flag=True, help="Start a cold kernel for each page instead of a warm one.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Build the pages on the Dask cluster of this scheduler, such as tcp://host:8786.",
)
@click.option("--drafts", is_flag=True, help="Build drafts and embargoed pages too.")
@click.option(
    "--live-site",
    type=click.Path(file_okay=False, path_type=Path),
    help="A copy of the live site; a page that fails and was never built here is taken from it.",
)
@click.option(
    "--publish", is_flag=True, help="Record what is published in facts.lock; later builds are compared with it."
)
@click.option("--profile", is_flag=True, help="Write build/profile.html, with the time by stage, page and cell.")
@click.option("--all", "everything", is_flag=True, help="Print everything; long lists are cut otherwise.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per page and one of totals, for machines.")
@click.pass_obj
def build(folder: Path, /, addresses: tuple[str, ...], as_json: bool, everything: bool, **chosen: Any) -> None:
    """Build the pages at each ADDRESS, such as 'en/taxes/*' (default: all), and the site.

    Exit status: 0 all pages published; 1 some page failed or is held; 2 wrong usage, settings or data.
    """
    import datetime

    from nutgraf.cli.progress import Progress
    from nutgraf.pipeline import Options
    from nutgraf.pipeline import build as run_build
    from nutgraf.project import read_project

    dry_run, profile = chosen.pop("dry_run"), chosen.pop("profile")
    if dry_run:
        chosen_pages = {"force": chosen["force"], "drafts": chosen["drafts"]}
        sys.exit(list_to_do(folder, addresses, as_json=as_json, **chosen_pages))
    now = datetime.datetime.now(datetime.UTC)
    options = Options(addresses, **{**chosen, "jobs": chosen["jobs"] or 0}, now=now)
    project = read_project(folder)
    with Progress(as_json=as_json, everything=everything) as progress:
        report = run_build(project, options, progress.begin, progress.show)
        progress.sum_up(report)
    if options.publish and not report.stopped:
        from nutgraf.cli.check_notebooks import say_what_is_of_the_starter

        say_what_is_of_the_starter(project)
    if profile:
        from nutgraf.pipeline.profile_page import write_profile

        path = write_profile(project, report)
        line = f"Where the time went: {path}" if path else "No page was made, so there is no time to account for."
        click.echo(line, err=as_json)
    sys.exit(report.exit_status)


@main.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any free port.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Pages built in parallel (default: one per core).")
@click.option("--open", "browse", is_flag=True, help="Open the front page in the browser.")
@click.pass_obj
def preview(folder: Path, addresses: tuple[str, ...], port: int, jobs: int | None, browse: bool) -> None:
    """Serve the site locally, drafts included, and rebuild the pages affected by a saved notebook, table or chart."""
    import contextlib
    import os
    import signal
    import threading

    from nutgraf.cli.progress import Progress
    from nutgraf.kernel import end_with_parent
    from nutgraf.pipeline import Options
    from nutgraf.preview import serve
    from nutgraf.project import read_project

    stop = threading.Event()  # watchfiles has no other way to stop; workers and kernels end cleanly with it
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if key := os.environ.get("NUTGRAF_PREVIEW_KEY", ""):
        end_with_parent()
    options = Options(addresses, jobs=jobs or 0, drafts=True)
    events = serve(read_project(folder), options, port=port, stop=stop, key=key)
    with Progress(as_json=False) as progress, contextlib.closing(events):
        for event in events:
            progress.show_event(event)
            if browse and event.url:
                click.launch(event.url)
                browse = False
    sys.exit(143 if stop.is_set() else 0)


_COMMANDS = (
    *(init, new, data, desk, facts, read, refresh, publish, releases, rollback, rebuild, run_status),
    *(why, verify, clean, pdf, theme, upgrade),
)
for _command in _COMMANDS:
    main.add_command(_command)
