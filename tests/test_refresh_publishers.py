"""The declarations that the documentation shows for Pew's workbook and the IRS's file, against files of their shapes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from support.publisher_server import SETTINGS, Publisher, publisher, refreshed
from support.sites import ROOT
from support.tables import SOURCES, field, lay, resource

STATES = {"Tennessee": "TN", "Texas": "TX", "Vermont": "VT"}
WORDS = re.compile(r"^```json (\w+)\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


def shown(publisher_name: str) -> dict[str, Any]:
    """The declaration in the documentation."""
    blocks = dict(WORDS.findall((ROOT / "docs/how-to/refresh.md").read_text("utf-8")))
    declared: dict[str, Any] = json.loads(f"{{{blocks[publisher_name]}}}")["refresh"]
    return declared


def a_project(root: Path, declared: Mapping[str, Any], address: str, columns: list[Any], key: list[str]) -> Path:
    """A project with one table, which comes from the loopback as the documentation declares."""
    refresh = {**declared, "from": address, "private": ["127.0.0.1"]}
    own = {"area": "usps", "year": "year", "source": "source_id", "refresh": refresh}
    made = resource("numbers", *columns, "source_id", schema={"primaryKey": key}, nutgraf=own)
    states = resource("states", "state_name", "usps", schema={"primaryKey": ["state_name"]})
    listed = resource("sources", "source_id", "publisher", "title", "url", schema={"primaryKey": ["source_id"]})
    sources = SOURCES + "".join(f"{name},{name},A table,\n" for name in ("pew_2025", "irs_soi_2022"))
    named = "state_name,usps\n" + "".join(f"{name},{usps}\n" for name, usps in {"U.S. total": "US", **STATES}.items())
    lay(root, [made, states, listed], {"states.csv": named, "sources.csv": sources})
    (root / "notebooks").mkdir()
    (root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    return root


def rows(root: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / "data/numbers.csv").read_text("utf-8"))))


def pew_workbook(tennessee: int = 140_000, *, sheet: str = "States 1990-2023") -> bytes:
    """A workbook with a first sheet of notes and one of the states, as Pew lays it out."""
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["See methodology"])
    page = book.create_sheet(sheet)
    page.append(["Unauthorized immigrant population, by state"])
    page.append(["Estimates, rounded"])
    page.append(["State", 1990, 2022, 2023])
    page.append(["Tennessee", 9_000, 120_000, tennessee])
    page.append(["Texas", 450_000, 1_850_000, 2_050_000])
    page.append(["Vermont", "<5,000", "<5,000", "<5,000"])
    page.append(["U.S. total", 3_500_000, 11_800_000, 14_000_000])
    page.append([])
    page.append(["Note: Figures are rounded and may not sum to totals."])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pew_project(root: Path, server: Publisher, content: bytes) -> Path:
    people = field("people", "integer", nutgraf={"unit": "persons", "rounded_to": 5000})
    columns = ["state_name", "usps", field("year", "integer"), people]
    return a_project(root, shown("pew"), server.serve("/pew.xlsx", content), columns, ["usps", "year"])


def test_pews_workbook_becomes_a_row_for_each_state_and_year(tmp_path: Path, server: Publisher) -> None:
    root = pew_project(tmp_path, server, pew_workbook())
    one = refreshed(root)
    assert one.outcome == "replaced", list(one.lines())
    found = {(row["usps"], row["year"]): row["people"] for row in rows(root)}
    assert found == {
        ("TN", "2022"): "120000",
        ("TN", "2023"): "140000",
        ("TX", "2022"): "1850000",
        ("TX", "2023"): "2050000",
        ("VT", "2022"): "",
        ("VT", "2023"): "",
        ("US", "2022"): "11800000",
        ("US", "2023"): "14000000",
    }


def test_a_state_of_pews_that_doubles_is_kept_out_and_a_new_name_of_the_sheet_too(
    tmp_path: Path, server: Publisher
) -> None:
    root = pew_project(tmp_path, server, pew_workbook())
    refreshed(root)
    server.serve("/pew.xlsx", pew_workbook(280_000))
    assert refreshed(root).said == "numbers: kept out: a number in people changes by more than 25%"
    server.serve("/pew.xlsx", pew_workbook(sheet="States 1990-2024"))
    assert refreshed(root).outcome == "quarantined"


def irs_file(thousands: bool = True) -> str:
    """The file as the IRS sends it: a row for each state and size of income, with amounts in thousands of dollars."""
    per = 1 if thousands else 1000
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(["STATE", "AGI_STUB", "N1", "MARS1", "A10300"])
    for usps, returns, tax in (("US", 161_336_659, 2_160_000_000), ("TN", 3_290_000, 36_000_000)):
        lines.writerow([usps, 0, returns, returns // 2, tax * per])
        lines.writerow([usps, 1, returns // 50, returns // 90, tax // 900 * per])
    lines.writerow(["TX", 0, 14_100_000, 6_400_000, 196_000_000 * per])
    lines.writerow(["VT", 0, 340_000, 170_000, 3_300_000 * per])
    lines.writerow(["PR", 0, 1_100_000, 500_000, 900_000 * per])
    return out.getvalue()


def irs_project(root: Path, server: Publisher, content: str) -> Path:
    returns = field("returns", "integer", nutgraf={"unit": "returns", "rounded_to": 1})
    tax = field("tax", "integer", nutgraf={"unit": "usd", "rounded_to": 1000})
    columns = ["usps", field("year", "integer"), returns, tax]
    return a_project(root, shown("irs"), server.serve("/22in55cmcsv.csv", content), columns, ["usps", "year"])


def test_the_file_of_the_irs_becomes_a_row_for_each_state_in_dollars(tmp_path: Path, server: Publisher) -> None:
    root = irs_project(tmp_path, server, irs_file())
    one = refreshed(root)
    assert one.outcome == "replaced", list(one.lines())
    assert [(row["usps"], row["returns"], row["tax"]) for row in rows(root)] == [
        ("US", "161336659", "2160000000000"),
        ("TN", "3290000", "36000000000"),
        ("TX", "14100000", "196000000000"),
        ("VT", "340000", "3300000000"),
    ]


def test_dollars_from_the_irs_in_place_of_thousands_are_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = irs_project(tmp_path, server, irs_file())
    refreshed(root)
    server.serve("/22in55cmcsv.csv", irs_file(thousands=False))
    assert refreshed(root).said.endswith("times larger than before: has their unit changed?")
