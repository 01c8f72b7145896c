"""A Markdown cell in JupyterLab shows what its readers will see, by the names of the running notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.live import prose

NEWSROOM = Path(__file__).parent / "newsroom"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of a notebook after its first cells ran."""
    monkeypatch.chdir(NEWSROOM / "notebooks")
    paid = nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid")
    return {"lang": "en", "paid": paid, "where": "Ashmere"}


def test_a_cell_shows_its_numbers_as_readers_will_see_them(names: dict[str, Any]) -> None:
    shown = prose("## How much?\n\nThey paid **{{ paid | money }}** in {{ where }}.", names=names)
    assert (
        '<strong><a class="claim whole" href="#source-board_map_2024" '
        'aria-describedby="source-board_map_2024-name"><data value="8500000000" data-claim="'
    ) in shown["html"]
    assert ">$8.5 billion</data></a></strong> in Ashmere.</p>" in shown["html"]
    assert shown["problems"] == []


def test_a_number_says_from_which_row_and_source_it_is(names: dict[str, Any]) -> None:
    (fact,) = prose("They paid {{ paid | money }}.", names=names)["facts"]
    assert (fact["text"], fact["value"], fact["unit"], fact["is_traced"]) == ("$8.5 billion", 8500000000, "usd", True)
    (row,) = fact["rows"]
    assert (row["table"], row["key"]["area"], row["value"], row["as_of"]) == ("honey_tax", "AS", 8500000000, "2022")
    (source,) = fact["sources"]
    assert (source["publisher"], source["url"]) == ("Velmora Honey Board", "https://board.example/map")


def test_a_cell_is_shown_in_the_language_that_is_asked_for(names: dict[str, Any]) -> None:
    shown = prose("{% if lang == 'es' %}Pagaron {{ paid | money }}.{% else %}They paid.{% endif %}", "es", names)
    assert "Pagaron" in shown["html"]
    assert "8.5 mil millones" in shown["html"]
    assert names["lang"] == "en"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("They paid {{ payd | money }}.", "nothing is named 'payd'"),
        ("They paid {{ paid | mony }}.", "mony"),
        ("{% if paid %}They paid.", "{% if %} is not closed"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said_in_words(names: dict[str, Any], source: str, what: str) -> None:
    shown = prose(source, names=names)
    assert shown["html"] == ""
    (problem,) = shown["problems"]
    assert what in problem["what"]
    assert problem["fix"]


def test_a_number_without_a_source_is_shown_as_such(names: dict[str, Any]) -> None:
    (fact,) = prose("There were {{ 12 | count }}.", names=names)["facts"]
    assert (fact["text"], fact["is_traced"], fact["rows"], fact["sources"]) == ("12", False, [], [])


def test_what_is_wrong_is_shown_at_its_expression(names: dict[str, Any]) -> None:
    source = "## Who?\n\nThey paid {{ payd | money }} in {{ where }}."
    (problem,) = prose(source, names=names)["problems"]
    assert source[problem["start"] : problem["end"]] == "{{ payd | money }}"
    assert problem["fix"] == "did you mean 'paid'?"


def test_the_branches_that_are_not_taken_are_known(names: dict[str, Any]) -> None:
    source = (
        "{% if where == 'Ashmere' %}\nHere.\n{% elif paid %}\nThere.\n{% else %}\nNowhere.\n{% endif %}\n"
        "{% for each in [] %}Each.{% endfor %}{% raw %}{% if x %}{% endraw %} {# {% if #} {{ '{% if' }}"
    )
    shown = prose(source, names=names)
    assert [source[start:end] for start, end in shown["untaken"]] == ["There.\n", "Nowhere.\n", "Each."]
    assert shown["html"].startswith("<p>Here.")


def test_a_branch_within_one_that_is_taken_is_folded_and_an_empty_one_counts(names: dict[str, Any]) -> None:
    source = (
        "{% if paid %}A {% if lang == 'es' %}es{% else %}{% endif %}{% for n in [1, 2] %}"
        "{% if n == 2 %}two{% endif %}{% else %}none{% endfor %}{% else %}B{% endif %}"
    )
    shown = prose(source, names=names)
    assert [source[start:end] for start, end in shown["untaken"]] == ["es", "none", "B"]


def test_the_branches_of_the_other_language_are_folded(names: dict[str, Any]) -> None:
    source = "{% if lang == 'es' %}Pagaron.{% else %}They paid.{% endif %}"
    assert [source[a:b] for a, b in prose(source, "es", names)["untaken"]] == ["They paid."]
    assert [source[a:b] for a, b in prose(source, "en", names)["untaken"]] == ["Pagaron."]


def test_a_number_says_how_it_was_rounded_and_what_day_it_is_for(names: dict[str, Any]) -> None:
    (fact,) = prose("They paid {{ paid | money }}.", names=names)["facts"]
    assert (fact["rounding"], fact["bounds"], fact["as_of"]) == ("to 100,000,000", [8450000000.0, 8550000000.0], "2022")


def test_a_cell_shown_twice_is_the_same(names: dict[str, Any]) -> None:
    before = dict(names)
    first = prose("{{ paid | money }}, {{ 12 | count }}", names=names)
    assert first == prose("{{ paid | money }}, {{ 12 | count }}", names=names)
    assert [fact["number"] for fact in first["facts"]] == [1, 2]
    assert names == before


def test_the_answer_reaches_jupyterlab_as_json(names: dict[str, Any]) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.user_ns["shown"] = prose("They paid {{ paid | money }}.", names=names)
    answer = shell.user_expressions({"it": "shown"})["it"]
    assert answer["data"]["application/json"]["facts"][0]["text"] == "$8.5 billion"
