"""The script of a night, against real repositories: whatever goes wrong is said, and what was published is not lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "docs" / "how-to" / "automation" / "nightly.sh"
REBUILD = """#!/bin/sh
[ -z "$DURING" ] || sh -c "$DURING"
[ -z "$LINE" ] || printf '%s\\n' "$LINE" >> facts.lock
echo "$*" > "$DEST/asked"
exit ${STATUS:-0}
"""
MAKE = "#!/bin/sh\nexit ${MAKE_STATUS:-0}\n"


@dataclass(frozen=True)
class Machine:
    """A machine with a checkout, the repository that it pushes to, and a colleague's checkout."""

    folder: Path

    @property
    def here(self) -> Path:
        return self.folder / "here"

    @property
    def lines(self) -> list[str]:
        """What facts.lock holds in the repository that everybody shares."""
        done = git(self.folder / "shared.git", "show", "main:facts.lock")
        return sorted(done.split())

    @property
    def asked(self) -> str:
        """What the kit was asked to do, if it was reached."""
        path = self.folder / "live" / "asked"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def run(self, **environment: str) -> tuple[int, str]:
        """Run the script: its exit status, and what it prints."""
        given = {
            "EXPLAINERS": str(self.here),
            "DEST": str(self.folder / "live"),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["sh", str(SCRIPT)], env={**IDENTITY, **given, **environment}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


IDENTITY = {f"GIT_{who}_{what}": "desk" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, **IDENTITY}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
    git(tmp_path, "clone", "--quiet", "shared.git", "here")
    here = tmp_path / "here"
    (here / "facts.lock").write_text("first\n", encoding="utf-8")
    shutil.copy(ROOT / ".gitattributes", here / ".gitattributes")
    (here / ".gitignore").write_text("/build/\n/.venv/\n", encoding="utf-8")
    git(here, "checkout", "--quiet", "-b", "main")
    git(here, "add", "--all")
    git(here, "commit", "--quiet", "--message", "Begin")
    git(here, "push", "--quiet", "--set-upstream", "origin", "main")
    git(tmp_path, "clone", "--quiet", "shared.git", "colleague")
    executable(here / ".venv" / "bin" / "nutgraf", REBUILD)
    executable(tmp_path / "bin" / "make", MAKE)
    (tmp_path / "live").mkdir()
    return Machine(tmp_path)


def push_of(machine: Machine, line: str, *, file: str = "facts.lock") -> str:
    """The commands by which a colleague pushes a line."""
    return f"cd '{machine.folder / 'colleague'}' && git pull -q && echo {line} >> {file} && git add . && git commit -qm more && git push -q"


def test_a_night_that_goes_well_says_nothing_and_pushes_what_was_published(machine: Machine) -> None:
    assert machine.run(LINE="published") == (0, "")
    assert machine.lines == ["first", "published"]
    assert machine.asked == f"rebuild {machine.folder / 'live'} --reason on schedule\n"


def test_a_night_on_which_nothing_was_published_commits_nothing(machine: Machine) -> None:
    before = git(machine.here, "rev-parse", "HEAD")
    assert machine.run() == (0, "")
    assert git(machine.here, "rev-parse", "HEAD") == before


@pytest.mark.parametrize("file", ["facts.lock", "notes.txt"])
def test_a_push_by_somebody_else_during_the_night_is_merged_and_the_next_night_works(
    machine: Machine, file: str
) -> None:
    assert machine.run(LINE="ours", DURING=push_of(machine, "theirs", file=file)) == (0, "")
    theirs = ["theirs"] if file == "facts.lock" else []
    assert machine.lines == ["first", "ours", *theirs]
    assert machine.run(LINE="later") == (0, "")
    assert machine.lines == ["first", "later", "ours", *theirs]


def test_a_push_that_is_refused_is_said_and_made_good_by_the_next_night(machine: Machine) -> None:
    hook = machine.folder / "shared.git" / "hooks" / "pre-receive"
    executable(hook, "#!/bin/sh\necho not now; exit 1\n")
    status, words = machine.run(LINE="ours")
    assert status == 4
    assert "nightly.sh: what was published could not be pushed; the next night tries again\n" in words
    assert "not now" in words
    assert machine.asked
    hook.unlink()
    subprocess.run(["sh", "-c", push_of(machine, "theirs")], env={**os.environ, **IDENTITY}, check=True)
    assert machine.run(LINE="later") == (0, "")
    assert machine.lines == ["first", "later", "ours", "theirs"]


def test_a_merge_that_cannot_be_made_is_said_and_leaves_the_checkout_whole(machine: Machine) -> None:
    subprocess.run(
        ["sh", "-c", push_of(machine, "theirs", file="notes.txt")], env={**os.environ, **IDENTITY}, check=True
    )
    (machine.here / "notes.txt").write_text("ours\n", encoding="utf-8")
    git(machine.here, "add", "notes.txt")
    git(machine.here, "commit", "--quiet", "--message", "By hand, on the machine")
    status, words = machine.run(LINE="never")
    assert (status, machine.asked) == (2, "")
    assert "CONFLICT" in words
    assert words.endswith("nightly.sh: what others pushed could not be taken in; see git status\n")
    assert not (machine.here / ".git" / "rebase-merge").exists()


@pytest.mark.parametrize(
    ("environment", "status", "words"),
    [
        ({"MAKE_STATUS": "1"}, 2, "nightly.sh: the environment could not be made\n"),
        ({"STATUS": "2"}, 2, ""),
        ({"STATUS": "70"}, 70, ""),
        ({"DURING": "kill -9 $PPID"}, 137, "Killed\n"),
        ({"EXPLAINERS": "/nowhere"}, 2, "/nowhere"),
    ],
)
def test_a_night_ends_as_the_rebuild_does_and_says_what_kept_it_from_one(
    machine: Machine, environment: dict[str, str], status: int, words: str
) -> None:
    ended, said = machine.run(**environment)
    assert (ended, words in said) == (status, True)
    assert bool(machine.asked) == ("STATUS" in environment)


def test_what_was_published_is_pushed_on_a_night_that_needs_somebody(machine: Machine) -> None:
    assert machine.run(STATUS="1", LINE="published") == (1, "")
    assert machine.lines == ["first", "published"]


@pytest.mark.skipif(not shutil.which("flock"), reason="flock is of Linux")
def test_a_night_that_has_not_ended_is_left_alone(machine: Machine) -> None:
    import fcntl

    with (machine.here / "facts.lock").open("a", encoding="utf-8") as file:
        file.write("half a line")
    (machine.here / "build").mkdir()
    with (machine.here / "build" / "nightly.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert machine.run(LINE="never") == (2, "nightly.sh: the night before has not ended\n")
    assert machine.lines == ["first"]
    assert machine.asked == ""


def test_what_a_killed_night_left_in_the_lock_is_committed_by_the_next(machine: Machine) -> None:
    with (machine.here / "facts.lock").open("a", encoding="utf-8") as file:
        file.write("left\n")
    subprocess.run(["sh", "-c", push_of(machine, "theirs")], env={**os.environ, **IDENTITY}, check=True)
    assert machine.run() == (0, "")
    assert machine.lines == ["first", "left", "theirs"]


@pytest.mark.parametrize(
    ("lines", "summary"),
    [
        ('{"totals": {"ran": 1}, "pages": 1, "seconds": 1, "problems": []}', "### 1 pages in 1 s: 1 ran\n\n"),
        ("", "### Nothing was built or published\n\n```\nwords of the build\n```\n"),
    ],
)
def test_the_summary_of_a_run_on_github_says_what_was_built_or_why_nothing(
    tmp_path: Path, lines: str, summary: str
) -> None:
    (tmp_path / "lines").write_text(lines, encoding="utf-8")
    (tmp_path / "errors").write_text("words of the build", encoding="utf-8")
    command = [sys.executable, str(ROOT / ".github" / "summary.py"), str(tmp_path / "lines"), str(tmp_path / "errors")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == summary
