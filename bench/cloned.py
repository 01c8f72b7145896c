"""A build of very many editions whose pages are copies of one: the cost of everything but making pages.

python bench/cloned.py    in a generated project of which one page is built

Plans, decides, receives, reviews, lays out and publishes as every build does. Prints the seconds of CPU of it, without
those that the copies take, and the most memory that it held.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import grown
from measure import command, nutgraf

FIRST = "en/grown/p0"


def cost_of_all_but_pages(folder: Path, editions: int) -> dict[str, float]:
    """The seconds of CPU and the megabytes of a build that places so many copies of a page."""
    grown.write(folder, editions)
    nutgraf(folder, "build", "--json", FIRST)
    made = command(folder, sys.executable, str(Path(__file__)))
    return dict(made.lines[-1])


def main() -> None:
    from nutgraf.pipeline import Options, build, changed_pages
    from nutgraf.project import read_project

    project, spent = read_project(Path.cwd()), [0.0]

    def timed(jobs: Sequence[Any], **_: Any) -> Iterator[Any]:
        copies = _copies(project, jobs)
        while True:
            begun = time.process_time()
            made = next(copies, None)
            spent[0] += time.process_time() - begun
            if made is None:
                return
            yield made

    changed_pages.make_pages = timed  # type: ignore[assignment]
    begun = time.process_time()
    build(project, Options())
    seconds = time.process_time() - begun - spent[0]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"cpu": round(seconds, 3), "peak_mb": round(most)}))


def _copies(project: Any, jobs: Sequence[Any]) -> Iterator[Any]:
    """The page that is built, under the address and with the value of each job."""
    from nutgraf import data
    from nutgraf.cache import digest
    from nutgraf.cache.page_cache import PageCache, bytes_of, digests_of
    from nutgraf.ledger import JSON, from_json
    from nutgraf.pipeline.page_job import PageResult
    from nutgraf.site import read_entry

    cache = PageCache(project)
    page = cache.page(FIRST)
    assert page is not None
    texts = {name: bytes_of(content) for name, content in page.files}
    first = read_entry(page.entry, b"")
    html, executed = bytes_of(page.html), cache.run(page.record) or ""
    for job in jobs:
        place = str(job.plan.values["place"])
        files = tuple((name, _named(text, place) if name.endswith(_TEXTS) else text) for name, text in texts.items())
        about, claims = from_json(dict(files)[JSON])
        words = {name: getattr(first, name).replace("p0", place) for name in ("title", "short_title")}
        entry = replace(
            first, info=job.plan.info, **words, html=_named(html, place), files=files, claims=claims, noted=None
        )
        reads = [_with_place(read, place) for read in page.record.reads]
        found = [{**read, "digest": data.digest(project.data_package, read["table"], read["where"])} for read in reads]
        run = executed.replace("p0", place)
        record = replace(
            page.record,
            address=job.plan.address,
            values=dict(job.plan.info.parameters),
            made_from=job.made_from,
            drawn_from=job.drawn_from,
            reads=tuple(found),
            run=digest(run.encode()),
            kept=digests_of(entry.html, entry.to_text(), files),
        )
        yield PageResult(job.plan.address, record, entry, about, run)


_TEXTS = (".html", ".json", ".csv", ".txt")


def _named(text: bytes, place: str) -> bytes:
    return text.replace(b"p0", place.encode())


def _with_place(read: Any, place: str) -> Any:
    where = read["where"]
    return {**read, "where": {"place": place}} if where == {"place": "p0"} else read


if __name__ == "__main__":
    main()
