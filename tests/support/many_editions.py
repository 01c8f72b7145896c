"""A project of any number of editions whose pages are made without a kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nutgraf import data
from nutgraf.cache import Record, digest
from nutgraf.cache.page_cache import digests_of
from nutgraf.ledger import to_json
from nutgraf.pipeline import Options, Report, build
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.project import read_project
from nutgraf.site import Entry
from support.desk import code, explainer, project, write

FRONT = """title: "Place {{ place }}"
date: 2026-11-24
authors: [Ana Ruiz]
matrix: {place: {table: places, column: place}}
address: "en/grown/{place}"
"""
NUMBER = {"where": "1st cell", "text": "five", "sentence": "Five others.", "likely": "", "exempt": ""}


def made(jobs: Sequence[PageJob], **_: object) -> Iterator[PageResult]:
    """Pages as a worker makes them, without a kernel: each reads its own row."""
    for job in jobs:
        address, where = job.plan.address, {"place": job.plan.values["place"]}
        about = {"address": address, "title": address, "numbers": [NUMBER], "figures": []}
        html = f'<html lang="en"><p id="top">{address}</p></html>'.encode()
        files = (("facts.json", to_json((), **about)),)
        entry = Entry(job.plan.info, address, address, "", "", "2026-11-24", html, files)
        read = {"table": "places", "where": where, "columns": None}
        record = Record(
            address=address,
            explainer=job.plan.explainer.name,
            values=where,
            made_from=job.made_from,
            reads=({**read, "digest": data.digest(job.project.data_package, "places", where)},),
            drawn_from=job.drawn_from,
            sources=(),
            sources_digest=data.digest(job.project.data_package, "sources", {"source_id": []}),
            run=digest(b"{}"),
            kept=digests_of(html, entry.to_text(), files),
        )
        yield PageResult(address, record, entry, about=about, executed_notebook="{}")


def grown(root: Path, editions: int, *, first: int = 1) -> Path:
    """A project with an edition for each row of its table."""
    rows = "".join(f"p{number},{number if number else first},made_up\n" for number in range(editions))
    if root.exists():
        (root / "data/places.csv").write_text(f"place,value,source_id\n{rows}")
        return root
    project(root, settings='[tool.nutgraf]\nname = "Desk"\n', tables={"places": f"place,value,source_id\n{rows}"})
    node = explainer(code("place", id="one"), front_matter=FRONT, parameters_cell='place: str = "p0"  # a place')
    write(root, "grown", node)
    return root


def built(root: Path) -> Report:
    return build(read_project(root), Options())
