"""Reads YAML 1.2, core schema, strictly: nothing written is silently dropped or changed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

import yaml

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_ONCE_BOOLEAN = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_OTHER_BASE = re.compile(r"[-+]?0[xob][0-9a-fA-F_]+")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_REMARK = re.compile(r"[ \t]+(#.*)")
_LONGEST_NUMBER = 1_000
_QUOTE = "put it in quotation marks"
_BEGINS = "a text that begins with one of & * ! | > % @ ` [ { # goes in quotation marks"
_SECOND = ("a second document begins here", "keep all keys between one pair of --- lines")

_Kind = Literal["values", "texts", "asked"]
"""How unquoted values are read: by the core schema; as texts for readers; as texts that a column is asked for."""


@dataclass
class Unreadable(Exception):
    """What is wrong with a YAML text, on which of its lines, and how to write it."""

    line: int
    what: str
    fix: str


def load(text: str, *, texts: Collection[str] = ()) -> dict[str, Any]:
    """The mapping in a YAML text; values of the keys in `texts` are kept as written.

    So are those under a key `where`, because the column they are compared with sets their type.

    Raises Unreadable for what is not YAML 1.2, and for what YAML would silently drop or change: a text that
    continues after " #", a duplicate key, a number with a leading zero, yes and no, anchors and tags.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text) from error
    except RecursionError as error:
        raise Unreadable(1, "lists are nested too deep", "write the values out") from error
    except yaml.YAMLError as error:  # from the reader: a character that YAML does not allow
        at = getattr(error, "position", 0)
        what = f"the character U+{getattr(error, 'character', 0):04X} cannot be in front matter"
        raise Unreadable(text.count("\n", 0, at) + 1, what, "take it out") from error
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(1, "there are no keys in it", "write one key per line, such as title: Who pays")
    return _Reading(text, frozenset(texts)).mapping(node, top=True)


class _Loader(yaml.SafeLoader):
    """Refuses anchors, aliases, tags and directives where it reads them: they change or drop what follows them."""

    _documents = 0

    def get_event(self) -> yaml.Event:
        """The next event of the text, unless it is one that is refused."""
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark else 1
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if event.version or event.tags:
                raise Unreadable(line, "a line that begins with % is a directive to the YAML parser", "take it out")
            if self._documents > 1:
                raise Unreadable(line, *_SECOND)
        elif isinstance(event, yaml.AliasEvent):
            raise Unreadable(line, f"*{anchor} refers to an anchor", f"write the value out; {_BEGINS}")
        elif anchor:
            raise Unreadable(line, f"&{anchor} is an anchor", f"write the value out; {_BEGINS}")
        elif tag:
            name = str(tag).replace("tag:yaml.org,2002:", "!!")
            raise Unreadable(line, f"{name} is a tag", f"take it out; {_BEGINS}")
        return event


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> Unreadable:
    """What PyYAML found, on which line, and how to write it."""
    problem, context = error.problem or "this is not YAML", error.context or ""
    mark = error.problem_mark or error.context_mark
    line, at = (mark.line + 1, mark.index) if mark else (1, 0)
    opened = error.context_mark.line + 1 if error.context_mark else line
    if text[at : at + 1] == "\t" or "'\\t'" in problem:
        return Unreadable(line, "there is a tab where YAML wants spaces", "write spaces instead of the tab")
    if "quoted scalar" in context and "end of" in problem:
        return Unreadable(opened, "a quotation mark opens here and is never closed", "close it")
    if "flow" in context:
        return Unreadable(opened, f"a bracket opens here and is not closed: {problem}", f"close it; {_BEGINS}")
    if "mapping values are not allowed" in problem:
        return Unreadable(line, problem, "a text with a colon goes in quotation marks")
    if "expected a single document" in problem or "<document start>" in problem:
        return Unreadable(line, *_SECOND)
    if any(word in problem for word in ("alias", "anchor", "alphabetic", "cannot start any token", "tag")):
        return Unreadable(line, problem, _BEGINS)
    return Unreadable(line, problem, f"correct that line; a text with a colon goes in quotation marks; {_BEGINS}")


@dataclass(frozen=True)
class _Reading:
    """A text being read, with a check of what follows each value."""

    text: str
    texts: frozenset[str]

    def mapping(self, node: yaml.MappingNode, *, top: bool = False, kind: _Kind = "values") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in found:
                what = f"the key {key!r} is here a second time"
                raise Unreadable(_line(key_node), what, "keep one of the two")
            inner: _Kind = "texts" if top and key in self.texts else "asked" if key == "where" else kind
            found[key] = self._value(value_node, inner)
        return found

    def _key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise Unreadable(_line(node), "a key is one word, not a list", _BEGINS)
        if node.value == "<<" and node.style is None:
            raise Unreadable(_line(node), "<< merges another mapping into this one", "write the values out")
        if not node.value:
            raise Unreadable(_line(node), "a key has no name", "write one key per line, such as title: Who pays")
        return str(node.value)

    def _value(self, node: yaml.Node, kind: _Kind) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, kind=kind)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, kind) for each in node.value]
        assert isinstance(node, yaml.ScalarNode)
        if node.style is not None:  # quoted, or a block: its text is what it says
            return node.value
        self._refuse_lost(node, kind)
        if kind == "values":
            return _plain(node)
        return None if node.value in ("", "~", "null") else node.value

    def _refuse_lost(self, node: yaml.ScalarNode, kind: _Kind) -> None:
        """A text that continues after " #" loses the rest; a comment after another value has a space after #."""
        after = _REMARK.match(self.text, node.end_mark.index)
        remark = after[1].rstrip() if after else ""
        if remark and (kind == "texts" or not re.match(r"#+(\s|$)", remark)):
            what = f"{_short(remark)!r} would be lost: YAML takes what follows a space and # for a remark"
            fix = "put the whole text in quotation marks, or the remark on a line of its own"
            raise Unreadable(node.end_mark.line + 1, what, fix)


def _plain(node: yaml.ScalarNode) -> Any:
    """An unquoted value as the core schema of YAML 1.2 reads it."""
    said = str(node.value)
    if said in _NULL:
        return None
    if said in _BOOLEAN:
        return _BOOLEAN[said]
    if said.lower() in _ONCE_BOOLEAN:
        what = f"some tools read {said} as a text, and others as {_ONCE_BOOLEAN[said.lower()]}"
        _refuse(node, what, f'put {said} in quotation marks, "{said}", or write true or false')
    if _LEADING_ZERO.match(said) and _FLOAT.fullmatch(said):
        what = f"{said} begins with a zero: a number has none there, and a code is a text"
        _refuse(node, what, f'put {said} in quotation marks, "{said}", or leave the zero out')
    if _OTHER_BASE.fullmatch(said) or _NOT_A_NUMBER.fullmatch(said):
        _refuse(node, f"{said} is not a plain number", f'write it in digits, or put it in quotation marks, "{said}"')
    if _INTEGER.fullmatch(said):
        if len(said) > _LONGEST_NUMBER:
            _refuse(node, f"a number of {len(said):,} digits", _QUOTE)
        return int(said)
    if _FLOAT.fullmatch(said):
        if not math.isfinite(float(said)):
            _refuse(node, f"{said} is too large for a number", _QUOTE)
        return float(said)
    return said


def _refuse(node: yaml.Node, what: str, fix: str) -> NoReturn:
    raise Unreadable(_line(node), what, fix)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def between_marks(source: str) -> str:
    """The text between two lines of ---, if any, with its line numbers kept.

    Raises Unreadable if text follows the second.
    """
    lines = source.replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return "\n".join(lines)
    lines[first] = ""
    last = next((number for number, line in enumerate(lines) if line.rstrip() == "---"), len(lines))
    after = next((number for number in range(last + 1, len(lines)) if lines[number].strip()), None)
    if after is not None:
        fix = "move it above the second line of ---, or to a cell of its own"
        raise Unreadable(after + 1, "there is text after the second line of ---", fix)
    return "\n".join(lines[:last])
