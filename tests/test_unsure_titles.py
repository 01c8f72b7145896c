"""A title of a change that the margin of error leaves open, and a peak that is a tie, are found in the built site."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf.site_check.built_site import BuiltPage
from nutgraf.site_check.unsure_titles import titles_are_sure

TABLE = """region,year,keepers,moe,step,source_id
AS,2010,130000,15000,5000,hive
AS,2014,130000,15000,5000,hive
AS,2019,180000,15000,5000,hive
AS,2023,120000,15000,5000,hive
AS,2024,5000,3000,5000,hive
AS,2025,10000,3000,5000,hive
"""
ROLES = {"value": "keepers", "year": "year", "moe": "moe", "roundedTo": "step", "source": "source_id"}


def row(year: int, **more: Any) -> dict[str, Any]:
    """The row of a year, as a fact sheet names it."""
    return {"table": "keepers", "key": {"region": "AS", "year": year}, "column": "keepers", **more}


def found(
    folder: Path,
    place: str,
    sentence: str,
    years: dict[int, int],
    *,
    lang: str = "en",
    title: str = "",
    line: tuple[int, ...] = (2010, 2014, 2023),
) -> list[str]:
    """What is said of a page with a line of some years that prints these values of these years."""
    types = {"region": "string", "source_id": "string"}
    fields = [{"name": name, "type": types.get(name, "integer")} for name in TABLE.splitlines()[0].split(",")]
    resource = {"name": "keepers", "path": "keepers.csv", "schema": {"fields": fields}, "nutgraf": ROLES}
    (folder / "keepers.csv").write_text(TABLE, encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"name": "bees", "resources": [resource]}), encoding="utf-8")
    claims = [
        {
            "place": place,
            "where": "a figure",
            "sentence": sentence,
            "text": f"{value:,}",
            "value": value,
            "derivation": "",
            "inputs": [row(year)],
        }
        for year, value in years.items()
    ]
    drawn = [{"inputs": [{name: row(year)[name] for name in ("table", "key")}]} for year in line]
    page = BuiltPage(
        address="as",
        path="as.html",
        explainer="honey",
        lang=lang,
        size=1,
        sheet={"claims": claims, "figures": [{"name": "keepers", "title": title, "rows": drawn}]},
        alternates={},
    )
    project = SimpleNamespace(data_package=folder / "datapackage.json")
    site: Any = SimpleNamespace(project=project, pages=(page,))
    return [problem.what for problem in titles_are_sure(site)]


@pytest.mark.parametrize("place", ["title", "search_title", "figure:keepers:title"])
def test_a_title_of_a_change_within_the_margin_is_found(tmp_path: Path, place: str) -> None:
    said = "130,000 keepers in 2010, 120,000 in 2023"
    assert found(tmp_path, place, said, {2010: 130_000, 2023: 120_000}) == [
        f"“{said}”: 130,000 and 120,000 may be equal, by their margins of error"
    ]


def test_a_title_of_a_change_beyond_the_margin_is_right(tmp_path: Path) -> None:
    said = "180,000 keepers in 2019, 120,000 in 2023"
    assert not found(tmp_path, "figure:keepers:title", said, {2019: 180_000, 2023: 120_000})


def test_a_title_of_two_rounded_numbers_that_may_be_equal_is_found(tmp_path: Path) -> None:
    said = "The number doubled, from 5,000 in 2024 to 10,000 in 2025"
    assert found(tmp_path, "figure:keepers:title", said, {2024: 5_000, 2025: 10_000}) == [
        f"“{said}”: 5,000 and 10,000 may be equal, by their margins of error"
    ]


def test_an_alt_text_may_say_what_a_line_draws(tmp_path: Path) -> None:
    said = "A line from 130,000 in 2010 to 120,000 in 2023."
    assert not found(tmp_path, "figure:keepers:alt", said, {2010: 130_000, 2023: 120_000})


@pytest.mark.parametrize(
    ("said", "lang", "missing"),
    [
        ("The highest is 130,000, in 2014.", "en", "2010"),
        ("The highest is 130,000, in 2010 and 2014.", "en", ""),
        ("The highest is 130,000.", "en", ""),
        ("It was 130,000 in 2014.", "en", ""),
        ("La más alta es 130,000, en 2010.", "es", "2014"),
    ],
)
def test_an_alt_text_that_makes_one_year_of_a_tie_is_found(tmp_path: Path, said: str, lang: str, missing: str) -> None:
    expected = [f"“{said}”: 130,000 was also reached in {missing}"] if missing else []
    assert found(tmp_path, "figure:keepers:alt", said, {2014: 130_000}, lang=lang) == expected


def test_a_value_that_is_neither_the_first_nor_the_last_is_no_tie(tmp_path: Path) -> None:
    assert not found(tmp_path, "figure:keepers:alt", "The most in 2023 was 125,000.", {2023: 125_000})


@pytest.mark.parametrize(
    ("title", "lang", "line", "is_found"),
    [
        ("About as many keepers in 2025 as in 2024", "en", (2024, 2025), True),
        ("Apicultores: casi sin cambio entre 2024 y 2025", "es", (2024, 2025), True),
        ("About as many keepers in 2023 as in 2010", "en", (2010, 2023), False),
        ("No clear change from 2024 to 2025", "en", (2024, 2025), False),
    ],
)
def test_a_title_does_not_call_a_doubling_within_the_margin_no_change(
    tmp_path: Path, title: str, lang: str, line: tuple[int, ...], is_found: bool
) -> None:
    said = found(tmp_path, "dek", "", {}, lang=lang, title=title, line=line)
    assert said == [f"“{title}”: the line goes from 5000 in 2024 to 10000"] * is_found
