"""Finds sentences edited in one language only since the translations were last in agreement."""

from __future__ import annotations

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nutgraf.cell_code import nodes_in, tree_of
from nutgraf.errors import Problem
from nutgraf.frontmatter import PROSE
from nutgraf.notebook import Cell, Explainer
from nutgraf.numbers import sentences

Agreed = Mapping[str, str]
"""The fingerprint of every sentence of a text, by language."""


@dataclass(frozen=True)
class TranslatedText:
    """One text of an explainer in each of its languages, as its reporter wrote it, such as a headline."""

    id: str
    where: str
    texts: Mapping[str, str]

    @property
    def explainer(self) -> str:
        """The name of the explainer."""
        return self.id.partition("#")[0]

    @property
    def key(self) -> str:
        """The text's identity: its explainer and its content."""
        return f"{self.explainer}#{_digest(json.dumps(self.agreed()))}"

    def agreed(self) -> dict[str, str]:
        """The fingerprint of every sentence, by language."""
        return dict(self._agreed)

    @cached_property
    def _agreed(self) -> Agreed:
        return {lang: " ".join(_digest(one) for one in _cut(text, lang)) for lang, text in sorted(self.texts.items())}


def translated_texts(explainers: Iterable[Explainer]) -> tuple[TranslatedText, ...]:
    """Every text that an explainer has in more than one language."""
    return tuple(found for explainer in explainers for found in _texts(explainer) if len(found.texts) > 1)


def outdated(agreed: Mapping[str, Agreed], now: Iterable[TranslatedText]) -> Iterator[Problem]:
    """Each sentence that was edited in one language only, with the unedited one of the other language."""
    for wording, known in _matched(agreed, now):
        before, after = agreed.get(known, {}), wording.agreed()
        edited = [lang for lang in after if before and before[lang] != after[lang]]
        for lang in edited if len(edited) < len(after) else ():
            yield from _edited(wording, lang, before[lang].split())


def mark_current(agreed: Mapping[str, Agreed], now: Iterable[TranslatedText], *, whole: bool) -> dict[str, Agreed]:
    """The texts in agreement once these are published; with `whole`, also those edited in one language only.

    A text is identified by its content, not by the id of its cell, because cells may be renumbered.
    """
    pairs = _matched(agreed, now)
    explainers = {wording.explainer for wording, _ in pairs}
    after = {name: texts for name, texts in agreed.items() if name.partition("#")[0] not in explainers}
    for wording, known in pairs:
        stays = known and not whole and any(outdated({known: agreed[known]}, [wording]))
        after[known if stays else wording.key] = agreed[known] if stays else wording.agreed()
    return after


def _matched(agreed: Mapping[str, Agreed], now: Iterable[TranslatedText]) -> list[tuple[TranslatedText, str]]:
    """Each text with its agreed version: the same words, else the one in its notebook that shares most sentences."""
    texts = list(now)
    left: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(dict)
    for name, each in agreed.items():
        left[name.partition("#")[0]][name] = {(lang, one) for lang, many in each.items() for one in many.split()}
    exact = {n: text.key for n, text in enumerate(texts) if left[text.explainer].pop(text.key, None) is not None}
    for n, text in enumerate(texts):
        there = left[text.explainer]
        current = {(lang, one) for lang, many in text.agreed().items() for one in many.split()}
        alike = {name: len(current & own) for name, own in there.items() if set(agreed[name]) == set(text.texts)}
        likely = max(alike, key=lambda name: alike[name], default="")
        if n not in exact and likely and alike[likely]:
            exact[n] = likely
            del there[likely]
    return [(text, exact.get(n, "")) for n, text in enumerate(texts)]


def _edited(wording: TranslatedText, lang: str, before: list[str]) -> Iterator[Problem]:
    own = _cut(wording.texts[lang], lang)
    others = {code: _cut(text, code) for code, text in wording.texts.items() if code != lang}
    new = [n for n, sentence in enumerate(own) if _digest(sentence) not in before]
    for n in new or [0]:
        for code, there in others.items():
            still = there[n] if len(there) == len(own) else " ".join(there)
            change = f"“{own[n]}” was edited in {lang}" if new else f"a sentence was removed from the text in {lang}"
            what = f"{change} since the two were last in agreement; {code} still says “{still[:200]}”"
            fix = f"update {code}, or confirm that it is up to date: nutgraf facts accept --name … --reason …"
            yield Problem(wording.where, what, fix)


def _texts(explainer: Explainer) -> Iterator[TranslatedText]:
    name = explainer.name
    for word in PROSE:
        texts = getattr(explainer.front_matter, word)
        if isinstance(texts, Mapping):
            yield TranslatedText(f"{name}#{word}", f"{explainer.where}, front matter, {word}", texts)
    yield from _pairs_of_cells(explainer)
    for cell in explainer.cells:
        if cell.kind == "code":
            for n, texts in enumerate(_dictionaries(cell), 1):
                yield TranslatedText(f"{name}#{cell.id}#{n}", f"{explainer.where}, {cell.place}", texts)


def _pairs_of_cells(explainer: Explainer) -> Iterator[TranslatedText]:
    """Cells with one language each: paired by ids such as `why-en` and `why-es`, else as consecutive cells."""
    groups: dict[str, dict[str, Cell]] = {}
    last = ""
    for cell in explainer.cells:
        if cell.kind != "markdown" or len(cell.languages) != 1:
            last = ""
            continue
        (lang,) = cell.languages
        base = cell.id.removesuffix(f"-{lang}")
        if base == cell.id and last and lang not in groups[last]:
            base = last
        groups.setdefault(base, {})[lang] = cell
        last = base
    for base, cells in groups.items():
        first = next(iter(cells.values()))
        texts = {lang: cell.source for lang, cell in cells.items()}
        yield TranslatedText(f"{explainer.name}#{base}", f"{explainer.where}, {first.place}", texts)


def _dictionaries(cell: Cell) -> Iterator[dict[str, str]]:
    for node in nodes_in(tree_of(cell.source)):
        if isinstance(node, ast.Dict) and node.keys and all(map(_is_text, [*node.keys, *node.values])):
            texts = {
                str(ast.literal_eval(k)): str(ast.literal_eval(v))
                for k, v in zip(node.keys, node.values, strict=True)
                if k
            }
            if all(len(code) == 2 and code.islower() for code in texts):
                yield texts


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _cut(text: str, lang: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentences(text, lang)]


def _digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:8]
