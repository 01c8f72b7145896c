"""Numbers typed by hand are named before anything runs: where, in which sentence, and which fact they probably are."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest

from nutgraf import data
from nutgraf.lint.hardcoded_numbers import hardcoded_numbers
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import FRONT, code, explainer, prose, write
from support.in_process import nutgraf
from support.sites import DATA

TWO = FRONT.replace("Who pays", "{en: Who pays, es: Quién paga}") + "\nmatrix: {lang: [en, es]}"


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A newsroom with the tables of tests/newsroom."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.nutgraf]\nlanguages = ["en", "es"]\n', encoding="utf-8")
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path


def found(newsroom: Path, *cells: Any, front: str = TWO) -> list[tuple[str, str]]:
    write(newsroom, "taxes", explainer(*cells, front_matter=front))
    project = read_project(newsroom)
    return [(problem.what, problem.fix) for problem in hardcoded_numbers(project, plan_pages(project))]


def test_a_number_typed_in_prose_is_named_with_its_sentence_and_the_fact_it_probably_is(newsroom: Path) -> None:
    ((what, fix),) = found(newsroom, prose("## Why?\n\nThey paid $314.2 million. {{ more }}", "lang-en"))
    assert what == "'$314.2 million' is typed by hand (en), in “They paid $314.2 million.”"
    assert "honey_tax:area=DU,metric=honey_tax_paid" in fix


def test_numbers_are_found_in_both_languages(newsroom: Path) -> None:
    cells = (prose("It is five million.", "lang-en"), prose("Son cinco millones.", "lang-es"))
    assert [what.split(" is ")[0] for what, _ in found(newsroom, *cells)] == ["'five million'", "'cinco millones'"]


def test_a_number_in_the_headline_is_found(newsroom: Path) -> None:
    front = TWO.replace("Quién paga", "Cinco millones pagan")
    assert [what.split(" is ")[0] for what, _ in found(newsroom, front=front)] == ["'Cinco millones'"]


def test_a_number_in_the_subject_that_other_pages_link_to_is_found(newsroom: Path) -> None:
    front = TWO + "\ntopic: {en: Why five million file, es: Por qué declaran}"
    assert [what.split(" is ")[0] for what, _ in found(newsroom, front=front)] == ["'five million'"]


def test_a_number_in_a_figures_words_is_found(newsroom: Path) -> None:
    cells = code('ALT = {"en": "Bars for 27 states.", "es": "Barras."}\nfigure(x, title="Half of them pay")')
    assert sorted(what.split(" is ")[0] for what, _ in found(newsroom, cells)) == ["'27'", "'Half'"]


def test_a_number_in_a_table_of_prose_is_found(newsroom: Path) -> None:
    text = "| Year | Returns |\n|---|---|\n| 2022 | 12,345 |"
    assert [what.split(" is ")[0] for what, _ in found(newsroom, prose(text, "lang-en"))] == ["'12,345'"]


def test_a_number_typed_into_an_axis_of_a_chart_is_found(newsroom: Path) -> None:
    cells = code('alt.Chart(frame).mark_bar().encode(alt.X("paid", title="5.1 million returns"))')
    assert [what.split(" is ")[0] for what, _ in found(newsroom, cells)] == ["'5.1 million'"]


def test_numbers_written_into_a_frame_are_found_but_no_years_and_no_factors(newsroom: Path) -> None:
    cells = code(
        'one = pd.DataFrame({"year": [2021, 2022], "paid": [314_200_000, -7.5]})\n'
        'one["more"] = [3, 4]\n'
        'two = pd.DataFrame({"millions": fact.value / 1_000_000} for fact in facts)\n'
        'two["flag"] = 1'
    )
    assert [what.split(" is ")[0] for what, _ in found(newsroom, cells)] == ["'314,200,000'", "'7.5'", "'3'", "'4'"]


def test_a_number_written_into_a_frame_is_named_as_the_fact_it_probably_is(newsroom: Path) -> None:
    ((what, fix),) = found(newsroom, code('frame = pd.DataFrame({"paid": [314_200_000]})'))
    assert what == "'314,200,000' is typed by hand in a frame, which a chart or table may use"
    assert fix.startswith("it is probably honey_tax:area=DU,metric=honey_tax_paid")


def test_notebooks_that_name_every_number_have_none_typed_by_hand() -> None:
    project = read_project(DATA.parent)
    assert hardcoded_numbers(project, plan_pages(project)) == []


def test_expressions_years_and_what_is_marked_as_meant_are_not_flagged(newsroom: Path) -> None:
    text = 'In 2022, {{ 5 }} paid. It ends after <span data-not-a-fact="a rule of law">three</span> years.'
    assert found(newsroom, prose(text, "lang-en")) == []


def test_nothing_is_guessed_of_a_small_bare_number(newsroom: Path) -> None:
    ((_, fix),) = found(newsroom, prose("Three states are missing.", "lang-en"))
    assert fix == "read it as a fact, or mark it with not_a_fact and say why"


def test_check_lists_typed_numbers_and_ends_with_1(newsroom: Path) -> None:
    write(newsroom, "taxes", explainer(prose("It is five million.", "lang-en"), front_matter=TWO))
    done = nutgraf("check", cwd=newsroom)
    assert done.returncode == 1
    assert "'five million' is typed by hand (en), in “It is five million.”" in done.stderr


def test_check_lists_sources_past_due_without_calling_them_problems(newsroom: Path) -> None:
    write(newsroom, "taxes", explainer(front_matter=TWO))
    done = nutgraf("check", cwd=newsroom)
    assert done.returncode == 0, done.stderr
    assert "data/sources.csv, census_2023" in done.stdout
    assert "a next edition was expected by 2024-12-31" in done.stdout


def test_a_source_is_not_past_due_before_its_day() -> None:
    package = DATA / "datapackage.json"
    assert data.overdue(package, datetime.date(2024, 12, 31)) == []


def test_a_source_whose_terms_forbid_it_is_barred_with_its_terms(newsroom: Path) -> None:
    path = newsroom / "data" / "sources.csv"
    before = path.read_text(encoding="utf-8")
    line = next(line for line in before.splitlines() if line.startswith("board_map_2024,"))
    path.write_text(before.replace(line, line.replace(",true,", ",false,")), encoding="utf-8")
    barred = data.withdrawn(newsroom / "data" / "datapackage.json")
    assert "board_map_2024" in barred
    assert "atlas_2020" not in barred
    assert barred["board_map_2024"].startswith("must not be published; its terms:")


def test_check_lists_a_withdrawn_source_without_calling_it_a_problem(newsroom: Path) -> None:
    write(newsroom, "taxes", explainer(front_matter=TWO))
    path = newsroom / "data" / "sources.csv"
    before = path.read_text(encoding="utf-8")
    line = next(line for line in before.splitlines() if line.startswith("board_map_2024,"))
    path.write_text(before.replace(line, f"{line}by the board in 2027"), encoding="utf-8")
    done = nutgraf("check", cwd=newsroom)
    assert done.returncode == 0, done.stderr
    assert "data/sources.csv, board_map_2024" in done.stdout
    assert "the source was withdrawn: by the board in 2027" in done.stdout


def test_what_a_picture_shows_and_what_somebody_says_needs_no_fact_in_any_language(newsroom: Path) -> None:
    cells = code(
        'nutgraf.photo("a.jpg", alt={"en": "Two men with a beam", "es": "Dos hombres"}, credit="AP")\n'
        'nutgraf.photo("a.jpg", alt="Two men with a beam", credit="AP")\n'
        'nutgraf.pull_quote({"en": "We were 300.", "es": "Éramos 300."}, by="Rosa Lee")\n'
        'nutgraf.audio("a.mp3", title="The siren", transcript="All 200 of us ran.")'
    )
    assert found(newsroom, cells) == []


def test_many_in_a_picture_and_a_number_of_its_caption_need_a_fact(newsroom: Path) -> None:
    cells = code('nutgraf.photo("a.jpg", alt={"en": "A crowd of 1,200"}, caption="One of three mills", credit="AP")')
    assert [what.split(" is ")[0] for what, _ in found(newsroom, cells)] == ["'three'", "'1,200'"]
