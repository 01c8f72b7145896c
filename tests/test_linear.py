"""A build of twice as many editions takes twice as many steps, and no more: planning, deciding, laying out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

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


def steps(root: Path) -> tuple[int, Report]:
    """How many functions a build calls."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        report = built(root)
    finally:
        sys.setprofile(None)
    return calls, report


@pytest.fixture(autouse=True)
def without_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nutgraf.pipeline.changed_pages.make_pages", made)


def test_twice_the_editions_take_at_most_twice_the_steps_whether_one_row_changed_or_none(tmp_path: Path) -> None:
    few, many = grown(tmp_path / "few", 150), grown(tmp_path / "many", 300)
    assert [built(root).totals for root in (few, many, few, many)] == [
        {"ran": 150},
        {"ran": 300},
        {"unchanged": 150},
        {"unchanged": 300},
    ]
    assert steps(many)[0] <= 2.05 * steps(few)[0]
    grown(few, 150, first=2)
    grown(many, 300, first=2)
    one, two = steps(few), steps(many)
    assert [report.totals for _, report in (one, two)] == [{"ran": 1, "unchanged": 149}, {"ran": 1, "unchanged": 299}]
    assert two[0] <= 2.05 * one[0]


def test_a_changed_row_of_one_page_has_no_other_page_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grown(tmp_path / "project", 30)
    built(root)
    before = {path: path.stat().st_ino for path in (root / "build/site/en/grown").rglob("*.*")}
    grown(root, 30, first=2)
    read: list[str] = []
    plain = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path.as_posix()), plain(path))[1])
    assert built(root).totals == {"ran": 1, "unchanged": 29}
    assert {path for path in read if path.endswith("/index.html") and "/p0/" not in path and "+p0/" not in path} <= {
        f"{root.as_posix()}/build/site/index.html",
        f"{root.as_posix()}/build/site/en/index.html",
    }
    after = {path: path.stat().st_ino for path in (root / "build/site/en/grown").rglob("*.*")}
    assert {path.parent.name for path in before if before[path] != after[path]} <= {"p0"}


def test_a_page_that_was_altered_in_the_site_is_put_right_by_the_next_build(tmp_path: Path) -> None:
    root = grown(tmp_path / "project", 6)
    built(root)
    page = root / "build/site/en/grown/p3/index.html"
    right = page.read_bytes()
    page.write_bytes(right.replace(b"p3", b"p9"))
    grown(root, 6, first=2)
    assert built(root).totals == {"ran": 1, "unchanged": 5}
    assert page.read_bytes() == right
