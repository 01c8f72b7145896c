"""An executed notebook with a build's notes becomes a Page, or an error with all of its problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from nutgraf import mime_types
from nutgraf.errors import PageError, Problem
from nutgraf.language import language
from nutgraf.notebook import Cell, read_cells
from nutgraf.page.figure_outputs import figure_notes, thumbnail_problems
from nutgraf.page.forbidden_characters import forbidden_characters, places_of
from nutgraf.page.media_outputs import media_notes
from nutgraf.page.page_cells import CellReader, shows_outputs
from nutgraf.page.page_model import (
    Block,
    Collapsible,
    Correction,
    Page,
    PageFigure,
    PrintedFact,
    Prose,
    SiteInfo,
)
from nutgraf.page.passages import read_passages
from nutgraf.page.printed_facts import read_claims, read_exempt
from nutgraf.page.prose_builder import ProseBuilder
from nutgraf.page.source_entry import SourceEntry
from nutgraf.page.unsourced_facts import source_problems
from nutgraf.plan.addresses import path_to_root
from nutgraf.plan.page_info import PageInfo

_YES, _NO = ("true", "yes"), ("", "false", "no")
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")


def read_page(nb: Any) -> Page:
    """The page in an executed notebook.

    Pure: reads no file and no clock. Raises PageError with all problems of the notebook.
    """
    return page_and_cells(nb)[0]


def page_and_cells(nb: Any) -> tuple[Page, tuple[str, ...]]:
    """The page in an executed notebook, and for each of its blocks, in order, the id of the cell that it comes from.

    Raises PageError as `read_page` does.
    """
    notes = _notes(nb)
    info, words = PageInfo.from_json(notes["page"]), notes["words"]
    whole = list(zip(read_cells(nb), nb["cells"], strict=True))
    noted = list(_claim_notes(whole, notes))
    claims = read_claims(noted, notes.get("estimators") or (), notes.get("kinds") or ())
    manuscript = ProseBuilder(info.lang, path_to_root(info.address), {claim.number: claim for claim in claims})
    reader = CellReader(manuscript, f"notebooks/{info.explainer}.ipynb")
    cells = [(cell, node, tuple(reader.blocks(cell, node))) for cell, node in whole]
    blocks = tuple(block for _, _, shown in cells for block in shown)
    sources = _sources(notes, blocks, claims)
    problems = [*_word_problems(words, reader.notebook), *manuscript.problems, *manuscript.links_across_cells()]
    problems += _fragment_problems(manuscript, sources, blocks)
    passages = read_passages(words, cells)
    problems += source_problems(claims, passages, reader.notebook)
    problems += _thumbnail_problems(nb, info.thumbnail, blocks, reader.notebook)
    places = [*places_of(sources, claims), (f"{reader.notebook}, front matter", [notes["page"], words])]
    places += [(f"{reader.notebook}, {cell.place}", shown) for cell, _, shown in cells]
    places.append(("pyproject.toml, [tool.nutgraf]", notes.get("site")))
    problems += forbidden_characters(places, [(f"{reader.notebook}, {each.where}", each.text) for each in passages])
    if problems:
        raise PageError(*problems)
    page = Page(
        info=info,
        title=words["title"].strip(),
        dek=(words.get("subtitle") or "").strip(),
        description=(words.get("description") or words.get("subtitle") or "").strip(),
        short_title=(words.get("short_title") or words["title"]).strip(),
        data_as_of=_data_as_of(claims),
        blocks=blocks,
        footnotes=manuscript.footnotes(),
        sources=sources,
        claims=claims,
        exempt=read_exempt(noted),
        site=_site(notes.get("site") or {}, info.lang),
        headings=tuple(heading for block in blocks if isinstance(block, Prose) for heading in block.headings),
        passages=passages,
        corrections=tuple(Correction(**each) for each in notes.get("corrections") or ()),
        search_title=(words.get("search_title") or "").strip(),
        latest_data=(words.get("latest_data") or "").strip(),
        publisher_names=notes.get("publisher_names") or {},
        unit_nouns=notes.get("unit_nouns") or {},
        noindex=_said(words, "noindex") in _YES,
    )
    return page, tuple(cell.id for cell, _, shown in cells for _ in shown)


def _notes(nb: Any) -> Mapping[str, Any]:
    notes: Mapping[str, Any] = nb["metadata"].get("nutgraf") or {}
    if "page" not in notes:
        what = "this notebook has no notes from a build, so its expressions and facts are unknown"
        raise PageError(
            Problem("the notebook", what, "run `nutgraf build`, and convert the copy it leaves in build/runs/")
        )
    return notes


def _claim_notes(cells: Iterable[tuple[Cell, Any]], notes: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The kernel's claim notes for the texts that readers see, including the texts of figures."""
    yield from notes.get("words_claims") or ()
    figures, media = count(1), count(1)
    for cell, node in cells:
        yield from (node["metadata"].get("nutgraf") or {}).get("claims") or ()
        for output in node.get("outputs", ()) if shows_outputs(cell, notes["page"]["lang"]) else ():
            if mime_types.FIGURE in output.get("data", {}):
                yield from figure_notes(output["data"][mime_types.FIGURE], next(figures))
            if mime_types.MEDIA in output.get("data", {}):
                yield from media_notes(output["data"][mime_types.MEDIA], next(media))


def _sources(
    notes: Mapping[str, Any], blocks: Iterable[Block], claims: tuple[PrintedFact, ...]
) -> tuple[SourceEntry, ...]:
    """The sources in the order of their first mention."""
    known: Mapping[str, Mapping[str, Any]] = notes.get("sources") or {}
    met: dict[str, None] = {}
    for claim in claims:
        if claim.place in notes["words"]:
            met |= dict.fromkeys(claim.sources)
    for block in blocks:
        met |= dict.fromkeys(_mentions(block, claims))
    for claim in claims:
        met |= dict.fromkeys(claim.sources)
    ids = [source for source in met if source in known] + sorted(set(known) - set(met))
    lang, names = notes["page"]["lang"], notes.get("publisher_names") or {}
    overdue: Mapping[str, str] = notes.get("overdue") or {}
    return tuple(
        replace(_entry(n, source, known[source], claims, lang, names), expected=overdue.get(source, ""))
        for n, source in enumerate(ids, 1)
    )


def _mentions(block: Block, claims: tuple[PrintedFact, ...]) -> Iterator[str]:
    if isinstance(block, Prose):
        yield from block.mentions
    elif isinstance(block, Collapsible):
        yield from _mentions(block.block, claims)
    elif isinstance(block, PageFigure):
        yield from block.sources
        own = f"figure:{block.name}:"
        yield from (source for claim in claims if claim.place.startswith(own) for source in claim.sources)


def _entry(
    number: int,
    source: str,
    known: Mapping[str, Any],
    claims: tuple[PrintedFact, ...],
    lang: str,
    names: Mapping[str, str],
) -> SourceEntry:
    reported = known.get("checked_against") == "reported"
    # A number computed from two publishers' ("Pew; Census Bureau") does not say which of them this source reported.
    named = {claim.publisher for claim in claims if source in claim.sources}
    publishers = {name for name in named if name and "; " not in name}
    own = {name for name in publishers if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", known.get("publisher") or "")}
    reported = reported and not (own and own == publishers)
    publisher = str(known.get("publisher") or "")
    credited = str(known.get(f"credit_{lang}") or names.get(publisher) or publisher)
    translated = known.get(f"title_{lang}") or ""
    return SourceEntry(
        number=number,
        id=source,
        publisher=_in_a_list(publisher, credited, lang),
        credited=credited,
        title=translated or known.get("title") or "",
        title_lang="" if translated else known.get("title_lang") or "",
        published=str(known.get("published") or ""),
        url=known.get("url") or "",
        reported=reported,
        grade=known.get("grade") or "",
        page=known.get("page") or "",
        quote=known.get("quote") or "",
        archived_url=known.get("archived_url") or "",
        estimated_by=tuple(names.get(name, name) for name in sorted(publishers - own)) if reported else (),
    )


def _in_a_list(publisher: str, credited: str, lang: str) -> str:
    """A publisher in the list of sources: as it calls itself, or as a sentence does where that says something else."""
    if credited.casefold().endswith(publisher.casefold()):  # only an article goes before it
        return publisher
    first, _, name = credited.partition(" ")
    if first in language(lang).rules.article_words and name[:1].isupper():
        return name
    return credited[:1].upper() + credited[1:]


def _data_as_of(claims: tuple[PrintedFact, ...]) -> str:
    """The newest date of the data behind any claim on the page; "" if the data has none."""
    dates = (str(row.get("as_of") or "") for claim in claims for row in claim.inputs)
    return max((date for date in dates if _DAY.fullmatch(date)), default="")


def _site(site: Mapping[str, Any], lang: str) -> SiteInfo:
    return SiteInfo(
        name=site.get("name") or "",
        url=(site.get("url") or "").rstrip("/"),
        contact=site.get("contact") or "",
        license=site.get("license") or "",
        archive=bool(site.get("archive")),
        languages=tuple(site.get("languages") or (lang,)),
    )


def _word_problems(words: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if not (words.get("title") or "").strip():
        yield Problem(where, "the page has no headline", "write title: in the front matter")
    if (said := _said(words, "noindex")) not in (*_YES, *_NO):
        what = f"noindex is {said!r} here, which is neither true nor false"
        yield Problem(f"{where}, front matter", what, "let it print true, or nothing")


def _said(words: Mapping[str, Any], name: str) -> str:
    return (words.get(name) or "").strip().casefold()


def _thumbnail_problems(nb: Any, thumbnail: str, blocks: Iterable[Block], where: str) -> Iterator[Problem]:
    codes = (node["source"] for node in nb["cells"] if node["cell_type"] == "code")
    return thumbnail_problems(thumbnail, (figure.name for figure in _figures(blocks)), codes, where)


def _figures(blocks: Iterable[Block]) -> Iterator[PageFigure]:
    inner = (block.block if isinstance(block, Collapsible) else block for block in blocks)
    return (block for block in inner if isinstance(block, PageFigure))


def _fragment_problems(
    manuscript: ProseBuilder, sources: tuple[SourceEntry, ...], blocks: Iterable[Block]
) -> Iterator[Problem]:
    """Links to anchors that are not on the page."""
    there = manuscript.ids | {f"source-{source.id}" for source in sources}
    there |= {f"figure-{figure.number}" for figure in _figures(blocks)}
    for fragment, where in manuscript.fragments:
        if fragment not in there:
            fix = "give the heading's anchor, such as #how-we-did-this"
            yield Problem(where, f"a link to #{fragment}, which is not on the page", fix)
