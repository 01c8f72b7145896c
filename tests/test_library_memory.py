"""The process that draws keeps no code of its engine that was needed to start it alone."""

from __future__ import annotations

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


def test_a_system_that_does_not_list_its_memory_keeps_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert give_back_code("zlib_ng", smaps=tmp_path_factory.getbasetemp() / "nothing") == 0
