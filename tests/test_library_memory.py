"""Processes keep the memory that they use again, and no code of a library that was needed to start it alone."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest

from nutgraf.kernel.library_memory import _only_read, give_back_code

SMAPS = """\
7f0000000000-7f0000400000 r--p 00000000 fe:00 12 /env/vl_convert.abi3.so
Rss:                2048 kB
Anonymous:             0 kB
7f0000400000-7f0000800000 r-xp 00400000 fe:00 12 /env/vl_convert.abi3.so
Rss:                4096 kB
Anonymous:             4 kB
7f0000800000-7f0000900000 rw-p 00800000 fe:00 12 /env/vl_convert.abi3.so
Rss:                1024 kB
Anonymous:             0 kB
7f0001000000-7f0001100000 r-xp 00000000 fe:00 13 /env/skia.so
Rss:                1024 kB
Anonymous:             0 kB
7f0002000000-7f0002100000 rw-p 00000000 00:00 0
Anonymous:             0 kB
"""


def test_only_what_the_process_reads_of_the_library_and_has_not_changed_is_given_back() -> None:
    assert list(_only_read(SMAPS, "vl_convert")) == [(0x7F0000000000, 0x7F0000400000)]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is listed on Linux only")
def test_a_library_works_as_before_once_its_code_was_given_back() -> None:
    zlib_ng = pytest.importorskip("zlib_ng.zlib_ng")
    rows = bytes(range(256)) * 1000
    before = zlib_ng.compress(rows, 5)
    assert give_back_code("zlib_ng") > 0
    assert zlib_ng.compress(rows, 5) == before
    assert zlib.decompress(before) == rows


PICTURES = """
import resource, sys
from nutgraf.kernel.processes import give_back_memory, keep_free_memory
if "keep" in sys.argv:
    keep_free_memory()
def filled():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    parts = [b"x" * 10_000_000 for _ in range(3)]
    del parts
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
filled()
filled()
again = filled()
give_back_memory()
print(again, filled())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux alone can be asked for this")
def test_a_picture_fills_the_memory_of_the_one_before_until_its_page_is_made() -> None:
    command = [sys.executable, "-c", PICTURES, "keep"]
    again, after_giving_back = map(int, subprocess.check_output(command, text=True).split())
    assert again < 100
    assert after_giving_back > 5000


def test_a_system_that_does_not_list_its_memory_keeps_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert give_back_code("zlib_ng", smaps=tmp_path_factory.getbasetemp() / "nothing") == 0
