"""Broken files of every kind: each is read, or refused in words; none ends in a traceback or without an end."""

from __future__ import annotations

import contextlib
import copy
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nutgraf import data
from nutgraf.cache.record import Record
from nutgraf.errors import NutgrafError, Problem
from nutgraf.frontmatter import read_front_matter
from nutgraf.inbox.desk_events import all_events
from nutgraf.ledger import Lock, lock_text, publish, read_lock
from nutgraf.notebook_file import read_file
from nutgraf.project import read_project
from nutgraf.publish.release import File, Release
from nutgraf.refresh.declared_refresh import read_declared
from nutgraf.refresh.upstream_corrections import read_corrections
from support.publisher_server import newsroom
from test_ledger import EDITION, FIRST, page

NEWSROOM = Path(__file__).parent / "newsroom"
FRONT = """title: Who pays
title_es: Quién paga
date: 2026-11-24
authors: [Ana Ruiz]
matrix: {state: [TN, KY]}
address: taxes/{state}
"""
CORRECTIONS = """corrections:
  - table: pay
    row: {county: Birch}
    action: drop
    why: it is no county
"""
SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    st.sampled_from(["", "\0", "../..", "{{ x }}", "\ud800", "9" * 400, "2026-02-30", "<script>"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
fuzz = settings(
    max_examples=1_500 if os.environ.get("TEST_LONG") else 50, suppress_health_check=list(HealthCheck), deadline=None
)


@st.composite
def broken_bytes(draw: st.DrawFn, whole: bytes) -> bytes:
    """Some bytes of a file changed, taken out, put in or cut off."""
    found = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        match draw(st.sampled_from(["change", "cut", "take", "put", "double"])):
            case "change":
                found[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del found[at:]
            case "take":
                del found[at : at + draw(st.integers(1, 20))]
            case "put":
                found[at:at] = draw(
                    st.binary(max_size=6) | st.sampled_from([b"\0", b"\n", b'"', b"{", b"]", b"\xff\xfe", b"{{", b"- "])
                )
            case "double":
                found[at:at] = found[at : at + 40]
    return bytes(found)


@st.composite
def broken_json(draw: st.DrawFn, whole: Any) -> bytes:
    """One value anywhere in a document changed for another, or taken out."""
    made = copy.deepcopy(whole)
    here, name = [made], 0
    inner: Any = made
    while isinstance(inner, dict | list) and inner and draw(st.integers(0, 4)):
        here = inner
        name = draw(st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner))))
        inner = here[name]
    if draw(st.booleans()) and here is not made and isinstance(here, dict):
        del here[name]
    else:
        here[name] = draw(JSON)
    if here == [made] or not isinstance(made, dict | list):
        made = here[0]
    return json.dumps(made).encode("utf-8", "surrogatepass")


@cache
def notebook() -> Any:
    return json.loads((NEWSROOM / "notebooks" / "hive-permit.ipynb").read_text("utf-8"))


@cache
def package() -> Any:
    return json.loads((NEWSROOM / "data" / "datapackage.json").read_text("utf-8"))


def refusal_of(read: Callable[[], object]) -> tuple[Problem, ...] | None:
    """Why it is refused; None where it is read. Whatever else it raises ends the test."""
    try:
        read()
    except NutgrafError as error:
        return error.problems
    return None


def read_or_refused(read: Callable[[], object]) -> None:
    """It is read, or refused in words that say where and what."""
    problems = refusal_of(read)
    assert problems is None or (problems and all(problem.where and problem.what for problem in problems))


@fuzz
@given(text=broken_bytes(FRONT.encode()).map(lambda found: found.decode("utf-8", "replace")))
def test_front_matter(text: str) -> None:
    front, problems = read_front_matter(text, "notebooks/x.ipynb")
    assert front or problems


@fuzz
@given(
    written=st.one_of(
        st.deferred(lambda: broken_json(notebook())), st.deferred(lambda: broken_bytes(json.dumps(notebook()).encode()))
    )
)
def test_a_notebook(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(written)
    read_or_refused(lambda: read_file(path, "notebooks/x.ipynb"))


@fuzz
@given(
    written=st.one_of(
        st.deferred(lambda: broken_json(package())), st.deferred(lambda: broken_bytes(json.dumps(package()).encode()))
    )
)
def test_a_data_package(tmp_path: Path, written: bytes) -> None:
    for path in (NEWSROOM / "data").glob("*.csv"):
        if not (tmp_path / path.name).exists():
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "datapackage.json").write_bytes(written)
    assert all(problem.where and problem.what for problem in data.validate(tmp_path / "datapackage.json"))


@fuzz
@given(written=broken_bytes((NEWSROOM / "data" / "permits.csv").read_bytes()))
def test_a_table(tmp_path: Path, written: bytes) -> None:
    for path in (NEWSROOM / "data").iterdir():
        if path.name != "permits.csv" and not (tmp_path / path.name).exists():
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "permits.csv").write_bytes(written)
    assert all(problem.where and problem.what for problem in data.validate(tmp_path / "datapackage.json"))


@fuzz
@given(written=st.deferred(lambda: broken_bytes(lock_text(publish(Lock({}), EDITION, page(), FIRST)).encode())))
def test_facts_lock(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "facts.lock").write_bytes(written)
    read_or_refused(lambda: read_lock(tmp_path / "facts.lock"))


RELEASE = Release(1, "2026-11-29T03:00:00Z", {"index.html": File("a" * 64, 12)}, "b" * 64, 1)


@fuzz
@given(written=st.one_of(broken_bytes(RELEASE.to_json()), broken_json(json.loads(RELEASE.to_json()))))
def test_the_manifest_of_a_release_is_whole_or_refused(written: bytes) -> None:
    read: Release | None = None
    with contextlib.suppress(ValueError):
        read = Release.from_json(written)
    assert read in (None, RELEASE)


@fuzz
@given(
    written=st.one_of(
        st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
    )
)
def test_a_record_of_the_cache_is_read_or_of_no_use(written: bytes) -> None:
    read: Record | None = None
    with contextlib.suppress(ValueError):  # what PageCache takes for damage
        read = Record.from_json(written)
    assert read is None or isinstance(read, Record)


@fuzz
@given(
    written=broken_bytes(
        b'{"id": "a1", "at": "2026-11-29T03:00:00Z", "by": "Ana", "kind": "comment", "text": "why"}\n' * 2
    )
)
def test_the_record_of_the_desk(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "desk").mkdir(exist_ok=True)
    (tmp_path / "notebooks").mkdir(exist_ok=True)
    (tmp_path / "pyproject.toml").write_text('[tool.nutgraf]\nname = "The Desk"\n', "utf-8")
    (tmp_path / "desk" / "decisions.jsonl").write_bytes(written)
    project = read_project(tmp_path)
    read_or_refused(lambda: all_events(project))


@fuzz
@given(
    written=broken_bytes(
        b'[project]\nname = "x"\n[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en", "es"]\ntimeout = 60\n'
    )
)
def test_settings(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "notebooks").mkdir(exist_ok=True)
    (tmp_path / "pyproject.toml").write_bytes(written)
    read_or_refused(lambda: read_project(tmp_path))


@fuzz
@given(written=broken_bytes(CORRECTIONS.encode()))
def test_corrections(tmp_path: Path, written: bytes) -> None:
    if not (tmp_path / "data").exists():
        newsroom(tmp_path, "https://data.example.org/pay.csv")
    path = tmp_path / "data" / "datapackage.json"
    (tmp_path / "data" / "corrections.yaml").write_bytes(written)
    read_or_refused(lambda: read_corrections(path, data.open_package(path).tables))


@fuzz
@given(
    declared=JSON
    | st.dictionaries(st.sampled_from(["from", "read", "melt", "keep", "set", "contract", "seconds"]), JSON)
)
def test_the_declaration_of_a_refresh(tmp_path: Path, declared: Any) -> None:
    path = tmp_path / "datapackage.json"
    described = {"resources": [{"name": "pay", "nutgraf": {"refresh": declared}}]}
    path.write_text(json.dumps(described), "utf-8", "surrogatepass")
    read_or_refused(lambda: read_declared(path))
