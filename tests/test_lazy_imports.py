"""A library that is imported when it is first used does then what it does where it was imported at once."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.lazy_imports import defer_module

_LIBRARY = "slow_library"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A library that takes long to import, and one that takes it."""
    (tmp_path / f"{_LIBRARY}.py").write_text("LIMIT = 3\ndef doubled(n):\n    return 2 * n\n")
    (tmp_path / "at_once.py").write_text(f"import {_LIBRARY}\nLIMIT = {_LIBRARY}.LIMIT\n")
    (tmp_path / "later.py").write_text(f"import {_LIBRARY}\nfrom {_LIBRARY} import doubled\n")
    monkeypatch.syspath_prepend(tmp_path)
    names = (_LIBRARY, "at_once", "later")
    yield _LIBRARY
    for name in names:
        sys.modules.pop(name, None)


def test_a_library_is_imported_once_something_of_it_is_used(library: str) -> None:
    with defer_module(library, {"doubled": None}):
        later = importlib.import_module("later")
    assert library not in sys.modules
    assert later.doubled(4) == 8
    assert library in sys.modules
    assert getattr(later, library).LIMIT == 3


def test_a_library_may_be_used_while_those_who_take_it_are_imported(library: str) -> None:
    with defer_module(library):
        assert importlib.import_module("at_once").LIMIT == 3
        whole = sys.modules[library]
    assert sys.modules[library] is whole
    assert whole.__file__


def test_jupyter_finds_the_folders_that_its_variable_asks_for_where_papermill_is_imported_first() -> None:
    ask = "{}import jupyter_core.paths as paths; print(paths.SYSTEM_JUPYTER_PATH, paths.jupyter_data_dir())"
    env = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    printed = [
        subprocess.run([sys.executable, "-c", ask.format(first)], env=env, capture_output=True, text=True, check=True)
        for first in ("", "from nutgraf.run import load_papermill; load_papermill(); ")
    ]
    assert printed[0].stdout == printed[1].stdout != ""


_USES_OF_JSONSCHEMA = """
import warnings; warnings.simplefilter("ignore")
import nbformat, jsonschema
assert nbformat.ValidationError is jsonschema.ValidationError is jsonschema.exceptions.ValidationError
{first}
from jsonschema import Draft7Validator, FormatChecker, validators
assert Draft7Validator is jsonschema.Draft7Validator is jsonschema.validators.Draft7Validator
print(Draft7Validator, list(Draft7Validator({{"type": "string"}}).iter_errors(3)), sorted(FormatChecker().checkers))
print(sorted(vars(jsonschema).keys() & {{*jsonschema.__all__}}), jsonschema.draft4_format_checker, jsonschema.RefResolver)
print(jsonschema.validate.__module__, jsonschema._format, jsonschema.protocols)
for name in ("nothing", "__nothing__"):
    try:
        getattr(jsonschema, name)
    except AttributeError as error:
        print(error)
try:
    nbformat.validate({{"nbformat": 4, "nbformat_minor": 5, "metadata": {{}}, "cells": [{{"id": "a"}}]}})
except jsonschema.ValidationError as error:
    print(type(error), error)
"""

_AT_ONCE = """from nutgraf.lazy_imports import defer_formats
with defer_formats():
    import jsonschema.validators
"""


@pytest.mark.parametrize(
    "first", ["jsonschema.draft7_format_checker", "import jsonschema.validators; from jsonschema import *"]
)
def test_a_library_finds_all_of_jsonschema_after_a_notebook_was_read_without_its_validators(first: str) -> None:
    read = (
        "import sys, nutgraf.notebook_file; assert not sys.modules.keys() & {'jsonschema.validators', 'rfc3987_syntax'}"
    )
    script = _USES_OF_JSONSCHEMA.format(first=first)
    later, at_once = (_printed(f"{before}{script}") for before in (read, _AT_ONCE))
    assert later == at_once
    assert "nbformat.validator.NotebookValidationError" in later


def _printed(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout
