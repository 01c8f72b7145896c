"""What a command prints can be read: alike is printed once, long lists are cut with a count and the way to the rest."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nutgraf.cli import formatting, main
from nutgraf.cli.progress import Progress
from nutgraf.errors import Problem
from nutgraf.pipeline import Outcome, Report
from support import papermill_door
from support.desk import code, explainer, project, prose, write


def report(outcomes: list[Outcome], **more: Any) -> Report:
    return Report(tuple(outcomes), more.pop("problems", ()), (), 1.0, Path("index.html"), **more)


def failed(number: int, *problems: Problem) -> Outcome:
    name = f"taxes (lang=en, state={number})"
    return Outcome(f"en/taxes/{number}", name, "failed", "why", problems=problems)


def printed(made: Report, capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    Progress(as_json=False, **options).sum_up(made)
    out = capsys.readouterr()
    return out.err + out.out


def test_pages_that_fail_for_one_cause_are_reported_once_though_each_has_its_own_advice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = [Problem("notebooks/taxes.ipynb, 2nd cell", "KeyError: 'x'", f"run it with state = {n}") for n in range(104)]
    out = printed(report([failed(n, problem) for n, problem in enumerate(said)]), capsys)
    assert out.count("KeyError: 'x'") == 1
    assert "  And 103 more pages, the same way.\n" in out
    assert len(out.splitlines()) < 12


def test_one_more_page_that_fails_the_same_way_is_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    same = Problem("notebooks/taxes.ipynb", "it stops", "go on")
    assert "  And 1 more page, the same way.\n" in printed(report([failed(1, same), failed(2, same)]), capsys)


def test_many_causes_are_cut_with_their_count_and_the_way_to_them(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [failed(n, Problem(f"notebooks/n-{n}.ipynb", f"it stops at {n}", "go on")) for n in range(38)]
    out = printed(report(pages), capsys)
    assert out.count("was not built") == 20
    assert "  … and 18 more causes: add --all to see why those pages failed.\n" in out
    assert printed(report(pages), capsys, everything=True).count("was not built") == 38


def test_thousands_of_numbers_without_a_fact_take_no_more_lines_than_a_person_reads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [{"where": "under “A”", "text": str(n), "sentence": f"It is {n}.", "likely": ""} for n in range(12_651)]
    made = report([Outcome("en/a", "a", "ran", "new", numbers=tuple(found))])
    out = printed(made, capsys)
    assert "12,651 numbers with no fact behind:\n" in out
    assert "  … and 12,631 more numbers: `nutgraf facts ADDRESS` lists those of a page, --all all of them.\n" in out
    assert len(out.splitlines()) < 50
    assert "It is 12650." in printed(made, capsys, everything=True)


def test_a_problem_that_is_in_many_places_is_reported_once_with_the_first_of_them() -> None:
    from nutgraf.cli.long_lists import Limit

    found = [Problem(f"notebooks/n-{n}.ipynb", "raw HTML in prose", "write Markdown") for n in range(22)]
    assert formatting.problems(found, Limit()) == (
        "  where  notebooks/n-0.ipynb; notebooks/n-1.ipynb; notebooks/n-2.ipynb; and 19 more places\n"
        "  what   raw HTML in prose\n"
        "  fix    write Markdown"
    )


def test_check_cuts_a_long_list_and_shows_all_of_it_when_asked(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    cells = [prose(f"# About {chr(97 + n // 5)}{chr(97 + n % 5)}", id=f"c{n}") for n in range(30)]
    write(root, "many", explainer(*cells))
    short, whole = (CliRunner().invoke(main, ["--project", str(root), "check", *more]) for more in ([], ["--all"]))
    assert (short.exit_code, whole.exit_code) == (1, 1)
    assert short.output.count("second headline") == 20
    assert "  … and 10 more problems: add --all to see them.\n" in short.output
    assert whole.output.count("second headline") == 30


def test_an_error_of_megabytes_is_cut_for_people_and_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("notebooks/taxes.ipynb, 2nd cell", "ValueError: " + "x" * 5_000_000, "run that cell")
    page = Outcome("en/taxes", "taxes", "failed", problem.what, problems=(problem,))
    assert len(printed(report([page]), capsys)) < 3_000
    line = formatting.json_line(page)
    assert len(line) < 10_000
    assert json.loads(line)["problems"][0]["what"].endswith("… (5,000,012 letters in all)")


def test_an_error_of_thousands_of_lines_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    what = "\n".join(f"line {n}" for n in range(3_000))
    out = printed(report([failed(1, Problem("notebooks/taxes.ipynb", what, "go on"))]), capsys)
    assert "line 29\n… 2,970 more lines\n" in out
    assert "line 30" not in out


def test_what_a_tool_says_to_programmers_is_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(code("one = 1"), prose("## Why?\n\nWords.")))
    shown: list[str] = []
    monkeypatch.setattr(warnings, "showwarning", lambda message, *_, **__: shown.append(str(message)))
    from nutgraf.pipeline import attempt

    make = attempt.make_page

    def loud(*arguments: Any) -> Any:
        warnings.warn("Cell is missing an id field", FutureWarning, stacklevel=1)
        return make(*arguments)

    monkeypatch.setattr(attempt, "make_page", loud)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        done = CliRunner().invoke(main, ["--project", str(root), "build"])
    assert (done.exit_code, shown) == (0, [])
