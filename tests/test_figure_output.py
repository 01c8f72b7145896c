"""A figure is entered into its notebook as its kernel sent it: a page is the same, and made sooner."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat import v4

from nutgraf.mime_types import FIGURE
from nutgraf.run import load_papermill

NBFORMAT: Any = v4
FIGURE_SENT = {"spec": {"layer": [{"mark": "bar"}], "datasets": {"data-1": [{"x": 1, "y": "é"}]}}, "title": "Paid"}


def message(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"data": data, "metadata": {}, "transient": {}}
    content |= {"execution_count": 1} if kind == "execute_result" else {}
    return {"header": {"msg_type": kind}, "msg_type": kind, "parent_header": {"msg_id": "1"}, "content": content}


def client() -> Any:
    load_papermill()
    from nutgraf.run.client import NotesClient

    made: Any = NotesClient(SimpleNamespace(nb=NBFORMAT.new_notebook()))
    made.clear_before_next_output = False  # as when a cell is run
    return made


@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_a_figure_is_entered_into_its_cell_as_nbclient_would_enter_it_without_a_copy(kind: str) -> None:
    sent = message(kind, {FIGURE: FIGURE_SENT, "text/plain": "Paid"})
    before, outputs = copy.deepcopy(sent), list[Any]()
    entered = client().output(outputs, sent, None, 0)
    assert outputs == [entered] == [NBFORMAT.output_from_msg(before)]
    assert entered["data"][FIGURE] is FIGURE_SENT
    assert list(entered["data"]) == [FIGURE, "text/plain"]
    assert sent == before


def test_any_other_output_is_entered_by_nbclient_alone() -> None:
    sent, outputs = message("display_data", {"text/plain": "Paid"}), list[Any]()
    assert client().output(outputs, sent, None, 0) == NBFORMAT.output_from_msg(sent)
    assert outputs == [NBFORMAT.output_from_msg(sent)]
