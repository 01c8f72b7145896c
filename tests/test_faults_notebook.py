"""A notebook is read to the end or refused by name; its cells keep their ids, its parameters mean what they say."""

from __future__ import annotations

import json
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import NotebookError
from nutgraf.lint.untracked_inputs import untracked_inputs
from nutgraf.notebook import Explainer, read_explainer
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import read_project
from support.desk import FRONT, code, errors, explainer, project, prose, write

SECOND_CELL = "notebooks/taxes.ipynb, before the first heading, 2nd cell"


def parameters(root: Path, source: str, *cells: Any) -> Explainer:
    return read_explainer(write(root, "taxes", explainer(*cells, parameters_cell=source)))


def refused(root: Path, source: str) -> tuple[str, str]:
    with pytest.raises(NotebookError) as caught:
        parameters(root, source)
    return caught.value.problems[0].what, caught.value.problems[0].fix


def planned(root: Path, source: str, matrix: str) -> Plan:
    folder = project(root / "p")
    parameters(folder, f'lang: str = "en"\n{source}')
    write(folder, "taxes", explainer(front_matter=f"{FRONT}\nmatrix: {matrix}", parameters_cell=source))
    return plan_pages(read_project(folder))


@pytest.mark.parametrize(
    "annotation",
    [
        "None | str",
        "str | None",
        '"str | None"',
        '"None | str"',
        '"Optional[str]"',
        'Optional["str"]',
        "Optional[str]",
        "typing.Optional[str]",
        "Union[str, None]",
        "Union[None, str]",
    ],
)
def test_every_way_to_say_a_text_or_nothing_is_taken_and_binds_the_matrix(tmp_path: Path, annotation: str) -> None:
    source = f"import typing\nfrom typing import Optional, Union\nwho: {annotation} = None"
    plan = planned(tmp_path, source, "{who: [TN, null, 5]}")
    assert [problem.what for problem in plan.problems] == ["who = 5 is int, but the notebook wants str"]


@pytest.mark.parametrize(
    ("annotation", "good", "bad", "what"),
    [
        ('Literal["state", "district"]', "district", "stat", "kind = 'stat' is none of 'state', 'district'"),
        ('"Literal[1, 2]"', "2", "true", "kind = True is none of 1, 2"),
        ('Literal["a"] | None', "null", "b", "kind = 'b' is none of 'a'"),
        ("list[str]", "[a, b]", "[a, 1]", "kind = ['a', 1] holds 1, which is int, but the notebook wants str"),
        ("List[int]", "[1]", "[x]", "kind = ['x'] holds 'x', which is str, but the notebook wants int"),
        (
            "list[int | None]",
            "[1, null]",
            "[1.5]",
            "kind = [1.5] holds 1.5, which fits none of its types: it is float, but the notebook wants int; it is float",
        ),
        ("dict[str, int]", "{a: 1}", "[1]", "kind = [1] is list, but the notebook wants dict"),
        ("datetime.date", "2026-02-28", "2026-02-30", "kind = '2026-02-30' is not a date written as 2026-11-24"),
        (
            "int | str",
            "a",
            "1.5",
            "kind = 1.5 fits none of its types: it is float, but the notebook wants int; "
            "it is float, but the notebook wants str",
        ),
        ("float", "1", "'1'", "kind = '1' is str, but the notebook wants float"),
    ],
)
def test_a_type_binds_the_matrix(tmp_path: Path, annotation: str, good: str, bad: str, what: str) -> None:
    imports = "import datetime\nfrom typing import List, Literal, Optional"
    optional = f"Optional[{annotation}]" if annotation[0] != '"' else annotation
    default = "None" if annotation[0] != '"' else "1"
    source = f"{imports}\nkind: {optional} = {default}"
    assert [problem.what for problem in planned(tmp_path / "1", source, f"{{kind: [{good}]}}").problems] == []
    assert [problem.what for problem in planned(tmp_path / "2", source, f"{{kind: [{bad}]}}").problems] == [what]


def test_a_value_that_a_literal_does_not_list_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    source = 'from typing import Literal\nkind: Literal["state", "district"] = "state"'
    assert planned(tmp_path, source, "{kind: [distict]}").problems[0].fix == "did you mean 'district'?"


@pytest.mark.parametrize(
    ("annotation", "line"),
    [
        ("Optional[str]", "from typing import Optional"),
        ("Union[str, None]", "from typing import Union"),
        ('Literal["a"] | None', "from typing import Literal"),
        ("List[str] | None", "from typing import List"),
        ("typing.Optional[str]", "import typing"),
        ("date | None", "from datetime import date"),
        ("datetime.date | None", "import datetime"),
    ],
)
def test_a_type_that_python_would_not_know_is_refused_with_the_line_that_imports_it(
    tmp_path: Path, annotation: str, line: str
) -> None:
    what, fix = refused(tmp_path, f"who: {annotation} = None")
    name = line.split()[-1]
    assert what.endswith(f"and {name!r} is not imported by then")
    assert fix == f"write {line} above it, or put the type in quotation marks"
    assert parameters(tmp_path, f"{line}\nwho: {annotation} = None").defaults == {"who": None}
    assert parameters(tmp_path, f"from __future__ import annotations\nwho: {annotation} = None").defaults == {
        "who": None
    }


@pytest.mark.parametrize(
    ("annotation", "what"),
    [
        ('"str" | None', "who has the type 'str' | None, which Python cannot join"),
        ("str[int]", "who has the type str[…], and str takes no brackets"),
        ('"Optional[int, str]"', "who has an Optional of several types"),
        ('"str |"', "who has the type 'str |', which is not Python"),
        ("f()", "who has the type f(), which is none"),
    ],
)
def test_a_type_that_would_stop_the_run_is_refused(tmp_path: Path, annotation: str, what: str) -> None:
    assert refused(tmp_path, f"who: {annotation} = None")[0].startswith(what)


def test_a_type_may_be_imported_in_a_cell_before(tmp_path: Path) -> None:
    node = explainer(parameters_cell='who: Optional[str] = None\nkind: Literal["a", "b"] = "a"')
    node.cells.insert(1, code("from typing import Literal, Optional", id="imports"))
    assert read_explainer(write(tmp_path, "taxes", node)).defaults == {"who": None, "kind": "a"}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('state: str = "TN"\nstate: str = "WY"', "state is here a second time"),
        ("years: list[int] = [2022, 'x']", "years = [2022, 'x'] holds 'x', which is str, but the notebook wants int"),
        ("rate: float = 1e999", "rate = inf is not a number that can be written"),
        ("shares = {1: 'a', 'b': 2}", "shares = {1: 'a', 'b': 2} has the key 1, which is not a text"),
        ("pairs = [(1, 2)]", "pairs = [(1, 2)] holds a tuple, which is not a plain value"),
        (r"name = 'a\x01b'", r"name = 'a\x01b' holds the character U+0001, which no page can hold"),
    ],
)
def test_a_default_that_cannot_travel_is_refused(tmp_path: Path, line: str, what: str) -> None:
    assert refused(tmp_path, line)[0] == what


def test_a_date_from_a_table_is_a_date_for_a_parameter(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", tables={"days": "day,name\n2026-11-24,Tuesday\n2026-11-25,Wednesday\n"})
    package = json.loads((folder / "data" / "datapackage.json").read_text())
    next(one for one in package["resources"] if one["name"] == "days")["schema"]["fields"][0]["type"] = "date"
    (folder / "data" / "datapackage.json").write_text(json.dumps(package))
    front = f"{FRONT}\nmatrix: {{day: {{table: days, column: day, label: name}}}}"
    write(folder, "taxes", explainer(front_matter=front, parameters_cell='day: "date" = "2026-01-01"'))
    plan = plan_pages(read_project(folder))
    assert errors(plan.problems) == []
    assert [page.values for page in plan.pages] == [{"day": "2026-11-24"}, {"day": "2026-11-25"}]
    assert [name for _, name in plan.pages[0].info.editions] == ["Tuesday", "Wednesday"]


# Ids of cells.


def raw(root: Path, change: Any) -> Path:
    """A notebook in whose file something is changed."""
    path = write(root, "taxes", explainer(prose("## Why?", id="why"), code("1", id="one"), prose("Much.", id="much")))
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))
    return path


def _without_ids(values: Any) -> None:
    for cell in values["cells"]:
        del cell["id"]


def _equal(values: Any) -> None:
    for cell in values["cells"][2:]:
        cell["id"] = "same"


def _odd(values: Any) -> None:
    for cell, odd in zip(values["cells"], [None, 5, "", "with space", "x" * 65], strict=True):
        cell["id"] = odd


BY_PLACE = ["cell-0", "cell-1", "cell-2", "cell-3", "cell-4"]


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        (_without_ids, BY_PLACE),
        (_odd, BY_PLACE),
        (_equal, ["front", "parameters", "same", "same-2", "same-3"]),
    ],
)
def test_cells_without_an_id_of_their_own_have_one_that_stays(
    tmp_path: Path, change: Any, ids: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    path = raw(tmp_path, change)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [cell.id for cell in read_explainer(path).cells] == ids
    assert capfd.readouterr() == ("", "")


def test_the_ids_of_old_notebooks_stay_and_nothing_is_said_of_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = raw(tmp_path, lambda values: None)
    front, given = (cell["source"] for cell in json.loads(path.read_text())["cells"][:2])
    cells = [
        {"cell_type": "raw", "metadata": {}, "source": front},
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "input": given,
            "language": "python",
            "outputs": [],
        },
        {"cell_type": "heading", "metadata": {}, "level": 2, "source": "Why?"},
        {"cell_type": "code", "metadata": {}, "input": "1", "language": "python", "outputs": []},
        {"cell_type": "markdown", "metadata": {}, "source": "Much."},
    ]
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"metadata": {}, "cells": cells}],
    }
    path.write_text(json.dumps(old))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [cell.id for cell in read_explainer(path).cells] == BY_PLACE
    assert capfd.readouterr() == ("", "")


def test_an_id_made_for_a_cell_is_never_that_of_another(tmp_path: Path) -> None:
    def change(values: Any) -> None:
        del values["cells"][3]["id"]
        values["cells"][4]["id"] = "cell-3"

    assert [cell.id for cell in read_explainer(raw(tmp_path, change)).cells][3:] == ["cell-3-2", "cell-3"]


# Files.


def refused_file(path: Path) -> str:
    with pytest.raises(NotebookError) as caught:
        read_explainer(path)
    assert "/tmp" not in str(caught.value)
    return caught.value.problems[0].what


@contextmanager
def at_once() -> Iterator[None]:
    """What takes longer waits for somebody to write into a pipe, and would wait for ever."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_pipe_a_folder_and_a_broken_link_are_refused_and_never_opened(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    write(folder, "good", explainer())
    os.mkfifo(folder / "notebooks" / "pipe.ipynb")
    (folder / "notebooks" / "folder.ipynb").mkdir()
    (folder / "notebooks" / "link.ipynb").symlink_to("nowhere.ipynb")
    os.mkfifo(folder / "charts" / "pipe.py")
    with at_once():
        plan = plan_pages(read_project(folder))
        assert untracked_inputs(read_project(folder), plan) == []
    assert [page.address for page in plan.pages] == ["en/good"]
    assert [(problem.where, problem.what) for problem in plan.problems] == [
        ("notebooks/folder.ipynb", "this is not a notebook: it is a folder"),
        ("notebooks/link.ipynb", "this is not a notebook: it is not there"),
        ("notebooks/pipe.ipynb", "this is not a notebook: it is no file that can be read"),
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"cells": [', "this is not a notebook, or only half of one: line 1: Expecting value"),
        (b"", "this is not a notebook, or only half of one: line 1: Expecting value"),
        (b"[]", "this is not a notebook: it has no nbformat"),
        (b"{}", "this is not a notebook: it has no nbformat"),
        ("{}".encode("utf-16"), "this is not a notebook: it is not UTF-8 text"),
        (b"[" * 200_000, "this is not a notebook: it nests too deep"),
        (b'{"nbformat": 4, "nbformat_minor": 5}', "this is not a notebook: it has no list of cells"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "cells": [5]}', "this is not a cell of a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "raw"}]}', "this is not a cell of a notebook"),
        (
            b'{"nbformat": 9, "nbformat_minor": 5, "cells": []}',
            "this is not a notebook that nbformat can read: Unsupported nbformat version 9",
        ),
    ],
)
def test_a_file_that_is_half_a_notebook_says_what_is_wrong_with_it(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "notebooks" / "taxes.ipynb"
    path.parent.mkdir()
    path.write_bytes(content)
    assert refused_file(path) == what


@pytest.mark.parametrize("tags", ["parameters", None, [1], {"a": 1}])
def test_tags_that_are_no_list_of_words_name_the_cell(tmp_path: Path, tags: Any) -> None:
    path = raw(tmp_path, lambda values: values["cells"][3]["metadata"].update(tags=tags))
    with pytest.raises(NotebookError) as caught:
        read_explainer(path)
    assert caught.value.problems[0].where == "notebooks/taxes.ipynb, cell 4"
    assert caught.value.problems[0].what == f"its tags are not a list of words: {json.dumps(tags)}"


@pytest.mark.parametrize("kernelspec", [None, [], {"name": None}])
def test_a_notebook_that_names_no_kernel_is_run_in_pythons(tmp_path: Path, kernelspec: Any) -> None:
    path = raw(tmp_path, lambda values: values["metadata"].update(kernelspec=kernelspec))
    assert read_explainer(path).kernel == "python3"


@pytest.mark.parametrize(
    "outputs", [5, [5], [{}], [{"output_type": "stream", "text": 5}], [{"output_type": "x"}], None]
)
def test_a_notebook_with_odd_outputs_is_read_without_them(
    tmp_path: Path, outputs: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    def change(values: Any) -> None:
        values["cells"][3]["outputs"] = outputs
        values["cells"][3]["id"] = ["one"]

    made = read_explainer(raw(tmp_path, change))
    assert (made.cells[3].source, made.cells[3].id) == ("1", "cell-3")
    assert made.node.cells[3].outputs == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("character", "kind"), [("\\u0001", "prose"), ("\\ud800", "prose"), ("\\ud800", "code")])
def test_a_character_that_no_page_can_hold_names_its_cell(tmp_path: Path, character: str, kind: str) -> None:
    cell = prose("## Why? TAKEN", id="why") if kind == "prose" else code("'TAKEN'", id="one")
    path = write(tmp_path, "taxes", explainer(cell))
    path.write_text(path.read_text().replace("TAKEN", character))
    assert refused_file(path) == f"it holds the character U+{character[2:].upper()}, which no page can hold"
