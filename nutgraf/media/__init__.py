"""What a page can carry besides prose, charts and tables: photographs, pull quotes, large numbers, embeds and audio.

    photo        a photograph or drawing of the project, with its alt text and credit
    pull_quote   a sentence set large, with who said it
    big_number   a fact set large, with what it counts
    embed        a video or document of another host, which loads when a reader opens it
    look_up      a list of facts from which a reader picks one
    calculator   a formula of facts and of numbers that a reader fills in
    audio        a sound file of the project, with what is said in it

look_up_rows  the rows of a look-up
calculation   the table of a calculator, and what its script computes with
formula       the formula of a calculator
image_sizes  the sizes and formats of a photograph
media_words  words and files, checked in the kernel
project_files  whether a file is in the project and is what its name says, before anything runs
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nutgraf import mime_types
from nutgraf.media.calculation import calculation
from nutgraf.media.look_up_rows import look_up_rows
from nutgraf.media.media_words import checked_address, checked_image, checked_sound, checked_words
from nutgraf.media.reader_input import ReaderInput

if TYPE_CHECKING:
    from nutgraf.facts import Fact
    from nutgraf.prose.comparing import LocalizedText

__all__ = ["Media", "ReaderInput", "audio", "big_number", "calculator", "embed", "look_up", "photo", "pull_quote"]


@dataclass(frozen=True)
class Media:
    """One of these, with its words in the page's language."""

    kind: str
    words: Mapping[str, str]
    claims: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    file: str = ""
    digest: str = field(default="", repr=False)
    size: tuple[int, int] = (0, 0)
    href: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    script: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = {
            **asdict(self),
            "claims": list(self.claims),
            "size": list(self.size),
            "rows": [list(row) for row in self.rows],
        }
        shown = {} if os.environ.get("NUTGRAF_BUILD") else self._shown()
        return {mime_types.MEDIA: bundle, "text/plain": f"<{self.kind}: {next(iter(self.words.values()))}>", **shown}

    def _shown(self) -> dict[str, str]:
        """How it looks in JupyterLab."""
        if self.kind != "photo":
            return {"text/markdown": "\n\n".join(filter(None, (*self.words.values(), self.href, self.file)))}
        from base64 import b64encode
        from pathlib import Path

        from nutgraf.media.image_sizes import encoded, root_of

        content = encoded(Path(root_of()) / self.file, 400, "jpg")
        return {"image/jpeg": b64encode(content).decode()}


def photo(path: str, *, alt: LocalizedText, credit: LocalizedText, caption: LocalizedText = "") -> Media:
    """A photograph or drawing of the project, such as "media/mill.jpg", published in several sizes.

    What a camera writes into a file, such as the place, is left out. Raises FigureError if the file is not an image of
    the project, or `alt` or `credit` says nothing.
    """
    where = f"photo {path!r}"
    words, claims = checked_words("photo", where, {"alt": alt, "caption": caption, "credit": credit}, ("alt", "credit"))
    file, digest, size = checked_image(path, where)
    return Media("photo", words, claims, file, digest, size)


def pull_quote(quote: LocalizedText, *, by: LocalizedText) -> Media:
    """A sentence set large. `by` says whose words they are."""
    return Media("quote", *checked_words("quote", "pull_quote", {"quote": quote, "by": by}, ("quote", "by")))


def big_number(number: LocalizedText, label: LocalizedText) -> Media:
    """A fact set large, such as "{{ paid | money }}", with what it counts. Raises FigureError if it prints no fact."""
    given = {"number": number, "label": label}
    return Media("number", *checked_words("number", "big_number", given, ("number", "label"), facts=("number",)))


def embed(address: str, *, title: LocalizedText, credit: LocalizedText = "") -> Media:
    """A video or document of another host, in a frame that loads when a reader opens it.

    The build refuses a host that is not in `frame` of [tool.nutgraf.csp].
    """
    where = f"embed {address!r}"
    words, claims = checked_words("embed", where, {"title": title, "credit": credit}, ("title",))
    return Media("embed", words, claims, href=checked_address(address, where))


def look_up(facts: Mapping[str, Fact], *, title: LocalizedText, choose: LocalizedText, answer: LocalizedText) -> Media:
    """A list of choices, each with a fact, from which a reader picks one; without scripts it is a table.

    `choose` is the label of the field, and `answer` prints a choice and its fact: "{{ value | money }} a month".
    """
    where = "look_up"
    words, claims = checked_words("look_up", where, {"title": title, "choose": choose}, ("title", "choose"))
    rows, made = look_up_rows(facts, answer, where)
    return Media("look_up", words, (*claims, *made), rows=rows)


def calculator(
    formula: str,
    *,
    facts: Mapping[str, Fact],
    inputs: Mapping[str, ReaderInput],
    title: LocalizedText,
    answer: LocalizedText,
    round_to: float | None = None,
) -> Media:
    """A formula of facts and of numbers that a reader fills in; without scripts it is a table of results.

    `formula` has the names of `facts` and `inputs`, + - * /, parentheses, min(a, b) and max(a, b): "rent * months".
    `answer` prints its result: "{{ result | money(full=True) }} in all". Results are as fine as the facts allow, and
    no finer than `round_to`. Raises FigureError for a formula or an answer that the browser would compute or
    write differently from the page.
    """
    labels = {f"label of {name}": each.label for name, each in inputs.items() if isinstance(each, ReaderInput)}
    words, claims = checked_words("calculator", "calculator", {"title": title, **labels}, ("title", *labels))
    made = calculation(formula, facts, inputs, answer, labels=[words[name] for name in labels], round_to=round_to)
    return Media("calculator", words, (*claims, *made.claims), rows=made.rows, script=made.script)


def audio(path: str, *, title: LocalizedText, transcript: LocalizedText, credit: LocalizedText = "") -> Media:
    """A sound file of the project, MP3, M4A or Ogg, with what is said in it for readers who cannot hear it."""
    where = f"audio {path!r}"
    given = {"title": title, "transcript": transcript, "credit": credit}
    words, claims = checked_words("audio", where, given, ("title", "transcript"))
    file, digest = checked_sound(path, where)
    return Media("audio", words, claims, file, digest)
