"""Weighs pages against the ledger: what moved since they were published, and what their editions differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from nutgraf import data, ledger
from nutgraf.errors import Problem
from nutgraf.ledger import Lock, Move, Signature, Stated, Verdict, Wording
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project
from nutgraf.record.shelf import Content, Shelf, bytes_of

if TYPE_CHECKING:
    from nutgraf.page import Correction

Files = tuple[tuple[str, Content], ...]


@dataclass(frozen=True)
class Weighed:
    """A page as it was weighed: what it claims, what moved, the numbers no fact stands behind, and what is wrong."""

    verdict: Verdict
    claims: tuple[Stated, ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def barred(self) -> bool:
        """Whether the page on the shelf must not be published."""
        return self.verdict.held or bool(self.problems)


@dataclass
class Scales:
    """The lock, and the pages weighed so far in this build."""

    project: Project
    shelf: Shelf
    plan: Plan
    lock: Lock
    strict: bool = False
    """Whether a number that no fact stands behind stops its page: nothing goes live that cannot be traced."""
    seen: dict[str, Weighed] = field(default_factory=dict)

    def weigh(self, page: PagePlan, why: str = "") -> Weighed:
        """Weigh the page that is on the shelf now; `why` says what changed in its notebook, if that is why it was made.

        Pages are weighed in the order of their addresses: the later edition of a page is held to the earlier.
        """
        about, claims = _read(self.shelf.file(page.address, ledger.JSON))
        verdict = ledger.weigh(self.lock, _edition(page), claims, self._policy(page.explainer.name), why)
        verdict = replace(verdict, moves=self._told(page, verdict.moves))
        problems = self._barred_sources(page, claims)
        for address in sorted(page.alternates.values()):
            if address < page.address and address in self.seen:
                problems += ledger.disagreements(page.explainer.where, self.seen[address].claims, claims)
        numbers = _unexplained(about)
        if self.strict:
            problems += [_loose(page, number) for number in numbers]
        weighed = Weighed(verdict, claims, numbers, tuple(problems))
        self.seen[page.address] = weighed
        return weighed

    def weigh_rest(self) -> None:
        """Weigh the pages that this build was not asked for, or that failed in it, as they are on the shelf."""
        for page in self.plan.pages:
            if page.address not in self.seen:
                about, claims = _read(self.shelf.file(page.address, ledger.JSON))
                verdict = ledger.weigh(self.lock, _edition(page), claims, self._policy(page.explainer.name))
                loose = tuple(_loose(page, number) for number in _unexplained(about)) if self.strict else ()
                if claims or loose:
                    self.seen[page.address] = Weighed(verdict, claims, problems=loose)

    def stands(self, address: str, files: Files, *, shelved: bool) -> bool:
        """Whether a copy of a page, from the shelf or a site, may be published: nothing signed off moved in it."""
        if shelved and address in self.seen:
            return not self.seen[address].barred
        found = dict(files).get(ledger.JSON)
        sheet = None if found is None else bytes_of(found)
        about, claims = _read(sheet)
        if self.strict and _unexplained(about) and sheet == self.shelf.file(address, ledger.JSON):
            return False  # the very page that is stopped, left by a build that was not to go live
        edition = str(about.get("edition", ""))
        return not ledger.weigh(self.lock, edition, claims, self._policy(edition.partition("?")[0])).held

    @cached_property
    def texts(self) -> tuple[Wording, ...]:
        """Every text that an explainer of the plan has in more than one language."""
        return ledger.wordings({page.explainer.name: page.explainer for page in self.plan.pages}.values())

    def stale(self) -> tuple[Problem, ...]:
        """Sentences edited in one language and not in the other since both were last agreed."""
        return tuple(ledger.stale(self.lock.agreed, self.texts))

    def signed(self, published: set[str], date: str) -> Lock:
        """The lock once the pages at these addresses are published as they are on the shelf.

        An edition that is no longer planned is forgotten with its claims.
        """
        gone = self.gone()
        agreed = ledger.agree(self.lock.agreed, self.texts, whole=False)
        lines = {name: line for name, line in self.lock.lines.items() if line.edition not in gone}
        lock = Lock(lines, agreed)
        for page in self.plan.pages:
            weighed = self.seen.get(page.address)
            if weighed and page.address in published and not weighed.barred:
                kind = "update" if weighed.verdict.action == "note" else ""
                lock = ledger.publish(lock, _edition(page), weighed.claims, Signature(date, kind=kind))
        return lock

    def corrections(self, page: PagePlan) -> tuple[Correction, ...]:
        """What the readers of a page are told of figures it once gave otherwise."""
        return ledger.corrections(self.lock, _edition(page), page.lang)

    def is_noted(self, page: PagePlan) -> bool:
        """Whether something moved on a page that is published with a note."""
        weighed = self.seen.get(page.address)
        return weighed is not None and weighed.verdict.action == "note"

    def gone(self) -> dict[str, int]:
        """Editions that were published and are no longer planned, and how many claims went with each."""
        planned = {_edition(page) for page in self.plan.pages}
        return {
            edition: len(self.lock.of(edition))
            for edition in sorted(self.lock.editions)
            if edition not in planned and edition.partition("?")[0] not in self.plan.unplanned
        }

    def _told(self, page: PagePlan, moves: tuple[Move, ...]) -> tuple[Move, ...]:
        """The moves, those of claims that vanished with the sentence that held each and the rows that it lost."""
        if not any(move.kind == "vanished" for move in moves):
            return moves
        sheet = self.project.site_dir / page.address / ledger.JSON
        published = {claim.id: claim.sentence for claim in _read(sheet.read_bytes() if sheet.is_file() else None)[1]}
        held = partial(data.held, self.project.data_package)
        return tuple(
            replace(
                move,
                sentence=published.get(move.id, ""),
                why=ledger.lost(self.lock.lines[move.id], held) or move.why,
            )
            if move.kind == "vanished"
            else move
            for move in moves
        )

    def _barred_sources(self, page: PagePlan, claims: Sequence[Stated]) -> list[Problem]:
        """A page that rests on a source that was withdrawn, or that must not be published, is stopped."""
        record = self.shelf.record(page.address)
        problems = []
        for source, why in data.barred(self.project.data_package, record.sources if record else ()):
            said = next((claim for claim in claims if source in claim.sources), None)
            where = f"{page.explainer.where}, {said.where}" if said else page.explainer.where
            what = f"the source {source!r} {why}" + (f"; it stands behind {said.text}" if said else "")
            problems.append(Problem(where, what, "choose another source with source_id=, or leave the figure out"))
        return problems

    def _policy(self, explainer: str) -> str:
        named = (page.explainer.front_matter.on_move for page in self.plan.pages if page.explainer.name == explainer)
        return next(named, None) or self.project.on_move


def _edition(page: PagePlan) -> str:
    return ledger.edition_of(page.explainer.name, page.chosen)


def _read(content: bytes | None) -> tuple[dict[str, Any], tuple[Stated, ...]]:
    """What a fact sheet says of its page; nothing where there is none."""
    try:
        return ledger.from_json(content or b"")
    except ValueError:
        return {}, ()


def _unexplained(about: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The numbers of a fact sheet that lead to no fact and that no reporter marked as meant."""
    return tuple(number for number in about.get("numbers", ()) if not number["meant"])


def _loose(page: PagePlan, number: Mapping[str, Any]) -> Problem:
    what = f"{number['text']!r} leads to no fact, in “{number['sentence']}”"
    likely = number["likely"]
    fix = f"it is probably {likely}: read it with nutgraf.fact" if likely else "read it as a fact, or mark it as meant"
    return Problem(f"{page.explainer.where}, {number['where']}", what, fix)
