"""The preview: a page served on this machine is rebuilt when its notebook is saved."""

from __future__ import annotations

import threading
import urllib.request
from pathlib import Path

import pytest

from desk import FRONT, explainer, project, prose, write
from nutgraf.build import Options
from nutgraf.errors import UsageError
from nutgraf.preview import serve
from nutgraf.project import read_project

pytestmark = pytest.mark.kernel


def test_a_saved_notebook_changes_the_page_that_is_served(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nOld words."), front_matter=FRONT + "\ndraft: true"))
    stop = threading.Event()
    events = serve(read_project(root), Options(jobs=1, drafts=True), port=0, stop=stop)
    assert [outcome.status for outcome in next(events).outcomes] == ["built"]
    address = next(events).url.replace("index.html", "en/taxes/index.html")
    assert "Old words." in _get(address)
    threading.Timer(1.0, lambda: write(root, "taxes", explainer(prose("## Why?\n\nNew words.")))).start()
    assert [outcome.status for outcome in next(events).outcomes] == ["built"]
    assert "New words." in _get(address)
    stop.set()
    assert list(events) == []


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    import socket

    root = project(tmp_path / "newsroom")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        events = serve(read_project(root), Options(), port=taken.getsockname()[1])
        next(events)
        with pytest.raises(UsageError, match="choose another with --port"):
            next(events)


def _get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())
