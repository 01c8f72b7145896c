"""The tutorial, followed to the letter in a fresh clone: each step does what the text says it does."""

from __future__ import annotations

import html
import os
import re
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import nbformat
import pytest
from nbclient import NotebookClient

from support.clone import Block, blocks, environment, fresh_clone, git
from support.sites import ROOT

pytestmark = pytest.mark.content
TUTORIAL = ROOT / "docs" / "tutorial.md"
COMMITTED = "tests/newsroom/notebooks/honey-tax.ipynb"
NOTEBOOK = "notebooks/who-files.ipynb"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fresh_clone(tmp_path_factory.mktemp("tutorial") / "newsroom")


@dataclass
class Reporter:
    """Somebody who does what the tutorial says, in its order."""

    root: Path
    preview: subprocess.Popen[str] | None = None
    address: str = ""
    tried: str = ""
    seen: list[str] = field(default_factory=list)
    kernel: NotebookClient | None = None

    def follow(self, block: Block) -> None:
        """Do what one block asks, or see that it says what comes out."""
        if block.kind == "console":
            self.type_in(block)
        elif block.kind == "text" and block.role == "result":
            assert block.text.strip() in self.result(), f"{block.step}: {self.tried} shows {self.result()}"
        elif block.kind == "text":
            self.read_page(block)
        elif block.role == "try":
            self.tried = block.text
        else:
            self.edit(block)

    def type_in(self, block: Block) -> None:
        """Run the commands, and compare what they print with the lines below them; … is anything."""
        for command, *said in (part.splitlines() for part in block.text.split("$ ") if part):
            if command == "make lab":
                continue  # JupyterLab has a test of its own
            if " preview " in command:
                self.watch(command)
                continue
            if self.preview is not None and "stop the preview" in self.text_before(block):
                self.close()
            done = subprocess.run(
                self.words(command), cwd=self.root, env=environment(self.root), capture_output=True, text=True,
                timeout=120, check=False,
            )  # fmt: skip
            printed = done.stdout + done.stderr
            assert done.returncode == 0, f"{block.step}: {command}\n{printed}"
            for line in said:
                pattern = ".*".join(re.escape(part) for part in line.split("…"))
                assert re.search(rf"^{pattern}$", printed, re.M), (
                    f"{block.step}: {command} prints\n{printed}\nnot {line}"
                )

    def text_before(self, block: Block) -> str:
        """The paragraph that introduces a block."""
        text = TUTORIAL.read_text(encoding="utf-8")
        return text[: text.index(block.text)].rsplit("\n\n", 1)[-1]

    def words(self, command: str) -> list[str]:
        """The words of a command; make takes the environment that is there for set up."""
        words = shlex.split(command)
        return [*words, "--assume-old=.venv/.ready"] if words[0] == "make" else words

    def watch(self, command: str) -> None:
        """Start the preview on a free port and wait until it serves."""
        self.preview = subprocess.Popen(
            [*shlex.split(command), "--port", "0"], cwd=self.root, env=environment(self.root), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.preview.stdout is not None
        stream: IO[str] = self.preview.stdout
        for line in stream:
            self.seen.append(line)
            if found := re.search(r"http://[\d.:]+/", line):
                self.address = found[0]
                return
        raise AssertionError("the preview ended:\n" + "".join(self.seen))

    def close(self) -> None:
        """Press Ctrl+C in the terminal of the preview."""
        if self.preview is not None:
            self.preview.send_signal(signal.SIGINT)
            self.preview.communicate(timeout=30)
            self.preview = None

    def edit(self, block: Block) -> None:
        """Put a cell's new text into the notebook and save it; a + adds to what is there."""
        path, (cell_id, _, plus) = self.root / NOTEBOOK, block.role.partition(" ")
        node = nbformat.read(path, as_version=4)
        cell = next(each for each in node.cells if each.id == cell_id)
        cell.source = f"{cell.source}\n{block.text.rstrip()}" if plus else block.text.rstrip()
        nbformat.write(node, path)

    def run_all(self) -> None:
        """Run → Run All Cells, in the ordinary kernel that JupyterLab keeps open."""
        self.run(nbformat.read(self.root / NOTEBOOK, as_version=4))

    def result(self) -> str:
        """What the cell that was tried last shows, after the cells of the notebook before it."""
        node = nbformat.read(self.root / NOTEBOOK, as_version=4)
        setup = next(place for place, cell in enumerate(node.cells) if cell.id == "setup")
        node.cells = [*node.cells[: setup + 1], nbformat.v4.new_code_cell(self.tried)]
        self.run(node)
        return str(node.cells[-1].outputs[-1]["data"]["text/plain"])

    def run(self, node: nbformat.NotebookNode) -> None:
        """Run the cells of a notebook one by one; the first starts the kernel."""
        if self.kernel is None:
            folder = {"metadata": {"path": str(self.root / "notebooks")}}
            self.kernel = NotebookClient(node, timeout=60, resources=folder)
            self.kernel.create_kernel_manager()
            self.kernel.start_new_kernel(env=environment(self.root))
            self.kernel.start_new_kernel_client()
        self.kernel.nb = node
        self.kernel.reset_execution_trackers()
        for place, cell in enumerate(node.cells):
            self.kernel.execute_cell(cell, place)

    def leave(self) -> None:
        """Close JupyterLab and the terminal."""
        self.close()
        if self.kernel is not None:
            self.kernel._cleanup_kernel()

    def read_page(self, block: Block) -> None:
        """Read the page at an address until it says what the tutorial says: the preview's where it runs, else the site's."""
        address, until = block.role.removeprefix("page "), time.monotonic() + 60
        wanted = [" ".join(line.split()) for line in block.text.strip().splitlines()]
        while missing := [line for line in wanted if line not in self.words_at(address)]:
            late = self.preview is None or time.monotonic() > until
            assert not late, f"{block.step}: {address} lacks {missing}"
            time.sleep(0.3)

    def words_at(self, address: str) -> str:
        """The words of a page, as one line."""
        if self.preview is not None:
            try:
                with urllib.request.urlopen(f"{self.address}{address}/index.html", timeout=30) as answer:
                    page = answer.read().decode()
            except urllib.error.HTTPError as error:  # a page that is being built
                with error:
                    page = error.read().decode()
        else:
            page = (self.root / "build" / "site" / address / "index.html").read_text(encoding="utf-8")
        page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
        return " ".join(
            html.unescape(re.sub(r"</?(?:data|a|span|abbr|label|button)\b[^>]*>", "", page)).replace("<", " <").split()
        )


@pytest.mark.long
@pytest.mark.kernel
def test_the_tutorial_does_at_each_step_what_it_says(clone: Path) -> None:
    reporter, step = Reporter(clone), ""
    try:
        for block in blocks(TUTORIAL.read_text(encoding="utf-8")):
            if block.step != step and (clone / NOTEBOOK).exists() and step[:1] in ("2", "6", "8"):
                reporter.run_all()
            step = block.step
            reporter.follow(block)
    finally:
        reporter.leave()
    committed = nbformat.reads(git(clone, f"show HEAD:{NOTEBOOK}"), as_version=4)
    assert [cell.id for cell in committed.cells][:3] == ["front-matter", "parameters", "setup"]
    assert not any(cell.get("outputs") for cell in committed.cells)


def test_every_block_of_the_tutorial_says_what_it_is_for() -> None:
    found = [(block.kind, block.role) for block in blocks(TUTORIAL.read_text(encoding="utf-8"))]
    assert len(found) > 20
    assert not [kind for kind, role in found if not role and kind != "console"]


@pytest.fixture
def commits(clone: Path) -> Path:
    """The clone once `make git` was run in it, with nothing left to commit."""
    make = ["make", "--assume-old=.venv/.ready", "git"]
    subprocess.run(make, cwd=clone, env=environment(clone), capture_output=True, text=True, check=True)
    git(clone, "add --all")
    git(clone, "commit --quiet --allow-empty --message Settle")
    return clone


def test_setting_up_git_writes_into_no_file_of_the_project(clone: Path, commits: Path) -> None:
    assert (commits / ".gitattributes").read_bytes() == (ROOT / ".gitattributes").read_bytes()


def test_a_notebook_that_was_only_saved_again_has_not_changed(commits: Path) -> None:
    (commits / COMMITTED).touch()
    git(commits, f"add --renormalize {COMMITTED}")
    assert git(commits, "diff --cached --stat") == ""


def as_lab_saves_it(path: Path) -> nbformat.NotebookNode:
    """Run in JupyterLab and saved: outputs, counts, and what Lab notes about its Python."""
    node = nbformat.read(path, as_version=4)
    node.metadata.language_info = {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.7",
    }
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 3, [nbformat.v4.new_output("stream", text="hello")]
    nbformat.write(node, path)
    return node


def test_running_and_saving_a_notebook_in_jupyterlab_leaves_nothing_to_commit(commits: Path) -> None:
    as_lab_saves_it(commits / COMMITTED)
    assert git(commits, "diff --stat") == ""
    git(commits, f"add {COMMITTED}")
    assert git(commits, "status --porcelain --untracked-files=no") == ""
    git(commits, f"checkout -- {COMMITTED}")


@pytest.mark.long
def test_git_diff_shows_the_words_that_changed_and_no_output_without_the_environment_on_the_path(commits: Path) -> None:
    path = commits / COMMITTED
    node = as_lab_saves_it(path)
    node.cells[1].source = node.cells[1].source.replace("code of a region", "postal code of a region")
    nbformat.write(node, path)
    shown = git(commits, "diff", env=environment(commits))
    assert "postal code" in shown
    assert "hello" not in shown
    assert git(commits, "diff --numstat").split()[:2] == ["1", "1"]
    git(commits, f"checkout -- {COMMITTED}")


@pytest.fixture
def lab(clone: Path, tmp_path: Path) -> Iterator[str]:
    """The address that `make lab` prints, its server gone at the end."""
    settings = "c.ServerApp.allow_root = True\nc.ServerApp.open_browser = False\nc.ServerApp.port = 0\n"
    (tmp_path / "jupyter_server_config.py").write_text(f"{settings}c.IdentityProvider.token = 'made-up'\n")
    own = {"JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    server = subprocess.Popen(
        ["make", "--assume-old=.venv/.ready", "lab"], cwd=clone, env=environment(clone) | own, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        found = (re.search(r"http://127[^?]+", line) for line in server.stderr)
        yield f"{next(match[0] for match in found if match)}?token=made-up"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


@pytest.mark.browser
@pytest.mark.long
def test_jupyterlab_opens_on_the_notebooks_with_data_and_charts_in_reach_and_shows_tags_where_the_tutorial_says(
    lab: str, browser: Any
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    try:
        page.goto(lab)
        page.dblclick('.jp-DirListing-item:has-text("_starter.ipynb")', timeout=60_000)
        page.click('.jp-InputArea:has-text("import nutgraf")', timeout=60_000)
        page.click('.jp-SideBar.jp-mod-right [title^="Property Inspector"]')
        page.click("text=Common Tools")
        page.locator(".jp-CellTags-Applied").first.wait_for(timeout=10_000)
        assert page.locator(".jp-CellTags-Applied").first.inner_text().strip() == "setup"
        page.click(".jp-BreadCrumbs-home")
        folders = page.locator(".jp-DirListing-item")
        folders.filter(has_text="charts").wait_for(timeout=30_000)
        assert folders.filter(has_text="data").count() == 1
    finally:
        page.close()
