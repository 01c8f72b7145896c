"""What the tests share: a browser, a project to build in, and the newsroom's site, built once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

import find_chromium
from nutgraf.kernel import schema_validation
from nutgraf.language_files import PROJECT_VARIABLE
from nutgraf.lazy_imports import defer_formats
from support import own_files
from support.remembered import look_at_the_kit_once
from support.sites import BuiltSite, copy_newsroom, nutgraf

with defer_formats():  # a second in each worker
    import nbformat  # noqa: F401

# Compiled modules are kept: without them each of the hundreds of processes of a test run compiles all of nutgraf.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("nutgraf", deadline=None)  # on a busy machine, any example can take long
settings.load_profile("nutgraf")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell ignores Ctrl-C in what it runs in the background, and builds that a test stops would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM_ENVIRONMENT = {**os.environ, "FONTCONFIG_FILE": str(Path(__file__).parent / "support" / "fonts.conf")}
"""Words are as wide on a machine without Arial or Liberation Sans as on others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start kernels, browsers or clusters come first, so that no worker is left alone with one at the end."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, ("kernel", "browser", "cluster")))}
    items.sort(key=lambda item: item.path not in slow)


def pytest_configure() -> None:
    """See which tests read this repository's own content; a language that a module of tests makes is the kit's own."""
    own_files.watch()
    os.environ[PROJECT_VARIABLE] = os.devnull
    schema_validation.install()  # as in the kernels of a build: it takes a third off the tests that draw


def pytest_collection_finish() -> None:
    """Forget what was read before the first test."""
    os.environ.pop(PROJECT_VARIABLE, None)
    own_files.take()


@pytest.fixture(scope="session", autouse=True)
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that is in no project: fixtures and tests run there, and do not find this repository's own content."""
    folder = tmp_path_factory.mktemp("nowhere")
    with contextlib.chdir(folder):
        yield folder


@pytest.fixture(autouse=True)
def content_is_read_by_marked_tests_alone(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, nowhere: Path
) -> Iterator[None]:
    """A test that reads this repository's own notebooks or data says so; `make test-edits` runs those after each edit."""
    monkeypatch.chdir(nowhere)
    monkeypatch.setenv(PROJECT_VARIABLE, "")  # a command that a test runs in this process sets it
    monkeypatch.delenv(PROJECT_VARIABLE)
    yield
    if (read := own_files.take()) and request.node.get_closest_marker("content") is None:
        pytest.fail(f"this test reads {read[0]}: mark it with @pytest.mark.content, or have it read tests/newsroom")


@pytest.fixture(scope="session", autouse=True)
def kit_is_looked_at_once() -> Iterator[None]:
    """Each of the hundreds of builds in this process asks for every file of the kit and for the version of every package."""
    with pytest.MonkeyPatch.context() as patch:
        look_at_the_kit_once(patch)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Goldens are written only when asked for."""
    parser.addoption("--rewrite-goldens", action="store_true", help="write what the tests saw as the new goldens")


@pytest.fixture(scope="session")
def rewrite_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be written instead of compared."""
    return bool(request.config.getoption("--rewrite-goldens"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; a machine without one fails, it does not skip."""
    path = find_chromium.find()
    assert path, find_chromium.BY_HAND
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A real headless Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS, env=CHROMIUM_ENVIRONMENT)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> BuiltSite:
    """The newsroom of tests/newsroom, built once for all tests in a folder of its own.

    The first of pytest-xdist's workers to ask builds it; the others wait and read what it left.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    root, outcome = shared / "site" / "newsroom", shared / "site.json"
    with FileLock(shared / "site.lock"):
        if not outcome.exists():
            done = nutgraf("build", "--json", cwd=copy_newsroom(root), seconds=1200)
            assert done.stdout, done.stderr
            outcome.write_text(json.dumps([done.returncode, done.stdout]), encoding="utf-8")
    status, output = json.loads(outcome.read_text(encoding="utf-8"))
    return BuiltSite(root, tuple(json.loads(line) for line in output.splitlines()), status)
