"""`nutgraf desk`: the desk in the browser, without JupyterLab."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8888, show_default=True, help="0 for any free port.")
@click.option("--no-open", is_flag=True, help="Print the address instead of opening the browser.")
@click.pass_obj
def desk(folder: Path, port: int, no_open: bool) -> None:
    """Open the desk: what waits for an editor, and every page as readers will see it."""
    from nutgraf.desk.app import open_desk
    from nutgraf.project import read_project

    open_desk(read_project(folder).root, port=port, browse=not no_open)
