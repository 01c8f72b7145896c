"""An editor signs off what moved: facts.lock takes the claims as last built, and the next build lets them go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nutgraf import ledger
from nutgraf.build.lock import one_build_at_a_time
from nutgraf.ledger import Move, Signature, read_lock, write_lock
from nutgraf.plan import plan_pages
from nutgraf.project import Project
from nutgraf.record.shelf import Shelf


def accept(
    project: Project, signature: Signature, *, pages: Sequence[str] = (), figures: Sequence[str] = ()
) -> tuple[tuple[tuple[str, Move], ...], int]:
    """Sign off the moves on the pages and of the figures named, or all of them.

    Gives the moves with their addresses and, where all was signed off, the number of translations that are agreed anew.
    What is signed is what the last build made of a page, as an editor finds it in build/held/.
    """
    with one_build_at_a_time(project):
        plan = plan_pages(project)
        before = lock = read_lock(project.lock_file)
        shelf = Shelf(project)
        tests = [ledger.names_figure(figure) for figure in figures]
        signed: list[tuple[str, Move]] = []
        for page in plan.matching(pages):
            content = shelf.file(page.address, ledger.JSON)
            if content is None:
                continue
            claims = ledger.from_json(content)[1]
            edition = ledger.edition_of(page.explainer.name, page.chosen)
            lock, moves = ledger.accept(
                lock, edition, claims, signature, lambda move: not tests or any(test(move) for test in tests)
            )
            signed += [(page.address, move) for move in moves]
        agreed = 0
        if not pages and not figures:
            texts = ledger.wordings({page.explainer.name: page.explainer for page in plan.pages}.values())
            agreed = len(list(ledger.stale(lock.agreed, texts)))
            if lock.agreed:
                lock = replace(lock, agreed=ledger.agree(lock.agreed, texts, whole=True))
        if lock != before:
            write_lock(lock, project.lock_file)
    return tuple(signed), agreed
