"""A build takes as many steps for each further edition as for the last: planning, deciding, laying out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from nutgraf.ledger import read_lock
from nutgraf.pipeline import Options, Report, build
from nutgraf.pipeline.live import Live
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import code, explainer, project, write
from support.many_editions import FRONT, NUMBER, built, grown, made


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


def grow_evenly(counts: Sequence[int]) -> bool:
    """Whether each further edition takes as many steps as those before."""
    few, some, many = counts
    return many - some <= 1.03 * (some - few)


def test_each_further_edition_takes_as_many_steps_as_the_last_whether_one_row_changed_or_none(tmp_path: Path) -> None:
    sizes = (30, 60, 90)
    roots = [grown(tmp_path / str(size), size) for size in sizes]
    assert [built(root).totals for root in roots] == [{"ran": size} for size in sizes]
    assert [built(root).totals for root in roots] == [{"unchanged": size} for size in sizes]
    assert grow_evenly([steps(root)[0] for root in roots])
    for root, size in zip(roots, sizes, strict=True):
        grown(root, size, first=2)
    found = [steps(root) for root in roots]
    assert [report.totals for _, report in found] == [{"ran": 1, "unchanged": size - 1} for size in sizes]
    assert grow_evenly([count for count, _ in found])


def operations(call: Callable[[], object]) -> int:
    """How many operations of Python a call takes, comparisons in comprehensions included."""
    counted = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return count

    sys.settrace(count)
    try:
        call()
    finally:
        sys.settrace(None)
    return counted


@pytest.mark.parametrize(
    "matrix", ["place: [{}]", "include: [{}]"], ids=["places in a list", "places that are each included"]
)
def test_each_further_edition_that_a_notebook_lists_takes_as_long_to_plan_as_the_last(
    tmp_path: Path, matrix: str
) -> None:
    counts = []
    for size in (150, 200, 250):  # more than 120, of which a page names the nearest alone
        names = [f"p{100 + number}" for number in range(size)]
        listed = ", ".join(names if matrix.startswith("place") else (f"{{place: {name}}}" for name in names))
        root = tmp_path / str(size)
        project(root, settings='[tool.nutgraf]\nname = "Desk"\n')
        front = FRONT.replace("place: {table: places, column: place}", matrix.format(listed))
        write(root, "grown", explainer(code("place"), front_matter=front, parameters_cell='place: str = "p100"  # one'))
        plan_pages(read_project(root))
        counts.append(operations(lambda root=root: plan_pages(read_project(root))))  # type: ignore[misc]
        assert len(plan_pages(read_project(root)).pages) == size
    assert grow_evenly(counts)


def test_the_list_of_pages_of_a_site_is_read_once_however_many_lost_their_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NUMBER, "exempt", "a number in words")
    root = grown(tmp_path / "project", 12)
    build(read_project(root), Options(publish=True))
    (root / "notebooks/grown.ipynb").rename(root / "notebooks/_grown.ipynb")
    write(root, "other", explainer(code("1"), front_matter=FRONT.partition("matrix")[0]))
    read: list[Path] = []
    plain = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, *a, **k: (read.append(path), plain(path, *a, **k))[1])
    problems = Live(read_project(root), read_lock(root / "facts.lock")).vanished(
        plan_pages(read_project(root)), drafts=False
    )
    assert len(problems) == 12
    assert len([path for path in read if path.name == "manifest.json"]) <= 1


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
    site, others = f"{root.as_posix()}/build/site", ("", "en/", "en/about/", "en/corrections/", "en/method/")
    of_site = {f"{site}/{folder}index.html" for folder in others}
    of_pages = {path for path in read if path.endswith("/index.html") and "/p0/" not in path and "+p0/" not in path}
    assert of_pages - of_site == set()
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
