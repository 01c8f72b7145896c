"""What a notebook reads behind the back of the data layer: seen while it runs, or found in its code."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path

import pytest

from nutgraf.tracking import suspects
from support.desk import project
from support.watched import seen


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    root = project(tmp_path / "newsroom", tables={"areas": "usps,value\nTN,3\n"})
    (root / "notes.txt").write_text("5 million")
    return root


def test_a_file_of_the_project_that_a_notebook_opens_counts_by_its_content(desk: Path) -> None:
    found = seen(desk, 'open("../notes.txt").read()')
    assert list(found["files"]) == ["notes.txt"]
    before = found["files"]["notes.txt"]
    (desk / "notes.txt").write_text("6 million")
    assert seen(desk, 'open("../notes.txt").read()')["files"]["notes.txt"] != before


def test_a_table_read_past_the_data_layer_counts_as_a_whole(desk: Path) -> None:
    assert list(seen(desk, 'import pandas\npandas.read_csv("../data/areas.csv")')["files"]) == ["data/areas.csv"]


def test_a_table_read_through_the_data_layer_is_noted_there_and_not_here(desk: Path) -> None:
    assert seen(desk, 'import nutgraf\nnutgraf.table("areas", usps="TN")') == {}


def test_a_module_of_the_project_counts_by_its_source_however_it_was_compiled(desk: Path) -> None:
    (desk / "notebooks" / "helper.py").write_text("ANSWER = 42\n")
    cell = "import sys\nsys.path.insert(0, '.')\nsys.dont_write_bytecode = False\nimport helper"
    assert list(seen(desk, cell)["files"]) == ["notebooks/helper.py"]
    assert list(seen(desk, cell)["files"]) == ["notebooks/helper.py"]


def test_a_file_that_is_not_there_counts_so_that_its_coming_is_noticed(desk: Path) -> None:
    found = seen(desk, 'try:\n    open("../soon.txt")\nexcept OSError:\n    pass')
    assert found["files"] == {"soon.txt": "absent"}


def test_what_a_notebook_wrote_itself_is_no_input(desk: Path) -> None:
    assert seen(desk, 'open("../mine.txt", "w").write("x")\nopen("../mine.txt").read()') == {}


@pytest.mark.parametrize(
    ("cell", "reported"),
    [
        ('import os\nos.environ.get("DESK_MOOD")', "the environment variable DESK_MOOD"),
        ('import os\nos.getenv("DESK_MOOD")', "the environment variable DESK_MOOD"),
        ("import os\nos.listdir('../..')", "the names of the files in "),
        ('import subprocess\nsubprocess.run(["true"])', "another program: true"),
        ("import os\nos.system('true')", "another program: true"),
        (
            "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError:\n    pass",
            "the network: 127.0.0.1",
        ),
    ],
)
def test_what_cannot_be_compared_is_named_in_words(desk: Path, cell: str, reported: str) -> None:
    assert any(one.startswith(reported) for one in seen(desk, cell)["untracked"])


@pytest.mark.parametrize(
    "cell",
    [
        "import urllib.request\nurllib.request.urlopen('https://data.example.org/pay.csv')",
        "import pandas\npandas.read_csv('https://data.example.org/pay.csv')",
        "import requests\nrequests.get('https://data.example.org/pay.csv')",
        "import socket\nsocket.create_connection(('192.0.2.7', 443), 0.1)",
        "import socket\nsocket.gethostbyname('data.example.org')",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.7', 53))",
        "import requests\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "list(ThreadPoolExecutor().map(requests.get, ['https://data.example.org/pay.csv']))",
    ],
)
def test_a_build_asks_nobody_over_the_network(desk: Path, cell: str) -> None:
    code = f"""
try:
{textwrap.indent(cell, "    ")}
except Exception as error:
    found = [error, error.__context__]
    said = [each.problems[0] for each in found if hasattr(each, "problems")]
    raise SystemExit(f"{{said[0].where}}: {{said[0].what}}; {{said[0].fix}}")
"""
    with pytest.raises(subprocess.CalledProcessError) as stopped:
        seen(desk, code)
    said = stopped.value.stderr.strip().splitlines()[-1]
    assert "is asked over the network, and a page is made from what is on file alone" in said
    assert "fetch it with `nutgraf refresh`" in said


def test_a_file_outside_the_project_is_reported_without_its_folder(desk: Path) -> None:
    outside = desk.parent / "elsewhere.csv"
    outside.write_text("a\n1\n")
    assert seen(desk, f"open({str(outside)!r}).read()")["untracked"] == ["a file outside the project: elsewhere.csv"]


def test_a_variable_that_a_library_reads_for_itself_is_not_reported(desk: Path) -> None:
    assert seen(desk, "import tempfile\ntempfile.gettempdir()\nimport pandas, altair") == {}


@pytest.mark.parametrize(
    ("source", "reported"),
    [
        ("from datetime import date\ntoday = date.today()", ("the clock: datetime.date.today",)),
        ("import datetime as dt\ndt.datetime.now()", ("the clock: datetime.datetime.now",)),
        ("import pandas as pd\npd.Timestamp.now()", ("the clock: pandas.Timestamp.now",)),
        ("import numpy as np\nnp.random.normal()", ("chance: numpy.random.normal without a seed",)),
        ("import numpy as np\nnp.random.default_rng()", ("chance: numpy.random.default_rng without a seed",)),
        ("import numpy as np\nnp.random.default_rng(7)", ()),
        ("import random\nrandom.seed(7)\nrandom.choice([1, 2])", ()),
        ("frame.sample(3)", ("chance: sample without random_state",)),
        ("frame.sample(3, random_state=7)", ()),
        (
            'import pandas as pd\npd.read_parquet("x.parquet")',
            ("a reader that works below Python: pandas.read_parquet",),
        ),
        ("%matplotlib inline", ()),
    ],
)
def test_the_clock_chance_and_native_readers_are_found_in_the_code(source: str, reported: tuple[str, ...]) -> None:
    assert suspects([source]) == reported
