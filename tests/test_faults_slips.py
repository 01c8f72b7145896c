"""Small slips of a reporter that a page would print or a build would pass over: each is named with what to write."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nutgraf.charts import timeline
from nutgraf.data import validate
from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.frontmatter import read_front_matter
from nutgraf.language import page_language
from nutgraf.ledger import untraced_numbers
from nutgraf.lint.plan_checks import check
from nutgraf.numbers import untraced
from nutgraf.page import read_page
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.prose import render_words
from nutgraf.vega import draw
from support.desk import FRONT, code, errors, explainer, project, prose, write
from support.executed import claim, figure, notebook
from support.executed import code as executed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("About ½ of them pay.", ["½"]),
        ("It rose ¾ of a point, then 2½ points.", ["¾", "2½"]),
        ("A ⅞ share of it.", ["⅞"]),
        ("Over ½ percent of it.", ["½ percent"]),
        ("There were Ⅳ of them.", ["Ⅳ"]),
        ("It reached 10² people, and ² more.", ["10²", "²"]),
        ("① of the two came.", ["①"]),
        ("It covers two lots in km², and emits CO₂.", ["two"]),
        ("See chapter Ⅳ of it.", []),
    ],
)
def test_a_number_that_is_one_character_is_a_number(text: str, found: list[str]) -> None:
    assert [number.text for number in untraced(text, "en")] == found


def test_in_spanish_too() -> None:
    assert [number.text for number in untraced("Cerca de ½ de ellas, y Ⅳ más.", "es")] == ["½", "Ⅳ"]


@pytest.mark.parametrize(
    ("line", "what", "fix"),
    [
        ("date: 2026-02-30", "date: 2026-02-30 is not a day of the calendar", "that month ends on 2026-02-28"),
        ("date: 2024-02-30", "date: 2024-02-30 is not a day of the calendar", "that month ends on 2024-02-29"),
        (
            "date: 2026-13-01",
            "date: 2026-13-01 is not a day of the calendar",
            "write it as 2026-11-24: the year, the month from 01 to 12, the day",
        ),
        (
            "date: 2026-11-24\nmodified: 2026-11-31",
            "modified: 2026-11-31 is not a day of the calendar",
            "that month ends on 2026-11-30",
        ),
        (
            "date: 2026-11-24\nembargo: 2026-02-29T06:00-05:00",
            "embargo: 2026-02-29 is not a day of the calendar",
            "that month ends on 2026-02-28",
        ),
        (
            "date: 2026-11-24\nembargo: 2026-02-28T25:00-05:00",
            "embargo: '2026-02-28T25:00-05:00' is not a time",
            "write the hour from 00 to 23, as in 06:00:00-05:00",
        ),
    ],
)
def test_a_day_that_no_calendar_has_is_named_with_the_last_of_its_month(line: str, what: str, fix: str) -> None:
    front = f"---\ntitle: Who pays\nauthors: [Ana Ruiz]\n{line}\n---"
    assert [(one.what, one.fix) for one in read_front_matter(front, "notebooks/a.ipynb")[1]] == [(what, fix)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "newsroom")


def found_by_check(root: Path, *cells: Any, front: str = FRONT) -> list[str]:
    """Everything that check says of a notebook."""
    write(root, "taxes", explainer(*cells, front_matter=front, parameters_cell='lang: str = "en"\nyears: int = 2'))
    asked = read_project(root)
    plan = plan_pages(asked)
    return errors([*plan.problems, *(problem for problems in check(asked, plan).values() for problem in problems)])


DRAWN = "import nutgraf\nnutgraf.figure(chart, name='paid', title='Who pays', alt='Bars', source='made_up')"


def test_check_sees_a_thumbnail_that_names_no_figure(root: Path) -> None:
    cells = code("chart = None"), code(DRAWN)
    named = "notebooks/taxes.ipynb, front matter, thumbnail | no figure is named 'pade' | did you mean 'paid'?"
    assert found_by_check(root, *cells, front=f"{FRONT}\nthumbnail: pade") == [named]
    assert found_by_check(root, *cells, front=f"{FRONT}\nthumbnail: paid") == []
    computed = code("chart = None\nwhich = 'pade'"), code(DRAWN.replace("'paid'", "which"))
    assert found_by_check(root, *computed, front=f"{FRONT}\nthumbnail: pade") == []


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ("[2, 2.0]", "2 and 2.0 are the same"),
        ("[2, 3, 2]", "2 is listed twice"),
    ],
)
def test_a_value_that_a_matrix_lists_twice_is_refused(root: Path, values: str, what: str) -> None:
    found = found_by_check(root, prose("{{ years }}"), front=f"{FRONT}\nmatrix: {{years: {values}}}")
    assert (
        f"notebooks/taxes.ipynb, front matter, matrix, years | {what} | remove one of the two from the matrix: it has the same values twice"
        in found
    )


def test_a_language_that_a_matrix_lists_twice_is_refused(root: Path) -> None:
    found = found_by_check(root, prose("## Why?"), front=f"{FRONT}\nmatrix: {{lang: [en, en]}}")
    assert "matrix, lang | 'en' is listed twice |" in found[0]


def test_check_says_that_a_text_is_in_a_language_that_no_edition_has(root: Path) -> None:
    front = FRONT.replace("title: Who pays", "title: {en: Who pays, fr: Qui paie}")
    assert found_by_check(root, prose("## Why?"), front=front) == [
        "notebooks/taxes.ipynb, front matter | title has a text in 'fr', a language that no edition has | "
        "add fr to the matrix, and to the languages of the site, or remove the text"
    ]


def test_a_file_that_is_named_with_other_capitals_is_suggested(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom", tables={"rents": "usps,value\nTN,1\n"})
    package = root / "data" / "datapackage.json"
    package.write_text(package.read_text(encoding="utf-8").replace("rents.csv", "Rents.csv"), encoding="utf-8")
    assert errors(validate(package)) == [
        "data/Rents.csv | there is no such file | "
        "did you mean 'rents.csv'? Capital and small letters differ in file names"
    ]


@pytest.mark.parametrize(("settings", "lang"), [('["es"]', "es"), ('["es", "en"]', "es"), ('["en", "es"]', "en")])
def test_outside_a_build_a_page_is_in_the_first_language_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, lang: str
) -> None:
    root = project(tmp_path / "newsroom", settings=f'[tool.nutgraf]\nname = "The Desk"\nlanguages = {settings}\n')
    monkeypatch.chdir(root / "notebooks")
    monkeypatch.setattr(import_module("nutgraf.language.page_language"), "_spoken", "")
    assert page_language({}) == lang
    assert page_language({"lang": "en"}) == "en"
    monkeypatch.chdir(tmp_path)
    assert page_language({}) == "en"


def test_a_long_bold_date_of_a_timeline_fits() -> None:
    frame = pd.DataFrame({"when": ["2025-09-24", "2025-12-28"], "what": ["Se anuncia.", "Se firma."]})
    chart = timeline(frame, date="when", text="what", date_format="miércoles, %-d de %B de %Y")
    try:
        svg = draw(spec_of(chart, "f"), width=680, lang="es", key="f")
    except FigureError as error:
        pytest.fail(str(error))
    assert "miércoles, 24 de septiembre de 2025" in svg
    labeled = frame.assign(said=["la tarde del 24 de septiembre de 2025", "28 de diciembre"])
    assert "la tarde del 24" in draw(
        spec_of(timeline(labeled, date="when", text="what", label="said"), "f"), width=680, lang="es", key="f"
    )


@pytest.mark.parametrize(
    ("text", "title", "number"), [("Una", "Una persona paga", 1), ("Tres", "Tres personas pagan", 3)]
)
def test_a_computed_number_that_a_title_spells_out_is_a_number_with_no_fact(text: str, title: str, number: int) -> None:
    spelled = claim(1, place="figure:paid:title", text=text, value=number, key=f"bare:{number}", inputs=[], sources=[])
    shown = figure(name="paid", title=title, lang="es", claims=[spelled], subtitle="", alt="Las barras dicen lo mismo.")
    page = read_page(notebook(executed("figure()", shown), lang="es"))
    assert [each.text for each in untraced_numbers(page) if each.where.endswith("title")] == [text]


def test_a_fact_that_is_spelled_out_without_a_noun_has_no_space_after_it() -> None:
    text, (made,) = render_words("{{ 3 | spelled('', '', 'f') }} pagan", {"lang": "es"}, "figure:paid:title")
    assert (text, made["text"]) == ("Tres pagan", "Tres")
