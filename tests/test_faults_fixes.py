"""Every problem says how to fix it: the code is read for those that do not."""

from __future__ import annotations

import ast
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

import nutgraf
from nutgraf.errors import About, FactError, Problem, ProseError, did_you_mean
from nutgraf.facts import Fact
from nutgraf.prose.rendering import render

KIT = Path(nutgraf.__file__).parent
WITH_FIX = {"Problem": (2, "fix"), "FormatError": (1, "fix"), "UnitClash": (1, "fix")}
"""What is made to be shown to a reporter, and the place of its fix among the arguments."""
NO_PROBLEM = {
    "cli/formatting.py": "the reason of an outcome, shortened for machines like that of a problem",
    "rebuild/steps.py": "the reason of an outcome without a problem of its own, for the report",
}
"""Where one is made that nobody is shown, and why."""


def without_fix(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in WITH_FIX:
            continue
        at, name = WITH_FIX[node.func.id]
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        fixes = [*node.args[at : at + 1], *(word.value for word in node.keywords if word.arg == name)]
        if not starred and (not fixes or (isinstance(fixes[0], ast.Constant) and not fixes[0].value)):
            yield node.lineno


def test_every_problem_in_the_code_has_a_fix() -> None:
    found = {
        path.relative_to(KIT).as_posix(): lines
        for path in sorted(KIT.rglob("*.py"))
        if (lines := list(without_fix(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found.keys() == NO_PROBLEM.keys(), found


TAKES_APART = {
    *("search", "match", "fullmatch", "findall", "finditer", "split", "sub"),
    *("startswith", "endswith", "partition", "rpartition", "find", "index", "removeprefix", "removesuffix"),
}


def taken_apart(tree: ast.Module) -> Iterator[int]:
    """The lines that search the words of a problem, or of its fix, for what they are about."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKES_APART:
            parts = [node.func.value, *node.args]
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            parts = node.comparators
        else:
            continue
        if any(isinstance(part, ast.Attribute) and part.attr in ("what", "fix") for part in parts):
            yield node.lineno


def test_what_a_problem_is_about_is_data_and_not_read_from_its_words() -> None:
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in KIT.rglob("*.py")}
    assert {name: lines for name, tree in trees.items() if (lines := list(taken_apart(tree)))} == {}


@pytest.mark.parametrize("read", ["re.search('row', one.what)", "one.fix.startswith('did')", "'row' in one.what"])
def test_words_that_are_searched_for_what_they_are_about_are_seen(read: str) -> None:
    assert list(taken_apart(ast.parse(read))) == [1]


def test_a_problem_keeps_what_it_is_about_on_its_way_through_json_and_processes() -> None:
    problem = Problem("x", "no 'ara'", did_you_mean("ara", ["area"]), About(line=3))
    for other in (Problem.from_json(json.loads(json.dumps(problem.to_json()))), pickle.loads(pickle.dumps(problem))):
        assert (other, other.about) == (problem, About("ara", "area", line=3))


def fact(value: float, unit: str) -> Fact:
    return Fact(value=value, unit=unit, key=f"{unit}={value}", rounded_to=1)


@pytest.mark.parametrize(
    ("expression", "fix"),
    [
        ("usd + persons", "add facts of one unit, or print both"),
        ("usd - persons", "subtract facts of one unit, or print both"),
        ("percent + percent", "add the amounts that they are taken from"),
        ("rank - rank", "subtract the amounts that are ranked"),
        ("rank / usd", "divide the amounts that are ranked"),
        ("usd / percent", "take the amounts themselves"),
        ("usd * persons", "multiply by a number, a share or a rate, such as returns_per_person"),
        ("usd > persons", "compare amounts of the same unit, or print both"),
        ("usd.change_from(nothing)", "print the two, or their difference: later - earlier"),
    ],
)
def test_facts_that_do_not_go_together_say_what_to_do_instead(expression: str, fix: str) -> None:
    names = {unit: fact(2, unit) for unit in ("usd", "persons", "percent", "rank")} | {"nothing": fact(0, "usd")}
    with pytest.raises(FactError) as refused:
        eval(expression, names)
    assert refused.value.problems[0].fix == fix


def test_a_list_joined_by_another_word_says_which_there_are() -> None:
    with pytest.raises(ProseError) as refused:
        render('{{ ["a", "b"] | listed("but") }}', {"lang": "en"}, "cell", markdown=True)
    assert refused.value.problems[0].fix == 'listed, or listed("or")'
