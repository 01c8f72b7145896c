"""Every problem says how to fix it: the code is read for those that do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import nutgraf
from nutgraf.errors import FactError, ProseError
from nutgraf.facts import Fact
from nutgraf.prose.rendering import render

KIT = Path(nutgraf.__file__).parent
WITH_FIX = {"Problem": (2, "fix"), "FormatError": (1, "fix"), "UnitClash": (1, "fix")}
"""What is made to be shown to a reporter, and the place of its fix among the arguments."""
NO_PROBLEM = {
    "cli/formatting.py": "the reason of an outcome, shortened for machines like that of a problem",
    "desk/problem_list.py": "a problem of the preview's process, with its fix, as it was sent",
    "rebuild/step_result.py": "a problem of the process of a step, with its fix, as it was sent",
    "rebuild/steps.py": "the reason of an outcome without a problem of its own, for the report",
    "render/lone_run.py": "a problem of the process that makes the page, with its fix, as it was sent",
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
