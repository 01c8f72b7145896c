"""The words of the notebooks that nutgraf writes, from words/LANGUAGE.toml; English where a language has none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


def words_of(part: str, languages: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The words of one part, "starter", "table" or "checking", in each language."""
    return {lang: _read(lang)[part] for lang in languages}


def placeholders(lang: str) -> tuple[str, ...]:
    """The sentences of a new notebook in a language that a reporter has to replace."""
    words = _read(lang)["starter"]
    return tuple(words[name] for name in ("title", "subtitle", "lede", "heading", "answer", "method"))


@cache
def _read(lang: str) -> dict[str, dict[str, str]]:
    files = (_FOLDER / f"{code}.toml" for code in (lang, lang.partition("-")[0], "en"))
    found = next(path for path in files if path.is_file())
    return tomllib.loads(found.read_text(encoding="utf-8"))
