"""Numbers typed by hand: places found consistently, formulas and code left alone, and what facts are counted by."""

from __future__ import annotations

from nutgraf.facts import Fact, Facts
from nutgraf.numbers import sentences, untraced
from nutgraf.prose.rendering import render


def texts(text: str, lang: str = "en") -> list[str]:
    return [number.text for number in untraced(text, lang)]


def test_every_place_of_a_ranking_is_reported_where_the_first_is():
    assert texts("California comes first, Texas second and Ohio third.") == ["first", "second", "third"]
    assert texts("California va primero, Texas segundo y Ohio tercero.", "es") == ["primero", "segundo", "tercero"]
    assert texts("The first state and the second state.") == []
    assert texts("Va primero a la tienda; por segunda vez.", "es") == []


def test_the_digits_of_a_formula_are_no_numbers():
    assert texts("H<sub>2</sub>O, CO<sub>2</sub> and m<sup>2</sup> cost $5.") == ["$5"]
    assert texts("El CO<sub>2</sub> cuesta 5 dólares.", "es") == ["5 dólares"]


def test_numbers_are_looked_for_outside_of_code_alone():
    assert texts("They say ~~~ 5 million.") == ["5 million"]
    assert texts("~~~~\n```\n5 million\n~~~~\n\n6 million") == ["6 million"]
    assert texts("```\n~~~\n5 million\n```\n\n6 million") == ["6 million"]
    assert texts("Uses ``a ` 5`` and $7.") == ["$7"]


def test_a_sentence_after_a_fence_of_another_kind_is_a_sentence():
    text = "~~~\n```\ncode. more.\n~~~\nOne. Two."
    assert [text[start:end] for start, end in sentences(text, "en")] == ["One.", "Two."]


def test_how_many_facts_there_are_is_a_fact_however_it_is_asked():
    states = Facts([Fact(value=n, unit="usd", rounded_to=1, key=str(n)) for n in range(15)], where="areas")
    for how in ("states | length", "states | count", "len(states)", "states.count()"):
        done = render(f"so {{{{ {how} }}}}", {"lang": "en", "states": states}, "title", markdown=False)
        assert done.text == "so 15"
        assert [claim["key"] for claim in done.claims] == ["count of areas"]
    source = (
        "{% if states | length > 2 and len(states) == 15 %}many{% endif %}{{ [1, 2] | length | not_a_fact('a test') }}"
    )
    assert render(source, {"lang": "en", "states": states}, "title", markdown=False).text == "many2"


def test_the_items_of_a_list_are_no_range():
    assert texts("- 5 percent\n- 12 percent\n* one in four\n+ two") == ["5 percent", "12 percent", "one in four", "two"]
    assert texts("- 5 por ciento\n- 7 por ciento", "es") == ["5 por ciento", "7 por ciento"]
    assert texts("It fell by\n5 - 6 percent.") == ["5 - 6 percent"]
