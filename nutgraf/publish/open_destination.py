"""Which destination an address names."""

from __future__ import annotations

from pathlib import Path

from nutgraf.errors import Problem, PublishError, UsageError
from nutgraf.project import Project
from nutgraf.publish.destination import Destination


def address_of(project: Project, named: str = "") -> str:
    """Where a project is published: the place that is named, or that of the settings, from the project's folder.

    Raises UsageError if there is neither.
    """
    to = named or project.publish.to
    if not to:
        what = "nothing says where the site goes"
        fix = 'name a folder or an address such as s3://bucket/explainers, or set it: [tool.nutgraf.publish], to = "…"'
        raise UsageError(Problem("pyproject.toml", what, fix))
    return to if named or "://" in to else str(project.root / to)


def open_destination(address: str) -> Destination:
    """The destination at an address: a folder, or one that begins with `s3://`, or another store of objects.

    Raises PublishError if nothing here can write to it.
    """
    protocol, found, _ = address.partition("://")
    if not found or protocol == "file":
        from nutgraf.publish.folder import Folder

        return Folder(Path(address.removeprefix("file://")))
    if protocol == "sftp":
        from nutgraf.publish.sftp_folder import SftpFolder

        try:
            return SftpFolder(address)
        except ImportError as error:
            what = f"nothing here can write to sftp://: {error}"
            raise PublishError(Problem(address, what, "install what it needs: pip install 'nutgraf[sftp]'")) from error
    if protocol in ("ssh", "ftp"):
        what = f"{protocol}:// is not a store of objects, and readers could get half a site from it"
        raise PublishError(Problem(address, what, "use sftp://, or mount it and publish to the folder"))
    from nutgraf.publish.object_store import ObjectStore

    try:
        return ObjectStore(address)
    except (ImportError, ValueError) as error:
        what = f"nothing here can write to {protocol}://: {error}"
        needed = "pip install 'nutgraf[s3]'" if protocol == "s3" else "its package is in the list of fsspec"
        raise PublishError(Problem(address, what, f"install what fsspec needs: {needed}")) from error
