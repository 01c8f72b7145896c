"""A newsroom's own filters and rules, from the module that its settings name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.errors import NutgrafError
from nutgraf.extensions import load_extensions
from nutgraf.facts import Fact
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.prose import render_words
from nutgraf.prose.own_filters import use_filters
from nutgraf.prose.template_environment import filters_of_the_kit, prose_environment
from support.desk import errors, explainer, project, prose, write
from support.newsroom import after_first_build, built

SETTINGS = '[tool.nutgraf]\nextensions = "newsroom.py"\n'
FILTERS = """def shout(value, mark="!", *, lang):
    return f"{value}{mark} ({lang})"
FILTERS = {"shout": shout}
"""
RULES = """from nutgraf.extensions import Finding, Story
def no_exclamation_marks(story: Story):
    for text in story.texts:
        if "!" in text.text:
            yield Finding(text.where, "an exclamation mark", "take it out")
RULES = (no_exclamation_marks,)
"""


@pytest.fixture(autouse=True)
def the_filters_of_the_kit_again() -> Iterator[None]:
    yield
    prose_environment().filters = dict(filters_of_the_kit())


def checked(root: Path, module: str | None, text: str = "Calm.", settings: str = SETTINGS) -> list[str]:
    made = project(root / "p", settings=settings)
    if module is not None:
        (made / "newsroom.py").write_text(module, encoding="utf-8")
    write(made, "story", explainer(prose(text)))
    try:
        found = read_project(made)
        return errors(problem for problems in check(found, plan_pages(found)).values() for problem in problems)
    except NutgrafError as error:
        return errors(error.problems)


def test_a_rule_of_the_newsroom_names_the_cell_that_breaks_it(tmp_path: Path) -> None:
    assert checked(tmp_path / "a", RULES) == []
    (found,) = checked(tmp_path / "b", RULES, "Wow!")
    assert found.startswith("notebooks/story.ipynb, ")
    assert found.endswith(" | an exclamation mark | take it out")


def test_a_rule_that_fails_is_refused_by_its_line(tmp_path: Path) -> None:
    assert checked(tmp_path, "def broken(story):\n    return 1 / 0\nRULES = [broken]\n") == [
        "newsroom.py, line 2 | ZeroDivisionError: division by zero | correct that line, or take it out"
    ]


def test_a_rule_that_yields_something_else_is_refused_by_name(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, "def rule(story):\n    yield 'no'\nRULES = [rule]\n")
    assert found.startswith("newsroom.py | the rule rule yields 'no', which is not a Finding")


def test_a_module_that_python_cannot_read_is_refused_by_its_line(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, "FILTERS = {\n")
    assert found.startswith("newsroom.py, line 1 | SyntaxError: ")


def test_a_misspelled_table_of_filters_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    assert checked(tmp_path, "FILTER = {}\n") == [
        "newsroom.py | it defines neither FILTERS nor RULES | did you mean 'FILTERS'?"
    ]


def test_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, None)
    assert found.startswith("pyproject.toml, extensions | newsroom.py cannot be read | ")


def test_a_module_outside_the_project_is_refused(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, FILTERS, settings='[tool.nutgraf]\nextensions = "../x.py"\n')
    assert "write the name of a Python file next to pyproject.toml" in found


def test_a_filter_of_the_kit_cannot_be_replaced(tmp_path: Path) -> None:
    assert checked(tmp_path, 'FILTERS = {"money": str}\n') == [
        "newsroom.py, FILTERS | 'money' is a filter of the kit, whose results are checked | choose another name"
    ]


def test_check_knows_the_filters_of_the_newsroom_and_no_others(tmp_path: Path) -> None:
    assert checked(tmp_path / "a", FILTERS, '{{ "x" | shout }}') == []
    (found,) = checked(tmp_path / "b", FILTERS, '{{ "x" | shuot }}')
    assert found.endswith("| did you mean 'shout'?")


def _with_filters(root: Path, text: str) -> None:
    settings = root / "pyproject.toml"
    if "extensions" not in (said := settings.read_text()):
        settings.write_text(said.replace("[tool.nutgraf]\n", SETTINGS))
    (root / "newsroom.py").write_text(text)


def test_a_filter_prints_in_the_language_of_the_page_and_a_change_in_it_runs_its_pages_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    _with_filters(root, FILTERS)
    notebook = root / "notebooks" / "pay.ipynb"
    notebook.write_text(notebook.read_text().replace("{{ ('%s", "{{ 'hey' | shout }} {{ ('%s"))
    built(root)
    pages = {lang: (root / "build" / "site" / lang / "pay" / "tn" / "index.html") for lang in ("en", "es")}
    assert "hey! (en)" in pages["en"].read_text()
    assert "hey! (es)" in pages["es"].read_text()
    _with_filters(root, FILTERS.replace('"!"', '"?"'))
    assert {(each.status, each.why) for each in built(root).outcomes} == {("ran", "newsroom.py changed")}
    assert "hey? (en)" in pages["en"].read_text()


def test_a_setting_that_no_run_reads_runs_no_page_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    _with_filters(root, FILTERS)
    assert {each.status for each in built(root).outcomes} == {"ran"}
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text() + 'contact = "desk@example.org"\n')
    assert {each.status for each in built(root).outcomes} == {"rendered"}


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("By value, it is {{ place | ranked }}.", "By value, it is No. 3."),
        ("{{ paid | ranked }}", "No. $314.2 million"),
        ("{{ paid | money | ranked }}", "No. $314.2 million"),
        ("{{ [place, place] | ranked }}", "No. 3 and 3"),
        ('{{ "x" | ranked }}', "No. x"),
    ],
)
def test_a_filter_that_writes_a_fact_into_its_text_prints_the_number(tmp_path: Path, template: str, said: str) -> None:
    module = 'def ranked(value):\n    return f"No. {value}" if not isinstance(value, list) else f"No. {value[0]} and {value[1]}"\n'
    (tmp_path / "newsroom.py").write_text(f'{module}FILTERS = {{"ranked": ranked}}\n', encoding="utf-8")
    use_filters(load_extensions(tmp_path, "newsroom.py"), tmp_path)
    facts = {"place": Fact(value=3, unit="ports", key="place"), "paid": Fact(value=314_200_000, unit="usd", key="paid")}
    text, claims = render_words(template, facts, "words")
    assert text == said
    assert len(claims) == said.count("3")
