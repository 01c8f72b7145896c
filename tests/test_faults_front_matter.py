"""Front matter says what its reporter wrote: nothing is dropped, and nothing becomes something else in silence."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import SettingsError
from nutgraf.frontmatter import FrontMatter, read_front_matter
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import errors, explainer, project, write

REST = "date: 2026-11-24\nauthors: [Ana Ruiz]"
LOST = "put the whole text in quotation marks, or the remark on a line of its own"


def read(text: str) -> FrontMatter:
    front, problems = read_front_matter(f"---\n{text}\n---", "notebooks/taxes.ipynb")
    assert errors(problems) == []
    assert front is not None
    return front


def refused(text: str) -> tuple[str, str]:
    front, problems = read_front_matter(f"---\n{text}\n---", "notebooks/taxes.ipynb")
    assert front is None
    assert {problem.where for problem in problems} == {"notebooks/taxes.ipynb, front matter"}
    return problems[0].what, problems[0].fix


def refused_value(value: str) -> tuple[str, str]:
    return refused(f"title: T\n{REST}\nmatrix: {{state: [{value}]}}")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title: Who is #1 in taxes", "line 2: '#1 in taxes' would be lost"),
        ("title: #1 in taxes", "line 2: '#1 in taxes' would be lost"),
        ("title: Who pays # and who does not", "line 2: '# and who does not' would be lost"),
        ("title: T\nsubtitle: We are #2, they are #1", "line 3: '#2, they are #1' would be lost"),
        ("title:\n  en: We are #2\n  es: X", "line 3: '#2' would be lost"),
        ("title: T\nkeywords:\n  - tax\n  - rank #1", "line 5: '#1' would be lost"),
        ("title: T\nwithdrawn: See item #4", "line 3: '#4' would be lost"),
        ("title: T\nmatrix:\n  unit:\n    - Unit #4", "line 5: '#4' would be lost"),
    ],
)
def test_a_text_that_goes_on_after_a_hash_is_refused_by_line(text: str, what: str) -> None:
    found, fix = refused(f"{text}\n{REST}")
    assert found == f"{what}: YAML takes what follows a space and # for a remark"
    assert fix == LOST


def test_a_hash_is_kept_in_quotation_marks_and_in_blocks_and_a_remark_may_follow_what_is_no_text() -> None:
    for text in (
        'title: "Who is #1 in taxes"',
        "title: 'Who is #1 in taxes'  # working title",
        "# We are #2\ntitle: >-\n  Who is #1\n  in taxes",
        "title: |\n  Who is #1 in taxes",
    ):
        assert str(read(f"{text}\n{REST}").title).strip() == "Who is #1 in taxes"
    matrix = "matrix:\n  state:\n    - TN  # Tennessee\n    - WY"
    front = read(f"title: T\ndraft: true  # until Monday\n{REST}\n{matrix}")
    assert (front.draft, front.matrix) == (True, {"state": ["TN", "WY"]})
    assert refused(f"title: T\n{REST}\n{matrix} #2")[0].startswith("line 8: '#2' would be lost")


@pytest.mark.parametrize("key", ["title: T\ntitle: U", "title: {en: T, en: U}", "title: T\nmatrix: {a: [1], a: [2]}"])
def test_a_key_that_is_given_twice_is_refused(key: str) -> None:
    what, fix = refused(f"{key}\n{REST}")
    assert "is here a second time" in what
    assert fix == "keep one of the two"


@pytest.mark.parametrize("word", ["NO", "no", "No", "ON", "off", "yes", "Yes"])
def test_a_word_that_tools_read_as_true_or_false_is_explained(word: str) -> None:
    read_as = "true" if word.lower() in ("on", "yes") else "false"
    assert refused_value(word) == (
        f"line 5: some tools read {word} as a text, and others as {read_as}",
        f'put {word} in quotation marks, "{word}", or write true or false',
    )


def test_no_in_quotation_marks_is_norway_and_a_language_may_be_called_no() -> None:
    front = read(f'title: {{en: NO, no: "på norsk"}}\n{REST}\nmatrix: {{state: ["NO", "ON"]}}')
    assert (front.title, front.matrix["state"]) == ({"en": "NO", "no": "på norsk"}, ["NO", "ON"])


@pytest.mark.parametrize("number", ["012", "02134", "-007", "00.5", "08"])
def test_a_number_with_a_leading_zero_is_refused_and_never_read_as_octal(number: str) -> None:
    assert refused_value(number) == (
        f"line 5: {number} begins with a zero: a number has none there, and a code is a text",
        f'put {number} in quotation marks, "{number}", or leave the zero out',
    )


@pytest.mark.parametrize("number", ["0x1F", "0o14", "0b11", ".inf", "-.inf", ".nan"])
def test_a_number_that_is_not_written_in_digits_is_refused(number: str) -> None:
    assert refused_value(number)[0] == f"line 5: {number} is not a plain number"


def test_a_number_too_large_to_hold_is_refused() -> None:
    assert refused_value("1e400")[0] == "line 5: 1e400 is too large for a number"


def test_what_older_yaml_takes_for_numbers_and_dates_is_the_text_that_was_written() -> None:
    values = "[12:30, 1:30:00, 1_000, 2026-11-24, 2024-01-01 10:00, 2, -2, 1.5, true, null, ~]"
    assert read(f"title: T\n{REST}\nmatrix: {{t: {values}}}").matrix["t"] == [
        *("12:30", "1:30:00", "1_000", "2026-11-24", "2024-01-01 10:00", 2, -2, 1.5, True, None, None),
    ]


def test_a_time_is_no_number_for_a_parameter(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    front = f"title: T\n{REST}\nmatrix: {{t: [12:30]}}"
    write(root, "times", explainer(front_matter=front, parameters_cell='lang: str = "en"\nt: int = 1'))
    found = errors(plan_pages(read_project(root)).problems)
    assert "t = '12:30' is str, but the notebook wants int" in found[0]


def test_a_code_in_where_is_the_code_that_was_written(tmp_path: Path) -> None:
    root = project(tmp_path / "p", tables={"towns": "town,fips\nCeton,012\nDeton,10\nEton,1.10\nFeton,no\n"})
    for name, code in [("c", "012"), ("d", "10"), ("e", "1.10"), ("f", "no")]:
        front = f"title: T\n{REST}\nmatrix: {{town: {{table: towns, column: town, where: {{fips: {code}}}}}}}"
        write(root, name, explainer(front_matter=front, parameters_cell='lang: str = "en"\ntown: str = "Deton"'))
    plan = plan_pages(read_project(root))
    assert errors(plan.problems) == []
    assert [page.values["town"] for page in plan.pages] == ["Ceton", "Deton", "Eton", "Feton"]


@pytest.mark.parametrize("text", ["1984", "007", "12:30", "1.10", "true", "NO", "2026-11-24"])
def test_a_headline_is_the_text_that_was_written(text: str) -> None:
    front = read(f"title: {text}\n{REST}\nkeywords: [{text}]\ntopic: {{en: {text}}}")
    assert (front.title, front.keywords, front.topic) == (text, (text,), {"en": text})


@pytest.mark.parametrize("date", ["2026", "20261124", "2026-11", "24-11-2026", "1.5", "2026-11-24T10:00:00", "today"])
def test_a_date_is_written_in_one_way(date: str) -> None:
    found = refused(f"title: T\ndate: {date}\nauthors: Ana")
    assert found == (f"date: {date!r} is not a date: write 2026-11-24", "The day of first publication.")


def test_a_day_that_no_month_has_is_refused() -> None:
    said = ("date: 2026-02-30 is not a day of the calendar", "that month ends on 2026-02-28")
    assert refused("title: T\ndate: 2026-02-30\nauthors: Ana") == said


def test_an_embargo_is_an_hour_with_its_time_zone() -> None:
    assert "is not a time: write 2026-11-24T06:00:00-05:00" in refused(f"title: T\n{REST}\nembargo: 2026-12-01")[0]
    assert "is not a time" in refused(f"title: T\n{REST}\nembargo: 1764568800")[0]
    assert "say which time zone" in refused(f"title: T\n{REST}\nembargo: 2026-12-01 06:00")[0]
    hour = datetime.datetime(2026, 12, 1, 11, tzinfo=datetime.UTC)
    assert read(f"title: T\n{REST}\nembargo: 2026-12-01T06:00:00-05:00").embargo == hour


@pytest.mark.parametrize("value", ["yes", '"yes"', "1", '"true"'])
def test_a_draft_is_true_or_false_and_nothing_like_it(value: str) -> None:
    assert "write true or false" in refused(f"title: T\n{REST}\ndraft: {value}")[1]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title: &c Who pays", "line 2: &c is an anchor"),
        ("title: &c Who\nsubtitle: *c", "line 2: &c is an anchor"),
        ("title: *who pays", "line 2: *who refers to an anchor"),
        ("title: !Who pays", "line 2: !Who is a tag"),
        ("title: ! Who pays", "line 2: ! is a tag"),
        ("title: !!str 5", "line 2: !!str is a tag"),
        ("title: T\n<<: {draft: true}", "line 3: << merges another mapping into this one"),
        ("title: T\nmatrix: {<<: {a: [1]}}", "line 3: << merges another mapping into this one"),
    ],
)
def test_anchors_tags_and_merges_are_refused_by_line(text: str, what: str) -> None:
    assert refused(f"{text}\n{REST}")[0] == what


@pytest.mark.parametrize("text", ["title:\tT", "title: T\n\tsubtitle: S", "title:\n\ten: T"])
def test_a_tab_is_explained(text: str) -> None:
    what, fix = refused(f"{text}\n{REST}")
    assert what.endswith("there is a tab where YAML wants spaces")
    assert fix == "write spaces instead of the tab"


def test_an_open_quotation_mark_is_named_where_it_opens() -> None:
    assert refused(f"title: 'Who pays\n{REST}") == (
        "line 2: a quotation mark opens here and is never closed",
        "close it",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title: T\n---\nsubtitle: lost", "line 2: a second document begins here"),
        ("title: T\n...\nsubtitle: lost", "line 3: a second document begins here"),
        ("%YAML 1.1\n---\ntitle: T", "line 1: a line that begins with % is a directive to the YAML parser"),
    ],
)
def test_a_second_document_or_an_order_to_the_reader_is_refused(text: str, what: str) -> None:
    front, problems = read_front_matter(f"{text}\n{REST}", "notebooks/taxes.ipynb")
    assert front is None
    assert problems[0].what == what


def test_text_after_the_closing_line_is_refused() -> None:
    found = read_front_matter(f"---\ntitle: T\n{REST}\n---\n\nMuch was paid.", "notebooks/taxes.ipynb")[1]
    assert errors(found) == [
        "notebooks/taxes.ipynb, front matter | line 7: there is text after the second line of --- | "
        "move it above the second line of ---, or to a cell of its own"
    ]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("authors", "authors: [\"{% if state == 'TN' %}Ana{% else %}Bo{% endif %}\"]"),
        ("keywords", 'keywords: ["{{ state }}"]'),
        ("thumbnail", 'thumbnail: "{{ state }}"'),
        ("topic", 'topic: {en: "Taxes in {{ state }}"}'),
        ("withdrawn", 'withdrawn: "{# see the desk #}"'),
        ("address", 'address: "en/{{ state }}"'),
        ("redirect_from", 'redirect_from: ["en/{{ state }}"]'),
        ("matrix", 'matrix: {state: ["{{ x }}"]}'),
        ("default_edition", 'default_edition: {state: "{{ x }}"}'),
    ],
)
def test_an_expression_that_nobody_would_render_is_refused(key: str, text: str) -> None:
    rest = "date: 2026-11-24" if key == "authors" else REST
    what, fix = refused(f"title: T\n{rest}\n{text}")
    assert what.startswith(f"{key} is printed as it is written, and ")
    rendered = "title, subtitle, short_title, description, search_title, latest_data, noindex"
    assert fix == f"write it out; expressions are rendered in {rendered}"


@pytest.mark.parametrize("escape", [r"\u0001", r"\x1b", r"\0", r"\ud800", r"\uffff", r"\u202e", r"\x7f"])
@pytest.mark.parametrize("key", ["title", "description", "authors", "matrix"])
def test_a_character_that_no_page_can_hold_is_refused_by_its_number(key: str, escape: str) -> None:
    values = {"title": '"T"', "authors": "[Ana]", "matrix": "{}", "description": '""'}
    text = f'"Who{escape}pays"'
    values[key] = f"{{state: [{text}]}}" if key == "matrix" else text
    lines = "\n".join(f"{name}: {value}" for name, value in values.items())
    number = int(escape.lstrip("\\ux") or "0", 16)
    assert (
        refused(f"{lines}\ndate: 2026-11-24")[0] == f"{key} holds the character U+{number:04X}, which no page can hold"
    )


def test_a_control_character_as_such_is_refused_by_line() -> None:
    assert refused(f"title: T\n{REST}\nsubtitle: a\x01b")[0] == "line 5: the character U+0001 cannot be in front matter"


@pytest.mark.parametrize("title", ["''", '"  "', "{en: '', es: Quién}"])
def test_a_blank_headline_is_refused(title: str) -> None:
    assert refused(f"title: {title}\n{REST}")[0] == "title is blank"


def test_a_key_without_a_value_says_so_once() -> None:
    problems: list[Any] = read_front_matter(f"title:\n{REST}", "notebooks/taxes.ipynb")[1]
    assert [problem.what for problem in problems] == ["title has no value"]


@pytest.mark.parametrize("value", ["false", "no", "No", "off", "true", "yes", "on", "{en: false, es: Un error}"])
def test_withdrawn_false_takes_no_page_down(value: str) -> None:
    given = next(word for word in value.strip("{}").replace(",", "").split() if word != "en:")
    assert refused(f"title: T\n{REST}\nwithdrawn: {value}") == (
        f"withdrawn is not a switch: {given} would take the pages down, and be the reason that readers see",
        "write the reason, or take withdrawn: out to keep the pages",
    )


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("matrix: [{state: TN}]", "matrix has no keys: [{'state': 'TN'}]", "such as matrix: {lang: [en, es]}"),
        ("default_edition: TN", "default_edition has no keys: 'TN'", "such as default_edition: {state: US}"),
        ("on_change: Hold", "on_change is 'Hold'", "choose one of 'publish', 'note' or 'hold'"),
    ],
)
def test_a_value_of_another_shape_is_refused_with_how_to_write_it(text: str, what: str, fix: str) -> None:
    assert refused(f"title: T\n{REST}\n{text}") == (what, fix)


def test_an_empty_byline_is_refused() -> None:
    assert refused("title: T\ndate: 2026-11-24\nauthors: []")[0] == "authors is an empty list"


def test_a_byline_of_names_with_keys_is_one_problem_and_not_said_to_be_empty() -> None:
    _, problems = read_front_matter("---\ntitle: T\ndate: 2026-11-24\nauthors: [{name: Ana}]\n---", "n")
    assert [problem.what for problem in problems] == ["authors.0 is not a text: {'name': 'Ana'}"]


def test_a_page_is_not_modified_before_it_is_published() -> None:
    assert refused(f"title: T\n{REST}\nmodified: 2026-01-24") == (
        "modified, 2026-01-24, is before date, 2026-11-24",
        "date is the day of first publication; correct one of the two",
    )
    assert read(f"title: T\n{REST}\nmodified: 2026-11-24").modified == datetime.date(2026, 11, 24)


def test_a_list_or_a_dictionary_for_each_page_names_the_pages(tmp_path: Path) -> None:
    front = (
        f'title: T\n{REST}\nmatrix: {{areas: [[TN, KY], [WY]], how: [{{by: state}}]}}\naddress: "{{lang}}/{{areas}}"'
    )
    cell = 'lang: str = "en"\nareas: list[str] = ["WY"]\nhow: dict = {"by": "state"}'
    root = project(tmp_path / "p")
    write(root, "t", explainer(front_matter=front, parameters_cell=cell))
    plan = plan_pages(read_project(root))
    assert errors(plan.problems) == []
    assert [page.address for page in plan.pages] == ["en/tn-ky", "en/wy"]
    assert plan.pages[0].info.editions == (("en/wy", "WY, by: state"), ("en/tn-ky", "TN, KY, by: state"))


PARAMETERS = 'lang: str = "en"\nstate: str = "TN"\nyear: int = 2021'


def refused_matrix(folder: Path, matrix: str, parameters_cell: str = PARAMETERS) -> list[str]:
    tables = {"areas": "usps,name\nTN,Tennessee\nWY,Wyoming\n"}
    root = project(folder / "p", tables=tables)
    front = f"title: T\n{REST}\nmatrix: {matrix}"
    write(root, "t", explainer(front_matter=front, parameters_cell=parameters_cell))
    lines = errors(plan_pages(read_project(root)).problems)
    return [line.removeprefix("notebooks/t.ipynb, ") for line in lines]


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("{table: areas, colum: usps}", "no key named 'colum' | did you mean 'column'?"),
        ("{table: areas}", "column is missing | such as {table: areas, column: area, "),
        ("{table: areas, column: usps, wher: {}}", "no key named 'wher' | did you mean 'where'?"),
        ("{table: areas, column: [usps]}", "column is ['usps'] | such as {table: areas, column: area, "),
        ("{table: areas, column: usps, where: TN}", "where is 'TN' | such as {table: areas, column: area, "),
    ],
)
def test_a_misspelled_word_in_a_column_of_values_is_named(tmp_path: Path, column: str, line: str) -> None:
    found = refused_matrix(tmp_path, f"{{state: {column}}}")
    assert [one[: len("front matter, matrix, state | " + line)] for one in found][-1] == (
        f"front matter, matrix, state | {line}"
    )


@pytest.mark.parametrize("name", ["exclude", "include"])
@pytest.mark.parametrize(("value", "is_a"), [('"2020"', "'2020' is str"), ("true", "True is bool")])
def test_a_value_of_another_type_in_exclude_and_include_is_refused_as_one(
    tmp_path: Path, name: str, value: str, is_a: str
) -> None:
    assert refused_matrix(tmp_path, f"{{year: [1, 2020], {name}: [{{year: {value}}}]}}") == [
        f"front matter, matrix, {name} | year = {is_a}, but the notebook wants int | "
        "change the value, or the type in the parameters cell"
    ]


@pytest.mark.parametrize("written", ["date(2026, 1, 1)", "datetime.date(2026, 1, 1)", "dt.datetime(2026, 1, 1)"])
def test_a_date_that_is_made_in_the_parameters_cell_is_refused_with_how_to_write_it(
    tmp_path: Path, written: str
) -> None:
    cell = f'lang: str = "en"\nsince: "date" = {written}'
    assert refused_matrix(tmp_path, "{lang: [en]}", cell) == [
        f"before the first heading, 2nd cell, line 2 | since is not a plain value: {written} | "
        'write the date as text: since: date = "2026-11-24"'
    ]


@pytest.mark.parametrize(
    ("languages", "what"),
    [
        ('"en"', "languages = 'en' is not a list of values"),
        ("[]", "languages = [] is not a list of values"),
        ('["en", "en"]', "languages = ['en', 'en']: list each language once"),
    ],
)
def test_languages_that_are_no_list_of_languages_are_refused(tmp_path: Path, languages: str, what: str) -> None:
    root = project(tmp_path / "p", settings=f"[tool.nutgraf]\nlanguages = {languages}\n")
    with pytest.raises(SettingsError) as error:
        read_project(root)
    assert [problem.what for problem in error.value.problems] == [what]
