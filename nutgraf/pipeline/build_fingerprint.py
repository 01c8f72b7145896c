"""Knows at a glance that nothing at all has changed since a whole build, so that no page need be looked at."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nutgraf.cache import PACKAGES, digest, digest_of_kit, versions
from nutgraf.cache.page_cache import PageCache
from nutgraf.check_settings import TABLES
from nutgraf.project import Project
from nutgraf.tracking.audit import digest_of_file

_INPUTS = ("notebooks", "data", "charts", "pyproject.toml", "theme.toml", "facts.lock")
_OUTPUTS = ("site", "records", "held")
_NOT_OURS = frozenset({"__pycache__", ".ipynb_checkpoints", ".DS_Store"})

Pages = Sequence[tuple[str, str]]
"""Address and name of each page."""


@dataclass(frozen=True)
class LastBuild:
    """A build after which everything stood as its notebooks say: its pages, and how many were kept out."""

    pages: Pages
    withheld: tuple[str, ...]


class BuildFingerprint:
    """Everything that a whole build is made from, and everything it made, in one fingerprint."""

    def __init__(self, project: Project, *, drafts: bool) -> None:
        self._project, self._drafts = project, drafts
        self._note = project.build_dir / "keep" / "still.json"
        self._inputs = self._look()

    def known(self) -> LastBuild | None:
        """The build after which nothing has changed, neither what it was made from nor what it made; or None."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            pages, files, withheld, was = note["pages"], note["files"], note["withheld"], note["fingerprint"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if was != self._fingerprint(pages, withheld, files):
            return None
        return LastBuild([(address, name) for address, name in pages], tuple(withheld))

    def remember(self, known: LastBuild) -> None:
        """Write down that all stands; but for a project that was edited since the build began."""
        if self._inputs != self._look():
            return
        shelf = PageCache(self._project)
        files = sorted({name for address, _ in known.pages if (one := shelf.record(address)) for name in one.files})
        note = {
            "fingerprint": self._fingerprint(known.pages, known.withheld, files),
            "pages": list(known.pages),
            "withheld": list(known.withheld),
            "files": files,
        }
        with contextlib.suppress(OSError):  # without the note the pages are looked at
            self._note.parent.mkdir(parents=True, exist_ok=True)
            self._note.write_text(json.dumps(note), encoding="utf-8")

    def _fingerprint(self, pages: Pages, withheld: Sequence[str], files: Iterable[str]) -> str:
        """`files` are what runs read or imported beside the data; one that was not there then may be there now."""
        root, build = self._project.root, self._project.build_dir
        read = [[name, digest_of_file(root / name)] for name in files]
        made = [[name, looks(build / name)] for name in _OUTPUTS]
        return digest([self._inputs, pages, withheld, read, made])

    def _look(self) -> str:
        root = self._project.root
        files = [path for name in _INPUTS for path in _files(root / name)]
        contents = [[path.relative_to(root).as_posix(), digest_of_file(path)] for path in files]
        settings = self._project.model_dump(mode="json", exclude={"root", *TABLES})
        return digest([contents, settings, versions(PACKAGES), digest_of_kit((".",)), self._drafts])


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.name not in _NOT_OURS:
                yield from _files(inner)
    elif path.exists():
        yield path


def looks(folder: Path) -> list[tuple[str, int, int, int]]:
    """Every file below a folder with its length and its times: one that was written to since does not look the same."""
    found: list[tuple[str, int, int, int]] = []
    folders = [str(folder)]
    with contextlib.suppress(FileNotFoundError):
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        about = entry.stat(follow_symlinks=False)
                        name = entry.path[len(str(folder)) :]
                        found.append((name, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
    return sorted(found)
