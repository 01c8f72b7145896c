"""The pages that stay as the last build left them, by its note of them: nothing that is cached of them is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from nutgraf.cache import Inputs, Record
from nutgraf.cache.page_cache import CachedFile
from nutgraf.plan import PageInfo
from nutgraf.site import Entry
from nutgraf.site.page_contents import PageContents

_WORDS = ("title", "short_title", "dek", "description", "updated", "noindex", "corrected")


class SettledPage(NamedTuple):
    """A page that a build found current, or made, and published without a change that an editor may weigh.

    Its files are in the site, which is known to be as that build left it.
    """

    record: str
    """The digest of its record."""
    look: str
    """The look of the file of its record."""
    inputs: str
    """The digest of what its plan and its explainer give it."""
    reads: Sequence[Mapping[str, Any]]
    files: int
    """Which files of the project its run read: their place in the note."""
    sources: Sequence[str]
    sources_digest: str
    untracked: Sequence[str]
    numbers: Sequence[Mapping[str, Any]]
    """The numbers without a fact that it prints."""
    names: Sequence[str]
    """Its files in the site, except the page itself."""
    words: Sequence[Any]
    """What lists of pages print about it."""
    contents: Mapping[str, Any]

    def entry(self, info: PageInfo, site: Path) -> Entry:
        """Its entry, with its files in the site."""
        folder = f"{site}/{info.address}"
        title, short_title, dek, description, updated, noindex, corrected = self.words
        return Entry(
            info,
            title,
            short_title,
            dek,
            description,
            updated,
            CachedFile(f"{folder}/index.html"),
            tuple([(name, CachedFile(f"{folder}/{name}")) for name in self.names]),
            noindex=noindex,
            corrected=tuple((date, text) for date, text in corrected),
            noted=PageContents.from_json(self.contents),
        )


@dataclass(frozen=True)
class SiteNote:
    """What a build notes of the site that it wrote."""

    records: Mapping[str, str] = field(default_factory=dict)
    """The digest of the record of each page that is in it as it is cached; "" of the others."""
    reviewed: str = ""
    """The digest of everything that its pages were decided by."""
    files: Sequence[Inputs] = ()
    """What runs read or imported, by content: the pages of an explainer share most of it."""
    pages: Mapping[str, SettledPage] = field(default_factory=dict)
    """The pages that are not decided about again while all of this is the same."""

    def to_json(self) -> dict[str, Any]:
        """The note, as JSON values."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, known: Any) -> SiteNote:
        """The note in a stamp; an empty one if there is none, or an earlier nutgraf wrote it."""
        try:
            pages = {address: SettledPage(*page) for address, page in known["pages"].items()}
            return cls(known["records"], known["reviewed"], known["files"], pages)
        except (TypeError, KeyError, AttributeError):
            return cls()


class NoteWriter:
    """Collects the settled pages of a build."""

    def __init__(self) -> None:
        self._files: list[Inputs] = []
        self._places: dict[tuple[tuple[str, str], ...], int] = {}
        self._pages: dict[str, SettledPage] = {}

    def keep(self, address: str, page: SettledPage, files: Inputs) -> None:
        """Note a page as the last build noted it; its run read these files."""
        self._pages[address] = page._replace(files=self._place(files))

    def add(
        self,
        entry: Entry,
        record: Record,
        *,
        seen: tuple[str, str],
        inputs: str,
        numbers: Iterable[Mapping[str, Any]],
    ) -> None:
        """Note a page of this build; the digest and the look of its record were `seen`."""
        self._pages[entry.address] = SettledPage(
            *seen,
            inputs,
            record.reads,
            self._place(record.files),
            record.sources,
            record.sources_digest,
            record.untracked,
            tuple(numbers),
            tuple(name for name, _ in entry.files),
            tuple(getattr(entry, name) for name in _WORDS),
            asdict(entry.contents),
        )

    def note(self, records: Mapping[str, str], reviewed: str) -> SiteNote:
        """The note of the site."""
        return SiteNote(records, reviewed, self._files, self._pages)

    def _place(self, files: Inputs) -> int:
        key = tuple(sorted(files.items()))
        if key not in self._places:
            self._places[key] = len(self._files)
            self._files.append(files)
        return self._places[key]
