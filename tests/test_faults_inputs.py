"""Readers and clocks below Python, and questions about files: compared by content, or reported as what nobody can compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.cli import formatting
from nutgraf.lint.untracked_inputs import untracked_inputs
from nutgraf.pipeline import Options, build
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.tracking import files_named, suspects
from nutgraf.tracking.audit import digest_of_file
from support import papermill_door
from support.desk import FRONT, code, explainer, project, prose, write
from support.watched import seen

NATIVE = "a reader that works below Python: "


@pytest.mark.parametrize(
    ("source", "reported"),
    [
        ("import pyarrow.csv as pc\npc.read_csv(path)", NATIVE + "pyarrow.csv.read_csv"),
        ("import pyarrow.csv\npyarrow.csv.read_csv(path)", NATIVE + "pyarrow.csv.read_csv"),
        ("import pyarrow.dataset as ds\nds.dataset(path)", NATIVE + "pyarrow.dataset.dataset"),
        ("import pyarrow as pa\npa.memory_map(path)", NATIVE + "pyarrow.memory_map"),
        ("import duckdb\nduckdb.connect().execute(query)", NATIVE + "duckdb.connect().execute"),
        ("import duckdb\ncon = duckdb.connect()\ncon.execute(query)", NATIVE + "duckdb.connect().execute"),
        ("from duckdb import connect\nwith connect() as con:\n    con.sql(query)", NATIVE + "duckdb.connect().sql"),
        ("import polars as pl\npl.read_csv(path)", NATIVE + "polars.read_csv"),
        ("import polars as pl\npl.scan_ndjson(path)", NATIVE + "polars.scan_ndjson"),
        ("import geopandas\ngeopandas.read_file(path)", NATIVE + "geopandas.read_file"),
        ("import fiona\nfiona.open(path)", NATIVE + "fiona.open"),
        ("import h5py\nh5py.File(path)", NATIVE + "h5py.File"),
        ("import pandas as pd\npd.read_sql_query(query, con)", NATIVE + "pandas.read_sql_query"),
        ("import numpy as np\nnp.datetime64('today')", "the clock: numpy.datetime64"),
        ("import numpy as np\nnp.array(['now'], dtype='datetime64')", "the clock: numpy.array"),
        ("import pandas as pd\npd.Timestamp('today')", "the clock: pandas.Timestamp"),
        ("import pandas as pd\npd.Timestamp('now')", "the clock: pandas.Timestamp"),
        ("import pandas as pd\npd.to_datetime(['now'])", "the clock: pandas.to_datetime"),
        ("import pandas as pd\npd.date_range('2024-01-01', end='today')", "the clock: pandas.date_range"),
        ("import time\ntime.monotonic_ns()", "the clock: time.monotonic_ns"),
        ("import os\nos.path.getmtime(path)", "the clock: os.path.getmtime"),
        ("from datetime import date\nmake(default=date.today)", "the clock: datetime.date.today"),
        ("%matplotlib inline\nfrom datetime import date\ndate.today()", "the clock: datetime.date.today"),
        ("%%time\nfrom datetime import date\ndate.today()", "the clock: datetime.date.today"),
        (
            "from datetime import date\nnutgraf.figure(c, title='As of {{ date.today() }}')",
            "the clock: datetime.date.today",
        ),
        ("import numpy as np\nnp.random.default_rng(None)", "chance: numpy.random.default_rng without a seed"),
        ("frame.sample(3, random_state=None)", "chance: sample without random_state"),
        ("norm.rvs(size=3)", "chance: rvs without random_state"),
        ("import os\nos.getrandom(8)", "chance: os.getrandom"),
        ("import platform\nplatform.node()", "the machine: platform.node"),
        ("import socket\nsocket.gethostname()", "the machine: socket.gethostname"),
    ],
)
def test_what_nobody_can_compare_is_found_in_the_code(source: str, reported: str) -> None:
    assert reported in suspects([source])


def test_what_reads_nothing_unseen_is_not_reported() -> None:
    sources = [
        "import time\ntime.strftime('%Y', moment)\ntime.gmtime(0)",
        "import pyarrow as pa\npa.table({'a': [1]})\npa.Table.from_pandas(frame)",
        "platform.title()\nsecrets.count(3)\nrandom.choice()",
        "import pandas as pd\npd.Timestamp('2024-01-01')",
        "word = 'today'\nprint('now')",
    ]
    assert [suspects([source]) for source in sources] == [()] * 5


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return project(tmp_path / "newsroom", tables={"areas": "usps,value\nTN,3\n"})


def test_a_file_that_code_names_counts_by_content_whatever_reads_it(desk: Path) -> None:
    sources = [
        "import pyarrow.csv as pc\npc.read_csv('../data/areas.csv')",
        "duckdb.sql(\"select * from '../data/sources.csv'\")",
        "Path('../data/soon.csv').exists()",
        "kind = 'text/plain'; when = '%d/%m/%Y'; url = 'https://a.example/x.csv'; out = '/etc/passwd'",
    ]
    assert files_named(sources, desk / "notebooks", desk) == {
        "../data/areas.csv": "data/areas.csv",
        "../data/sources.csv": "data/sources.csv",
        "../data/soon.csv": "data/soon.csv",
    }


def test_a_reader_below_python_that_is_given_a_file_of_the_project_reads_nothing_unseen() -> None:
    source = "import pyarrow.csv as pc\npc.read_csv('../data/areas.csv')\npc.read_csv(path)"
    assert suspects(["import polars as pl\npl.read_csv('../data/areas.csv')"], ["../data/areas.csv"]) == ()
    assert suspects([source], ["../data/areas.csv"]) == (NATIVE + "pyarrow.csv.read_csv",)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("from pathlib import Path\nPath('../data', 'soon.csv').exists()", "data/soon.csv"),
        ("import os\nos.path.exists('../data/' + 'soon.csv')", "data/soon.csv"),
        ("import os\nos.stat('../data/areas.csv').st_size", "data/areas.csv"),
        ("from pathlib import Path\nPath('../data').is_dir()", "data"),
        ("import os\nos.listdir('../data')", "data"),
        ("import glob\nglob.glob('../data/*.csv')", "data"),
        ("from pathlib import Path\nlist(Path('../data').glob('*.csv'))", "data"),
    ],
)
def test_whether_a_file_is_there_and_what_a_folder_holds_count_as_inputs(desk: Path, cell: str, name: str) -> None:
    found = seen(desk, cell)
    assert name in found["files"]
    assert "untracked" not in found


def test_a_folder_counts_by_the_names_in_it(desk: Path) -> None:
    before = digest_of_file(desk / "data")
    (desk / "data" / "__pycache__").mkdir()
    (desk / "data" / ".hidden").write_text("")
    assert digest_of_file(desk / "data") == before
    (desk / "data" / "new.csv").write_text("")
    assert digest_of_file(desk / "data") != before


def test_check_knows_a_name_that_another_cell_imports_and_the_expressions_of_prose(desk: Path) -> None:
    write(
        desk,
        "taxes",
        explainer(
            prose("## Why?"),
            code("import pyarrow.csv as pc\nfrom datetime import date", id="setup"),
            code("frame = pc.read_csv(path)", id="read"),
            prose("As of {{ date.today() }}, and {% if date.today().year > 2020 %}so{% endif %}.", id="said"),
            front_matter=FRONT.replace("Who pays", "Who pays in {{ date.today().year }}"),
        ),
    )
    settled = read_project(desk)
    assert [(each.where, each.what) for each in untracked_inputs(settled, plan_pages(settled))] == [
        ('notebooks/taxes.ipynb, under "Why?", 3rd cell', f"untracked: {NATIVE}pyarrow.csv.read_csv"),
        ('notebooks/taxes.ipynb, under "Why?", 4th cell', "untracked: the clock: datetime.date.today"),
        ("notebooks/taxes.ipynb, front matter", "untracked: the clock: datetime.date.today"),
    ]


def test_a_page_that_reads_the_clock_is_never_kept_without_a_word(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    write(
        desk, "taxes", explainer(prose("## Why?"), code("import numpy as np\ntoday = np.datetime64('today')", id="c"))
    )
    settled = read_project(desk)
    assert [outcome.status for outcome in build(settled, Options()).outcomes] == ["ran"]
    for _ in range(2):
        report = build(settled, Options())
        (outcome,) = report.outcomes
        assert outcome.why == "nothing it was made from has changed, as far as can be seen"
        assert formatting.unseen(report) == [
            "Kept though nobody can tell whether this changed (make such pages again with --force):",
            "  the clock: numpy.datetime64, on 1 page",
        ]


def test_a_page_is_made_again_when_a_file_changed_that_a_native_reader_read(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    (desk / "data" / "extra.csv").write_text("a\n1\n")
    source = "import ctypes\nfile = ctypes.CDLL(None).open('../data/extra.csv'.encode(), 0)"  # no event is raised
    write(desk, "taxes", explainer(prose("## Why?"), code(source, id="c")))
    settled = read_project(desk)
    statuses = []
    for text in ("a\n1\n", "a\n1\n", "a\n2\n"):
        (desk / "data" / "extra.csv").write_text(text)
        (outcome,) = build(settled, Options()).outcomes
        statuses.append((outcome.status, outcome.why))
    assert statuses == [
        ("ran", "it was never built here"),
        ("unchanged", "nothing it was made from has changed"),
        ("ran", "data/extra.csv changed"),
    ]
