"""What starts a rebuild every night: the steps of the workflows run here, with real repositories and a stand-in kit."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.sites import ROOT

FOLDER = ROOT / "docs" / "how-to" / "automation"
WORKFLOWS = sorted((FOLDER / "github").glob("*.yml"))
OURS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    ROOT / "nutgraf" / "starter" / "files" / "publish.yml.j2",
]
IDENTITY = {
    **{f"GIT_{who}_{what}": "x@y.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
}
KIT = """#!/bin/sh
echo "$*" >> "$CALLS"
[ "$1" != rebuild ] || { echo new >> facts.lock; echo "$AWS_SECRET_ACCESS_KEY" > build/secret; }
echo "a number moved"
exit ${STATUS:-0}
"""


class Checkout:
    """A checkout with a stand-in for the kit, and the repository that it pushes to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.here = folder, folder / "here"
        run(folder, "git", "init", "--quiet", "--bare", "--initial-branch=main", "shared.git")
        run(folder, "git", "clone", "--quiet", "shared.git", "here")
        shutil.copytree(FOLDER, self.here / "docs" / "how-to" / "automation")
        (self.here / "facts.lock").write_text("old\n")
        (self.here / ".gitignore").write_text(".venv\nbuild\n*.txt\n*.md\n")
        run(self.here, "git", "checkout", "--quiet", "-B", "main")
        run(self.here, "git", "add", ".")
        run(self.here, "git", "commit", "--quiet", "-m", "begun")
        run(self.here, "git", "push", "--quiet", "-u", "origin", "main")
        for name in ("build", ".venv/bin", "../bin"):
            (self.here / name).mkdir(parents=True, exist_ok=True)
        self.write(self.here / ".venv/bin/nutgraf", KIT)
        self.write(folder / "bin" / "make", "#!/bin/sh\nexit ${MAKE_STATUS:-0}\n")
        self.write(folder / "bin" / "gh", '#!/bin/sh\necho "gh $*" >> "$CALLS"\n')

    def write(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        names = {"CALLS": "calls", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary", "RUNNER_TEMP": "."}
        github = {"SERVER_URL": "https://github.example", "REPOSITORY": "news/explainers", "RUN_ID": "77"}
        kept = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            **{f"GITHUB_{name}": text for name, text in github.items()},
        }
        return {**IDENTITY, **kept, **{name: str(self.folder / path) for name, path in names.items()}, **more}

    def sh(self, script: str, **more: str) -> int:
        """Run a step as GitHub does: bash that stops at the first error."""
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
        return subprocess.run(command, cwd=self.here, env=self.environment(more), timeout=1200, check=False).returncode

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    @property
    def pushed(self) -> str:
        return run(self.folder / "shared.git", "git", "show", "main:facts.lock")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **IDENTITY}, capture_output=True, text=True, timeout=1200, check=True
    )
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def workflow(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "github" / name).read_text())
    return loaded


def steps(name: str, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [step for step in workflow(name)["jobs"][job]["steps"] if "run" in step]
    return found


def run_steps(checkout: Checkout, name: str, job: str, values: Mapping[str, str], **more: str) -> list[int]:
    """Run the shell steps of a job, in order, until one fails; `values` are what expressions give."""
    codes: list[int] = []
    for step in steps(name, job):
        given = {key: expressed(text, values) for key, text in step.get("env", {}).items()}
        if "if" in step and expressed(f"${{{{ {step['if']} }}}}", values) != "true":
            continue
        codes.append(checkout.sh(step["run"], **given, **more))
        if codes[-1]:
            break
    return codes


def expressed(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: values[found[1]], text)


NIGHT = {
    "vars.EXPLAINERS_DEST": "s3://news/site",
    "inputs.reason || 'on schedule'": '$(touch owned) `id` "x"',
    "secrets.AWS_ACCESS_KEY_ID": "a",
    "secrets.AWS_SECRET_ACCESS_KEY": "b",
    "secrets.NUTGRAF_WEBHOOK": "c",
}


def test_the_scheduled_workflow_rebuilds_and_pushes_what_was_published(checkout: Checkout) -> None:
    assert run_steps(checkout, "rebuild.yml", "rebuild", {**NIGHT, "steps.rebuild.outputs.status == '1'": "false"}) == [
        0
    ]
    assert checkout.read("calls") == 'rebuild s3://news/site --reason $(touch owned) `id` "x"\n'
    assert (checkout.pushed, checkout.read("output")) == ("old\nnew\n", "status=0\n")
    assert not (checkout.here / "owned").exists()


def test_a_night_that_needs_somebody_is_pushed_and_marked_red(checkout: Checkout) -> None:
    values = {**NIGHT, "steps.rebuild.outputs.status == '1'": "true"}
    assert run_steps(checkout, "rebuild.yml", "rebuild", values, STATUS="1") == [0, 1]
    assert (checkout.pushed, checkout.read("output")) == ("old\nnew\n", "status=1\n")


def test_a_night_on_which_nothing_new_is_live_stops_the_workflow(checkout: Checkout) -> None:
    assert run_steps(checkout, "rebuild.yml", "rebuild", NIGHT, STATUS="2") == [1]
    assert checkout.read("output") == "status=2\n"


def test_an_environment_that_cannot_be_made_rebuilds_nothing(checkout: Checkout) -> None:
    assert checkout.sh("sh docs/how-to/automation/nightly.sh", MAKE_STATUS="1") == 2
    assert (checkout.read("calls"), checkout.pushed) == ("", "old\n")


def test_what_somebody_pushed_during_the_night_is_merged(checkout: Checkout) -> None:
    run(checkout.folder, "git", "clone", "--quiet", "shared.git", "colleague")
    colleague = f"cd {checkout.folder}/colleague && echo x > other.csv && git add . && git commit -qm x && git push -q"
    kit = (checkout.here / ".venv/bin/nutgraf").read_text()
    checkout.write(checkout.here / ".venv/bin/nutgraf", kit.replace("echo new", f"({colleague}); echo new"))
    assert checkout.sh("sh docs/how-to/automation/nightly.sh") == 0
    assert checkout.pushed == "old\nnew\n"
    assert "other.csv" in run(checkout.folder / "shared.git", "git", "ls-tree", "--name-only", "main")


PULL = {
    "vars.EXPLAINERS_DEST": "s3://news/site",
    "vars.EXPLAINERS_URL": "https://news.example",
    "github.event.number": "12",
    "github.token": "t",
    "secrets.AWS_ACCESS_KEY_ID": "a",
    "secrets.AWS_SECRET_ACCESS_KEY": "b",
}


def test_a_pull_request_gets_a_comment_with_what_moves_and_a_preview_that_goes_again(checkout: Checkout) -> None:
    assert run_steps(checkout, "preview.yml", "build", {}, STATUS="1") == [0]
    assert "a number moved" in checkout.read("summary")
    assert run_steps(checkout, "preview.yml", "preview", PULL) == [0, 0]
    comment = (checkout.here / "comment.md").read_text()
    assert comment.startswith("Preview: https://news.example/previews/pr-12/current/\n")
    assert "a number moved" in comment
    assert run_steps(checkout, "preview.yml", "remove", PULL) == [0]
    assert checkout.read("calls").splitlines() == [
        "build",
        "publish s3://news/site --preview pr-12",
        "gh pr comment 12 --repo news/explainers --edit-last --body-file comment.md",
        "publish s3://news/site --remove-preview pr-12",
    ]


def test_a_pull_request_from_a_fork_reaches_no_secret_and_no_token_that_writes() -> None:
    jobs = workflow("preview.yml")["jobs"]
    assert "secrets." not in yaml.safe_dump(jobs["build"])
    assert "pull_request_target" not in (FOLDER / "github" / "preview.yml").read_text()
    for name in ("preview", "remove"):
        assert "head.repo.full_name == github.repository" in jobs[name]["if"]
    assert workflow("preview.yml")["permissions"] == {"contents": "read"}


def test_what_a_pull_request_runs_finds_no_token_in_its_checkout() -> None:
    ours = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())["jobs"].values()
    checkouts = [
        step
        for job in (*ours, workflow("preview.yml")["jobs"]["build"])
        for step in job["steps"]
        if "actions/checkout@" in step.get("uses", "")
    ]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False, False]


PROPOSING = """#!/bin/sh
echo "$*" >> "$CALLS"
mkdir -p build/refresh/proposal
echo "what would move" > build/refresh/proposal/proposal.md
echo "a chart" > build/refresh/proposal/before-chart.png
git branch refresh-2026-11-29 "$(git commit-tree -p HEAD -m 'Refresh pay' HEAD^{tree})"
echo '{"table": "pay"}'
echo "{\\"totals\\": {}, \\"branch\\": \\"$NAMED\\"}"
exit ${STATUS:-0}
"""
PROPOSAL = {
    "secrets.PROPOSAL_TOKEN || github.token": "t",
    "steps.propose.outputs.branch": "refresh-2026-11-29",
    "steps.propose.outputs.branch != ''": "true",
    "steps.propose.outputs.status == '1'": "false",
}


def proposing(checkout: Checkout) -> Checkout:
    checkout.write(checkout.here / ".venv/bin/nutgraf", PROPOSING)
    (checkout.here / ".venv/bin/python").symlink_to(sys.executable)
    return checkout


def test_new_data_open_a_pull_request_with_pictures_that_its_readers_can_load(checkout: Checkout) -> None:
    assert run_steps(proposing(checkout), "propose.yml", "propose", PROPOSAL, NAMED="refresh-2026-11-29") == [0, 0]
    assert checkout.read("output") == "branch=refresh-2026-11-29\nstatus=0\n"
    assert checkout.read("calls").splitlines() == [
        "refresh --propose --json --pictures-at https://github.example/news/explainers/raw/pictures-77/",
        "gh pr create --repo news/explainers --head refresh-2026-11-29 --title Refresh pay "
        "--body-file build/refresh/proposal/proposal.md",
    ]
    shared = checkout.folder / "shared.git"
    assert run(shared, "git", "show", "pictures-77:before-chart.png") == "a chart\n"
    assert run(shared, "git", "log", "-1", "--format=%s", "refresh-2026-11-29") == "Refresh pay\n"
    assert run(checkout.here, "git", "status", "--short", "--untracked-files=no") == ""


@pytest.mark.parametrize("named", ["", "origin/refresh-2026-11-28"])
def test_no_new_data_and_a_proposal_that_is_open_already_open_no_pull_request(checkout: Checkout, named: str) -> None:
    values = {**PROPOSAL, "steps.propose.outputs.branch != ''": "false"}
    assert run_steps(proposing(checkout), "propose.yml", "propose", values, NAMED=named) == [0]
    assert checkout.read("output") == "branch=\nstatus=0\n"


def test_a_proposal_whose_table_was_kept_out_marks_the_run_and_one_that_could_not_be_made_stops_it(
    checkout: Checkout,
) -> None:
    values = {**PROPOSAL, "steps.propose.outputs.status == '1'": "true"}
    proposing(checkout)
    assert run_steps(checkout, "propose.yml", "propose", values, NAMED="refresh-2026-11-29", STATUS="1") == [0, 0, 1]
    assert run_steps(checkout, "propose.yml", "propose", PROPOSAL, STATUS="2") == [1]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_step_pastes_what_others_wrote_into_its_script(path: Path) -> None:
    loaded = yaml.safe_load(path.read_text())
    for job in loaded["jobs"].values():
        assert job["timeout-minutes"] <= 150
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
    assert loaded["concurrency"]["group"]


@pytest.mark.parametrize("path", [*WORKFLOWS, *OURS], ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)", path.read_text())
    assert used
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []


def test_gitlab_runs_the_same_night_and_shows_the_difference_of_a_merge_request(checkout: Checkout) -> None:
    jobs = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())
    script = "\n".join(line for line in jobs["rebuild"]["script"] if "set-url" not in line)
    assert checkout.sh(script, CI_COMMIT_BRANCH="main", DEST="s3://news/site") == 0
    assert (checkout.pushed, checkout.read("calls")) == ("old\nnew\n", "rebuild s3://news/site --reason on schedule\n")
    assert checkout.sh("\n".join(jobs["difference"]["script"]), STATUS="1") == 0
    assert (checkout.here / "difference.txt").read_text() == "a number moved\n"
    assert checkout.sh("\n".join(jobs["difference"]["script"]), STATUS="2") == 1


def test_the_units_of_systemd_are_as_systemd_reads_them(tmp_path: Path) -> None:
    timer, service = (configparser.ConfigParser(strict=False, interpolation=None) for _ in range(2))
    for parser in (timer, service):
        parser.optionxform = str  # type: ignore[assignment, method-assign]
    timer.read(FOLDER / "nutgraf-rebuild.timer")
    service.read(FOLDER / "nutgraf-rebuild.service")
    assert service["Service"]["ExecStart"] == "/bin/sh docs/how-to/automation/nightly.sh"
    assert service["Service"]["SuccessExitStatus"] == "1"
    if shutil.which("systemd-analyze"):
        units = [str(FOLDER / f"nutgraf-rebuild.{kind}") for kind in ("timer", "service")]
        for asked in (["calendar", timer["Timer"]["OnCalendar"]], ["verify", "--man=no", *units]):
            done = subprocess.run(["systemd-analyze", *asked], capture_output=True, text=True, timeout=120, check=False)
            assert (done.returncode, done.stderr) == (0, "")


def test_the_cron_job_of_kubernetes_runs_one_at_a_time_and_not_as_root() -> None:
    job = yaml.safe_load((FOLDER / "kubernetes.yaml").read_text())["spec"]
    pod = job["jobTemplate"]["spec"]["template"]["spec"]
    assert (job["concurrencyPolicy"], pod["restartPolicy"]) == ("Forbid", "Never")
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["containers"][0]["securityContext"]["allowPrivilegeEscalation"] is False
