"""Builds as a reporter and the nightly rebuild see them: one small newsroom, built once, then changed in copies."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from nutgraf.pipeline.pool import worker_count
from nutgraf.project import read_project
from support import pay, sites
from support.desk import FRONT, explainer, project, prose, write
from support.in_process import nutgraf
from support.pay import MATRIX, TABLE, edit, page, run, statuses, tree

pytestmark = pytest.mark.kernel
built, newsroom = pay.built, pay.newsroom  # fixtures


def test_every_edition_has_its_page(built: Path) -> None:
    found = sorted(
        path.parent.relative_to(built / "build/site").as_posix() for path in built.rglob("site/**/pay/*/index.html")
    )
    assert found == ["en/pay/tn", "en/pay/wy", "es/pay/tn", "es/pay/wy"]


def test_a_reader_sees_the_value_and_the_language_of_the_edition(built: Path) -> None:
    html = page(built, "es/pay/wy")
    assert "En Wyoming son unos $5." in html
    assert "In Wyoming" not in html
    assert '<html lang="es"' in html


def test_the_manifest_lists_every_page_as_promised(built: Path) -> None:
    listed = json.loads((built / "build/site/manifest.json").read_text())["pages"]
    html = (built / "build/site/en/pay/tn/index.html").read_bytes()
    import hashlib

    assert listed[0] == {
        "address": "en/pay/tn",
        "path": "en/pay/tn/index.html",
        "explainer": "pay",
        "parameters": {"state": "TN", "lang": "en"},
        "title": "Who pays in Tennessee",
        "sha256": hashlib.sha256(html).hexdigest(),
        "bytes": len(html),
    }


def test_the_executed_notebook_is_next_to_the_site_with_its_sources_unchanged(built: Path) -> None:
    node = nbformat.read(built / "build/runs/en/pay/tn.ipynb", as_version=4)
    sources = [cell.source for cell in node.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    assert sources == [cell.source for cell in pay.pay().cells]


def test_nothing_of_this_machine_is_in_a_page_or_a_record(built: Path) -> None:
    reported = [
        path for path in (built / "build").rglob("*") if path.is_file() and path.suffix in (".html", ".json", ".ipynb")
    ]
    leaking = [path.name for path in reported if str(built.parent).encode() in path.read_bytes()]
    assert leaking == []


def test_when_nothing_changed_every_page_is_kept(newsroom: Path) -> None:
    status, lines, last = run(newsroom)
    assert (status, set(statuses(lines).values()), last["totals"]["unchanged"]) == (0, {"unchanged"}, 4)


@pytest.mark.long  # in the suite, tests/test_same_everywhere.py compares a page with figures
def test_two_builds_in_two_folders_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    other = project(tmp_path / "elsewhere" / "with a space", tables={"areas": TABLE})
    write(other, "pay", pay.pay())
    sites.nutgraf("build", "--jobs", "1", "--cold", cwd=other)
    assert tree(other / "build/site") == tree(built / "build/site")


def test_a_spanish_sentence_rebuilds_spanish_pages_only(newsroom: Path) -> None:
    edit(newsroom, "spanish", "## ¿Cuánto?\n\nEn {{ place }} son unos $6.")
    _, lines, _ = run(newsroom)
    assert statuses(lines) == {
        "en/pay/tn": "unchanged",
        "en/pay/wy": "unchanged",
        "es/pay/tn": "ran",
        "es/pay/wy": "ran",
    }
    assert lines["es/pay/wy"]["why"] == 'the cell under "¿Cuánto?", 1st cell changed'


def test_a_changed_row_rebuilds_only_the_pages_that_read_it(newsroom: Path) -> None:
    path = newsroom / "data" / "areas.csv"
    path.write_text(path.read_text().replace("WY,12", "WY,13"))
    _, lines, _ = run(newsroom)
    assert statuses(lines) == {
        "en/pay/tn": "unchanged",
        "en/pay/wy": "ran",
        "es/pay/tn": "unchanged",
        "es/pay/wy": "ran",
    }
    assert lines["en/pay/wy"]["why"] == "data/areas.csv changed where usps is WY"


def test_a_changed_setting_draws_pages_again_without_running_them(newsroom: Path) -> None:
    path = newsroom / "pyproject.toml"
    path.write_text(path.read_text().replace("The Desk", "The Other Desk"))
    _, lines, _ = run(newsroom)
    assert set(statuses(lines).values()) == {"rendered"}
    assert "The Other Desk" in page(newsroom, "en/pay/tn")


def test_a_page_that_fails_keeps_its_last_good_copy_and_spares_its_neighbors(newsroom: Path) -> None:
    before = page(newsroom, "en/pay/wy")
    edit(newsroom, "row", 'row = 1 / (state == "TN")')
    status, lines, _ = run(newsroom)
    assert status == 1
    assert statuses(lines) == {"en/pay/tn": "ran", "en/pay/wy": "failed", "es/pay/tn": "ran", "es/pay/wy": "failed"}
    assert page(newsroom, "en/pay/wy") == before


def test_a_page_that_fails_says_where_what_and_how_to_fix_it(newsroom: Path) -> None:
    edit(newsroom, "checks", 'assert state == "TN", "only Tennessee was checked"')
    _, lines, _ = run(newsroom, "en/pay/wy")
    assert lines["en/pay/wy"]["problems"] == [
        {
            "where": 'notebooks/pay.ipynb, under "How much?", 2nd cell',
            "what": "a check failed: only Tennessee was checked",
            "fix": "open the notebook with lang = 'en', state = 'WY' and run that cell",
        }
    ]


def test_a_check_without_words_is_reported_by_its_line(newsroom: Path) -> None:
    edit(newsroom, "checks", 'assert lang\nassert state == "TN"\nassert True')
    _, lines, _ = run(newsroom, "en/pay/wy")
    assert lines["en/pay/wy"]["problems"][0]["what"] == 'a check failed: assert state == "TN"'


def test_an_undefined_name_is_reported_with_its_sentence_and_the_likely_name(newsroom: Path) -> None:
    edit(newsroom, "english", "## How much?\n\nFine so far. In {{ plce }} it is $5.")
    _, lines, _ = run(newsroom, "en/pay/wy")
    problem = lines["en/pay/wy"]["problems"][0]
    assert problem["where"] == 'notebooks/pay.ipynb, under "How much?", 1st cell'
    assert "plce" in problem["what"]
    assert "In {{ plce }} it is $5." in problem["what"]
    assert "place" in problem["fix"]


def test_a_kernel_that_dies_is_reported_and_spares_its_neighbors(newsroom: Path) -> None:
    edit(newsroom, "row", 'import os\nrow = state == "TN" or os._exit(9)')
    status, lines, _ = run(newsroom, "en/*")
    assert (status, statuses(lines)) == (1, {"en/pay/tn": "ran", "en/pay/wy": "failed"})
    assert "the kernel died" in lines["en/pay/wy"]["why"]


def test_a_kernel_that_dies_is_reported_once_and_in_our_words(newsroom: Path) -> None:
    edit(newsroom, "row", "import os\nos._exit(9)")
    reported = nutgraf("build", "en/pay/wy", cwd=newsroom).stderr
    assert reported.startswith(
        "pay (lang=en, state=WY) was not built\n  where  notebooks/pay.ipynb, before the first heading, 4th cell\n"
        "  what   the kernel died at this cell"
    )
    assert reported.count("died") == 1


def test_a_page_that_kills_its_worker_is_reported_after_three_tries(newsroom: Path) -> None:
    edit(
        newsroom,
        "row",
        'import os, signal\nrow = state == "TN" or os.kill(int(os.environ["NUTGRAF_WORKER"]), signal.SIGKILL)',
    )
    status, lines, _ = run(newsroom, "en/*")
    assert (status, statuses(lines)) == (1, {"en/pay/tn": "ran", "en/pay/wy": "failed"})
    assert "3 times" in lines["en/pay/wy"]["why"]


def test_a_cell_that_takes_too_much_memory_is_stopped_and_named_and_spares_its_neighbors(newsroom: Path) -> None:
    settings = newsroom / "pyproject.toml"
    settings.write_text(settings.read_text() + "memory_mb = 500\n")
    edit(newsroom, "row", "row = []\nwhile state == 'WY':\n    row.append(b'x' * 1_000_000)")
    status, lines, _ = run(newsroom, "en/*")
    assert (status, statuses(lines)) == (1, {"en/pay/tn": "ran", "en/pay/wy": "failed"})
    assert lines["en/pay/wy"]["problems"] == [
        {
            "where": "notebooks/pay.ipynb, before the first heading, 4th cell",
            "what": "the cell took more than 500 MB of memory and was stopped",
            "fix": "load fewer rows or columns, or raise memory_mb in pyproject.toml",
        }
    ]


def test_a_program_that_a_cell_starts_counts_towards_its_memory(newsroom: Path) -> None:
    settings = newsroom / "pyproject.toml"
    settings.write_text(settings.read_text() + "memory_mb = 500\n")
    hog = "row = []\nwhile True: row.append(b'x' * 1_000_000)"
    edit(newsroom, "row", f"import subprocess, sys\nrow = subprocess.run([sys.executable, '-c', {hog!r}])")
    done = sites.nutgraf("build", "--json", "en/pay/wy", cwd=newsroom)
    reported = json.loads(done.stdout.splitlines()[0])
    assert reported["why"] == "the cell took more than 500 MB of memory and was stopped"
    assert left_behind(newsroom) == []


def test_no_more_pages_are_made_at_once_than_the_machine_has_memory_for(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = read_project(newsroom)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    monkeypatch.setattr("nutgraf.pipeline.pool.free_memory", lambda: 3_900_000_000)
    assert worker_count(settled, pages=100) == 3
    assert worker_count(settled, pages=2) == 2
    assert worker_count(settled, pages=100, requested=6) == 6


def test_a_notebook_that_cannot_be_planned_keeps_its_pages_and_spares_the_others(newsroom: Path) -> None:
    write(newsroom, "other", explainer(prose("## More\n\nWords.")))
    edit(newsroom, "front", "---\ntitel: x\n---")
    status, lines, last = run(newsroom)
    assert (status, statuses(lines)) == (1, {"en/other": "ran"})
    assert "no key named 'titel'" in json.dumps(last["problems"])
    assert "In Wyoming" in page(newsroom, "en/pay/wy")


def test_an_address_that_is_gone_from_the_matrix_is_gone_from_the_site(newsroom: Path) -> None:
    edit(newsroom, "front", f"---\n{MATRIX.replace('[TN, WY]', '[TN]')}\n---")
    run(newsroom)
    assert not (newsroom / "build/site/en/pay/wy").exists()


def test_only_the_addresses_asked_for_are_built(newsroom: Path) -> None:
    _, lines, _ = run(newsroom, "--force", "es/pay/*")
    assert statuses(lines) == {"es/pay/tn": "ran", "es/pay/wy": "ran"}


def test_a_draft_stays_out_of_the_site_until_asked_for(newsroom: Path) -> None:
    write(newsroom, "draft", explainer(prose("## Soon\n\nWords."), front_matter=FRONT + "\ndraft: true"))
    _, _, last = run(newsroom)
    assert last["withheld"] == 1
    assert not (newsroom / "build/site/en/draft").exists()
    run(newsroom, "--drafts")
    assert "Words." in page(newsroom, "en/draft")


def test_on_a_fresh_machine_a_failing_page_is_taken_from_the_live_site(built: Path, tmp_path: Path) -> None:
    live = shutil.copytree(built / "build/site", tmp_path / "live")
    fresh = shutil.copytree(built, tmp_path / "fresh", ignore=shutil.ignore_patterns("build"))
    edit(fresh, "row", 'row = 1 / (state == "TN")')
    status, lines, _ = run(fresh, "--live-site", str(live))
    assert (status, lines["en/pay/wy"]["status"]) == (1, "failed")
    assert page(fresh, "en/pay/wy") == (live / "en/pay/wy/index.html").read_text(encoding="utf-8")


def test_on_a_fresh_machine_without_a_live_site_a_failing_page_is_left_out(built: Path, tmp_path: Path) -> None:
    fresh = shutil.copytree(built, tmp_path / "fresh", ignore=shutil.ignore_patterns("build"))
    edit(fresh, "row", 'row = 1 / (state == "TN")')
    run(fresh, "en/*")
    assert [path.name for path in (fresh / "build/site/en/pay/wy").iterdir()] == ["index.html"]
    assert "This page is not ready yet" in (fresh / "build/site/en/pay/wy/index.html").read_text("utf-8")
    assert "pay/wy" not in (fresh / "build/site/en/index.html").read_text(encoding="utf-8")


def test_a_bad_row_stops_the_pages_that_read_its_table_and_leaves_the_site(newsroom: Path) -> None:
    before = tree(newsroom / "build/site")
    path = newsroom / "data" / "areas.csv"
    path.write_text(path.read_text().replace("WY,12", "WY,twelve"))
    done = nutgraf("build", cwd=newsroom)
    assert done.returncode == 1
    assert "data/areas.csv, row 3, column value" in done.stdout + done.stderr
    assert "'twelve' is not a number" in done.stdout + done.stderr
    assert tree(newsroom / "build/site") == before


def test_a_second_build_at_the_same_time_is_refused(newsroom: Path) -> None:
    import fcntl

    with (newsroom / "build/.lock").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = nutgraf("build", cwd=newsroom)
    assert done.returncode == 2
    assert "a build is running already" in done.stderr


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_site_as_it_was_and_the_next_carries_on(
    newsroom: Path, tmp_path: Path, way: signal.Signals
) -> None:
    before, begun = tree(newsroom / "build/site"), tmp_path / "begun"
    edit(newsroom, "row", f"import time\nopen({str(begun)!r}, 'a').close()\ntime.sleep(600)")
    command = [sys.executable, "-m", "nutgraf", "build"]
    process = subprocess.Popen(command, cwd=newsroom, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not begun.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(way)
    process.communicate(timeout=120)
    assert process.returncode in (130, -signal.SIGKILL)
    assert tree(newsroom / "build/site") == before
    assert left_behind(newsroom) == []
    edit(newsroom, "row", 'row = "quick"')
    status, lines, _ = run(newsroom)
    assert (status, set(statuses(lines).values())) == (0, {"ran"})


def left_behind(root: Path, *, within: float = 60) -> list[str]:
    """The command lines of processes that still work in a project, after a while."""
    until = time.monotonic() + within
    while True:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                cwd, line = str((folder / "cwd").readlink()), (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if cwd.startswith(str(root)) and line:
                found.append(line.replace(b"\0", b" ").decode(errors="replace"))
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.2)
