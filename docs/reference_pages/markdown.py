"""Markdown from Python: a page, a table, a docstring, a signature."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

NOTICE = "<!-- Written by docs/make_reference.py from the code: change the code, then run it. -->"


def page(*parts: str) -> str:
    """A generated page, its parts with a blank line between them."""
    return "\n\n".join([NOTICE, *parts]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table, with bars in its cells escaped."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *map(line, rows)])


def whole(text: str | None) -> str:
    """A docstring without its indentation."""
    return inspect.cleandoc(text or "")


def first(text: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join(whole(text).split("\n\n")[0].split())


def signature(value: Any) -> str:
    """A signature without its annotations, which the text explains better."""
    parameters = []
    for parameter in inspect.signature(value).parameters.values():
        if parameter.name != "self":
            parameters.append(parameter.replace(annotation=inspect.Parameter.empty))
    text = str(inspect.Signature(parameters))
    return re.sub(r"<[^>]*>", "…", text)


def after_value(filter_: Any) -> str:
    """The signature of a filter as it is written in prose: without the value before the bar."""
    plain = signature(filter_)
    text = re.sub(r"^\((?:value|self|fact|word|text)?,? ?", "(", plain)
    text = re.sub(r"^\([^,)]*(?:, |(?=\)))", "(", plain) if text == plain else text
    return "" if text == "()" else text


def default(field: Any) -> str:
    """The default of a pydantic field, as YAML or TOML has it."""
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    return "none" if value is None or value == {} else str(value).lower()


def members(kind: type) -> Mapping[str, str]:
    """Every public attribute, property and method of a class, each with its docstring; "" where it has none."""
    found: dict[str, str] = {}
    for base in (base for base in reversed(kind.__mro__) if base.__module__.startswith("nutgraf.")):
        found |= dict(_attributes(base))
        for name, value in vars(base).items():
            if not name.startswith("_") and (callable(value) or isinstance(value, property)):
                found[f"{name}{signature(value) if callable(value) else ''}"] = first(inspect.getdoc(value))
    return found


def _attributes(kind: type) -> Iterable[tuple[str, str]]:
    """The fields of a dataclass and what __init__ sets, with the text below each."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    bodies = [tree.body, *(node.body for node in tree.body if getattr(node, "name", "") == "__init__")]
    for body in bodies:
        for node, after in zip(body, [*body[1:], None], strict=True):
            name = _assigned(node)
            if name and not name.startswith("_"):
                text = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )
                yield name, first(str(text))


def _assigned(node: ast.stmt) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""
