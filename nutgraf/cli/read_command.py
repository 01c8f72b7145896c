"""`nutgraf read`: one sentence in all editions of an explainer."""

from __future__ import annotations

from pathlib import Path

import click

_SHOWN = 6


@click.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--sentence", required=True, metavar="WORDS", help="Words that are in the sentence in every edition.")
@click.option("--all", "everything", is_flag=True, help="List every edition of every wording.")
@click.pass_obj
def read(folder: Path, addresses: tuple[str, ...], sentence: str, everything: bool) -> None:
    """Read one sentence on the built pages at each ADDRESS, such as 'en/taxes/*', grouped by wording.

    The rarest wording comes first: a sentence that is true in most editions and false in a few shows there. Numbers and
    the name of the edition count as equal; of each wording, the sentences with the smallest and the largest are shown.
    """
    from nutgraf.project import read_project
    from nutgraf.site_check import extremes, sentence_in_editions

    for wording in sentence_in_editions(read_project(folder), addresses, sentence):
        named = [address for address, _ in wording.pages]
        shown = named if everything else named[:_SHOWN]
        rest = f" and {len(named) - len(shown)} more" if len(named) > len(shown) else ""
        click.echo(f"{len(named)} × {wording.text or 'no such sentence'}\n    {', '.join(shown)}{rest}")
        for sentence_there in extremes(wording) if wording.text else ():
            click.echo(f"    “{sentence_there}”")
