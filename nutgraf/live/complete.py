"""What may be written at a cursor: inside the calls of a code cell, the expressions of prose and front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import nutgraf
from nutgraf.live.data_choices import CompletionChoice, data_choices, is_nutgraf
from nutgraf.live.live_answer import LiveAnswer

_FILTER = re.compile(r"\|\s*(\w*)\Z")
_ATTRIBUTE = re.compile(r"([A-Za-z_]\w*)\.(\w*)\Z")
_WORD = re.compile(r"(?<![\w.\"'])([A-Za-z_]\w*|)\Z")
_TAG = re.compile(r"\{%[-+]?\s*(\w*)\Z")
_KEY = re.compile(r"(?:\A|\n)(\w*)\Z")
_SWITCH = re.compile(r"\n(\w+):[ ]*(\w*)\Z")
_OF_MATRIX = re.compile(r"\b(table|column):\s*[\"']?([\w-]*)\Z")
_TAGS = {
    "if": "print what follows only if …",
    "elif": "otherwise, if …",
    "else": "otherwise",
    "endif": "ends {% if %}",
    "for": "print what follows once for each of …",
    "endfor": "ends {% for %}",
    "set": "give a value a name in this cell",
}


def complete(source: str, offset: int, kind: str = "code", names: Mapping[str, Any] | None = None) -> LiveAnswer:
    """What may be written at an offset of a cell: `choices`, and the range of the source that one replaces.

    `kind` is that of the cell: code, markdown or raw (front matter). Each choice has its text, what to show for it,
    its kind (table, column, value, source, filter, name, key …) and a line of help. Nothing in the notebook changes.
    """
    from nutgraf.prose.requests import running_namespace

    own = running_namespace() if names is None else names
    before = source[:offset]
    found = {"markdown": in_prose, "raw": _in_front_matter}.get(kind, _in_code)(before, own)
    word, choices = found or ("", [])
    items = [
        {"text": each.text, "shown": each.shown or each.text, "kind": each.kind, "help": each.help}
        for each in fitting(word, choices)
    ]
    return LiveAnswer(start=offset - len(word), end=offset, choices=items)


def fitting(word: str, choices: Iterable[CompletionChoice]) -> list[CompletionChoice]:
    """The choices that begin with a word, as it is written before others, or else those that contain it."""
    wanted, every = word.casefold(), list(choices)
    first = [each for each in every if (each.shown or each.text).casefold().startswith(wanted)]
    first.sort(key=lambda each: not (each.shown or each.text).startswith(word))
    return first or [each for each in every if wanted in (each.shown or each.text).casefold()]


def _in_code(before: str, names: Mapping[str, Any]) -> tuple[str, list[CompletionChoice]] | None:
    """What a call may hold, or after `nutgraf.` its functions, even before the cell that imports it has run."""
    part = _ATTRIBUTE.search(before)
    if found := data_choices(before, names):
        return found
    if part is None or not is_nutgraf(part[1], names):
        return None
    return part[2], [CompletionChoice(name, "function", _first_line(getattr(nutgraf, name))) for name in dir(nutgraf)]


def in_prose(before: str, names: Mapping[str, Any]) -> tuple[str, list[CompletionChoice]] | None:
    """The word at the end of a Markdown text, and what it may become; None outside of {{ … }} and {% … %}."""
    begun = max(before.rfind("{{"), before.rfind("{%"))
    if begun < 0 or max(before.rfind("}}"), before.rfind("%}")) > begun:
        return None
    expression = before[begun:]
    if tag := _TAG.match(expression):
        return tag[1], [CompletionChoice(name, "tag", said) for name, said in _TAGS.items()]
    inner = expression[2:]
    if piped := _FILTER.search(inner):
        return piped[1], list(_filters())
    if found := data_choices(inner, names):
        return found
    if part := _ATTRIBUTE.search(inner):
        return part[2], list(_parts(names.get(part[1])))
    word = _WORD.search(inner)
    return (word[1], list(_names(names))) if word else None


def _filters() -> Iterator[CompletionChoice]:
    from nutgraf.prose.own_filters import use_filters_of_project
    from nutgraf.prose.template_environment import KEPT_FILTERS, prose_environment
    from nutgraf.prose.unknown_members import public_names

    use_filters_of_project()
    every = prose_environment().filters
    usual = [name for name in public_names(every) if name not in KEPT_FILTERS]
    for name in (*usual, *(name for name in KEPT_FILTERS if name in every)):
        yield CompletionChoice(name, "filter", _first_line(every[name]))


def _parts(value: Any) -> Iterator[CompletionChoice]:
    from nutgraf.prose.unknown_members import public_names

    if value is not None:
        columns = tuple(value) if isinstance(value, Mapping) else ()
        yield from (CompletionChoice(str(name), "column") for name in columns)
        yield from (
            CompletionChoice(name, "attribute") for name in public_names(dir(type(value))) if name not in columns
        )


def _names(names: Mapping[str, Any]) -> Iterator[CompletionChoice]:
    from nutgraf.prose.namespace import own_names

    for name in own_names(names):
        value = names[name]
        said = "" if callable(value) or hasattr(value, "columns") else repr(value).partition("\n")[0][:120]
        yield CompletionChoice(name, "name", said or type(value).__name__)


def _in_front_matter(before: str, names: Mapping[str, Any]) -> tuple[str, list[CompletionChoice]] | None:
    """The keys of front matter, and the values of those that have a few."""
    from nutgraf.frontmatter import FrontMatter

    if not before.startswith("---") or re.search(r"\n---[ ]*(?:\n|\Z)", before):
        return None
    if part := _OF_MATRIX.search(before):
        return part[2], list(_tables_or_columns(part[1], before))
    if key := _KEY.search(before):
        written = set(re.findall(r"^(\w+):", before, re.MULTILINE))
        fields = ((name, each) for name, each in FrontMatter.model_fields.items() if name not in written)
        return key[1], [CompletionChoice(f"{name}: ", "key", each.description or "", name) for name, each in fields]
    if (switch := _SWITCH.search(before)) and switch[1] in _VALUES:
        return switch[2], [CompletionChoice(value, "value", switch[1]) for value in _VALUES[switch[1]]]
    return None


_VALUES = {"draft": ("true", "false"), "on_change": ("publish", "note", "hold")}


def _tables_or_columns(word: str, before: str) -> Iterator[CompletionChoice]:
    from nutgraf.data import find_package, open_package
    from nutgraf.errors import NutgrafError

    try:
        package = open_package(find_package())
        if word == "table":
            yield from (CompletionChoice(name, "table") for name in package.tables)
        elif named := re.findall(r"\btable:\s*[\"']?([\w-]+)", before):
            yield from (CompletionChoice(name, "column") for name in package.table(named[-1]).columns)
    except NutgrafError:  # no package, or no such table: `check` says so
        return


def _first_line(work: Any) -> str:
    return (work.__doc__ or "").strip().partition("\n")[0]
