"""The docs: what they promise is there, what is there is in them, and they build into a site without a warning."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nutgraf.notebook import JUPYTER_TAGS, OUR_TAGS
from support.json_schemas import SCHEMAS, read_json
from support.sites import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
AMERICAN = re.compile(r"\b(told|lies|stands|beside|whoever|mend(?:s|ed)?|anew|colour\w*|licence|grey)\b", re.I)


@pytest.fixture(scope="module")
def maker(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS))
    import reference_pages

    yield reference_pages
    sys.path.remove(str(DOCS))


# --- the site ---


@pytest.mark.long
def test_the_docs_build_into_a_site_with_every_link_and_anchor_right_and_nothing_from_another_host(
    tmp_path: Path,
) -> None:
    pytest.importorskip("sphinx")
    command = ["-m", "sphinx", "-b", "html", "-W", "--keep-going", "-n", "-q", "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [sys.executable, *command, str(DOCS), str(tmp_path / "site")], capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == ""
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    asked = r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?:[^\"]*"
    assert [found for page in pages for found in re.findall(asked, page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_in_the_docs_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert missing == []


def test_every_page_of_the_docs_is_in_the_contents() -> None:
    listed = re.findall(r"^([\w/-]+)$", (DOCS / "index.md").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(
        path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md") if path.stem != "index"
    )


def test_every_page_of_the_docs_that_a_message_names_is_there() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "nutgraf").rglob("*.py")))
    named = set(re.findall(r"\bdocs/[\w/.-]+\.\w+", source))
    assert "docs/reference/data-package.md" in named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_docs_are_in_plain_american_english(path: Path) -> None:
    if path.name != "CHANGELOG.md":
        assert AMERICAN.findall(path.read_text(encoding="utf-8")) == []


# --- the reference ---


def test_the_reference_is_what_the_code_says(maker: ModuleType) -> None:
    advice = "run: .venv/bin/python docs/make_reference.py"
    for name, write in maker.PAGES.items():
        assert (DOCS / "reference" / name).read_text(encoding="utf-8") == write(), advice


def test_every_tag_is_in_the_reference(maker: ModuleType) -> None:
    assert set(maker.configuration.TAGS) | {"lang-es"} >= OUR_TAGS | JUPYTER_TAGS


def test_every_color_of_the_theme_is_in_the_reference(maker: ModuleType) -> None:
    assert set(maker.configuration.ROLES) == maker.configuration.theme_roles()


def test_every_public_member_of_what_a_notebook_gets_is_in_the_reference_with_a_word_about_it(
    maker: ModuleType,
) -> None:
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    for kind in maker.notebook_api.CLASSES:
        own = {name for name in vars(kind) if not name.startswith("_")}
        own |= {each.name for each in fields(kind)} if is_dataclass(kind) else set()
        section = text.partition(f"### `{kind.__name__}`\n")[2].partition("\n### ")[0]
        missing = [name for name in sorted(own) if not re.search(rf"^\| `\.{name}\b[^|]*\| \S", section, re.M)]
        assert missing == [], kind


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_named_in_the_docs_exists(path: Path) -> None:
    from nutgraf.cli import main

    commands = "\n".join(re.findall(r"(?:\.venv/bin/|`)(nutgraf [^`\n]*)", path.read_text(encoding="utf-8")))
    named = set(re.findall(r"nutgraf (new|[a-z]+)(?=[ `\n])", commands))
    assert named <= set(main.commands)


def test_the_readme_names_the_two_commands_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"make ([a-z]+)\b", (ROOT / "README.md").read_text()))
    assert {"site", "test", "lab", "docs"} <= named
    assert named - {"and"} <= targets


def test_contributing_names_twenty_changes_and_a_place_that_is_there_for_each() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `([^`]+)` \|$", text, re.M)
    assert len(rows) == 20
    assert [place for _, place in rows if not (ROOT / place).exists()] == []


def test_contributing_says_of_every_package_what_it_is_for() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    packages = [path.parent.name for path in sorted((ROOT / "nutgraf").glob("*/__init__.py"))]
    assert [name for name in packages if f"`nutgraf/{name}`" not in text] == []


@pytest.mark.content
def test_the_tutorials_facts_are_on_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import nutgraf

    monkeypatch.chdir(ROOT)
    returns = nutgraf.fact("itin_returns_and_taxes", metric="returns_with_any_itin", year=2022)
    california = nutgraf.fact("itin_returns_by_state_ty2022", usps="CA")
    assert 20 < california.share_of(returns).value < 25


# --- the JSON schemas ---


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_a_schema_is_one_of_json_schema_and_says_of_each_field_what_it_is(path: Path) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(read_json(path))

    def silent(schema: Any) -> Iterator[str]:
        for name, each in schema.get("properties", {}).items():
            if not each.get("description"):
                yield name
        for each in (one for value in schema.values() for one in (value if isinstance(value, list) else [value])):
            yield from silent(each) if isinstance(each, dict) else ()

    assert list(silent(read_json(path))) == []
    assert path.stem.removesuffix(".schema") in (DOCS / "reference" / "json-files.md").read_text(encoding="utf-8")


def test_every_promise_of_the_security_policy_names_a_test_that_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/test_\w+\.py)`", text))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
