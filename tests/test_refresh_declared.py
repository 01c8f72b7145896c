"""The refreshes that this project declares, against files as their publishers send them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.publisher_server import Publisher, publisher, refresh

pytestmark = pytest.mark.content
ROOT = Path(__file__).parents[1]
REGIONS = (("020", "1", "0", "00", "Northeast Region"), ("030", "1", "1", "00", "New England"))


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


def census_file(revised: dict[str, int]) -> str:
    """The table of the project as the Census Bureau sends it: a line for each area, a column for each year and measure."""
    with (ROOT / "data/state_population_census.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    areas = {row["fips"]: row["state_name"] for row in known}
    people = {(row["fips"], row["year"]): row["resident_population"] for row in known}
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    head = ["SUMLEV", "REGION", "DIVISION", "STATE", "NAME", "ESTIMATESBASE2020", "POPESTIMATE2020"]
    lines.writerow([*head, "POPESTIMATE2022", "POPESTIMATE2023", "RDEATH2023"])
    for region in REGIONS:
        lines.writerow([*region, "57609156", "57430477", "57040406", "56983517", "9.1"])
    for fips, name in areas.items():
        latest = revised.get(fips, people[fips, "2023"])
        level = "010" if fips == "00" else "040"
        lines.writerow([level, "3", "6", fips, name, "1", "1", people[fips, "2022"], latest, "9.8"])
    lines.writerow(["040", "X", "X", "72", "Puerto Rico", "3285874", "3281557", "3220113", "3205691", "11.0"])
    return out.getvalue()


def project(root: Path, address: str) -> Path:
    """The data of this project, of which one table comes from the loopback."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw", "versions"))
    (root / "notebooks").mkdir()
    (root / "pyproject.toml").write_text('[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en"]\n', "utf-8")
    path = root / "data/datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    table = next(one for one in package["resources"] if one["name"] == "state_population_census")
    assert table["nutgraf"]["refresh"]["from"].startswith("https://www2.census.gov/")
    table["nutgraf"]["refresh"] |= {"from": address, "private": ["127.0.0.1"]}
    path.write_text(json.dumps(package), "utf-8")
    return root


def test_the_file_of_the_census_bureau_replaces_the_copy_that_the_project_has(
    tmp_path: Path, server: Publisher
) -> None:
    root = project(tmp_path, server.serve("/NST-EST2023-ALLDATA.csv", census_file({})))
    one = refresh(root).tables[0]
    assert one.outcome == "replaced", list(one.lines())
    assert {change.column for change in one.revisions.changed} == {"source_id", "checked_against"}
    assert (one.revisions.added, one.revisions.lost) == ((), ())


def test_a_state_that_no_longer_adds_up_to_the_nation_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = project(tmp_path, server.serve("/NST-EST2023-ALLDATA.csv", census_file({"47": 7_200_000})))
    one = refresh(root).tables[0]
    assert one.outcome == "quarantined"
    assert [finding.part for finding in one.findings] == ["sums"]
