"""`nutgraf theme`: the newsroom's look on one page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--accent", metavar="COLOR", help="First write the color of links and of what charts highlight: '#8a1538'."
)
@click.option("--open", "browse", is_flag=True, help="Open the page in the browser.")
@click.pass_obj
def theme(folder: Path, accent: str | None, browse: bool) -> None:
    """Show every color and typeface of theme.toml on one page, build/theme/index.html, with contrasts."""
    from nutgraf.project import read_project
    from nutgraf.render.theme_page import theme_page

    if accent:
        from nutgraf.project import find_root
        from nutgraf.theme_accent import write_accent

        colors = write_accent(find_root(folder), accent)
        click.echo(f"Wrote {colors['light']} into theme.toml, and {colors['dark']} for dark pages.")
    project = read_project(folder)
    target = project.build_dir / "theme" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(theme_page(project.root, project.name))
    click.echo(f"Wrote {target.relative_to(project.root).as_posix()}.")
    if browse:
        click.launch(str(target))
