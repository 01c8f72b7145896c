"""Takes the file out of a gzip or zip archive, and refuses archives that unpack to more than they may."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.intake.packed_file import DAMAGED
from nutgraf.refresh.declared_refresh import Refresh
from nutgraf.refresh.fetched_file import too_large

_BOOKS = (".xlsx", ".xlsm")
_PIECE = 1 << 20


def unpack(name: str, written: bytes, declared: Refresh) -> tuple[str, bytes]:
    """The name and bytes of the file in an archive, or the file itself. Raises DataError."""
    if written.startswith(b"\x1f\x8b"):
        return name.removesuffix(".gz"), _inflated(name, written, declared)
    if not written.startswith(b"PK"):
        return name, written
    try:
        archive = zipfile.ZipFile(io.BytesIO(written))
        files = [one for one in archive.infolist() if not one.is_dir()]
        if sum(one.file_size for one in files) > declared.most:
            raise too_large(f"{name}, unpacked", declared)
        if PurePosixPath(name).suffix.lower() in _BOOKS:
            for one in files:
                _extracted(name, archive, one, declared)  # a wrong size in its list is found by unpacking it
            return name, written
        chosen = _chosen(name, files, declared.member)
        return PurePosixPath(chosen.filename).name, _extracted(name, archive, chosen, declared)
    except DAMAGED as error:
        raise DataError(Problem(name, "the archive cannot be unpacked", "look at the file")) from error


def _chosen(name: str, files: list[zipfile.ZipInfo], member: str) -> zipfile.ZipInfo:
    named = {one.filename: one for one in files}
    if member in named:
        return named[member]
    if member:
        raise DataError(Problem(name, f"no file {member!r} in the archive", did_you_mean(member, named)))
    if len(files) == 1:
        return files[0]
    fix = f'name one in the declaration: "member": "{next(iter(named), "table.csv")}"'
    raise DataError(Problem(name, f"the archive has {len(files)} files", fix))


def _extracted(name: str, archive: zipfile.ZipFile, one: zipfile.ZipInfo, declared: Refresh) -> bytes:
    with archive.open(one) as file:
        written = file.read(declared.most + 1)
    if len(written) > declared.most:
        raise too_large(f"{name}, unpacked", declared)
    return written


def _inflated(name: str, written: bytes, declared: Refresh) -> bytes:
    found, left = bytearray(), written
    try:
        while left:
            unpacking = zlib.decompressobj(wbits=31)
            while not unpacking.eof:
                piece = unpacking.decompress(left, _PIECE)
                left = unpacking.unconsumed_tail
                found += piece
                if len(found) > declared.most:
                    raise too_large(f"{name}, unpacked", declared)
                if not piece and not left and not unpacking.eof:
                    raise DataError(Problem(name, "the archive ends too early", "the next refresh tries again"))
            left = unpacking.unused_data
    except zlib.error as error:
        raise DataError(Problem(name, "the archive cannot be unpacked", "look at the file")) from error
    return bytes(found)
