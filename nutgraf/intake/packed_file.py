"""Takes the one file out of a ZIP archive."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath

from nutgraf.errors import DataError, Problem

LARGEST = 500_000_000
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, RuntimeError, EOFError, OSError)
"""What a damaged archive raises: by its list, by each kind of packing, by a file name, and by a password."""


def only_file(name: str, written: bytes) -> tuple[str, bytes]:
    """The name and the bytes of the one file in an archive. Raises DataError for several, and for what is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            held = [
                each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")
            ]
            if len(held) != 1:
                shown = ", ".join(each.filename for each in held[:5]) + " …" * (len(held) > 5)
                fix = "unpack it, and add the file that holds the table"
                raise DataError(
                    Problem(name, f"it holds {len(held)} files: {shown}" if held else "it holds no file", fix)
                )
            if held[0].file_size > LARGEST:
                raise DataError(
                    Problem(name, f"{held[0].filename} is larger than 500 MB", "unpack it, and add the file")
                )
            return PurePosixPath(held[0].filename).name, archive.read(held[0])
    except DAMAGED as error:
        raise DataError(Problem(name, f"it cannot be unpacked: {error}", "unpack it, and add the file")) from error
