"""The cells of the kit's starter, and of the page that tells readers how to check a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nutgraf.starter.notebook_source import CellSource, cell, in_languages, quoted
from nutgraf.starter.starter_words import words_of


def starter_cells(languages: Sequence[str], date: str, name: str) -> list[CellSource]:
    """A notebook to be written in: it builds as it is, and is a draft."""
    words = words_of("starter", languages)
    front = (
        "# What the page says about itself. Numbers may be in the texts, as in prose: {{ paid | money }}.\n"
        + in_languages("title", {lang: text["title"] for lang, text in words.items()})
        + in_languages("subtitle", {lang: text["subtitle"] for lang, text in words.items()})
        + f"date: {date}\n"
        + f"authors: [{quoted(name)}]\n"
        + matrix_of(languages)
        + "# Readers do not see a draft. Take this line away when the page may be published.\n"
        + "draft: true\n"
    )
    return [
        cell("raw", "front-matter", f"---\n{front}---"),
        _parameters(languages),
        cell("code", "setup", "# What the cells below use.\nimport nutgraf", "setup"),
        *prose("lede", {lang: text["lede"] for lang, text in words.items()}),
        *prose("answer", {lang: f"## {text['heading']}\n\n{text['answer']}" for lang, text in words.items()}),
        *prose("method", {lang: f"## {text['method_heading']}\n\n{text['method']}" for lang, text in words.items()}),
        cell("code", "checks", _CHECKS, "checks"),
    ]


def checking_cells(languages: Sequence[str], date: str, name: str, contact: str) -> list[CellSource]:
    """A page for readers that is true of every site: where its numbers come from, and how to check them."""
    words = words_of("checking", languages)
    front = "".join(
        in_languages(key, {lang: text[key] for lang, text in words.items()})
        for key in ("title", "subtitle", "description")
    )
    front += f"date: {date}\nauthors: [{quoted(name)}]\n{matrix_of(languages)}"
    made = [cell("raw", "front-matter", f"---\n{front}---"), _parameters(languages)]
    made += prose("lede", {lang: text["lede"] for lang, text in words.items()})
    for part in ("sources", "sheet", "change", *(["report"] if contact else [])):
        texts = {lang: f"## {text[f'{part}_heading']}\n\n{text[part].strip()}" for lang, text in words.items()}
        made += prose(part, {lang: text.replace("CONTACT", _link(contact)) for lang, text in texts.items()})
    return made


def prose(name: str, texts: Mapping[str, str]) -> Iterator[CellSource]:
    """A Markdown cell for each language; where there is one language, it needs no tag."""
    if len(texts) == 1:
        yield cell("markdown", name, next(iter(texts.values())))
    else:
        yield from (cell("markdown", f"{name}-{lang}", text, f"lang-{lang}") for lang, text in texts.items())


def matrix_of(languages: Sequence[str]) -> str:
    """The matrix of a notebook that has one page for each language."""
    return f"matrix:\n  lang: [{', '.join(languages)}]\n" if len(languages) > 1 else ""


def _parameters(languages: Sequence[str]) -> CellSource:
    line = f'lang: str = "{languages[0]}"  # language of the page'
    return cell("code", "parameters", f"# What changes from page to page.\n{line}", "parameters")


def _link(contact: str) -> str:
    return contact if contact.startswith("http") else f"mailto:{contact}"


_CHECKS = """\
# What must be true for the words above to be true: a check that fails stops the page.
# assert first > second"""
