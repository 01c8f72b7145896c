"""A newsroom whose pages print a figure each, published once; its pages are made without a kernel."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nutgraf.ledger import Signature
from nutgraf.pipeline import Options, Outcome, Report, build
from nutgraf.pipeline.accept import Accepted, accept
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, explainer, project, prose, write

NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
EDITOR = Signature("2026-12-01", "Ana Ruiz", "the state revised it")
PAGES = ["en/pay/tn", "en/pay/wy", "es/pay/tn", "es/pay/wy"]
MATRIX = "matrix: {lang: [en, es], state: [TN, WY]}\naddress: '{lang}/pay/{state}'"
TABLE = {"state": "{table: areas, column: usps}"}


def lay(root: Path, *, tn: int = 314, settings: str = "") -> Path:
    """The project as its reporter has it, with this value for Tennessee."""
    text = f'[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en", "es"]\n{settings}'
    project(root, settings=text, tables={"areas": f"usps,value,source_id\nTN,{tn},made_up\nWY,2,made_up\n"})
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    (areas,) = [resource for resource in package["resources"] if resource["name"] == "areas"]
    areas["schema"]["primaryKey"] = ["usps", "source_id"]
    areas["schema"]["fields"][1]["unit"] = "persons"
    areas["nutgraf"] = {"value": "value", "key": ["usps"], "source": "source_id"}
    path.write_text(json.dumps(package), encoding="utf-8")
    write_pay(root)
    return root


def write_pay(root: Path, *, name: str = "pay", more: str = MATRIX, state: str = "state", words: str = "Paid") -> None:
    """The notebook, under another name, with other front matter, another parameter or other words."""
    cells = [
        code(f'import nutgraf\npaid = nutgraf.fact("areas", usps={state})', id="row"),
        prose(f"## {words}\n\nIt was {{{{ paid | count }}}}.", "lang-en", id="en"),
        prose("## Pago\n\nFue {{ paid | count }}.", "lang-es", id="es"),
    ]
    parameters = f'lang: str = "en"  # language\n{state}: str = "TN"  # USPS code'
    write(root, name, explainer(*cells, front_matter=f"{FRONT}\n{more}", parameters_cell=parameters))


def revise(root: Path, tn: int) -> None:
    """Give Tennessee another value."""
    (root / "data" / "areas.csv").write_text(f"usps,value,source_id\nTN,{tn},made_up\nWY,2,made_up\n", encoding="utf-8")


def run(root: Path, *patterns: str, **options: Any) -> Report:
    """Build it."""
    return build(read_project(root), Options(patterns, now=NOW, **options))


def came_out(report: Report) -> dict[str, str]:
    """What became of each page."""
    return {outcome.address: outcome.status for outcome in report.outcomes}


def of(report: Report, address: str) -> Outcome:
    """What became of one page."""
    return next(outcome for outcome in report.outcomes if outcome.address == address)


def sign(root: Path, *pages: str, **options: Any) -> Accepted:
    """An editor signs off."""
    return accept(read_project(root), EDITOR, pages=pages, **options)


def text(site: Path, address: str) -> str:
    """A page as its readers have it."""
    path = site / address / "index.html"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def pages_of(site: Path) -> list[str]:
    """Every address that has a page, by the manifest."""
    return [page["address"] for page in json.loads((site / "manifest.json").read_text(encoding="utf-8"))["pages"]]


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        papermill_door.open_door(patch)
        root = lay(folder / "newsroom")
        assert run(root, publish=True).exit_status == 0
    shutil.copytree(root / "build" / "site", folder / "live")
    return folder


@pytest.fixture
def newsroom(_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project after it was published; what is live is in the folder next to it."""
    papermill_door.open_door(monkeypatch)
    shutil.copytree(_published, tmp_path / "desk")
    return tmp_path / "desk" / "newsroom"


@pytest.fixture
def live(newsroom: Path) -> Path:
    """The site as it is live."""
    return newsroom.parent / "live"


def say_in_spanish_alone(root: Path, english: str = "") -> None:
    """Print a second figure on the Spanish pages, and on the English ones what is given."""
    cells = [
        code('import nutgraf\npaid = nutgraf.fact("areas", usps=state)', id="row"),
        code('more = nutgraf.fact("areas", usps="WY") * 3', id="more"),
        prose(f"## Paid\n\nIt was {{{{ paid | count }}}}.{english}", "lang-en", id="en"),
        prose("## Pago\n\nFue {{ paid | count }}. Y {{ more | count }}.", "lang-es", id="es"),
    ]
    parameters = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'
    write(root, "pay", explainer(*cells, front_matter=f"{FRONT}\n{MATRIX}", parameters_cell=parameters))


def bar(root: Path) -> None:
    """The publisher withdraws the source."""
    path = root / "data" / "sources.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{lines[0]},withdrawn\n{lines[1]},by the state\n", encoding="utf-8")
    package = root / "data" / "datapackage.json"
    known = json.loads(package.read_text(encoding="utf-8"))
    known["resources"][0]["schema"]["fields"].append({"name": "withdrawn", "type": "string"})
    package.write_text(json.dumps(known), encoding="utf-8")
