"""`nutgraf data add`: ranges, areas, and what may be added are declared by options, and obeyed at once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import nutgraf as kit
from nutgraf import data
from nutgraf.errors import FactError
from nutgraf.intake import Interview, Question
from nutgraf.intake.declared_units import declare_units
from nutgraf.intake.given import Given
from support.in_process import nutgraf
from support.received import WHOSE, add, added, newsroom, refused, resource

COSTS = "project,cost,least,most\nBridge,3.4,3.0,4.3\nSchool,14.2,13.1,16.8\n"
PEOPLE = "district,people\nNorth,400\nSouth,250\nEast,150\nWest,200\nOldtown,1000\n"
BUDGET = "year,item,amount\n2025,Schools,30\n2025,Roads,12\n2026,Schools,31\n2026,Roads,10\n"


def test_the_ends_of_a_range_belong_to_the_number_and_have_its_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--unit", "cost=EUR", "--scale", "cost=million", "--scale", "least=million", "--scale", "most=million")
    done = add(tmp_path, "costs.csv", COSTS, "--yes", *WHOSE, *given, "--low", "least", "--high", "most")
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    school = kit.fact("costs", project="School")
    assert (school.value, school.low, school.high, school.unit) == (14_200_000, 13_100_000, 16_800_000, "eur")
    assert kit.fact("costs", project="School", column="most").unit == "eur"


def test_a_margin_of_error_belongs_to_the_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "county,rate,error\nAlder,12.1,1.3\nBirch,9.8,0.9\n"
    done = add(tmp_path, "poverty.csv", table, "--yes", *WHOSE, "--unit", "rate=percent", "--margin", "error")
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    assert float(kit.fact("poverty", county="Birch").moe or 0) == 0.9


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--low", "lest"), "no column of numbers 'lest'"),
        (("--low", "least"), "least is the range of a number that is not known"),
        (("--unit", "cost=EUR", "--high", "most", "--unit", "most=USD"), "most cannot have a unit of its own"),
        (("--unit", "cost=EUR", "--low", "most"), "cost is 3.4, which is below most, 4.3"),
    ],
)
def test_a_range_of_no_number_is_refused(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    assert said in refused(tmp_path, "costs.csv", COSTS, *options)


def test_the_whole_of_areas_is_kept_and_neither_added_nor_ranked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--area", "district", "--unit", "people=persons", "--whole", "Oldtown")
    done = add(tmp_path, "people.csv", PEOPLE, "--yes", *WHOSE, *given)
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    people = kit.all_facts("people")
    assert kit.fact("people", district="Oldtown").is_whole
    assert people.parts.total().value == 1000
    assert len(people.parts) == 4
    with pytest.raises(FactError, match="Oldtown"):
        people.total()


def test_a_second_table_of_the_same_areas_names_them(tmp_path: Path) -> None:
    given = ("--area", "district", "--unit", "people=persons")
    assert add(tmp_path, "people.csv", PEOPLE, "--yes", *WHOSE, *given, "--whole", "Oldtown").returncode == 0
    again = ("--name", "homes", "--area", "district", "--unit", "people=homes", "--areas", "district")
    done = add(tmp_path, "people.csv", PEOPLE, "--yes", *WHOSE, *again, "--skip-row", "6")
    assert done.returncode == 0, done.stderr
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text())
    assert package["nutgraf"] == {"areas": {"district": {"whole": "Oldtown"}}}
    assert list(package) == ["$schema", "name", "nutgraf", "resources"]
    assert resource(tmp_path)["nutgraf"]["areas"] == "district"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--whole", "Oldtwn"), "the column district holds no 'Oldtwn'"),
        (("--areas", "wards"), "the data package declares no areas 'wards'"),
        (("--areas", "wards"), "name the area that contains the others with --whole, or leave --areas out"),
        (("--whole", "Oldtown", "--areas", "The wards"), "'The wards' is no name"),
    ],
)
def test_areas_that_are_not_there_are_refused(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    given = ("--area", "district", "--unit", "people=persons", "--keep-row", "6")
    assert said in refused(tmp_path, "people.csv", PEOPLE, *given, *options)


def test_areas_need_a_column(tmp_path: Path) -> None:
    assert "the table has no column of areas" in refused(tmp_path, "costs.csv", COSTS, "--whole", "Bridge")


def test_the_items_of_a_budget_are_added_and_its_years_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("--publisher", "Oldtown", "--key", "year,item", "--unit", "amount=EUR", "--add-over", "item")
    done = add(tmp_path, "budget.csv", BUDGET, "--yes", *given)
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    assert kit.all_facts("budget", year=2026).total().value == 41


def test_without_it_their_sum_is_refused_and_says_what_to_declare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--publisher", "Oldtown", "--key", "year,item", "--unit", "amount=EUR")
    assert add(tmp_path, "budget.csv", BUDGET, "--yes", *given).returncode == 0
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FactError, match="if they are parts of one total, say so with `measure`"):
        kit.all_facts("budget", year=2026).total()


def test_what_is_added_over_is_in_the_key(tmp_path: Path) -> None:
    assert "'itme' is not in the key" in refused(
        newsroom(tmp_path), "budget.csv", BUDGET, "--key", "year,item", "--unit", "amount=EUR", "--add-over", "itme"
    )


def test_the_united_states_are_a_country_among_countries_and_a_total_among_states(tmp_path: Path) -> None:
    countries = "country,people\nBrazil,200\nCanada,40\nUnited States,330\n"
    assert add(tmp_path, "people.csv", countries, "--yes", *WHOSE, "--unit", "people=persons").returncode == 0
    states = "state,people\nIdaho,2\nGeorgia,11\nUnited States,330\n"
    said = refused(tmp_path / "states", "people.csv", states, "--unit", "people=persons")
    assert "the row may be a total of others: “United States, 330”" in said


JOBS = "Table 3.1 Jobs at sea and on shore, thousands\n\nPort,At sea,On shore\nBari,1.2,12.5\nGela,0.8,9.9\n"


def test_thousands_in_a_title_are_not_passed_over_where_a_column_has_no_unit_yet(tmp_path: Path) -> None:
    said = refused(tmp_path, "jobs.csv", JOBS)
    assert "whether at_sea is given in thousands is not known: the title of the table says so" in said
    assert "--unit on_shore=none says that it is no amount" in said
    assert "give --scale on_shore=thousand" in said
    assert "--scale '*=thousand' is for all columns" in said


@pytest.mark.parametrize(
    ("before", "below"),
    [
        ("Jobs at sea; thousands\n\n", ""),
        ("Jobs – thousands of persons\n\n", ""),
        ('"Jobs at sea, in 1,000s"\n\n', ""),
        ('"Beschäftigte, Tausend"\n"Jahresmittel, vorläufig"\n\n', ""),
        ("Emplois, milliers de personnes\n\n", ""),
        ("", "\nNote: all numbers in thousands\n"),
        ("", "\n* Figures are in thousands; 2025 is an estimate\n"),
    ],
)
def test_thousands_are_read_wherever_a_file_says_them(tmp_path: Path, before: str, below: str) -> None:
    table = f"{before}Port,Coast,Jobs\nBari,East,1.2\nGela,South,0.8\n{below}"
    rows = added(tmp_path, "jobs.csv", table, "--unit", "jobs=persons")
    assert [row[2] for row in rows[1:]] == ["1200", "800"]


CAPTION = """<table><caption>Exports by port, in millions of euros</caption>
<tr><th>Port<th>Fish<th>Share (%)<tr><td>Bari<td>1.2<td>5<tr><td>Gela<td>0.8<td>7</table>"""


def test_the_caption_of_a_web_table_says_its_title_the_unit_and_the_scale(tmp_path: Path) -> None:
    assert [row[1:3] for row in added(tmp_path, "ports.html", CAPTION)[1:]] == [["1200000", "5"], ["800000", "7"]]
    units = {one["name"]: one.get("nutgraf", {}).get("unit") for one in resource(tmp_path)["schema"]["fields"]}
    assert list(units.values())[1:3] == ["eur", "percent"]
    assert resource(tmp_path)["title"] == "Exports by port"


def test_a_unit_in_the_title_of_a_file_is_taken_and_listed(tmp_path: Path) -> None:
    done = add(tmp_path, "rents.csv", "Rents in US dollars\n\nCity,Rent\nBari,12.5\n", "--yes", *WHOSE)
    assert "--unit rent=usd (the title of the table says so: “Rents in US dollars”)" in " ".join(done.stdout.split())


@pytest.mark.parametrize("title", ["Deaths, 1,000 persons at risk", "Millions, and how they were lost", "Jobs, 2,000"])
def test_a_title_that_has_the_word_otherwise_says_no_scale(tmp_path: Path, title: str) -> None:
    table = f'"{title}"\n\nPort,Coast,Jobs\nBari,East,1.2\nGela,South,0.8\n'
    assert added(tmp_path, "jobs.csv", table, "--unit", "jobs=persons")[1] == ["Bari", "East", "1.2"]


def test_a_pattern_gives_many_columns_their_unit_and_scale_at_once(tmp_path: Path) -> None:
    options = ("--unit", "*=persons", "--scale", "*=thousand", "--scale", "on_shore=one", "--rounding", "*_sea=100")
    rows = added(tmp_path, "jobs.csv", JOBS, *options)
    assert rows[1] == ["Bari", "1200", "12.5"]
    units = {one["name"]: one.get("nutgraf", {}).get("unit") for one in resource(tmp_path)["schema"]["fields"]}
    assert (units["at_sea"], units["on_shore"], units["port"]) == ("persons", "persons", None)


def test_a_pattern_that_fits_no_column_is_refused(tmp_path: Path) -> None:
    given = ("--unit", "sea_*=persons", "--scale", "*=thousand")
    assert "no column of numbers 'sea_*'" in refused(tmp_path, "jobs.csv", JOBS, *given)


@pytest.mark.parametrize(
    ("heading", "options", "unit"),
    [
        ("Debt in reais", (), "BRL"),
        ("Schulden in Schweizer Franken", (), "CHF"),
        ("Dette en francs suisses", (), "CHF"),
        ("Outlay, rupees", (), "INR"),
        ("Debt (pounds sterling)", (), "gbp"),
        ("Rent (€/m²)", (), "eur_per_square_meter"),
        ("Rent, EUR/m2", (), "eur_per_square_meter"),
        ("Preis pro m² (€)", (), "eur_per_square_meter"),
        ("Price (US$ per person)", (), "usd_per_person"),
        ("Rent", ("--unit", "rent=€/m²"), "eur_per_square_meter"),
        ("Rent", ("--unit", "rent=€"), "eur"),
        ("Rent", ("--unit", "rent=%"), "percent"),
        ("Rent", ("--unit", "rent=persons/km²"), "persons_per_square_kilometer"),
    ],
)
def test_a_rate_is_not_taken_for_the_amount(tmp_path: Path, heading: str, options: tuple[str, ...], unit: str) -> None:
    done = add(tmp_path, "rents.csv", f"city;{heading}\nBari;12.5\n", "--yes", *WHOSE, *options)
    assert done.returncode == 0, done.stderr
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"]["unit"] == unit


@pytest.mark.parametrize(
    ("given", "unit"),
    [("€/Schüler", "eur_per_schüler"), ("Schülerinnen", "schülerinnen"), ("طلاب", "طلاب"), ("छात्र", "छात्र")],
)
def test_a_unit_may_be_a_noun_of_any_language(tmp_path: Path, given: str, unit: str) -> None:
    added(tmp_path, "a.csv", "k,n\nAlder,3\nBirch,4\n", "--unit", f"n={given}")
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"]["unit"] == unit


def test_a_rate_of_what_has_no_name_is_asked_about(tmp_path: Path) -> None:
    done = add(tmp_path, "costs.csv", "city;Cost ($ per 1,000 persons)\nBari;12.5\n", "--yes", *WHOSE)
    assert "=none (without a unit it holds no facts)" in done.stdout


def test_cells_with_the_sign_of_a_currency_may_be_a_rate_in_it(tmp_path: Path) -> None:
    done = add(tmp_path, "rents.csv", "city;Rent (€/m²)\nBari;€12.5\n", "--yes", *WHOSE)
    assert done.returncode == 0, done.stderr
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"]["unit"] == "eur_per_square_meter"


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Debt, euros", "eur"),
        ("Valeur (euros)", "eur"),
        ("Miete in Euro je m²", "eur_per_square_meter"),
        ("US dollars", "usd"),
        ("Change in percent", "percent"),
        ("Anteil (Prozent)", "percent"),
        ("Euro area", "none"),
        ("Percent change", "none"),
        ("Percentage points", "none"),
    ],
)
def test_a_unit_in_words_is_read_from_the_end_of_a_heading_alone(tmp_path: Path, heading: str, unit: str) -> None:
    done = add(tmp_path, "a.csv", f"city;{heading}\nBari;12.5\n", "--yes", *WHOSE)
    assert done.returncode == 0, done.stderr
    fields = resource(tmp_path)["schema"]["fields"]
    assert fields[1].get("nutgraf", {}).get("unit", "none") == unit


@pytest.mark.parametrize("mark", ["k. A.", "n.d.", "s/d", "s.o.", "x", "n/d"])
def test_the_marks_of_other_languages_for_a_missing_number_are_known(tmp_path: Path, mark: str) -> None:
    done = add(tmp_path, "a.csv", f"city;pay\nBari;12.5\nGela;{mark}\nAin;3.5\n", "--yes", *WHOSE)
    assert done.returncode == 0, done.stderr
    assert resource(tmp_path)["schema"]["fields"][1]["missingValues"] == ["", mark]


def test_a_table_with_a_common_word_for_its_name_can_be_removed(tmp_path: Path) -> None:
    add(tmp_path, "in.csv", "city;pay\nBari;12.5\n", "--yes", *WHOSE)
    front = '{"cells": [{"cell_type": "raw", "metadata": {}, "source": "---\\ntitle: Rent in Bari\\n---"}], '
    notebook = tmp_path / "notebooks" / "rents.ipynb"
    notebook.write_text(f'{front}"metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}', encoding="utf-8")
    assert nutgraf("data", "remove", "in", cwd=tmp_path).returncode == 0


def test_a_table_whose_rows_are_the_pages_of_a_notebook_is_not_removed(tmp_path: Path) -> None:
    add(tmp_path, "in.csv", "city;pay\nBari;12.5\n", "--yes", *WHOSE)
    front = '{"cells": [{"cell_type": "raw", "metadata": {}, "source": "---\\nmatrix: {city: {table: in}}\\n---"}], '
    notebook = tmp_path / "notebooks" / "rents.ipynb"
    notebook.write_text(f'{front}"metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}', encoding="utf-8")
    assert "it reads the table 'in'" in nutgraf("data", "remove", "in", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("heading", "options", "unit"),
    [
        ("Tax (CHF)", (), "CHF"),
        ("Tax", ("--unit", "tax=CHF"), "CHF"),
        ("Tax", ("--unit", "tax=RSD"), "RSD"),
        ("Tax (CHF/m²)", (), "CHF_per_square_meter"),
        ("Tax, ₹", (), "INR"),
        ("Imposto (R$)", ("--rename", "2=tax"), "BRL"),
        ("Tax (EUR)", (), "eur"),
    ],
)
def test_a_currency_keeps_the_code_that_prints_as_money(
    tmp_path: Path, heading: str, options: tuple[str, ...], unit: str
) -> None:
    done = add(tmp_path, "a.csv", f"city;{heading}\nBern;900\n", "--yes", *WHOSE, *options)
    assert done.returncode == 0, done.stderr
    assert resource(tmp_path)["schema"]["fields"][1]["nutgraf"]["unit"] == unit


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Outlay (₹ crore)", "15000000"),
        ("Outlay, Rs lakh", "150000"),
        ("GDP (₹ lakh crore)", "1500000000000"),
        ("Schulden in Billionen Euro", "1500000000000"),
        ("Receita (R$ mil)", "1500"),
        ("Receita (R$ milhões)", "1500000"),
    ],
)
def test_a_scale_of_india_and_of_other_languages_is_not_passed_over(tmp_path: Path, heading: str, value: str) -> None:
    assert added(tmp_path, "a.csv", f"k;{heading}\na;1.5\n", "--rename", "2=n")[1] == ["a", value]


TOWNS = "county,jobs\nAlder,1200\nBirch,1\n"
IN_THREE = 'name = "Bee"\ncontact = "desk@bee.example"\nlanguages = ["fr", "en", "ar"]\n'


def _with_languages(root: Path) -> None:
    newsroom(root)
    (root / "pyproject.toml").write_text(f"[tool.nutgraf]\n{IN_THREE}", "utf-8")


def _in_three_languages(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    _with_languages(root)
    (root / "jobs.csv").write_text(TOWNS, "utf-8")
    return nutgraf("data", "add", "jobs.csv", "--yes", *WHOSE, "--unit", "jobs=emplois", *options, cwd=root)


def test_the_nouns_of_a_unit_are_declared_in_every_language_of_the_site(tmp_path: Path) -> None:
    arabic = "--noun=emplois:ar=وظائف/وظيفة/وظيفتان/وظائف/وظيفة/وظيفة"
    nouns = ("--noun", "emplois=emploi/emplois", "--noun", "emplois:en=job/jobs", arabic)
    rows = ("--row", "commune/communes", "--noun", "communes:en=town/towns")
    done = _in_three_languages(tmp_path, *nouns, *rows)
    assert done.returncode == 0, done.stderr
    declared = json.loads((tmp_path / "data" / "datapackage.json").read_text("utf-8"))["nutgraf"]["units"]
    assert declared["emplois"]["nouns"]["fr"] == ["emploi", "emplois"]
    assert declared["emplois"]["nouns"]["en"] == ["job", "jobs"]
    assert declared["emplois"]["nouns"]["ar"]["two"] == "وظيفتان"
    assert declared["communes"] == {"nouns": {"en": ["town", "towns"]}}
    found = data.unit_nouns(tmp_path / "data" / "datapackage.json")
    assert found["fr"]["communes"] == {"one": "commune", "other": "communes"}
    assert found["en"]["emploi"] == {"other": "job"}
    assert nutgraf("data", "check", cwd=tmp_path).stdout == "2 tables: no problems.\n"


def test_a_unit_without_a_noun_is_said_where_it_is_added_and_by_check(tmp_path: Path) -> None:
    done = _in_three_languages(tmp_path, "--noun", "emplois:en=job/jobs")
    assert "no noun of emplois in fr and ar: give --noun emplois=ONE/MANY" in done.stdout
    said = nutgraf("data", "check", cwd=tmp_path).stdout
    assert "the unit 'emplois' has no noun in fr and ar: a fact sheet prints “12 (emplois)”" in said
    assert '{"units": {"emplois": {"nouns": {"fr": ["…", "…"]}}}}' in said


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("emploi=emploi/emplois", "no unit 'emploi' that needs a noun\n  fix    did you mean 'emplois'?"),
        ("emplois:de=Stelle/Stellen", "'de' is no language of the site"),
        ("emplois=emploi", "'emploi' does not have the forms of 'fr': one, other"),
        ("emplois:ar=وظيفة/وظائف", "does not have the forms of 'ar': zero, one, two, few, many, other"),
    ],
)
def test_a_noun_that_cannot_be_used_is_refused(tmp_path: Path, noun: str, said: str) -> None:
    done = _in_three_languages(tmp_path, "--noun", noun)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_person_is_asked_for_the_nouns_and_may_leave_them_open(tmp_path: Path) -> None:
    _with_languages(tmp_path)
    answers = {"--noun emplois=": "emploi/emplois", "--noun emplois:en=": ""}
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.what)
        return answers.get(question.option, "")

    declared = declare_units(["emplois", "eur", "years"], "", {}, ["fr", "en"], Given(), Interview(ask))
    assert declared == {"emplois": {"nouns": {"fr": ["emploi", "emplois"]}}}
    assert asked[0] == "what emplois are called in 'fr', as one/many; Enter leaves it open"
    assert len(asked) == 2


def test_columns_of_a_german_newsroom_have_the_letters_that_german_writes(tmp_path: Path) -> None:
    newsroom(tmp_path)
    settings = (tmp_path / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(settings.replace('["en"]', '["de"]'), "utf-8")
    (tmp_path / "Gärten.csv").write_text("Straße;Größe (m²);Überlänge\nAm Bühl;12;3\nWeg;9;2\n", "utf-8")
    done = nutgraf("data", "add", "Gärten.csv", "--yes", "--publisher", "Grünamt", "--as-of", "2024", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert resource(tmp_path)["name"] == "gaerten"
    names = [field["name"] for field in resource(tmp_path)["schema"]["fields"]]
    assert names == ["strasse", "groesse_m2", "ueberlaenge", "as_of", "source_id"]
    assert "--source gruenamt" in done.stdout
