"""The preview that the desk starts."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psutil
import pytest

from nutgraf.desk.preview_process import PreviewProcess
from nutgraf.errors import UsageError
from support.desk import project
from support.event_loops import in_a_thread

pytestmark = pytest.mark.kernel


def test_a_desk_that_ends_while_its_preview_starts_waits_for_nothing(tmp_path: Path) -> None:
    preview = PreviewProcess(project(tmp_path / "newsroom"))
    problems: list[UsageError] = []

    def ask() -> None:
        try:
            in_a_thread(preview.url)
        except UsageError as error:
            problems.append(error)

    before = set(psutil.Process().children())
    asking = threading.Thread(target=ask)
    asking.start()
    until = time.monotonic() + 60
    while not preview.is_running and time.monotonic() < until:
        time.sleep(0.001)
    started = set(psutil.Process().children()) - before
    preview.stop()
    asking.join(60)
    assert started
    assert not preview.is_running
    assert [each.is_running() for each in started] == [False]
    assert "it did not start" in str(problems[0])
