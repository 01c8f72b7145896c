"""Files of a build and of a release store are damaged by chance; what readers get is whole. make soak runs these."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.cache.page_cache import PageCache
from nutgraf.pipeline import kept_article
from nutgraf.project import read_project
from support.a_site import a_project, write_site
from support.desk import code, explainer, prose, write
from support.newsroom import tree
from support.publisher_server import newsroom, on_file
from support.sites import nutgraf

pytestmark = pytest.mark.long
SEED = 20261129
AT_ONCE = 10
ROUNDS = 20
SENTENCE = "Birch pays {{ nutgraf.fact('pay', county='Birch') }}."


def damage(folder: Path, chance: random.Random) -> str:
    """Damage a file below a folder in one of many ways; what was done, for the report."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    path, other = chance.choice(paths), chance.choice(paths)
    content, about = path.read_bytes(), path.stat()
    way = chance.choice(["byte", "byte", "cut", "empty", "noise", "gone", "another", "new file"])
    at = chance.randrange(len(content) or 1)
    changed = {
        "byte": content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :] if content else b"x",
        "cut": content[:at],
        "empty": b"",
        "noise": chance.randbytes(64),
        "another": other.read_bytes(),
        "new file": content[:at] + b"x",
    }
    if way in ("gone", "new file"):
        path.unlink()
    if way != "gone":
        path.write_bytes(changed[way])
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    return f"{path.relative_to(folder)}: {way}"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    root = newsroom(tmp_path / "newsroom", "pay-in.csv")
    for name in ("pay", "more-pay"):
        write(root, name, explainer(code("import nutgraf"), prose(SENTENCE)))
    return root


def edit(root: Path, *, birch: int, look: str) -> None:
    """The table and a template of the newsroom."""
    (root / "data/pay.csv").write_text(on_file({"Birch": birch}), "utf-8")
    (root / "templates").mkdir(exist_ok=True)
    box = f"{{% block after_content %}}<p>{look}</p>{{% endblock %}}"
    (root / "templates/shell.html.j2").write_text(f'{{% extends "nutgraf/shell.html.j2" %}}\n{box}\n', "utf-8")


def states() -> Iterator[tuple[int, str]]:
    """What is edited before each build: nothing, the look, the table, both."""
    while True:
        yield from ((51_300, "one"), (51_300, "two"), (51_400, "two"), (51_400, "two"), (51_300, "one"))


@pytest.mark.kernel
def test_no_page_is_wrong_after_200_damages_of_what_a_build_keeps(desk: Path) -> None:
    right: dict[tuple[int, str], dict[str, bytes]] = {}
    for birch, look in ((51_300, "one"), (51_300, "two"), (51_400, "two")):
        edit(desk, birch=birch, look=look)
        done = nutgraf("build", "--force", cwd=desk)
        assert done.returncode == 0, done.stderr
        right[birch, look] = tree(desk / "build/site")
    assert len({site["en/pay/index.html"] for site in right.values()}) == 3
    chance = random.Random(SEED)
    for number, (birch, look) in zip(range(ROUNDS), states(), strict=False):
        said = [damage(desk / "build", chance) for _ in range(AT_ONCE)]
        edit(desk, birch=birch, look=look)
        done = nutgraf("build", cwd=desk)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (number, said, done.stdout, done.stderr)
        found = tree(desk / "build/site")
        wrong = [name for name in {*found, *right[birch, look]} if found.get(name) != right[birch, look].get(name)]
        assert wrong == [], (number, said)


@pytest.mark.kernel
def test_no_page_is_wrong_after_200_damages_of_its_article_that_a_stranger_sealed(desk: Path) -> None:
    right: dict[str, dict[str, bytes]] = {}
    for look in ("one", "two"):
        edit(desk, birch=51_300, look=look)
        assert nutgraf("build", cwd=desk).returncode == 0
        right[look] = tree(desk / "build/site")
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        cache, said = PageCache(read_project(desk)), []
        for address in ("en/pay", "en/more-pay"):
            record = cache.record(address)
            assert record
            inside = cache.article(address).partition(b"\n")[2]
            for _ in range(AT_ONCE // 2):  # a sign of its JSON, not a letter of its text
                places = [at for at, sign in enumerate(inside) if sign in b'[]{},"']
                at = chance.choice(places)
                inside = inside[:at] + chance.choice([b"", b"1", b"[", b"]", b"null,", b'"",']) + inside[at + 1 :]
                said.append((address, at))
            (cache.articles / address.replace("/", "+")).write_bytes(kept_article._seal(record, inside) + inside)
        look = ("one", "two")[number % 2]
        edit(desk, birch=51_300, look=look)
        done = nutgraf("build", cwd=desk)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (number, said, done.stdout, done.stderr)
        assert tree(desk / "build/site") == right[look], (number, said)


def test_readers_get_whole_sites_after_200_damages_of_a_release_store(tmp_path: Path) -> None:
    desk, live, chance = a_project(tmp_path / "p"), tmp_path / "live", random.Random(SEED)
    sites = []
    for words in ("one", "two", "three"):
        write_site(desk, words, pages=("en/a", "en/b", "en/c"))
        sites.append(tree(desk.site_dir))
        assert nutgraf("publish", str(live), cwd=desk.root).returncode == 0
    went_back = 0
    for number in range(ROUNDS):
        said = [damage(live, chance) for _ in range(AT_ONCE - 2)]
        words = chance.choice(["one", "two", "three"])
        write_site(desk, words, pages=("en/a", "en/b", "en/c"))
        done = nutgraf("publish", str(live), cwd=desk.root)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (number, said, done.stdout, done.stderr)
        assert tree(live / "current") == tree(desk.site_dir), (number, said)
        said = [damage(live, chance) for _ in range(2)]
        done = nutgraf("rollback", "--at", str(live), cwd=desk.root)
        assert "Traceback" not in done.stderr, (number, said, done.stderr)
        if done.returncode == 0:
            went_back += 1
            assert tree(live / "current") == tree(desk.site_dir), (number, said)
            assert tree(desk.site_dir) in sites, (number, said)
        else:
            assert done.returncode == 2, (number, said, done.stdout, done.stderr)
            assert "damaged" in done.stderr or "no earlier release" in done.stderr, (number, said, done.stderr)
    assert went_back > 0
