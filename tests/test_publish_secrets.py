"""What is not for readers does not go out, and the message says where it is without printing it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from nutgraf.errors import Problem, PublishError
from nutgraf.project import read_project
from nutgraf.publish import publish_site, would_publish
from nutgraf.publish.secret_search import refuse_secrets
from support.a_site import NOW, a_project, write_site
from support.sites import BuiltSite

LETTERS = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1B4c7D0eFgHiJkLmNoPqRsTuVwXyZ0123456789abcdef"
"""What follows the beginning of a token. The two are put together here, so that no scanner takes this file for a leak."""
TOKENS = {
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a key of Amazon Web Services": "AKI" + "A" + "Q3EGRXTV7LMN2PQR",
    "a token of GitHub": "gh" + "p_" + LETTERS[:36],
    "a token of GitLab": "glp" + "at-" + LETTERS[:20],
    "a token of Slack": "xox" + "b-" + LETTERS[:24],
    "a key of Stripe": "sk_" + "live_" + LETTERS[:24],
    "a key of Google": "AI" + "za" + LETTERS[:35],
    "a key of a language model": "sk" + "-ant-" + LETTERS[:40],
    "a token of a package registry": "np" + "m_" + LETTERS[:36],
    "a token of Hugging Face": "h" + "f_" + "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh",
    "a token of Docker": "dckr" + "_pat_" + LETTERS[:27],
    "a key of SendGrid": "S" + "G." + LETTERS[:22] + "." + LETTERS[:43],
    "a key of Azure": "Account" + "Key=" + LETTERS[:60] + "==",
    "a signed token": "ey" + "J" + LETTERS[:20] + ".ey" + "J" + LETTERS[:20] + "." + LETTERS[:20],
    "a token for a server": "Bear" + "er " + LETTERS[:30],
    "a password for a server": "Authorization: Ba" + "sic " + LETTERS[:20] + "==",
    "a password in an address": "postgres" + "://news:" + "hunter22@db/news",
    "a key in an address": "https://api.census.example/data?get=NAME&amp;k" + "ey=" + LETTERS[:40],
}
HARMLESS = (
    "map@2x.png and @media print, 3 @ $5",
    "https://example.org/home/maria and /homes/x, ~/home, the page /home/",
    "task-force-of-the-department-of-homeland-security",
    "https://user@example.org:8080/ a://b:c",
    "risk-adjusted-and-very-long-identifier-of-a-thing",
    'token="4" key=A1 ?key=short',
    "-----BEGIN CERTIFICATE-----",
    "Basic telecommunications, basic authorization: Basic",
)


def found(tmp_path: Path, text: str, settings: str = "", environment: dict[str, str] | None = None) -> list[Problem]:
    desk = a_project(tmp_path / "p", settings)
    desk.site_dir.mkdir(parents=True)
    (desk.site_dir / "index.html").write_text(f"<p>\n<code>{text}</code>")
    try:
        refuse_secrets(desk, ["index.html"], environment or {})
    except PublishError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize("kind", TOKENS)
def test_a_secret_is_refused_with_its_kind_and_place_and_not_printed(tmp_path: Path, kind: str) -> None:
    (problem,) = found(tmp_path, TOKENS[kind])
    assert problem.where == "build/site/index.html, line 2"
    assert problem.what.startswith(f"readers would get {kind}: ")
    assert TOKENS[kind][8:] not in str(problem)
    allow = problem.fix.partition("[tool.nutgraf.publish], ")[2]
    assert found(tmp_path / "again", TOKENS[kind], f"[tool.nutgraf.publish]\n{allow}\n") == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_secret_goes_out(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_an_e_mail_address_goes_out_only_if_the_settings_have_it(tmp_path: Path) -> None:
    text = "ask desk@news.example, ana@census.example or eva.o'b+x@uni.example"
    settings = 'contact = "desk@news.example"\npublish = {allow = ["*@Census.example"]}\n'
    assert [problem.what for problem in found(tmp_path, text, settings)] == [
        "readers would get an e-mail address: b+x@uni.example"
    ]


@pytest.mark.parametrize(
    "folder", ["/home/maria", "/Users/Maria", "file:///home/maria", r"C:\Users\Maria", r"C:\\Users\\Maria", "/root"]
)
def test_a_home_folder_is_refused(tmp_path: Path, folder: str) -> None:
    (problem,) = found(tmp_path, f"cannot open {folder}/data.csv")
    assert problem.what == f"readers would get the home folder of a user: {folder.removeprefix('file://')}"


def test_the_folder_of_the_project_is_refused_wherever_it_is(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, f"File {tmp_path}/p/notebooks/a.ipynb")
    assert problem.what == f"readers would get the folder of the project on this machine: {tmp_path}/p"


def test_a_secret_value_of_the_environment_is_refused_however_it_is_written_and_allowed_by_its_name(
    tmp_path: Path,
) -> None:
    secret = 'pass"word&more'
    environment = {"CENSUS_API_KEY": secret, "LANG": "en_US.UTF-8", "SHORT_KEY": "1234567"}
    for number, text in enumerate((secret, "pass&quot;word&amp;more", 'pass\\"word&more', "pass%22word%26more")):
        (problem,) = found(tmp_path / str(number), f"{text} en_US.UTF-8 1234567", "", environment)
        assert problem.what.startswith("readers would get the value of the environment variable CENSUS_API_KEY: pass…")
    settings = 'publish = {allow = ["CENSUS_API_KEY"]}\n'
    assert found(tmp_path / "allowed", secret, settings, environment) == []


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_value_in_a_picture_that_a_page_holds_is_refused(tmp_path: Path, before: str) -> None:
    secret = "pass?word>more~9"
    for number, encode in enumerate((base64.b64encode, base64.urlsafe_b64encode)):
        text = encode(f"{before}{secret} and more".encode()).decode()
        page = f'<img src="data:image/svg+xml;base64,{text}" alt="">'
        (problem,) = found(tmp_path / str(number), page, "", {"CENSUS_API_KEY": secret})
        assert "the value of the environment variable CENSUS_API_KEY" in problem.what


def test_a_secret_in_a_file_in_utf_16_is_refused(tmp_path: Path) -> None:
    desk = a_project(tmp_path / "p")
    write_site(desk, "one")
    (desk.site_dir / "notes.csv").write_bytes(f"county,note\nBirch,{TOKENS['a token of GitHub']}\n".encode("utf-16"))
    with pytest.raises(PublishError, match="a token of GitHub"):
        refuse_secrets(desk, ["notes.csv"], {})


@pytest.mark.parametrize(
    "name", ["SMTP_PWD", "GITHUB_PAT", "NPM_AUTH", "SESSION_COOKIE", "DB_CREDS", "PGPASSWORD", "DATABASE_URI"]
)
def test_names_of_variables_that_say_that_they_are_secret_are_known(tmp_path: Path, name: str) -> None:
    (problem,) = found(tmp_path, "correct-horse", "", {name: "correct-horse"})
    assert name in problem.what
    assert (
        found(tmp_path / "folder", "/srv/explainers", "", {"PWD": "/srv/explainers", "OLDPWD": "/srv/explainers"}) == []
    )


def test_a_release_with_a_secret_does_not_go_out_and_a_dry_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_project(tmp_path / "p")
    write_site(desk, "one")
    publish_site(desk, str(tmp_path / "live"), now=NOW)
    monkeypatch.setenv("DATA_PASSWORD", "correct horse")
    write_site(desk, "the correct horse")
    for publish in (would_publish, publish_site):
        with pytest.raises(PublishError, match="DATA_PASSWORD") as refused:
            publish(desk, str(tmp_path / "live"), now=NOW)
        assert [problem.where for problem in refused.value.problems] == [
            "build/site/en/a/index.html, line 1",
            "build/site/en/a/page.json, line 1",
            "build/site/index.html, line 1",
        ]
    assert (tmp_path / "live/current/index.html").read_text() == "front one"


def test_a_built_site_holds_nothing_that_looks_secret(built_site: BuiltSite) -> None:
    desk = read_project(built_site.root)
    files = [path.relative_to(desk.site_dir).as_posix() for path in desk.site_dir.rglob("*") if path.is_file()]
    refuse_secrets(desk, files, {})
    assert len(files) > 20
