"""The pages of the site: those just built, those cached, and the last good copy of those that failed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from nutgraf.cache.page_cache import FileContent, bytes_of
from nutgraf.frontmatter import FrontMatterText
from nutgraf.inner_path import leads_out
from nutgraf.ledger import JSON, Lock
from nutgraf.lint.plan_checks import unspoken_languages
from nutgraf.pipeline.decision import Copy
from nutgraf.pipeline.live import listed, read_sheet
from nutgraf.pipeline.reader_notes import language_of
from nutgraf.pipeline.review import Review
from nutgraf.plan import Plan
from nutgraf.project import Project
from nutgraf.render import assets
from nutgraf.site import Entry, Placeholder, read_entry
from nutgraf.site.page_contents import PAGE
from nutgraf.stored_json import read_stored


def collect_entries(review: Review) -> tuple[list[Entry], dict[str, FileContent]]:
    """The pages of the site, and the assets of earlier builds that some of them still load.

    An explainer that cannot be planned keeps its pages, and so does a published address that no longer has a page,
    until an editor signs off its removal. A moved page stays at its old address until the new one exists.
    """
    plan = review.plan
    shown = {page.address for page in plan.pages if review.drafts or not page.withheld_reason}
    withheld = {page.address for page in plan.pages} - shown
    found = {address: last_good_copy(review, address) for address in shown}
    for folder in _sites(review):
        for address, explainer in listed(folder).items():
            if explainer in plan.unplanned and address not in withheld:
                found.setdefault(address, last_good_copy(review, address))
    for address in review.vanished:
        found[address] = copy_of_vanished(review, address)
    for page in plan.pages:
        if page.address in shown and found[page.address] is None:
            former = (each for each in page.redirect_from if each in review.live.addresses)
            found |= {address: copy_of_vanished(review, address) for address in former}
    entries = [entry for entry in found.values() if entry is not None]
    return entries, legacy_assets(entries, _sites(review))


def in_complete_languages(project: Project) -> Project:
    """The project without the languages in which no page can be built, which have no front page either."""
    silent = unspoken_languages(project)
    known = tuple(lang for lang in project.languages if lang not in silent)
    return project.model_copy(update={"languages": known}) if silent else project


def redirects_and_tombstones(plan: Plan, lock: Lock, *, drafts: bool = False) -> list[Placeholder]:
    """The redirects at the old addresses of moved pages, and the notices at those of withdrawn pages."""
    moved = _redirects(plan, lock, drafts=drafts)
    withdrawn = [
        Placeholder(page.address, page.lang, words=_in(page.lang, page.explainer.front_matter.withdrawn))
        for page in plan.pages
        if page.withheld_reason == "withdrawn" and page.explainer.front_matter.withdrawn
    ]
    leading = {left.address for left in (*moved, *withdrawn)}
    signed = [each for each in lock.addresses.values() if each.state == "withdrawn" and each.id not in leading]
    for each in signed:
        lang = language_of(each.id, plan)
        withdrawn.append(Placeholder(each.id, lang, words=_in(lang, dict(each.words))))
    return moved + withdrawn


def _redirects(plan: Plan, lock: Lock, *, drafts: bool) -> list[Placeholder]:
    """The addresses that lead to a page of the site: those in its front matter, and those that once led to it."""
    shown = {page.address: page for page in plan.pages if drafts or page.withheld_reason in ("", "withdrawn")}
    withdrawn = {name for name, address in lock.addresses.items() if address.state == "withdrawn"}
    leads = {name: address.to for name, address in lock.addresses.items() if address.state == "gone" and address.to}
    leads |= {each: page.address for page in shown.values() for each in page.redirect_from if each not in withdrawn}
    return [
        Placeholder(address, shown[to].lang, to=to)
        for address in leads
        if address not in plan.by_address and (to := _end(leads, address)) in shown
    ]


def _end(leads: Mapping[str, str], address: str) -> str:
    """Where an address leads, over as many others as there are; "" if it leads nowhere."""
    passed = {address}
    while (address := leads.get(address, "")) in leads:
        if address in passed:
            return ""
        passed.add(address)
    return address


def _in(lang: str, words: FrontMatterText) -> str:
    return words if isinstance(words, str) else words.get(lang, "")


def last_good_copy(review: Review, address: str) -> Entry | None:
    """The page as last built here, else as it is live, else as it is in the local site; None if it is new.

    A copy built here with a changed fact that is not signed off is skipped. The live copy is the last
    good one, whatever facts.lock says. A draft is no good copy of a page that is published.
    """
    copies = (find(review, address) for find in (_from_cache, _from_a_site))
    return next((copy for copy in copies if copy and (review.drafts or not copy.info.draft)), None)


def copy_of_vanished(review: Review, address: str) -> Entry | None:
    """A page that no notebook makes anymore, as last published; the cached copy may be a later draft."""
    found = _from_a_site(review, address)
    if found is not None and (review.drafts or not found.info.draft):
        return found
    entry = _from_cache(review, address)
    return None if entry is None or entry.info.draft else entry


def _from_cache(review: Review, address: str) -> Entry | None:
    if known := review.settled.get(address):
        return known.entry(review.plan.by_address[address].info, review.site_dir)
    cached = review.page_cache.page(address)
    if cached is None or not review.decide(address).may_publish:
        return None
    planned = review.plan.by_address[address].info if address in review.current else None
    entry = read_entry(cached.entry, cached.html, cached.files, info=planned)
    return entry if entry.noted else replace(entry, claims=review.sheet(address).claims)


def _from_a_site(review: Review, address: str) -> Entry | None:
    """The copy in the live site, else the one in the local site, if it may be published."""
    sites: tuple[tuple[Literal["live", "site"], Path | None], ...]
    sites = (("live", review.live.site), ("site", review.project.site_dir))
    for origin, folder in sites:
        entry = entry_from_site(folder / address) if folder else None
        if entry and review.decide(address, Copy(origin, entry.files)).may_publish:
            return entry
    return None


def _sites(review: Review) -> list[Path]:
    return [folder for folder in (review.live.site, review.project.site_dir) if folder is not None and folder.is_dir()]


def entry_from_site(folder: Path) -> Entry | None:
    """The page at its address in a site; None if it is missing or incomplete, or names a file that is not of it."""
    if not (folder / PAGE).is_file():
        return None
    try:
        known = read_stored((folder / PAGE).read_text(encoding="utf-8"))
        files = tuple((name, folder / name) for name in (*known.pop("files"), PAGE))
        if any(leads_out(name) for name, _ in files) or not folder.as_posix().endswith(f"/{known['address']}"):
            return None
        html = folder / "index.html"
        hashes = {each["path"]: each["sha256"] for each in known.get("assets", ())}
        whole = all(
            _is_as_published(path, hashes.get(path.relative_to(folder).as_posix()))
            for path in (html, *(path for _, path in files))
        )
        sheet = read_sheet((folder / JSON).read_bytes() if JSON in dict(files) else None)
        return Entry.from_json(known, html, files, sheet.claims) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_as_published(path: Path, sha256: str | None) -> bool:
    """Whether a file exists and has the digest that its page states; sites of an earlier nutgraf state fewer."""
    return path.is_file() and sha256 in (None, hashlib.sha256(path.read_bytes()).hexdigest())


def sheet_of(entry: Entry) -> bytes | None:
    """The fact sheet of a page, as published."""
    found = dict(entry.files).get(JSON)
    return None if found is None else bytes_of(found)


def legacy_assets(entries: Sequence[Entry], folders: Sequence[Path]) -> dict[str, FileContent]:
    """The assets of earlier builds in a site that pages from then still load."""
    asked = {name for entry in entries for name in entry.contents.assets}
    now = {asset.path for asset in assets().values()}
    found: dict[str, FileContent] = {}
    for name in sorted(name for name in asked - now if not leads_out(name)):
        path = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if path is not None:
            found[name] = path
    return found
