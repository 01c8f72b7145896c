"""What a reporter sees in JupyterLab: names to choose from, facts and rows with their values, errors in three lines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nutgraf
from nutgraf.facts import Fact, Facts
from support.desk import project
from support.sites import DATA

PAID = Fact(
    value=314_200_000, unit="usd", rounded_to=100_000, key="itep:usps=TN", area="TN", publisher="ITEP", measure="paid"
)
ALL = Fact(value=96_700_000_000, unit="usd", rounded_to=100_000_000, key="itep:US", area="US", publisher="ITEP")


def test_tab_offers_what_a_notebook_is_made_with_and_nothing_internal() -> None:
    assert dir(nutgraf) == [
        "Fact",
        "Facts",
        "ReaderInput",
        "all_facts",
        "audio",
        "big_number",
        "calculator",
        "chart_label",
        "embed",
        "fact",
        "fact_from",
        "figure",
        "look_up",
        "photo",
        "pull_quote",
        "rows",
        "source",
        "table",
    ]


def test_a_fact_shows_how_far_it_is_rounded_and_who_published_it() -> None:
    assert repr(PAID) == "<Fact 314.2 m usd, to 100,000, published by ITEP (itep:usps=TN)>"
    counted = Fact(value=3_791_421, unit="returns", rounded_to=1, key="itin:2022", publisher="TAS")
    assert repr(counted) == "<Fact 3,791,421 returns, not rounded, published by TAS (itin:2022)>"


def test_a_share_says_percent_once() -> None:
    assert str(PAID.share_of(ALL)) == "0.325%"


def test_facts_show_each_area_with_its_value() -> None:
    facts = Facts([PAID, ALL], where="itep")
    assert repr(facts) == "<2 facts: itep>\n  TN  314.2 m usd\n  US  96.7 bn usd"
    assert repr(Facts([PAID] * 62, where="itep")).splitlines()[-1] == "  … and 2 more"


def test_rows_show_their_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "usps,note,value\nTN," + "long " * 20 + ",314200000\nWY,,12.5\n"
    monkeypatch.chdir(project(tmp_path / "newsroom", tables={"areas": table}) / "notebooks")
    ((first,), (second,)) = (nutgraf.rows("areas", usps=state) for state in ("TN", "WY"))
    assert repr(second) == "<Row of areas: usps='WY', value=12.5>"
    assert repr(first) == f"<Row of areas: usps='TN', note='{('long ' * 20)[:59]}…, value=314,200,000>"


def _shown(source: str, folder: Path) -> str:
    """What IPython shows for an error in a cell."""
    name = "/tmp/ipykernel_7/1.py"
    run = (
        "import linecache, sys\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance(colors='NoColor')\n"
        f"held = len(sys.argv[1]), None, sys.argv[1].splitlines(True), {name!r}\n"
        f"shell.compile.cache = lambda *_, **__: linecache.cache.__setitem__({name!r}, held) or {name!r}\n"
        "shell.run_cell(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", run, source], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_an_error_of_ours_shows_the_line_of_the_cell_and_the_problem_and_none_of_our_own_steps() -> None:
    shown = _shown("import nutgraf\nnutgraf.fact('honey_taxes', area='DU')", DATA.parent / "notebooks")
    assert [line.rstrip() for line in shown.splitlines()][:3] == [
        "DataError",
        "  this cell, line 2: nutgraf.fact('honey_taxes', area='DU')",
        "",
    ]
    assert "did you mean 'honey_tax'?" in shown.splitlines()[-1]
    assert len(shown.splitlines()) == 6


def test_an_error_raised_in_a_chart_module_shows_the_line_of_the_module_too(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    (root / "charts" / "__init__.py").write_text("")
    (root / "charts" / "ours.py").write_text("import nutgraf\n\n\ndef draw():\n    return nutgraf.fact('nowhere')\n")
    cell = "import sys\nsys.path.insert(0, '..')\nfrom charts.ours import draw\ndraw()"
    lines = _shown(cell, root / "notebooks").splitlines()
    assert lines[1:3] == [
        "  this cell, line 4: draw()",
        "  charts/ours.py, line 5: return nutgraf.fact('nowhere')",
    ]
