"""Verifies a published release: what readers get against its statement, and its inputs against this project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nutgraf.errors import Problem, PublishError
from nutgraf.project import Project
from nutgraf.publish.destination import CURRENT, Destination
from nutgraf.publish.kept_releases import read_release
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.release import Release, digest_of
from nutgraf.publish.release_provenance import STATEMENT, input_digests, provenance_name
from nutgraf.publish.unreachable import in_words


@dataclass(frozen=True)
class Verification:
    """What was found of the live release."""

    release: Release
    wrong: tuple[str, ...] = ()
    """The files that readers get otherwise than the statement says, or not at all."""
    inputs: tuple[str, ...] = ()
    """The inputs that are different in this project."""
    commit: str = ""
    """The commit that the release was made from; empty where it was not in git."""

    @property
    def is_right(self) -> bool:
        """Whether readers get what the statement says."""
        return not self.wrong


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
    wrong = [name for name, digest in said[0].items() if not _is_as_said(to, name, digest, into)]
    here = input_digests(project.root)
    made_from = said[1]
    differ = sorted(name for name in {*here, *made_from} if here.get(name) != made_from.get(name))
    return Verification(release, tuple(wrong), tuple(differ), said[2])


def _statement(to: Destination, release: Release) -> tuple[dict[str, str], dict[str, str], str]:
    """The files of a release and its inputs with their digests, and its commit, as its statement has them."""
    where = f"{to.address}/{provenance_name(release.id)}"
    try:
        said = json.loads(to.read(provenance_name(release.id)))
        files = {each["name"]: each["digest"]["sha256"] for each in said["subject"]}
        known = said["predicate"]["buildDefinition"]["resolvedDependencies"]
        digests = [(each.get("name", ""), each.get("digest", {})) for each in known]
        kind = said["_type"]
    except FileNotFoundError as error:
        what = "the release has no statement: an earlier version of nutgraf published it"
        raise PublishError(Problem(where, what, "publish again")) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError(Problem(where, "the statement is damaged", "publish again")) from error
    if kind != STATEMENT or files != {path: file.sha256 for path, file in release.files.items()}:
        raise PublishError(Problem(where, "the statement is not that of this release", "publish again"))
    inputs = {name: digest["sha256"] for name, digest in digests if "sha256" in digest}
    return files, inputs, next((digest["gitCommit"] for _, digest in digests if "gitCommit" in digest), "")


def _is_as_said(to: Destination, path: str, digest: str, into: Path | None) -> bool:
    try:
        content = to.shown(f"{CURRENT}/{path}")
    except OSError:
        return False
    if into:
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_bytes(content)
    return digest_of(content) == digest
