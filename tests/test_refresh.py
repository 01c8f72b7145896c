"""`nutgraf refresh`: what a publisher sends replaces the table or is kept out, whatever its server does."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from nutgraf.errors import DataError, UsageError
from nutgraf.project import read_project
from nutgraf.rebuild.steps import StepOrder, do_step
from nutgraf.refresh import difference, history, restore
from nutgraf.refresh.revisions import RowCells, in_known_order
from support.in_process import nutgraf
from support.publisher_server import (
    NOW,
    PAY,
    Answer,
    Publisher,
    declared,
    newsroom,
    on_file,
    pay,
    publisher,
    refresh,
    refreshed,
)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


def table(root: Path) -> str:
    return (root / "data" / "pay.csv").read_text("utf-8")


def said(root: Path, **options: object) -> str:
    """Why the table was not refreshed; it is as it was."""
    before = table(root)
    one = refreshed(root, **options)
    assert one.outcome in ("failed", "quarantined")
    assert table(root) == before
    return one.problems[0].what if one.problems else one.findings[0].what


# --- what passes


def test_a_revised_number_replaces_the_table_and_says_which(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400})))
    one = refreshed(root)
    assert (one.outcome, one.said) == ("replaced", "pay: 1 cell revised")
    assert list(one.lines()) == ["pay: 1 cell revised", "  county=Birch, pay: 51300 → 51400"]
    assert table(root) == on_file({"Birch": 51_400})


def test_the_day_of_the_refresh_is_when_the_table_was_retrieved(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400})))
    refresh(root)
    assert json.loads((root / "data/datapackage.json").read_text())["resources"][0]["retrievedDate"] == "2026-11-29"


def test_what_has_not_changed_is_not_sent_again_by_its_etag(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(pay().encode(), headers={"ETag": '"a1"'})))
    assert refreshed(root).outcome == "unchanged"
    assert refreshed(root).outcome == "unchanged"
    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"a1"']


def test_what_has_not_changed_is_not_sent_again_by_its_day(tmp_path: Path, server: Publisher) -> None:
    day = {"Last-Modified": "Sat, 28 Nov 2026 09:00:00 GMT"}
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(pay({"Elm": 56_000}).encode(), headers=day)))
    assert [refreshed(root).outcome for _ in range(2)] == ["replaced", "unchanged"]
    assert server.asked[1][1]["If-Modified-Since"] == day["Last-Modified"]


def test_a_changed_declaration_reads_the_file_again_though_its_etag_is_the_same(
    tmp_path: Path, server: Publisher
) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(pay().encode(), headers={"ETag": '"a1"'})))
    refresh(root)
    declared(root, contract={"rows": {"min": 11}})
    assert said(root) == "it has 10 rows, and must have at least 11"


def test_columns_in_another_order_change_nothing(tmp_path: Path, server: Publisher) -> None:
    turned = "pay,county\n" + "".join(f"{row.split(',')[1]},{row.split(',')[0]}\n" for row in pay().splitlines()[1:])
    root = newsroom(tmp_path, server.serve("/pay.csv", turned))
    assert refreshed(root).outcome == "unchanged"
    assert table(root) == on_file()


def test_rows_in_another_order_change_nothing(tmp_path: Path, server: Publisher) -> None:
    first, *rows = pay().splitlines()
    root = newsroom(tmp_path, server.serve("/pay.csv", "\n".join([first, *reversed(rows)])))
    assert refreshed(root).outcome == "unchanged"


def test_a_new_row_is_added_at_the_end(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay().replace("Alder", "Aspen,60000\nAlder")))
    assert refreshed(root).said == "pay: 1 row new"
    assert table(root) == on_file() + "Aspen,60000,made_up\n"


def test_the_first_refresh_makes_a_table_that_is_not_there_yet(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay()))
    (root / "data/pay.csv").unlink()
    assert refreshed(root).outcome == "replaced"
    assert table(root) == on_file()


def test_a_file_of_the_project_is_a_source_too(tmp_path: Path) -> None:
    root = newsroom(tmp_path, "raw/pay.csv")
    (root / "raw").mkdir()
    (root / "raw/pay.csv").write_text(pay({"Fir": 57_000}))
    assert refreshed(root).outcome == "replaced"


def test_an_address_of_fsspec_is_a_source_too(tmp_path: Path) -> None:
    import fsspec

    fsspec.filesystem("memory").pipe("/pay.csv", pay({"Fir": 57_000}).encode())
    assert refreshed(newsroom(tmp_path, "memory://pay.csv")).outcome == "replaced"


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Birch": 51_400})))
    assert refreshed(root, dry_run=True).said == "pay: 1 cell revised"
    assert table(root) == on_file()
    assert not (root / "data/versions").exists()


# --- servers that do not answer as they should


def test_a_file_that_is_gone_says_so_and_is_not_asked_for_again(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, f"{server.address}/gone.csv")
    assert said(root) == "the server answers 404 Not Found"
    assert len(server.asked) == 1


def test_a_busy_server_is_asked_again_when_it_wants_to_be(tmp_path: Path, server: Publisher) -> None:
    busy = Answer(status=429, headers={"Retry-After": "7"})
    root, waits = newsroom(tmp_path, server.serve("/pay.csv", busy, pay({"Elm": 56_000}).encode())), []
    assert refreshed(root, waits=waits).outcome == "replaced"
    assert waits == [7.0]


def test_a_server_with_an_error_is_asked_four_times_at_growing_intervals(tmp_path: Path, server: Publisher) -> None:
    root, waits = newsroom(tmp_path, server.serve("/pay.csv", Answer(status=500))), []
    what = "the file cannot be fetched: the server answers 500 Internal Server Error (4 tries)"
    assert said(root, waits=waits) == what
    assert waits == [1.0, 2.0, 4.0]


def test_the_mirror_is_asked_where_the_server_is_down(tmp_path: Path, server: Publisher) -> None:
    mirror = server.serve("/mirror.csv", pay({"Elm": 56_000}))
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(status=503)), mirrors=[mirror], tries=2)
    one = refreshed(root)
    assert (one.outcome, one.origin) == ("replaced", mirror)


def test_a_file_that_breaks_off_is_no_shorter_table(tmp_path: Path, server: Publisher) -> None:
    cut = pay().encode()[:60]
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(cut, promised=len(pay()))), tries=1)
    assert "the download stopped" in said(root)


def test_a_web_page_in_place_of_the_file_is_quoted(tmp_path: Path, server: Publisher) -> None:
    page = "<!DOCTYPE html><html><style>p{}</style><body><p>We are <b>down</b> for maintenance</p></body></html>"
    root = newsroom(tmp_path, server.serve("/pay.csv", page))
    assert said(root) == "the server sends a web page in place of pay.csv, which says: “We are down for maintenance”"


def test_a_slow_drip_ends_with_its_time(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(pay().encode(), pause=0.02)), seconds=1.5, tries=1)
    assert said(root) == "the file cannot be fetched: the file took longer than 1.5 seconds"


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(b"x" * 200_000)), megabytes=0.1)
    assert said(root) == "the file has more than 0.1 MB"


def test_a_redirect_to_another_host_is_refused_unless_named(tmp_path: Path, server: Publisher) -> None:
    elsewhere = server.serve("/real.csv", pay({"Elm": 56_000})).replace("127.0.0.1", "localhost")
    leads = server.serve("/pay.csv", Answer(status=302, headers={"Location": elsewhere}))
    root = newsroom(tmp_path, leads)
    assert said(root) == "the address redirects to another host, localhost"
    declared(root, redirects=["localhost"], private=["127.0.0.1", "localhost"])
    assert refreshed(root).outcome == "replaced"


def test_a_redirect_to_a_private_address_is_refused_though_its_host_is_named(tmp_path: Path, server: Publisher) -> None:
    inside = server.serve("/secret", pay()).replace("127.0.0.1", "localhost")
    leads = server.serve("/pay.csv", Answer(status=302, headers={"Location": inside}))
    root = newsroom(tmp_path, leads, redirects=["localhost"])
    assert said(root) == "localhost is on a private network"
    assert [path for path, _ in server.asked] == ["/pay.csv"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.7", "169.254.169.254", "0.0.0.0", "2130706433"],
)
def test_a_private_address_is_refused_unless_named(tmp_path: Path, host: str) -> None:
    root = newsroom(tmp_path, f"http://{host}:9/pay.csv", private=[], tries=1)
    assert said(root).endswith("is on a private network")


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    tmp_path: Path, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    answers = iter(["93.184.216.34", "127.0.0.1"])
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: object, *more: object, **options: object) -> object:
        if host != "data.example":
            looked_up.append(host)
            return real("127.0.0.1", port, *more, **options)  # type: ignore[arg-type]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = server.address.rpartition(":")[2]
    server.serve("/pay.csv", pay({"Elm": 56_000}))
    root = newsroom(tmp_path, f"http://data.example:{port}/pay.csv", private=[], tries=1)
    assert refreshed(root).outcome == "replaced"
    assert looked_up == ["93.184.216.34"]
    assert server.asked[0][1]["Host"] == f"data.example:{port}"


# --- archives and encodings


def _zip(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return written.getvalue()


def test_the_one_file_in_an_archive_is_the_table(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.zip", _zip(pay=pay({"Elm": 56_000}).encode())))
    assert refreshed(root).outcome == "replaced"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.zip", _zip(pay=b"0" * 5_000_000)), megabytes=1)
    assert said(root) == "the file has more than 1 MB"


def _damaged(packing: int, name: bytes = b"pay.csv") -> bytes:
    """An archive whose data, or the name of whose file, is not what it says."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        archive.writestr("päy.csv", pay())
    whole, utf_8 = written.getvalue(), "päy.csv".encode()
    if name != b"pay.csv":
        return whole.replace(utf_8, name)
    start = whole.index(utf_8) + len(utf_8)
    return whole[:start] + b"\xff" * 40 + whole[start + 40 :]


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_is_kept_out_however_it_is_packed(tmp_path: Path, server: Publisher, packing: int) -> None:
    root = newsroom(tmp_path, server.serve("/pay.zip", _damaged(packing)))
    assert said(root) == "the archive cannot be unpacked"


def test_an_archive_with_a_file_name_of_no_letters_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.zip", _damaged(zipfile.ZIP_DEFLATED, b"p\xff\xfey.csv")))
    assert said(root) == "the archive cannot be unpacked"


def test_a_server_whose_key_nobody_checks_is_not_asked(tmp_path: Path) -> None:
    assert said(newsroom(tmp_path, "sftp://host/pay.csv")) == "an address of this kind cannot be fetched"


@pytest.mark.parametrize("encoded", [False, True])
def test_a_gzip_bomb_is_refused_while_it_is_unpacked(tmp_path: Path, server: Publisher, encoded: bool) -> None:
    headers = {"Content-Encoding": "gzip"} if encoded else {}
    root = newsroom(
        tmp_path, server.serve("/pay.csv", Answer(gzip.compress(b"0" * 5_000_000), headers=headers)), megabytes=1
    )
    assert said(root) == "the file has more than 1 MB"


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.xlsx", _zip(sheet=b"0" * 5_000_000)), megabytes=1)
    assert said(root) == "the file has more than 1 MB"


def test_another_encoding_is_refused_until_it_is_declared(tmp_path: Path, server: Publisher) -> None:
    text = pay().replace("Cedar", "Cañon").encode("cp1252")
    root = newsroom(tmp_path, server.serve("/pay.csv", text), contract={"lost": [{"county": "Cedar"}]})
    assert said(root).startswith("the encoding of the file is not known")
    declared(root, read={"encoding": "cp1252"})
    assert refreshed(root).outcome == "replaced"
    assert "Cañon" in table(root)


def test_a_file_that_is_not_the_one_of_its_checksum_is_refused(tmp_path: Path, server: Publisher) -> None:
    text = pay({"Elm": 56_000})
    server.serve("/SHA256SUMS", f"{hashlib.sha256(text.encode()).hexdigest()}  pay.csv\n{'0' * 64}  other.csv\n")
    root = newsroom(tmp_path, server.serve("/pay.csv", text), checksum="0" * 64)
    assert said(root) == "the file does not match its checksum"
    declared(root, checksum=f"{server.address}/SHA256SUMS")
    assert refreshed(root).outcome == "replaced"


# --- the contract


def test_a_new_column_is_kept_out_until_it_is_declared(tmp_path: Path, server: Publisher) -> None:
    wider = "\n".join(f"{row},{'note' if not number else 'x'}" for number, row in enumerate(pay().splitlines()))
    root = newsroom(tmp_path, server.serve("/pay.csv", wider))
    assert said(root) == "the file has a column that the table does not have: note"
    declared(root, drop=["note"])
    assert refreshed(root).outcome == "unchanged"


def test_a_column_with_another_name_is_kept_out_and_the_new_name_is_said(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay(heading="county,wage")))
    one = refreshed(root)
    assert one.findings[0].what == "the file no longer has the column 'pay'"
    assert one.findings[0].rows[1] == "if it has a new name, declare it under read.rename; new are wage"


def test_dollars_that_became_thousands_are_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({name: number // 1000 for name, number in _all().items()})))
    what = "the numbers in pay are about 1,0"
    assert said(root).startswith(what)
    assert said(root).endswith("times smaller than before: has their unit changed?")


def _all() -> dict[str, int]:
    from support.publisher_server import PAY

    return dict(PAY)


def test_a_county_that_is_gone_is_kept_out_unless_it_may_go(tmp_path: Path, server: Publisher) -> None:
    short = pay().replace("Cedar,52600\n", "")
    root = newsroom(tmp_path, server.serve("/pay.csv", short))
    one = refreshed(root)
    assert (one.findings[0].what, one.findings[0].rows) == ("one of its entities is gone", ("county=Cedar",))
    declared(root, contract={"lost": [{"county": "Cedar"}]})
    assert refreshed(root).said == "pay: 1 row gone"


def test_a_number_that_changes_by_more_than_declared_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 56_000})), contract={"change": {"pay": 1}})
    one = refreshed(root)
    assert one.findings[0].what == "a number in pay changes by more than 1%"
    assert one.findings[0].rows == ("county=Elm: 55,200 before, 56,000 now (+1.4%)",)


def test_one_wild_number_is_an_outlier_however_small_its_change_would_be_to_a_mean(
    tmp_path: Path, server: Publisher
) -> None:
    grown = {name: number * 101 // 100 for name, number in _all().items()}
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({**grown, "Gum": 70_000})))
    one = refreshed(root)
    assert one.findings[0].part == "outliers"
    assert one.findings[0].rows == ("county=Gum: 57,800 before, 70,000 now (+21.1%)",)


def test_a_number_that_became_blank_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay().replace("Elm,55200", "Elm,")))
    assert said(root) == "1 numbers are blank now"


def test_rows_that_no_longer_add_up_are_kept_out(tmp_path: Path, server: Publisher) -> None:
    whole = {"Alder": sum(_all().values()) - 50_000}
    sums = [{"column": "pay", "whole": {"county": "Alder"}}]
    root = newsroom(
        tmp_path, server.serve("/pay.csv", pay({**whole, "Ivy": 60_500})), contract={"sums": sums}, table=on_file(whole)
    )
    one = refreshed(root)
    assert one.findings[0].rows == ("all rows: the rows add up to 508,600, and the sum is 508,500",)


def test_a_row_that_is_there_twice_is_kept_out(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay() + "Elm,55200\n"))
    assert refreshed(root).findings[0].part == "schema"


def test_what_is_kept_out_is_there_to_look_at_with_a_report(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 5})))
    one = refreshed(root)
    folder = root / one.kept_in
    assert sorted(path.name for path in folder.iterdir()) == ["as-fetched.csv", "pay.csv", "report.json", "report.txt"]
    assert "county=Elm: 55,200 before, 5 now (-100.0%)" in (folder / "report.txt").read_text()
    server.serve("/pay.csv", pay())
    assert refreshed(root).outcome == "unchanged"
    assert not folder.exists()


def test_the_report_of_the_night_has_the_first_rows_of_a_long_list_and_counts_all(tmp_path: Path) -> None:
    root = newsroom(tmp_path / "p", "sent.csv")
    (root / "sent.csv").write_text(pay({f"County {number}": 60_000 for number in range(1_500)}))
    order = StepOrder(NOW.isoformat())
    (table,) = do_step("refresh", read_project(root), order, lambda _: None).details["tables"]
    assert (len(table["added"]), table["added"][0]) == (1_000, "county=County 0")
    assert table["said"] == "pay: 1,500 rows new"


def test_a_row_that_is_as_it_was_is_kept_once_in_memory() -> None:
    table: Any = SimpleNamespace(identity=("county",), columns=("county", "pay"))
    before: list[RowCells] = [{"county": "Alder", "pay": "1"}, {"county": "Birch", "pay": "2"}]
    after: list[RowCells] = [{"county": "Elm", "pay": "9"}, {"county": "Birch", "pay": "3"}, dict(before[0])]
    ordered = in_known_order(table, before, after)
    assert ordered == [after[2], after[1], after[0]]
    assert [one is other for one, other in zip(ordered, before, strict=False)] == [True, False]


def test_a_bad_table_spares_its_neighbors_and_the_status_says_so(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(status=404)))
    done = nutgraf("refresh", cwd=root)
    assert done.returncode == 1
    assert "the server answers 404 Not Found" in done.stdout
    assert done.stdout.endswith("1 failed.\n")


def test_a_table_that_declares_no_refresh_is_refused_by_name(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay()))
    with pytest.raises(UsageError) as raised:
        refresh(root, "pays")
    assert raised.value.problems[0].fix == "did you mean 'pay'?"


def test_a_misspelled_word_of_the_declaration_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    root = newsroom(tmp_path, "raw/pay.csv", mirror=["x"])
    with pytest.raises(DataError) as raised:
        refresh(root)
    assert str(raised.value.problems[0].what) == "'mirror' is not understood"
    assert raised.value.problems[0].fix == "did you mean 'mirrors'?"


# --- versions


def test_every_version_is_kept_with_when_and_from_where(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 56_000})))
    refresh(root)
    found = history(read_project(root), "pay")
    assert [(one.origin, one.changes, one.when) for one in found] == [
        ("data/", "as it was on file", "2026-11-29T03:00:00Z"),
        (f"{server.address}/pay.csv", "1 cell revised", "2026-11-29T03:00:00Z"),
    ]


def test_a_version_can_be_put_back(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 56_000})))
    refresh(root)
    project = read_project(root)
    change = difference(project, "pay")
    assert [(one.was, one.now) for one in change.revisions.changed] == [("55200", "56000")]
    restore(project, "pay", change.before, NOW)
    assert table(root) == on_file()
    assert history(project, "pay")[-1].origin == "restored"


def test_log_diff_and_restore_are_commands(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 56_000})))
    refresh(root)
    first = history(read_project(root), "pay")[0].version
    assert "1 cell revised" in nutgraf("data", "log", "pay", cwd=root).stdout
    assert "county=Elm, pay: 55200 → 56000" in nutgraf("data", "diff", "pay", cwd=root).stdout
    assert nutgraf("data", "restore", "pay", first[:6], cwd=root).returncode == 0
    assert table(root) == on_file()


@pytest.mark.parametrize(
    "name",
    ["..", "../../..", "/tmp/elsewhere", "a/b", "a\\b", ".hidden", "x\0y", "pay\n", " pay", "p\u202ey", "a" * 300],
)
def test_a_table_whose_name_leads_out_of_its_folder_is_refused_and_nothing_is_removed(
    tmp_path: Path, name: str
) -> None:
    root = newsroom(tmp_path / "p", "sent.csv")
    (root / "sent.csv").write_text(pay({"Birch": 51_400}))
    package = root / "data/datapackage.json"
    described = json.loads(package.read_text("utf-8"))
    described["resources"][0]["name"] = name
    package.write_text(json.dumps(described), "utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for command in (("refresh",), ("data", "log", name), ("check",)):
        done = nutgraf(*command, cwd=root)
        assert (done.returncode, "cannot be the name of the folder" in done.stdout + done.stderr) == (2, True), command
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "value",
    [{"when": "soon"}, {"when": 5}, {"rows": "x"}, {"version": 5}, {"marks": [1]}, {"marks": {"etag": 5}}],
    ids=str,
)
def test_a_line_of_the_log_with_a_value_of_another_kind_is_named(tmp_path: Path, value: dict[str, Any]) -> None:
    root = newsroom(tmp_path / "p", "sent.csv")
    (root / "sent.csv").write_text(pay({"Birch": 51_400}))
    refreshed(root)
    log = root / "data/versions/pay/log.jsonl"
    log.write_text(json.dumps({**json.loads(log.read_text("utf-8").splitlines()[-1]), **value}) + "\n")
    (problem,) = refreshed(root).problems
    assert (problem.where, problem.what) == ("data/versions/pay/log.jsonl, line 1", "the line is not a version")


def test_a_kept_version_that_was_changed_is_not_put_back(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", pay({"Elm": 56_000})))
    refresh(root)
    first = history(read_project(root), "pay")[0].version
    (root / f"data/versions/pay/{first}.csv").write_text("county,pay,source_id\n")
    with pytest.raises(DataError, match="the file is not what it was"):
        restore(read_project(root), "pay", first, NOW)


def test_a_refresh_that_was_killed_before_its_log_is_finished_by_the_next(tmp_path: Path, server: Publisher) -> None:
    root = newsroom(tmp_path, server.serve("/pay.csv", Answer(pay({"Elm": 56_000}).encode(), headers={"ETag": '"2"'})))
    refresh(root)
    log = root / "data/versions/pay/log.jsonl"
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    assert refreshed(root).outcome == "unchanged"
    assert len(history(read_project(root), "pay")) == 2


@pytest.mark.kernel
def test_a_table_comes_from_a_notebook_that_papermill_runs(tmp_path: Path) -> None:
    root = newsroom(tmp_path, "get-pay.ipynb")
    revised = PAY | {"Birch": 51_400}
    code = f"import pandas as pd\nframe = pd.DataFrame({{'county': {list(revised)}, 'pay': {list(revised.values())}}})\nframe"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    (root / "notebooks" / "get-pay.ipynb").write_text(nbformat.writes(notebook), "utf-8")
    one = refreshed(root)
    assert list(one.lines()) == ["pay: 1 cell revised", "  county=Birch, pay: 51300 → 51400"]
    assert table(root) == on_file({"Birch": 51_400})
