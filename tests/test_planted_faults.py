"""One fault of each kind that a review once found on these pages, planted in a copy of the built site, is found."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nutgraf.project import read_project
from nutgraf.site_check import RULES
from nutgraf.site_check.built_site import read_site
from support.in_process import nutgraf
from support.sites import copy_project

pytestmark = [pytest.mark.kernel, pytest.mark.content, pytest.mark.long]

ASKED = ("us", "or", "hi")
Plant = Callable[[Path], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nation, a state without an amount for 2022 and a state whose amount is a limit, in both languages."""
    root = copy_project(tmp_path_factory.mktemp("planted") / "project")
    pages = [f"{lang}/taxes/{state}" for lang in ("en", "es") for state in ASKED]
    done = nutgraf("build", *pages, "en/what-is-an-itin", "es/what-is-an-itin", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def in_html(page: str, old: str, new: str, *, times: int = 1) -> Plant:
    """Put other words for the first such words of a page, or for all of them: 0 times."""

    def plant(site: Path) -> None:
        path = site / page / "index.html"
        html = path.read_text(encoding="utf-8")
        assert re.search(old, html), f"{page} has no {old}"
        path.write_text(re.sub(old, new, html, count=times), encoding="utf-8")

    return plant


def in_sheet(page: str, change: Callable[[dict[str, Any]], None]) -> Plant:
    """Change the fact sheet of a page."""

    def plant(site: Path) -> None:
        path = site / page / "facts.json"
        sheet = json.loads(path.read_text(encoding="utf-8"))
        change(sheet)
        path.write_text(json.dumps(sheet), encoding="utf-8")

    return plant


def claims(sheet: dict[str, Any], words: str, place: str = "") -> list[dict[str, Any]]:
    """The claims with these words in their sentence."""
    found = [each for each in sheet["claims"] if words in each["sentence"] and place in each["place"]]
    assert found, words
    return found


def say(words: str, other: str, place: str = "") -> Callable[[dict[str, Any]], None]:
    """Put other words into every sentence that has these."""

    def change(sheet: dict[str, Any]) -> None:
        for claim in claims(sheet, words, place):
            claim["sentence"] = claim["sentence"].replace(words, other)

    return change


def move_to_title(sheet: dict[str, Any]) -> None:
    """What the alt text says of two years becomes a title."""
    for claim in claims(sheet, "Line of Pew", "figure:people:alt"):
        claim["place"] = "figure:people:title"


def drop_the_rest(sheet: dict[str, Any]) -> None:
    """The bar of what is not broken out is not drawn."""
    (kinds,) = [figure for figure in sheet["figures"] if figure["name"] == "kinds"]
    kinds["rows"] = [row for row in kinds["rows"] if "Not broken out" not in row["text"]]


def lose_limit(sheet: dict[str, Any]) -> None:
    """“Up to” minus an exact amount becomes an amount."""
    for claim in claims(sheet, "up to"):
        claim["qualifier"] = ""


def one_year_of_a_tie(sheet: dict[str, Any]) -> None:
    """The highest value is of three years, and the text names one."""
    for claim in claims(sheet, "the highest is", "figure:people:alt"):
        claim["sentence"] = re.sub(r", in [\d, ]+and (\d+)", r", in \1", claim["sentence"])


def coarse_margin(sheet: dict[str, Any]) -> None:
    """The lower end of a margin is printed as nothing at all."""
    (people,) = [figure for figure in sheet["figures"] if figure["name"] == "people"]
    people["rows"][-1]["values"]["Margin from"] = "100,000"


FAULTS: dict[str, tuple[str, Plant]] = {
    "a tax that the state does not have": (
        "false_words_are_left_out",
        in_html("en/taxes/or", "</article>", "<p>They pay at the cash register.</p></article>"),
    ),
    "the same in Spanish": (
        "false_words_are_left_out",
        in_html("es/taxes/or", "</article>", "<p>Pagan en la caja de la tienda.</p></article>"),
    ),
    "nothing on file next to an amount on file": (
        "no_number_is_denied",
        in_html("en/taxes/or", "</article>", "<p>No estimate for Oregon is on file.</p></article>"),
    ),
    "a headline of all taxes for a part of them": (
        "headlines_name_the_part",
        in_sheet("en/taxes/hi", say("state and local taxes", "taxes", "title")),
    ),
    "a large number that is an estimate and does not say so": (
        "figures_state_estimates",
        in_html("en/taxes/hi", "by ITEP’s estimate</span>", "by ITEP</span>"),
    ),
    "a printed share in two shades": ("shades_agree", in_html("en/taxes/us", r">0\.6%</td>", ">7.1%</td>")),
    "a change within the margin of error in a title": ("titles_are_sure", in_sheet("en/taxes/or", move_to_title)),
    "one year of a tie": ("titles_are_sure", in_sheet("en/taxes/or", one_year_of_a_tie)),
    "bars that fall short of their total": ("drawn_parts_make_their_total", in_sheet("en/taxes/us", drop_the_rest)),
    "an amount computed from a limit": ("limits_are_kept", in_sheet("en/taxes/hi", lose_limit)),
    "a projection without its date": (
        "projections_are_dated",
        in_sheet("en/taxes/us", say(" projected in April 2025", " projected")),
    ),
    "a count that leads to a source": (
        "computed_numbers_show_how",
        in_html(
            "en/taxes/us",
            "</article>",
            '<p><a class="claim whole" href="#source-itep_2024_map"><data value="25">25 states</data></a></p></article>',
        ),
    ),
    "a figure of a copy without its dagger": (
        "figures_mark_copies",
        in_html("en/what-is-an-itin", "†", "", times=0),
    ),
    "a margin that rounding made into another number": (
        "tables_print_their_values",
        in_sheet("en/taxes/hi", coarse_margin),
    ),
    "a link to a content network": (
        "links_lead_to_publishers",
        in_html("en/taxes/us", "</article>", '<p><a href="https://dfnihf8fcqrzv.cloudfront.net/a">x</a></p></article>'),
    ),
}


def found(root: Path, name: str) -> list[str]:
    """What one rule says of the site."""
    (rule,) = [rule for rule in RULES if rule.__name__ == name]
    return [f"{problem.where}: {problem.what}" for problem in rule(read_site(read_project(root)))]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_the_sound_site_has_none(sound: Path, tmp_path: Path, fault: str) -> None:
    rule, plant = FAULTS[fault]
    root = Path(shutil.copytree(sound, tmp_path / "project", ignore=shutil.ignore_patterns("keep", "runs")))
    plant(root / "build" / "site")
    assert not found(sound, rule)
    assert found(root, rule)
