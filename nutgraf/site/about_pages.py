"""The pages about the site in each language: who makes it, how it works with numbers, and what it corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from nutgraf import ledger, render
from nutgraf.language import Language, language
from nutgraf.render.footer_links import ABOUT, CORRECTIONS, METHOD, report_link
from nutgraf.render.view import Frame, Link
from nutgraf.site.entry import Entry


class NewsroomProject(Protocol):
    """The settings that these pages need."""

    @property
    def name(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def on_change(self) -> str: ...
    @property
    def about(self) -> str | Mapping[str, str]: ...
    @property
    def method(self) -> str | Mapping[str, str]: ...


@dataclass(frozen=True)
class Corrected:
    """A correction and the page that it is on."""

    date: str
    shown_date: str
    text: str
    page: Link


Around = Callable[..., Frame]
"""around(lang, root, *, title, path, languages) -> the frame of a page of the site"""


def about_pages(project: NewsroomProject, entries: Sequence[Entry], around: Around) -> list[tuple[str, bytes]]:
    """The three pages in every language; an explainer at one of their addresses takes its place."""
    taken = {entry.address for entry in entries}
    made = []
    for code in project.languages:
        own = [entry for entry in entries if entry.lang == code]
        for name in (ABOUT, METHOD, CORRECTIONS):
            if f"{code}/{name}" not in taken:
                made.append((f"{code}/{name}/index.html", _page(project, name, language(code), own, around)))
    return made


def _page(project: NewsroomProject, name: str, lang: Language, own: Sequence[Entry], around: Around) -> bytes:
    heading, paragraphs = {
        ABOUT: (lang.say("About {name}", name=project.name), _about(project, lang)),
        METHOD: (lang.say("How we work"), _method(project, lang, own)),
        CORRECTIONS: (lang.say("Corrections"), []),
    }[name]
    frame = around(lang.code, "../../", title=f"{heading} | {project.name}", path=f"{lang.code}/{name}/")
    values = {
        "heading": heading,
        "paragraphs": paragraphs,
        "corrections": _corrections(own, lang) if name == CORRECTIONS else None,
        "report": report_link(project.contact, heading, lang) if name == ABOUT else None,
        "facts": f"../../{ledger.HTML}" if name == METHOD and any(entry.contents.claims for entry in own) else "",
    }
    return render.render_shell("about.html.j2", frame, **values)


def _about(project: NewsroomProject, lang: Language) -> list[str]:
    said = _in(project.about, lang.code)
    return said or [lang.say("Explainers from {name}. Every number leads to its source.", name=project.name)]


def _method(project: NewsroomProject, lang: Language, own: Sequence[Entry]) -> list[str]:
    """What the site does with each number, as far as its settings and pages have it."""
    estimates = any(entry.contents.has_estimates for entry in own)
    kept = [
        lang.say("Each number comes from a table with its source, or is computed from one; a tap on it says which."),
        lang.say("No number is printed more precisely than its publisher printed it."),
        lang.say("What somebody estimated is called an estimate, in headlines too.") if estimates else "",
        lang.say("A published number changes only when an editor signs the change.")
        if project.on_change == "hold"
        else "",
        lang.say("A correction is at the top of its page, and in the list of all corrections."),
    ]
    return [*_in(project.method, lang.code), *filter(None, kept)]


def _in(words: str | Mapping[str, str], code: str) -> list[str]:
    """The paragraphs of a text in a language."""
    said = words if isinstance(words, str) else words.get(code, "")
    return [" ".join(part.split()) for part in said.split("\n\n") if part.strip()]


def _corrections(own: Sequence[Entry], lang: Language) -> list[Corrected]:
    """The corrections of all pages in a language, newest first."""
    found = [
        Corrected(date, lang.date(date), text, Link(entry.title, f"../../{entry.address}/index.html"))
        for entry in own
        for date, text in entry.corrected
    ]
    return sorted(found, key=lambda each: each.date, reverse=True)
