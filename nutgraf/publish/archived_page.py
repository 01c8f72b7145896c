"""A page as the archive shows it: with a note on top, and with links that lead from where it is now."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from nutgraf.language import language

_LINK = re.compile(r'(?P<before>\s(?:href|src)=")(?P<to>[^"]*)(?P<after>")')
_BODY, _HEAD, _LANG = re.compile(r"<body[^>]*>"), re.compile(r"<head[^>]*>"), re.compile(r'<html[^>]*\blang="([\w-]+)"')


def archived_page(page: str, address: str, version: str, date: str, own: Container[str]) -> str:
    """The page; `own` are the files that are next to it in the archive too."""

    def moved(link: re.Match[str]) -> str:
        return f"{link['before']}{_moved(link['to'], address, version, own)}{link['after']}"

    found = _LANG.search(page)
    lang = language(found[1] if found else "en")
    said = lang.say("This is an earlier version of this page, published on {date}.", date=lang.date(date))
    links = f'<a href="../index.html">{html.escape(lang.say("Earlier versions"))}</a>'
    today = f'<a href="{_to_root(address)}{address}/index.html">{html.escape(lang.say("Go to the page of today"))}</a>'
    note = f'\n<p role="note"><strong>{html.escape(said)}</strong> {today}. {links}.</p>'
    page = _LINK.sub(moved, page)
    page = _HEAD.sub(lambda head: f'{head[0]}\n<meta name="robots" content="noindex">', page, count=1)
    return _BODY.sub(lambda body: body[0] + note, page, count=1)


def versions_page(address: str, versions: Sequence[Mapping[str, Any]]) -> str:
    """The list of the versions of a page, the newest first."""
    newest = versions[0]
    lang = language(newest["lang"])
    title, heading = html.escape(newest["title"]), html.escape(lang.say("Earlier versions"))
    rows = "\n".join(
        f'<li><a href="{each["version"]}/index.html">{html.escape(lang.date(each["date"][:10]))}</a>'
        f" {html.escape(each['title'])}</li>"
        for each in versions
    )
    back = f"../{'../' * (address.count('/') + 1)}{address}/index.html"
    return (
        f'<!doctype html>\n<html lang="{newest["lang"]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{heading}: {title}</title>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n"
        f'<p><a href="{back}">{title}</a></p>\n<ul>\n{rows}\n</ul>\n</main>\n</body>\n</html>\n'
    )


def _moved(link: str, address: str, version: str, own: Container[str]) -> str:
    """A link of the page, as it has to be two folders further down and in the archive."""
    parts = urlsplit(html.unescape(link))
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/") or parts.path in own:
        return link
    target = posixpath.normpath(posixpath.join(address, parts.path))
    if target.startswith("assets/"):
        moved = f"../{'../' * (address.count('/') + 1)}{target}"
    else:
        moved = f"{_to_root(address)}{target}"
    return html.escape(parts._replace(path=moved).geturl())


def _to_root(address: str) -> str:
    """From a version of a page to the root of the site: archive/, the address, and the version."""
    return "../" * (address.count("/") + 3)
