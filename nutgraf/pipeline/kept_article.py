"""A page as it was ready for its templates, kept with it: new templates need neither its notebook nor its drawings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import get_type_hints

from nutgraf.cache import Record, digest
from nutgraf.cache.inputs import LINK_NAME, LINKED, TEMPLATES
from nutgraf.ledger import Claim
from nutgraf.pipeline.typed_json import ValueReader, reader, written
from nutgraf.project import Project
from nutgraf.render.news_article import news_article
from nutgraf.render.view import ArticleView, page_frame

_OF_THE_LOOK = ("frame", "about")
"""What names the files that pages link to, and so is made again."""


@dataclass(frozen=True)
class KeptArticle:
    """The article, and the number on the page of each claim, which is all that its fact sheet in JSON leaves out."""

    article: ArticleView
    numbers: tuple[int, ...]


def to_keep(article: ArticleView, claims: Sequence[Claim], record: Record) -> bytes:
    """The content of the file for an article that was made from the inputs of this record."""
    parts = [getattr(article, name) for name in _readers()]
    content = written([parts, [claim.number for claim in claims]])
    return _seal(record, content) + content


def as_kept(content: bytes, record: Record, project: Project) -> KeptArticle | None:
    """The article in its file; None if it is damaged, or was made from other inputs than the templates and links."""
    length = len(_seal(record, b""))
    seal, inside = content[:length], content[length:]
    if seal != _seal(record, inside):
        return None
    readers = _readers()
    try:
        values, numbers = json.loads(inside)
        parts = {name: read(value) for (name, read), value in zip(readers.items(), values, strict=True)}
        page = parts["page"]
        article = ArticleView(**parts, frame=page_frame(page, project.look), about=news_article(page, project.look))
        return KeptArticle(article, reader(tuple[int, ...])(numbers))
    except Exception:  # whatever a file of another kind raises
        return None


@cache
def _readers() -> dict[str, ValueReader]:
    """What reads each part of an article that is kept, in their order."""
    hints = get_type_hints(ArticleView)
    return {each.name: reader(hints[each.name]) for each in fields(ArticleView) if each.name not in _OF_THE_LOOK}


def _seal(record: Record, content: bytes) -> bytes:
    return f"{_inputs(record)} {digest(content)}\n".encode()


def _inputs(record: Record) -> str:
    """The digest of everything that an article is made from."""
    looks = {TEMPLATES, LINKED}
    drawn = {k: v for k, v in record.drawn_from.items() if k not in looks and not k.startswith(LINK_NAME)}
    return digest([record.run, dict(record.made_from), drawn, record.sources_digest])
