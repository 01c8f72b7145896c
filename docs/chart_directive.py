"""The directive {chart} of the gallery: the code of a chart, and its two drawings, made when the docs are built."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

WIDTHS = (680, 320)


class Chart(Directive):
    """Shows the code of a chart, whose last line is the chart, and draws it."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        name = self.arguments[0]
        drawings = "".join(f'<div class="drawing">{drawing(name, code, width)}</div>' for width in WIDTHS)
        shown = nodes.literal_block(code, code, language="python")
        return [shown, nodes.raw("", f'<div class="drawings">{drawings}</div>', format="html")]


@cache
def chart_of(code: str) -> Any:
    """The chart that the last statement of the code makes."""

    import pandas as pd

    from nutgraf import charts

    names: dict[str, Any] = {"pd": pd, **{name: getattr(charts, name) for name in charts.__all__}}
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "gallery", "exec"), names)  # the code is ours, from the page of the docs
    return eval(compile(ast.Expression(last.value), "gallery", "eval"), names)


def drawing(name: str, code: str, width: int) -> str:
    """The chart as SVG text."""
    from nutgraf.figures.spec import spec_of
    from nutgraf.vega import draw

    spec = spec_of(chart_of(code), name)
    key = re.sub(r"\W", "-", f"{name}-{width}")
    return draw(spec, width=width, lang="en", key=key, on_paper=True)


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("chart", Chart)
    return {"parallel_read_safe": True}
