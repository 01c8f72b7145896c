"""`nutgraf refresh --propose`: a branch with the new version, and what it would change, for a pull request."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nutgraf.cache.page_cache import CachedPage, PageCache, bytes_of, digests_of
from nutgraf.errors import UsageError
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import read_project
from nutgraf.proposal import Proposal, propose, proposing
from nutgraf.proposal.page_differences import copy_pictures, page_differences
from nutgraf.proposal.proposal_text import ProposalContent, proposal_text
from nutgraf.refresh import RefreshReport, TableRefresh
from nutgraf.refresh.revisions import CellRevision, Revisions
from support.clone import git
from support.in_process import nutgraf
from support.publisher_server import NOW, Publisher, newsroom, on_file, pay, publisher
from support.sites import BuiltSite, copy_newsroom
from support.sites import nutgraf as run_nutgraf

WHO = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
REVISED = TableRefresh(
    "pay",
    "replaced",
    "https://pay.example/pay.csv",
    revisions=Revisions((), (), (CellRevision("county=Birch", "pay", "51300", "51400"),)),
)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as running:
        yield running


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {**WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, text)


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A project without notebooks, which no build makes."""
    monkeypatch.setattr(proposing, "_build", lambda _: {})


def committed(root: Path, at: str = "") -> Path:
    (root / at / "notebooks/README.md").write_text("git keeps no empty folder\n")
    (root / ".gitignore").write_text("build\n")
    for command in ("init --quiet --initial-branch=main", "add --all", "commit --quiet --message Begin"):
        git(root, command)
    return root


def proposed(root: Path, **options: Any) -> Proposal:
    return propose(read_project(root), now=NOW, sleep=lambda _: None, **options)


# --- the branch


@pytest.mark.usefixtures("no_pages")
def test_the_new_version_is_on_a_branch_and_the_tree_is_as_it_was(tmp_path: Path, server: Publisher) -> None:
    root = committed(newsroom(tmp_path / "p", server.serve("/pay.csv", pay({"Birch": 51_400}))))
    (root / "notes.txt").write_text("not committed")
    (root / "data/pay.csv").write_text(on_file({"Elm": 1}))
    before = git(root, "status --short")
    made = proposed(root)
    assert made.branch == "refresh-2026-11-29"
    assert git(root, "show refresh-2026-11-29:data/pay.csv") == on_file({"Birch": 51_400})
    assert git(root, "log -1 --format=%B refresh-2026-11-29").strip() == "Refresh pay\n\npay: 1 cell revised"
    assert git(root, "diff --name-only main refresh-2026-11-29 -- :^data") == ""
    assert git(root, "status --short") == before
    assert (root / "data/pay.csv").read_text() == on_file({"Elm": 1})
    assert git(root, "branch --show-current") == "main\n"
    assert len(git(root, "worktree list").splitlines()) == 1
    assert sorted(path.name for path in (root / "build/refresh").iterdir()) == ["proposal"]


@pytest.mark.usefixtures("no_pages")
def test_what_a_branch_proposes_already_is_not_proposed_again(tmp_path: Path, server: Publisher) -> None:
    root = committed(newsroom(tmp_path / "p", server.serve("/pay.csv", pay({"Birch": 51_400}))))
    assert [proposed(root).branch for _ in range(2)] == ["refresh-2026-11-29"] * 2
    server.serve("/pay.csv", pay({"Birch": 51_500}))
    assert proposed(root).branch == "refresh-2026-11-29-2"
    assert proposed(root, branch="pay").branch == "pay"


@pytest.mark.usefixtures("no_pages")
def test_a_table_in_a_folder_of_the_repository_is_proposed_in_that_folder(tmp_path: Path, server: Publisher) -> None:
    newsroom(tmp_path / "r/news", server.serve("/pay.csv", pay({"Birch": 51_400})))
    committed(tmp_path / "r", "news")
    made = proposed(tmp_path / "r/news")
    assert git(tmp_path / "r", f"show {made.branch}:news/data/pay.csv") == on_file({"Birch": 51_400})


def test_where_nothing_is_new_there_is_no_branch(tmp_path: Path, server: Publisher) -> None:
    root = committed(newsroom(tmp_path / "p", server.serve("/pay.csv", pay())))
    assert proposed(root).branch == ""
    assert git(root, "branch --format=%(refname:short)") == "main\n"
    assert git(root, "status --short") == ""


def test_what_breaks_its_contract_is_kept_out_of_a_proposal_too(tmp_path: Path, server: Publisher) -> None:
    root = committed(newsroom(tmp_path / "p", server.serve("/pay.csv", pay({"Birch": 5}))))
    made = proposed(root)
    assert (made.branch, made.exit_status) == ("", 1)
    assert "county=Birch: 51,300 before, 5 now" in (root / "build/refresh/quarantine/pay/report.txt").read_text()


def test_without_a_repository_it_says_so(tmp_path: Path) -> None:
    root = newsroom(tmp_path, "pay-in.csv")
    done = nutgraf("refresh", "--propose", cwd=root)
    assert done.returncode == 2
    assert "the project is not in a git repository" in done.stderr
    assert "without git, `nutgraf refresh` replaces the tables themselves" in done.stderr


def test_before_the_first_commit_it_says_so(tmp_path: Path) -> None:
    root = newsroom(tmp_path, "pay-in.csv")
    git(root, "init --quiet")
    with pytest.raises(UsageError, match="the project is not committed"):
        proposed(root)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = newsroom(tmp_path, "pay-in.csv")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(UsageError, match="git is not installed"):
        proposed(root)


@pytest.mark.usefixtures("no_pages")
def test_a_git_that_knows_no_name_for_the_commit_says_so_and_leaves_nothing(
    tmp_path: Path, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = committed(newsroom(tmp_path / "p", server.serve("/pay.csv", pay({"Birch": 51_400}))))
    for name in WHO:
        monkeypatch.delenv(name)
    git(root, "config user.useConfigOnly true")
    with pytest.raises(UsageError, match="git commit"):
        proposed(root)
    assert len(git(root, "worktree list").splitlines()) == 1


# --- what it says


def test_a_sentence_is_shown_before_and_after_with_the_number_marked(built_site: BuiltSite, tmp_path: Path) -> None:
    old, new, page = caches(built_site, tmp_path)
    (found,) = page_differences([page], old, new)
    assert found.charts == ("permits.png",)
    text = proposal_text(ProposalContent(RefreshReport((REVISED,)), [found]), "https://news.example/p/")
    assert text == (
        "Refresh pay\n\n1 number in sentences and 1 chart would change, on 1 page.\n\n"
        "### Table pay\n\n1 cell revised. From https://pay.example/pay.csv\n\n- county=Birch, pay: 51300 → 51400\n\n"
        "### What is a hive permit, and who has one? (en, `en/hive-permit`)\n\n"
        "- before: Ashmere has ~~48.3%~~ of all.\n- after: Ashmere has **48.2%** of all.\n\n"
        "| before | after |\n|---|---|\n"
        "| ![permits.png before](https://news.example/p/before/en/hive-permit/permits.png) "
        "| ![permits.png after](https://news.example/p/after/en/hive-permit/permits.png) |\n"
    )
    copy_pictures([found], old, new, tmp_path / "pictures")
    assert (tmp_path / "pictures/before/en/hive-permit/permits.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "pictures/after/en/hive-permit/permits.png").read_bytes() == b"another picture"


def test_a_long_proposal_is_cut_where_a_pull_request_would_be(built_site: BuiltSite, tmp_path: Path) -> None:
    old, new, page = caches(built_site, tmp_path)
    found = list(page_differences([page], old, new))
    text = proposal_text(ProposalContent(RefreshReport((REVISED,)), found * 400), "")
    assert len(text) < 65_536
    assert text.endswith("more pages: build the branch to see them.\n")


def test_data_has_no_say_in_how_a_proposal_looks() -> None:
    hostile = replace(REVISED, table="<b>@editor</b> [x](http://a)")
    text = proposal_text(ProposalContent(RefreshReport((hostile,))), "")
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "@editor" not in text
    assert "\\[x\\]" in text


def test_pages_that_the_new_version_stops_are_listed() -> None:
    stopped = (
        {"address": "en/pay", "why": "no row for Birch"},
        {"address": "en/tax", "why": "a link is dead", "already": True},
    )
    text = proposal_text(ProposalContent(RefreshReport((REVISED,)), failed=stopped, gone=["en/pay/birch"]), "")
    assert (
        "### Pages that cannot be made\n\n- en/pay: no row for Birch\n"
        "- en/tax (without the new data too): a link is dead\n"
    ) in text
    assert "### Pages that would be gone\n\n- en/pay/birch" in text


def caches(built: BuiltSite, folder: Path) -> tuple[PageCache, PageCache, PagePlan]:
    """The cache of the newsroom's build, and one whose page prints another share and draws another chart."""
    project = read_project(built.root)
    address = "en/hive-permit"
    page = PageCache(project).page(address)
    assert page
    files = {name: bytes_of(content) for name, content in page.files}
    made = []
    for when in ("before", "after"):
        made.append(PageCache(project.model_copy(update={"root": folder / when})))
        record = replace(page.record, kept=digests_of(page.html, page.entry, files.items()))
        made[-1].put(CachedPage(record, page.entry, page.html, tuple(files.items())), "{}")
        sheet = json.loads(files["facts.json"])
        for claim in sheet["claims"]:
            if claim["text"] == "48.3%":
                claim |= {"text": "48.2%", "value": 48.2, "sentence": claim["sentence"].replace("48.3%", "48.2%")}
        files["facts.json"] = json.dumps(sheet).encode()
        files["permits.png"] = b"another picture"
    return made[0], made[1], plan_pages(project).by_address[address]


@pytest.mark.long
@pytest.mark.kernel
def test_a_revised_table_is_proposed_with_its_sentences_in_both_languages_and_its_charts(
    tmp_path: Path, server: Publisher
) -> None:
    root = copy_newsroom(tmp_path / "p")
    package = root / "data/datapackage.json"
    text = (root / "data/permits.csv").read_text()
    address = server.serve("/permits.csv", text.replace("446522", "447000"))
    described = json.loads(package.read_text())
    permits = next(one for one in described["resources"] if one["name"] == "permits")
    permits["nutgraf"]["refresh"] = {"from": address, "private": ["127.0.0.1"]}
    package.write_text(json.dumps(described, indent=1))
    committed(root)
    done = run_nutgraf("refresh", "--propose", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(root, "status --short") == ""
    said = (root / "build/refresh/proposal/proposal.md").read_text()
    assert "Ashmere has ~~48.3%~~ of all." in said
    assert "Ashmere tiene el **48.2%** del total." in said
    pictures = {
        path.relative_to(root / "build/refresh/proposal").as_posix() for path in root.rglob("proposal/*/*/*/*.png")
    }
    assert pictures == {
        f"{when}/{lang}/hive-permit/permits.png" for when in ("before", "after") for lang in ("en", "es")
    }
