"""The script that rebuilds on a schedule, against real repositories: whatever goes wrong, the desk gets a mail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "docs" / "how-to" / "rebuild.sh"
BUILD = """#!/bin/sh
[ -z "$DURING" ] || sh -c "$DURING"
[ -z "$LINE" ] || printf '%s\\n' "$LINE" >> facts.lock
mkdir -p build/site && echo "new" > build/site/index.html
echo '{"totals": {"ran": 1}, "pages": 1, "seconds": 1, "problems": []}'
echo "words of the build" >&2
exit ${STATUS:-0}
"""
TOOLS = {
    "make": "#!/bin/sh\nexit ${MAKE_STATUS:-0}\n",
    "rsync": '#!/bin/sh\n[ -z "$RSYNC_STATUS" ] || exit "$RSYNC_STATUS"\ncp -R build/site/. "$LIVE"\n',
    "mail": '#!/bin/sh\n[ -z "$NO_MAIL" ] || exit 1\n{ echo "$2 to $3"; cat; } > "$MAILED"\n',
}


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

    def run(self, **environment: str) -> tuple[int, str]:
        """Run the script: its exit status, and the mail."""
        mailed = self.folder / "mailed"
        mailed.unlink(missing_ok=True)
        tools = {
            "EXPLAINERS": str(self.here),
            "LIVE": str(self.folder / "live"),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "MAILED": str(mailed),
        }
        done = subprocess.run(
            ["sh", str(SCRIPT)], env={**IDENTITY, **tools, **environment}, capture_output=True, text=True, check=False
        )
        return done.returncode, mailed.read_text(encoding="utf-8") if mailed.exists() else done.stderr


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
    (here / ".github").mkdir()
    shutil.copy(ROOT / ".github" / "summary.py", here / ".github" / "summary.py")
    git(here, "checkout", "--quiet", "-b", "main")
    git(here, "add", "--all")
    git(here, "commit", "--quiet", "--message", "Begin")
    git(here, "push", "--quiet", "--set-upstream", "origin", "main")
    git(tmp_path, "clone", "--quiet", "shared.git", "colleague")
    executable(here / ".venv" / "bin" / "nutgraf", BUILD)
    (here / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for name, text in TOOLS.items():
        executable(tmp_path / "bin" / name, text)
    (tmp_path / "live").mkdir()
    return Machine(tmp_path)


def push_of(machine: Machine, line: str, *, file: str = "facts.lock") -> str:
    """The commands by which a colleague pushes a line."""
    return f"cd '{machine.folder / 'colleague'}' && git pull -q && echo {line} >> {file} && git add . && git commit -qm more && git push -q"


def test_a_run_that_goes_well_sends_no_mail_and_pushes_what_was_published(machine: Machine) -> None:
    assert machine.run(LINE="published") == (0, "")
    assert machine.lines == ["first", "published"]
    assert (machine.folder / "live" / "index.html").read_text(encoding="utf-8") == "new\n"


def test_a_run_in_which_nothing_was_published_commits_nothing(machine: Machine) -> None:
    before = git(machine.here, "rev-parse", "HEAD")
    assert machine.run() == (0, "")
    assert git(machine.here, "rev-parse", "HEAD") == before


@pytest.mark.parametrize("file", ["facts.lock", "notes.txt"])
def test_a_push_by_somebody_else_during_the_build_is_merged_and_the_next_run_works(machine: Machine, file: str) -> None:
    assert machine.run(LINE="ours", DURING=push_of(machine, "theirs", file=file)) == (0, "")
    theirs = ["theirs"] if file == "facts.lock" else []
    assert machine.lines == ["first", "ours", *theirs]
    assert machine.run(LINE="later") == (0, "")
    assert machine.lines == ["first", "later", "ours", *theirs]


def test_a_push_that_is_refused_is_mailed_and_made_good_by_the_next_run(machine: Machine) -> None:
    hook = machine.folder / "shared.git" / "hooks" / "pre-receive"
    executable(hook, "#!/bin/sh\necho not now; exit 1\n")
    status, mail = machine.run(LINE="ours")
    assert status == 4
    assert mail.startswith(
        "Explainers: exit 4, pushing facts.lock; the site is live, and the next run tries again to desk@example.org"
    )
    assert "not now" in mail
    assert (machine.folder / "live" / "index.html").exists()
    hook.unlink()
    subprocess.run(["sh", "-c", push_of(machine, "theirs")], env={**os.environ, **IDENTITY}, check=True)
    assert machine.run(LINE="later") == (0, "")
    assert machine.lines == ["first", "later", "ours", "theirs"]


def test_a_merge_that_cannot_be_made_is_mailed_and_leaves_the_checkout_whole(machine: Machine) -> None:
    subprocess.run(
        ["sh", "-c", push_of(machine, "theirs", file="notes.txt")], env={**os.environ, **IDENTITY}, check=True
    )
    (machine.here / "notes.txt").write_text("ours\n", encoding="utf-8")
    git(machine.here, "add", "notes.txt")
    git(machine.here, "commit", "--quiet", "--message", "By hand, on the machine")
    status, mail = machine.run(LINE="never")
    assert (status, mail.splitlines()[0]) == (2, "Explainers: exit 2, taking in what others pushed to desk@example.org")
    assert "CONFLICT" in mail
    assert not (machine.here / ".git" / "rebase-merge").exists()
    assert not (machine.folder / "live" / "index.html").exists()


@pytest.mark.parametrize(
    ("environment", "status", "step"),
    [
        ({"MAKE_STATUS": "1"}, 2, "installing"),
        ({"STATUS": "2"}, 2, "building"),
        ({"STATUS": "1"}, 1, "some page failed or is held, and stays as it was"),
        ({"STATUS": "70"}, 70, "building"),
        ({"DURING": "kill -9 $PPID"}, 137, "building"),
        ({"RSYNC_STATUS": "12"}, 3, "putting the site live"),
        ({"EXPLAINERS": "/nowhere"}, 2, "going to /nowhere"),
    ],
)
def test_whatever_goes_wrong_is_mailed_with_the_step(
    machine: Machine, environment: dict[str, str], status: int, step: str
) -> None:
    ended, mail = machine.run(**environment)
    assert (ended, mail.splitlines()[:2]) == (
        status,
        [f"Explainers: exit {status}, {step} to desk@example.org", f"Exit status {status}, {step}."],
    )
    assert (machine.folder / "live" / "index.html").exists() == (status == 1)


def test_a_run_that_is_stopped_is_mailed(machine: Machine) -> None:
    ended, mail = machine.run(DURING='kill -TERM "$(cut -d" " -f4 /proc/$PPID/stat)"')
    assert (ended, mail.splitlines()[0]) == (143, "Explainers: exit 143, building to desk@example.org")


def test_a_page_that_is_held_still_goes_live_with_what_was_published(machine: Machine) -> None:
    status, mail = machine.run(STATUS="1", LINE="published")
    assert status == 1
    assert "### 1 pages in 1 s: 1 ran" in mail
    assert "words of the build" in mail
    assert machine.lines == ["first", "published"]


def test_where_no_mail_can_be_sent_cron_gets_the_words(machine: Machine) -> None:
    status, words = machine.run(STATUS="2", NO_MAIL="1")
    assert status == 2
    assert "Exit status 2, building." in words


def test_a_run_before_that_has_not_ended_is_mailed(machine: Machine) -> None:
    import fcntl

    (machine.here / "build").mkdir()
    with (machine.here / "build" / "rebuild.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, mail = machine.run(LINE="never")
    assert (status, mail.splitlines()[1]) == (2, "Exit status 2, waiting for the run before, which has not ended.")


def test_what_a_killed_run_left_in_the_lock_is_committed_by_the_next(machine: Machine) -> None:
    with (machine.here / "facts.lock").open("a", encoding="utf-8") as file:
        file.write("left\n")
    subprocess.run(["sh", "-c", push_of(machine, "theirs")], env={**os.environ, **IDENTITY}, check=True)
    assert machine.run() == (0, "")
    assert machine.lines == ["first", "left", "theirs"]


def test_the_docs_show_the_script_that_is_tested() -> None:
    assert f"```sh\n{SCRIPT.read_text(encoding='utf-8')}```" in (ROOT / "docs/how-to/schedule.md").read_text(
        encoding="utf-8"
    )
