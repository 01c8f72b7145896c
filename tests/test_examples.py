"""The projects of examples/: each is made by its commands alone, in an empty folder, and passes every check."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from nutgraf import site_check
from support.in_process import nutgraf
from support.sites import ROOT

pytestmark = [pytest.mark.kernel, pytest.mark.browser]
PAGES = {"air": "", "haushalt": "", "lives": "en/lives/brazil en/lives/malta"}
"""The pages that are built here; all of them where none is named."""


@dataclass(frozen=True)
class Made:
    """A site, and what its commands said."""

    site: Path
    said: dict[str, str]

    def page(self, address: str) -> str:
        """The text of a page, and the numbers of its fact sheet."""
        return (self.site / address / "page.txt").read_text(encoding="utf-8")

    def claims(self, address: str) -> set[str]:
        """Every number that a page prints, as its fact sheet has it."""
        sheet = json.loads((self.site / address / "facts.json").read_text(encoding="utf-8"))
        return {claim["text"] for claim in sheet["claims"]}


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What the commands of one example make; each of them has to succeed."""
    name: str = request.param
    home, folder, said = ROOT / "examples" / name, tmp_path_factory.mktemp(name) / name, {}
    # Axe takes longer than all the rest, and for tables of 185 rows over a minute: `make examples` runs it on these pages.
    rules = tuple(rule for rule in site_check.RULES if rule is not site_check.pages_pass_axe)
    folder.mkdir()
    script = (home / "make.sh").read_text(encoding="utf-8").replace("\\\n", " ").replace('"$@"', PAGES[name])
    for line in script.splitlines():
        verb, *arguments = shlex.split(line.replace("$HERE", str(home)), comments=True) or [""]
        if verb == "nutgraf":
            with mock.patch("nutgraf.site_check.RULES", rules):
                done = nutgraf(*arguments, cwd=folder)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            said[" ".join(part for part in arguments[:2] if "/" not in part)] = done.stdout
        elif verb == "cp":
            shutil.copy(arguments[0], folder / arguments[1])
    return Made(folder / "build" / "site", said)


def each(*names: str) -> pytest.MarkDecorator:
    """These examples; the largest in `make soak`, and whole in `make examples`."""
    marks = {"lives": [pytest.mark.long]}
    given = [pytest.param(name, marks=marks.get(name, [])) for name in names]
    return pytest.mark.parametrize("made", given, indirect=True, scope="module")


@each("air", "haushalt", "lives")
def test_every_check_of_an_example_is_green(made: Made) -> None:
    assert "no problems" in made.said["data check"]
    assert "no problems" in made.said["check --style"]
    assert "The built site: no problems" in made.said["check --site"]
    assert "with no fact behind" not in made.said["build"]


@each("haushalt")
def test_the_budget_is_printed_as_a_german_newsroom_writes_it(made: Made) -> None:
    assert {"163,6 Millionen Euro", "760 Euro", "27\N{NO-BREAK SPACE}%", "mehr als dreimal so viel"} <= made.claims(
        "de/haushalt"
    )
    assert "Ohlenburg gibt es nicht." in made.page("de/haushalt")


@each("lives")
def test_each_country_has_a_page_with_its_own_numbers(made: Made) -> None:
    assert made.page("en/lives/brazil").startswith("Lives in Brazil are 19 years longer than in 1960\n")
    assert {"74.4 years", "19.1 years", "91 other countries and territories"} <= made.claims("en/lives/brazil")
    assert made.page("en/lives/malta").startswith("Lives in Malta are ")


@each("air")
def test_the_story_of_the_air_prints_means_that_are_facts(made: Made) -> None:
    assert {"316 parts per million", "30%"} <= made.claims("en/air")
