"""The addresses of editions, made from templates and values, and why a page cannot have one."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.errors import Problem
from nutgraf.language import in_latin
from nutgraf.notebook import Explainer
from nutgraf.plan.edition import Edition
from nutgraf.project import Project

RESERVED = frozenset(
    {
        "assets",
        "data",
        "embed",
        "schemas",
        "404.html",
        "facts.csv",
        "facts.html",
        "facts.json",
        "index.html",
        "manifest.json",
        "llms.txt",
        "robots.txt",
        "sitemap.xml",
        "news-sitemap.xml",
    }
)
"""Top-level names of the site that no page may take."""
LONGEST = 200
"""Most characters of an address: a cached page has one folder of that name, and file systems allow 255 bytes."""
EMBEDS = "embed"
"""The folder next to a page that holds its charts for other sites."""

_ADDRESS = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*")
_FILE = re.compile(r".*\.(html?|json|csv|xml|txt|md|png|svg|js|css|pdf|ipynb|new)")


def path_to_root(address: str) -> str:
    """The relative path from a page to the root of its site: `../../` from `en/taxes`."""
    return "../" * (address.count("/") + 1)


def typed_address(text: str) -> str:
    """An address, or a pattern of addresses, as typed or pasted: `/en/taxes/index.html` is `en/taxes`."""
    return text.strip("/").removesuffix("/index.html")


def slug(value: object, lang: str) -> str:
    """A value as part of an address: lower case, ASCII, words joined by hyphens; "none" for nothing.

    Letters are written as the language of the page does: "Köln" is "koeln" in German. Empty if nothing is left.
    """
    text = str(value)
    return in_latin(text, lang) if text else "none"


def fields(template: str) -> list[str]:
    """The parameters in a template. Raises ValueError if its braces do not match, or hold more than a name."""
    parts = [part for part in string.Formatter().parse(template) if part[1] is not None]
    if more := next((name for _, name, form, conversion in parts if form or conversion), None):
        raise ValueError(f"write {{{more}}} alone")
    return [name for _, name, _, _ in parts if name is not None]


def filled(template: str, values: Mapping[str, Any], lang: str) -> str:
    """The address that a template gives for some values."""
    return template.format_map({name: slug(values[name], lang) for name in fields(template)}).strip("/")


def default_template(explainer: Explainer) -> str:
    """The default template: language, name, values."""
    chosen = [name for name in explainer.front_matter.matrix if name in explainer.defaults and name != "lang"]
    parts = [explainer.name.replace("{", "{{").replace("}", "}}"), *(f"{{{name}}}" for name in chosen)]
    return "/".join((["{lang}"] if "lang" in explainer.defaults else []) + parts)


def value_problems(where: str, template: str, values: Mapping[str, Any], lang: str) -> Iterator[Problem]:
    """Values that are empty as part of an address."""
    for name in dict.fromkeys(fields(template)):
        if not slug(values[name], lang):
            what = f"{name} = {values[name]!r} leaves nothing for an address, which has lowercase letters and digits"
            yield Problem(where, what, "use another value, or set address: without this parameter")


def address_problems(project: Project, explainer: Explainer, key: str, address: str) -> Iterator[Problem]:
    """Why a page, or a redirect to it, cannot have an address, regardless of other pages."""
    where = f"{explainer.where}, front matter, {key}"
    parts = address.split("/")
    if len(address) > LONGEST:
        what = f"an address of {len(address):,} characters is longer than {LONGEST}: {address[:40]}…"
        yield Problem(where, what, "set a shorter address:, or use shorter values in it")
    elif not _ADDRESS.fullmatch(address):
        what = f"{address!r} is not an address: use lowercase letters, digits and hyphens, with / between folders"
        named = key == "address" and not explainer.front_matter.address
        yield Problem(where, what, "rename the notebook, or set address:" if named else "such as {lang}/taxes/{state}")
    elif parts[0] in RESERVED or address in project.languages:
        yield Problem(where, f"{address!r} is reserved for the site", "choose another address")
    elif name := next((part for part in parts if _FILE.fullmatch(part)), None):
        what = f"{name!r} in {address!r} is a file name; an address is the folder of a page"
        yield Problem(where, what, "remove the extension")


def without_clashes(pages: Sequence[Edition]) -> tuple[list[Edition], list[Problem]]:
    """The pages with a unique address, and a problem for each address that several pages have."""
    at: dict[str, list[Edition]] = defaultdict(list)
    for page in pages:
        at[page.address].append(page)
    clashes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for address, sharing in at.items():
        if len(sharing) > 1:
            notebooks = tuple(dict.fromkeys(page.explainer.where for page in sharing))
            clashes[notebooks if len(notebooks) > 1 else (address,)].append(address)
    problems = [_both(several[0], at[several[0]], len(several) - 1) for several in clashes.values()]
    alone = [page for page in pages if len(at[page.address]) == 1]
    kept = []
    for page in alone:
        above = {address: _above(address, at) for address in (page.address, *page.redirect_from)}
        for address, other in above.items():
            if other:
                where = (
                    f"{page.explainer.where}, front matter, {'address' if address == page.address else 'redirect_from'}"
                )
                what = f"{address!r} is the folder of charts for other sites of the page {other!r}"
                problems.append(Problem(where, what, "choose another address"))
        if not above[page.address]:
            kept.append(page.redirected_from(each for each in page.redirect_from if not above[each]))
    return kept, problems


def _both(address: str, sharing: Sequence[Edition], more: int) -> Problem:
    """The problem of several pages with one address; `more` is how many more addresses their two notebooks share."""
    names = " and ".join(page.name for page in sharing[:2]) + (" and more" if len(sharing) > 2 else "")
    missing = sorted(
        {key for page in sharing for key in page.parameters if len({str(p.values.get(key)) for p in sharing}) > 1}
    )
    used = set(fields(_template(sharing[0].explainer)))
    fix = "give one of them another address"
    if len({page.explainer.where for page in sharing}) > 1:
        fix = "give one of the two notebooks another address:, or delete it if it is a copy of the other"
    if unused := [key for key in missing if key not in used]:
        fix = f"add {{{unused[0]}}} to the address"
    elif len({repr(page.values) for page in sharing}) < len(sharing) and len({p.explainer.path for p in sharing}) == 1:
        fix = "remove one of the two from the matrix: it has the same values twice"
    elif missing:
        fix = f"change a value of {missing[0]}: both give the same letters and digits"
    what = f"{names} have the same address, {address!r}"
    if more:
        what += f", and so have {more:,} more address{'' if more == 1 else 'es'}"
    return Problem(f"{sharing[1].explainer.where}, front matter, address", what, fix)


def _template(explainer: Explainer) -> str:
    return explainer.front_matter.address or default_template(explainer)


def _above(address: str, at: Mapping[str, object]) -> str:
    """The page whose folder of charts contains an address, or "" if none does."""
    parts = address.split("/")
    return next(
        (above for n in range(1, len(parts)) if (above := "/".join(parts[:n])) in at and parts[n] == EMBEDS), ""
    )
