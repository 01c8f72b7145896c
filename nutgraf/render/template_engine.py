"""Our templates and a newsroom's own, rendered with Jinja2; pages without a notebook do not need nbconvert."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from nutgraf.errors import SettingsError
from nutgraf.language import language
from nutgraf.own_templates import FOLDER, KIT, OwnTemplates, failure_in
from nutgraf.render.compiled_templates import CompiledTemplates
from nutgraf.render.csp import policy
from nutgraf.render.view import Frame


class _Own(DictLoader):
    """A newsroom's templates, whose file names are in the tracebacks of their errors."""

    def get_source(  # type: ignore[override]  # a loader may give a file name, and Jinja2's own gives None
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool]]:
        text, _, is_current = super().get_source(environment, template)
        return text, f"{FOLDER}/{template}", is_current


_FOLDER = Path(__file__).parent / "templates"


@functools.lru_cache(maxsize=4)
def environment(own: OwnTemplates) -> Environment:
    """The Jinja2 environment of all pages, one per process, so that each template is compiled once.

    A newsroom's own template is found by the name of the one that it overrides, which it finds below `nutgraf/`.
    """
    kit = PackageLoader("nutgraf.render")
    loaders = [_Own(dict(own.files)), kit, PrefixLoader({KIT.rstrip("/"): kit})] if own.files else [kit]
    return Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=None if own.files or sys.dont_write_bytecode else CompiledTemplates(_FOLDER),
    )


def filled(template: str, around: Frame, *, also: str = "", **values: Any) -> str:
    """A rendered template; `also` extends the default content security policy.

    Raises SettingsError for a template of the newsroom that fails, by its file and line.
    """
    own = around.templates
    allowed, signs = policy(own.hosts, own.scripts, also), language(around.lang).rules
    try:
        return (
            environment(own)
            .get_template(template)
            .render(frame=around, t=around.say, policy=allowed, comma=signs.comma, colon=signs.colon, **values)
        )
    except Exception as error:
        if (problem := failure_in(error)) is None:
            raise
        raise SettingsError(problem) from error


def render_shell(template: str, around: Frame, **values: Any) -> bytes:
    """A page of the site without a notebook: a front page, or the page at an unused address."""
    return filled(template, around, **values).encode()
