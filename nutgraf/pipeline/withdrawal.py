"""Withdraws pages by an entry in facts.lock; the next build puts a notice in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from nutgraf.cache.page_cache import PageCache
from nutgraf.errors import Problem, UsageError, did_you_mean
from nutgraf.ledger import Address, Lock, Signature, read_lock, sheets, write_lock
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.live import Live
from nutgraf.pipeline.reader_notes import refuse_silence
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project


def without_withdrawn(plan: Plan, lock: Lock) -> Plan:
    """The plan, without the pages that an editor withdrew, also under a new address."""
    out = {name for name, address in lock.addresses.items() if address.state == "withdrawn"}
    pages = tuple(
        replace(page, withheld_reason="withdrawn") if out & {page.address, *page.redirect_from} else page
        for page in plan.pages
    )
    return replace(plan, pages=pages)


def withdraw(
    project: Project,
    signature: Signature,
    *,
    pages: Sequence[str] = (),
    source: str = "",
    words: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Withdraw the pages at these addresses, and every page that uses the source; returns their addresses, in order.

    Raises UsageError if no page has one of the addresses, or none uses the source; and if there are
    `words` for the readers of some of the pages, but none in the language of the others.
    """
    with one_build_at_a_time(project):
        lock = read_lock(project.lock_file)
        plan, page_cache = plan_pages(project), PageCache(project)
        known = {page.address for page in plan.pages} | Live(project, lock).addresses
        found: set[str] = set()
        for pattern in pages:
            fitting = {address for address in known if fnmatchcase(address, pattern.strip("/"))}
            if not fitting:
                raise UsageError(Problem(pattern, "no page has this address", did_you_mean(pattern, sorted(known))))
            found |= fitting
        if source:
            resting = {address for address in known if (one := page_cache.record(address)) and source in one.sources}
            resting |= {
                sheet.address
                for sheet in sheets(project.site_dir)
                if any(source in claim.sources for claim in sheet.claims)
            }
            if not resting:
                raise UsageError(Problem(f"--source {source}", "no page uses this source", "see data/sources.csv"))
            found |= resting
        refuse_silence(words or {}, found, plan)
        for address in sorted(found):
            before = lock.addresses.get(address, Address(address))
            about = {"date": signature.date, "name": signature.name, "reason": signature.reason}
            lock = lock.at(replace(before, state="withdrawn", words=dict(words or {}), **about))
        write_lock(lock, project.lock_file)
    return tuple(sorted(found))
