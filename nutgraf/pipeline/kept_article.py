"""A page as it was ready for its templates, kept with it: new templates need neither its notebook nor its drawings."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from nutgraf.cache import Record, digest
from nutgraf.cache.inputs import LINK_NAME, LINKED, TEMPLATES
from nutgraf.ledger import Claim
from nutgraf.project import Project
from nutgraf.render.news_article import news_article
from nutgraf.render.view import ArticleView, page_frame

_OF_THE_LOOK = ("frame", "about")
"""What names the files that pages link to, and so is made again."""
_ROOMS = ("nutgraf.ledger.", "nutgraf.media.", "nutgraf.page.", "nutgraf.plan.", "nutgraf.render.")
_AS_DICTIONARIES = {
    **copyreg.dispatch_table,
    NotebookNode: lambda node: (dict, (), None, None, iter(node.items())),
}
"""The objects of a notebook as what they are to a template: dictionaries, which are read three times as fast."""
_PLAIN = {("builtins", "dict"): dict, ("builtins", "frozenset"): frozenset, ("markupsafe", "Markup"): Markup}


@dataclass(frozen=True)
class KeptArticle:
    """The article, its claims, and the rest of its fact sheet."""

    article: ArticleView
    claims: tuple[Claim, ...]
    about: Mapping[str, Any]


def to_keep(kept: KeptArticle, record: Record) -> bytes:
    """The content of the file for an article that was made from the inputs of this record."""
    parts = {name: value for name, value in vars(kept.article).items() if name not in _OF_THE_LOOK}
    written = io.BytesIO()
    writer = pickle.Pickler(written, protocol=5)
    writer.dispatch_table = _AS_DICTIONARIES
    writer.dump((parts, kept.claims, kept.about))
    content = written.getvalue()
    return _seal(record, content) + content


def as_kept(content: bytes, record: Record, project: Project) -> KeptArticle | None:
    """The article in its file; None if it is damaged, or was made from other inputs than the templates and links."""
    length = len(_seal(record, b""))
    seal, inside = content[:length], content[length:]
    if seal != _seal(record, inside):
        return None
    try:
        parts, claims, about = _Reader(io.BytesIO(inside)).load()
    except Exception:  # whatever a file of another kind raises
        return None
    page = parts["page"]
    article = ArticleView(**parts, frame=page_frame(page, project.look), about=news_article(page, project.look))
    return KeptArticle(article, claims, about)


def _seal(record: Record, content: bytes) -> bytes:
    return f"{_inputs(record)} {digest(content)}\n".encode()


def _inputs(record: Record) -> str:
    """The digest of everything that an article is made from."""
    looks = {TEMPLATES, LINKED}
    drawn = {k: v for k, v in record.drawn_from.items() if k not in looks and not k.startswith(LINK_NAME)}
    return digest([record.run, dict(record.made_from), drawn, record.sources_digest])


class _Reader(pickle.Unpickler):
    """Makes nothing but the parts of a page, whatever the file says."""

    def find_class(self, module: str, name: str) -> Any:
        """A part of a page, by the name of its class. Raises UnpicklingError for anything else."""
        if plain := _PLAIN.get((module, name)):
            return plain
        found = super().find_class(module, name) if module.startswith(_ROOMS) else None
        if not (isinstance(found, type) and is_dataclass(found) and found.__module__.startswith(_ROOMS)):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a page")
        return found
