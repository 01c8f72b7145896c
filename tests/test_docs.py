"""The docs: what they promise is there, and what is there is in them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from nutgraf.notebook import JUPYTER_TAGS, OUR_TAGS
from support.sites import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_code_says(maker: ModuleType) -> None:
    told = "run: .venv/bin/python docs/make_reference.py"
    assert (DOCS / "reference.md").read_text(encoding="utf-8") == maker.reference(), told


def test_every_tag_is_in_the_reference(maker: ModuleType) -> None:
    assert set(maker.TAGS) | {"lang-es"} >= OUR_TAGS | JUPYTER_TAGS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_in_the_docs_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_named_in_the_docs_exists(path: Path, maker: ModuleType) -> None:
    from nutgraf.cli import main

    named = set(
        re.findall(
            r"nutgraf (new|[a-z]+)(?=[ `\n])",
            "\n".join(re.findall(r"(?:\.venv/bin/|`)(nutgraf [^`\n]*)", path.read_text())),
        )
    )
    assert named <= set(main.commands) | {"for"}


def test_the_readme_names_the_two_commands_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"make ([a-z]+)\b", (ROOT / "README.md").read_text()))
    assert {"site", "test", "lab"} <= named
    assert named - {"and"} <= targets


def test_the_tutorials_facts_are_on_file() -> None:
    import nutgraf

    returns = nutgraf.fact("itin_returns_and_taxes", metric="returns_with_any_itin", year=2022)
    california = nutgraf.fact("itin_returns_by_state_ty2022", usps="CA")
    assert 20 < california.share_of(returns).value < 25
