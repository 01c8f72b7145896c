"""`nutgraf pdf`: a page as PDF."""

from __future__ import annotations

from pathlib import Path

import click

from nutgraf.errors import UsageError


@click.command()
@click.argument("address")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write (default: build/pdf/ADDRESS.pdf).",
)
@click.pass_obj
def pdf(folder: Path, address: str, output: Path | None) -> None:
    """Print the built page at ADDRESS to a PDF, with headless Chromium."""
    from nutgraf.pdf import print_pdf
    from nutgraf.pipeline.requested import refuse_kept_back
    from nutgraf.plan.addresses import typed_address
    from nutgraf.project import read_project

    project = read_project(folder)
    try:
        printed = print_pdf(project, address)
    except UsageError:
        refuse_kept_back(project, [address])
        raise
    name = typed_address(address)
    target = output or project.build_dir / "pdf" / f"{name}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(printed)
    click.echo(f"Wrote {target if output else target.relative_to(project.root)}, {len(printed) // 1000} kB.")
