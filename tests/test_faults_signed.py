"""What an editor signs has a name and a reason that say something; a lock that is no lock is reported as one."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.errors import DataError
from nutgraf.ledger import read_lock
from support.published import _published as _published
from support.published import live, newsroom, revise, run

__all__ = ["live", "newsroom"]


def asked(root: Path, *arguments: str) -> tuple[int, str]:
    """How a command ends, and what it says."""
    done = CliRunner().invoke(main, ["--project", str(root), *arguments])
    return done.exit_code, done.output


EMPTY = "nothing is written there"
SIGNED = ("--name", "Ana Ruiz", "--reason", "the state revised it")


@pytest.mark.parametrize(
    ("words", "option", "what"),
    [
        (("--name", "", "--reason", "revised"), "--name", EMPTY),
        (("--name", " \t", "--reason", "revised"), "--name", EMPTY),
        (("--name", "Ana Ruiz", "--reason", "\n"), "--reason", EMPTY),
        (("--name", "Ana\x1b[31m", "--reason", "revised"), "--name", "U+001B is in it, which no page can hold"),
        (("--name", "Ana Ruiz", "--reason", "a\u202eb"), "--reason", "U+202E is in it, which no page can hold"),
        ((*SIGNED, "--note", "en=", "--note", "es=Nota"), "--note", EMPTY),
        ((*SIGNED, "--note", "en=a\x07", "--note", "es=b"), "--note", "U+0007 is in it, which no page can hold"),
    ],
)
def test_a_moved_number_is_signed_off_and_a_page_withdrawn_only_with_words_that_a_reader_can_see(
    newsroom: Path, words: tuple[str, ...], option: str, what: str
) -> None:
    revise(newsroom, 500)
    assert run(newsroom).exit_status == 1
    before = (newsroom / "facts.lock").read_bytes()
    for command in (["facts", "accept"], ["facts", "withdraw", "en/pay/tn"]):
        status, output = asked(newsroom, *command, *words)
        assert status == 2, output
        assert f"where  {option}\n  what   {what}\n" in output
    assert (newsroom / "facts.lock").read_bytes() == before


def test_a_page_and_a_table_that_are_asked_for_at_once_are_refused_and_not_answered_for_the_table_alone(
    newsroom: Path,
) -> None:
    status, output = asked(newsroom, "facts", "--table", "areas", "en/pay/tn")
    assert status == 2
    assert "a page and a table were asked for at once" in output


@pytest.mark.parametrize("line", ["null", "3", '"text"', "[1]", "{}", "<<<<<<< HEAD"])
def test_a_line_that_is_no_line_of_the_lock_is_the_only_one_named(newsroom: Path, line: str) -> None:
    path = newsroom / "facts.lock"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    number = len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(DataError) as caught:
        read_lock(path)
    said = [f"{problem.where}: {problem.what}" for problem in caught.value.problems]
    assert said == [f"facts.lock, line {number}: nutgraf did not write this line"]


def test_a_lock_of_an_earlier_version_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    path.write_text('{"id": "pay#asked", "agreed": {"en": "cb0bc4a4"}}\n{"id": "pay#said", "agreed": {}}\n', "utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    assert [problem.what for problem in caught.value.problems] == [
        "an earlier version of nutgraf wrote it, without checksums"
    ]
    assert "nutgraf build --publish" in caught.value.problems[0].fix


def test_a_first_line_of_the_lock_that_was_changed_is_named_by_what_it_says(newsroom: Path) -> None:
    path = newsroom / "facts.lock"
    path.write_text(path.read_text(encoding="utf-8").replace('"lines": ', '"lines": 1', 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    said = [f"{problem.where}: {problem.what}" for problem in caught.value.problems]
    assert said == ["facts.lock, line 1: this line was changed by hand or damaged: the count of lines"]


def test_a_pipe_in_place_of_the_lock_is_refused_and_waits_for_nobody(newsroom: Path) -> None:
    shutil.move(newsroom / "facts.lock", newsroom / "facts.lock.kept")
    os.mkfifo(newsroom / "facts.lock")
    with pytest.raises(DataError, match="this is not an ordinary file"):
        read_lock(newsroom / "facts.lock")


SPECIAL = {
    "a named pipe": os.mkfifo,
    "a folder": os.mkdir,
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
}


@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
@pytest.mark.parametrize(
    "name",
    ["facts.lock", "build/published.json", "build/records/en/pay/tn.json", "build/site/manifest.json"],
)
def test_what_is_no_file_is_refused_by_name_and_waits_for_nobody(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[str], object]
) -> None:
    (newsroom / name).unlink()
    monkeypatch.chdir((newsroom / name).parent)  # the path of a socket is short
    make(Path(name).name)
    status, output = asked(newsroom, "build", "--publish")
    assert status != 0
    assert f"{Path(name).name}" in output
    assert "this is not an ordinary file" in output
    assert "Traceback" not in output
