"""The preview shows in the page what is wrong with it, comes back by itself, and answers to nobody else."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from nutgraf import preview
from nutgraf.cli import main
from nutgraf.errors import UsageError
from nutgraf.pipeline import Options, Outcome, build, full_build, page_trace, site_writing
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.page_job import PageJob
from nutgraf.pipeline.warm_up import warm_up_for
from nutgraf.preview.preview_state import State
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, explainer, project, prose, write
from support.newsroom import Newsroom, lay, tree

DRAFT = FRONT + "\ndraft: true"


class Preview:
    """A preview that hears of a save instead of waiting for the system to notice it."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        papermill_door.open_door(monkeypatch)
        monkeypatch.setattr(preview, "persistent_workers", lambda *_, **__: contextlib.nullcontext(Crew(cold=True)))
        monkeypatch.setattr(preview, "_watch", lambda _, state: setattr(self, "state", state))
        monkeypatch.setattr(preview, "_FIRST_ASK_WITHIN_S", 0)  # no browser asks before the first build
        monkeypatch.setattr(preview, "_END_WITHIN_S", 0.01)
        self.events = preview.serve(read_project(root), Options(drafts=True), port=0)
        self.url = next(self.events).url
        self.place = urlsplit(self.url).netloc
        self.begun = next(self.events)

    def save(self) -> preview.Event:
        self.state.saved.set()  # type: ignore[attr-defined]
        return next(self.events)

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.place, timeout=120)
        connection.request("GET", path, headers={"Host": host or self.place})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def end(self) -> None:
        self.state.stop.set()  # type: ignore[attr-defined]
        self.state.saved.set()  # type: ignore[attr-defined]
        assert list(self.events) == []


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(code("paid = 'much'", id="paid"), prose("## Why?\n\nOld words.")))
    return root


@pytest.fixture
def watched(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    begun = Preview(newsroom, monkeypatch)
    yield begun
    begun.end()


def test_a_request_under_another_name_than_its_own_gets_nothing(watched: Preview) -> None:
    port = watched.place.rpartition(":")[2]
    answers = {
        host: watched.get("/en/taxes/", host)[0]
        for host in (watched.place, f"localhost:{port}", "evil.example", f"evil.example:{port}", "127.0.0.1", "x")
    }
    assert answers == {
        watched.place: 200,
        f"localhost:{port}": 200,
        **dict.fromkeys(("evil.example", f"evil.example:{port}", "127.0.0.1", "x"), 403),
    }
    for path in ("/assets/", "/_preview/changes?page=/en/taxes/", "/manifest.json"):
        assert watched.get(path, "evil.example")[0] == 403


@pytest.mark.parametrize(
    "path", ["/%00", "/en/%00/", "/%00.csv", f"/{'x' * 3000}", f"/{'x' * 3000}/", "/assets/", "/%ff"]
)
def test_an_address_that_no_file_can_have_is_not_found(watched: Preview, path: str, capfd: Any) -> None:
    assert watched.get(path)[0] == 404
    assert capfd.readouterr().err == ""


def test_a_page_that_is_looked_at_shows_itself_again_when_it_was_made_again(watched: Preview, newsroom: Path) -> None:
    _, html = watched.get("/en/taxes/index.html")
    stamp = html.partition('data-stamp="')[2].partition('"')[0]
    asked = f"/_preview/changes?page=/en/taxes/index.html&since={stamp}"
    assert '<script src="../../_preview/preview.js"' in html
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.append(watched.get(asked)[1]))
    waiting.start()
    time.sleep(0.3)
    assert answers == []
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.")))
    watched.save()
    waiting.join(120)
    assert answers
    assert answers[0] != stamp
    assert "New words." in watched.get("/en/taxes/index.html")[1]
    assert watched.get("/_preview/preview.js")[0] == 200


def test_the_policy_of_a_page_lets_the_preview_in_and_nothing_else_and_the_site_has_none_of_it(
    watched: Preview, newsroom: Path
) -> None:
    _, html = watched.get("/en/taxes/")
    policy = html.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; style-src 'self' file:;")
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy
    made = [*tree(newsroom / "build/preview").values(), *tree(newsroom / "build/keep").values()]
    assert not any(b"_preview" in content for content in made)


def test_a_page_that_cannot_be_built_is_shown_as_it_was_under_what_is_wrong(watched: Preview, newsroom: Path) -> None:
    write(newsroom, "taxes", explainer(code("1 / 0", id="paid"), prose("## Why?\n\nNew words.")))
    watched.save()
    status, html = watched.get("/en/taxes/")
    assert status == 200
    assert "Old words." in html
    bar = html.partition('<div class="preview-bar" role="status">')[2].partition("</div>")[0]
    assert "This page could not be built again. Below it is as it was last built." in bar
    assert "<dt>where</dt><dd>notebooks/taxes.ipynb" in bar
    assert "division by zero" in bar
    assert "<dt>fix</dt>" in bar
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.")))
    watched.save()
    assert "preview-bar" not in watched.get("/en/taxes/")[1]


def test_what_stops_the_whole_build_is_above_every_page_and_a_wrong_setting_is_seen(
    watched: Preview, newsroom: Path
) -> None:
    (newsroom / "pyproject.toml").write_text("[tool.nutgraf]\nnmae = 'x'\n")
    watched.save()
    for path in ("/en/taxes/", "/index.html", "/en/"):
        assert "did you mean &#x27;name&#x27;?" in watched.get(path)[1]


def test_a_browser_that_waits_hears_of_its_page_once_and_as_soon_as_it_is_built(
    watched: Preview, newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nutgraf.preview.server._LOOK_EVERY_S", 60)
    stamp = watched.get("/en/taxes/")[1].partition('data-stamp="')[2].partition('"')[0]
    answers: list[str] = []
    asked = f"/_preview/changes?page=/en/taxes/&since={stamp}"
    waiting = threading.Thread(target=lambda: answers.append(watched.get(asked)[1]))
    waiting.start()
    time.sleep(0.3)
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.")))
    watched.save()
    waiting.join(120)
    assert answers
    assert answers[0] != stamp
    assert f'data-stamp="{answers[0]}"' in watched.get("/en/taxes/")[1]  # not once more when the site is laid out


def test_the_open_page_is_made_before_any_other_notebook_is_checked(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(newsroom, "wages", explainer(prose("## Why?\n\nOther words.")))
    watched = Preview(newsroom, monkeypatch)
    watched.get("/en/taxes/")
    events: list[str] = []
    check = full_build.check

    def noted(project: Any, plan: Any, **options: Any) -> Any:
        events.append(f"checks {', '.join(sorted(options['only']))}")
        return check(project, plan, **options)

    monkeypatch.setattr(full_build, "check", noted)
    made_in_order(monkeypatch, lambda address: events.append(f"makes {address}"))
    for name in ("taxes", "wages"):
        write(newsroom, name, explainer(prose("## Why?\n\nNew words.")))
    watched.save()
    assert events == ["checks taxes", "makes en/taxes", "checks wages", "makes en/wages"]
    watched.end()


def test_what_is_wrong_with_the_open_notebook_is_reported_and_the_other_pages_are_made(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(newsroom, "wages", explainer(prose("## Why?\n\nOther words.")))
    watched = Preview(newsroom, monkeypatch)
    watched.get("/en/taxes/")
    write(newsroom, "taxes", explainer(code("paid = (", id="paid"), prose("## Why?\n\nOld words.")))
    write(newsroom, "wages", explainer(prose("## Why?\n\nNew words.")))
    event = watched.save()
    assert {outcome.address: outcome.status for outcome in event.outcomes} == {"en/taxes": "failed", "en/wages": "ran"}
    assert "this is not Python" in watched.get("/en/taxes/")[1]
    watched.end()


def test_an_address_without_a_page_says_why_and_waits(watched: Preview, newsroom: Path) -> None:
    status, html = watched.get("/en/taxs/")
    assert (status, "did you mean &#x27;en/taxes&#x27;?" in html) == (404, True)
    assert "../../_preview/preview.js" in html
    front = FRONT.replace("Who pays", "Who files")
    write(newsroom, "who-files", explainer(code("1 / 0"), prose("## Why?"), front_matter=front))
    watched.save()
    status, html = watched.get("/en/who-files/")
    assert status == 404
    assert "This page could not be built, and no earlier one is there to show." in html
    assert "division by zero" in html
    assert "It shows here as soon as it can be built." in html
    assert "notebooks/who-files.ipynb" in html


def test_a_draft_says_that_it_is_one(watched: Preview, newsroom: Path) -> None:
    assert "DRAFT" not in watched.get("/en/taxes/")[1]
    write(newsroom, "taxes", explainer(prose("## Why?\n\nWords."), front_matter=DRAFT))
    watched.save()
    assert "DRAFT. Readers do not see this page yet." in watched.get("/en/taxes/")[1]


def test_a_build_takes_no_draft_away_from_a_preview(watched: Preview, newsroom: Path) -> None:
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=DRAFT))
    watched.save()
    build(read_project(newsroom), Options())
    assert not (newsroom / "build/site/en/who-files").exists()
    for path in ("/en/who-files/index.html", "/en/who-files/", "/en/who-files/page.txt"):
        status, text = watched.get(path)
        assert (status, "Draft words." in text) == (200, True)
    assert watched.get("/en/who-files")[0] == 301


def made_in_order(monkeypatch: pytest.MonkeyPatch, then: Callable[[str], None] = lambda _: None) -> list[str]:
    """The addresses that are made from now on, in the order in which they are."""
    found: list[str] = []
    make = papermill_door.attempt_page

    def noted(job: Any, worker: Any) -> Any:
        found.append(job.plan.address)
        then(job.plan.address)
        return make(job, worker)

    monkeypatch.setattr(papermill_door, "attempt_page", noted)
    return found


def test_the_pages_that_somebody_looks_at_are_made_before_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay(tmp_path / "mine" / "newsroom", Newsroom())
    watched = Preview(root, monkeypatch)
    watched.get("/en/pay/wy/")
    watched.get("/es/pay/wy/index.html")
    made = made_in_order(monkeypatch)
    lay(root, Newsroom(helper=2, words=("In brief", "En breve")))
    watched.save()
    assert made == ["es/pay/wy", "en/pay/wy", "en/pay/tn", "es/pay/tn", "en/pay/vt", "es/pay/vt"]
    watched.end()


def test_a_save_while_pages_are_made_brings_the_open_page_again_before_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay(tmp_path / "mine" / "newsroom", Newsroom())
    watched = Preview(root, monkeypatch)
    watched.get("/es/pay/wy/")

    def save(address: str) -> None:
        if len(made) == 1:
            watched.state.saved.set()  # type: ignore[attr-defined]

    made, laid_out = made_in_order(monkeypatch, save), list[str]()
    lay_out = site_writing.lay_out
    monkeypatch.setattr(site_writing, "lay_out", lambda *given: laid_out.append("site") or lay_out(*given))
    lay(root, Newsroom(words=("In brief", "En breve")))
    event = watched.save()
    assert (made, laid_out) == (["es/pay/wy"], [])  # what was saved waits for nothing else
    assert {outcome.status for outcome in event.outcomes} == {"ran", "unchanged"}
    event = next(watched.events)
    assert sorted(made[1:]) == ["en/pay/tn", "en/pay/vt", "en/pay/wy", "es/pay/tn", "es/pay/vt"]
    assert laid_out == ["site"]
    assert all(outcome.status != "unchanged" for outcome in event.outcomes if outcome.address != "es/pay/wy")
    watched.end()


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(root), *arguments])


@pytest.mark.parametrize("command", [["build"], ["build", "--dry-run"]])
@pytest.mark.parametrize(
    ("front", "said", "fix"),
    [
        (
            "draft: true",
            "en/who-files is a draft",
            "add --drafts, or take `draft: true` out of its front matter",
        ),
        (
            "embargo: 2999-12-01T06:00+00:00",
            "en/who-files is under embargo until 2999-12-01T06:00:00+00:00",
            "add --drafts to build it before",
        ),
        (
            "withdrawn: It was wrong.",
            "en/who-files was withdrawn",
            "add --drafts to see it, or take `withdrawn:` out of its front matter",
        ),
    ],
)
def test_a_page_that_is_kept_back_and_asked_for_by_its_address_is_named_with_the_way_to_it(
    newsroom: Path, command: list[str], front: str, said: str, fix: str
) -> None:
    write(newsroom, "who-files", explainer(prose("## Why?"), front_matter=f"{FRONT}\n{front}"))
    done = run(newsroom, *command, "en/who-files", "en/taxes")
    assert done.exit_code == 2
    assert done.output == f"  where  en/who-files\n  what   {said}\n  fix    {fix}\n"


def test_a_build_waits_for_a_preview_that_is_building_and_for_nobody_else(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    (newsroom / "build").mkdir()
    with (newsroom / "build/.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(f"{os.getppid()}")
        held.flush()
        with pytest.raises(UsageError, match=rf"a build is running already \(process {os.getppid()}\)"):
            build(read_project(newsroom), Options())
        held.write(" of a preview")
        held.flush()
        threading.Timer(0.4, lambda: fcntl.flock(held, fcntl.LOCK_UN)).start()
        assert build(read_project(newsroom), Options()).totals == {"ran": 1}


@pytest.mark.browser
def test_a_page_in_the_browser_shows_what_is_wrong_and_then_its_new_words_by_itself(
    watched: Preview, newsroom: Path, browser: Any
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"http://{watched.place}/en/taxes/index.html")
    write(newsroom, "taxes", explainer(code("1 / 0", id="paid"), prose("## Why?\n\nNew words.")))
    watched.save()
    page.get_by_text("division by zero").wait_for(timeout=60_000)
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.")))
    watched.save()
    page.get_by_text("New words.").wait_for(timeout=60_000)
    page.close()
    assert complaints == []


def test_a_page_that_is_held_says_that_its_readers_see_another() -> None:
    from nutgraf.pipeline import Outcome
    from nutgraf.preview.page_overlay import with_overlay
    from nutgraf.preview.preview_state import State

    state = State(threading.Event())
    state.end([Outcome("en/taxes", "taxes", "held", "$314.2 million → $320 million")], ())
    note = f"HELD. Readers see the page as it was until an editor signs off: {state.held('en/taxes')}"
    html = with_overlay("<html><head></head><body><p>Words.</p></body></html>", "x", (), [note])
    assert "editor signs off: $314.2 million → $320 million</p></div></div><p>Words.</p>" in html


@pytest.mark.parametrize("command", ["verify", "pdf", "facts"])
def test_a_draft_is_named_as_one_whatever_is_asked_of_it(newsroom: Path, command: str) -> None:
    write(newsroom, "who-files", explainer(prose("## Why?"), front_matter=DRAFT))
    done = run(newsroom, command, "en/who-files")
    assert (done.exit_code, "what   en/who-files is a draft\n" in done.output) == (2, True)


def test_a_preview_of_one_page_says_that_it_was_asked_for_no_other(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nutgraf.preview.preview_state import State

    state = State(threading.Event(), ["en/taxes"])
    assert state.why_missing("en/other").startswith("It is being built")  # until the first build knows its pages
    state.end([], ())
    assert state.why_missing("en/other").startswith(
        "No page that this preview was asked for (en/taxes) has this address"
    )


def test_an_error_that_nobody_foresaw_does_not_end_the_preview(
    watched: Preview, newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("many")

    with monkeypatch.context() as patch:
        patch.setattr("nutgraf.pipeline.full_build.plan_pages", fail)
        write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.")))
        (problem,) = watched.save().problems
    assert problem.what == "the build ended before it was done: KeyError: 'many'"
    status, html = watched.get("/en/taxes/")
    assert (status, "Old words." in html, "before it was done" in html) == (200, True, True)
    (newsroom / "pyproject.toml").rename(newsroom / "away.toml")
    assert watched.save().problems
    (newsroom / "away.toml").rename(newsroom / "pyproject.toml")
    assert [outcome.status for outcome in watched.save().outcomes] == ["ran"]


def test_a_preview_puts_no_draft_into_the_site_that_is_uploaded(watched: Preview, newsroom: Path) -> None:
    build(read_project(newsroom), Options())
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=DRAFT))
    watched.save()
    assert "Draft words." in watched.get("/en/who-files/")[1]
    assert "Who pays" in watched.get("/en/index.html")[1]
    assert tree(newsroom / "build" / "site").keys() & {"en/who-files/index.html", "en/who-files/page.json"} == set()
    assert "en/who-files" not in (newsroom / "build/site/manifest.json").read_text(encoding="utf-8")
    assert (newsroom / "build/preview/en/who-files/index.html").is_file()


def test_a_draft_that_could_not_be_built_is_not_counted_among_those_in_the_site(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=DRAFT))
    write(newsroom, "who-pays", explainer(prose("## Why?\n\n{{ missing_name }}"), front_matter=DRAFT))
    said = CliRunner().invoke(main, ["--project", str(newsroom), "build", "--drafts"]).output
    assert "who-pays" in said
    assert "Not for readers yet: 1 page in build/site." in said


def test_a_site_that_was_built_with_drafts_says_so_when_it_is_built_and_when_it_is_checked(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    monkeypatch.setenv("NUTGRAF_CHROMIUM", "/nowhere")  # axe has tests of its own
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=DRAFT))
    nutgraf = ["--project", str(newsroom)]
    said = "Not for readers yet: 1 page in build/site. Build without --drafts before you upload it."
    for _ in range(2):  # built, and found up to date
        assert said in CliRunner().invoke(main, [*nutgraf, "build", "--drafts"]).output.splitlines()
    done = CliRunner().invoke(main, [*nutgraf, "check", "--site", "--json"])
    assert '"what": "it has 1 page that is a draft, under embargo or withdrawn: en/who-files"' in done.output
    assert said not in CliRunner().invoke(main, [*nutgraf, "build"]).output
    assert "under embargo" not in CliRunner().invoke(main, [*nutgraf, "check", "--site", "--json"]).output


def test_a_draft_whose_front_matter_is_broken_leaves_the_site_with_the_next_build(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=DRAFT))
    build(read_project(newsroom), Options(drafts=True))
    assert (newsroom / "build/site/en/who-files/index.html").is_file()
    write(newsroom, "who-files", explainer(prose("## Why?\n\nDraft words."), front_matter=f"{DRAFT}\ndate: 2026-02-30"))
    build(read_project(newsroom), Options())
    assert not (newsroom / "build/site/en/who-files").exists()


def test_a_held_page_is_marked_where_its_numbers_changed_and_says_that_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "newsroom", tables={"paid": "usps,value,source_id\nTN,300,made_up\n"})
    cells = (
        code('import nutgraf\npaid = nutgraf.fact("paid", usps="TN")', id="paid"),
        prose("## Why?\n\nThey paid {{ paid | count }}.", id="why"),
    )
    front = FRONT.replace("Who pays", "They paid {{ paid | count }}")
    write(root, "taxes", explainer(*cells, front_matter=front))
    package = root / "data/datapackage.json"
    described = json.loads(package.read_text())
    paid = described["resources"][1]
    paid["nutgraf"] = {"value": "value", "source": "source_id"}
    paid["schema"]["primaryKey"] = ["usps"]
    paid["schema"]["fields"][1]["nutgraf"] = {"unit": "persons"}
    package.write_text(json.dumps(described))
    papermill_door.open_door(monkeypatch)
    assert build(read_project(root), Options(publish=True, workers=Crew(cold=True))).exit_status == 0
    (root / "data/paid.csv").write_text("usps,value,source_id\nTN,400,made_up\n")
    held = Preview(root, monkeypatch)
    try:
        _, html = held.get("/en/taxes/")
    finally:
        held.end()
    mark = (
        '<mark class="preview-change"><del><span class="preview-unseen">was </span>300</del> '
        '<ins><span class="preview-unseen">now </span>400</ins></mark>'
    )
    assert f"<h1>They paid {mark}</h1>" in html
    assert f'data-claim="1">{mark}</data></label>' in html
    assert 'data-cell="why"' in html
    assert "HELD. Readers see the page as it was until an editor signs off: 300 would be 400" in html
    assert not any(b"preview-change" in content for content in tree(root / "build").values())


def test_a_page_that_is_opened_before_it_exists_is_built_before_the_others() -> None:
    state = preview.State(threading.Event())
    assert state.begin() == ()
    state.ask("en/taxes", missing=True)
    assert state.saved.is_set()
    state.saved.clear()
    assert state.begin() == ("en/taxes",)
    for address in ("en/taxes", "."):  # asked for again while it is being built; and the front page, which is none
        state.ask(address, missing=True)
    assert not state.saved.is_set()


def test_the_address_is_served_before_the_first_build_and_says_that_the_page_is_being_built(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "persistent_workers", lambda *_, **__: contextlib.nullcontext(Crew(cold=True)))
    monkeypatch.setattr(preview, "_watch", lambda *_: None)
    events = preview.serve(read_project(newsroom), Options(drafts=True), port=0)
    url = urlsplit(next(events).url)
    connection = http.client.HTTPConnection(url.netloc, timeout=120)
    connection.request("GET", "/en/taxes/")
    answer = connection.getresponse()
    assert (answer.status, "is not built" in answer.read().decode()) == (404, True)
    events.close()


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [
        ("notebooks/taxes.ipynb", False),
        ("data/pay.csv", False),
        ("pyproject.toml", False),
        ("notebooks/.ipynb_checkpoints/taxes-checkpoint.ipynb", True),
        ("notebooks/.~taxes.ipynb", True),
        ("data/.~lock.pay.csv#", True),
    ],
)
def test_a_checkpoint_of_jupyterlab_and_a_file_that_is_being_written_are_no_save(name: str, is_hidden: bool) -> None:
    root = Path("/home/.work/newsroom")
    assert preview._is_hidden(root / name, root) == is_hidden


def test_a_page_that_is_open_is_made_together_with_the_cell_of_each_of_its_parts(
    watched: Preview, newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.get("/en/taxes/")
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNew words.", id="why")))
    watched.save()
    run = newsroom / "build/runs/en/taxes.ipynb"
    found = page_trace._read(run, run.stat().st_mtime_ns)
    write(newsroom, "taxes", explainer(prose("## Why?\n\nNewer words.", id="why")))
    watched.save()
    monkeypatch.setattr(page_trace, "_read", None)  # the executed notebook is not read to find it
    assert page_trace.read_trace(run) == found
    assert 'data-cell="why"' in watched.get("/en/taxes/")[1]


def test_a_page_that_is_opened_later_is_made_ready_once_and_one_that_a_build_has_just_made_is_not(
    monkeypatch: pytest.MonkeyPatch, newsroom: Path
) -> None:
    state, prepared = State(threading.Event()), list[str]()
    monkeypatch.setattr(preview, "warm_up_for", lambda _, __, addresses: prepared.append(addresses[0]))

    def open_page(address: str) -> None:
        state.ask(address)
        for _ in range(2):
            preview._warm_up(newsroom, Options(), state)

    preview._warm_up(newsroom, Options(), state)  # nothing is open
    for address in ("en/taxes", "en/pay", "en/taxes"):
        open_page(address)
    state.take(Outcome("en/made", "made", "ran", "new"))
    open_page("en/made")
    state.saved.set()
    open_page("en/later")
    assert prepared == ["en/taxes", "en/pay"]


def test_before_the_first_save_of_an_open_page_its_last_run_is_at_hand_and_nothing_is_written(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    project_, asked = read_project(newsroom), list[PageJob | None]()
    build(project_, Options(drafts=True, workers=Crew(cold=True)))
    crew, before = Crew(cold=True), tree(newsroom)
    monkeypatch.setattr(crew, "warm_up", lambda _, job: asked.append(job))
    warm_up_for(project_, Options(drafts=True, workers=crew), ["en/no-page", "en/taxes"])
    [job] = asked
    assert job is not None
    assert (job.plan.address, json.loads(job.cached_run or "")["metadata"]["nutgraf"]["page"]["address"]) == (
        "en/taxes",
        "en/taxes",
    )
    assert tree(newsroom) == before
