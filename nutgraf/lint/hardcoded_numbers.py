"""Finds numbers typed by hand in an explainer's texts, in every language, without running it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal

from nutgraf import data
from nutgraf.cell_code import nodes_in, tree_of
from nutgraf.errors import About, Problem
from nutgraf.frontmatter import PROSE, RENDERED
from nutgraf.notebook import Cell, Explainer
from nutgraf.numbers import Number, likely, readable_languages, sentences, untraced
from nutgraf.plan import Plan
from nutgraf.project import Project

Voice = Literal["", "quoted", "seen"]
"""Whose numbers a text has: "quoted" of somebody who said them, "seen" in a picture, which "two" may count."""
FIGURE_WORDS = frozenset({"title", "subtitle", "alt", "notes", "text", "caption", "label", "transcript"})
_FRAMES = frozenset({"DataFrame", "Series"})
_FEW = 20  # what can be counted in a picture
_VOICES: Mapping[str, tuple[str, Voice]] = {
    "photo": ("alt", "seen"),
    "pull_quote": ("quote", "quoted"),
    "audio": ("transcript", "quoted"),
}
"""The functions with a text whose numbers are not the newsroom's: its argument."""
_YEARS = range(1900, 2101)
_SMALL = 13
"""A bare number below this matches too many facts on file to guess one."""


@dataclass(frozen=True)
class Text:
    """A text of an explainer that readers see, in its source form."""

    where: str
    lang: str
    text: str
    markdown: bool = False
    rendered: bool = True
    """Whether its expressions are evaluated."""
    cell: Cell | None = None
    """Its cell if it is prose, whose expressions see the cells above; those of other texts are evaluated later."""
    voice: Voice = ""


def hardcoded_numbers(project: Project, plan: Plan) -> list[Problem]:
    """Every number typed by hand, in notebook order, each with the fact on file that it probably is."""
    on_file = partial(data.known_facts, project.data_package)
    languages: dict[str, list[str]] = {}
    for page in plan.pages:
        languages.setdefault(page.explainer.name, []).append(page.lang)
    found: dict[Problem, None] = {}
    for name, explainer in plan.explainers.items():
        for text in texts(explainer, list(dict.fromkeys(languages[name]))):
            for number in untraced(text.text, text.lang):
                if is_of_others(number, text.voice):
                    continue
                found[_problem(text, number, guess(number, on_file()))] = None
        for cell in explainer.cells:
            for number in _in_frames(cell) if cell.kind == "code" else ():
                where, name = f"{explainer.where}, {cell.place}", guess(number, on_file())
                what = f"{number.text!r} is typed by hand in a frame, which a chart or table may use"
                fix = _fix(name, "read the table with nutgraf.table, or put facts in its cells")
                found[Problem(where, what, fix, About(number.text))] = None
    return list(found)


def unread(plan: Plan) -> list[Problem]:
    """The languages in which numbers typed by hand are not checked, each with its number of pages."""
    readable = readable_languages()
    pages = Counter(page.lang for page in plan.pages if page.lang not in readable)
    read = " and ".join(filter(None, (", ".join(readable[:-1]), *readable[-1:])))
    what = f"numbers typed by hand are not checked: nutgraf can only read numbers in {read}"
    fix = "check these pages for numbers without a fact"
    return [Problem(f"{n} page{'s' * (n != 1)} in {lang}", what, fix) for lang, n in sorted(pages.items())]


def is_of_others(number: Number, voice: Voice) -> bool:
    """Whether a number is not the newsroom's: somebody said it, or it counts what a picture shows."""
    few = number.kind == "words" and not number.unit and number.value is not None and number.value <= _FEW
    return voice == "quoted" or (voice == "seen" and few)


def guess(number: Number, on_file: Any) -> str:
    """The name of the fact that a number probably is; empty if it could be many."""
    if number.value is None or (not number.unit and abs(number.value) < _SMALL):
        return ""
    nearest = likely(number, on_file)
    return nearest[2] if nearest else ""


def _problem(text: Text, number: Number, name: str) -> Problem:
    spans = sentences(text.text, text.lang)
    start, end = next(((a, b) for a, b in spans if a <= number.start < b), (0, len(text.text)))
    sentence = " ".join(text.text[start:end].split())
    fix = _fix(name, "read it as a fact, or mark it with not_a_fact and say why")
    what = f"{number.text!r} is typed by hand ({text.lang}), in “{sentence}”"
    return Problem(text.where, what, fix, About(number.text, fact=name, passage=sentence))


def _fix(name: str, otherwise: str) -> str:
    return f"it is probably {name}: read it with nutgraf.fact" if name else otherwise


def texts(explainer: Explainer, languages: list[str]) -> Iterator[Text]:
    """Every text of an explainer, in its front matter, prose and code, in each of the languages."""
    for name in PROSE:
        words = getattr(explainer.front_matter, name)
        where = f"{explainer.where}, front matter, {name}"
        for lang, text in _in_languages(words, languages):
            yield Text(where, lang, text, rendered=name in RENDERED)
    for cell in explainer.cells:
        if cell.kind == "markdown":
            own = [lang for lang in languages if not cell.languages or lang in cell.languages]
            # A cell for all languages is read in the first one: its numbers are the same in each.
            yield from (
                Text(_where(explainer, cell, lang), lang, cell.source, markdown=True, cell=cell) for lang in own[:1]
            )
        elif cell.kind == "code":
            for words, voice in _words_in(cell.source):
                for lang, text in _in_languages(words, languages):
                    yield Text(_where(explainer, cell, lang), lang, text, voice=voice)


def _where(explainer: Explainer, cell: Cell, lang: str) -> str:
    return f"{explainer.where}, {cell.place_in(lang)}"


def _in_languages(words: Any, languages: list[str]) -> Iterator[tuple[str, str]]:
    """A text in each of the languages that it has; one for all is read in the first."""
    if isinstance(words, Mapping):
        yield from ((lang, words[lang]) for lang in languages if isinstance(words.get(lang), str))
    elif words:
        yield languages[0], str(words)


@lru_cache(maxsize=512)
def _words_in(source: str) -> tuple[tuple[Any, Voice], ...]:
    """The texts for readers in a code cell, each with its voice: texts by language, and the texts of figures."""
    return tuple(_words(tree_of(source)))


def _words(tree: ast.Module) -> Iterator[tuple[Any, Voice]]:
    voices = dict(_voiced(tree))
    for node in nodes_in(tree):
        if isinstance(node, ast.Dict):
            words = {
                key.value: value.value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
            if words and all(isinstance(key, str) and len(key) == 2 and key.islower() for key in words):
                yield words, voices.get(node, "")
        elif isinstance(node, ast.keyword) and node.arg in FIGURE_WORDS:
            words_alone = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(words_alone, str):
                yield words_alone, voices.get(node.value, "")


def _voiced(tree: ast.Module) -> Iterator[tuple[ast.expr, Voice]]:
    """The texts in calls whose numbers are not the newsroom's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (known := _VOICES.get(_name(node.func))):
            argument, voice = known
            yield from ((each.value, voice) for each in node.keywords if each.arg == argument)
            if argument == "quote" and node.args:
                yield node.args[0], voice


def _in_frames(cell: Cell) -> Iterator[Number]:
    """The numbers typed into a frame, without years: pd.DataFrame({"paid": [1.5, 2]}), frame["paid"] = [1.5, 2]."""
    literals: list[ast.Constant] = []
    for node in nodes_in(tree_of(cell.source)):
        if isinstance(node, ast.Call) and _name(node.func) in _FRAMES:
            given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "data")]
            literals += [one for part in given for one in _elements(part)]
        elif isinstance(node, ast.Assign) and any(isinstance(target, ast.Subscript) for target in node.targets):
            literals += _elements(node.value)
    for one in sorted(literals, key=lambda one: (one.lineno, one.col_offset)):
        if isinstance(one.value, (int, float)) and one.value not in _YEARS:
            yield Number(0, 0, f"{one.value:,}", "digits", one.value)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _elements(node: ast.expr) -> Iterator[ast.Constant]:
    """The numbers in a literal of lists, tuples and dictionaries."""
    inner = node.values if isinstance(node, ast.Dict) else node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    for one in inner:
        bare = one.operand if isinstance(one, ast.UnaryOp) else one
        if isinstance(bare, ast.Constant) and isinstance(bare.value, (int, float)) and not isinstance(bare.value, bool):
            yield bare
        else:
            yield from _elements(one)
