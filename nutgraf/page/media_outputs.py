"""Media in the outputs of a notebook: photographs, pull quotes, large numbers, embeds and audio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.page.page_model import PageMedia


def read_media(bundle: Mapping[str, Any], number: int) -> PageMedia:
    """The media in a bundle, as number `number` of the page."""
    across, high = bundle["size"]
    return PageMedia(
        kind=bundle["kind"],
        name=f"media-{number}",
        words=dict(bundle["words"]),
        file=bundle["file"],
        digest=bundle["digest"],
        size=(across, high),
        href=bundle["href"],
        rows=tuple(tuple(row) for row in bundle["rows"]),
        script=dict(bundle["script"]),
    )


def media_notes(bundle: Mapping[str, Any], number: int) -> Iterator[Mapping[str, Any]]:
    """The facts in the words of media, under its number on the page."""
    for note in bundle.get("claims") or ():
        yield {**note, "place": f"media:media-{number}:{note['place'].rpartition(':')[2]}"}
