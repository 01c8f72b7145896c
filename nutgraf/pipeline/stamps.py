"""The stamps of a build: of all outputs, so that the next build need not check each page, and of the site alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from nutgraf.cache.files import looks, project_files
from nutgraf.cache.inputs import Inputs, digest
from nutgraf.cache.page_cache import PageCache
from nutgraf.cache.software import installed, own_code
from nutgraf.cache.stamp_file import StampFile
from nutgraf.picture_library import picture_library
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.project import Project
from nutgraf.site import Placeholder
from nutgraf.tracking.audit import digest_of_file

_OUTPUTS = ("records", "held")


@dataclass(frozen=True)
class LastBuild:
    """A build after which every page was up to date: the address and name of each, and the addresses kept out."""

    pages: Sequence[tuple[str, str]]
    withheld: tuple[str, ...]


class BuildStamp:
    """Fast path: detects that no input or output has changed since the last complete build.

    Files are compared by their metadata. After a file is saved without a change, pages are checked but not rebuilt.
    """

    def __init__(self, project: Project, *, drafts: bool, preview: bool = False) -> None:
        self._project, self._drafts, self._preview = project, drafts, preview
        self._inputs = self._look()

    def last_build(self) -> LastBuild | None:
        """The build since which no input or output has changed, or None."""
        stamp = self._stamp(())
        note = stamp.note()
        if not isinstance(note, dict) or not self._stamp(note.get("files", ())).is_current:
            return None
        return LastBuild([(address, name) for address, name in note["pages"]], tuple(note["withheld"]))

    def write(self, build: LastBuild) -> None:
        """Stamp the outputs, unless the project was edited since the build began."""
        if self._inputs != self._look():
            return
        cache = PageCache(self._project)
        files = sorted({name for address, _ in build.pages if (one := cache.record(address)) for name in one.files})
        note = {"pages": [list(page) for page in build.pages], "withheld": list(build.withheld), "files": files}
        self._stamp(files).write(note)

    def _stamp(self, files: Iterable[str]) -> StampFile:
        """`files` are what runs read or imported; one that did not exist then may exist now."""
        root, build = self._project.root, self._project.build_dir
        read = {f"file {name}": digest_of_file(root / name) for name in files}
        name, site = (
            ("preview-build", self._project.preview_dir) if self._preview else ("build", self._project.site_dir)
        )
        outputs = (site, *(build / name for name in _OUTPUTS))
        return StampFile(build / "keep" / f"{name}.json", outputs, {**self._inputs, **read})

    def _look(self) -> Inputs:
        root = self._project.root
        return {
            "project": digest(looks(root, project_files(root))),
            "settings": digest([self._project.model_dump(mode="json", exclude={"root"}), self._drafts]),
            "nutgraf": own_code(),
            "packages": digest([*installed(), picture_library()]),
        }


def site_stamp(
    staleness: StalenessCheck, left: Iterable[Placeholder], *, drafts: bool, preview: bool = False
) -> StampFile:
    """The stamp of the site, made from all cached pages."""
    plan, cache, project = staleness.review.plan, staleness.page_cache, staleness.project
    shown = [page.address for page in plan.pages if drafts or not page.withheld_reason]
    inputs = {
        "pages": digest([[address, cache.record_digest(address)] for address in shown]),
        "published": digest(sorted(staleness.review.published)),
        "placeholders": digest([asdict(each) for each in left]),
        "settings": digest([project.model_dump(mode="json", exclude={"root"}), drafts]),
        **staleness.shared.software,
    }
    site = project.preview_dir if preview else project.site_dir
    return StampFile(project.build_dir / "keep" / f"{site.name}.json", (site,), inputs)
