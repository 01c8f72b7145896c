"""`nutgraf theme`: the newsroom's look on one page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--open", "browse", is_flag=True, help="Open the page in the browser.")
@click.pass_obj
def theme(folder: Path, browse: bool) -> None:
    """Show every color and typeface of theme.toml on one page, build/theme/index.html, with contrasts."""
    from nutgraf.project import read_project
    from nutgraf.render.theme_page import theme_page

    project = read_project(folder)
    target = project.build_dir / "theme" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(theme_page(project.root, project.name))
    click.echo(f"Wrote {target.relative_to(project.root).as_posix()}.")
    if browse:
        click.launch(str(target))
