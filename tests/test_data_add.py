"""`nutgraf data`: a table that is added is read by notebooks at once; all files are written, or none."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
import nbformat
import pytest

import nutgraf as kit
from nutgraf.cli import data_commands
from nutgraf.errors import UsageError
from nutgraf.intake import Interview, Question, draft_table, given_from, staged_write, write_table
from nutgraf.project import read_project
from support.in_process import nutgraf
from support.received import WHOSE, add, newsroom, refused, resource
from support.tables import SOURCES, field, lay
from support.tables import resource as described

PAY = 'County,FIPS,Year,Median pay\nAlder,01001,2024,"$58,200"\nBirch,01003,2024,"$61,900"\nCedar,01005,2024,NA\n'
GIVEN = ("--publisher", "Census Office", "--published", "2025-03-01", "--row", "county/counties", "--decimal", ".")


def test_a_table_that_is_added_is_read_by_fact_with_its_unit_rounding_and_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = add(tmp_path, "pay.csv", PAY, "--yes", *GIVEN, "--source-title", "Pay by county", "--license", "CC0")
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    birch = kit.fact("pay", county="Birch")
    assert (birch.value, birch.unit, birch.rounded_to, birch.as_of, birch.area) == (61900, "usd", 100, "2024", "Birch")
    assert (birch.sources[0].publisher, birch.sources[0].title, birch.sources[0].terms) == (
        "Census Office",
        "Pay by county",
        "CC0",
    )
    assert kit.fact("pay", fips="01001").value == 58200
    assert kit.fact("pay", county="Cedar", missing=None) is None
    assert nutgraf("data", "check", cwd=tmp_path).stdout == "2 tables: no problems.\n"


def test_everything_that_was_inferred_is_listed(tmp_path: Path) -> None:
    assert add(tmp_path, "pay.csv", PAY, "--yes", *GIVEN).stdout.split("\n\n")[0].splitlines() == [
        "Inferred:",
        "  --text fips (its values begin with zeros, such as 01001)",
        "  --missing median_pay=NA (in row 4 it probably means a blank)",
        "  --name pay",
        "  --title Pay",
        "  --unit median_pay=usd (its cells say so)",
        "  --rounding median_pay=100 (all its numbers are multiples of 100)",
        "  --key county (these columns tell its rows apart)",
        "  --area county (by its name)",
        "  --as-of year (the column of years)",
        "  --source-title Pay",
        '  --address ""',
        '  --license "not seen"',
        "  --source census_office_2025",
    ]


def test_at_a_terminal_every_open_question_is_asked_with_the_likely_answer(tmp_path: Path) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,pay\nAlder,12\nBirch,7\n")
    asked = _answered(tmp_path, "pay.csv", {"--unit pay=": "USD", "--publisher": "Bee", "--as-of": "2024"})
    assert list(asked.items())[:6] == [
        ("--name", "pay"),
        ("--title", "Pay"),
        ("--unit pay=", "none"),
        ("--rounding pay=", "1"),
        ("--key", "county"),
        ("--area", "county"),
    ]
    assert resource(tmp_path)["retrievedDate"] == "2026-01-02"
    assert (tmp_path / "data" / "pay.csv").read_bytes() == (
        b"county,pay,as_of,source_id\nAlder,12,2024,bee\nBirch,7,2024,bee\n"
    )


def test_at_a_terminal_years_in_headings_become_rows_and_what_they_hold_is_asked_for(tmp_path: Path) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,2023,2024\nAlder,12,13\nBirch,7,9\n")
    asked = _answered(tmp_path, "pay.csv", {"--value": "Hourly pay", "--unit hourly_pay=": "USD", "--publisher": "Bee"})
    assert asked["--years"] == "rows"
    assert asked["--as-of"] == "year"
    written = (tmp_path / "data" / "pay.csv").read_bytes()
    assert written.startswith(b"county,year,hourly_pay,source_id\nAlder,2023,12,bee\nAlder,2024,13,bee\n")


def test_at_a_terminal_years_stay_columns_where_the_answer_says_so_and_another_answer_is_refused(
    tmp_path: Path,
) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,2023,2024\nAlder,12,13\nBirch,7,9\n")
    with pytest.raises(UsageError, match="'lines' is neither rows nor columns"):
        _answered(tmp_path, "pay.csv", {"--years": "lines"})
    _answered(tmp_path, "pay.csv", {"--years": "columns", "--as-of": "2024", "--publisher": "Bee"})
    assert (tmp_path / "data" / "pay.csv").read_bytes().startswith(b"county,2023,2024,")


def test_at_a_terminal_the_sources_on_the_list_are_offered_for_the_next_table(tmp_path: Path) -> None:
    newsroom(tmp_path)
    for name in ("pay", "tax", "toll"):
        (tmp_path / f"{name}.csv").write_text("county,sum\nAlder,12\nBirch,7\n")
    answers = {"--as-of": "2024", "--publisher": "Bee"}
    assert _answered(tmp_path, "pay.csv", answers)["--source"] == "bee"
    asked = _answered(tmp_path, "tax.csv", {"--as-of": "2024", "--source": "bee"})
    assert asked["--source"] == ""
    assert "--publisher" not in asked
    assert (tmp_path / "data" / "tax.csv").read_text("utf-8").splitlines()[1] == "Alder,12,2024,bee"
    with pytest.raises(UsageError, match="no source 'beee' is on the list"):
        _answered(tmp_path, "toll.csv", {"--as-of": "2024", "--source": "beee"})


def test_an_address_without_its_scheme_gets_the_one_of_the_web(tmp_path: Path) -> None:
    assert add(tmp_path, "pay.csv", "k;v\na;1\nb;2\n", "--yes", *WHOSE, "--address", "bee.example/pay").returncode == 0
    assert ",https://bee.example/pay," in (tmp_path / "data" / "sources.csv").read_text("utf-8")


def test_after_a_wrong_answer_the_others_are_printed_as_options_that_give_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,2023,2024\nAlder,12,13\nBirch,7,9\n")
    answers = {"--value": "Hourly pay", "--unit hourly_pay=": "USD", "--publisher": "The Bee", "--address": "by mail"}
    monkeypatch.setattr(data_commands, "is_asked", lambda: True)
    monkeypatch.setattr(data_commands, "_asked", lambda one: answers.get(one.option, one.likely or ""))
    done = nutgraf("data", "add", "pay.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert "'by mail' is not the address" in done.stderr
    printed = next(line for line in done.stdout.splitlines() if "--unit" in line)
    assert "--years rows --value 'Hourly pay'" in printed
    again = shlex.split(printed.replace("'by mail'", "bee.example"))
    assert nutgraf("data", "add", "pay.csv", "--yes", *again, cwd=tmp_path).returncode == 0
    assert (tmp_path / "data" / "pay.csv").read_bytes().startswith(b"county,year,hourly_pay,source_id\n")


def test_a_blank_answer_to_a_question_that_needs_one_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,pay\nAlder,12\nBirch,7\n")
    answers = {"--publisher": iter(["", " ", "Bee"]), "--as-of": iter(["2024"])}
    monkeypatch.setattr(data_commands, "is_asked", lambda: True)

    def answered(asked: str, default: str, **_: Any) -> str:
        option = asked.split(",")[0].strip()
        return next(answers[option]) if option in answers else default

    monkeypatch.setattr(click, "prompt", answered)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    done = nutgraf("data", "add", "pay.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("This cannot be blank: write one such as ") == 2


def test_who_does_not_want_what_is_shown_gets_the_answers_as_options_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom(tmp_path)
    (tmp_path / "pay.csv").write_text("county,pay\nAlder,12\nBirch,7\n")
    answers = {"--as-of": "2024", "--publisher": "Bee & $ons"}
    monkeypatch.setattr(data_commands, "is_asked", lambda: True)
    monkeypatch.setattr(data_commands, "_asked", lambda one: answers.get(one.option, one.likely or ""))
    monkeypatch.setattr(click, "confirm", lambda *_, **__: False)
    done = nutgraf("data", "add", "pay.csv", cwd=tmp_path)
    assert done.returncode != 0
    assert "--publisher 'Bee & $ons'" in done.stdout
    assert not (tmp_path / "data").exists()


def _answered(root: Path, file: str, answers: Mapping[str, str]) -> dict[str, str | None]:
    """The options that are asked for, with their likely answers, while a table is added with these answers."""
    asked: dict[str, str | None] = {}

    def answer(question: Question) -> str:
        asked[question.option] = question.likely
        return answers.get(question.option, question.likely or "")

    options = dict.fromkeys(
        ("unit", "scale", "rounding", "rename", "date_format", "missing", "text", "skip_row", "keep_row"), ()
    )
    given = given_from({**options, "key": None, "header": None})
    project = read_project(root)
    write_table(project, draft_table(project, str(root / file), given, Interview(answer), date(2026, 1, 2)))
    return asked


# --- the files of data/


def _room(root: Path) -> Path:
    """A newsroom with a list of sources and a table, its data package written in a style of its own."""
    sources = described("sources", "source_id", "publisher", "title", "url", schema={"primaryKey": "source_id"})
    package = lay(
        newsroom(root),
        [sources, described("x", "k", field("n", "integer"))],
        {"sources.csv": SOURCES, "x.csv": "k,n\na,1\n"},
    )
    package.write_text(json.dumps(json.loads(package.read_text()), indent=4) + "\n")
    return package


def test_the_data_package_keeps_its_order_and_its_indents(tmp_path: Path) -> None:
    package = _room(tmp_path)
    before = package.read_text()
    assert add(tmp_path, "pay.csv", "k,pay\na,1\nb,2\n", "--yes", *WHOSE).returncode == 0
    after = package.read_text()
    assert after.startswith(before.removesuffix("\n    ]\n}\n"))
    assert [one["name"] for one in json.loads(after)["resources"]] == ["sources", "x", "pay"]
    assert nutgraf("data", "remove", "pay", cwd=tmp_path).returncode == 0
    assert package.read_text() == before
    assert not (tmp_path / "data" / "pay.csv").exists()


@pytest.mark.parametrize("style", [{"indent": None}, {"indent": 1}, {"indent": 2, "sort_keys": True}, {"indent": "\t"}])
def test_a_data_package_of_any_style_is_as_it_was_when_the_table_is_removed(
    tmp_path: Path, style: dict[str, Any]
) -> None:
    package = _room(tmp_path)
    before = json.dumps({**json.loads(package.read_text()), "title": "Ñandú"}, ensure_ascii=False, **style)
    before = before.replace('"type": "integer"', '"type" :"integer"')
    package.write_text(before)
    assert add(tmp_path, "pay.csv", "k,pay\na,1\nb,2\n", "--yes", *WHOSE).returncode == 0
    assert (
        json.dumps(resource(tmp_path), ensure_ascii=False, indent=style["indent"]).split("\n")[0] in package.read_text()
    )
    assert nutgraf("data", "remove", "x", cwd=tmp_path).returncode == 0
    assert [one["name"] for one in json.loads(package.read_text())["resources"]] == ["sources", "pay"]
    package.write_text(before)
    (tmp_path / "data" / "x.csv").write_text("k,n\na,1\n")
    (tmp_path / "data" / "pay.csv").unlink()
    add(tmp_path, "pay.csv", "k,pay\na,1\nb,2\n", "--yes", "--as-of", "2024", "--source", "census_office")
    nutgraf("data", "remove", "pay", cwd=tmp_path)
    assert package.read_text() == before


def test_a_new_source_goes_below_the_others_and_one_on_the_list_is_used(tmp_path: Path) -> None:
    _room(tmp_path)
    add(tmp_path, "pay.csv", "k,pay\na,1\nb,2\n", "--yes", *WHOSE)
    listed = (tmp_path / "data" / "sources.csv").read_text()
    assert listed == SOURCES + "census_office,Census Office,Pay,\n"
    done = add(tmp_path, "more.csv", "k,pay\na,1\nb,2\n", "--yes", "--as-of", "2024", "--source", "made_up")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "sources.csv").read_text() == listed
    said = add(tmp_path, "most.csv", "k,pay\na,1\n", "--yes", *WHOSE, "--source", "made_up").stderr
    assert "'made_up' is on the list of sources already" in said


def test_rows_that_name_their_sources_keep_them_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    _room(tmp_path)
    done = add(tmp_path, "a.csv", "k,n,source_id\na,1,made_up\nb,2,made_up\n", "--yes", "--as-of", "2024")
    assert done.returncode == 0, done.stderr
    said = add(tmp_path, "b.csv", "k,n,source_id\na,1,mad_up\n", "--yes", "--as-of", "2024").stderr
    assert "no source 'mad_up'" in said
    assert "did you mean 'made_up'?" in said


def test_a_table_of_the_same_name_is_refused_unless_it_is_replaced(tmp_path: Path) -> None:
    add(tmp_path, "pay.csv", "k,pay\na,1\n", "--yes", *WHOSE)
    options = ("--yes", "--as-of", "2024", "--source", "census_office")
    assert "there is a table 'pay' already" in add(tmp_path, "pay.csv", "k,pay\na,9\n", *options).stderr
    assert add(tmp_path, "pay.csv", "k,pay\na,9\n", *options, "--replace").returncode == 0
    assert (tmp_path / "data" / "pay.csv").read_text() == "k,pay,as_of,source_id\na,9,2024,census_office\n"


def test_a_file_that_no_table_describes_is_never_overwritten(tmp_path: Path) -> None:
    _room(tmp_path)
    (tmp_path / "data" / "pay.csv").write_text("mine\n")
    assert "a file of this name is there" in add(tmp_path, "pay.csv", "k,pay\na,1\n", "--yes", *WHOSE).stderr
    assert (tmp_path / "data" / "pay.csv").read_text() == "mine\n"


def test_where_one_file_cannot_be_written_none_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _room(tmp_path)
    before = {path.name: path.read_bytes() for path in package.parent.iterdir()}
    put = staged_write._put

    def full(path: Path, written: bytes | None) -> None:
        if path.name == "datapackage.json":
            raise OSError(28, "No space left on device")
        put(path, written)

    monkeypatch.setattr(staged_write, "_put", full)
    assert add(tmp_path, "pay.csv", "k,pay\na,1\n", "--yes", *WHOSE).returncode == 2
    assert {path.name: path.read_bytes() for path in package.parent.iterdir()} == before


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(tmp_path: Path) -> None:
    done = add(tmp_path, "pay.csv", "k,pay\na,1\n", "--yes", *WHOSE, "--dry-run")
    assert "Would add 1 row as the table pay" in done.stdout
    assert not (tmp_path / "data").exists()


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    for room in ("a", "b"):
        add(tmp_path / room, "pay.csv", PAY, "--yes", *GIVEN)
    a, b = ({path.name: path.read_bytes() for path in (tmp_path / room / "data").iterdir()} for room in ("a", "b"))
    assert a == b


# --- show, check, remove


def test_show_prints_the_columns_the_key_the_days_the_source_and_rows(tmp_path: Path) -> None:
    add(tmp_path, "pay.csv", PAY, "--yes", *GIVEN)
    said = nutgraf("data", "show", "pay", cwd=tmp_path).stdout
    for line in (
        "pay: Pay",
        "rows     3; a row is county",
        "key      county",
        "as of    2024",
        "sources  census_office_2025 (Census Office: Pay)",
    ):
        assert line in said.splitlines()
    assert "median_pay  integer  usd   100         NA       Median pay" in said
    assert "Alder   01001  2024  58200" in said
    assert "did you mean 'pay'?" in nutgraf("data", "show", "pays", cwd=tmp_path).stderr


def test_check_names_what_is_wrong_with_the_data_alone(tmp_path: Path) -> None:
    _room(tmp_path)
    (tmp_path / "data" / "x.csv").write_text("k,n\na,1x\n")
    done = nutgraf("data", "check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "data/x.csv, row 2, column n" in done.stderr


def test_a_table_that_a_notebook_or_another_table_reads_is_not_removed(tmp_path: Path) -> None:
    _room(tmp_path)
    cells = [nbformat.v4.new_raw_cell("---\nmatrix:\n  k: {table: x, column: k}\n---")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "a.ipynb")
    cells = [nbformat.v4.new_code_cell('import nutgraf\nnutgraf.fact("x", k="a")')]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "b.ipynb")
    said = nutgraf("data", "remove", "x", cwd=tmp_path)
    assert said.returncode == 2
    assert "notebooks/a.ipynb" in said.stderr
    assert "notebooks/b.ipynb" in said.stderr
    add(tmp_path, "pay.csv", "k,pay\na,1\n", "--yes", *WHOSE)
    assert "the table refers to 'sources'" in nutgraf("data", "remove", "sources", cwd=tmp_path).stderr


# --- notebooks


@pytest.mark.kernel
def test_the_data_frame_of_a_notebook_is_added(tmp_path: Path) -> None:
    code = 'import pandas as pd\nframe = pd.DataFrame({"k": ["a", "b"], "fips": ["01", "02"], "n": [1, None]})\nframe["day"] = pd.Timestamp("2024-04-03")\nframe'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    done = add(tmp_path, "get-pay.ipynb", nbformat.writes(notebook), "--yes", *WHOSE)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "frame.csv").read_text() == (
        "k,fips,n,day,as_of,source_id\na,01,1,2024-04-03,2024,census_office\nb,02,,2024-04-03,2024,census_office\n"
    )


def test_a_notebook_that_ends_with_no_frame_is_refused(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    said = refused(tmp_path, "get-pay.ipynb", nbformat.writes(notebook))
    assert "its last code cell does not end with the name of a data frame" in said
