"""What is wrong with the braces and tags of a text that Jinja2 cannot read, in a reporter's words."""

from __future__ import annotations

import re

_UNCLOSED = re.compile(r"\{\{(?:(?!\}\}).)*?(?=\{\{|\{%|\Z)", re.S)
_TAG = re.compile(r"\{%[-+]?\s*(\w+)(.*?)%\}", re.S)
_CLOSED = frozenset({"if", "for", "filter", "macro", "call", "with", "raw"})


def syntax_in_words(text: str) -> tuple[str, str, int] | None:
    """What is wrong, its fix and its offset; None where braces and tags are closed, and it is something else."""
    if unclosed := _UNCLOSED.search(text):
        return "{{ is not closed", "write }} after what it prints", unclosed.start()
    is_open: list[tuple[str, int]] = []
    for tag in _TAG.finditer(text):
        name = tag[1]
        if name in _CLOSED or (name == "set" and "=" not in tag[2]):
            is_open.append((name, tag.start()))
        elif name.startswith("end"):
            if not is_open:
                return f"{{% {name} %}} closes nothing", "take it out, or write what it closes before it", tag.start()
            opened, _ = is_open.pop()
            if name != f"end{opened}":
                fix = f"write {{% end{opened} %}} first"
                return f"{{% {name} %}} comes where {{% {opened} %}} is to be closed", fix, tag.start()
    if is_open:
        name, place = is_open[-1]
        return f"{{% {name} %}} is not closed", f"write {{% end{name} %}} where it ends", place
    return None
