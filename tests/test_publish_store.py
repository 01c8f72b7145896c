"""Publishing to an object store: what readers get at each moment, and what a killed publisher leaves."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from nutgraf.errors import PublishError
from nutgraf.project import Project
from nutgraf.publish import publish_site, releases, roll_back
from nutgraf.publish.object_store import ObjectStore
from nutgraf.publish.unreachable import as_os_error
from nutgraf.rebuild.may_pass import may_pass
from support.a_site import NOW, a_project, put_live, write_site

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    return a_project(tmp_path / "p")


def test_an_object_store_has_the_same_releases(desk: Project) -> None:
    to = "memory://newsroom/explainers"
    first = put_live(desk, to, "one")
    put_live(desk, to, "two")
    assert roll_back(desk, to).id == first.id
    assert [(each.number, each.live) for each in releases(to)] == [(2, False), (1, True)]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """An S3-compatible server on this machine, with a bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3")
        client.create_bucket(Bucket="news")
        yield client
        client.close()
    server.stop()


@pytest.fixture
def bucket(server: Any) -> Any:
    """The bucket, empty."""
    for found in server.list_objects_v2(Bucket="news").get("Contents", ()):
        server.delete_object(Bucket="news", Key=found["Key"])
    return server


def test_a_bucket_has_the_same_releases_with_types_and_times_and_the_pointer_moves_last(
    desk: Project, bucket: Any
) -> None:
    to = "s3://news/site"
    first = put_live(desk, to, "one")
    assert put_live(desk, to, "one").id == first.id
    assert put_live(desk, to, "two").uploaded == 4
    pointer = json.loads(bucket.get_object(Bucket="news", Key="site/store/current.json")["Body"].read())
    page = bucket.head_object(Bucket="news", Key=f"site/{pointer['path']}en/a/index.html")
    look = bucket.head_object(Bucket="news", Key=f"site/{pointer['path']}assets/look.1.css")
    assert (page["ContentType"], look["ContentType"]) == ("text/html; charset=utf-8", "text/css; charset=utf-8")
    assert "immutable" in look["CacheControl"]
    assert "immutable" not in page["CacheControl"]
    assert roll_back(desk, to).id == first.id
    assert (desk.site_dir / "index.html").read_text() == "front one"


def put_another(bucket: Any, key: str) -> None:
    """Something as long in place of an object, with the headers that it had."""
    had = bucket.get_object(Bucket="news", Key=key)
    said = {name: had[name] for name in ("ContentType", "CacheControl", "ContentEncoding") if name in had}
    bucket.put_object(Bucket="news", Key=key, Body=had["Body"].read()[::-1], **said)


def key_of(bucket: Any, folder: str, content: str) -> str:
    """The object that holds a file with this content."""
    (found,) = (path for path, text in at_the_bucket(bucket, folder).items() if text == content)
    return f"site/{folder}/{found}"


@pytest.mark.parametrize("folder", ["store/objects", "releases", "current"])
def test_what_was_changed_in_a_bucket_is_put_right_though_it_is_as_long(
    desk: Project, bucket: Any, folder: str
) -> None:
    to = "s3://news/site"
    made = put_live(desk, to, "one")
    put_another(bucket, key_of(bucket, folder, "front one"))
    assert not put_live(desk, to, "one").new
    for each in ("current", f"releases/{made.id}"):
        assert at_the_bucket(bucket, each)["index.html"] == "front one"


def test_a_release_takes_nothing_from_a_bucket_that_was_changed_there(desk: Project, bucket: Any) -> None:
    to = "s3://news/site"
    put_live(desk, to, "one")
    put_another(bucket, key_of(bucket, "store/objects", "a{}"))
    assert put_live(desk, to, "two").uploaded == 5
    assert at_the_bucket(bucket)["assets/look.1.css"] == "a{}"
    put_another(bucket, key_of(bucket, "store/objects", "front one"))
    with pytest.raises(PublishError, match="this file of it is missing or damaged"):
        roll_back(desk, to)
    assert at_the_bucket(bucket)["index.html"] == "front two"


def test_a_bucket_that_says_no_checksum_is_read_and_nothing_is_uploaded_twice(
    desk: Project, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that encrypts with keys of the newsroom: what it says of an object is no checksum of its content."""
    to = "s3://news/site"
    monkeypatch.setattr("nutgraf.publish.object_store.etag_for", lambda content: "another")
    put_live(desk, to, "one")
    assert put_live(desk, to, "two").uploaded == 4
    put_another(bucket, key_of(bucket, "store/objects", "front two"))
    put_live(desk, to, "two")
    assert at_the_bucket(bucket)["index.html"] == "front two"


def at_the_bucket(bucket: Any, folder: str = "current") -> dict[str, str]:
    """What a reader gets from a bucket that serves a folder of it as it is."""
    found = {}
    for each in bucket.list_objects_v2(Bucket="news", Prefix=f"site/{folder}/").get("Contents", ()):
        answer = bucket.get_object(Bucket="news", Key=each["Key"])
        body = answer["Body"].read()
        body = gzip.decompress(body) if answer.get("ContentEncoding") == "gzip" else body
        found[each["Key"].removeprefix(f"site/{folder}/")] = body.decode()
    return found


def site_of(words: str) -> dict[str, str]:
    """A site whose page has a stylesheet of its own, as after a change of the look."""
    page = f'<link href="../../assets/look.{words}.css"><p>{words}</p>'
    return {f"assets/look.{words}.css": words, "en/a/index.html": page, "index.html": page.replace("../../", "")}


def write_whole(desk: Project, words: str) -> None:
    shutil.rmtree(desk.site_dir, ignore_errors=True)
    site = site_of(words)
    digest = hashlib.sha256(site["en/a/index.html"].encode()).hexdigest()
    listed = [{"address": "en/a", "path": "en/a/index.html", "sha256": digest, "published": True}]
    for path, content in {**site, "manifest.json": json.dumps({"pages": listed})}.items():
        (desk.site_dir / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.site_dir / path).write_text(content)


WRITES = ("pipe_file", "cp_file", "rm_file", "rm")


class Killed(BaseException):
    pass


def stop_after(patch: pytest.MonkeyPatch, writes: int, look: Callable[[], None] = lambda: None) -> None:
    """Kill the publisher once it has written so often, and have a reader look after each write."""
    count = iter(range(1, 10_000))
    opened = ObjectStore.__init__

    def wrapped(write: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            result = write(*given, **named)
            look()
            if next(count) >= writes:
                raise Killed
            return result

        return run

    def init(self: ObjectStore, *given: Any, **named: Any) -> None:
        opened(self, *given, **named)
        for name in WRITES:
            setattr(self._fs, name, wrapped(getattr(self._fs, name)))

    patch.setattr(ObjectStore, "__init__", init)
    patch.setattr("nutgraf.publish.object_store._AT_ONCE", 1)


def assert_whole(found: dict[str, str]) -> None:
    """Each page is one of the two, and its stylesheet is there."""
    for path in ("en/a/index.html", "index.html"):
        (words,) = [words for words in ("one", "two") if site_of(words)[path] == found[path]]
        assert found[f"assets/look.{words}.css"] == words


@pytest.mark.parametrize("way", ["forward", "back"])
def test_a_reader_of_a_plain_bucket_gets_whole_pages_at_each_moment(
    desk: Project, bucket: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for words in ("one", "two") if way == "back" else ("one",):
        write_whole(desk, words)
        publish_site(desk, "s3://news/site", now=NOW)
    seen = []

    def look() -> None:
        seen.append(at_the_bucket(bucket))
        assert_whole(seen[-1])
        pointed = json.loads(bucket.get_object(Bucket="news", Key="site/store/current.json")["Body"].read())
        served = at_the_bucket(bucket, pointed["path"].rstrip("/"))  # by a front door
        assert served.pop("manifest.json")
        assert served in (site_of("one"), site_of("two"))

    with monkeypatch.context() as patch:
        stop_after(patch, 10_000, look)
        if way == "back":
            roll_back(desk, "s3://news/site")
        else:
            write_whole(desk, "two")
            publish_site(desk, "s3://news/site", now=NOW)
    wanted = site_of("one" if way == "back" else "two")
    assert {path: seen[-1][path] for path in wanted} == wanted
    assert len(seen) > 6


def test_what_a_killed_publisher_left_of_a_bucket_is_finished_by_the_next(
    desk: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In memory, once for each of its writes; a lease of a killed publisher would run out, and is removed here."""
    at, killed = 0, True
    while killed:
        at += 1
        to = f"memory://killed-{at}"
        write_whole(desk, "one")
        publish_site(desk, to, now=NOW)
        write_whole(desk, "two")
        with monkeypatch.context() as patch:
            stop_after(patch, at)
            try:
                publish_site(desk, to, now=NOW)
                killed = False
            except Killed:
                pass
        store = fsspec.filesystem("memory")
        root = f"/killed-{at}"
        shown = {path: store.cat_file(f"{root}/current/{path}").decode() for path in ("index.html", "en/a/index.html")}
        sheets = {path: store.cat_file(path).decode() for path in store.find(f"{root}/current/assets")}
        assert_whole({**shown, **{f"assets/{path.rpartition('/')[2]}": text for path, text in sheets.items()}})
        if store.exists(f"{root}/store/lease.json"):
            store.rm_file(f"{root}/store/lease.json")
        publish_site(desk, to, now=NOW)
        for path, text in site_of("two").items():
            assert store.cat_file(f"{root}/current/{path}").decode() == text
        assert len(releases(to)) in (2, 3)  # a release that was whole when its publisher was killed stays listed
    assert at > 10


def test_a_page_that_is_gone_is_gone_from_the_bucket_and_the_look_of_the_release_before_stays(desk: Project) -> None:
    write_site(desk, "one", pages=("en/a", "en/b"))
    publish_site(desk, "memory://gone", now=NOW)
    write_whole(desk, "two")
    publish_site(desk, "memory://gone", now=NOW)
    found = [path.removeprefix("/gone/current/") for path in fsspec.filesystem("memory").find("/gone/current")]
    assert found == ["assets/look.1.css", "assets/look.two.css", "en/a/index.html", "index.html", "manifest.json"]


def test_a_bucket_that_cannot_be_reached_or_is_not_there_is_said_in_words(
    desk: Project, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(desk, "one")
    with pytest.raises(PublishError) as refused:
        publish_site(desk, "s3://nowhere/site", now=NOW)
    assert refused.value.problems[0].fix.endswith("; readers have the old site")
    assert not may_pass(refused.value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for attempt in (lambda: publish_site(desk, "s3://news/site", now=NOW), lambda: releases("s3://news/site")):
        with pytest.raises(PublishError, match="it cannot be reached") as refused:
            attempt()
        assert may_pass(refused.value)


def test_a_line_that_goes_down_after_the_switch_says_what_readers_have(
    desk: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(desk, "memory://down", "one")

    def down(*_: object) -> None:
        raise ConnectionResetError(104, "Connection reset by peer")

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "_follow", down)
        with pytest.raises(PublishError, match="current/ follows it when you publish again") as refused:
            put_live(desk, "memory://down", "two")
    assert may_pass(refused.value)
    assert put_live(desk, "memory://down", "two").number == 2
    assert fsspec.filesystem("memory").cat_file("/down/current/index.html") == b"front two"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("NoCredentialsError", "no credentials were found"), ("EndpointConnectionError", "cannot be reached")],
)
def test_the_errors_of_the_library_for_s3_are_known(kind: str, words: str) -> None:
    import botocore.exceptions

    error = getattr(botocore.exceptions, kind)(endpoint_url="x")
    assert words in str(as_os_error(error))
    assert as_os_error(ValueError("a mistake of ours")) is None
