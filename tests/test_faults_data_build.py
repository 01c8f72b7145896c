"""One bad table stops the pages that read it and no other, and every build says so until it is put right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.pipeline import Options, Report, build
from nutgraf.project import read_project
from support.desk import code, explainer, project, prose, write
from support.newsroom import after_first_build
from support.tables import within


def _built(root: Path) -> Report:
    return build(read_project(root), Options())


def test_a_bad_cell_in_a_table_that_no_page_reads_stops_no_page_and_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    (root / "data" / "unread.csv").write_text("usps,value\nTN,many\n")
    for _ in range(2):
        report = _built(root)
        assert {outcome.status for outcome in report.outcomes} == {"unchanged"}
        assert [problem.where for problem in report.problems] == ["data/unread.csv, row 2, column value"]
        assert report.exit_status == 1


def test_a_bad_cell_stops_the_pages_that_read_its_table_and_their_last_good_copy_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    areas = root / "data" / "areas.csv"
    areas.write_text(areas.read_text().replace("TN,1,", "TN,one,"))
    report = _built(root)
    assert {outcome.status for outcome in report.outcomes} == {"failed"}
    assert all(outcome.last_good for outcome in report.outcomes)
    assert {problem.what for outcome in report.outcomes for problem in outcome.problems} == {"'one' is not a number"}
    assert [problem.where for problem in report.problems] == ["data/areas.csv, row 2, column value"]


def test_pages_come_back_when_the_bad_cell_is_put_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    areas = root / "data" / "areas.csv"
    sound = areas.read_text()
    areas.write_text(sound.replace("TN,1,", "TN,one,"))
    _built(root)
    areas.write_text(sound)
    report = _built(root)
    assert report.exit_status == 0
    assert {outcome.status for outcome in report.outcomes} == {"unchanged"}


def test_a_pipe_in_place_of_a_table_ends_check_and_build_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    (root / "data" / "unread.csv").unlink()
    os.mkfifo(root / "data" / "unread.csv")
    with within(60):
        assert [problem.where for problem in _built(root).problems] == ["data/unread.csv"]
        done = CliRunner().invoke(main, ["--project", str(root), "check"])
    assert (done.exit_code, "this is not an ordinary file" in done.output) == (1, True)


def test_a_pipe_in_place_of_a_notebook_is_named(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    os.mkfifo(root / "notebooks" / "pipe.ipynb")
    with within(60):
        done = CliRunner().invoke(main, ["--project", str(root), "check"])
    assert (done.exit_code, "notebooks/pipe.ipynb" in done.output) == (1, True)
    assert "this is not a notebook: it is no file that can be read" in done.output


def test_check_names_every_bad_table_and_every_bad_notebook_in_one_run(tmp_path: Path) -> None:
    root = project(tmp_path / "p", tables={"areas": "usps,value\nTN,1_000\n"})
    write(root, "taxes", explainer(prose("# A second headline"), code("1 + 1")))
    done = CliRunner().invoke(main, ["--project", str(root), "check"])
    assert done.exit_code == 1
    assert "data/areas.csv, row 2, column value" in done.output
    assert "is a second headline" in done.output


def test_a_matrix_of_a_bad_table_stops_that_explainer_alone(tmp_path: Path) -> None:
    root = project(tmp_path / "p", tables={"areas": "usps,value\nTN,x\n", "good": "usps,value\nTN,1\n"})
    front = "title: Who pays\ndate: 2026-11-24\nauthors: [Ana Ruiz]\nmatrix: {state: {table: %s, column: usps}}"
    cell = 'lang: str = "en"  # language\nstate: str = "TN"  # state'
    for name in ("areas", "good"):
        write(root, name, explainer(front_matter=front % name, parameters_cell=cell))
    done = CliRunner().invoke(main, ["--project", str(root), "check"])
    assert done.exit_code == 1
    assert "notebooks/areas.ipynb, front matter, matrix, state" in done.output
    assert "notebooks/good.ipynb" not in done.output
