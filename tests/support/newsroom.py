"""A newsroom of a few small pages, for tests that edit what they are made from; its pages are made without a kernel."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nutgraf.pipeline import Options, Report, build
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, explainer, project, prose, write

STATES = ("TN", "WY", "VT")
LANG = 'lang: str = "en"  # language'


@dataclass(frozen=True)
class Newsroom:
    """Everything that the pages of a small project are made from, and some things that none is made from."""

    values: tuple[int, ...] = (1, 2, 3)
    words: tuple[str, str] = ("In short", "En suma")
    helper: int = 1
    note: str | None = "5 million"
    name: str = "The Desk"
    chart: int = 0
    tag: bool = False
    unread: int = 0
    states: tuple[str, ...] = STATES
    more: str = ""
    second: bool = False
    box: str = ""
    """What a template of the newsroom's own puts below every story."""
    style: str = ""
    """A remark in its own stylesheet, which every page loads."""

    def inputs(self, lang: str, state: str) -> tuple[Any, ...]:
        """What the page of a state in a language is made from, as its author would say."""
        note = self.note if state == "TN" else ""
        helper = self.helper if state != "VT" else 0
        words = self.words[lang == "es"]
        more = self.more if lang == "en" else ""
        # A page leads to the other editions of its explainer: to that of the default value, or else the first, before all.
        editions = sorted(self.states), "TN" if "TN" in self.states else self.states[0]
        data = self.values[STATES.index(state)], helper, note
        return *data, words, self.name, self.tag, more, editions, self.box, self.style


def lay(root: Path, newsroom: Newsroom) -> Path:
    """Write a newsroom down as a project; what was built in the folder stays."""
    kept = root.parent / "build"
    if root.exists():
        (root / "build").rename(kept)
        shutil.rmtree(root)
    rows = "".join(f"{state},{value},made_up\n" for state, value in zip(STATES, newsroom.values, strict=True))
    tables = {"areas": f"usps,value,source_id\n{rows}", "unread": f"usps,value\nTN,{newsroom.unread}\n"}
    project(root, settings=f'[tool.nutgraf]\nname = "{newsroom.name}"\nlanguages = ["en", "es"]\n', tables=tables)
    (root / "notebooks" / "helper.py").write_text(f"EXTRA = {newsroom.helper}\n")
    (root / "charts" / "unused.py").write_text(f"UNUSED = {newsroom.chart}\n")
    if newsroom.note is not None:
        (root / "note.txt").write_text(newsroom.note)
    write(root, "pay", _pay(newsroom))
    dress(root, newsroom)
    if newsroom.second:
        front = FRONT + "\nmatrix: {lang: [en, es]}\naddress: '{lang}/second'"
        write(root, "second", explainer(prose("## More", id="more"), front_matter=front, parameters_cell=LANG))
    if kept.exists():
        kept.rename(root / "build")
    return root


def dress(root: Path, newsroom: Newsroom) -> None:
    """Write down the looks of its pages: its own templates and stylesheet."""
    folder = root / "templates"
    box = f"{{% block after_content %}}<p>{newsroom.box}</p>{{% endblock %}}" if newsroom.box else ""
    shell = f'{{% extends "nutgraf/shell.html.j2" %}}\n{box}\n'
    texts = {"shell.html.j2": shell if box else "", "newsroom.css": f"/* {newsroom.style} */" if newsroom.style else ""}
    for name, text in texts.items():
        if text:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text)


def _pay(newsroom: Newsroom) -> nbformat.NotebookNode:
    matrix = f"\nmatrix: {{lang: [en, es], state: [{', '.join(newsroom.states)}]}}\naddress: '{{lang}}/pay/{{state}}'"
    more = [prose(f"## More\n\n{newsroom.more}", "lang-en", id="more")] if newsroom.more else []
    return explainer(
        code('import nutgraf\nvalue = nutgraf.table("areas", usps=state)["value"].iloc[0]', id="row"),
        code('extra = 0\nif state != "VT":\n    import helper\n    extra = helper.EXTRA', id="extra"),
        code(
            "import pathlib\nnote = ''\nif state == 'TN':\n    try:\n"
            "        note = pathlib.Path('../note.txt').read_text()\n"
            "    except OSError:\n        note = 'none'",
            *(["hide-input"] if newsroom.tag else []),
            id="note",
        ),
        prose(
            f"## {newsroom.words[0]}\n\n{{{{ ('%s %s %s' % (value, extra, note)) | not_a_fact('made up') }}}}",
            "lang-en",
            id="en",
        ),
        prose(
            f"## {newsroom.words[1]}\n\n{{{{ ('%s %s %s' % (value, extra, note)) | not_a_fact('made up') }}}}",
            "lang-es",
            id="es",
        ),
        *more,
        front_matter=FRONT + matrix,
        parameters_cell='lang: str = "en"  # language\nstate: str = "TN"  # USPS code',
    )


def built(root: Path, **options: Any) -> Report:
    report = build(read_project(root), Options(**options))
    assert report.exit_status == 0, report
    return report


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def after_first_build(folder: Path, monkeypatch: pytest.MonkeyPatch, newsroom: Newsroom | None = None) -> Path:
    """A small project as it is after its first build; the usual one is a copy of one that was built once."""
    papermill_door.open_door(monkeypatch)
    root = folder / "mine" / "newsroom"
    if newsroom is None:
        shutil.copytree(_built_once(), root)
        built(root)  # which makes no page, but knows the site by the files of this folder
    else:
        built(lay(root, newsroom))
    return root


@cache
def _built_once() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-newsroom-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = lay(folder / "newsroom", Newsroom())
    built(root)
    return root
