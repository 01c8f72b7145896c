"""Kernels start warm where that gives the same kernel, and in the ordinary way everywhere else, by themselves."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from nutgraf import kernel
from nutgraf.kernel import freshness, processes, runtime_dir
from nutgraf.kernel.launch import LaunchSpec
from support.kernel_probe import run, text

VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"
ORDER = LaunchSpec((sys.executable, "-m", "ipykernel_launcher", "-f", "/run/k1.json", "--quiet"), {"HOME": "/"}, "/tmp")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of /tmp."""
    monkeypatch.setattr(runtime_dir, "_LONGEST_BASE", 1000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_importing_the_room_loads_neither_jupyter_nor_pandas() -> None:
    code = "import nutgraf.kernel, sys; print({'jupyter_client', 'zmq', 'pandas', 'IPython'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_what_makes_a_page_needs_neither_ipython_nor_the_library_for_notebooks_in_the_cloud() -> None:
    code = (
        "import sys; from nutgraf.pipeline.worker import import_for_pages; import_for_pages(several=False);"
        "from nutgraf.kernel.manager import LocalKernelManager as Manager; print(Manager().kernel_spec.argv[1:3]);"
        "print({'boto3', 'botocore', 'IPython', 'pandas', 'altair'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "['-m', 'ipykernel_launcher']\nset()\n"


def test_a_kernel_in_the_folder_of_ipython_is_found_as_jupyter_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    from nutgraf.kernel.manager import KernelSpecs

    spec = tmp_path / "kernels" / "old" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["python", "-m", "old"], "display_name": "Old", "language": "python"}')
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    for name in ("old", "python3"):
        assert KernelSpecs().get_kernel_spec(name).to_dict() == KernelSpecManager().get_kernel_spec(name).to_dict()


def test_nothing_is_started_until_a_page_is_to_be_run(temporary: Path) -> None:
    with kernel.warm() as kernels:
        assert kernels._fork_server is None
        assert list(temporary.iterdir()) == []


def test_the_provisioner_is_ours_only_while_kernels_are_open(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with kernel.warm():
        assert os.environ[VARIABLE] == "nutgraf-warm"
    assert VARIABLE not in os.environ


def test_another_default_provisioner_is_there_again_afterwards(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "theirs")
    with kernel.warm() as kernels:
        assert kernels.environment(os.environ)[VARIABLE] == "theirs"
    assert os.environ[VARIABLE] == "theirs"


def test_the_provisioner_is_the_stock_one_when_the_reporter_asks_for_cold_kernels(temporary: Path) -> None:
    with kernel.warm(cold=True) as kernels:
        assert VARIABLE not in os.environ
        assert kernels.disabled_reason == "asked for"


def test_kernels_start_in_the_ordinary_way_on_another_platform(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nutgraf.kernel.warm_kernels.sys.platform", "darwin")
    with kernel.warm() as kernels:
        assert kernels.disabled_reason == "kernels are forked on Linux only, not on darwin"


@pytest.mark.parametrize(
    "command",
    [
        ("R", "--slave", "-e", "IRkernel::main()", "--args", "/run/k1.json"),
        ("/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "/run/k1.json"),
        (sys.executable, "-X", "dev", "-m", "ipykernel_launcher", "-f", "/run/k1.json"),
        (sys.executable, "-m", "bash_kernel", "-f", "/run/k1.json"),
    ],
    ids=["R", "another Python", "options of the interpreter", "another kernel"],
)
def test_the_kernel_of_another_language_or_python_starts_in_the_ordinary_way(
    temporary: Path, command: tuple[str, ...]
) -> None:
    with kernel.warm() as kernels:
        assert kernels.fork(LaunchSpec(command, dict(os.environ), "/tmp")) is None
        assert kernels.disabled_reason == ""


def test_papermill_knows_every_option_it_is_handed(temporary: Path) -> None:
    from papermill.clientwrap import PapermillNotebookClient

    with kernel.warm(cold=True) as kernels:
        options = set(kernels.execute_options())
    of_papermill = {"start_timeout", "request_save_on_cell_execute", "autosave_cell_every", "progress_bar"}
    assert options - of_papermill - set(PapermillNotebookClient.class_traits()) == set()


def test_the_kernels_of_a_process_are_opened_once(temporary: Path) -> None:
    with kernel.warm(), pytest.raises(RuntimeError, match="open already"), kernel.warm():
        pass


def test_the_same_order_with_another_connection_file_differs_in_nothing_else() -> None:
    new = ORDER.with_connection_file(Path("/run/k2.json"))
    assert new.command == (sys.executable, "-m", "ipykernel_launcher", "-f", "/run/k2.json", "--quiet")
    assert (new.env, new.cwd) == (ORDER.env, ORDER.cwd)


def test_a_module_of_the_project_with_the_name_of_a_warm_one_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "altair.py").touch()
    assert (
        freshness.shadowed_module(str(tmp_path), {"altair": "/site-packages", "pandas": "/site-packages"}) == "altair"
    )


def test_a_folder_without_python_in_it_shadows_nothing(tmp_path: Path) -> None:
    (tmp_path / "pandas").mkdir()
    assert freshness.shadowed_module(str(tmp_path), {"pandas": "/site-packages"}) == ""


def test_a_package_does_not_shadow_itself(tmp_path: Path) -> None:
    (tmp_path / "nutgraf").mkdir()
    (tmp_path / "nutgraf" / "__init__.py").touch()
    assert freshness.shadowed_module(str(tmp_path), {"nutgraf": str(tmp_path)}) == ""


def test_a_changed_file_of_nutgraf_is_another_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prose").mkdir()
    (tmp_path / "prose" / "filters.py").write_text("one")
    monkeypatch.setattr("nutgraf.__file__", str(tmp_path / "__init__.py"))
    before = freshness.environment_stamp()
    assert freshness.environment_stamp() == before
    (tmp_path / "prose" / "filters.py").write_text("another")
    assert freshness.environment_stamp() != before


def test_a_folder_that_a_killed_build_left_is_removed_by_the_next(temporary: Path) -> None:
    left = temporary / "nutgraf-kernels-left"
    left.mkdir()
    os.utime(left, (0, 0))
    made = runtime_dir.make_folder()
    assert [path.name for path in temporary.iterdir()] == [made.path.name]
    made.remove()


def test_a_folder_in_use_by_another_build_is_left_alone(temporary: Path) -> None:
    other = temporary / "nutgraf-kernels-other"
    other.mkdir()
    with (other / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.utime(other, (0, 0))
        runtime_dir.make_folder().remove()
        assert other.exists()


def test_the_folder_is_for_this_user_only(temporary: Path) -> None:
    made = runtime_dir.make_folder()
    assert made.path.stat().st_mode & 0o77 == 0
    made.remove()


def test_a_temporary_folder_with_a_long_name_is_passed_over_so_that_sockets_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    made = runtime_dir.make_folder()
    assert len(str(made.path)) < 60
    made.remove()


def test_a_process_that_descends_from_its_launcher_is_no_leftover() -> None:
    env = {**os.environ, "JPY_PARENT_PID": str(os.getpid())}
    with subprocess.Popen(["sleep", "60"], env=env) as child:
        processes.end_leftovers(os.getpid(), since=0.0)
        assert child.poll() is None
        child.kill()


def test_a_process_older_than_its_launcher_is_no_leftover() -> None:
    with subprocess.Popen(["sleep", "60"], env={**os.environ, "JPY_PARENT_PID": "999999"}) as child:
        processes.end_leftovers(999999, since=processes.now() + 10)
        assert child.poll() is None
        processes.end_leftovers(999999, since=0.0)
        assert child.wait(60) == -9


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A project in an environment whose pandas is a stand-in with the given source."""
    packages, project = tmp_path / "packages", tmp_path / "project"
    project.mkdir()

    def made(source: str) -> Path:
        for name in ("pandas", "altair"):
            (packages / name).mkdir(parents=True)
            (packages / name / "__init__.py").write_text(source if name == "pandas" else "")
        return project

    monkeypatch.setenv("PYTHONPATH", str(packages))
    for name, value in kernel.BUILD_ENV.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", "had 2 threads"),
        ("print('pandas is being improved')", "pandas is being improved"),
        (
            "import os, signal; __name__ == 'pandas' and 'FORKS' not in os.environ and os._exit(3)",
            "ended with status 3",
        ),
    ],
    ids=["starts a thread", "prints", "ends the process"],
)
def test_kernels_start_in_the_ordinary_way_when_the_fork_server_cannot_be_used(
    project: Any, source: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nutgraf.kernel.forkserver_process._END_WITHIN", 300)
    with kernel.warm() as kernels:
        assert text(run(["6 * 7"], project(source), kernels)[0]) == "42"
        assert reason in kernels.disabled_reason
        ends = time.monotonic()
    assert time.monotonic() - ends < 200  # it ends when it is no longer needed, not when it is killed at last


@pytest.mark.kernel
def test_a_page_whose_project_has_a_jinja2_of_its_own_gets_that_one(project: Any) -> None:
    cwd = project("")
    (cwd / "jinja2.py").write_text("whose = 'the project'")
    with kernel.warm() as kernels:
        assert text(run(["import jinja2; jinja2.whose"], cwd, kernels)[0]) == "'the project'"
        assert kernels.disabled_reason == ""


@pytest.mark.kernel
def test_a_change_to_nutgraf_between_two_pages_reaches_the_second(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cwd = project("")
    with kernel.warm() as kernels:
        parents = []
        for version in ("before", "before", "after"):
            monkeypatch.setattr("nutgraf.kernel.warm_kernels.environment_stamp", lambda freshness=version: freshness)
            parents.append(int(text(run(["import os; os.getppid()"], cwd, kernels)[0])))
    assert parents[0] == parents[1] != parents[2]


@pytest.mark.kernel
def test_a_spare_that_was_killed_is_not_handed_out(project: Any) -> None:
    cwd = project("")
    with kernel.warm() as kernels:
        run(["1"], cwd, kernels)
        assert kernels._spare is not None
        assert kernels._spare.is_listening()
        os.kill(kernels._spare.pid, 9)
        assert text(run(["6 * 7"], cwd, kernels)[0]) == "42"
        assert kernels.disabled_reason == ""


@pytest.mark.kernel
def test_a_page_in_another_folder_does_not_get_the_spare_of_the_first(project: Any, tmp_path: Path) -> None:
    cwd = project("")
    with kernel.warm() as kernels:
        run(["1"], cwd, kernels)
        assert text(run(["import os; os.getcwd()"], tmp_path, kernels)[0]) == repr(str(tmp_path))


@pytest.mark.kernel
def test_a_page_whose_folder_was_replaced_since_the_last_page_runs_in_the_new_one(project: Any) -> None:
    cwd = project("")
    with kernel.warm() as kernels:
        run(["1"], cwd, kernels)
        cwd.rename(cwd.with_name("old"))
        cwd.mkdir()
        (cwd / "new.txt").touch()
        assert text(run(["import os; os.listdir()"], cwd, kernels)[0]) == "['new.txt']"
