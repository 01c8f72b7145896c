"""Writes the pages that wait for an editor to build/held/: each as it would be, with its changes, old and new."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nutgraf import ledger
from nutgraf.cache.page_cache import FileContent, bytes_of
from nutgraf.ledger import Change, Claim
from nutgraf.pipeline.decision import Decision
from nutgraf.pipeline.page_changes import gone_from, waits_for
from nutgraf.pipeline.review import Review
from nutgraf.plan import PagePlan
from nutgraf.plan.addresses import path_to_root
from nutgraf.render import assets
from nutgraf.site import Entry

MOVED = "moved.html"


@dataclass(frozen=True)
class BeforeAfter:
    """A claim as published and as built, each in its sentence."""

    it: Change
    before: str
    after: str
    percent: str


def write_held_pages(review: Review, entries: Sequence[Entry]) -> None:
    """Make build/held/ contain exactly the pages that are held now."""
    folder = review.project.held_dir
    fresh = folder.with_name(".held-new")
    shutil.rmtree(fresh, ignore_errors=True)
    held = [page for page in review.plan.pages if (known := review.decided.get(page.address)) and known.verdict.held]
    waiting = bool(held or review.vanished)
    if waiting:
        published = {entry.address: entry.claims for entry in entries}
        for path, content in _files(review, held, published):
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(bytes_of(content))
    shutil.rmtree(folder, ignore_errors=True)
    if waiting:
        fresh.rename(folder)


def _files(
    review: Review, held: Sequence[PagePlan], published: Mapping[str, Sequence[Claim]]
) -> Iterable[tuple[Path, FileContent]]:
    for asset in assets(review.project.css, review.project.logo, review.project.sheet).values():
        yield Path(asset.path), asset.content
    moves = []
    for page in held:
        kept, decision = review.page_cache.page(page.address), review.decided[page.address]
        if kept is None:
            continue
        pairs = _pairs(decision, {claim.id: claim.sentence for claim in published.get(page.address, ())})
        moves += [(page.address, move) for move in decision.verdict.moves]
        at = Path(page.address)
        yield at / "index.html", kept.html
        for name, content in kept.files:
            yield at / name, content
        yield at / MOVED, _side_by_side(review, page.address, page.name, pairs)
        known = [{**asdict(pair.it), "before": pair.before, "after": pair.after} for pair in pairs]
        yield at / "moved.json", (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()
    for address, why in review.vanished.items():
        move = gone_from(why)
        moves.append((address, move))
        pairs = [BeforeAfter(move, "", "", "")]
        yield Path(address) / MOVED, _side_by_side(review, address, address, pairs, there=False)
    yield Path("index.html"), _overview(review, held, moves)


def _pairs(decision: Decision, before: Mapping[str, str]) -> list[BeforeAfter]:
    return [
        BeforeAfter(
            it=move,
            before=before.get(move.id)
            or (move.sentence.replace(move.now, move.was) if move.now else move.sentence or move.was),
            after=move.sentence if move.now else "",
            percent=ledger.size_in_words(move.percent).replace("-", "−"),
        )
        for move in decision.verdict.moves
    ]


def _side_by_side(
    review: Review, address: str, title: str, pairs: Sequence[BeforeAfter], *, there: bool = True
) -> bytes:
    root = path_to_root(address)
    page, known = review.plan.by_address.get(address), address in review.published
    sister = review.unsigned_sister(page) if page and pairs else ""
    waits = bool(sister) and pairs[0].it == waits_for(sister)
    values = {
        "pairs": pairs,
        "to_sign": sister if waits else address,
        "published": f"{root}../site/{address}/index.html" if known else "",
        "there": there,
    }
    return _page(review, root, "moved.html.j2", title=title, **values)


def _overview(review: Review, held: Sequence[PagePlan], moves: Iterable[tuple[str, Change]]) -> bytes:
    shifts = ledger.group_changes(moves)
    return _page(review, "", "held.html.j2", title="Held pages", shifts=shifts, addresses=[p.address for p in held])


def _page(review: Review, root: str, template: str, *, title: str, **values: object) -> bytes:
    from nutgraf.render import render_shell
    from nutgraf.render.view import Frame, language_attributes

    shared = assets(review.project.css, review.project.logo, review.project.sheet)
    around = Frame(
        **language_attributes("en"),
        title=title,
        description="",
        site_name=review.project.name,
        home="",
        css=root + shared["css"].path,
        icon=root + shared["icon"].path,
        languages=(),
        noindex=True,
    )
    return render_shell(template, around, title=title, **values)
