"""Parses text with Jinja2: each expression keeps its offset, so that an error can quote its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial, wraps
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.environment import Template
from jinja2.exceptions import UndefinedError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.lexer import TokenStream
from jinja2.runtime import Context
from jinja2.tests import TESTS

from nutgraf.errors import did_you_mean
from nutgraf.prose.as_text import percent_sign
from nutgraf.prose.context import current_context
from nutgraf.prose.counting import how_many
from nutgraf.prose.filters import FILTERS
from nutgraf.prose.values import FormatError, Phrase

KEPT_FILTERS = (
    *("abs", "batch", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "last", "length"),
    *("list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr"),
    *("slice", "sort", "sum", "unique"),
)
"""Jinja2's filters that are safe here; the others print code or HTML (tojson, urlize) or lose a fact's source."""

_GLOBALS: Mapping[str, Any] = {
    **{each.__name__: each for each in (dict, enumerate, list, max, min, range, sorted, sum, zip)},
    "len": how_many,
    "namespace": Environment().globals["namespace"],
}
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)*_]*\s+(?=[\"“«(*_¿¡]*(?:[A-ZÁÉÍÓÚÑ]|\{\{))")
_ANCHOR = re.compile(r"\{#(?=[A-Za-z][^{}#\n]*\})")
_HIDDEN = "\ue010\ue011"
"""Replaces the "{#" of a heading's anchor, {#methods}, which Jinja2 would read as a comment."""
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LINE_ENDS = re.compile(r"(?<=[^-+][%#]\})\n(?!\s*\{[%{#]-)")
_ASKED_FOR = re.compile(r"\b(\w+)(?=\s+is\s+(?:not\s+)?(?:un)?defined\b|\s*\|\s*(?:default|d)\b)")
_BREAK = "\ue014"
"""Replaces a line break that Jinja2 would remove after a tag although the line has other words."""
_TOO_DEEP = ("this cannot be read: an expression is nested too deeply", "compute it in a code cell, in several steps")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)


class ProseSyntax(Exception):
    """A text that cannot be parsed: the problem, the fix and the offset in the text."""

    def __init__(self, what: str, fix: str, offset: int) -> None:
        super().__init__(what)
        self.what, self.fix, self.offset = what, fix, offset


class UnknownName(UndefinedError):
    """A name, attribute or key that does not exist."""

    def __init__(self, message: str, name: Any, choices: tuple[str, ...] | None) -> None:
        super().__init__(message)
        self.name, self.choices = name, choices


@lru_cache(maxsize=1000)
def compile_template(text: str) -> Template:
    """The compiled text. Raises ProseSyntax for its first error."""
    try:
        return _compiled(_fresh(text))
    except RecursionError:
        raise ProseSyntax(*_TOO_DEEP, max(text.find("{"), 0)) from None


def _compiled(tree: nodes.Template) -> Template:
    prose = environment()
    for what, fix, offset in _misnamed(tree):
        raise ProseSyntax(what, fix, offset)
    return prose.template_class.from_code(prose, prose.compile(_glued_by_put(tree)), dict(prose.globals))


def with_anchors(text: str) -> str:
    """A rendered text with its heading anchors and line breaks restored."""
    return text.replace(_HIDDEN, "{#").replace(_BREAK, "\n")


def _with_breaks(text: str) -> str:
    """The text with the line breaks that separate words hidden from Jinja2, which drops each one that follows a tag.

    A line with only tags leaves no blank line. If the line starts with words, or a blank line follows, the
    next line would be joined to it.
    """
    bare = _TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), text)

    def kept(found: re.Match[str]) -> str:
        end = found.start()
        begin = text.rfind("\n", 0, end) + 1
        words = bare[begin:end]
        begins = len(words) - len(words.lstrip()) == len(text[begin:end]) - len(text[begin:end].lstrip())
        parts = bool(re.match(r"[ \t]*\n", text[end + 1 :]))
        return _BREAK if words.strip() and (begins or parts) else found[0]

    return _LINE_ENDS.sub(kept, text)


@lru_cache(maxsize=1000)
def syntax_problems_in(text: str) -> tuple[tuple[str, str], ...]:
    """All problems of a text that can be found before it runs."""
    try:
        problems = list(_misnamed(_parsed(text)))
    except RecursionError:
        problems = [(*_TOO_DEEP, max(text.find("{"), 0))]
    except ProseSyntax as error:
        problems = [(error.what, error.fix, error.offset)]
    return tuple((f"{what}, in “{sentence_at(text, offset)}”", fix) for what, fix, offset in problems)


def undeclared(text: str) -> tuple[str, ...]:
    """The names that a text uses but does not define, in order; none if it cannot be parsed."""
    from jinja2.meta import find_undeclared_variables

    try:
        wanted = find_undeclared_variables(_parsed(text)) - set(_GLOBALS)
        return tuple(sorted(wanted - set(_ASKED_FOR.findall(text))))
    except (ProseSyntax, TemplateSyntaxError, RecursionError):
        return ()


def sentence_at(text: str, offset: int) -> str:
    """The sentence that contains an expression, on one line."""
    hidden = _EXPRESSION.sub(lambda found: "{{" + "x" * (len(found[0]) - 2), text)
    breaks = [0, len(text)]
    breaks += [found.end() for found in re.finditer(r"\n[ \t]*(?=\n|[-*|#>]|\d+\.)", hidden)]
    breaks += [found.end() for found in _SENTENCE_END.finditer(hidden)]
    start = max(place for place in breaks if place <= offset)
    end = min((place for place in breaks if place > offset), default=len(text))
    return " ".join(text[start:end].split())


def expression_at(text: str, offset: int) -> str:
    """The expression between the braces at an offset of the text; "" if there are none."""
    found = (each for each in _EXPRESSION.finditer(text) if each.start() <= offset < each.end())
    return next((each[0].strip("{}%- \n") for each in found), "")


@lru_cache(maxsize=1000)
def _parsed(text: str) -> nodes.Template:
    """The syntax tree of the text, cached: do not modify it."""
    return _fresh(text)


def _fresh(text: str) -> nodes.Template:
    try:
        return environment().parse(_with_breaks(_ANCHOR.sub(_HIDDEN, text)))
    except TemplateSyntaxError as error:
        if "end of comment" in (error.message or ""):
            what = "a comment begins with {# and is never closed"
            raise ProseSyntax(what, "close it with #}", text.find("{#")) from error
        what = f"this cannot be read: {error.message}"
        raise ProseSyntax(what, "look at the brackets and quotation marks", error.lineno) from error


def _misnamed(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    for kind, known in ((nodes.Filter, environment().filters), (nodes.Test, environment().tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                word = kind.__name__.lower()
                yield f"no {word} named {node.name!r}", did_you_mean(node.name, _public(known)), node.lineno
    for other in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        what = "prose cannot use other files: it has no include, import, from or extends"
        yield what, "write it in the cell; a code cell can define a name for text that several cells need", other.lineno


@cache
def environment() -> Environment:
    """The Jinja2 environment of prose: strict about names, lenient about blank lines, every value printed by `put`."""
    made = _Prose(
        undefined=_Missing,
        finalize=_finalize,
        autoescape=True,
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    made.filters = {name: JINJA_FILTERS[name] for name in KEPT_FILTERS} | {"_put": _put}
    made.filters |= {name: _strict(each) for name, each in {"length": how_many, **FILTERS}.items()}
    made.tests = dict(TESTS)
    made.globals = dict(_GLOBALS)
    return made


class _Prose(Environment):
    """An environment that counts characters instead of lines, because a paragraph in a notebook is one line.

    It also intercepts `%` and the attributes of a printed number, with Jinja2's hooks for sandboxes.
    """

    sandboxed = True
    intercepted_binops = frozenset({"%"})
    intercepted_unops: frozenset[str] = frozenset()

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        return percent_sign(left, right)

    def call(self, context: Context, function: Any, /, *values: Any, **options: Any) -> Any:
        return context.call(function, *values, **options)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Phrase):
            fix = "print it as it is; the fact itself has parts, such as paid.year"
            raise FormatError(f"the text that a filter returns has no {attribute!r}", fix)
        return super().getattr(obj, attribute)

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = self.lexer.tokeniter(source, name, filename, state)
        return TokenStream(self.lexer.wrap(_placed(tokens, source), name, filename), name, filename)


def _placed(tokens: Iterator[tuple[int, str, str]], source: str) -> Iterator[tuple[int, str, str]]:
    """Tokens with their offset in place of their line."""
    offset = 0
    try:
        for _, kind, value in tokens:
            found = source.find(value, offset)
            offset = found if found >= 0 else offset
            yield offset, kind, value
            offset += len(value) if found >= 0 else 0
    except TemplateSyntaxError as error:
        error.lineno = offset
        raise


def _glued_by_put(tree: nodes.Template) -> nodes.Template:
    """Makes `a ~ b` print its parts as {{ a }}{{ b }} would, so that a fact joined to a word is still a claim."""
    for glue in tree.find_all(nodes.Concat):
        glue.nodes = [nodes.Filter(part, "_put", [], [], None, None, lineno=part.lineno) for part in glue.nodes]
    return tree


@pass_context
def _finalize(_: Context, value: Any) -> Any:
    """Prints a value. (The unused context keeps Jinja2 from printing constants at compile time.)"""
    return _put(value)


def _put(value: Any) -> Any:
    return current_context().put(value)


def _strict(work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that raises for a misspelled name before it uses the value."""

    @wraps(work)
    def filter_(*values: Any, **options: Any) -> Any:
        for value in (*values, *options.values()):
            if isinstance(value, StrictUndefined):
                str(value)  # raises, with the name
        return work(*values, **options)

    return filter_


class _Missing(StrictUndefined):
    """The value of a misspelled name; any use of it raises UnknownName."""

    def __init__(self, hint: str | None = None, obj: Any = None, name: Any = None, exc: Any = None) -> None:
        from jinja2.utils import missing

        has_object = obj is not None and obj is not missing
        raises: Callable[[str], UnknownName] = partial(_unknown, name, obj if has_object else None)
        super().__init__(hint, obj if has_object else missing, name, raises)  # type: ignore[arg-type]

    __slots__ = ()


def _unknown(name: Any, obj: Any, message: str) -> UnknownName:
    if obj is None:
        return UnknownName(f"nothing is named {name!r}", name, None)
    if isinstance(obj, Mapping):
        return UnknownName(f"there is no {name!r} in it", name, tuple(map(str, obj)))
    kind = type(obj).__name__
    return UnknownName(f"a {kind} has no {name!r}", name, _public(dir(obj)))


def _public(names: Any) -> tuple[str, ...]:
    return tuple(sorted(str(name) for name in names if not str(name).startswith("_")))
