"""Setting up a fresh machine: the lock, conda's list and the wheel say the same as pyproject.toml."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from support.sites import ROOT

CONDA_NAMES = {"jupyter-client": "jupyter_client", "jupyter-server": "jupyter_server", "build": "python-build"}
pytestmark = pytest.mark.content
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def wanted() -> dict[str, SpecifierSet]:
    """Every package pyproject.toml asks for, extras and all."""
    lists = [PYPROJECT["project"]["dependencies"], *PYPROJECT["project"]["optional-dependencies"].values()]
    return {one.name: one.specifier for one in (Requirement(line) for lines in lists for line in lines)}


class _Strict(yaml.SafeLoader):
    """YAML in which a key appears once."""


def _once(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [key.value for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"a key appears twice: {keys}"
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _once)


@pytest.fixture(scope="module")
def conda() -> dict[str, SpecifierSet]:
    environment = yaml.load((ROOT / "environment.yml").read_text(encoding="utf-8"), Loader=_Strict)
    assert set(environment) == {"name", "channels", "dependencies"}
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip[-1] == "--editable ."
    found = [Requirement(line) for line in [*lines, *pip[:-1]]]
    assert len({one.name for one in found}) == len(found)
    return {one.name: one.specifier for one in found}


def test_condas_list_has_the_packages_and_ranges_of_pyproject(conda: dict[str, SpecifierSet]) -> None:
    expected = {CONDA_NAMES.get(name, name): specifier for name, specifier in wanted().items()}
    expected |= {"python": SpecifierSet(PYPROJECT["project"]["requires-python"]), "pip": SpecifierSet()}
    assert conda == expected


def test_the_lock_pins_every_package_within_its_range() -> None:
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.M)
    locked: dict[str, set[str]] = {}
    for name, version in pins:
        locked.setdefault(canonicalize_name(name), set()).add(version)
    for name, specifier in wanted().items():
        versions = locked.get(canonicalize_name(name))
        assert versions, f"{name} is not in the lock"
        assert all(specifier.contains(version, prereleases=True) for version in versions), f"{name} {versions}"


def test_every_pin_of_the_lock_has_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text().strip())
    bare = [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert bare == []


def test_the_lock_names_no_host() -> None:
    assert re.findall(r"https?://|--index-url|--find-links", (ROOT / "requirements.lock").read_text()) == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return next(folder.glob("nutgraf-*.whl"))


def test_the_wheel_carries_the_kit_and_nothing_of_the_newsroom(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    release = wheel.name.split("-py3")[0]
    assert {name.split("/")[0] for name in names} == {"nutgraf", f"{release}.dist-info", f"{release}.data"}
    assert {name.split("/")[2] for name in names if name.startswith(f"{release}.data")} <= {"etc", "share"}


@pytest.mark.parametrize(
    "part",
    [
        r"nutgraf/render/templates/.+\.j2",
        r"nutgraf/locales/es\.po",
        r"nutgraf/.+\.css",
        r"nutgraf/starter/files/gitignore\.j2",
        r"nutgraf/starter/words/es\.toml",
        r"nutgraf/charts/us/states\.json",
    ],
)
def test_the_wheel_carries_templates_locales_and_styles(wheel: Path, part: str) -> None:
    assert [name for name in zipfile.ZipFile(wheel).namelist() if re.fullmatch(part, name)]


def test_the_wheel_registers_what_jupyter_looks_for(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    text = archive.read(next(name for name in archive.namelist() if name.endswith("entry_points.txt"))).decode()
    groups = set(re.findall(r"^\[(.+)\]$", text, re.M))
    assert groups == {
        "altair.vegalite.v6.renderer",
        "console_scripts",
        "jupyter_client.kernel_provisioners",
        "nbconvert.exporters",
        "papermill.engine",
    }


def test_nothing_of_this_machine_or_of_a_registry_is_in_the_project() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    # Written in halves, so that this file does not name what it forbids.
    halves = [
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("pythonho", "sted.org"),
        ("py", "pi.org"),
        ("np", "mjs."),
        ("deb.deb", "ian.org"),
    ]
    forbidden = re.compile("|".join(re.escape(first + second) for first, second in halves))
    found = []
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".woff2", ".ttf"):
            text = path.read_text(encoding="utf-8", errors="replace")  # a table may have another encoding
            found += [name] if forbidden.search(text) else []
    assert found == []
