"""Changes one resource in the text of data/datapackage.json, and leaves every other character as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

EMPTY = """\
{
  "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
  "name": "data",
  "resources": []
}
"""
"""A data package without tables."""
_BETWEEN = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


def with_resource(text: str, resource: Mapping[str, Any]) -> str:
    """The text with a resource at its end, or in place of the one of its name; the text is a sound data package."""
    start, spans, names = _resources(text)
    if not spans:
        base, unit = _line_indent(text, start), _line_indent(text, start) or "  "
        written = _written(text, resource, base + unit, unit)
        end = text.index("]", start)
        return f"{text[:start]}\n{base}{unit}{written}\n{base}{text[end:]}"
    indent = _line_indent(text, spans[-1][0])
    is_inline = "\n" not in text[start : spans[0][0]]
    unit = "" if is_inline else indent.removeprefix(_line_indent(text, start)) or "  "
    written = _written(text, resource, indent, unit)
    if resource["name"] in names:
        first, last = spans[names.index(str(resource["name"]))]
        return text[:first] + written + text[last:]
    last = spans[-1][1]
    return f"{text[:last]},{' ' if is_inline else chr(10) + indent}{written}{text[last:]}"


def with_declared(text: str, kind: str, name: str, declared: Mapping[str, Any]) -> str:
    """The text with areas or a unit, by its name, among the package's own declarations."""
    spans, own = _properties(text), json.loads(text).get("nutgraf", {})
    own = {**own, kind: {**own.get(kind, {}), name: declared}}
    key, first, last = spans.get("nutgraf", spans["resources"])
    indent = _line_indent(text, key)
    written = _written(text, own, indent, indent or "  ")
    if "nutgraf" in spans:
        return text[:first] + written + text[last:]
    return f'{text[:key]}"nutgraf": {written},{chr(10) + indent if indent else " "}{text[key:]}'


def without_resource(text: str, name: str) -> str:
    """The text without the resource of a name, which is in it."""
    start, spans, names = _resources(text)
    place = names.index(name)
    if len(spans) == 1:
        return text[:start] + text[text.index("]", spans[0][1]) :]
    if place:
        return text[: spans[place - 1][1]] + text[spans[place][1] :]
    return text[: spans[0][0]] + text[spans[1][0] :]


def _resources(text: str) -> tuple[int, list[tuple[int, int]], list[str]]:
    """Where the list of resources begins, where each of them is, and their names."""
    start = _properties(text)["resources"][1] + 1
    spans, names, at = [], [], _after(text, start)
    while text[at] != "]":
        resource, end = _DECODER.raw_decode(text, at)
        spans.append((at, end))
        names.append(resource["name"])
        at = _after(text, end)
    return start, spans, names


def _properties(text: str) -> dict[str, tuple[int, int, int]]:
    """Where the name of each property of the package begins, where its value begins, and where it ends."""
    found, at = {}, _after(text, text.index("{") + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        first = _after(text, end)
        _, last = _DECODER.raw_decode(text, first)
        found[key] = (at, first, last)
        at = _after(text, last)
    return found


def _after(text: str, at: int) -> int:
    """The next place that is neither white space nor a sign between values."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _line_indent(text: str, at: int) -> str:
    """The white space that the line of a place begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip())]


def _written(text: str, resource: Mapping[str, Any], indent: str, unit: str) -> str:
    plain = json.dumps(resource, indent=unit or None, ensure_ascii="\\u" in text)
    return plain.replace("\n", "\n" + indent)
