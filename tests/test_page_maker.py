"""One page as a worker makes it: its files, and its claims as values."""

from __future__ import annotations

from pathlib import Path

import papermill_door
import pytest
from desk import FRONT, code, errors, explainer, write
from published import MATRIX, lay, write_pay

from nutgraf.cache.page_cache import PageCache, bytes_of
from nutgraf.ledger import read_lock
from nutgraf.pipeline.attempt import attempt_page
from nutgraf.pipeline.live import LiveSheet, read_sheet
from nutgraf.pipeline.page_job import PageResult
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.worker import Worker
from nutgraf.plan import plan_pages
from nutgraf.project import read_project


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page for each of two states in two languages."""
    papermill_door.open_door(monkeypatch)
    return lay(tmp_path / "newsroom")


def made(root: Path, address: str = "en/pay/tn") -> PageResult:
    """The page at an address, made from nothing."""
    project = read_project(root)
    plan, lock = plan_pages(project), read_lock(project.lock_file)
    (page,) = plan.matching([address])
    staleness = StalenessCheck(project, Review(project, PageCache(project), plan, lock))
    return attempt_page(staleness.job(page), Worker())


def test_the_claims_of_a_page_come_back_as_its_fact_sheet_has_them(root: Path) -> None:
    write_pay(root, words="Paid by 9 million")
    result = made(root)
    assert result.entry is not None
    sheet = read_sheet(bytes_of(dict(result.entry.files)["facts.json"]))
    assert [claim.text for claim in result.claims] == ["314"]
    assert result.claims == sheet.claims
    assert LiveSheet(result.about, result.claims).fingerprint == sheet.fingerprint
    assert [number["text"] for number in result.about["numbers"]] == ["9 million"]


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
