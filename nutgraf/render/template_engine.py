"""Our templates, rendered with Jinja2; pages without a notebook do not need nbconvert."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nutgraf.render.csp import POLICY
from nutgraf.render.view import Frame


@functools.cache
def environment() -> Environment:
    """The Jinja2 environment of all pages, one per process, so that each template is compiled once."""
    return Environment(
        loader=PackageLoader("nutgraf.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def filled(template: str, around: Frame, *, also: str = "", **values: Any) -> str:
    """A rendered template; `also` extends the default content security policy."""
    return environment().get_template(template).render(frame=around, t=around.say, policy=POLICY + also, **values)


def render_shell(template: str, around: Frame, **values: Any) -> bytes:
    """A page of the site without a notebook: a front page, or the page at an unused address."""
    return filled(template, around, **values).encode()
