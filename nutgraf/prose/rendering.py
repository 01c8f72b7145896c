"""Renders a text with the notebook's names: text and claims, or a ProseError that quotes the sentence."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from warnings import catch_warnings, simplefilter

from jinja2.environment import Template

from nutgraf.errors import NutgrafError, Problem, ProseError, did_you_mean
from nutgraf.facts import FactWarning
from nutgraf.language import as_given, language, page_language
from nutgraf.prose.branches import WATCHER
from nutgraf.prose.context import RenderContext, printed_by
from nutgraf.prose.namespace import nothing_in, own_names
from nutgraf.prose.own_filters import use_filters_of_project
from nutgraf.prose.template import (
    ProseSyntax,
    compile_template,
    compile_watched,
    expression_at,
    sentence_at,
    with_anchors,
)
from nutgraf.prose.template_environment import UnknownName
from nutgraf.prose.values import FormatError, NothingToPrint, in_language

_TRY_IT = "try the expression in a cell of its own in JupyterLab"
_NO_ARGUMENT = re.compile(r"(?:\w+\.)*(\w+)\(\) got an unexpected keyword argument '(\w+)'")


@dataclass(frozen=True)
class RenderedText:
    """The rendered text, its claims, the sources that it cites by name, and the fact or number of each claim."""

    text: str
    claims: list[dict[str, Any]]
    cited: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    printed: tuple[Any, ...] = ()


def render(
    words: str | Mapping[str, str],
    namespace: Mapping[str, Any],
    place: str,
    *,
    markdown: bool,
    taken: Callable[[int], None] | None = None,
) -> RenderedText:
    """Renders a text, or the one for the page's language among several.

    `taken` is called with the number of each branch of the text that is taken.
    """
    spoken = language(page_language(namespace))
    printing = RenderContext(spoken, place, markdown)
    source = words if isinstance(words, str) else _chosen(words, printing)
    if "{" not in source:
        return RenderedText(source, [])
    use_filters_of_project()
    source = source.replace("\r\n", "\n")
    try:
        template = compile_watched(source) if taken else compile_template(source)
    except ProseSyntax as error:
        raise _error(source, error.offset, error.what, error.fix) from None
    with printed_by(printing), catch_warnings(record=True) as doubts:
        simplefilter("always", FactWarning)
        text = _run(template, source, {**as_given(namespace), **({WATCHER: taken} if taken else {})})
        done, claims = printing.finish(with_anchors(text))
    warnings = _once(str(doubt.message) for doubt in doubts)
    return RenderedText(done, claims, _once(printing.cited), warnings, tuple(printing.printed))


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _chosen(words: Mapping[str, str], printing: RenderContext) -> str:
    try:
        return str(in_language(words, printing.language))
    except FormatError as error:
        raise ProseError(Problem(printing.place, error.what, error.fix)) from None


def _run(template: Template, source: str, namespace: Mapping[str, Any]) -> str:
    try:
        return "".join(template.root_render_func(template.new_context(dict(namespace))))
    except Exception as error:  # the reporter's own objects may raise anything
        offset = _offset(error.__traceback__, template)
        what, fix = _explained(error, namespace, expression_at(source, offset))
        raise _error(source, offset, what, fix) from error


def _explained(error: Exception, namespace: Mapping[str, Any], expression: str) -> tuple[str, str]:
    """The error in a reporter's terms, and its fix."""
    if isinstance(error, UnknownName):
        choices = own_names(namespace) if error.choices is None else error.choices
        return str(error), error.fix or did_you_mean(str(error.name), choices)
    if isinstance(error, NothingToPrint):
        return nothing_in(expression, namespace) or (error.what, error.fix)
    if isinstance(error, FormatError):
        return error.what, error.fix
    if isinstance(error, NutgrafError):
        return error.problems[0].what, error.problems[0].fix
    if isinstance(error, ZeroDivisionError):
        return "it divides by zero", _TRY_IT
    if unknown := _NO_ARGUMENT.match(str(error)):
        return f"{unknown[1]} has no argument {unknown[2]!r}", f"take it out, or look up what {unknown[1]} takes"
    return f"{type(error).__name__}: {error}", _TRY_IT


def _error(source: str, offset: int, what: str, fix: str) -> ProseError:
    return ProseError(Problem(sentence_at(source, offset), what, fix), offset=offset)


def _offset(trace: TracebackType | None, template: Template) -> int:
    """The offset of the innermost expression: Jinja2's line numbers are offsets here."""
    lines = [
        line for frame, line in traceback.walk_tb(trace) if frame.f_globals is template.root_render_func.__globals__
    ]
    return template.get_corresponding_lineno(lines[-1]) if lines else 0
