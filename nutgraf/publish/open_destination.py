"""Which destination an address names."""

from __future__ import annotations

from pathlib import Path

from nutgraf.errors import Problem, PublishError
from nutgraf.publish.destination import Destination


def open_destination(address: str) -> Destination:
    """The destination at an address: a folder, or one that begins with `s3://`, or another store of objects.

    Raises PublishError if nothing here can write to it.
    """
    protocol, found, _ = address.partition("://")
    if not found or protocol == "file":
        from nutgraf.publish.folder import Folder

        return Folder(Path(address.removeprefix("file://")))
    if protocol in ("sftp", "ssh", "ftp"):
        what = f"{protocol}:// is not a store of objects, and readers could get half a site from it"
        raise PublishError(Problem(address, what, "mount it, and publish to the folder"))
    from nutgraf.publish.object_store import ObjectStore

    try:
        return ObjectStore(address)
    except (ImportError, ValueError) as error:
        what = f"nothing here can write to {protocol}://: {error}"
        needed = "pip install 'nutgraf[s3]'" if protocol == "s3" else "its package is in the list of fsspec"
        raise PublishError(Problem(address, what, f"install what fsspec needs: {needed}")) from error
