"""A calculator on a page: a table of facts without scripts, and the same numbers computed with them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_output

import nutgraf
from nutgraf import language
from nutgraf.errors import FigureError, NutgrafError
from nutgraf.media.formula import computed
from nutgraf.page import read_page
from nutgraf.render import render_page
from nutgraf.render.assets import look_up_script
from support.desk import errors, project
from support.executed import SOURCES, code, notebook, stand_in

KNOWN = {**SOURCES, "made_up": {**SOURCES["itep"], "publisher": "Made Up"}}


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    root = project(tmp_path / "p", settings="")
    monkeypatch.chdir(root / "notebooks")
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    yield root
    language.speak("")


def known(value: float, unit: str) -> Any:
    return nutgraf.fact_from(pd.DataFrame({"held": [value]}), "held", unit=unit, source="made_up")


def rent_in_all(**changed: Any) -> Any:
    asked = {
        "facts": {"rent": known(1340, "usd")},
        "inputs": {"months": nutgraf.ReaderInput("Months", [12, 1, 24])},
        "title": "What a rent in Birch adds up to",
        "answer": "{{ result | money(full=True) }} in all",
    } | changed
    return nutgraf.calculator(asked.pop("formula", "rent * months"), **asked)


def read(made: Any) -> Any:
    cell = code("calculator", new_output("display_data", data=made._repr_mimebundle_()))
    return read_page(notebook(cell, sources=KNOWN))


def html_of(made: Any) -> str:
    return render_page(read(made), draw=stand_in).html.decode()


def refused(**changed: Any) -> str:
    with pytest.raises(FigureError) as caught:
        rent_in_all(**changed)
    (found,) = errors(caught.value.problems)
    return found


def test_a_calculator_is_a_table_of_facts_without_scripts(newsroom: Path) -> None:
    made = rent_in_all()
    assert made.rows == (("12", "$16,000 in all"), ("1", "$1,340 in all"), ("24", "$32,000 in all"))
    page = read(made)
    assert [claim.text for claim in page.claims] == ["$16,000", "$1,340", "$32,000"]
    html = html_of(made)
    assert '<tr><th scope="col">Months</th><th scope="col">What a rent in Birch adds up to</th></tr>' in html
    assert '<tr><th scope="row">12</th><td>$16,000 in all</td></tr>' in html


def test_the_numbers_that_a_reader_may_enter_are_no_claims_of_the_page(newsroom: Path) -> None:
    texts = [passage.text for passage in read(rent_in_all()).passages]
    assert "$16,000 in all" in texts
    assert "12" not in " ".join(texts).split()


def test_the_script_computes_what_the_table_says(newsroom: Path) -> None:
    made = rent_in_all(
        formula="min(income, cap) * rate + fee",
        facts={"rate": known(6.2, "percent"), "cap": known(60_000, "usd"), "fee": known(12, "usd")},
        inputs={"income": nutgraf.ReaderInput("Yearly pay", [30_000, 90_000], unit="USD")},
        round_to=1000,
    )
    assert made.rows == (("$30,000", "$2,000 in all"), ("$90,000", "$4,000 in all"))
    assert computed(made.script["steps"], [90_000]) == pytest.approx(3732)
    assert made.script["around"] == {"other": ("$", " in all")}
    assert made.script["rounding"] == [(3732, 1000)]


def test_results_are_no_finer_than_their_facts_allow(newsroom: Path) -> None:
    made = rent_in_all(
        facts={"rate": known(6.2, "percent")},
        inputs={"pay": nutgraf.ReaderInput("Yearly pay", [30_000, 60_000], unit="USD")},
        formula="pay * rate",
    )
    assert made.rows == (("$30,000", "$1,900 in all"), ("$60,000", "$3,700 in all"))


def test_a_calculator_is_in_the_language_of_its_page(newsroom: Path) -> None:
    (newsroom / "pyproject.toml").write_text('[tool.nutgraf]\nlanguages = ["en", "de"]\n', encoding="utf-8")
    language.speak("de")
    made = rent_in_all(
        inputs={"months": nutgraf.ReaderInput({"en": "Months", "de": "Monate"}, [1, 1200])},
        title={"en": "What a rent adds up to", "de": "Was eine Miete ergibt"},
        answer={"en": "{{ result | money(full=True) }}", "de": "{{ result | money(full=True) }} insgesamt"},
    )
    assert made.rows == (("1", "1.340 Dollar insgesamt"), ("1.200", "1.600.000 Dollar insgesamt"))
    assert made.script["inputs"][0]["label"] == "Monate (1–1.200)"


def test_the_numbers_for_the_script_are_in_the_page_as_they_were_declared(newsroom: Path) -> None:
    made = rent_in_all()
    (found,) = re.findall('data-calculation="([^"]*)"', html_of(made))
    assert json.loads(unescape(found)) == json.loads(json.dumps(made.script))
    assert made.script["steps"] == [1340, [0], "*"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"formula": "rent ** months"}, "'rent ** months' is not part of a formula | write it with + - * /"),
        ({"formula": "open('x')"}, "\"open('x')\" is not part of a formula"),
        ({"formula": "rent.value * months"}, "'rent.value' is not part of a formula"),
        ({"formula": "rent *"}, "'rent *' is not a formula"),
        ({"formula": "rent * month"}, "'month' in the formula is neither a fact nor an input | did you mean 'months'?"),
        ({"formula": "rent * 12"}, "the formula does not use 'months' | use it, or leave it out"),
        ({"facts": {"rent": 1340}}, "'rent' is not a fact"),
        ({"inputs": {"months": [1, 2]}}, "'months' is not an input | write months=ReaderInput("),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", [12])}}, "the input 'months' needs two numbers"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", ["12", "24"])}}, "the input 'months' needs two numbers"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", 12)}}, "the input 'months' needs two numbers"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", [None, 2])}}, "the input 'months' needs two numbers"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", [True, False])}}, "the input 'months' needs two numbers"),
        ({"inputs": {"months": nutgraf.ReaderInput("", [1, 2])}}, "its label of months says nothing ('')"),
        ({"round_to": "10"}, "round_to='10' is not a number | give a step"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", range(99))}}, "its table would have 99 rows"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", [-1, 1])}}, "its results are above zero for some values"),
        ({"formula": "rent / months", "inputs": {"months": nutgraf.ReaderInput("M", [0, 1])}}, "divides by zero"),
        ({"answer": "much"}, "its answer prints 0 facts ('much')"),
        ({"inputs": {"months": nutgraf.ReaderInput("Months", [1, 1000])}, "answer": "{{ result | money }}"},
         "the answer '$1.34 million' would be 1,340,000 where a reader enters the same numbers"),
    ],
)  # fmt: skip
def test_a_calculator_that_could_say_two_things_is_refused(newsroom: Path, changed: Any, said: str) -> None:
    assert said in refused(**changed)


def test_the_values_of_an_input_may_be_a_column_of_a_frame(newsroom: Path) -> None:
    made = rent_in_all(inputs={"months": nutgraf.ReaderInput("Months", pd.Series([1, 12]))})
    assert [row[0] for row in made.rows] == ["1", "12"]
    assert json.loads(json.dumps(made.script))["inputs"][0]["high"] == 12


def test_facts_that_cannot_be_added_are_refused_in_a_calculator_as_elsewhere(newsroom: Path) -> None:
    with pytest.raises(NutgrafError, match="a bare number has no unit"):
        rent_in_all(formula="rent + months")


@pytest.mark.browser
def test_a_reader_types_a_number_and_reads_the_result(newsroom: Path, browser: Any, tmp_path: Path) -> None:
    made = rent_in_all(inputs={"months": nutgraf.ReaderInput("Months", [12, 1, 24, 1000])})
    (tmp_path / "page.html").write_text(html_of(made), encoding="utf-8")
    tab = browser.new_page()
    refusals: list[str] = []
    tab.on("console", lambda said: refusals.append(said.text))
    tab.goto((tmp_path / "page.html").as_uri())
    field, answer = tab.get_by_label("Months (1–1,000)"), tab.locator(".calculator output")
    assert answer.inner_text() == "$16,000 in all"
    for months, row in made.rows:
        field.fill(months.replace(",", ""))
        assert answer.inner_text() == row
    field.fill("7")
    assert answer.inner_text() == "$9,000 in all"
    for wrong in ("", "0", "1001", "1.5"):
        field.fill(wrong)
        assert answer.inner_text() == "–"
        assert field.get_attribute("aria-invalid") == "true"
    assert [said for said in refusals if "Security" in said] == []
    tab.close()


def test_three_factors_are_rounded_once(newsroom: Path) -> None:
    homes = {"months": nutgraf.ReaderInput("Months", [12, 24]), "homes": nutgraf.ReaderInput("Homes", [1, 3])}
    made = rent_in_all(formula="rent * months * homes", inputs=homes)
    assert made.rows[-1] == ("24", "3", "$96,000 in all")


def test_a_reader_who_gets_one_reads_it_in_the_singular(newsroom: Path) -> None:
    (newsroom / "pyproject.toml").write_text('[tool.nutgraf]\nlanguages = ["es"]\n', encoding="utf-8")
    language.speak("es")
    made = rent_in_all(
        facts={"fee": known(0.25, "usd")},
        formula="fee * days",
        inputs={"days": nutgraf.ReaderInput("Días", [0, 9])},
        answer="{{ result | money(full=True) }}",
        round_to=1,
    )
    assert made.rows == (("0", "0 dólares"), ("9", "2 dólares"))
    assert made.script["around"] == {"one": ("", " dólar"), "other": ("", " dólares")}


@pytest.mark.parametrize(
    ("rent", "step", "unit", "answer", "said"),
    [
        (12.3, 0.1, "usd", "money(full=True)", ["$12.3 in all", "$25 in all", "$123 in all"]),
        (1.1, 0.1, "usd", "money", ["$1.1 in all", "$2 in all", "$11 in all"]),
        (12.0, 0.1, "usd", "money", ["$12 in all", "$24 in all", "$120 in all"]),
        (2734.4, 0.1, "usd", "money(full=True)", ["$2,734 in all", "$5,469 in all", "$27,344 in all"]),
        (12.34, 0.01, "usd", "money", ["$12.3 in all", "$24.7 in all", "$123 in all"]),
        (0.5, 0.1, "percent", "percent", ["0.5% in all", "1% in all", "5% in all"]),
        (12.25, 0.01, "percent", "percent", ["12.3% in all", "24.5% in all", "122.5% in all"]),
        (7.5, 0.1, "tons", "count('ton', 'tons')", ["7.5 tons in all", "15 tons in all", "75 tons in all"]),
    ],
)
def test_a_calculator_of_facts_in_tenths_and_hundredths_prints_as_far_as_readers_follow(
    newsroom: Path, rent: float, step: float, unit: str, answer: str, said: list[str]
) -> None:
    fact = replace(known(rent, unit), rounded_to=step)
    inputs = {"months": nutgraf.ReaderInput("Months", [1, 2, 10])}
    made = rent_in_all(facts={"rent": fact}, inputs=inputs, answer=f"{{{{ result | {answer} }}}} in all")
    assert [row[1] for row in made.rows] == said
    assert made.script["percent"] == (unit == "percent")


def test_the_menu_of_a_look_up_is_not_added_to_a_calculator_of_the_same_page(newsroom: Path) -> None:
    rents = {"Alder": known(1180, "usd"), "Birch": known(1340, "usd")}
    look_up = nutgraf.look_up(rents, title="What rent costs", choose="Your county", answer="{{ value | money }}")
    cells = [
        code(name, new_output("display_data", data=made._repr_mimebundle_()))
        for name, made in (("look-up", look_up), ("calculator", rent_in_all()))
    ]
    page = BeautifulSoup(render_page(read_page(notebook(*cells, sources=KNOWN)), draw=stand_in).html, "html.parser")
    (wanted,) = re.findall(r'querySelectorAll\("(\.look-up[^"]*)"\)', look_up_script())
    assert [each["aria-label"] for each in page.select(wanted)] == ["What rent costs"]
    assert [each["aria-label"] for each in page.select(".calculator")] == ["What a rent in Birch adds up to"]
