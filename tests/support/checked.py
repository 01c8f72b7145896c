"""What `nutgraf check` says of an explainer with these cells."""

from __future__ import annotations

import json
from pathlib import Path

from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import FRONT, errors, explainer, project, write

TABLE = "usps,year,value,source_id\nTN,2022,5,made_up\nWY,2022,6,made_up\n"


def newsroom(folder: Path) -> Path:
    """A project with a table of figures and a module of charts."""
    root = project(folder / "p", tables={"areas": TABLE, "names": "usps,name\nTN,Tennessee\n"})
    package = root / "data" / "datapackage.json"
    described = json.loads(package.read_text())
    areas = next(each for each in described["resources"] if each["name"] == "areas")
    areas["nutgraf"] = {"value": "value", "source": "source_id", "key": ["usps", "year"]}
    next(each for each in areas["schema"]["fields"] if each["name"] == "value")["nutgraf"] = {"unit": "usd"}
    package.write_text(json.dumps(described))
    (root / "charts" / "__init__.py").write_text("from charts.bars import bars\n")
    (root / "charts" / "bars.py").write_text("def bars(frame):\n    return frame\n")
    return root


def found(folder: Path, *cells: object, front_matter: str = FRONT) -> list[str]:
    """The problems of an explainer with these cells: where (after the notebook), what, fix."""
    root = newsroom(folder)
    write(root, "taxes", explainer(*cells, front_matter=front_matter))
    return problems(root)


def problems(root: Path) -> list[str]:
    made = read_project(root)
    plan = plan_pages(made)
    assert plan.problems == ()
    found = [problem for each in check(made, plan).values() for problem in each]
    return [line.removeprefix("notebooks/taxes.ipynb, ") for line in errors(found)]


def whats(folder: Path, *cells: object, front_matter: str = FRONT) -> list[str]:
    return [line.split(" | ")[1] for line in found(folder, *cells, front_matter=front_matter)]
