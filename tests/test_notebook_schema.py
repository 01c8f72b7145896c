"""A notebook is accepted or refused as nbformat does, with the same words, however it is checked."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbformat import validator
from nbformat.json_compat import FastJsonSchemaValidator

from nutgraf.notebook_file import read_executed  # checks with jsonschema-rs from now on
from nutgraf.notebook_schema import QuickValidator

NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "title": "Own"},
    "cells": [
        {"cell_type": "raw", "id": "front", "metadata": {}, "source": "---"},
        {"cell_type": "markdown", "id": "m", "metadata": {"tags": ["a"]}, "source": ["One\n", "two"]},
        {
            "cell_type": "code",
            "id": "c",
            "metadata": {"collapsed": True},
            "source": "1",
            "execution_count": 1,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "a"},
                {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "1"}, "metadata": {}},
                {"output_type": "display_data", "data": {"application/json": {"a": [1.5, None]}}, "metadata": {}},
                {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["x"]},
            ],
        },
    ],
}
ODD = [None, True, 1, 1.0, -1, 1e999, "", "a\n", "no such kind", [], ["a", 1], ["a", "a"], {}, {"": 1}, ("a",), b"a"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for name, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(each, (*path, name))


def _changed(rolled: random.Random) -> Any:
    """The notebook with something replaced, removed or added."""
    notebook = copy.deepcopy(NOTEBOOK)
    *above, name = rolled.choice([path for path in _places(notebook) if path])
    holder: Any = notebook
    for each in above:
        holder = holder[each]
    kind = rolled.randrange(3)
    if kind == 0:
        holder[name] = rolled.choice(ODD)
    elif kind == 1:
        del holder[name]
    elif isinstance(holder, dict):
        holder["surplus"] = rolled.choice(ODD)
    else:
        holder.append(rolled.choice(ODD))
    return notebook


@pytest.mark.parametrize("relaxed", [False, True])
def test_a_notebook_is_accepted_if_and_only_if_nbformat_accepts_it(relaxed: bool) -> None:
    schema = validator._get_schema_json(nbformat.v4, 4, 5)
    schema = validator._relax_additional_properties(schema) if relaxed else schema
    quick, own = QuickValidator(schema), FastJsonSchemaValidator(schema)
    rolled, accepted = random.Random(1), 0
    for _ in range(600):
        notebook = _changed(rolled)
        errors = [str(error) for error in quick.iter_errors(notebook)]
        assert errors == [str(error) for error in own.iter_errors(notebook)], notebook
        accepted += not errors
    assert 100 < accepted < 500


def test_a_refused_notebook_is_explained_in_the_words_of_nbformat() -> None:
    notebook = copy.deepcopy(NOTEBOOK)
    notebook["cells"][2]["outputs"][0]["name"] = 5
    with pytest.raises(nbformat.ValidationError, match="5 is not of type 'string'"):
        nbformat.validate(notebook)


def test_an_output_is_accepted_or_refused_as_nbformat_does() -> None:
    for output, is_output in [
        *((output, True) for output in NOTEBOOK["cells"][2]["outputs"]),
        ({"output_type": "stream", "name": "stdout"}, False),
        ({"output_type": "stream", "name": "stdout", "text": "a", "more": 1}, False),
    ]:
        errors = list(validator.iter_validate(output, ref=output["output_type"], version=4, version_minor=5))
        assert (not errors) == is_output


def test_the_validators_of_nbformat_are_replaced() -> None:
    nbformat.validate(copy.deepcopy(NOTEBOOK))
    assert isinstance(validator.get_validator(4, 5), QuickValidator)
    assert isinstance(validator.get_validator(4, 5, relax_add_props=True), QuickValidator)


def test_a_notebook_that_was_executed_here_is_read_as_nbformat_reads_it() -> None:
    text = (
        '{"cells": [{"id": "a", "metadata": {"tags": ["x"]}, "outputs": [{"data": {"k": {"v": [1, {"w": null}]}}}]}]}'
    )
    found = read_executed(text)
    assert found == nbformat.from_dict(json.loads(text))
    assert found.cells[0].outputs[0].data.k.v[1].w is None
