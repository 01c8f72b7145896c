"""The newsroom that the tests read and build: it has one of everything, and none of it is real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.in_process import nutgraf
from support.sites import BuiltSite, copy_newsroom

pytestmark = pytest.mark.kernel
EXPLAINERS = {
    *(f"{lang}/honey-tax/{area}" for lang in ("en", "es") for area in ("vm", "as", "du", "el", "fa")),
    *(f"{lang}/{name}" for lang in ("en", "es") for name in ("hive-permit", "honey-accord", "honey-abroad")),
}


def test_every_page_of_the_newsroom_is_built_and_its_draft_is_not(built_site: BuiltSite) -> None:
    assert built_site.status == 0
    assert {page["address"] for page in built_site.manifest["pages"]} == EXPLAINERS


def test_pages_are_listed_in_the_order_of_their_addresses(built_site: BuiltSite) -> None:
    listed = [line["address"] for line in built_site.lines[:-1]]
    assert listed == sorted(EXPLAINERS)
    assert {line["status"] for line in built_site.lines[:-1]} == {"ran"}


def test_every_number_of_the_newsroom_leads_to_a_fact(built_site: BuiltSite) -> None:
    assert built_site.lines[-1]["numbers"] == 0


def test_check_finds_nothing_wrong_with_the_newsroom_and_lists_the_sources_to_look_at(tmp_path: Path) -> None:
    done = nutgraf("check", cwd=copy_newsroom(tmp_path / "newsroom"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "data/sources.csv, census_2023\n  what   a next edition was expected by 2024-12-31" in done.stdout
    assert "Moth Review, Honey at risk: the source was withdrawn: by its authors in 2021" in done.stdout
    assert "Honey Wire, Jars sold abroad: the source must not be published" in done.stdout


@pytest.mark.parametrize(
    ("address", "printed", "how"),
    [
        ("en/honey-tax/as", "$8.5 billion", "as its publisher has it"),
        ("en/honey-tax/du", "$314.2 million", "as somebody reported it"),
        ("en/honey-tax/du", "about $52 million", "with its publisher's qualifier"),
        ("en/honey-tax/du", "$12 billion", "the low end of a range"),
        ("en/honey-tax/du", "15,000", "a margin of error"),
        ("en/honey-tax/fa", "5,000 beekeepers", "a bound where the figure is blank"),
        ("en/honey-tax/vm", "$8,000", "derived: one amount over another"),
        ("en/honey-tax/vm", "$19.0 billion", "derived: a sum of amounts rounded apart"),
        ("en/honey-accord", "up to 7 million", "at most"),
        ("en/honey-accord", "47,289", "exact"),
        ("es/honey-tax/du", "314.2 millones de dólares", "in Spanish"),
    ],
)
def test_a_fact_of_every_kind_is_printed(built_site: BuiltSite, address: str, printed: str, how: str) -> None:
    sheet = json.loads((built_site.site / address / "facts.json").read_text(encoding="utf-8"))
    assert printed in {claim["text"] for claim in sheet["claims"]}, how


def test_a_figure_of_every_kind_is_drawn(built_site: BuiltSite) -> None:
    drawn = {path.parent.name for path in built_site.site.glob("*/**/embed/*/index.html")}
    assert drawn == {"studies", "regions", "keepers", "change", "permits", "turning-points", "map", "tiles"}
