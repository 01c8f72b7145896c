"""What was published: the content of facts.lock, by page, by claim and by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from nutgraf.ledger.claim_inputs import DIGEST
from nutgraf.ledger.published import Address, PublishedClaim, Shown


@dataclass(frozen=True)
class Lock:
    """What was published: addresses, claims and plotted values, and the translations that were last in agreement."""

    lines: Mapping[str, PublishedClaim]
    agreed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    addresses: Mapping[str, Address] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict[str, dict[str, PublishedClaim]]:
        """The lines of each page, including those of claims that are gone."""
        found: dict[str, dict[str, PublishedClaim]] = defaultdict(dict)
        for name, line in self.lines.items():
            found[line.page][name] = line
        return dict(found)

    @cached_property
    def pages_by_key(self) -> dict[str, frozenset[str]]:
        """The pages with a current claim of each fact, by its key."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.lines.values():
            if not line.gone:
                found[line.key].add(line.page)
        return {key: frozenset(pages) for key, pages in found.items()}

    @cached_property
    def figures(self) -> dict[str, dict[str, Shown]]:
        """The published figures of each page, by the name of their line."""
        found: dict[str, dict[str, Shown]] = defaultdict(dict)
        for name, shown in self.shown.items():
            found[shown.page][name] = shown
        return dict(found)

    @cached_property
    def rows(self) -> dict[str, Any]:
        """Every row that a line lists, with its value."""
        return {row: value for line in self.lines.values() for row, value in line.inputs.items() if row != DIGEST}

    @cached_property
    def revised(self) -> tuple[PublishedClaim, ...]:
        """The lines whose numbers changed before."""
        return tuple(line for line in self.lines.values() if line.history)

    @cached_property
    def published(self) -> frozenset[str]:
        """The addresses with a published page."""
        return frozenset(name for name, address in self.addresses.items() if address.state == "published")

    @cached_property
    def withdrawn(self) -> Mapping[str, Address]:
        """The addresses that an editor withdrew, in order."""
        return {name: known for name, known in sorted(self.addresses.items()) if known.state == "withdrawn"}

    def of(self, page: str) -> dict[str, PublishedClaim]:
        """The lines of a page's current claims."""
        return {name: line for name, line in self.pages.get(page, {}).items() if not line.gone}

    def only(self, page: str) -> Lock:
        """The part of the lock about one page."""
        known = {page: self.addresses[page]} if page in self.addresses else {}
        return Lock(self.pages.get(page, {}), addresses=known, shown=self.figures.get(page, {}))

    def and_of(self, others: Sequence[Lock]) -> Lock:
        """The lock with the entries of other locks added."""
        return replace(
            self,
            lines={name: line for lock in (self, *others) for name, line in lock.lines.items()},
            addresses={name: each for lock in (self, *others) for name, each in lock.addresses.items()},
            shown={name: each for lock in (self, *others) for name, each in lock.shown.items()},
        )

    def without(self, *pages: str) -> Lock:
        """The lock without the claims and figures of these pages."""
        out = frozenset(pages)
        lines = {name: line for name, line in self.lines.items() if line.page not in out}
        shown = {name: each for name, each in self.shown.items() if each.page not in out}
        return replace(self, lines=lines, shown=shown)

    def at(self, address: Address) -> Lock:
        """The lock with the entry of an address."""
        return replace(self, addresses={**self.addresses, address.id: address})
