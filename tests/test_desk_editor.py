"""The editor's views of the desk: what waits, both pages, decisions, the fact sheet and the log, in a real browser."""

from __future__ import annotations

import csv
import json
import shutil
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf import inbox
from nutgraf.desk.cell_comments import cell_comments
from nutgraf.project import read_project
from support import papermill_door
from support.browsing import COLORS, empty_page, listening, violations, wait_until
from support.desk_server import Desk, open_desk
from support.hostile_paths import SECRET, hostile_paths, link_out
from support.published import NOW, revise, run
from support.published import _published as _published

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

HOSTILE = "<img src=x onerror=alert(1)>"
STRINGS = [
    HOSTILE,
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</iframe><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>open</a>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example/><button>go",
    "{{ 7 * 7 }}{% for a in b %}",
    "${alert(1)}`${alert(1)}`",
    "javascript:alert(1)//",
    "&lt;b&gt; &amp;quot; &#x3c;script&#x3e;",
    '=HYPERLINK("//evil.example")',
    "שלום <b onclick=alert(1)>",
]


@pytest.fixture(scope="module")
def desk(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Desk]]:
    """A desk for a newsroom in which Tennessee's number changed."""
    root = shutil.copytree(_published, tmp_path_factory.mktemp("editor") / "desk") / "newsroom"
    with pytest.MonkeyPatch.context() as patch:
        papermill_door.open_door(patch)
        revise(root, 320)
        give_hostile_source(root)
        run(root)
    with open_desk(root) as running:
        yield root, running


def give_hostile_source(root: Path) -> None:
    """Name the source of every number by all hostile strings."""
    path = root / "data" / "sources.csv"
    with path.open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    for row in rows:
        row[names.index("title")] = " ".join(STRINGS)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])


def send(desk: Desk, path: str, **fields: str) -> tuple[int, str]:
    """The answer to a form."""
    return desk.ask(path, {"Authorization": f"token {desk.token}"}, urllib.parse.urlencode(fields).encode())


def waiting(root: Path) -> inbox.WaitingFact:
    (item,) = inbox.read_inbox(read_project(root), NOW)
    return item


def test_the_inbox_and_its_item_show_old_and_new(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    status, html = running.get("/nutgraf/")
    assert (status, "<del>314</del>" in html, "<ins>320</ins>" in html) == (200, True, True)
    _, html = running.get(f"/nutgraf/inbox/{waiting(root).id}")
    assert "Fue <del>314</del> <ins>320</ins>." in html
    assert "data/areas.csv, line 2" in html
    assert '<a href="/nutgraf/" aria-current="true">Inbox</a>' in html
    assert html.count('name="name"') == 1
    assert ">320<" in running.get("/nutgraf/after/es/pay/tn/")[1]
    published = running.get("/nutgraf/before/es/pay/tn/")[1]
    assert (">314<" in published, "<script" in published) == (True, False)


def test_a_number_whose_data_changed_since_it_was_built_says_so(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    path, note = f"/nutgraf/inbox/{waiting(root).id}", "changed since it was built"
    assert note not in running.get(path)[1]
    revise(root, 330)
    try:
        assert note in running.get(path)[1]
    finally:
        revise(root, 320)


FILES = ("before/", "after/")
PAGES = ("facts/", "page/", "page?notebook=", "inbox/", "api/comments/")
"""What names a page, a notebook or a number: a path to no such thing is refused before any file is looked for."""


@pytest.mark.parametrize("route", [*FILES, *PAGES])
def test_no_file_outside_the_two_sites_is_served(desk: tuple[Path, Desk], route: str) -> None:
    root, running = desk
    for folder in (root / "build" / "site", root / "build" / "held"):
        link_out(folder, root)
    answers = (200, 400, 404, 409) if route == "api/comments/" else (302, 400, 403, 404, 409)  # no page, no comments
    wrong = []
    for path in list(hostile_paths(root))[:: 1 if route in FILES else 3]:
        status, text = running.get_raw(f"/nutgraf/{route}{path}")
        if status not in answers or SECRET in text or "root:x:" in text:
            wrong.append((path, status))
    assert wrong == []


def test_a_stranger_decides_nothing(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    stranger = Desk(running.process, running.address, "guessed")
    send(stranger, f"/nutgraf/inbox/{waiting(root).id}", action="accept", name="Eve", text="x")
    assert waiting(root).decision.events == ()


def test_what_was_seen_before_a_change_is_refused_with_what_was_typed(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    path = f"/nutgraf/inbox/{waiting(root).id}"
    status, html = send(running, path, action="accept", name="Ana", text="A long reason", seen="an earlier version")
    assert (status, "it has changed since you saw it" in html, "A long reason" in html) == (409, True, True)


@pytest.fixture(scope="module")
def hub(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Desk]]:
    """The same desk on a hub that says who asks, in a newsroom where two people sign every number."""
    folder = tmp_path_factory.mktemp("hub")
    root = shutil.copytree(_published, folder / "desk") / "newsroom"
    settings = root / "pyproject.toml"
    more = '\n[tool.nutgraf.desk]\ntwo_signatures = "always"\n'
    settings.write_text(f"{settings.read_text(encoding='utf-8')}{more}", encoding="utf-8")
    revise(root, 320)
    provider = {"ServerApp": {"identity_provider_class": "support.hub_identity.HubIdentity"}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(provider), encoding="utf-8")
    with open_desk(root, JUPYTER_CONFIG_DIR=str(folder), PYTHONPATH=str(Path(__file__).parent)) as running:
        yield root, running


def as_user(desk: Desk, user: str, path: str, **fields: str) -> tuple[int, str]:
    """What a user of the hub is answered, to a form if there are fields."""
    headers = {"X-Hub-User": user, "Cookie": "_xsrf=abcdef", "X-XSRFToken": "abcdef"}
    return desk.ask(path, headers, urllib.parse.urlencode(fields).encode() if fields else None)


def build_at(running: Desk, event: str = "") -> str:
    """What the desk says of a build that Leo starts, once it is over."""
    status, html = as_user(running, "Leo Paz", "/nutgraf/build", event=event)
    number = html.partition('data-build="')[2].partition('"')[0]
    assert (status, number.isdecimal()) == (200, True)
    until = time.monotonic() + 120
    while json.loads(as_user(running, "Leo Paz", f"/nutgraf/api/build/{number}")[1])["state"] != "over":
        assert time.monotonic() < until
        time.sleep(0.2)
    return as_user(running, "Leo Paz", f"/nutgraf/build/{number}")[1]


def test_a_user_of_a_hub_signs_under_no_other_name_and_a_second_user_has_to_sign_too(hub: tuple[Path, Desk]) -> None:
    """And both pages come from the desk alone: held by one build, published by another."""
    root, running = hub
    html = as_user(running, "Leo Paz", "/nutgraf/")[1]
    assert "Nothing waits, as far as the pages are built." in html
    assert "2 pages changed since they were built" in html
    assert "2 pages stay as published until somebody decides" in build_at(running)
    item = waiting(root)
    path, form = f"/nutgraf/inbox/{item.id}", {"action": "accept", "text": "checked", "seen": item.version}
    html = as_user(running, "Ana Ruiz", path)[1]
    assert "yours is the first signature" in html
    assert ('name="name"' in html, '<p class="who">Ana Ruiz</p>' in html) == (False, True)
    assert as_user(running, "Ana Ruiz", path, **form)[0] == 200
    status, html = as_user(running, "Ana Ruiz", path, **form, name="Leo Paz")
    assert (status, "Ana Ruiz has signed it already, and it needs two people" in html) == (409, True)
    assert "Yours is the second of two signatures." in as_user(running, "Leo Paz", path)[1]
    assert as_user(running, "Leo Paz", path, **form)[0] == 200
    assert [each.sentence.partition(" (")[0] for each in inbox.activity(read_project(root))] == [
        "Leo Paz accepted areas, TN",
        "Ana Ruiz signed areas, TN",
    ]
    (accepted, *_) = inbox.activity(read_project(root))
    html = as_user(running, "Leo Paz", f"/nutgraf/?done={accepted.event.id}")[1]
    assert ("Nothing waits." in html, "Build 2 pages" in html) == (True, True)
    assert "not built as decided" not in html  # one button is enough
    assert "2 pages are not built as decided, or with another look." in as_user(running, "Leo Paz", "/nutgraf/")[1]
    html = build_at(running, event=accepted.event.id)
    assert ("Built</h1>" in html, "2 pages are built, for the next publication" in html) == (True, True)
    assert "not built as decided" not in as_user(running, "Leo Paz", "/nutgraf/")[1]
    assert ">320<" in as_user(running, "Leo Paz", "/nutgraf/before/es/pay/tn/")[1]
    status, html = as_user(running, "Leo Paz", "/nutgraf/build", event="none")
    assert (status, "it names no number that was accepted" in html) == (409, True)
    late = {**form, "action": "send-back", "text": "Not before Friday, please."}
    status, html = as_user(running, "Ana Ruiz", path, **late)
    assert (status, "it no longer waits; Leo Paz accepted it" in html, late["text"] in html) == (409, True, True)
    assert as_user(running, "", path, **form)[0] == 403


def test_hostile_words_show_as_text(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    path = f"/nutgraf/inbox/{waiting(root).id}"
    assert send(running, path, action="send-back", name=HOSTILE, text=HOSTILE)[0] == 200
    for view in (path, "/nutgraf/", "/nutgraf/log"):
        html = running.get(view)[1]
        assert HOSTILE not in html
        assert "&lt;img src=x" in html
    inbox.undo(read_project(root), "", HOSTILE, NOW)


def test_hostile_words_in_data_and_comments_are_text_in_a_browser(desk: tuple[Path, Desk], browser: Any) -> None:
    root, running = desk
    made = [inbox.comment(read_project(root), "es/pay/tn", text, text, NOW, claim="1") for text in STRINGS]
    alarms: list[str] = []
    with (
        empty_page(browser, bypass_csp=True) as page,
        listening(page, dialog=lambda dialog: (alarms.append("dialog"), dialog.dismiss())),
        listening(page, request=lambda request: alarms.append(request.url) if "evil" in request.url else None),
    ):
        page.goto(f"{running.address}/nutgraf/?token={running.token}")
        page.goto(f"{running.address}/nutgraf/inbox/{waiting(root).id}?page=es/pay/tn")
        assert " ".join(STRINGS) in page.text_content(".row")
        page.goto(f"{running.address}/nutgraf/facts/es/pay/tn")
        said = [thread.split("UTC", 1)[1] for thread in page.locator(".thread > p").all_text_contents()]
        assert said == STRINGS
        page.goto(f"{running.address}/nutgraf/log")
        log = page.text_content(".log") or ""
        assert [text for text in STRINGS if f"{text} commented on “Fue 314.” on es/pay/tn: “{text}”" not in log] == []
    assert alarms == []
    for event in made:
        inbox.undo(read_project(root), event.id, "Ana Ruiz", NOW)


def test_jupyterlab_reads_and_answers_comments_as_json(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    made = inbox.comment(read_project(root), "en/pay/tn", "Ana Ruiz", "Of what year?", NOW, claim="1")
    sent = {"to": made.id, "text": "Of 2026.", "name": "Leo Paz"}
    assert running.post("/nutgraf/api/comments/en/pay/tn", sent)[0] == 200
    (comment,) = json.loads(running.get("/nutgraf/api/comments/en/pay/tn")[1])["comments"]
    assert (comment["sentence"], comment["answers"][0]["text"]) == ("It was 314.", "Of 2026.")


def test_jupyterlab_shows_a_comment_at_the_cell_of_its_sentence(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    made = inbox.comment(read_project(root), "en/pay/tn", "Ana Ruiz", "Who says so?", NOW, claim="1")
    known = json.loads(running.get("/nutgraf/api/cell-comments?notebook=notebooks/pay.ipynb")[1])
    (comment,) = [each for each in known["comments"] if each["id"] == made.id]
    cells = json.loads((root / "notebooks" / "pay.ipynb").read_text())["cells"]
    (cell,) = [each for each in cells if each["id"] == comment["cell"]]
    assert "It was" in "".join(cell["source"])
    assert (comment["page"], comment["sentence"], comment["answers"]) == ("en/pay/tn", "It was 314.", [])
    again = f"/nutgraf/api/cell-comments?notebook=notebooks/pay.ipynb&since={known['stamp']}"
    assert json.loads(running.get(again)[1])["comments"] is None
    inbox.answer(read_project(root), made.id, "Leo Paz", "The report.", NOW)
    assert made.id in [each["id"] for each in json.loads(running.get(again)[1])["comments"]]


def test_jupyterlab_shows_a_number_that_was_sent_back_until_it_is_decided(desk: tuple[Path, Desk]) -> None:
    project = read_project(desk[0])
    sent = inbox.send_back(project, waiting(project.root).id, "Ana Ruiz", "Which table?", NOW)
    answer = inbox.answer(project, sent.id, "Leo Paz", "That of July.", NOW)
    (known,) = [each for each in cell_comments(project, project.notebooks_dir / "pay.ipynb") if each.id == sent.id]
    assert ("314" in known.sentence, known.text, known.answers[0]["text"]) == (True, "Which table?", "That of July.")
    for done in (answer, sent):
        inbox.undo(project, done.id, "Ana Ruiz", NOW)
    assert sent.id not in [each.id for each in cell_comments(project, project.notebooks_dir / "pay.ipynb")]


def test_an_editor_checks_sends_back_and_accepts_by_keyboard_and_takes_it_back(
    desk: tuple[Path, Desk], browser: Any
) -> None:
    """And nothing that she sees has a fault that axe finds, at 360 px and in the dark."""
    root, running = desk
    faults = {}
    with empty_page(browser, width=360, bypass_csp=True) as page:

        def look(name: str) -> None:
            faults[name] = violations(page)
            page.emulate_media(color_scheme="dark")
            faults[f"{name}, dark"] = violations(page, *COLORS)
            page.emulate_media(color_scheme="light")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360

        page.goto(f"{running.address}/nutgraf/?token={running.token}")
        look("inbox")
        page.locator(".item a").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("form.decide")
        frame = page.frame_locator("iframe >> nth=1").locator("data")
        wait_until(page, "document.querySelectorAll('iframe')[1].contentDocument.querySelector('data[style]')")
        assert frame.inner_text() == "320"
        look("item")
        page.locator("#name").focus()
        page.keyboard.type("Ana Ruiz")
        page.keyboard.press("Enter")  # decides nothing
        page.keyboard.press("Tab")  # to the notice
        page.keyboard.press("Tab")
        page.keyboard.type("the state revised it")
        page.locator("input[value=correction]").check()
        shown = page.frame_locator(".after iframe").locator("[data-nutgraf-preview]")
        assert "Corrections\n\nCorrection, " in shown.inner_text()
        page.locator("#words-en").fill("We had switched two digits.")
        assert shown.inner_text().endswith("the number is 320. We had switched two digits.")
        look("item with a correction")
        page.locator(".pages-of a", has_text="es/pay/tn").click()  # nothing that was typed is lost
        assert "Correcciones\n\nCorrección, " in shown.inner_text()
        assert page.locator("#words-en").input_value() == "We had switched two digits."
        assert page.locator("#text").input_value() == "the state revised it"
        page.locator("input[name=notice]").first.check()
        assert shown.count() == 0
        page.locator("button[value=accept]").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".done")
        assert "Ana Ruiz accepted" in page.inner_text(".done")
        assert "Nothing waits." in page.inner_text("main")
        look("done")
        page.locator(".done button").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".log")
        assert "took back that Ana Ruiz accepted" in page.inner_text(".log li")
        look("log")
        page.goto(f"{running.address}/nutgraf/facts/en/pay/tn")
        page.locator("#claim-1 > details > summary").click()
        look("sheet")
        page.locator("#text-1").fill("the state's table 3")
        page.locator("#claim-1 button[value=tick]").click()
        page.wait_for_selector(".tick")
        assert "1 of 1 claim is checked" in page.inner_text("main")
    assert {name: found for name, found in faults.items() if found} == {}
    assert waiting(root).now == "320"
