"""Our templates, given nothing but what a page holds; the pages that no notebook made need no nbconvert."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nutgraf.render.csp import POLICY
from nutgraf.render.view import Frame


@functools.cache
def environment() -> Environment:
    """Jinja2 as every page is rendered with it, one in a process: a template is compiled once."""
    return Environment(
        loader=PackageLoader("nutgraf.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def filled(template: str, around: Frame, *, also: str = "", **values: Any) -> str:
    """A template with its values in place; `also` is what its policy allows beside the usual."""
    return environment().get_template(template).render(frame=around, t=around.say, policy=POLICY + also, **values)


def render_shell(template: str, around: Frame, **values: Any) -> bytes:
    """A page of the site that no notebook made: a front page, or what stands where there is none."""
    return filled(template, around, **values).encode()
