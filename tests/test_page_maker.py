"""One page as a worker makes it: its files, and its claims as values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nutgraf.cache.page_cache import bytes_of
from nutgraf.ledger import read_lock
from nutgraf.notebook import read_explainer
from nutgraf.pipeline.attempt import attempt_page
from nutgraf.pipeline.changed_pages import make_changed
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.worker import Worker
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.run import load_papermill
from nutgraf.run.planned_notebook import planned
from support import papermill_door
from support.desk import FRONT, code, errors, explainer, prose, write
from support.published import MATRIX, came_out, lay, run, write_pay


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page for each of two states in two languages."""
    papermill_door.open_door(monkeypatch)
    return lay(tmp_path / "newsroom")


def job_of(root: Path, address: str) -> PageJob:
    """The job that makes the page at an address from nothing."""
    project = read_project(root)
    plan, lock = plan_pages(project), read_lock(project.lock_file)
    (page,) = plan.matching([address])
    staleness = StalenessCheck(project, open_review(project, plan, lock))
    return staleness.job(page)


def made(root: Path) -> PageResult:
    """The page of Tennessee, made from nothing."""
    return attempt_page(job_of(root, "en/pay/tn"), Worker())


def test_the_claims_of_a_page_come_back_as_its_fact_sheet_has_them(root: Path) -> None:
    write_pay(root, words="Paid by 9 million")
    result = made(root)
    assert result.entry is not None
    sheet = read_sheet(bytes_of(dict(result.entry.files)["facts.json"]))
    assert [claim.text for claim in result.claims] == ["314"]
    assert result.claims == sheet.claims
    assert LiveSheet(result.about, result.claims).fingerprint == sheet.fingerprint
    assert [number["text"] for number in result.about["numbers"]] == ["9 million"]


def test_a_page_just_made_is_decided_about_without_reading_its_fact_sheet_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        code('import nutgraf\npaid = nutgraf.fact("areas", usps="TN")', id="row"),
        prose("It was {{ paid | count }}."),
    ]
    write(root, "pay", explainer(*cells))
    read: list[bytes | None] = []
    monkeypatch.setattr("nutgraf.pipeline.review.read_sheet", lambda content: (read.append(content), LiveSheet())[1])
    decided = []

    def made_changed(*given: Any) -> Any:
        found = make_changed(*given)
        decided.append(len(read))
        return found

    monkeypatch.setattr("nutgraf.pipeline.full_build.make_changed", made_changed)
    assert came_out(run(root)) == {"en/pay": "ran"}
    assert decided == [0]
    assert read == []  # nor for the site


def test_a_page_is_made_from_the_notebook_as_it_was_planned_whatever_is_saved_meanwhile(root: Path) -> None:
    job = job_of(root, "en/pay/tn")
    write_pay(root, words="Saved later")
    result = attempt_page(job, Worker())
    assert result.entry is not None
    assert b"Saved later" not in bytes_of(result.entry.html)


def test_the_record_of_a_page_has_a_digest_of_every_file_of_it(root: Path) -> None:
    result = made(root)
    assert result.entry is not None
    assert result.record is not None
    names = {f"files/{name}" for name, _ in result.entry.files}
    assert set(result.record.kept) == {"index.html", "entry.json"} | names


def test_a_page_whose_notebook_stops_has_problems_and_no_entry(root: Path) -> None:
    cells = [code("1 / 0", id="stops")]
    parameters = 'lang: str = "en"\nstate: str = "TN"'
    write(root, "pay", explainer(*cells, front_matter=f"{FRONT}\n{MATRIX}", parameters_cell=parameters))
    result = made(root)
    assert (result.entry, result.record, result.claims) == (None, None, ())
    assert "ZeroDivisionError" in errors(result.problems)[0]


def test_papermill_reads_a_planned_notebook_as_it_reads_the_same_one_from_a_file(root: Path) -> None:
    papermill = load_papermill()
    path = next((root / "notebooks").glob("*.ipynb"))
    node = read_explainer(path).node
    node.cells[0].metadata["trusted"] = True  # nbformat keeps it out of files
    with planned(node) as name:
        read = papermill.iorw.load_notebook_node(name)
    assert list(read) == list(papermill.iorw.load_notebook_node(node))
    assert json.dumps(read) == json.dumps(papermill.iorw.load_notebook_node(node))
