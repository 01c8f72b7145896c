"""Kills publishers and rollbacks at random moments, with real processes and `kill -9`, and looks as a reader does.

.venv/bin/python tests/kill_publishers.py [KILLS [SEED [PLACE…]]]     (default: 200, half in a folder and half in S3)

After each kill, readers have one of the two sites whole; the next run finishes what was left; and after a rollback the
site of the project and its facts.lock are those of the release that readers have.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from nutgraf.project import Project
from nutgraf.publish import publish_site, releases, roll_back
from support.a_site import NOW, a_project, write_site

PAGES = {"folder": 30, "S3": 3}
"""How many pages the sites have."""
SHARE = {"publish": 1.3, "rollback": 0.8}
"""How far kills reach, as a share of the time that the publication before took: all over it, on any machine."""
LOCKS = {"one": "\n", "two": "\n\n"}


def main(kills: int, seed: int, *places: str) -> int:
    """Kill so often, as often in each place; the exit status is 1 where a reader had something else than a site, or something was left."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server of S3 ends with it
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    root = Path(tempfile.mkdtemp(prefix="nutgraf-kills-"))
    try:
        for name in places:
            with PLACES[name](root) as (address, look, forget_lease):
                for number in range(kills // len(places)):
                    way = ("publish", "rollback")[number % 2]
                    desk = a_project(root / name / str(number))
                    had = once(desk, address(), way, look, forget_lease, chance, PAGES[name])
                    seen[f"{name}, {way}: readers had {had}"] += 1
                    if number % 10 == 9:
                        print(f"{name}: {number + 1} kills", flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    for said, count in sorted(seen.items()):
        print(f"{count:5}  {said}")
    print(f"{sum(seen.values())} kills; each time readers had one site whole, and the next run finished.")
    return 0


Look = Callable[[str], Mapping[str, bytes]]


def once(
    desk: Project,
    to: str,
    way: str,
    look: Look,
    forget_lease: Callable[[str], None],
    chance: random.Random,
    size: int,
) -> str:
    """One kill; says which site readers had after it."""
    pages = tuple(f"en/page-{number}" for number in range(size))
    sites, usual = {}, 0.0
    for words in ("one", "two") if way == "rollback" else ("one",):
        desk.lock_file.write_text(LOCKS[words])
        write_site(desk, words, pages=pages)
        began = time.monotonic()
        publish_site(desk, to, now=NOW)
        usual = time.monotonic() - began
        sites[words] = site_of(desk)
    if way == "publish":
        desk.lock_file.write_text(LOCKS["two"])
        write_site(desk, "two", pages=pages)
        sites["two"] = site_of(desk)
    work = (lambda: publish_site(desk, to, now=NOW)) if way == "publish" else (lambda: roll_back(desk, to))
    killed(work, chance.uniform(0.0, SHARE[way] * usual))
    had = whole(look(to), sites)
    forget_lease(to)
    publish_site(desk, to, now=NOW)  # the next run, which also finishes a rollback that had begun
    after = whole(look(to), sites)
    assert site_of(desk) == sites[after], "the site of the project is not the one that readers have"
    assert desk.lock_file.read_text() == LOCKS[after], "facts.lock is not that of the site that readers have"
    if way == "publish":
        assert after == "two", "the next publication did not finish"
    assert sum(each.live for each in releases(to)) == 1
    assert not (desk.build_dir / "rollback.json").exists(), "a rollback was left half done"
    shutil.rmtree(desk.root)
    return f"the {'new' if had == ('two' if way == 'publish' else 'one') else 'old'} site"


def killed(work: Callable[[], object], after: float) -> None:
    """Do the work in a process, and kill it."""
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def site_of(desk: Project) -> dict[str, bytes]:
    return {
        path.relative_to(desk.site_dir).as_posix(): path.read_bytes()
        for path in desk.site_dir.rglob("*")
        if path.is_file()
    }


def whole(found: Mapping[str, bytes], sites: Mapping[str, Mapping[str, bytes]]) -> str:
    """Which site was found, whole."""
    names = [words for words, site in sites.items() if dict(found) == dict(site)]
    assert names, f"readers had neither site: {len(found)} files"
    return names[0]


@contextlib.contextmanager
def folder_places(root: Path) -> Iterator[tuple[Callable[[], str], Look, Callable[[str], None]]]:
    counter = iter(range(10_000))

    def look(to: str) -> Mapping[str, bytes]:
        current = Path(to) / "current"
        return {
            path.relative_to(current).as_posix(): path.read_bytes() for path in current.rglob("*") if path.is_file()
        }

    yield lambda: str(root / f"live-{next(counter)}"), look, lambda _: None


@contextlib.contextmanager
def bucket_places(root: Path) -> Iterator[tuple[Callable[[], str], Look, Callable[[str], None]]]:
    """Buckets of an S3-compatible server, read as a front door reads them: by store/current.json."""
    import subprocess

    import boto3

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "made up",
        "AWS_SECRET_ACCESS_KEY": "made up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
    client = boto3.client("s3")
    try:
        for _ in range(100):
            try:
                client.create_bucket(Bucket="news")
                break
            except Exception:
                time.sleep(0.2)
        counter = iter(range(10_000))

        def look(to: str) -> Mapping[str, bytes]:
            key = to.removeprefix("s3://news/")
            pointer = json.loads(client.get_object(Bucket="news", Key=f"{key}/store/current.json")["Body"].read())
            folder = f"{key}/{pointer['path']}"
            found = {}
            for page in client.get_paginator("list_objects_v2").paginate(Bucket="news", Prefix=folder):
                for each in page.get("Contents", ()):
                    answer = client.get_object(Bucket="news", Key=each["Key"])
                    body = answer["Body"].read()
                    found[each["Key"].removeprefix(folder)] = (
                        gzip.decompress(body) if answer.get("ContentEncoding") == "gzip" else body
                    )
            return found

        def forget_lease(to: str) -> None:
            """Ten minutes pass."""
            client.delete_object(Bucket="news", Key=f"{to.removeprefix('s3://news/')}/store/lease.json")

        yield lambda: f"s3://news/site-{next(counter)}", look, forget_lease
    finally:
        client.close()
        server.kill()
        server.wait()


PLACES = {"folder": folder_places, "S3": bucket_places}

if __name__ == "__main__":
    kills, seed, *places = [*sys.argv[1:], *("200", "20261129")[len(sys.argv) - 1 :]]
    sys.exit(main(int(kills), int(seed), *(places or PLACES)))
