"""Navigation from a page: its other editions, other explainers, the same section in another language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from nutgraf.language import language, unspoken
from nutgraf.page import Page
from nutgraf.render.figure_view import Link

_SECTION = re.compile(r'<h2 id="[^"]+"><span id="(?P<part>[^"]+)">.*?</h2>', re.S)

_SWITCH = (
    '<a href="{href}#{part}" hreflang="{code}" lang="{code}">{name}<span class="unseen">{colon} {section}</span></a>'
)


@dataclass(frozen=True)
class Switcher:
    """The title and the links of a list of editions."""

    title: str
    links: tuple[Link, ...]


def switcher(page: Page) -> Switcher | None:
    """Links to the explainer's other editions in the page's language; None if there are none."""
    if not page.info.editions:
        return None
    say = language(page.lang).say
    links = [Link(name, _to(page, address), current=address == page.address) for address, name in page.info.editions]
    if page.info.more_editions:  # the front page lists all of them
        links.append(Link(say("All editions"), f"{_to(page, page.lang)}#editions-{page.explainer}"))
    return Switcher(page.info.here_label or say("Other editions"), tuple(links))


def related(page: Page) -> tuple[Link, ...]:
    """Links to other explainers, by topic."""
    return tuple(Link(subject, _to(page, address)) for address, subject in page.info.related)


def with_switches(html: str, page: Page) -> Markup:
    """Prose with links from each section to the same section in the page's other languages."""
    versions = [
        (code, address)
        for code, address in sorted(page.info.alternates.items())
        if code in page.site.languages and not unspoken(code)
    ]
    if not versions:
        return Markup(html)

    def headed(match: re.Match[str]) -> str:
        links = Markup(" ").join(
            Markup(_SWITCH).format(
                href=_to(page, address),
                part=match["part"],
                code=code,
                name=own_name(code),
                colon=language(code).rules.colon,
                section=language(code).say("this section"),
            )
            for code, address in versions
        )
        return f'<div class="section-head">\n{match[0]}\n<p class="elsewhere">{links}</p>\n</div>'

    return Markup(_SECTION.sub(headed, html))


def own_name(code: str) -> str:
    """A language's name in that language: `Español`."""
    from babel import Locale

    name = Locale.parse(code, sep="-").get_language_name() or code
    return name[:1].upper() + name[1:]


def _to(page: Page, address: str) -> str:
    return f"{'../' * (page.address.count('/') + 1)}{address}/index.html"
