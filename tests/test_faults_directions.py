"""Isolates of direction, which Arabic and Hebrew need, are printed where they are closed; overrides never are."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.characters import unfit
from nutgraf.errors import NotebookError, PageError
from nutgraf.notebook import read_explainer
from nutgraf.page import read_page
from support import executed
from support.desk import errors, explainer, project, prose, write


@pytest.mark.parametrize(
    "text",
    [
        "דברי \u2068IRS\u2069 היום",
        "\u2067a \u2066b\u2069 c\u2069",
        "\u2066a\u2069\n\n\u2067b\u2069",
        "\u2066a\nb\u2069",
        "plain",
    ],
)
def test_isolates_that_are_closed_in_their_paragraph_are_taken(text: str) -> None:
    assert unfit(text) == ""
    assert read_page(executed.notebook(executed.prose(f"## Why?\n\n{text}")))


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("a \u2066b", "U+2066"),
        ("a\u2069 b", "U+2069"),
        ("\u2067a\n\nb\u2069", "U+2067"),
        ("\u2066a \u2067b\u2069", "U+2066"),
        ("\u2067a \u202eb\u2069", "U+202E"),
        *((f"a{mark}b\u202c", f"U+{ord(mark):04X}") for mark in "\u202a\u202b\u202d\u202e"),
    ],
)
def test_an_isolate_left_open_and_every_override_is_refused_by_name(tmp_path: Path, text: str, character: str) -> None:
    assert unfit(text) == character
    with pytest.raises(PageError) as raised:
        read_page(executed.notebook(executed.prose(f"## Why?\n\n{text}")))
    assert f"a character that changes the direction of the text ({character}) is in “" in raised.value.problems[0].what
    desk = project(tmp_path / "newsroom")
    path = write(desk, "taxes", explainer(prose(text)))
    with pytest.raises(NotebookError) as stopped:
        read_explainer(path)
    (line,) = errors(stopped.value.problems)
    assert f"it holds the character {character}, which no page can hold" in line
