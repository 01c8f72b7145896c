"""The desk: served by Jupyter's own server to those who have its token, with the pages of a preview of its own."""

from __future__ import annotations

import json
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from nutgraf.desk.app import ROUTES
from support.desk import FRONT, code, explainer, project, prose, write
from support.desk_server import Desk, open_desk, read_page
from support.hostile_paths import SECRET, hostile_paths, link_out

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = project(tmp_path_factory.mktemp("desk") / "newsroom")
    write(root, "taxes", explainer(code("paid = 'much'", id="paid"), prose("## Why?\n\nThey paid {{ paid }}.")))
    with open_desk(root) as running:
        yield running


def test_a_page_is_shown_to_those_who_have_the_token_and_to_nobody_else(desk: Desk) -> None:
    assert "They paid much." in read_page(desk, "/nutgraf/pages/en/taxes/")
    assert "They paid" not in desk.get("/nutgraf/pages/en/taxes/", token="guessed")[1]
    assert "en/taxes" in desk.get("/nutgraf/api/status")[1]
    assert "en/taxes" not in desk.get("/nutgraf/api/status", token="guessed")[1].partition("<form")[2]
    assert desk.get("/nutgraf/", host="evil.example")[0] == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("api/contents", "api/contents/pyproject.toml", "files/pyproject.toml")),
        *(("GET", path) for path in ("view/pyproject.toml", "nbconvert/html/notebooks/taxes.ipynb", "api/config/a")),
        *(("GET", path) for path in ("api/kernels", "api/sessions", "api/kernelspecs", "api/terminals", "api/events")),
        *(("POST", path) for path in ("api/kernels", "api/sessions", "api/contents/notebooks", "api/terminals")),
        *(("PUT", path) for path in ("api/contents/notebooks/taxes.ipynb", "files/pyproject.toml")),
        *(("DELETE", path) for path in ("api/contents/notebooks/taxes.ipynb", "files/pyproject.toml")),
    ],
)
def test_who_has_the_token_of_the_desk_runs_no_code_and_reads_no_file_with_it(
    desk: Desk, method: str, path: str
) -> None:
    status, text, _ = desk.send(method, f"/{path}", {"Authorization": f"token {desk.token}"})
    assert (status, SECRET in text) == (404, False)


def test_the_preview_of_the_desk_answers_to_the_desk_alone(desk: Desk) -> None:
    desk.get("/nutgraf/pages/")
    (preview,) = psutil.Process(desk.process.pid).children()
    ports = [each.laddr.port for each in preview.net_connections() if each.status == "LISTEN"]
    answers = []
    for port in ports:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/en/taxes/", timeout=120)
        with refused.value:
            answers.append(refused.value.code)
    assert answers == [403]


def test_no_file_outside_the_site_is_served(desk: Desk) -> None:
    root = Path(psutil.Process(desk.process.pid).cwd())
    link_out(root / "build" / "preview", root)
    wrong = []
    routes = {"/nutgraf/pages/": 1, "/static/nutgraf/": 5, "/nutgraf/api/cell-problems?notebook=": 5}
    for route, every in routes.items():  # the latter two are Jupyter's own, and look for a notebook by name
        for path in list(hostile_paths(root))[::every]:
            status, text = desk.get_raw(f"{route}{path}")
            if status >= 500 or SECRET in text or "root:x:" in text:
                wrong.append((route, path, status))
    assert wrong == []


def paths_and_methods() -> list[tuple[str, str]]:
    """An address of each route of the desk, with each method that it answers, read from the desk's own table."""
    groups = {"(/.*)": "/en/taxes/", "(.+)": "en/taxes", "(.*)": "en/taxes/", r"(\w+)": "abc", "([0-9]{1,9})": "1"}
    found = []
    for pattern, handler in ROUTES:
        path = pattern.replace("(before|after)", "before").removesuffix("?")
        for group, text in groups.items():
            path = path.replace(group, text)
        assert re.fullmatch(pattern, path), f"name a text for the groups of {pattern}"
        methods = [name for name in ("get", "post", "put", "patch", "delete") if name in vars(handler)]
        assert methods, f"{handler.__name__} answers nothing of its own"
        found += [(path, name.upper()) for name in methods]
    return found


def test_no_route_answers_without_the_token_or_under_another_name_or_to_another_site(desk: Desk) -> None:
    cookie = desk.log_in()
    assert len(paths_and_methods()) > 25
    answered = []
    for path, method in paths_and_methods():
        own = {"Authorization": f"token {desk.token}"}
        asked = {
            "nobody": {},
            "a guessed token": {"Authorization": "token guessed"},
            "another host name": {**own, "Host": "evil.example"},
            **({"a form of another site": {"Cookie": cookie}} if method != "GET" else {}),
            **({"another origin": {"Cookie": cookie, "Origin": "https://evil.example"}} if method != "GET" else {}),
        }
        for who, headers in asked.items():
            status, text, to = desk.send(method, path, headers)
            is_login = status == 302 and "/login?" in to
            refusals = (403, 404) if who == "another origin" else (403,)
            if (status not in refusals and not is_login) or "The Desk" in text:
                answered.append((method, path, who, status))
    assert answered == []


def test_a_misspelled_word_is_fixed_from_the_desk_once(desk: Desk) -> None:
    notebooks = Path(psutil.Process(desk.process.pid).cwd()) / "notebooks"
    path = write(
        notebooks.parent, "late", explainer(prose("They paid {{ 5 | mony }}."), front_matter=f"{FRONT}\ndraft: true")
    )
    (problem,) = json.loads(desk.get("/nutgraf/api/cell-problems?notebook=notebooks/late.ipynb")[1])["problems"]
    assert problem["edit"]["text"] == "money"
    assert desk.post("/nutgraf/api/fix", problem) == (200, '{"label": "write \'money\'"}')
    assert "{{ 5 | money }}" in path.read_text(encoding="utf-8")
    status, answer = desk.post("/nutgraf/api/fix", problem)
    assert (status, "fixed already" in answer) == (409, True)
    path.unlink()


@pytest.mark.parametrize("number", [pytest.param(signal.SIGTERM, marks=pytest.mark.long), signal.SIGKILL])
def test_a_desk_that_ends_takes_its_preview_with_it(tmp_path: Path, number: signal.Signals) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    with open_desk(root) as desk:
        assert "Words." in read_page(desk, "/nutgraf/pages/en/taxes/")
        children = psutil.Process(desk.process.pid).children(recursive=True)
        desk.process.send_signal(number)
        desk.process.communicate(timeout=120)
    _, left = psutil.wait_procs(children, timeout=60)
    assert children
    assert left == []


VIEWS = ("", "pages", "tables", "problems", "log", "page/en/taxes")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_runs_no_script_and_no_style_but_the_files_of_the_desk(desk: Desk, view: str) -> None:
    headers = {"Authorization": f"token {desk.token}"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{desk.address}/nutgraf/{view}", headers=headers), timeout=240
    ) as answer:
        policy, html = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", html) == []
    assert 'aria-current="page"' in html


def test_words_of_a_request_are_shown_as_text(desk: Desk) -> None:
    hostile = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%27"
    for path in (f"pages?q={hostile}", f"page/{hostile}", f"page?notebook={hostile}", f"pages/{hostile}/"):
        assert "<img" not in desk.get(f"/nutgraf/{path}")[1]


@pytest.mark.parametrize("route", ["run", "new", "fix", "comments/en/taxes"])
@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b"\xff", b"null", b'"text"', b"[" * 200_000])
def test_a_request_that_is_no_json_object_is_refused_in_words(desk: Desk, route: str, sent: bytes) -> None:
    headers = {"Authorization": f"token {desk.token}", "Content-Type": "application/json"}
    status, text = desk.ask(f"/nutgraf/api/{route}", headers, sent)
    assert (status, json.loads(text)["problems"][0]["what"]) == (409, "it is not a JSON object")


def test_a_comment_on_a_page_that_is_not_there_is_refused_in_words(desk: Desk) -> None:
    for address in ("en/none", "..%2f..%2f..%2fx", "%00", "a" * 3000):
        status, text = desk.post(f"/nutgraf/api/comments/{address}", {"text": "Who?", "name": "Ana Ruiz"})
        assert (status, list(json.loads(text)["problems"][0])) == (409, ["where", "what", "fix"])


def test_a_table_is_added_by_nobody_from_another_site(desk: Desk) -> None:
    """Without the token of the form, a cookie alone does not count; with neither, nobody is known."""
    body = b"dry_run=1"
    status, _ = desk.ask("/nutgraf/tables", {"Content-Type": "application/x-www-form-urlencoded"}, body)
    assert status == 403
    own = {"Authorization": f"token {desk.token}", "Content-Type": "application/x-www-form-urlencoded"}
    status, text = desk.ask("/nutgraf/tables", own, body)
    assert (status, "choose a CSV file" in text) == (409, True)


def test_the_problems_of_a_notebook_are_asked_for_by_its_path_and_those_of_no_other_file(desk: Desk) -> None:
    found = json.loads(desk.get("/nutgraf/api/cell-problems?notebook=notebooks/taxes.ipynb")[1])
    assert found == {"problems": [], "building": False}
    for path in ("../../etc/passwd", "/etc/passwd", "pyproject.toml", "notebooks/none.ipynb"):
        assert json.loads(desk.get(f"/nutgraf/api/cell-problems?notebook={path}")[1]) == {
            "problems": [],
            "building": False,
        }


def test_a_name_is_typed_once_and_kept_by_the_browser(desk: Desk) -> None:
    assert 'value=""' in desk.get("/nutgraf/")[1]


def test_a_notebook_leads_to_its_page(desk: Desk) -> None:
    html = desk.get("/nutgraf/page?notebook=notebooks/taxes.ipynb")[1]
    assert 'src="/nutgraf/pages/en/taxes/"' in html
