"""Verifies a published release: what readers get against its statement, and its inputs against this project."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nutgraf.errors import Problem, PublishError
from nutgraf.project import Project
from nutgraf.publish.destination import ARCHIVE, CURRENT, Destination
from nutgraf.publish.headers import is_asset
from nutgraf.publish.kept_releases import read_release
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.release import Release, digest_of
from nutgraf.publish.release_provenance import STATEMENT, input_digests, provenance_name, versions_here, versions_in
from nutgraf.publish.unreachable import in_words
from nutgraf.stored_json import read_stored


@dataclass(frozen=True)
class Verification:
    """What was found of the live release."""

    release: Release
    wrong: Mapping[str, str] = field(default_factory=dict)
    """The files that readers get otherwise than the statement says, or not at all: each with what it is, in words."""
    added: tuple[str, ...] = ()
    """The files that readers get, and that the release does not have; the assets of the release before may stay."""
    inputs: tuple[str, ...] = ()
    """The inputs that are different in this project."""
    commit: str = ""
    """The commit that the release was made from; empty where it was not in git."""
    versions: tuple[str, ...] = ()
    """The software that is another one here, in words: "altair 6.3.0 then, 6.4.0 here"."""

    @property
    def is_right(self) -> bool:
        """Whether readers get what the statement says."""
        return not (self.wrong or self.added)


def verify_published(project: Project, destination: str, into: Path | None = None) -> Verification:
    """Read every file that readers get, and compare it with the statement of the live release.

    With `into`, what they get is written to that folder, to be compared with pages that are made again.

    Raises PublishError if nothing is live, or if the release has no statement or a damaged one.
    """
    with in_words(destination):
        return _verified(project, open_destination(destination), into)


def _verified(project: Project, to: Destination, into: Path | None) -> Verification:
    live = to.live()
    if not live:
        raise PublishError(Problem(to.address, "nothing was published there yet", "see nutgraf publish"))
    release = read_release(to, live)
    said = _statement(to, release)
    owners = {digest: path for path, digest in said.files.items()}
    found = {path: _otherwise(to, path, digest, owners, into) for path, digest in said.files.items()}
    added = [path for path in to.below(CURRENT) if path not in said.files and not _may_stay(path)]
    return Verification(
        release,
        {path: words for path, words in found.items() if words},
        tuple(added),
        tuple(name for name, _, _ in _differing(said.inputs, input_digests(project.root))),
        said.commit,
        tuple(
            f"{name} {then or 'missing'} then, {now or 'missing'} here"
            for name, then, now in _differing(said.versions, versions_here())
        ),
    )


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield name, then.get(name, ""), now.get(name, "")


def _may_stay(path: str) -> bool:
    """Whether readers may get a file that the live release does not have: the archive, and what it had before."""
    return path.partition("/")[0] == ARCHIVE or is_asset(path)


class _Said(NamedTuple):
    """What a statement says of a release: its files and its inputs with their digests, its commit and its software."""

    files: dict[str, str]
    inputs: dict[str, str]
    commit: str
    versions: dict[str, str]


def _statement(to: Destination, release: Release) -> _Said:
    where = f"{to.address}/{provenance_name(release.id)}"
    try:
        said = read_stored(to.read(provenance_name(release.id)))
        files = {each["name"]: each["digest"]["sha256"] for each in said["subject"]}
        known = said["predicate"]["buildDefinition"]["resolvedDependencies"]
        digests = [(each.get("name", ""), each.get("digest", {})) for each in known]
        kind, versions = said["_type"], versions_in(said)
    except FileNotFoundError as error:
        what = "the release has no statement: an earlier version of nutgraf published it"
        raise PublishError(Problem(where, what, "publish again")) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError(Problem(where, "the statement is damaged", "publish again")) from error
    if kind != STATEMENT or files != {path: file.sha256 for path, file in release.files.items()}:
        raise PublishError(Problem(where, "the statement is not that of this release", "publish again"))
    inputs = {name: digest["sha256"] for name, digest in digests if "sha256" in digest}
    commit = next((digest["gitCommit"] for _, digest in digests if "gitCommit" in digest), "")
    return _Said(files, inputs, commit, versions)


def _otherwise(to: Destination, path: str, digest: str, owners: Mapping[str, str], into: Path | None) -> str:
    """What readers get in place of a file, in words; empty where it is as it was published."""
    try:
        content = to.shown(f"{CURRENT}/{path}")
    except FileNotFoundError:
        return "it is missing"
    except (OSError, EOFError, zlib.error):
        return "it cannot be read"
    if into:
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_bytes(content)
    found = digest_of(content)
    if found == digest:
        return ""
    return f"it is what {owners[found]} was" if found in owners else "it was changed"
