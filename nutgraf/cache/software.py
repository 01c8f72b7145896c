"""The software that makes pages: Python, every file of nutgraf, and every package that nutgraf needs.

All of it counts for every page: an upgrade is rare, and a list of what matters to a page would go out of date.
Two kinds of files alone do not make a page run again: those that it links to, and the templates that it is placed in.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path
from typing import NamedTuple

from nutgraf.cache.files import file_states, names_in
from nutgraf.cache.inputs import Inputs, digest
from nutgraf.cache.kept_answers import KeptAnswers
from nutgraf.picture_library import picture_library

MISSING = "not installed"

_LINKED = frozenset(
    f"render/templates/{name}"
    for name in (
        *("page.css", "front.css", "sheet.css", "embed.css", "print.css"),
        *("embed.js", "explore.js", "icon.svg", "logo.png"),
    )
)
"""The files that pages only link to: nothing but their names, which are those of their content, reaches a page."""

_TEMPLATES = re.compile(r"render/templates/[\w-]+\.html\.j2")
"""What places the parts of a page: no run and no picture depends on them."""

_OWN = Path(__file__).parent.parent
_OF_JUPYTERLAB = "desk/labextension/"
"""The extension of JupyterLab, which makes no page, and which a wheel installs in another place."""

_IS_OF_AN_EXTRA = re.compile(r";\s*extra\s*==\s*(?:'[^']+'|\"[^\"]+\")\s*$")
_PLAIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:[(<>=!~][^;@\[\]]*)?")
"""A requirement without extras, address and marker, which `packaging` takes long to parse."""
_FIELD = re.compile(r"^(version|requires-dist): (.*)$", re.MULTILINE | re.IGNORECASE)
_INSTALLED = (".dist-info", ".egg-info", ".egg-link")


def software() -> Inputs:
    """Named inputs of runs and pictures: the code of nutgraf, Python and packages by version, and what draws."""
    versions: dict[str, str] = {"Python": platform.python_version(), **packages()}
    versions["the library that draws images"] = picture_library()
    found = {
        "nutgraf": code_of_runs(),
        **{f"version {name}": version for name, version in versions.items()},
    }
    _keep()
    return found


def own_code() -> str:
    """The digest of every file of nutgraf that is installed with it: modules, templates, translations, fonts."""
    found = _digest_of(_own_files())
    _keep()
    return found


def code_of_runs() -> str:
    """The digest of every file of nutgraf that a run or a picture may depend on."""
    return _digest_of(name for name in _own_files() if name not in _LINKED and not _TEMPLATES.fullmatch(name))


def linked_files() -> str:
    """The digest of the files of nutgraf that pages only link to, such as the stylesheet."""
    return _digest_of(name for name in _own_files() if name in _LINKED)


def templates_with(own: tuple[tuple[str, str], ...]) -> str:
    """The digest of the templates of pages, and of a newsroom's own."""
    return digest([_digest_of(name for name in _own_files() if _TEMPLATES.fullmatch(name)), own])


def _own_files() -> list[str]:
    return [name for name in names_in(_OWN) if not name.startswith(_OF_JUPYTERLAB)]


def _digest_of(names: Iterable[str]) -> str:
    named = sorted(names)
    states = file_states(_OWN, named)
    return digest([[name, _digest_of_file(_OWN, name, state)] for name, state in zip(named, states, strict=True)])


@lru_cache(maxsize=4096)
def _digest_of_file(folder: Path, name: str, state: str) -> str:
    """The digest of a file, which is read again only where its metadata say that it was written."""
    found: str = _kept(folder).get(name, state, lambda: digest((folder / name).read_bytes()))
    return found


@lru_cache(maxsize=8)
def _kept(own: Path) -> KeptAnswers:
    """What earlier processes found out about installed files, kept where Python keeps its compiled modules."""
    module = own / "cache" / "software.py"
    return KeptAnswers(Path(cache_from_source(str(module))).with_suffix(".json"))


def _keep() -> None:
    if not sys.dont_write_bytecode:
        _kept(_OWN).write()


def packages(root: str = "nutgraf") -> dict[str, str]:
    """The version of every package that one needs, directly or indirectly, by name in alphabetical order.

    To find them takes as long as planning a small project, so they are kept until anything is installed or this file
    changes. Raises PackageNotFoundError if `root` is not installed. The version of another missing package says so.
    """
    found: dict[str, str] = _kept(_OWN).get(f"packages of {root}", _look_of_packages(), lambda: _packages(root))
    return found


def _look_of_packages() -> str:
    """What the packages follow from: this code, the interpreter and its machine, and what describes each package."""
    described = [(folder, file_states(folder, _descriptions(name))) for folder, name in _described()]
    archives = [file_states(os.curdir, [entry]) for entry in sys.path if Path(entry).is_file()]
    machine = [platform.machine(), platform.release(), platform.version()]
    code = file_states(_OWN, ["cache/software.py"])
    return digest([code, sys.version, sys.implementation.name, machine, described, archives])


def _descriptions(package: str) -> tuple[str, ...]:
    """A file that describes a package, or the files in the folder that does."""
    inside = ("METADATA",) if package.endswith(".dist-info") else ("", "PKG-INFO", "requires.txt")
    return tuple(f"{package}{os.sep}{name}" for name in inside)


def _packages(root: str) -> dict[str, str]:
    from packaging.utils import canonicalize_name

    metadata.version(root)
    found, places = dict[str, _Package | None](), _places()
    seen: set[tuple[str, str]] = set()
    wanted: list[tuple[str, str]] = [(canonicalize_name(root), "")]
    while wanted:
        name, extra = wanted.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        if name not in found:
            found[name] = _package(name, places.get(name))
        if (package := found[name]) is None:
            continue
        wanted += (each for line in package.requires for each in _wanted(line, extra))
    versions = {name: MISSING if package is None else package.version for name, package in found.items()}
    return {name: versions[name] for name in sorted(versions.keys() - {canonicalize_name(root)})}


@lru_cache(maxsize=4096)
def _wanted(line: str, extra: str) -> tuple[tuple[str, str], ...]:
    """The packages that a requirement of a package, or of an extra of it, asks for here, each with an extra of its own.

    A preview asks at every save, and an environment has hundreds of requirements.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    if "extra" in line and not extra and _IS_OF_AN_EXTRA.search(line):
        return ()
    if plain := _PLAIN.fullmatch(line):
        return ((canonicalize_name(plain[1]), ""),)
    each = Requirement(line)
    if each.marker is not None and not each.marker.evaluate({"extra": extra}):
        return ()
    return tuple((canonicalize_name(each.name), chosen) for chosen in ("", *sorted(each.extras)))


class _Package(NamedTuple):
    version: str
    requires: tuple[str, ...]


def _places() -> dict[str, str]:
    """The folder that describes each installed package, by the name of the package."""
    found = dict[str, str]()
    for folder, name in _described():
        found.setdefault(_named_by(name), f"{folder}{os.sep}{name}")
    return found


@lru_cache(maxsize=4096)
def _named_by(described: str) -> str:
    """The package that a folder such as `pandas-2.3.3.dist-info` describes."""
    from packaging.utils import canonicalize_name

    return canonicalize_name(Path(described).stem.partition("-")[0])


def _package(name: str, place: str | None) -> _Package | None:
    """The version and the requirements of an installed package; None if it is not installed.

    The standard library parses the whole file, long description included, each time that it is asked for one of them.
    """
    try:
        described = _described_in(place, *file_states(place, ["METADATA"])) if place else None
    except OSError:
        described = None
    if described is None:  # of an older kind, or not in a folder
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            return None
        return _Package(package.version, tuple(package.requires or ()))
    return described


@lru_cache(maxsize=1024)
def _described_in(folder: str, _: str) -> _Package | None:
    """What a file says of a package, read again only where its metadata say that it was written; None for nothing."""
    text = Path(folder, "METADATA").read_text(encoding="utf-8", errors="replace")
    if not text:
        return None
    fields = [(key.lower(), value.strip()) for key, value in _FIELD.findall(text.partition("\n\n")[0])]
    version = next((value for key, value in fields if key == "version"), "")
    return _Package(version, tuple(value for key, value in fields if key == "requires-dist"))


def installed() -> list[str]:
    """Python and every installed package with its version, read quickly from folder names alone."""
    return [platform.python_version(), *sorted({name for _, name in _described()})]


def _described() -> Iterator[tuple[str, str]]:
    """Where each installed package is described and in what, in the order in which Python finds them."""
    for folder in (folder or "." for folder in sys.path):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(_INSTALLED))
            yield from ((folder, name) for name in names)
