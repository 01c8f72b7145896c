"""What is live, as far as this machine knows: by facts.lock, the live site, and what was published from here."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf import ledger
from nutgraf.cache import digest
from nutgraf.ledger import Claim, Lock, Plotted, Signature
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project
from nutgraf.regular_file import refuse_special_file
from nutgraf.stored_json import read_stored

Manifest = Mapping[str, Mapping[str, Any]]
"""What the manifest of a site says of each page, by its address."""

SIGN = "; restore it, or sign off its removal: nutgraf facts accept --page ADDRESS"


@dataclass(frozen=True)
class LiveSheet:
    """The content of a page, by its fact sheet."""

    about: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    @cached_property
    def drawn(self) -> tuple[Plotted, ...]:
        """The values that its figures plot."""
        return ledger.plotted(self.about.get("figures", ()))

    @property
    def numbers(self) -> tuple[Mapping[str, Any], ...]:
        """The numbers without a fact that are not marked as exempt."""
        return tuple(number for number in self.about.get("numbers", ()) if not number["exempt"])

    @property
    def values(self) -> Mapping[str, Any]:
        """The values of its facts, and of the rows from which they and its figures come."""
        inputs = [each.inputs for each in self.claims] + [each.inputs for each in self.drawn]
        rows = itertools.chain.from_iterable(inputs)
        by_row = {
            json.dumps([row["table"], row["key"], row["column"]], sort_keys=True): row["value"]
            for row in rows
            if "value" in row  # a row of a figure may name its key alone
        }
        return {**by_row, **{claim.key: claim.value for claim in self.claims}}

    @property
    def fingerprint(self) -> str:
        """A fingerprint of all its numbers."""
        printed = sorted({(claim.key, claim.text) for claim in self.claims})
        typed = sorted(str(number["text"]) for number in self.numbers)
        return digest([printed, typed, sorted((each.figure, each.label, each.text) for each in self.drawn)])


def read_sheet(content: bytes | None) -> LiveSheet:
    """The content of a page; empty if it has no fact sheet."""
    try:
        return LiveSheet(*ledger.from_json(content or b""))
    except ValueError:
        return LiveSheet()


def listed(folder: Path | None) -> Mapping[str, str]:
    """The explainer of each address, by the manifest of a site."""
    return {address: page.get("explainer", "") for address, page in _manifest(folder).items()}


def _manifest(folder: Path | None) -> Manifest:
    """The manifest entry of each page; empty if there is no site."""
    if folder is None:
        return {}
    path = folder / "manifest.json"
    refuse_special_file(path, "manifest.json of the site", "remove it, and build again")
    try:
        pages = read_stored(path.read_text(encoding="utf-8"))["pages"]
        return {page["address"]: page for page in pages}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@dataclass(frozen=True)
class Live:
    """The pages that are live, by facts.lock and by the site."""

    project: Project
    lock: Lock
    site: Path | None = None
    """The live site, if one was named."""

    @cached_property
    def published_here(self) -> Mapping[str, str]:
        """Fingerprints of the pages that were published from here."""
        refuse_special_file(_note(self.project), "build/published.json", "remove it, and build again")
        try:
            return dict(read_stored(_note(self.project).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address that readers may know, except those whose removal an editor signed off."""
        known = {*self.lock.addresses, *self._live_site, *self.published_here}
        known |= {name for name, page in self._local_site.items() if page.get("published")}
        return frozenset(name for name in known if self._state(name) == "published")

    def has_entry(self, page: str) -> bool:
        """Whether facts.lock has an entry for an address."""
        return page in self.lock.addresses

    def explainer(self, page: str) -> str:
        """The explainer of an address, as far as it is known."""
        known = self.lock.addresses.get(page)
        sites = (site.get(page, {}).get("explainer", "") for site in (self._live_site, self._local_site))
        return (known.explainer if known else "") or next((name for name in sites if name), "")

    @cached_property
    def _live_site(self) -> Manifest:
        return _manifest(self.site)

    @cached_property
    def _local_site(self) -> Manifest:
        """The local site as it was when the build began."""
        return _manifest(self.project.site_dir)

    def vanished(self, plan: Plan, *, drafts: bool) -> dict[str, str]:
        """The published addresses at which a build would leave no page, and why, in order.

        A page that its front matter declares moved or withdrawn has not vanished.
        """
        to = [page for page in plan.pages if drafts or page.withheld_reason in ("", "withdrawn")]
        moved = {address for page in to for address in page.redirect_from}
        kept_out = {address: page for page in plan.pages for address in page.redirect_from if address not in moved}
        found = {}
        for address in sorted(self.addresses - moved):
            page = plan.by_address.get(address)
            if later := kept_out.get(address):
                found[address] = (
                    f"it is published, and the page that it moved to, {later.address}, is kept out of the site "
                    f"({later.withheld_reason}){SIGN}"
                )
            elif page is None and self.explainer(address) not in plan.unplanned:
                found[address] = self._why(address, plan)
            elif page is not None and page.withheld_reason not in ("", "withdrawn") and not drafts:
                found[address] = (
                    f"it is published, but its notebook keeps it out of the site ({page.withheld_reason}){SIGN}"
                )
        return found

    def remember(self, sheets: Iterable[tuple[str, bytes | None]]) -> None:
        """Record the fingerprints of the pages that are published now from here."""
        said = dict(sorted((address, read_sheet(sheet).fingerprint) for address, sheet in sheets))
        _note(self.project).write_text(json.dumps(said, indent=0) + "\n", encoding="utf-8")

    def lock_of_copy(self, page: str) -> Lock:
        """What was published at an address, by its live copy."""
        sheet = self.sheet_of_copy(page)
        return Lock({}) if sheet is None else ledger.publish(Lock({}), page, sheet.claims, Signature(""), sheet.drawn)

    def sheet_of_copy(self, page: str) -> LiveSheet | None:
        """The content of the live copy of a page, else of the one in the local site; None if there is neither."""
        for folder in (self.site, self.project.site_dir):
            path = folder / page / ledger.JSON if folder else None
            if path is not None and path.is_file():
                return read_sheet(path.read_bytes())
        return None

    def _state(self, page: str) -> str:
        known = self.lock.addresses.get(page)
        return known.state if known else "published"

    def _why(self, address: str, plan: Plan) -> str:
        name = self.explainer(address)
        if name in plan.explainers:
            return f"it is published, but {name} no longer has this edition: was a table or the matrix cut?{SIGN}"
        return f"it is published, but no notebook makes it anymore{SIGN}"


def replacement(page: PagePlan, claims: tuple[Claim, ...], gone: Container[str], lock: Lock) -> str:
    """The vanished address whose facts a new page has, because it was renamed; "" if none.

    Of several, it is the one with most facts in common, and of those the first by name.
    """
    top = page.address.split("/")[0]
    said = {claim.key for claim in claims}
    shared = Counter(address for key in said for address in lock.pages_by_key.get(key, ()) if address in gone)
    likely = [
        (-common - (address.split("/")[0] == top), address)
        for address, common in shared.items()
        if 2 * common >= len({line.key for line in lock.of(address).values()})
    ]
    return min(likely)[1] if likely else ""


def withdrawn_before(page: PagePlan, claims: tuple[Claim, ...], plan: Plan, lock: Lock) -> str:
    """The address without a page at which an editor withdrew what is now a new page; "" if none."""
    top = page.address.split("/")[0]
    left = {
        name: known
        for name, known in lock.withdrawn.items()
        if name.split("/")[0] == top and name not in plan.by_address and name not in plan.former_addresses
    }
    if found := replacement(page, claims, left, lock):
        return found
    without_facts = (name for name, known in left.items() if not lock.of(name))
    return next((name for name in without_facts if left[name].explainer == page.explainer.name), "")


def _note(project: Project) -> Path:
    return project.build_dir / "published.json"
