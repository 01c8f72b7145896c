"""A build in which only the stylesheet or another file that pages link to changed: every page gets its new name.

Nothing is planned, checked or reviewed: the last build did so, from the same inputs, and everything was published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nutgraf.cache.files import names_in
from nutgraf.cache.inputs import LINK_NAME, LINKED, TEMPLATES, Inputs, digest
from nutgraf.cache.page_cache import CachedPage, FileContent, PageCache
from nutgraf.cache.software import linked_files, templates_with
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.relink import TEXTS, relinked, renamed, with_sums
from nutgraf.pipeline.report import Outcome, Report, kept_out
from nutgraf.pipeline.settled import SiteNote
from nutgraf.pipeline.stamps import BuildStamp, settings_digest, stamp_of_site
from nutgraf.project import Project
from nutgraf.render import assets


def restyle(
    project: Project,
    options: Options,
    stamp: BuildStamp,
    begin: Callable[[int, int], None],
    on_outcome: Callable[[Outcome], None],
) -> Report | None:
    """Give all pages and the site the new names of the files that they link to.

    Returns None, before anything is written, if anything else changed or the build is for a preview.
    """
    last = None if options.is_preview else stamp.build_in_other_looks()
    site = stamp_of_site(project, {})
    if last is None or not isinstance(site.stamped_inputs, dict):
        return None
    shown = SiteNote.from_json(site.note()).records
    cache, addresses = PageCache(project), [each.address for each in last.outcomes]
    if set(shown) != set(addresses) or not site.is_untouched:
        return None
    pages = {address: page for address in addresses if (page := cache.page(address))}
    drawn_from = _now(project)
    names = _new_names(project, pages.values(), drawn_from)
    if len(pages) != len(addresses) or names is None:
        return None
    begin(len(pages), len(pages))
    site.remove()
    outcomes, files, sums = [], dict[str, FileContent](), dict[str, str]()
    for each in last.outcomes:
        before = pages[each.address]
        sums |= _amend(cache, before, names, drawn_from)
        files |= _files(each.address, before)
        outcomes.append(Outcome(each.address, each.name, "rendered", f"the {LINKED} changed", numbers=each.numbers))
        on_outcome(outcomes[-1])
    _write_site(project, files, names, sums)
    made = {address: cache.record_digest(address) for address in shown}
    settings = settings_digest(project, drafts=options.drafts)
    inputs = {**site.stamped_inputs, "pages": digest(made), "settings": settings, "linked files": linked_files()}
    written = stamp_of_site(project, inputs).write(SiteNote(made).to_json())
    stamp.write(last, stamp.files_read, written)
    kept, drafts = kept_out(last.withheld, drafts=options.drafts)
    index = project.site_dir / "index.html"
    return Report(tuple(outcomes), (), kept, 0.0, index, outdated_translations=last.outdated, drafts=drafts)


def _now(project: Project) -> Mapping[str, str]:
    """The current inputs of a page's rendering that are files which pages link to."""
    shared = assets(project.css, project.logo, project.sheet)
    return {LINKED: linked_files(), **{f"{LINK_NAME}{kind}": asset.path for kind, asset in shared.items()}}


def _new_names(project: Project, pages: Iterable[CachedPage], drawn_from: Inputs) -> Mapping[str, str] | None:
    """The files that all pages link to, each by its name then, with its name now; None if anything else changed."""
    look, found = templates_with(project.templates), dict[str, str]()
    for page in pages:
        before = page.record.drawn_from
        if before.get(TEMPLATES) != look or not drawn_from.keys() <= before.keys():
            return None
        names = {before[name]: now for name, now in drawn_from.items() if name != LINKED}
        if names != (found := found or names) or any(len(old) != len(new) for old, new in names.items()):
            return None
    return found


def _amend(cache: PageCache, page: CachedPage, names: Mapping[str, str], now: Inputs) -> Mapping[str, str]:
    """Cache the page with the new names; gives the checksum that each of its changed files had, with the one now."""
    after, sums = relinked(page, {**page.record.drawn_from, **now}, names)
    cache.amend(after)
    return sums


def _files(address: str, page: CachedPage) -> dict[str, FileContent]:
    """The files of a page, by their paths in the site; they are read once they have the new names."""
    return {f"{address}/index.html": page.html, **{f"{address}/{name}": content for name, content in page.files}}


def _write_site(
    project: Project, pages: Mapping[str, FileContent], names: Mapping[str, str], sums: Mapping[str, str]
) -> None:
    """Write the site with these files of pages; its others link to the files with the new names too."""
    from nutgraf.site import Site, publish

    folder, files, same = project.site_dir, dict(pages), set[str]()
    for name in names_in(folder):
        if name in pages:
            if not name.endswith(TEXTS):
                same.add(name)
        elif name.endswith(TEXTS):
            files[name] = with_sums(renamed((folder / name).read_bytes(), names), sums)
        elif name not in names:
            files[name] = folder / name
            same.add(name)
    files |= {asset.path: asset.content for asset in assets(project.css, project.logo, project.sheet).values()}
    publish(Site(dict(sorted(files.items()))), project.build_dir, folder.name, same)
