"""What `nutgraf check` sees without a kernel: all that a text alone shows to be wrong, and nothing that is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nutgraf.errors import DataError, SettingsError
from nutgraf.lint import links_to_withheld
from nutgraf.lint.hardcoded_numbers import unread
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.checked import found, newsroom, problems, whats
from support.desk import FRONT, code, errors, explainer, project, prose, write

TWO = FRONT.replace("Who pays", "{en: Who pays, es: Quién paga}") + "\nmatrix: {lang: [en, es]}"


# What is right


def test_a_notebook_of_everything_that_is_right_has_no_problem(tmp_path: Path) -> None:
    cells = (
        code(
            "import nutgraf\nimport pandas as pd\nfrom charts import bars\nfrom charts.bars import bars as more\n"
            'TABLE = "areas"\npaid = nutgraf.fact(TABLE, usps="TN", year="2022", missing=None)\n'
            "try:\n    import never_installed\nexcept ImportError:\n    never_installed = None\n"
            "top = nutgraf.all_facts('areas', year='2022')\nnames = {**{}}"
        ),
        code(
            "def show(**words):\n    return nutgraf.figure(bars(top), **words)\n"
            "nutgraf.figure(bars(top), title='Two {{ paid | money }}', alt='Bars.', source=['made_up'])"
        ),
        prose(
            "## Why {{ paid | money }}? {#why}\n\n{% if paid %}It paid[^a] H<sub>2</sub>O.{% else %}None.{% endif %}\n\n"
            "[^a]: {{ names.x }} and [so](#why), [us](/en/taxes), [them](/{{ lang }}/taxes), [u]({{ url }}).",
            id="x",
        ),
        prose(
            "{% if maybe is defined %}{{ maybe }}{% endif %}{# TODO: later #}\n{% for row in top %}\n- {{ row }}{{ loop.index }}\n{% endfor %}\n\n"
            "<!-- TK -->`TODO`\n\n~~~\n# TODO <img>\n~~~\n\n| a | b |\n|---|---|\n| {{ 1 | count }} | x |"
        ),
    )
    assert found(tmp_path, code("url = 'https://x.example'"), *cells) == []


def test_a_draft_may_have_marks_of_what_is_to_come(tmp_path: Path) -> None:
    assert found(tmp_path, prose("TK: who?"), front_matter=FRONT + "\ndraft: true") == []


# Prose


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<div>A box", "raw HTML in prose: <div>"),
        (
            '| a | b |\n|---|---|\n| <span style="color:red">x</span> | 2 |',
            'raw HTML in prose: <span style="color:red">',
        ),
        ("![sea](photos/sea.jpg)", "an image in prose: photos/sea.jpg"),
        ("Rose.[^why]", "the footnote [^why] has no text in this cell, and would be printed as it is"),
        ("See [it][yb].", "the link [it][yb] has no address in this cell, and would be printed as it is"),
        ("[it](countries.ipynb)", "a link that leads nowhere: countries.ipynb"),
        ("[it](#nowhere)", "a link to #nowhere, which is not on the page"),
        ("[it](#source-nobody)", "a link to #source-nobody, but no source has this id"),
        (":::{nota}\nx\n:::", "no admonition named 'nota'"),
        ("## A\n\n#### B", "this heading skips a level: #### B"),
        ("Who pays\n===", "a second headline: # Who pays"),
        ("[Nowhere](/en/nowhere)", "a link to /en/nowhere, but this site has no page there"),
        ("[Nowhere][x]\n\n[x]: /en/nowhere", "a link to /en/nowhere, but this site has no page there"),
        ("[Nowhere](/{{ lang }}/nowhere#a)", "a link to /en/nowhere, but this site has no page there"),
        ("The mayor (TK) said.", "TK is a placeholder for unwritten text, in “The mayor (TK) said.”"),
        ("TODO more here", "TODO is a placeholder for unwritten text, in “TODO more here”"),
        ("It paid XXX dollars.", "XXX is a placeholder for unwritten text, in “It paid XXX dollars.”"),
        ("It paid {{ payed }}.", "no cell of the notebook defines 'payed', in “It paid {{ payed }}.”"),
    ],
)
def test_prose_that_a_page_would_refuse_or_print_wrong_is_reported_before_anything_runs(
    tmp_path: Path, text: str, what: str
) -> None:
    assert whats(tmp_path, code("paid = 1"), prose(text)) == [what]


def test_a_name_in_prose_is_refused_with_the_notebooks_own_to_choose_from(tmp_path: Path) -> None:
    lines = found(tmp_path, code("returns = 1\nimport json"), prose("It is {{ second }}."))
    assert lines == [
        "before the first heading, 4th cell | no cell of the notebook defines 'second', in “It is {{ second }}.” | "
        "choose one of 'lang', 'returns'"
    ]


def test_a_dead_link_is_reported_with_the_likely_address(tmp_path: Path) -> None:
    (line,) = found(tmp_path, prose("[it](/en/taxs)"))
    assert line.endswith("| did you mean 'en/taxes'?")


def test_a_dead_link_is_reported_though_another_notebook_cannot_be_planned(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    write(root, "irs/letters", explainer(front_matter=FRONT + "\ntilte: A misspelled key"))
    (root / "build/site/en/kept").mkdir(parents=True)
    (root / "build/site/en/kept/index.html").write_text("The page that a broken notebook made before.", "utf-8")
    links = "[a](/en/nowhere) [b](/en/taxes) [c](/en/irs/letters) [d](/en/irs/letters/tn) [e](/en/kept)"
    write(root, "taxes", explainer(prose(links)))
    read = read_project(root)
    (problem,) = check(read, plan_pages(read))["taxes"]
    assert problem.what == "a link to /en/nowhere, but this site has no page there"


def test_a_problem_is_reported_once_though_both_languages_have_it(tmp_path: Path) -> None:
    assert whats(tmp_path, prose("<div>"), front_matter=TWO) == ["raw HTML in prose: <div>"]


def test_todo_is_a_word_in_spanish_and_a_mark_only_with_a_colon(tmp_path: Path) -> None:
    cells = (prose("Lo es TODO aquí.", "lang-es"), prose("TODO: escribir", "lang-es"))
    assert [what[:4] for what in whats(tmp_path, *cells, front_matter=TWO)] == ["TODO"]


def test_a_fence_of_tildes_holds_code_and_no_headline(tmp_path: Path) -> None:
    assert found(tmp_path, prose("~~~python\n# not a headline\n~~~\n\n````\n```\n# nor this\n````")) == []


def test_tags_and_links_in_plain_words_are_refused_for_they_would_be_printed(tmp_path: Path) -> None:
    figure = code(
        'import nutgraf\nx = 1\nnutgraf.figure(x, title="H<sub>2</sub>O", alt="[a](https://b)", source="made_up")'
    )
    assert whats(tmp_path, figure, front_matter=FRONT.replace("Who pays", "<em>Who</em> pays")) == [
        f"{tag} would be printed literally: titles and the texts of figures are plain text"
        for tag in ("<em>", "</em>", "<sub>", "</sub>", "](https://b)")
    ]


@pytest.mark.parametrize(
    ("title", "marked"),
    [("*Who* pays", "*Who*"), ("They **paid {{ lang }}**", "**paid …**"), ("The `W-7` form", "`W-7`")],
)
def test_emphasis_in_a_headline_is_refused_for_it_would_be_printed(tmp_path: Path, title: str, marked: str) -> None:
    assert whats(tmp_path, front_matter=FRONT.replace("Who pays", f'"{title}"')) == [
        f"{marked} would be printed literally: titles and the texts of figures are plain text"
    ]


@pytest.mark.parametrize("entity", ["&amp;", "&nbsp;", "&#8217;"])
def test_an_entity_of_html_in_a_headline_is_refused_for_it_would_be_printed(tmp_path: Path, entity: str) -> None:
    assert whats(tmp_path, front_matter=FRONT.replace("Who pays", f"Ana {entity} Bo")) == [
        f"{entity} would be printed literally: titles and the texts of figures are plain text"
    ]


@pytest.mark.parametrize("title", ["M*A*S*H", "Net* of taxes*", "* Preliminary, ** revised", "2 * 3 * 4", "O`ahu"])
def test_a_star_in_a_headline_that_is_no_emphasis_is_taken(tmp_path: Path, title: str) -> None:
    said = whats(tmp_path, front_matter=FRONT.replace("Who pays", f'"{title}"'))
    assert [what for what in said if "printed literally" in what] == []


@pytest.mark.parametrize("words", ["{{ paid | mony }}", "{% if paid %}x", "{{ payd }}"])
def test_the_words_of_a_figure_are_read_like_prose(tmp_path: Path, words: str) -> None:
    figure = code(f'import nutgraf\npaid = 1\nnutgraf.figure(1, title="{words}", alt="y", source="made_up")')
    assert len(whats(tmp_path, figure)) == 1


def test_a_link_to_a_draft_is_worth_a_look_and_no_problem(tmp_path: Path) -> None:
    root = newsroom(tmp_path)
    write(root, "taxes", explainer(prose("## More\n\n[More](/en/more).")))
    write(root, "more", explainer(prose("[Taxes](/en/taxes)"), front_matter=FRONT + "\ndraft: true"))
    assert problems(root) == []
    assert errors(links_to_withheld(plan_pages(read_project(root)))) == [
        'notebooks/taxes.ipynb, under "More", 1st cell | a link to /en/more, which is not published yet (draft) | '
        "publish both together"
    ]


# Code and the data package


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('nutgraf.fact("aeras", usps="TN")', "data/datapackage.json: no table 'aeras'"),
        ('nutgraf.table("areas", ups="TN")', "table areas: no column 'ups'"),
        ('nutgraf.rows("areas", usps="TX")', "table areas: no row with usps='TX'"),
        ('nutgraf.all_facts("areas", column="valeu")', "table areas: no column 'valeu'"),
        (
            'nutgraf.fact("areas", column="usps", year="2022")',
            "table areas: column 'usps' holds no facts: it has no unit",
        ),
        ('nutgraf.fact("names", usps="TN")', "table names: no column of it holds facts"),
        ('NAME = "aeras"\nnutgraf.table(NAME)', "data/datapackage.json: no table 'aeras'"),
        ('nutgraf.source("made_op")', "table sources: no source 'made_op'"),
        ('nutgraf.figure(1, title="x", alt="y", source=["made_op"])', "table sources: no source 'made_op'"),
        ('nutgraf.fact_from(1, "pop", unit="persons", source="made_op")', "table sources: no source 'made_op'"),
        ('nutgraf.figure(1, title="x", source="made_up")', "a figure without alt="),
        ('nutgraf.figure(1, title="x", alt="y")', "a figure without source="),
        ('nutgraf.figure(1, title="x y", alt="", source=paid)', "the alt of a figure says nothing ('')"),
        (
            'nutgraf.figure(1, title="x y", alt={"en": "A chart."}, source=paid)',
            "the alt of a figure says nothing ('A chart.')",
        ),
        ('nutgraf.figure(1, title=" ", alt="y z", source=paid)', "the title of a figure says nothing (' ')"),
        ("import pandsa", "there is no module 'pandsa'"),
        ("from charts import bras", "charts/__init__.py has no 'bras'"),
        ("from charts.bars import line", "charts/bars.py has no 'line'"),
        ("import charts.maps", "there is no module 'charts.maps': charts/ has no 'maps'"),
    ],
)
def test_what_code_asks_for_and_is_not_there_is_reported_before_anything_runs(
    tmp_path: Path, line: str, what: str
) -> None:
    (line_of_it,) = found(tmp_path, code(f"import nutgraf\n{line}"))
    where, said, fix = line_of_it.split(" | ")
    assert said == what
    assert where.startswith("before the first heading, 3rd cell, line ")
    assert fix


def test_a_column_without_a_unit_is_reported_with_what_to_write(tmp_path: Path) -> None:
    (line,) = found(tmp_path, code('import nutgraf\nnutgraf.fact("names", column="name", usps="TN")'))
    assert line.endswith('| give the field its unit in data/datapackage.json: "nutgraf": {"unit": "EUR"}')


def test_a_function_imported_by_itself_is_known_too(tmp_path: Path) -> None:
    assert whats(tmp_path, code('from nutgraf import fact as f\nf("aeras")')) == [
        "data/datapackage.json: no table 'aeras'"
    ]


def test_a_chart_module_that_is_not_python_is_reported_with_its_file_and_line(tmp_path: Path) -> None:
    root = newsroom(tmp_path)
    (root / "charts" / "bars.py").write_text("def bars(frame):\n    return (\n")
    write(root, "taxes", explainer(code("from charts.bars import bars")))
    assert problems(root) == ["charts/bars.py, line 2 | this is not Python: '(' was never closed | correct that line"]


def test_a_package_without_a_table_of_sources_is_refused_with_the_columns_to_write(tmp_path: Path) -> None:
    root = newsroom(tmp_path)
    package = root / "data" / "datapackage.json"
    described = json.loads(package.read_text())
    described["resources"] = [each for each in described["resources"] if each["name"] != "sources"]
    package.write_text(json.dumps(described))
    write(root, "taxes", explainer(prose("Words.")))
    with pytest.raises(DataError) as caught:
        problems(root)
    assert caught.value.problems[0].what == "there is no table of sources"
    assert "source_id, publisher, title" in caught.value.problems[0].fix


# Languages


def test_a_language_that_pages_cannot_be_in_is_refused_by_name(tmp_path: Path) -> None:
    root = project(tmp_path / "p", settings='[tool.nutgraf]\nlanguages = ["en", "it"]\n')
    write(root, "taxes", explainer(prose("Words.")))
    with pytest.raises(SettingsError) as caught:
        problems(root)
    assert caught.value.problems[0].where == "pyproject.toml, languages"
    assert caught.value.problems[0].what.startswith("pages cannot be in 'it'")


def test_check_says_for_which_language_it_does_not_look_for_typed_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nutgraf.lint.hardcoded_numbers.readable_languages", lambda: ("en",))
    root = project(tmp_path / "p")
    write(root, "taxes", explainer(prose("Words."), front_matter=TWO))
    assert errors(unread(plan_pages(read_project(root)))) == [
        "1 page in es | numbers typed by hand are not checked: nutgraf can only read numbers in en | "
        "check these pages for numbers without a fact"
    ]
