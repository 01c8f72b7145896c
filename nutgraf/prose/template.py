"""Parses text with Jinja2: each expression keeps its offset, so that an error can quote its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes
from jinja2.environment import Template

from nutgraf.errors import About, Problem, did_you_mean
from nutgraf.prose.branches import Branch, branches_of, watch
from nutgraf.prose.syntax_words import syntax_in_words
from nutgraf.prose.template_environment import GLOBALS, prose_environment
from nutgraf.prose.unknown_members import public_names

_SENTENCE_END = re.compile(r"(?<=[.!?…؟])[\"”»)*_]*\s+(?=[\"“„«(*_¿¡]*(?:(?![a-zß-öø-ÿœ])[^\W\d_]|\{\{))")
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


@lru_cache(maxsize=1000)
def compile_template(text: str) -> Template:
    """The compiled text. Raises ProseSyntax for its first error."""
    try:
        return _compiled(_fresh(text))
    except RecursionError:
        raise ProseSyntax(*_TOO_DEEP, max(text.find("{"), 0)) from None


@lru_cache(maxsize=100)
def compile_watched(text: str) -> Template:
    """The compiled text, which also calls WATCHER in each branch that it takes. Raises ProseSyntax."""
    compile_template(text)  # raises for what cannot be read
    return _compiled(watch(_fresh(text), _as_parsed(text)))


def branches_in(text: str) -> tuple[Branch, ...]:
    """The branches of a text that can be parsed, in the order of the numbers that WATCHER is called with."""
    return branches_of(_as_parsed(text))


def _compiled(tree: nodes.Template) -> Template:
    prose = prose_environment()
    for what, fix, offset in _misnamed(tree):
        raise ProseSyntax(what, fix, offset)
    return prose.template_class.from_code(prose, prose.compile(_finalize_concat(tree)), dict(prose.globals))


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
def syntax_problems_in(text: str) -> tuple[Problem, ...]:
    """All problems of a text that can be found before it runs."""
    try:
        problems = list(_misnamed(_parsed(text)))
    except RecursionError:
        problems = [(*_TOO_DEEP, max(text.find("{"), 0))]
    except ProseSyntax as error:
        problems = [(error.what, error.fix, error.offset)]
    return tuple(_in_sentence(what, fix, sentence_at(text, offset)) for what, fix, offset in problems)


def _in_sentence(what: str, fix: str, sentence: str) -> Problem:
    return Problem("", f"{what}, in “{sentence}”", fix, About(passage=sentence))


@lru_cache(maxsize=1000)
def undeclared(text: str) -> tuple[str, ...]:
    """The names that a text uses but does not define, in order; none if it cannot be parsed."""
    from jinja2.meta import find_undeclared_variables

    try:
        wanted = find_undeclared_variables(_parsed(text)) - set(GLOBALS)
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
    start, end = braces_at(text, offset)
    return text[start:end].strip("{}%- \n")


def braces_at(text: str, offset: int) -> tuple[int, int]:
    """Where the braces around an offset of the text start and end; an empty range if there are none."""
    found = (each.span() for each in _EXPRESSION.finditer(text) if each.start() <= offset < each.end())
    return next(found, (offset, offset))


@lru_cache(maxsize=1000)
def _parsed(text: str) -> nodes.Template:
    """The syntax tree of the text, cached: do not modify it."""
    return _fresh(text)


def _as_parsed(text: str) -> str:
    """The text as Jinja2 reads it, character for character."""
    return _with_breaks(_ANCHOR.sub(_HIDDEN, text))


def _fresh(text: str) -> nodes.Template:
    try:
        return prose_environment().parse(_as_parsed(text))
    except TemplateSyntaxError as error:
        if "end of comment" in (error.message or ""):
            what = "a comment begins with {# and is never closed"
            raise ProseSyntax(what, "close it with #}", text.find("{#")) from error
        if found := syntax_in_words(text):
            raise ProseSyntax(*found) from error
        what = f"this cannot be read: {(error.message or '').removesuffix('.')}"
        raise ProseSyntax(what, "look at the brackets and quotation marks", error.lineno) from error


def _misnamed(tree: nodes.Template) -> Iterator[tuple[str, str, int]]:
    for kind, known in ((nodes.Filter, prose_environment().filters), (nodes.Test, prose_environment().tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                word = kind.__name__.lower()
                yield f"no {word} named {node.name!r}", did_you_mean(node.name, public_names(known)), node.lineno
    for other in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        what = "prose cannot use other files: it has no include, import, from or extends"
        yield what, "write it in the cell; a code cell can define a name for text that several cells need", other.lineno


def _finalize_concat(tree: nodes.Template) -> nodes.Template:
    """Makes `a ~ b` print its parts as {{ a }}{{ b }} would, so that a fact joined to a word is still a claim."""
    for glue in tree.find_all(nodes.Concat):
        glue.nodes = [nodes.Filter(part, "_put", [], [], None, None, lineno=part.lineno) for part in glue.nodes]
    return tree
