"""Weighs pages against the ledger: what moved since they were published, and what their editions differ in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf import data, ledger
from nutgraf.cache.page_cache import Content, PageCache, bytes_of
from nutgraf.errors import Problem
from nutgraf.ledger import Address, Change, Claim, Lock, Plotted, Signature, TranslatedText, Verdict
from nutgraf.pipeline.live import Live, LiveSheet, read_sheet, replacement
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.page import Correction

Files = tuple[tuple[str, Content], ...]


UNKNOWN = Change(
    id="",
    kind="page",
    was="the page as published",
    now="the page as built",
    percent=None,
    why="it is published, and facts.lock does not know it: take facts.lock back from git, or sign the page off",
    key="page",
)
"""The move of a page that is live and of which facts.lock knows nothing: nobody can say what moved on it."""


def gone_from(why: str) -> Change:
    """The move of a page that vanished: it is held whatever the policy for figures."""
    return Change("", "page", "the whole page", "", None, why, "page")


@dataclass(frozen=True)
class ReviewedPage:
    """A page as it was reviewed: what it says, what moved, the numbers that lead to no fact, and what is wrong."""

    verdict: Verdict
    claims: tuple[Claim, ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    drawn: tuple[Plotted, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether the page on the shelf must not be published."""
        return self.verdict.held or bool(self.problems)


@dataclass
class Review:
    """The lock, and the pages reviewed so far in this build."""

    project: Project
    shelf: PageCache
    plan: Plan
    lock: Lock
    strict: bool = False
    """Whether a number that no fact stands behind stops its page: nothing goes live that cannot be traced."""
    site: Path | None = None
    """The live site, where one was named."""
    drafts: bool = False
    reviewed: dict[str, ReviewedPage] = field(default_factory=dict)
    is_current: Callable[[PagePlan], bool] = lambda _: True
    """Whether the page on the shelf is what its notebook says now."""
    asked: frozenset[str] = frozenset()
    """The addresses that this build makes or looks at."""

    @cached_property
    def live(self) -> Live:
        """The pages that are live, as they were before this build."""
        return Live(self.project, self.lock, self.site)

    @cached_property
    def vanished(self) -> Mapping[str, str]:
        """The published addresses at which there would be no page, and why: they are kept until an editor signs."""
        return self.live.vanished(self.plan, drafts=self.drafts)

    def review(self, page: PagePlan, why: str = "") -> ReviewedPage:
        """Weigh the page that is on the shelf now; `why` says what changed in its notebook, if that is why it was made.

        Pages are reviewed in the order of their addresses: the later edition of a page is held to the earlier.
        """
        sheet = self._on_shelf(page)
        problems = self._withdrawn_sources(page, sheet.claims)
        for address in sorted(page.alternates.values()):
            if address in self.reviewed and address < page.address:
                problems += ledger.disagreements(page.explainer.where, self.reviewed[address].claims, sheet.claims)
            elif address not in self.reviewed and address not in self.asked:
                problems += self._unlike_kept(page, address, sheet.claims)
        if self.strict:
            problems += [_loose(page, number) for number in sheet.numbers]
        reviewed = ReviewedPage(
            self._verdict(page, sheet, why), sheet.claims, sheet.numbers, tuple(problems), sheet.drawn
        )
        self.reviewed[page.address] = reviewed
        return reviewed

    def review_rest(self) -> None:
        """Weigh the pages that this build was not asked for, or that failed in it, as they are on the shelf."""
        for page in self.plan.pages:
            if page.address not in self.reviewed and (sheet := self._on_shelf(page)).about:
                problems = self._withdrawn_sources(page, sheet.claims)
                if self.strict:
                    problems += [_loose(page, number) for number in sheet.numbers]
                others = [each for each in page.alternates.values() if each in self.reviewed]
                unlike = [
                    one
                    for address in sorted(others)
                    for one in ledger.disagreements(page.explainer.where, self.reviewed[address].claims, sheet.claims)
                ]
                # One that is out of date may well differ, and is what its readers have had all along.
                if unlike and self.is_current(page):
                    problems += unlike
                verdict = self._verdict(page, sheet)
                self.reviewed[page.address] = ReviewedPage(verdict, sheet.claims, (), tuple(problems), sheet.drawn)

    def may_publish(self, address: str, files: Files, *, shelved: bool) -> bool:
        """Whether a copy of a page, from the shelf or the site here, may be published.

        It may where nothing that was signed off moved in it, and where it says what was published from here, whatever
        facts.lock says.
        """
        if shelved and address in self.reviewed:
            return not self.reviewed[address].blocked
        found = dict(files).get(ledger.JSON)
        content = None if found is None else bytes_of(found)
        sheet = read_sheet(content)
        if self.strict and sheet.numbers and content == self.shelf.file(address, ledger.JSON):
            return False  # the very page that is stopped, left by a build that was not to go live
        if self.live.here.get(address) == sheet.fingerprint:
            return True
        policy = self._policy(self.live.explainer(address))
        return not ledger.decide(self.lock, address, sheet.claims, policy, drawn=sheet.drawn).held

    @cached_property
    def texts(self) -> tuple[TranslatedText, ...]:
        """Every text that an explainer of the plan has in more than one language."""
        return ledger.translated_texts({page.explainer.name: page.explainer for page in self.plan.pages}.values())

    def stale(self) -> tuple[Problem, ...]:
        """Sentences edited in one language and not in the other since both were last agreed."""
        return tuple(ledger.outdated(self.lock.agreed, self.texts))

    def signed(self, published: set[str], date: str) -> Lock:
        """The lock once the pages at these addresses are published as they are on the shelf.

        What vanished stays in it until an editor signs that it is gone; the lines of a page that moved go with it.
        """
        lock = replace(self.lock, agreed=ledger.mark_current(self.lock.agreed, self.texts, whole=False))
        signed: dict[str, Lock] = {}
        for page in self.plan.pages:
            reviewed = self.reviewed.get(page.address)
            if reviewed and page.address in published and not reviewed.blocked:
                own = lock.only(page.address)
                for address in sorted(set(page.redirect_from) & lock.published):
                    own = ledger.renamed(own.and_of([lock.only(address)]), address, page.address)
                    signed[address] = Lock({}).at(Address(address, "gone", date, reason=f"moved to {page.address}"))
                signed[page.address] = self._signed_page(own, page, reviewed, date)
        return lock.without(*signed).and_of(list(signed.values()))

    def _signed_page(self, own: Lock, page: PagePlan, reviewed: ReviewedPage, date: str) -> Lock:
        """What the lock says of a page once it is published, from what it said of it before."""
        signature = Signature(date, kind="update" if reviewed.verdict.action == "note" else "")
        own = ledger.publish(own, page.address, reviewed.claims, signature, reviewed.drawn)
        known = replace(own.addresses[page.address], explainer=page.explainer.name)
        return replace(own, addresses={page.address: known})

    def corrections(self, page: PagePlan) -> tuple[Correction, ...]:
        """What the readers of a page are told of figures it once gave otherwise."""
        return ledger.corrections(self.held_to(page, ()), page.address, page.lang)

    def is_noted(self, page: PagePlan) -> bool:
        """Whether something moved on a page that is published with a note."""
        reviewed = self.reviewed.get(page.address)
        return reviewed is not None and reviewed.verdict.action == "note"

    def _on_shelf(self, page: PagePlan) -> LiveSheet:
        return read_sheet(self.shelf.file(page.address, ledger.JSON))

    def held_to(self, page: PagePlan, claims: tuple[Claim, ...]) -> Lock:
        """The lock that a page is held to: its own lines, or those of the address it had before."""
        known = self.live.knows(page.address)
        if page.address in self.live.addresses and not known:
            return self.live.lock_of_copy(page.address)
        former = next((each for each in page.redirect_from if each in self.lock.published), "")
        before = former or ("" if known else replacement(page, claims, self.vanished, self.lock))
        if not before:
            return self.lock
        return ledger.renamed(self.lock.only(before).and_of([self.lock.only(page.address)]), before, page.address)

    def _verdict(self, page: PagePlan, sheet: LiveSheet, why: str = "") -> Verdict:
        lock = self.held_to(page, sheet.claims)
        verdict = ledger.decide(
            lock, page.address, sheet.claims, self._policy(page.explainer.name), why, drawn=sheet.drawn
        )
        moves = self._told(page, verdict.moves, lock)
        if page.address in self.live.addresses and not self.live.knows(page.address):
            return Verdict("hold", (UNKNOWN, *moves))
        return replace(verdict, moves=moves)

    def _unlike_kept(self, page: PagePlan, address: str, claims: Sequence[Claim]) -> list[Problem]:
        """What a page says otherwise than its edition in another language that this build was not asked for.

        One that is out of date is made again before both go live; until then nobody has to look at both at once.
        """
        other = next((each for each in self.plan.pages if each.address == address), None)
        if other is None or other.withheld_reason or not (sheet := self._on_shelf(other)).about:
            return []
        unlike = list(ledger.disagreements(page.explainer.where, sheet.claims, claims))
        if not unlike or self.is_current(other):
            return unlike
        fix = f"build both: nutgraf build {page.address} {address}"
        return [replace(one, fix=fix) for one in unlike] if self.strict else []

    def _told(self, page: PagePlan, moves: tuple[Change, ...], lock: Lock) -> tuple[Change, ...]:
        """The moves, with the rows that they lost; those of claims that vanished with each sentence that held them."""
        if not any(move.line in lock.lines for move in moves):
            return moves
        sheet = self.project.site_dir / page.address / ledger.JSON
        published: dict[str, dict[str, None]] = {}
        for claim in read_sheet(sheet.read_bytes() if sheet.is_file() else None).claims:
            published.setdefault(ledger.short(claim.key), {})[claim.sentence] = None
        held = partial(data.value_at, self.project.data_package)
        found: list[Change] = []
        for move in moves:
            lost = ledger.missing_rows(lock.lines[move.line], held) if move.line in lock.lines else ""
            if move.kind == "vanished" and move.line in lock.lines:
                sentences = published.get(move.key, ("",))
                found += [replace(move, sentence=each, why=lost or move.why) for each in sentences]
            elif lost and move.why.endswith(" is read now"):
                found.append(replace(move, why=f"{lost}; {move.why}"))
            else:
                found.append(move)
        return tuple(found)

    def _withdrawn_sources(self, page: PagePlan, claims: Sequence[Claim]) -> list[Problem]:
        """A page that rests on a source that was withdrawn, or that must not be published, is stopped."""
        record = self.shelf.record(page.address)
        problems = []
        for source, why in data.withdrawn(self.project.data_package, record.sources if record else ()):
            said = next((claim for claim in claims if source in claim.sources), None)
            where = f"{page.explainer.where}, {said.where}" if said else page.explainer.where
            what = f"the source {source!r} {why}" + (f"; it stands behind {said.text}" if said else "")
            fix = "choose another source with source_id=, or leave the figure out; to take every such page down now: "
            problems.append(Problem(where, what, f"{fix}nutgraf facts withdraw --source {source} --name … --reason …"))
        return problems

    def _policy(self, explainer: str) -> str:
        named = (page.explainer.front_matter.on_change for page in self.plan.pages if page.explainer.name == explainer)
        return next(named, None) or self.project.on_change


def _loose(page: PagePlan, number: Mapping[str, Any]) -> Problem:
    what = f"{number['text']!r} leads to no fact, in “{number['sentence']}”"
    likely = number["likely"]
    fix = (
        f"it is probably {likely}: read it with nutgraf.fact"
        if likely
        else "read it as a fact, or mark it with not_a_fact and say why"
    )
    return Problem(f"{page.explainer.where}, {number['where']}", what, fix)
