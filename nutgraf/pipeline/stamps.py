"""The stamps of a build: of all outputs, so that the next build need not check each page, and of the site alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nutgraf.cache.files import file_states, project_files
from nutgraf.cache.inputs import Inputs, digest
from nutgraf.cache.software import code_of_runs, installed, own_code
from nutgraf.cache.stamp_file import StampFile
from nutgraf.data import open_package
from nutgraf.errors import DataError, Problem
from nutgraf.picture_library import picture_library
from nutgraf.pipeline.report import Outcome, unchanged
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.pipeline.staleness import StalenessCheck
    from nutgraf.site import Placeholder

_OUTPUTS = ("records", "held")
_LOOKS = (".html.j2", ".css", ".js")
"""The suffixes of files in a project that say how its pages look, and that runs do not read."""


@dataclass(frozen=True)
class LastBuild:
    """What a build reported after which every page was up to date, and what the next one reports if nothing changes."""

    outcomes: Sequence[Outcome]
    withheld: tuple[str, ...]
    """The addresses kept out."""
    outdated: tuple[Problem, ...] = ()
    """The sentences edited in one language only."""
    spoken: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The languages in which the texts of each explainer were checked."""

    def to_json(self) -> dict[str, Any]:
        """The report, as JSON values."""
        pages = [[each.address, each.name, list(each.numbers), list(each.untracked)] for each in self.outcomes]
        outdated = [problem.to_json() for problem in self.outdated]
        return {"pages": pages, "withheld": list(self.withheld), "outdated": outdated, "spoken": dict(self.spoken)}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> LastBuild:
        """The report in a stamp."""
        pages = [
            unchanged(address, name, tuple(numbers), tuple(untracked))
            for address, name, numbers, untracked in known["pages"]
        ]
        return cls(
            pages,
            tuple(known["withheld"]),
            tuple(Problem.from_json(each) for each in known["outdated"]),
            known["spoken"],
        )


class BuildStamp:
    """Fast path: detects that no input or output has changed since the last complete build.

    Files are compared by their metadata. After a file is saved without a change, pages are checked but not rebuilt.
    """

    def __init__(
        self, project: Project, *, drafts: bool, preview: bool = False, overdue: Mapping[str, str] = {}
    ) -> None:
        self._project, self._drafts, self._preview, self._overdue = project, drafts, preview, overdue
        self._inputs = self._current_inputs()
        build, site = project.build_dir, site_folder(project, preview=preview)
        path = build / "keep" / ("preview-build.json" if preview else "build.json")
        self._stamp = StampFile(path, (site, *(build / each for each in _OUTPUTS)), self._inputs)

    def last_build(self) -> LastBuild | None:
        """The build since which no input or output has changed, or None."""
        note = self._stamp.note()
        if not isinstance(note, dict) or not self._stamp.is_current or note["files"] != self._files(note["files"]):
            return None
        return LastBuild.from_json(note)

    @property
    def only_looks_changed(self) -> bool:
        """Whether only the looks of pages seem to have changed since, so that most likely no page is to be run."""
        note = self._stamp.note()
        return isinstance(note, dict) and note.get("of runs") == self._of_runs

    @property
    def texts_checked(self) -> Mapping[str, Sequence[str]]:
        """The explainers in whose texts the last build found no fault, each with its languages.

        There are none if anything but the rows of tables changed since.
        """
        note = self._stamp.note()
        return note["spoken"] if isinstance(note, dict) and note.get("of texts") == self._of_texts else {}

    def build_in_other_looks(self) -> LastBuild | None:
        """The build since which no output and only the looks of pages have changed, or None."""
        note = self._stamp.note()
        if not self.only_looks_changed or not self._stamp.is_untouched or note["files"] != self._files(note["files"]):
            return None
        return LastBuild.from_json(note)

    @property
    def files_read(self) -> Inputs:
        """The files that runs of the last build read, by content."""
        return dict(self._stamp.note()["files"])

    def write(self, build: LastBuild, files: Inputs, looked_at: Mapping[Path, str] = {}) -> None:
        """Stamp the outputs, unless the project was edited since the build began, or a file that runs read changed.

        Folders that were just `looked_at` are not looked at again: there may be very many files in them.
        """
        if self._inputs == self._current_inputs() and files == self._files(files):
            digests = {"of runs": self._of_runs, "of texts": self._of_texts}
            self._stamp.write({**build.to_json(), "files": dict(files), **digests}, looked_at=looked_at)

    def _files(self, names: Iterable[str]) -> Inputs:
        """What runs read or imported, by content; a file that did not exist then may exist now."""
        if not names:
            return {}
        from nutgraf.tracking.audit import digest_of_file

        return {name: digest_of_file(self._project.root / name) for name in names}

    @cached_property
    def _project_files(self) -> Sequence[str]:
        return project_files(self._project.root)

    @cached_property
    def _of_runs(self) -> str:
        """A digest of the inputs that runs may depend on, as the build began."""
        files = [name for name in self._project_files if not name.endswith(_LOOKS)]
        settings = self._project.model_dump(mode="json", exclude={"root", "templates", "sheet"})
        shared = [settings, self._drafts, self._overdue, code_of_runs(), *installed(), picture_library()]
        return digest([file_states(self._project.root, files), *shared])

    @cached_property
    def _of_texts(self) -> str:
        """A digest of the inputs of rules for texts, as the build began: all but the rows of tables.

        The table of sources counts, because texts may link to its rows.
        """
        try:
            tables = open_package(self._project.data_package).tables
        except DataError:
            tables = {}
        rows = {path for name, table in tables.items() if name != "sources" for path in table.paths}
        root = self._project.root
        files = [name for name in self._project_files if root / name not in rows]
        return digest([file_states(root, files), self._inputs["settings"], own_code(), *installed()])

    def _current_inputs(self) -> Inputs:
        root = self._project.root
        return {
            "project": digest(file_states(root, project_files(root))),
            "settings": settings_digest(self._project, drafts=self._drafts),
            "nutgraf": own_code(),
            "packages": digest([*installed(), picture_library()]),
            "sources past their day": digest(self._overdue),
        }


def shown_pages(staleness: StalenessCheck, *, drafts: bool) -> dict[str, str]:
    """The pages of a site, each with the digest of its record."""
    shown = [page.address for page in staleness.review.plan.pages if drafts or not page.withheld_reason]
    settled, page_cache = staleness.review.settled, staleness.page_cache
    return {
        address: settled[address].record if address in settled else page_cache.record_digest(address)
        for address in shown
    }


def settings_digest(project: Project, *, drafts: bool) -> str:
    """The digest of the settings and the newsroom's own look, and of whether drafts are in the site."""
    return digest([project.model_dump(mode="json", exclude={"root"}), drafts])


def site_folder(project: Project, *, preview: bool) -> Path:
    """Where a site is written: a preview has one of its own."""
    return project.preview_dir if preview else project.site_dir


def site_inputs(staleness: StalenessCheck, left: Iterable[Placeholder], *, drafts: bool) -> Inputs:
    """What the site is made from: all cached pages, and the settings."""
    project = staleness.project
    return {
        "pages": digest(shown_pages(staleness, drafts=drafts)),
        "published": digest(sorted(staleness.review.published)),
        "placeholders": digest([asdict(each) for each in left]),
        "settings": settings_digest(project, drafts=drafts),
        "linked files": staleness.shared.linked,
        "templates": staleness.shared.templates,
        **staleness.shared.software,
    }


def stamp_of_site(project: Project, inputs: Inputs, *, preview: bool = False) -> StampFile:
    """The stamp of the site for these inputs."""
    site = site_folder(project, preview=preview)
    return StampFile(project.build_dir / "keep" / f"{site.name}.json", (site,), inputs)
