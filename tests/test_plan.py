"""Editions: one page for each combination of values, each at an address of its own."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nutgraf.errors import UsageError
from nutgraf.plan import Plan, plan_pages, slug
from nutgraf.project import read_project
from support.desk import FRONT, errors, explainer, project, write

PARAMETERS = 'lang: str = "en"\nstate: str = "TN"  # USPS code\nyear: int = 2022'
AREAS = "usps,kind\nTN,state\nDC,district\n"


def planned(root: Path, front_matter: str, *, tables: dict[str, str] | None = None) -> Plan:
    folder = project(root / "p", tables=tables)
    write(folder, "taxes", explainer(front_matter=f"{FRONT}\n{front_matter}", parameters_cell=PARAMETERS))
    return plan_pages(read_project(folder))


def addresses(plan: Plan) -> list[str]:
    assert errors(plan.problems) == []
    return [page.address for page in plan.pages]


def test_lists_make_one_page_for_each_combination(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {lang: [en, es], state: [TN, WY]}\naddress: '{lang}/taxes/{state}'")
    assert addresses(plan) == ["en/taxes/tn", "en/taxes/wy", "es/taxes/tn", "es/taxes/wy"]


def test_without_a_matrix_there_is_one_page(tmp_path: Path) -> None:
    assert addresses(planned(tmp_path, "")) == ["en/taxes"]


def test_values_can_come_from_a_column_of_a_table(tmp_path: Path) -> None:
    front = "matrix: {state: {table: areas, column: usps}}"
    assert addresses(planned(tmp_path, front, tables={"areas": AREAS})) == ["en/taxes/dc", "en/taxes/tn"]


def test_values_from_a_table_can_be_chosen(tmp_path: Path) -> None:
    front = "matrix: {state: {table: areas, column: usps, where: {kind: state}}}"
    assert addresses(planned(tmp_path, front, tables={"areas": AREAS})) == ["en/taxes/tn"]


def test_a_misspelled_column_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {state: {table: areas, column: upss}}", tables={"areas": AREAS})
    assert len(plan.problems) == 1
    assert plan.problems[0].where == "notebooks/taxes.ipynb, front matter, matrix, state"
    assert "'usps'" in plan.problems[0].fix


def test_exclude_takes_combinations_out(tmp_path: Path) -> None:
    front = "matrix: {lang: [en, es], state: [TN, WY], exclude: [{lang: es, state: WY}]}"
    assert addresses(planned(tmp_path, front)) == ["en/taxes/tn", "en/taxes/wy", "es/taxes/tn"]


def test_include_adds_a_value_to_the_combinations_it_fits(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {state: [TN, WY], include: [{state: WY, year: 2023}]}")
    assert [page.values["year"] for page in plan.pages] == [2022, 2023]


def test_include_adds_a_combination_that_was_not_there(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {state: [TN], include: [{state: DC}]}")
    assert addresses(plan) == ["en/taxes/dc", "en/taxes/tn"]


def test_include_alone_lists_the_editions(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {include: [{state: DC}, {state: TN}]}\naddress: '{lang}/taxes/{state}'")
    assert addresses(plan) == ["en/taxes/dc", "en/taxes/tn"]


def test_a_misspelled_parameter_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {stat: [TN]}")
    assert errors(plan.problems) == [
        "notebooks/taxes.ipynb, front matter, matrix | no parameter named 'stat' | did you mean 'state'?"
    ]


def test_a_value_of_the_wrong_type_is_refused(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {state: [5]}")
    assert "state = 5 is int, but the notebook wants str" in errors(plan.problems)[0]


def test_two_editions_with_one_address_are_refused_with_what_tells_them_apart(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {state: [TN, WY]}\naddress: '{lang}/taxes'")
    assert errors(plan.problems) == [
        "notebooks/taxes.ipynb, front matter, address | "
        "taxes (lang=en, state=TN) and taxes (lang=en, state=WY) have the same address, 'en/taxes' | "
        "add {state} to the address"
    ]


def test_addresses_that_differ_in_case_alone_clash(tmp_path: Path) -> None:
    assert "have the same address, 'en/taxes/tn'" in errors(planned(tmp_path, "matrix: {state: [TN, tn]}").problems)[0]


def test_an_address_with_an_unknown_parameter_is_refused(tmp_path: Path) -> None:
    assert "no parameter named 'stat'" in errors(planned(tmp_path, "address: 'taxes/{stat}'").problems)[0]


def test_an_address_the_site_needs_itself_is_refused(tmp_path: Path) -> None:
    assert "'en' is reserved for the site" in errors(planned(tmp_path, "address: '{lang}'").problems)[0]


def test_a_language_the_site_does_not_have_is_refused(tmp_path: Path) -> None:
    assert "lang = 'fr' is not a language of this site" in errors(planned(tmp_path, "matrix: {lang: [fr]}").problems)[0]


def test_each_page_knows_its_other_languages(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {lang: [en, es], state: [TN]}")
    assert [dict(page.info.alternates) for page in plan.pages] == [{"es": "es/taxes/tn"}, {"en": "en/taxes/tn"}]


def test_a_page_is_named_by_its_notebook_and_its_values(tmp_path: Path) -> None:
    plan = planned(tmp_path, "matrix: {lang: [es], state: [TN]}")
    assert plan.pages[0].name == "taxes (lang=es, state=TN)"


def test_a_notebook_with_a_problem_leaves_the_others_alone(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    write(folder, "good", explainer())
    write(folder, "bad", explainer(front_matter=FRONT + "\nmatrx: {}"))
    plan = plan_pages(read_project(folder))
    assert [page.address for page in plan.pages] == ["en/good"]
    assert plan.unplanned == {"bad"}


def test_notebooks_that_refresh_data_or_begin_with_an_underscore_are_not_published(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    for name in ("taxes", "get-taxes", "_starter", ".ipynb_checkpoints/taxes-checkpoint"):
        write(folder, name, explainer())
    assert addresses(plan_pages(read_project(folder))) == ["en/taxes"]


def test_a_draft_is_planned_and_withheld(tmp_path: Path) -> None:
    assert planned(tmp_path, "draft: true").pages[0].withheld_reason == "draft"


@pytest.mark.parametrize(("hour", "withheld"), [(5, "embargo until 2026-12-01T06:00:00+00:00"), (6, "")])
def test_an_embargo_ends_at_its_hour(tmp_path: Path, hour: int, withheld: str) -> None:
    folder = project(tmp_path / "p")
    write(folder, "taxes", explainer(front_matter=FRONT + "\nembargo: 2026-12-01T06:00:00Z"))
    now = datetime.datetime(2026, 12, 1, hour, tzinfo=datetime.UTC)
    assert plan_pages(read_project(folder), now=now).pages[0].withheld_reason == withheld


def test_a_pattern_that_fits_no_page_is_refused_with_the_likely_address(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'en/taxes'"):
        planned(tmp_path, "").matching(["en/taxs"])


def test_accents_and_spaces_make_a_plain_address() -> None:
    assert slug("Nuevo México, 2023", "es") == "nuevo-mexico-2023"


def test_a_page_leads_to_every_edition_while_a_reader_can_look_through_them(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"matrix: {{state: {[f's{number:03}' for number in range(120)]}}}".replace("'", ""))
    assert {(len(page.info.editions), page.info.more_editions) for page in plan.pages} == {(120, False)}


def test_of_very_many_editions_a_page_leads_to_the_first_and_to_its_nearest(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"matrix: {{state: {[f's{number:03}' for number in range(300)]}}}".replace("'", ""))
    of = {page.values["state"]: [name for _, name in page.info.editions] for page in plan.pages}
    assert {page.info.more_editions for page in plan.pages} == {True}
    assert of["s150"] == ["s000", *(f"s{number:03}" for number in range(91, 210))]
    assert of["s000"] == [f"s{number:03}" for number in range(120)]
    assert of["s299"] == ["s000", *(f"s{number:03}" for number in range(181, 300))]
