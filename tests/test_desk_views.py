"""What the views of the desk list: pages with their state, a page among its editions, problems at cells, tables."""

from __future__ import annotations

import asyncio
import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf import desk
from nutgraf.cli import data_commands
from nutgraf.desk import page_proxy
from nutgraf.desk.build_queue import BuildQueue, BuildWish, DeskBuild
from nutgraf.desk.notebook_pages import start_explainer
from nutgraf.desk.page_list import ListedPage, list_pages
from nutgraf.desk.page_view import PageChoice, page_of_notebook, view_page
from nutgraf.desk.preview_process import PreviewProcess
from nutgraf.desk.problem_list import ListedProblem, list_problems
from nutgraf.desk.table_list import add_table, list_tables
from nutgraf.errors import DataError, Problem, UsageError
from nutgraf.project import Project, read_project
from support.desk import FRONT, code, explainer, project, prose, write
from support.event_loops import in_a_thread

TODAY = datetime.date(2026, 11, 24)
VELMORA = Path(__file__).parent / "newsroom"
MATRIX = FRONT + "\nmatrix: {lang: [en, es], state: [TN, VT]}\naddress: '{lang}/pay/{state}'"
PARAMETERS = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'
IDLE: dict[str, Any] = {"building": False, "failed": {}, "held": {}, "problems": []}


@pytest.fixture
def newsroom(tmp_path: Path) -> Project:
    root = project(tmp_path / "newsroom", tables={"paid": "usps,value,source_id\nTN,300,made_up\n"})
    write(root, "pay", explainer(prose("## Why?", id="why"), front_matter=MATRIX, parameters_cell=PARAMETERS))
    write(root, "late", explainer(prose("## Late?", id="late"), front_matter=FRONT + "\ndraft: true"))
    return read_project(root)


def states(pages: tuple[ListedPage, ...]) -> dict[str, tuple[str, str]]:
    return {page.address: (page.state, page.why) for page in pages}


def test_the_list_of_pages_says_what_is_new_held_failed_or_a_draft_and_why(newsroom: Project) -> None:
    problem = {"where": "notebooks/pay.ipynb", "what": "division by zero", "fix": "correct it"}
    known = {**IDLE, "failed": {"en/pay/tn": [problem]}, "held": {"en/pay/vt": "$2 would be <b>$3"}}
    pages = list_pages(newsroom, known)
    assert states(pages) == {
        "en/late": ("draft", "draft"),
        "en/pay/tn": ("failed", "division by zero"),
        "en/pay/vt": ("held", "$2 would be <b>$3"),
        "es/pay/tn": ("new", "it is not published yet"),
        "es/pay/vt": ("new", "it is not published yet"),
    }
    assert pages[1].edition == "TN"
    assert {page.notebook for page in pages} == {"notebooks/late.ipynb", "notebooks/pay.ipynb"}


def test_a_page_without_a_copy_is_being_built_while_the_preview_builds(newsroom: Project) -> None:
    assert {page.state for page in list_pages(newsroom, {**IDLE, "building": True})} == {"being built"}


def test_a_page_leads_to_its_other_editions_and_languages(newsroom: Project) -> None:
    view = view_page(newsroom, "en/pay/tn")
    assert view.editions == (PageChoice("en/pay/tn", "TN", current=True), PageChoice("en/pay/vt", "VT"))
    assert view.languages == (PageChoice("en/pay/tn", "en", current=True), PageChoice("es/pay/tn", "es"))
    assert (view.previous, view.next) == (None, PageChoice("en/pay/vt", "VT"))
    assert view_page(newsroom, "en/late").editions == ()
    assert view_page(newsroom, "en/late").next is None


def test_an_address_that_no_page_has_is_answered_with_the_nearest(newsroom: Project) -> None:
    with pytest.raises(UsageError, match="did you mean 'en/pay/tn'"):
        view_page(newsroom, "en/pay/tnn")


def test_a_notebook_leads_to_its_default_edition_in_the_language_asked_for(newsroom: Project) -> None:
    assert page_of_notebook(newsroom, "notebooks/pay.ipynb") == "en/pay/tn"
    assert page_of_notebook(newsroom, "notebooks/pay.ipynb", "es") == "es/pay/tn"
    assert page_of_notebook(newsroom, "notebooks/late.ipynb", "es") == "en/late"
    with pytest.raises(UsageError, match="no page is made from it"):
        page_of_notebook(newsroom, "../secret.ipynb")


def test_problems_of_the_build_and_of_check_are_listed_once_at_their_cells(newsroom: Project) -> None:
    write(
        newsroom.root,
        "late",
        explainer(prose("## Late?", id="late"), code("x = (", id="broken"), front_matter=FRONT + "\ndraft: true"),
    )
    where = 'notebooks/late.ipynb, under "Late?", 2nd cell, line 1'
    problem = {"where": where, "what": "this is not Python: '(' was never closed", "fix": "correct that line"}
    front = {"where": "notebooks/pay.ipynb, front matter, matrix", "what": "<script>", "fix": ""}
    known = {**IDLE, "failed": {"en/late": [problem]}, "problems": [front]}
    found = [each for each in list_problems(newsroom, known) if each.kind != "note"]
    assert [replace(each, start=0, end=0) for each in found] == [
        ListedProblem("build", **problem, notebook="notebooks/late.ipynb", cell="broken"),
        ListedProblem("build", **front, notebook="notebooks/pay.ipynb", cell="front"),
    ]


def test_a_problem_that_stopped_a_build_has_its_fix_as_long_as_it_is_there(newsroom: Project) -> None:
    misspelled = explainer(prose("## Late?", id="late"), front_matter=FRONT.replace("authors:", "autors:"))
    write(newsroom.root, "late", misspelled)
    (checked,) = [each for each in list_problems(newsroom, IDLE) if each.edit]
    known = {**IDLE, "problems": [{"where": checked.where, "what": checked.what, "fix": checked.fix}]}
    (stops,) = [each for each in list_problems(newsroom, known) if each.edit]
    assert (stops.kind, stops.edit) == ("build", checked.edit)
    write(newsroom.root, "late", explainer(prose("## Late?", id="late"), front_matter=FRONT))
    assert [each for each in list_problems(newsroom, known) if each.edit] == []


def test_a_notebook_that_cannot_be_read_has_its_problem_listed_without_a_cell(newsroom: Project) -> None:
    (newsroom.notebooks_dir / "late.ipynb").write_text("{half")
    found = [each for each in list_problems(newsroom, IDLE) if each.kind == "check"]
    assert [(each.notebook, each.cell) for each in found] == [("notebooks/late.ipynb", "")]


def test_a_build_says_what_it_made_what_waits_and_what_failed_each_cause_once() -> None:
    problem = {"where": "notebooks/pay.ipynb, cell 2", "what": "no column 'paid'", "fix": "did you mean 'value'?"}
    pages = {
        "en/a": "ran",
        "en/b": "unchanged",
        "en/c": "unchanged",
        "en/d": "held",
        "en/e": "failed",
        "en/f": "failed",
    }
    build = DeskBuild(1, BuildWish(), ("en/a", "en/b"), 6)
    for address, status in pages.items():
        build.outcomes.append({"address": address, "status": status, "problems": [problem] * (status == "failed")})
    build.totals = {"totals": {}, "problems": []}
    assert build.made == ["en/a", "en/b"]  # accepted, it needed no run; what nobody asked for is not listed
    assert build.held == ["en/d"]
    assert build.failed == [((Problem(**problem),), ["en/e", "en/f"])]
    assert not build.is_whole


def test_builds_follow_each_other_and_one_that_waits_serves_all_who_ask_for_the_same(
    newsroom: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[BuildWish] = []
    queue = BuildQueue()
    wishes = [BuildWish(), BuildWish(("en/a",)), BuildWish(("en/a",)), BuildWish()]
    wishes += [BuildWish(notebook=newsroom.notebooks_dir / f"{name}.ipynb") for name in ("pay", "pay", "late")]

    async def read(_: Project, build: DeskBuild) -> None:
        built.append(build.wish)
        assert [each.state for each in queue._builds].count("running") == 1
        await asyncio.sleep(0)

    async def ask() -> list[int]:
        builds = [queue.start(newsroom, wish, (), 1) for wish in wishes]
        await queue.ended(60)
        assert queue.running is None
        return [build.number for build in builds]

    monkeypatch.setattr(queue, "_read", read)
    assert in_a_thread(ask) == [1, 2, 2, 1, 3, 3, 4]
    assert [wish.name for wish in built] == [
        "all pages that changed",
        "en/a",
        "the pages of pay.ipynb",
        "the pages of late.ipynb",
    ]


def test_a_build_that_is_canceled_ends_whether_it_waits_or_runs_and_the_next_begins(
    newsroom: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []
    queue = BuildQueue()

    async def read(_: Project, build: DeskBuild) -> None:
        began.append(build.wish.name)
        await asyncio.sleep(0 if build.wish.patterns == ("en/c",) else 3600)

    async def ask() -> list[tuple[str, bool]]:
        builds = [queue.start(newsroom, BuildWish((address,)), (), 1) for address in ("en/a", "en/b", "en/c")]
        while not began:
            await asyncio.sleep(0)
        for build in (builds[1], builds[0], builds[0]):
            queue.cancel(build)
        await queue.ended(60)
        return [(build.state, build.is_canceled) for build in builds]

    monkeypatch.setattr(queue, "_read", read)
    assert in_a_thread(ask) == [("over", True), ("over", True), ("over", False)]
    assert began == ["en/a", "en/c"]


def test_a_notebook_that_cannot_be_planned_when_its_turn_comes_is_not_built_and_says_why(newsroom: Project) -> None:
    queue = BuildQueue()

    async def ask() -> DeskBuild:
        build = queue.start(newsroom, BuildWish(notebook=newsroom.notebooks_dir / "gone.ipynb"), (), 1)
        await queue.ended(60)
        return build

    build = in_a_thread(ask)
    assert (build.is_over, build.is_whole) == (True, False)
    assert "it is no explainer of this project" in build.problems[0].what


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../pay", "its address"),
        ("get-pay", "refresh data, and have no page"),
        ("a" * 300, "it has 300 letters"),
    ],
)
def test_a_new_explainer_is_refused_a_name_under_which_it_has_no_page(newsroom: Project, name: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        start_explainer(newsroom, {"name": name})
    assert sorted(path.name for path in newsroom.root.rglob("*.ipynb")) == ["late.ipynb", "pay.ipynb"]


def test_a_notebook_is_checked_once_the_page_next_to_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter([(True, 0), (True, 0), (True, 1), (False, 9)])
    asked: list[str] = []

    async def fetch(_: PreviewProcess, path: str) -> Any:
        asked.append(path)
        building, made = next(states)
        body = json.dumps({"building": building, "made": made, "stamp": f"s{len(asked)}"})
        return SimpleNamespace(body=body.encode())

    async def ask() -> Any:
        return await page_proxy.status_once_shown(preview)

    preview = PreviewProcess(None)
    monkeypatch.setattr(page_proxy, "fetch", fetch)
    assert in_a_thread(ask) == {}  # no preview runs, and none is started
    monkeypatch.setattr(PreviewProcess, "is_running", True)
    assert in_a_thread(ask)["made"] == 1
    assert asked == [f"/_preview/status?since={since}" for since in ("", "s1", "s2")]


def test_tables_are_listed_with_their_rows_and_what_cannot_be_read_with_its_problem(newsroom: Project) -> None:
    tables, problems = list_tables(newsroom, TODAY)
    assert [(table.name, table.rows) for table in tables] == [("sources", 1), ("paid", 1)]
    assert problems == ()
    (newsroom.root / "data/paid.csv").unlink()
    tables, problems = list_tables(newsroom, TODAY)
    assert [table.name for table in tables] == ["sources"]
    assert "paid.csv" in f"{problems[0].where} {problems[0].what}"


def test_tables_are_listed_with_the_titles_of_their_columns_and_units_in_words() -> None:
    listed = {table.name: table for table in list_tables(read_project(VELMORA), TODAY)[0]}
    assert listed["honey_tax"].facts[0] == ("value", "value", "percent or dollars")
    assert listed["permits"].facts == (("permits", "permits", "permits"),)
    assert listed["honey_tax"].key[0] == ("area", "area")


WISH = {
    "publisher": "Bee Office",
    "source_title": "Hives",
    "address": "https://bees.example/hives",
    "license": "public domain",
    "published": "2024-07-01",
    "as_of": "2024",
    "unit": "hives=hives",
}
CSV = b"state,hives\nTennessee,1200\nVermont,310\n"


def test_a_table_that_is_sent_is_looked_at_before_it_is_written(newsroom: Project) -> None:
    before = newsroom.data_package.read_bytes()
    look = add_table(newsroom, "bees.csv", CSV, WISH, TODAY, dry_run=True)
    assert (look.name, look.rows) == ("bees", 2)
    assert newsroom.data_package.read_bytes() == before
    added = add_table(newsroom, "bees.csv", CSV, WISH, TODAY, dry_run=False)
    assert added == look
    assert "data/bees.csv" in added.files
    described = json.loads(newsroom.data_package.read_text())
    assert "/tmp" not in json.dumps(described)
    assert [table.name for table in list_tables(newsroom, TODAY)[0]] == ["sources", "paid", "bees"]


def test_a_table_with_decimal_commas_blanks_and_thousands_is_added_by_the_form(newsroom: Project) -> None:
    content = b"state;paid;note\nTennessee;1,5;(1)\nVermont;n/a;(1)\n"
    wish = {
        **{**WISH, "unit": "paid=USD"},
        **{"decimal": ",", "missing": "paid=n/a", "scale": "paid=thousand", "text": "note", "value": "paid"},
    }
    assert add_table(newsroom, "bees.csv", content, wish, TODAY, dry_run=False).rows == 2
    resource = json.loads(newsroom.data_package.read_text())["resources"][-1]
    (paid,) = [field for field in resource["schema"]["fields"] if field["name"] == "paid"]
    assert (paid["nutgraf"]["unit"], paid["missingValues"]) == ("usd", ["", "n/a"])
    assert "Tennessee,1500,(1)" in newsroom.data_package.with_name("bees.csv").read_text()
    with pytest.raises(UsageError, match="is not COLUMN=VALUE"):
        add_table(newsroom, "bees.csv", content, {**wish, "scale": "thousand"}, TODAY, dry_run=True)


def test_columns_of_years_become_rows_by_the_form(newsroom: Project) -> None:
    content = b"state,2023,2024\nTennessee,1100,1200\nVermont,300,310\n"
    wish = {**WISH, "unit": "hives=hives", "value": "hives", "years": "rows"}
    assert add_table(newsroom, "bees.csv", content, wish, TODAY, dry_run=False).rows == 4
    assert "Vermont,2024,310" in newsroom.data_package.with_name("bees.csv").read_text()


def test_what_a_unit_is_called_in_each_language_is_written_in_the_form(newsroom: Project) -> None:
    wish = {**WISH, "unit": "hives=hives", "noun": "hives=hive/hives\nhives:es=colmena/colmenas"}
    add_table(newsroom, "bees.csv", b"state,hives\nTennessee,1200\nVermont,310\n", wish, TODAY, dry_run=False)
    units = json.loads(newsroom.data_package.read_text(encoding="utf-8"))["nutgraf"]["units"]
    assert [*units["hives"]["nouns"]] == ["en", "es"]


def test_one_table_of_a_saved_web_page_is_added_by_the_form(newsroom: Project) -> None:
    rows = "<tr><th>state<th>hives<tr><td>Tennessee<td>1200<tr><td>Vermont<td>310"
    page = f"<table>{rows}</table><table>{rows}<tr><td>Ohio<td>5</table>".encode()
    added = add_table(newsroom, "bees.html", page, {**WISH, "table": "2"}, TODAY, dry_run=True)
    assert added.rows == 3
    with pytest.raises(UsageError, match="'two' is not the number of a table"):
        add_table(newsroom, "bees.html", page, {**WISH, "table": "two"}, TODAY, dry_run=True)


def test_the_form_has_a_field_for_each_option_of_the_command() -> None:
    form = (Path(desk.__file__).parent / "templates" / "tables.html.j2").read_text(encoding="utf-8")
    fields = set(re.findall(r'(?:field|lines|choice)\("(\w+)"', form)) | {"replace"}
    on_the_command_line_alone = {"frame", "yes", "dry_run", "file"}
    assert {str(option.name) for option in data_commands.add.params} - on_the_command_line_alone == fields


def test_a_table_of_which_something_is_not_known_is_refused_and_nothing_is_written(newsroom: Project) -> None:
    before = newsroom.data_package.read_bytes()
    with pytest.raises((UsageError, DataError)) as refused:
        add_table(newsroom, "bees.csv", CSV, {}, TODAY, dry_run=False)
    assert "bees.csv" in refused.value.problems[0].where
    assert not any("/" in problem.where for problem in refused.value.problems)
    assert newsroom.data_package.read_bytes() == before


def test_a_source_that_needs_what_no_form_asks_for_is_written_by_hand_and_then_chosen_by_its_id(
    newsroom: Project,
) -> None:
    package = json.loads(newsroom.data_package.read_text())
    (sources,) = [each for each in package["resources"] if each["name"] == "sources"]
    sources["schema"]["fields"].append({"name": "desk", "type": "string", "constraints": {"required": True}})
    newsroom.data_package.write_text(json.dumps(package))
    listed = newsroom.data_package.with_name("sources.csv")
    head, row = listed.read_text().splitlines()
    listed.write_text(f"{head},desk\n{row},metro\n")
    with pytest.raises(UsageError, match=r"each source needs desk, .*\n.*write the row of the source by hand"):
        add_table(newsroom, "bees.csv", CSV, WISH, TODAY, dry_run=True)
    wish = {"source": row.split(",")[0], "as_of": "2024", "unit": "hives=hives"}
    assert add_table(newsroom, "bees.csv", CSV, wish, TODAY, dry_run=True).files[0] == "data/bees.csv"


@pytest.mark.parametrize("name", ["", "..", ".hidden.csv", "x\0.csv", "a" * 300])
def test_a_file_with_a_name_that_is_none_is_refused(newsroom: Project, name: str) -> None:
    with pytest.raises(UsageError, match="is not the name of a file"):
        add_table(newsroom, name, CSV, WISH, TODAY, dry_run=True)


def test_a_file_name_with_folders_writes_outside_no_folder(newsroom: Project) -> None:
    for name in ("../../bees.csv", r"..\..\bees.csv", "/etc/bees.csv"):
        assert add_table(newsroom, name, CSV, WISH, TODAY, dry_run=True).files[0] == "data/bees.csv"
