"""The branches of a text, {% if %} and {% for %}: where each is, and which of them a rendering takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from nutgraf.prose.template_environment import placed_tokens

WATCHER = "_nutgraf_branch_taken"
"""The name under which a watched template calls, with its number, each branch that it takes."""


@dataclass(frozen=True)
class Branch:
    """What a tag and the next tag of its block enclose, by offsets in the text."""

    start: int
    end: int


def branches_of(text: str) -> tuple[Branch, ...]:
    """The branches of a text that can be parsed, in the order in which `watch` numbers them."""
    return tuple(branch for block in _blocks(text) for branch in block)


def watch(tree: nodes.Template, text: str) -> nodes.Template:
    """The tree of the text, which calls WATCHER in each branch; it prints the same."""
    number = 0
    for node, block in zip(_block_nodes(tree), _blocks(text), strict=True):
        bodies = [node.body]
        if isinstance(node, nodes.If):
            bodies += [other.body for other in node.elif_]
        if len(block) > len(bodies):
            bodies.append(node.else_)
        for at, body in enumerate(bodies):
            body.insert(0, _call(number + at, node.lineno))
        number += len(block)
    return tree


def _call(number: int, line: int) -> nodes.ExprStmt:
    name = nodes.Name(WATCHER, "load", lineno=line)
    call = nodes.Call(name, [nodes.Const(number, lineno=line)], [], None, None, lineno=line)
    return nodes.ExprStmt(call, lineno=line)


def _block_nodes(tree: nodes.Template) -> list[nodes.If | nodes.For]:
    """The nodes of the blocks in the order in which they begin; {% elif %} is part of its block."""
    found = [node for node in tree.find_all((nodes.If, nodes.For)) if isinstance(node, (nodes.If, nodes.For))]
    parts = {id(other) for node in found if isinstance(node, nodes.If) for other in node.elif_}
    return [node for node in found if id(node) not in parts]


def _blocks(text: str) -> list[list[Branch]]:
    """The branches of each block, in the order in which the blocks begin."""
    blocks: list[list[Branch]] = []
    is_open: list[tuple[list[Branch], int]] = []
    for word, start, end in _tags(text):
        if word in ("elif", "else", "endif", "endfor"):
            block, begun = is_open.pop()
            block.append(Branch(begun, start))
            if word in ("elif", "else"):
                is_open.append((block, end))
        elif word in ("if", "for"):
            blocks.append([])
            is_open.append((blocks[-1], end))
    return blocks


def _tags(text: str) -> Iterator[tuple[str, int, int]]:
    """Each {% tag %}: its first word, and where it starts and ends."""
    word, start = "", 0
    for offset, kind, value in placed_tokens(text):
        if kind == "block_begin":
            word, start = "", offset
        elif kind == "name" and not word:
            word = value
        elif kind == "block_end":
            yield word, start, offset + len(value)
            word = " "
        elif kind == "variable_begin":
            word = " "
