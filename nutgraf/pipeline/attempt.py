"""One attempt to build a page: every error is returned as a problem, with the time that it took."""

from __future__ import annotations

import os
import sys
import time
import warnings
from dataclasses import replace

from nutgraf.cache.picture_cache import PictureCache
from nutgraf.disk_errors import THE_MACHINES, disk_problem
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.language_files import current_project, language_files_as_now
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.page_maker import make_page
from nutgraf.pipeline.timing import page_timing
from nutgraf.pipeline.worker import Worker
from nutgraf.run.timer import RunTimer


def attempt_page(job: PageJob, worker: Worker) -> PageResult:
    """Build one page; errors in it are returned as problems, not raised.

    Raises UsageError for a fault of the machine, such as a full disk, which affects other pages too.
    """
    begun, timer = time.perf_counter(), RunTimer()
    pictures = PictureCache(None if job.redraw_pictures else job.project.pictures_dir, job.software)
    try:
        with current_project(job.project.root), language_files_as_now(), warnings.catch_warnings():
            if not sys.warnoptions:  # our libraries' warnings are for programmers; a notebook's are in its outputs
                warnings.simplefilter("ignore")
            made = make_page(job, worker, pictures, timer)
    except NutgrafError as error:
        made = PageResult(job.plan.address, problems=error.problems)
    except OSError as error:
        if error.errno in THE_MACHINES:
            raise UsageError(disk_problem(error, job.project.root)) from error
        made = PageResult(job.plan.address, problems=(disk_problem(error, job.project.root),))
    except Exception as error:  # a bug of ours or of a library must not stop other pages
        made = PageResult(job.plan.address, problems=(_our_fault(job, error),))
    return replace(made, timing=page_timing(job.plan, timer, pictures.counts, time.perf_counter() - begun))


def _our_fault(job: PageJob, error: Exception) -> Problem:
    """The problem for an unexpected error, with its place in our own code."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}nutgraf{os.sep}" in frame.filename] or frames
    at = f"nutgraf/{ours[-1].filename.rpartition(f'{os.sep}nutgraf{os.sep}')[2]}, line {ours[-1].lineno}"
    said = str(error).partition("\n")[0][:300]
    what = f"nutgraf could not make this page: {type(error).__name__}: {said} ({at})"
    fix = "the other pages are fine; to find the cell, build with half of them tagged skip-execution"
    return Problem(job.plan.explainer.where, what, fix)
