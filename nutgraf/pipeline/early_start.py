"""What a build starts before anything else: its workers' fork server, unless a preview lends its workers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from nutgraf.kernel import start_fork_server
from nutgraf.lazy_imports import collect_no_garbage
from nutgraf.pipeline.borrowing import borrow
from nutgraf.pipeline.options import Options
from nutgraf.project import Project


@contextlib.contextmanager
def workers_for(project: Project, options: Options) -> Iterator[Options]:
    """The options with the workers of a build; those of its own end with it.

    The fork server imports while this process does, and plans and decides.
    """
    if options.workers is not None or options.scheduler:
        yield options
        return
    borrowed = None if options.cold else borrow(project)
    server = None if options.cold or borrowed else start_fork_server()
    with collect_no_garbage():
        from nutgraf.pipeline.crew import Crew  # imports what makes a page

    crew = Crew(cold=options.cold, server=server, borrowed=borrowed)
    try:
        yield replace(options, workers=crew)
    finally:
        crew.end(at_once=True)  # idle by now, or it is too late for their pages
