"""What a stamp says of the files of a folder."""

from __future__ import annotations

from pathlib import Path

from nutgraf.cache.stamp_file import StampFile


def test_a_file_that_was_written_after_the_folder_was_looked_at_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("a page")
    looked_at = StampFile(tmp_path / "site.json", (folder,), {}).write()
    (folder / "left-by-hand.html").write_text("another")
    StampFile(tmp_path / "build.json", (folder,), {}).write(looked_at=looked_at)
    assert not StampFile(tmp_path / "build.json", (folder,), {}).is_untouched
    (folder / "left-by-hand.html").unlink()
    assert StampFile(tmp_path / "build.json", (folder,), {}).is_untouched
