"""From the wheel alone: an empty folder becomes a site, with no checkout of the kit in reach."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.sites import ROOT

pytestmark = pytest.mark.kernel
COUNTIES = ("Alder", "Birch", "Cèdre", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper")
RENTS = "".join(
    (
        "Median rents in the valley (US$ per month);;\n;;\nCounty;2023;2024\n",
        *(
            f"{county};{1120 + 20 * n:,};{1180 + 20 * n:,}*\n".replace(",", ".")
            for n, county in enumerate(COUNTIES[:9])
        ),
        "Juniper;n/a;1.340\n* estimate\n",
    )
)
"""As a publisher saves it: a title, years as columns, dots in thousands, footnote marks, a blank, a note; not UTF-8."""
CHARTS = """
all_rows = nutgraf.table("rents")
few = all_rows[all_rows["county"].isin(["Alder", "Birch", "Ivy", "Juniper"])]
nutgraf.figure(
    lines(few, x="year", y="median_rent", series="county"),
    name="years", title="Rents rose", alt="Lines for some counties; the highest ends at {{ largest }}.", source=largest,
)
# %%
nutgraf.figure(
    table_chart(rows, name="county", columns={"median_rent": "Median rent"}, sort="median_rent"),
    name="all", title="Each county", alt="A table of rents; the first row has {{ largest }}.", source=largest,
)
"""
"""Two charts more, and a month without a number."""
SOURCE = (
    *("--publisher", "Census Bureau", "--source-title", "American Community Survey 2024", "--published", "2025-12-11"),
    *("--address", "https://www.census.gov/acs", "--license", "public domain", "--title", "Median rents"),
    *("--key", "county,year", "--row", "county/counties", "--area", "county", "--decimal", ","),
)


@dataclass(frozen=True)
class Desk:
    """A folder, and a Python that has nutgraf from its wheel and its requirements from this environment."""

    python: Path
    folder: Path
    typed: list[str] = field(default_factory=list)
    """What a reporter types on the way to the published site: commands, and what goes into notebooks."""
    said: list[str] = field(default_factory=list)
    """What the commands print."""

    def nutgraf(self, *arguments: str, **environment: str) -> str:
        """What the command prints; it has to succeed."""
        command = [str(self.python), "-m", "nutgraf", *arguments]
        self.typed.append(shlex.join(["nutgraf", *arguments]))
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False,
            env=os.environ | environment,
        )  # fmt: skip
        assert done.returncode == 0, f"nutgraf {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        self.said.append(done.stdout)
        return done.stdout


@dataclass(frozen=True)
class Walk:
    """The site, what was typed for it, what the commands printed, and what was changed by hand."""

    site: Path
    typed: tuple[str, ...]
    said: tuple[str, ...]
    by_hand: tuple[str, ...]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new environment: the wheel in its own site-packages, all else by a path, which brings no editable install."""
    folder = tmp_path_factory.mktemp("desk")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, cwd=folder)
    venv.create(folder / ".venv", with_pip=False)
    python = folder / ".venv" / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    own = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    zipfile.ZipFile(next((folder / "dist").glob("nutgraf-*.whl"))).extractall(own)
    (own / "requirements.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    (folder / "record").mkdir()
    return Desk(python, folder / "record")


@pytest.fixture(scope="module")
def walk(desk: Desk) -> Walk:
    """The site that commands make of an empty folder, a table and a chart of the newsroom's own."""
    desk.nutgraf("init", ".", "--name", "River Valley Record", "--contact", "desk@record.example", "--yes")
    (desk.folder.parent / "rents.csv").write_bytes(RENTS.encode("cp1252"))
    given = ("--years", "rows", "--value", "median_rent", "--unit", "*=US$", "--footnote", "*", "--yes")
    desk.nutgraf("data", "add", "../rents.csv", *SOURCE, *given)
    desk.nutgraf(
        "new", "rents", "--title", "Rent in {{ county }}", "--table", "rents", "--matrix", "county", "--no-draft"
    )
    desk.nutgraf("new", "homes", "--title", "What homes cost", "--table", "rents", "--no-draft")
    desk.nutgraf("theme", "--accent", "#7a1f3d")
    before = _digests(desk.folder)
    notebook = desk.folder / "notebooks" / "homes.ipynb"
    written = json.loads(notebook.read_text("utf-8").replace("import bars", "import bars, lines, table_chart"))
    cell = {"metadata": {}, "cell_type": "code", "execution_count": None, "outputs": []}
    for number, source in enumerate(CHARTS.split("# %%")):
        written["cells"].append({**cell, "id": f"chart-{number}", "source": source.strip()})
    text = json.dumps(written).replace(
        "from nutgraf.charts import bars,", "from charts import lollipops\\nfrom nutgraf.charts import"
    )
    notebook.write_text(text.replace("bars(rows", "lollipops(rows"), encoding="utf-8")
    after = _digests(desk.folder)
    desk.typed.extend((CHARTS, "from nutgraf.charts import lines, table_chart", "from charts import lollipops"))
    desk.nutgraf("check")
    desk.nutgraf("build", "--publish")
    changed = tuple(sorted(name for name, digest in after.items() if before.get(name) != digest))
    return Walk(desk.folder / "build" / "site", tuple(desk.typed), tuple(desk.said), changed)


def _digests(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def site(walk: Walk) -> Path:
    """The published site."""
    return walk.site


def test_all_of_it_is_typed_in_ten_minutes_and_no_file_is_written_by_hand_but_a_notebook(walk: Walk) -> None:
    letters_a_minute = 200  # 40 words, as most who type for a living do
    assert sum(map(len, walk.typed)) <= 10 * letters_a_minute
    assert walk.by_hand == ("notebooks/homes.ipynb",)


def test_nothing_that_the_commands_say_on_the_way_is_a_problem(walk: Walk) -> None:
    said = "".join(walk.said)
    assert "no problems" in said
    assert not re.search(r"^\s+(where|what|fix)  ", said, re.MULTILINE)


def test_the_kit_is_that_of_the_wheel(desk: Desk) -> None:
    where = subprocess.run(
        [desk.python, "-c", "import nutgraf; print(nutgraf.__file__)"], cwd=desk.folder, capture_output=True, text=True
    )
    assert Path(where.stdout.strip()).is_relative_to(desk.python.parent.parent)


def test_the_wheel_holds_the_extension_of_jupyterlab_once_where_jupyterlab_looks_for_it(desk: Desk) -> None:
    with zipfile.ZipFile(next((desk.folder.parent / "dist").glob("nutgraf-*.whl"))) as wheel:
        held = [name for name in wheel.namelist() if "/labext" in name]
    assert {name.partition(".data/data/")[2].rpartition("/")[0].removesuffix("/static") for name in held} == {
        "share/jupyter/labextensions/nutgraf"
    }


def test_an_empty_folder_becomes_a_site_by_commands_alone(site: Path) -> None:
    pages = {page["address"]: page["title"] for page in json.loads((site / "manifest.json").read_text())["pages"]}
    assert pages == {
        "en/checking-numbers": "How to check a number on this site",
        "en/homes": "What homes cost",
        **{f"en/rents/{county.replace('è', 'e').lower()}": f"Rent in {county}" for county in COUNTIES},
    }


def test_its_first_page_lists_the_stories_and_no_languages(site: Path) -> None:
    front = (site / "index.html").read_text(encoding="utf-8")
    assert '<h2><a href="en/homes/index.html">What homes cost</a></h2>' in front
    assert "English" not in front


def test_a_page_prints_its_own_fact_and_draws_a_chart(site: Path) -> None:
    page = (site / "en" / "rents" / "birch" / "index.html").read_text(encoding="utf-8")
    assert "$1,340" in page
    assert "<svg" in page
    assert "American Community Survey 2024" in page


def test_a_chart_of_the_newsrooms_own_is_drawn_without_an_install(site: Path) -> None:
    page = (site / "en" / "homes" / "index.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 2
    assert "Birch" in page


def test_its_three_charts_and_its_theme_are_on_the_page(site: Path) -> None:
    page = (site / "en" / "homes" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<figure[^>]* id="([^"]+)"', page) == ["figure-1", "figure-2", "figure-3"]
    assert any("#7a1f3d" in style.read_text("utf-8") for style in (site / "assets").glob("*.css"))


def test_a_blank_and_a_footnote_mark_of_the_publisher_are_read_as_what_they_are(desk: Desk, site: Path) -> None:
    rows = (desk.folder / "data" / "rents.csv").read_text("utf-8").splitlines()
    assert rows[-2].startswith("Juniper,2023,n/a,")
    assert rows[-1].startswith("Juniper,2024,1340,")
    assert rows[5].startswith("Cèdre,2023,1160,")


def test_the_built_site_passes_its_own_check(desk: Desk, site: Path) -> None:
    assert "no problems" in desk.nutgraf("check", "--site", NUTGRAF_CHROMIUM="/nowhere")


@pytest.mark.browser
@pytest.mark.long
def test_the_built_site_passes_axe(desk: Desk, site: Path, chromium: str) -> None:
    checked = desk.nutgraf("check", "--site", NUTGRAF_CHROMIUM=chromium)
    assert "no problems" in checked
    assert "axe was not run" not in checked
