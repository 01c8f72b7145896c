"""The software of a process: Python, nutgraf by its code, and every package that can change a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nutgraf.cache.software import MISSING, packages

Versions = Mapping[str, str]


def versions() -> Versions:
    """The versions of this process."""
    return versions_probe(tuple(packages()))()


def versions_probe(names: tuple[str, ...]) -> Callable[[], Versions]:
    """A function that reads the versions of the process that calls it, even if nutgraf differs or is missing there.

    It uses the standard library only, so that it can be sent as code.
    """

    def look_here() -> dict[str, str]:
        import hashlib
        import importlib.metadata
        import importlib.util
        import pathlib
        import platform

        def version(name: str) -> str:
            try:
                return importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                return "not installed"

        def code() -> str:
            found = importlib.util.find_spec("nutgraf")
            if found is None or found.origin is None:
                return "not installed"
            folder, total = pathlib.Path(found.origin).parent, hashlib.sha256()
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                    total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                    total.update(hashlib.sha256(path.read_bytes()).digest())
            return f"{version('nutgraf')} (code {total.hexdigest()[:12]})"

        def pictures() -> str:
            try:
                from nutgraf.picture_library import picture_library
            except ImportError:
                return "not installed"
            return picture_library()

        own = {"nutgraf": code(), "the library that draws images": pictures()}
        return {"Python": platform.python_version(), **own, **{name: version(name) for name in names}}

    return look_here


def differences(there: Versions, here: Versions) -> list[str]:
    """The differences of another process, one clause each, the most general first."""
    names = ["Python"] if there.get("Python") != here["Python"] else list(here)
    found = [(name, there.get(name, MISSING), here[name]) for name in names]
    return [f"{name} is {other} there and {own} here" for name, other, own in found if other != own]
