"""Templates are compiled once for all builds, and again as soon as they, their options or Jinja2 change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from nutgraf.render import compiled_templates
from nutgraf.render.compiled_templates import CompiledTemplates


class _Newsroom:
    """A folder with one template, and how often it was compiled."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.compiled = folder, 0
        compile_source = Environment.compile

        def counted(*args: Any, **options: Any) -> Any:
            self.compiled += 1
            return compile_source(*args, **options)

        monkeypatch.setattr(Environment, "compile", counted)

    def say(self, **options: Any) -> str:
        cache = CompiledTemplates(self.folder)
        environment = Environment(loader=FileSystemLoader(self.folder), bytecode_cache=cache, **options)
        return environment.get_template("page.html.j2").render(name="<T>")


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Newsroom:
    (tmp_path / "page.html.j2").write_text("Read {{ name }}", encoding="utf-8")
    return _Newsroom(tmp_path, monkeypatch)


def test_a_template_is_compiled_once(newsroom: _Newsroom) -> None:
    assert [newsroom.say(), newsroom.say()] == ["Read <T>", "Read <T>"]
    assert newsroom.compiled == 1


def test_an_edited_template_is_compiled_again(newsroom: _Newsroom) -> None:
    newsroom.say()
    (newsroom.folder / "page.html.j2").write_text("Hear {{ name }}", encoding="utf-8")
    assert newsroom.say() == "Hear <T>"


def test_a_template_is_compiled_again_for_other_options_and_for_another_jinja2(
    newsroom: _Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newsroom.say() == "Read <T>"
    assert newsroom.say(autoescape=True) == "Read &lt;T&gt;"
    monkeypatch.setattr(compiled_templates, "version", lambda _: "999")
    newsroom.say()
    assert newsroom.compiled == 3


def test_a_damaged_compiled_template_is_compiled_again(newsroom: _Newsroom) -> None:
    newsroom.say()
    (kept,) = (newsroom.folder / "__pycache__").glob("*.jinja")
    whole = kept.read_bytes()
    for size in range(0, len(whole), 7):
        kept.write_bytes(whole[:size])
        assert newsroom.say() == "Read <T>"
    kept.write_bytes(whole)
    newsroom.compiled = 0
    assert newsroom.say() == "Read <T>"
    assert newsroom.compiled == 0


def test_a_template_is_used_where_nothing_can_be_written(newsroom: _Newsroom) -> None:
    (newsroom.folder / "__pycache__").write_text("a file")
    assert [newsroom.say(), newsroom.say()] == ["Read <T>", "Read <T>"]
