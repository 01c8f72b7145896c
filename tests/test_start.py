"""Starting a newsroom: an empty folder becomes a project, and a name becomes a notebook that builds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from nutgraf.cli import main, start_commands
from nutgraf.cli.check_notebooks import say_what_is_of_the_starter
from nutgraf.errors import UsageError
from nutgraf.language import language
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.starter import Wish, new_explainer, suggested_name
from nutgraf.starter.front_matter_text import in_these_languages, with_key, without_key
from nutgraf.starter.starter_words import words_of
from support.begun import begun, with_rents
from support.in_process import nutgraf
from support.received import WHOSE
from support.sites import copy_newsroom


def problems(root: Path) -> list[str]:
    project = read_project(root)
    plan = plan_pages(project)
    errors = [str(problem) for found in plan.problems.values() for problem in found] if plan.problems else []
    return errors + [str(problem) for found in check(project, plan).values() for problem in found]


def cells(root: Path, name: str) -> dict[str, str]:
    stored = json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in stored["cells"]}


def new(root: Path, wish: Wish) -> dict[str, str]:
    new_explainer(read_project(root), wish)
    return cells(root, wish.name)


# --- nutgraf init ---


def test_init_writes_a_whole_project_and_says_what_to_type_next(tmp_path: Path) -> None:
    done = nutgraf("init", "record", "--name", "River Valley Record", "--yes", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Build the site with: cd record && nutgraf build\n")
    written = sorted(str(path.relative_to(tmp_path / "record")) for path in (tmp_path / "record").rglob("*.*"))
    assert written == [
        ".gitattributes",
        ".github",
        ".github/workflows/publish.yml",
        ".gitignore",
        "README.md",
        "charts/__init__.py",
        "charts/lollipop_chart.py",
        "data/README.md",
        "data/datapackage.json",
        "data/sources.csv",
        "environment.yml",
        "notebooks/_starter.ipynb",
        "notebooks/checking-numbers.ipynb",
        "pyproject.toml",
        "requirements.txt",
        "theme.toml",
    ]
    assert (tmp_path / "record" / "Makefile").is_file()


def test_what_init_is_given_becomes_the_settings(tmp_path: Path) -> None:
    given = ["--name", 'The "Record"', "--languages", "es,en", "--site-url", "https://record.example/x"]
    done = nutgraf("init", "site", *given, "--contact", "desk@record.example", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    project = read_project(tmp_path / "site")
    assert (project.name, project.languages) == ('The "Record"', ("es", "en"))
    assert (project.site_url, project.contact) == ("https://record.example/x", "desk@record.example")


def test_the_currency_and_the_country_of_a_newsroom_become_settings(tmp_path: Path) -> None:
    done = nutgraf("init", "site", "--currency", "eur", "--country", "de", "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "pyproject.toml").read_text().endswith('currency = "EUR"\ncountry = "DE"\n')
    assert problems(tmp_path / "site") == []


def test_on_a_terminal_init_asks_for_what_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_commands, "on_terminal", lambda: True)
    monkeypatch.chdir(tmp_path)
    answers = "River Valley Record\nen, es\n\ndesk@record.example\n\n\n"
    done = CliRunner().invoke(main, ["init", "river-valley"], input=answers)
    assert done.exit_code == 0, done.output
    assert "Name of the newsroom [River Valley]:" in done.output
    project = read_project(tmp_path / "river-valley")
    assert (project.name, project.languages, project.site_url) == ("River Valley Record", ("en", "es"), "")
    assert project.contact == "desk@record.example"


def test_on_a_terminal_a_wrong_answer_is_asked_for_again_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start_commands, "on_terminal", lambda: True)
    monkeypatch.chdir(tmp_path)
    answers = "Record\nenglish\nen\nrecord.example\n\nthe desk\ndesk@record.example\nuk\ngb\npounds\ngbp\n"
    done = CliRunner().invoke(main, ["init", "record"], input=answers)
    assert done.exit_code == 0, done.output
    for said in (
        "'english' is not a language code",
        "write the whole address, beginning with https://",
        "write an e-mail address",
        "there is no country 'UK'; write its code in two capital letters, such as GB",
        "there is no currency 'POUNDS'",
    ):
        assert done.output.count(said) == 1
    assert (tmp_path / "record" / "pyproject.toml").read_text().endswith('currency = "GBP"\ncountry = "GB"\n')


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--site-url", "record.example", "write the whole address, beginning with https://"),
        ("--contact", "the desk", "write an e-mail address"),
        ("--languages", "english", "'english' is not a language code"),
        ("--languages", "tlh", "'tlh'"),
        ("--country", "usa", "there is no country 'USA'"),
        ("--currency", "euros", "there is no currency 'EUROS'; write its code, such as EUR"),
    ],
)
def test_an_answer_that_is_no_setting_is_refused_before_anything_is_written(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    done = nutgraf("init", "site", option, value, "--yes", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert option in done.stderr
    assert not (tmp_path / "site").exists()


def test_init_refuses_a_folder_that_holds_files_and_names_them(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "data").mkdir()
    done = nutgraf("init", ".", "--yes", cwd=tmp_path)
    assert done.returncode == 2
    assert "this folder is not empty: data, notes.txt" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "notes.txt"]


def test_init_takes_the_folder_of_a_new_repository_with_its_environment(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".venv").mkdir()
    assert nutgraf("init", ".", "--yes", cwd=tmp_path).stdout.endswith("Build the site with: nutgraf build\n")


def test_the_folders_name_is_the_newsrooms_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert suggested_name(tmp_path / "river-valley_record") == "River Valley Record"


def test_a_new_project_has_no_problems_in_any_language_of_the_kit(tmp_path: Path) -> None:
    for langs in (("en",), ("es",), ("en", "es")):
        root = begun(tmp_path / "-".join(langs), *langs, contact="https://record.example/contact")
        new_explainer(read_project(root), Wish("rents"))
        assert problems(root) == []
        assert next(page.address for page in plan_pages(read_project(root)).pages) == f"{langs[0]}/checking-numbers"


def test_a_site_of_one_language_has_neither_tags_nor_a_matrix_in_its_starter(tmp_path: Path) -> None:
    starter = begun(tmp_path / "one", "es") / "notebooks" / "_starter.ipynb"
    assert "lang-es" not in starter.read_text(encoding="utf-8")
    assert "matrix" not in starter.read_text(encoding="utf-8")
    assert 'title: "Lo que descubre la historia"' in cells(tmp_path / "one", "_starter")["front-matter"]


def test_every_file_that_init_writes_can_be_read_by_what_reads_it(tmp_path: Path) -> None:
    root = begun(tmp_path / "site", "en", "es")
    tomllib.loads((root / "pyproject.toml").read_text())
    tomllib.loads((root / "theme.toml").read_text())
    workflow = yaml.safe_load((root / ".github" / "workflows" / "publish.yml").read_text())
    assert list(workflow["jobs"]) == ["publish"]
    assert yaml.safe_load((root / "environment.yml").read_text())["name"] == "site"
    assert (root / "requirements.txt").read_text().splitlines()[-1] == "nutgraf[git]~=0.1.0"
    listed = subprocess.run(["make", "--no-print-directory", "help"], cwd=root, capture_output=True, text=True)
    assert {"site", "test", "lab", "git"} <= {line.split()[0] for line in listed.stdout.splitlines()}
    asked = subprocess.run(["make", "-n", "test"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert ".venv/bin/nutgraf build\n" in asked
    assert ".venv/bin/nutgraf check --site\n" in asked


def test_the_code_that_init_writes_passes_the_kits_own_linter(tmp_path: Path) -> None:
    root = begun(tmp_path / "site", "en", "es")
    new_explainer(read_project(with_rents(root)), Wish("rents", table="rents", matrix="county"))
    for command in (["check", "--select", "E,F,W,B,UP", "--ignore", "E402,F401"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--line-length", "120", "charts", "notebooks"],
            cwd=root,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_of_an_own_chart_is_drawn_at_both_widths(tmp_path: Path) -> None:
    code = (
        "import pandas as pd, nutgraf\nfrom charts import lollipops\n"
        "frame = pd.DataFrame({'county': ['Alder', 'Birch', 'Cedar'], 'rent': [1180, 1340, None]})\n"
        "chart = lollipops(frame, x='rent', y='county')\n"
        "print(chart.to_dict()['usermeta']['nutgraf']['heights'])\n"
    )
    root = begun(tmp_path / "site")
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "{'320': 132, '680': 132}\n", done.stderr


# --- nutgraf new ---


def test_new_makes_a_draft_with_the_headline_that_is_given(tmp_path: Path) -> None:
    root = begun(tmp_path / "site", "en", "es")
    done = nutgraf("new", "rents", "--title", "What a home costs", "--title", "Lo que cuesta una casa", cwd=root)
    assert done.returncode == 0, done.stderr
    front = cells(root, "rents")["front-matter"]
    assert 'title:\n  en: "What a home costs"\n  es: "Lo que cuesta una casa"\n' in front
    assert "draft: true" in front
    assert problems(root) == []


def test_without_a_draft_the_page_can_be_published(tmp_path: Path) -> None:
    root = begun(tmp_path / "site")
    assert "draft" not in new(root, Wish("rents", draft=False))["front-matter"]


def test_a_notebook_in_one_language_of_two_has_nothing_of_the_other(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site", "en", "es"))
    made = new(root, Wish("rents", languages=("es",), table="rents"))
    assert 'lang: str = "es"' in made["parameters"]
    assert [name for name in made if name.endswith("-en")] == []
    assert problems(root) == []


def test_a_table_gives_a_first_fact_and_a_chart_of_its_latest_year(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site"))
    made = new(root, Wish("rents", table="rents"))
    assert 'numbers = nutgraf.all_facts("rents", column="median_rent", year=2024)' in made["first-facts"]
    assert 'bars(rows, x="median_rent", y="county")' in made["first-chart"]
    assert list(made)[2:] == ["setup", "first-facts", "lede", "answer", "first-fact", "first-chart", "method", "checks"]
    assert problems(root) == []


def test_the_first_sentence_of_a_new_page_can_print_the_numbers_of_its_table(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site", "en", "es"))
    new(root, Wish("rents", table="rents", matrix="county"))
    path = root / "notebooks" / "rents.ipynb"
    node = json.loads(path.read_text(encoding="utf-8"))
    for cell in node["cells"]:
        if cell["id"].startswith("lede"):
            cell["source"] = "{{ county }}: {{ here | money }}, {{ largest | money }}."
    path.write_text(json.dumps(node), encoding="utf-8")
    assert problems(root) == []


def test_a_table_of_days_gives_the_numbers_of_its_latest_day(tmp_path: Path) -> None:
    root = begun(tmp_path / "site")
    days = ("2025-01-06", "2025-01-20", "2025-01-13")
    rows = [f"{beach},{day},{n}" for n, beach in enumerate(("Leme", "Urca")) for day in days]
    (tmp_path / "beaches.csv").write_text("\n".join(["beach,taken,germs", *rows]))
    given = ("--unit", "germs=germs", "--key", "beach,taken", *WHOSE, "--as-of", "taken", "--yes")
    done = nutgraf("data", "add", str(tmp_path / "beaches.csv"), *given, cwd=root)
    assert done.returncode == 0, done.stderr
    made = new(root, Wish("beaches", table="beaches", matrix="beach"))
    assert 'taken="2025-01-20"' in made["first-facts"]
    assert problems(root) == []


def test_a_matrix_column_gives_an_edition_for_each_of_its_values(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site", "en", "es"))
    done = nutgraf("new", "rents", "--table", "rents", "--matrix", "county", cwd=root)
    assert done.returncode == 0, done.stderr
    assert problems(root) == []
    addresses = {page.address for page in plan_pages(read_project(root)).pages}
    assert {f"{lang}/rents/{county}" for lang in ("en", "es") for county in ("alder", "birch")} <= addresses


def test_the_number_of_an_edition_is_named_by_its_heading_in_the_language_that_the_heading_is_in(
    tmp_path: Path,
) -> None:
    root = with_rents(begun(tmp_path / "site", "en", "es"))
    made = new(root, Wish("rents", table="rents", matrix="county"))
    assert "Median rent, {{ county }}: {{ here }}." in made["first-fact-en"]
    assert "{% if here %}{{ county }}: {{ here }}.{% else %}" in made["first-fact-es"]


@pytest.mark.parametrize("heading", ["Rent in 2024", "Rent (US$)", "Rent*", "{{ rent }}"])
def test_a_heading_that_would_be_a_typed_number_or_markup_is_not_put_into_prose(tmp_path: Path, heading: str) -> None:
    root = with_rents(begun(tmp_path / "site"))
    package = root / "data" / "datapackage.json"
    declared = json.loads(package.read_text(encoding="utf-8"))
    next(each for each in declared["resources"][-1]["schema"]["fields"] if each["name"] == "median_rent")["title"] = (
        heading
    )
    package.write_text(json.dumps(declared), encoding="utf-8")
    assert (
        "{% if here %}{{ county }}: {{ here }}."
        in new(root, Wish("rents", table="rents", matrix="county"))["first-fact"]
    )
    assert problems(root) == []


def test_the_style_check_names_the_sentences_of_the_starter_that_a_page_for_readers_still_has(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site", "en", "es"))
    new(root, Wish("rents", titles=("Rents", "Alquileres"), table="rents", matrix="county", draft=False))
    said = nutgraf("check", "--style", cwd=root).stderr
    assert said.count("is still the sentence of the starter (en)") == 5
    assert said.count("is still the sentence of the starter (es)") == 5
    assert "“A sentence that says why it matters.” is still" in said
    assert "lines; code_lines is" not in said
    new(root, Wish("homes", table="rents"))
    assert nutgraf("check", "--style", cwd=root).stderr == said


def test_a_build_that_publishes_names_the_sentences_of_the_starter_that_readers_see(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = with_rents(begun(tmp_path / "site"))
    new(root, Wish("homes", table="rents"))
    say_what_is_of_the_starter(read_project(root))
    assert capsys.readouterr().err == ""
    new(root, Wish("rents", table="rents", draft=False))
    say_what_is_of_the_starter(read_project(root))
    said = capsys.readouterr().err
    assert said.startswith("Published with sentences of the starter:")
    assert "notebooks/rents.ipynb, front matter" in said
    assert "notebooks/homes.ipynb" not in said


def test_a_matrix_of_codes_prints_names_and_lists_the_editions_by_them(tmp_path: Path) -> None:
    root = begun(tmp_path / "site")
    (tmp_path / "rents.csv").write_text("code,name,rent\nTN,Tennessee,990\nVT,Vermont,1180\n")
    given = ("--unit", "rent=USD", "--key", "code", "--text", "code", "--area", "code")
    done = nutgraf("data", "add", str(tmp_path / "rents.csv"), *given, *WHOSE, "--yes", cwd=root)
    assert done.returncode == 0, done.stderr
    made = new(root, Wish("rents", table="rents", matrix="code", draft=False))
    assert "Rent, {{ name }}: {{ here }}." in made["first-fact"]
    assert 'code: {table: "rents", column: "code", label: "name"}' in made["front-matter"]
    assert 'title: "{{ name }}: What the story finds"' in made["front-matter"]
    assert 'name = nutgraf.rows("rents", code=code)[0]["name"]' in made["first-facts"]
    assert 'bars(rows, x="rent", y="name", highlight=name' in made["first-chart"]
    assert "{{ name }}" in made["first-fact"]
    assert problems(root) == []


def test_a_matrix_of_years_draws_a_line_and_prints_them_as_years(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site"))
    made = new(root, Wish("rents", table="rents", matrix="year"))
    assert "year: int = 2023" in made["parameters"]
    assert 'lines(rows, x="year", y="median_rent")' in made["first-chart"]
    assert "{{ year | year }}" in made["first-fact"]
    assert problems(root) == []


def test_the_first_chart_of_a_table_with_an_underscore_has_a_name_that_an_address_can_hold(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site"), name="median_rents")
    assert 'name="median-rents"' in new(root, Wish("rents", table="median_rents"))["first-chart"]


def test_where_several_publishers_count_the_same_the_first_facts_are_of_one(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    made = new(root, Wish("keepers", table="keepers"))
    assert 'column="keepers", year=2023, publisher="Hive Institute")' in made["first-facts"]
    assert problems(root) == []


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("rents", table="rent"), "no table 'rent'"),
        (Wish("rents", table="sources"), "no column of numbers with a unit"),
        (Wish("rents", table="rents", matrix="median_rent"), "it is not in the key"),
        (Wish("rents", table="rents", matrix="state"), "no column 'state'"),
        (Wish("rents", matrix="county"), "name the table with --table"),
        (Wish("rents", languages=("fr",)), "'fr' is not a language of this site"),
        (Wish("rents", titles=("{{ conty }}",), table="rents", matrix="county"), "did you mean 'county'?"),
        (Wish("rents", titles=("Rents\x00rise",)), "U+0000 is in it, which no page can hold"),
        (Wish("rents", titles=("{{ name }}",)), "no cell of the notebook defines 'name', in “{{ name }}”"),
        (Wish("rents", titles=("{{ name",)), "write }} after what it prints"),
        (Wish("rents", titles=("One", "Two")), "there are more titles than languages"),
    ],
)
def test_new_says_what_the_project_does_not_have_and_writes_nothing(tmp_path: Path, wish: Wish, said: str) -> None:
    root = with_rents(begun(tmp_path / "site"))
    with pytest.raises(UsageError, match=re.escape(said)):
        new_explainer(read_project(root), wish)
    assert not (root / "notebooks" / "rents.ipynb").exists()


def test_new_copies_the_projects_own_starter_with_its_words(tmp_path: Path) -> None:
    root = with_rents(begun(tmp_path / "site"))
    starter = root / "notebooks" / "_starter.ipynb"
    starter.write_text(starter.read_text().replace("The opening paragraph says", "Our house rule: it says"))
    made = new(root, Wish("rents", table="rents"))
    assert made["lede"] == "Our house rule: it says what is new, and why it matters."


def test_on_a_terminal_new_asks_for_a_headline_a_table_and_a_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_rents(begun(tmp_path / "site"))
    monkeypatch.setattr(start_commands, "on_terminal", lambda: True)
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["new", "rents"], input="Rent in {{ county }}\nrents\ncounty\n")
    assert done.exit_code == 0, done.output
    assert "Table to begin with: rents (may be blank)" in done.output
    assert re.search(r"Column with a page for each value: .*\bcounty\b.* \(may be blank\)", done.output)
    assert 'title: "Rent in {{ county }}"' in cells(root, "rents")["front-matter"]
    assert problems(root) == []


def test_a_key_of_the_front_matter_is_replaced_with_the_lines_below_it() -> None:
    text = "---\ntitle:\n  en: A\n  es: B\n# Hidden.\ndraft: true\n---"
    assert with_key(text, "title", "title: C\n") == "---\ntitle: C\n# Hidden.\ndraft: true\n---"
    assert with_key(text, "short_title", "short_title: C\n").endswith("draft: true\nshort_title: C\n---")
    assert without_key(text, "draft") == "---\ntitle:\n  en: A\n  es: B\n---"
    assert in_these_languages(text, ["en"], ["en", "es"]) == "---\ntitle:\n  en: A\n# Hidden.\ndraft: true\n---"


@pytest.mark.parametrize("lang", ["de", "en", "es", "fr", "pt"])
def test_the_starter_denies_no_number_where_the_reporter_prints_another_one(lang: str) -> None:
    said = words_of("table", [lang])[lang]["missing"]
    rules = language(lang).rules
    nouns = rf"(?:{'|'.join(rules.number_nouns)})\b"
    assert rules.no_number
    denials = [pattern.replace("{number}", nouns) for pattern in rules.no_number]
    assert [found for denial in denials if (found := re.search(denial, said, re.IGNORECASE))] == []
