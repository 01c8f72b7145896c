"""Media for the template: a photograph in its sizes, and the addresses of what loads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from nutgraf.errors import FigureError, Problem
from nutgraf.media.image_sizes import ImageFile, encoded, image_files
from nutgraf.own_templates import ExtraHosts, allows
from nutgraf.page import Page
from nutgraf.page.page_model import PageMedia
from nutgraf.vega.keep import Keep, draw_anyway


@dataclass(frozen=True)
class MediaView:
    """Media, with the sources of its picture, or the address of its file."""

    it: PageMedia
    sources: tuple[tuple[str, str], ...] = ()
    """For each format but the last: its type, and its files by width."""
    still: ImageFile | None = None
    """The picture for browsers that read no other, in a middle size."""
    plain: str = ""
    """Its files by width."""
    address: str = ""


def media_view(media: PageMedia) -> MediaView:
    """Media, ready for the template."""
    if media.kind == "photo":
        files = image_files(media.file, media.digest, media.size)
        by_width = {
            kind: ", ".join(f"{each.name} {each.width}w" for each in files if each.suffix == kind) for kind in _KINDS
        }
        jpegs = [each for each in files if each.suffix == "jpg"]
        sources = tuple((f"image/{kind}", by_width[kind]) for kind in _KINDS[:-1])
        return MediaView(media, sources, jpegs[min(1, len(jpegs) - 1)], by_width["jpg"])
    return MediaView(media, address=_sound_name(media) if media.kind == "audio" else media.href)


_KINDS = ("avif", "webp", "jpg")


def media_policy(page: Page, hosts: ExtraHosts) -> str:
    """What the content security policy of a page allows for its media, besides `hosts`, those of the settings.

    Raises FigureError for each frame from a host that is not among them.
    """
    allowed = dict(hosts).get("frame-src", ())
    problems = []
    for each in page.media:
        host = "https://" + urlsplit(each.href).netloc.lower()
        if each.kind == "embed" and not any(allows(one, host) for one in allowed):
            what = f"pages may not show frames from {host} ({each.words['title']})"
            fix = f'add it to pyproject.toml: [tool.nutgraf.csp], frame = ["{host}"]'
            problems.append(Problem(f"notebooks/{page.explainer}.ipynb", what, fix))
    if problems:
        raise FigureError(*problems)
    return "; media-src 'self' file:" if any(each.kind == "audio" for each in page.media) else ""


def media_files(media: Iterable[PageMedia], root: Path, keep: Keep = draw_anyway) -> dict[str, bytes]:
    """The files of media, by name. Raises FigureError if one is gone since the notebook ran."""
    found: dict[str, bytes] = {}
    for each in media:
        path = root / each.file
        try:
            if each.kind == "photo":
                for file in image_files(each.file, each.digest, each.size):
                    made_from = ["photo", each.digest, file.width, file.suffix]
                    found[file.name] = keep(
                        made_from, f".{file.suffix}", partial(encoded, path, file.width, file.suffix)
                    )
            elif each.kind == "audio":
                found[_sound_name(each)] = path.read_bytes()
        except OSError as error:
            raise FigureError(Problem(each.file, "this file cannot be read", "restore it from git")) from error
    return found


def _sound_name(media: PageMedia) -> str:
    return f"{media.name}-{media.digest}{PurePosixPath(media.file).suffix.lower()}"
