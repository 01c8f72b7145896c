"""Builds of a project: all of it at once where nothing changed, else page by page, as `full_build` says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from nutgraf.errors import Problem, UsageError
from nutgraf.language_files import current_project
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.live_site import usable_live_site
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.overdue_sources import overdue_on
from nutgraf.pipeline.report import Outcome, Report, kept_out
from nutgraf.pipeline.stamps import BuildStamp, LastBuild, site_folder
from nutgraf.project import Project

__all__ = ["Observer", "Options", "Outcome", "Report", "build"]


def build(
    project: Project,
    options: Options,
    begin: Callable[[int, int], None] = lambda _, __: None,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Build the requested pages, and the site of all pages.

    `begin` is called with the number of pages and the number to build, `on_outcome` with each outcome, in the
    order of addresses.

    Raises UsageError if nothing can be built: bad settings, a bad data package, an address that no page has.
    """
    _refuse_to_publish_drafts(options)
    options = replace(options, live_site=usable_live_site(options.live_site, project.build_dir))
    begun = time.perf_counter()
    with current_project(project.root), one_build_at_a_time(project, preview=options.is_preview):
        stamp = _stamp(project, options) if options.plain else None
        if stamp and (last := stamp.last_build()):
            report = _unchanged(project, options, last, begin, on_outcome)
        elif stamp and (restyled := _restyle(project, options, stamp, begin, on_outcome)):
            report = restyled
        else:
            # Its imports take a second, which a build in which nothing changed must not wait for.
            from nutgraf.pipeline.early_start import workers_for

            only_looks = stamp is not None and stamp.only_looks_changed
            texts = stamp.texts_checked if stamp else {}
            with workers_for(project, options, only_looks=only_looks) as options:
                from nutgraf.pipeline.full_build import full_build

                report, built = full_build(project, options, begin, on_outcome, checked=only_looks, texts_checked=texts)
            if stamp and built is not None:
                stamp.write(*built)
    return replace(report, seconds=time.perf_counter() - begun)


def _stamp(project: Project, options: Options) -> BuildStamp:
    overdue = overdue_on(project, options.now.date() if options.now else None)
    return BuildStamp(project, drafts=options.drafts, preview=options.is_preview, overdue=overdue)


def _restyle(
    project: Project,
    options: Options,
    stamp: BuildStamp,
    begin: Callable[[int, int], None],
    on_outcome: Callable[[Outcome], None],
) -> Report | None:
    """The report of a build in which only a file that pages link to changed, or None, as `restyle` gives it."""
    if not stamp.only_looks_changed:
        return None
    from nutgraf.pipeline.restyle import restyle  # it reads pages, whose classes take long to import

    return restyle(project, options, stamp, begin, on_outcome)


def _refuse_to_publish_drafts(options: Options) -> None:
    if options.publish and options.drafts:
        what = "with --drafts, it would publish drafts, pages under embargo and pages that an editor withdrew"
        raise UsageError(Problem("--publish", what, "leave one of the two out"))


def _unchanged(
    project: Project,
    options: Options,
    last: LastBuild,
    begin: Callable[[int, int], None],
    on_outcome: Callable[[Outcome], None],
) -> Report:
    """Every page as cached, reported like any other."""
    begin(len(last.outcomes), 0)
    for outcome in last.outcomes:
        on_outcome(outcome)
    index = site_folder(project, preview=options.is_preview) / "index.html"
    kept, drafts = kept_out(last.withheld, drafts=options.drafts)
    return Report(tuple(last.outcomes), (), kept, 0.0, index, outdated_translations=last.outdated, drafts=drafts)
