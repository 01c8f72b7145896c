"""Explainers are known by path, pages by their parameters: seen in builds without a kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import UsageError
from nutgraf.pipeline import Options, Report, build
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, errors, explainer, project, prose, write

TABLES = {"people": "town,value,source_id\nA,3400,made_up\nB,5600,made_up\n"}
COUNT = "There are {{ n | count }} people here, and many more elsewhere."


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    papermill_door.open_door(monkeypatch)
    folder = project(tmp_path / "p", tables=TABLES)
    package = json.loads((folder / "data" / "datapackage.json").read_text())
    people = next(one for one in package["resources"] if one["name"] == "people")
    people["schema"]["primaryKey"] = ["town"]
    people["schema"]["fields"][1]["nutgraf"] = {"unit": "persons"}
    people["nutgraf"] = {"value": "value", "key": ["town"], "source": "source_id"}
    (folder / "data" / "datapackage.json").write_text(json.dumps(package))
    return folder


def counted(town: str, *cells: Any, front: str = FRONT, **kinds: str) -> Any:
    fact = code(f"import nutgraf\nn = nutgraf.fact('people', town={town!r})", id="fact")
    return explainer(fact, *cells, prose(f"## How many?\n\n{COUNT}", id="prose"), front_matter=front, **kinds)


def built(root: Path, *patterns: str, publish: bool = False) -> Report:
    return build(read_project(root), Options(patterns=patterns, publish=publish))


def statuses(report: Report) -> dict[str, str]:
    assert errors(report.problems) == []
    return {outcome.address: outcome.status for outcome in report.outcomes}


def ids(root: Path) -> list[str]:
    lines = (root / "facts.lock").read_text(encoding="utf-8").splitlines()
    return [each["id"] for line in lines if (each := json.loads(line)).get("id")]


def body(root: Path, address: str) -> str:
    return (root / "build" / "site" / address / "page.txt").read_text(encoding="utf-8")


def test_two_notebooks_of_one_name_are_two_explainers_and_each_keeps_its_claims(root: Path) -> None:
    write(root, "one/intro", counted("A"))
    write(root, "two/intro", counted("B"))
    assert statuses(built(root, publish=True)) == {"en/one/intro": "ran", "en/two/intro": "ran"}
    assert {each.partition("#")[0] for each in ids(root)} == {"en/one/intro", "en/two/intro"}
    before = (root / "facts.lock").read_bytes()
    report = built(root, publish=True)
    assert statuses(report) == {"en/one/intro": "unchanged", "en/two/intro": "unchanged"}
    assert report.removed_editions == {}
    assert (root / "facts.lock").read_bytes() == before


def test_each_of_two_notebooks_of_one_name_is_checked_and_named_by_its_path(root: Path) -> None:
    write(root, "one/intro", counted("A"))
    write(root, "two/intro", counted("B", prose("{{ n | cuont }}", id="slip")))
    report = built(root)
    outcomes = {outcome.address: outcome for outcome in report.outcomes}
    assert outcomes["en/one/intro"].status == "ran"
    assert outcomes["en/two/intro"].name == "two/intro (lang=en)"
    assert outcomes["en/two/intro"].problems[0].where == "notebooks/two/intro.ipynb, before the first heading, 4th cell"


def test_two_notebooks_of_one_name_lead_to_each_other(root: Path) -> None:
    for folder in ("one", "two"):
        front = f"{FRONT}\ntopic: The people of {folder}\nkeywords: [people]"
        write(root, f"{folder}/intro", counted("A", front=front))
    pages = plan_pages(read_project(root)).pages
    assert [page.info.related for page in pages] == [
        (("en/two/intro", "The people of two"),),
        (("en/one/intro", "The people of one"),),
    ]


def test_a_broken_notebook_of_the_same_name_keeps_the_other_and_its_claims_are_not_gone(root: Path) -> None:
    write(root, "one/intro", counted("A"))
    broken = write(root, "two/intro", counted("B"))
    built(root, publish=True)
    broken.write_text("{")
    report = built(root)
    assert {outcome.address: outcome.status for outcome in report.outcomes} == {"en/one/intro": "unchanged"}
    assert [problem.where for problem in report.problems] == ["notebooks/two/intro.ipynb"]
    assert report.removed_editions == {}
    assert (root / "build/site/en/two/intro/index.html").is_file()


@pytest.mark.parametrize("name", ["what?", "no #1", "a&b", "50%"])
def test_a_notebook_whose_name_would_break_facts_lock_is_to_be_renamed(root: Path, name: str) -> None:
    write(root, name, counted("A", front=f"{FRONT}\naddress: en/a"))
    problems = plan_pages(read_project(root)).problems
    assert [problem.fix for problem in problems] == ["rename the notebook: small letters, digits and hyphens"]


@pytest.mark.parametrize("name", ["Mein Text", "año", "UPPER", "two_words"])
def test_a_notebook_whose_name_is_no_address_is_to_be_renamed_or_given_one(root: Path, name: str) -> None:
    write(root, name, counted("A"))
    problem = plan_pages(read_project(root)).problems[0]
    assert problem.what.startswith(f"'en/{name}' is not an address")
    assert problem.fix == "rename the notebook, or set address:"
    write(root, name, counted("A", front=f"{FRONT}\naddress: en/good"))
    assert [page.address for page in plan_pages(read_project(root)).pages] == ["en/good"]


def test_a_value_with_a_hash_keeps_the_claims_of_its_page(root: Path) -> None:
    front = f'{FRONT}\nmatrix: {{unit: ["Unit #4", "A&B=C", "50%?"]}}'
    write(root, "units", counted("A", front=front, parameters_cell='lang: str = "en"\nunit: str = "Unit #4"'))
    assert set(statuses(built(root, publish=True)).values()) == {"ran"}
    editions = {each.partition("#")[0] for each in ids(root)}
    assert editions == {f"en/units/{value}" for value in ("unit-4", "a-b-c", "50")}
    report = built(root, publish=True)
    assert set(statuses(report).values()) == {"unchanged"}
    assert report.removed_editions == {}


def _without_ids(values: Any) -> None:
    for cell in values["cells"]:
        cell.pop("id")


def _equal_ids(values: Any) -> None:
    for cell in values["cells"]:
        cell["id"] = "same"


def _older(values: Any) -> None:
    _without_ids(values)
    values["nbformat_minor"] = 0


@pytest.mark.parametrize("change", [_without_ids, _equal_ids, _older])
def test_a_page_of_cells_without_ids_is_up_to_date_and_its_lines_in_facts_lock_stay(
    root: Path, change: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write(root, "who", counted("A"))
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))
    assert statuses(built(root, publish=True)) == {"en/who": "ran"}
    lock = (root / "facts.lock").read_bytes()
    assert statuses(built(root, publish=True)) == {"en/who": "unchanged"}
    assert set(build(read_project(root), Options(force=True, publish=True)).totals) == {"ran"}
    assert (root / "facts.lock").read_bytes() == lock
    assert capfd.readouterr() == ("", "")


LOOP = "titles = {}\nfor lang in ('en', 'es'):\n    titles[lang] = lang.upper()"


def test_a_loop_over_lang_leaves_the_language_of_the_page_as_it_is(root: Path) -> None:
    says = prose("On {{ '2024-02-03' | date }} {% if lang == 'en' %}they{% else %}ellos{% endif %} paid.", id="paid")
    front = f"{FRONT}\nmatrix: {{lang: [en, es]}}\nsubtitle: \"{{{{ '2024-02-03' | date }}}}\""
    label = code("import nutgraf\nlabel = nutgraf.chart_label(1234.5)\nlang = 5", id="label")
    after = prose("{{ label }} {{ same | not_a_fact('a code') }}", id="after")
    cells = [code(LOOP, id="loop"), code("same = lang", id="same"), says, label, after]
    write(root, "who", explainer(*cells, front_matter=front))
    assert set(statuses(built(root)).values()) == {"ran"}
    assert "On Feb. 3, 2024 they paid." in body(root, "en/who")
    assert "On 3 de febrero de 2024 ellos paid." in body(root, "es/who")
    assert "\n\n1,235 en\n" in body(root, "en/who")
    assert "\n\n1,235 es\n" in body(root, "es/who")
    head = (root / "build/site/en/who/index.html").read_text(encoding="utf-8")
    assert "Feb. 3, 2024" in head
    assert "febrero" not in head


def test_a_page_without_lang_is_in_the_language_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    root = project(tmp_path / "p", settings='[tool.nutgraf]\nlanguages = ["es"]\n')
    cells = [
        prose("Pagaron {{ '2024-02-03' | date }}.", "lang-es", id="es"),
        prose("{{ nothing }}", "lang-en", id="en"),
    ]
    front = f"{FRONT}\ntitle: X".replace("title: Who pays\n", "")
    write(root, "quien", explainer(cells[0], front_matter=front, parameters_cell="year: int = 2024"))
    assert statuses(built(root)) == {"quien": "ran"}
    assert "Pagaron 3 de febrero de 2024." in body(root, "quien")


def test_a_name_that_is_no_parameter_is_the_reporters_own(root: Path) -> None:
    cells = [code("lang = 'COBOL'", id="own"), prose("Written in {{ lang }} on {{ '2024-02-03' | date }}.", id="says")]
    write(root, "who", explainer(*cells, parameters_cell="year: int = 2024"))
    assert statuses(built(root)) == {"who": "ran"}
    assert "Written in COBOL on Feb. 3, 2024." in body(root, "who")


def test_a_value_that_brings_a_control_character_into_the_headline_is_refused(root: Path) -> None:
    front = FRONT.replace("Who pays", "\"{{ name | not_a_fact('a name') }} pays\"")
    write(root, "who", explainer(code(r"name = 'A\x01na'", id="name"), front_matter=front))
    report = built(root)
    assert [problem.what for problem in report.outcomes[0].problems] == [
        "a control character (U+0001) is in “A\\u0001na pays”"
    ]


def test_the_reason_why_one_address_cannot_be_built_is_reported(root: Path) -> None:
    write(root, "good", counted("A"))
    write(root, "who-files", counted("A", front=f"{FRONT}\nsubtitel: Much"))
    with pytest.raises(UsageError) as caught:
        built(root, "en/who-files")
    assert errors(caught.value.problems) == [
        "notebooks/who-files.ipynb, front matter | no key named 'subtitel' | did you mean 'subtitle'?",
        "en/who-files | no page that can be planned has this address | "
        "correct the problems above; or choose one of 'en/good'",
    ]
    (root / "notebooks" / "who-files.ipynb").write_text('{"cells": [')
    with pytest.raises(UsageError, match="only half of one"):
        built(root, "en/who-files")


def test_a_page_that_others_keep_from_its_address_leaves_theirs_alone(root: Path) -> None:
    write(root, "who", counted("A"))
    write(root, "inside", counted("A", front=f"{FRONT}\naddress: en/who/embed/states"))
    write(root, "feed", counted("A", front=f"{FRONT}\naddress: en/feed.xml"))
    report = built(root)
    assert {outcome.address: outcome.status for outcome in report.outcomes} == {"en/who": "ran"}
    assert sorted(problem.where for problem in report.problems) == [
        "notebooks/feed.ipynb, front matter, address",
        "notebooks/inside.ipynb, front matter, address",
    ]
    assert (root / "build/site/en/who/index.html").is_file()
