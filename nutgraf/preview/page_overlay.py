"""What a preview adds to a page: a bar with its problems, a draft label, and an automatic reload."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from nutgraf.errors import Problem
from nutgraf.preview.preview_state import FRONT_PAGE

FOLDER = "_preview/"
"""Where a preview serves its own files. Pages link to it relatively, so that the desk can show them at any path."""
FILES = {"preview.css": "text/css", "preview.js": "text/javascript"}
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"')
_BODY = re.compile(r"<body\b[^>]*>")


def with_overlay(html: str, stamp: str, problems: Sequence[Problem], notes: Sequence[str], root: str = "./") -> str:
    """A page with a bar above it for the reporter; the published page is never changed.

    `root` is the relative address of the folder that the preview serves, such as "../../".
    """
    bars = [f'<div class="preview-bar preview-note"><p>{escape(note)}</p></div>' for note in notes]
    bars += (
        [_bar("This page could not be built again. Below it is as it was last built.", problems)] if problems else []
    )
    html = _POLICY.sub(lambda found: f'{found[1]}{_with_own_script(found[2])}"', html, count=1)
    html = html.replace("</head>", f"{_style(root)}</head>", 1)
    above = f'<div class="preview-bars">{"".join(bars)}</div>' if bars else ""
    html = _BODY.sub(lambda found: found[0] + above, html, count=1)
    return _with_script(html, root, stamp)


def missing(address: str, stamp: str, problems: Sequence[Problem], why: str, root: str = "./") -> str:
    """The page for an address that has none yet: it says why, and reloads as soon as there is one."""
    bar = _bar("This page could not be built, and no earlier one is there to show.", problems) if problems else ""
    name = "The front page" if address == FRONT_PAGE else address
    lines = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        f"<title>Not built: {escape(name)}</title>{_style(root)}</head><body>{bar}",
        f'<main class="preview-missing"><h1>{escape(name)} is not built</h1><p>{escape(why)}</p>',
        f'<p><a href="{root}index.html">The front page</a></p></main></body></html>',
    ]
    return _with_script("\n".join(lines), root, stamp)


@functools.cache
def own_file(name: str) -> bytes:
    """The stylesheet and the script of the preview itself."""
    return (Path(__file__).parent / name).read_bytes()


def _with_own_script(policy: str) -> str:
    if "script-src" not in policy:
        return f"{policy}; script-src 'self'"
    return policy if "script-src 'self'" in policy else policy.replace("script-src", "script-src 'self'", 1)


def _style(root: str) -> str:
    return f'<link rel="stylesheet" href="{root}{FOLDER}preview.css">'


def _with_script(html: str, root: str, stamp: str) -> str:
    script = f'<script src="{root}{FOLDER}preview.js" data-stamp="{escape(stamp)}"></script>'
    before, end, after = html.rpartition("</body>")
    return f"{before}{script}{end}{after}" if end else html + script


def _bar(words: str, problems: Sequence[Problem]) -> str:
    listed = "".join(_listed(problem) for problem in problems)
    return f'<div class="preview-bar" role="status"><p><strong>{escape(words)}</strong></p>{listed}</div>'


def _listed(problem: Problem) -> str:
    lines = [("where", problem.where), ("what", problem.what), ("fix", problem.fix)]
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in lines if text) + "</dl>"
