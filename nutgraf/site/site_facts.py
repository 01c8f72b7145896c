"""The fact sheet of the whole site: every claim of every page, and every row of the data with the pages that use it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nutgraf import render
from nutgraf.cache.page_cache import FileContent, JoinedFile, bytes_of
from nutgraf.language import language
from nutgraf.ledger import CSV, HTML, JSON, joined, joined_csv
from nutgraf.render.view import Frame, Link
from nutgraf.site.entry import Entry
from nutgraf.site.front_page import by_name
from nutgraf.site.page_contents import RowUsed


@dataclass(frozen=True)
class FactGroup:
    """The pages of one explainer, each with its number of claims."""

    title: str
    pages: tuple[tuple[Link, str], ...]


@dataclass(frozen=True)
class FactRow:
    """A row of the data that pages use, and how many pages print it or a fact computed from it."""

    name: str
    pages: str
    first: Link


def fact_sheets(entries: Sequence[Entry], around: Frame) -> list[tuple[str, FileContent]]:
    """facts.json, facts.csv and facts.html of the site; nothing if no page has a claim."""
    read = [entry for entry in entries if entry.contents.claims]
    if not read:
        return []
    pages = [{"address": entry.address, "title": entry.title, "claims": entry.contents.claims} for entry in read]
    counted = language(around.lang).say("{n} claim", many="{n} claims", n=sum(entry.contents.claims for entry in read))
    html = render.render_shell(
        "site-facts.html.j2", around, groups=_groups(read, around), rows=_rows(read, around), counted=counted
    )
    sheets = {name: [_file(entry, name) for entry in read] for name in (JSON, CSV)}
    whole = JoinedFile(lambda: joined(map(bytes_of, sheets[JSON]), pages=pages))
    return [(JSON, whole), (CSV, JoinedFile(lambda: joined_csv(map(bytes_of, sheets[CSV])))), (HTML, html)]


def _file(entry: Entry, name: str) -> FileContent:
    return next(content for named, content in entry.files if named == name)


def _groups(read: Sequence[Entry], around: Frame) -> list[FactGroup]:
    groups: dict[str, list[tuple[Entry, int]]] = defaultdict(list)
    for entry in read:
        groups[f"{entry.info.explainer} ({entry.lang})"].append((entry, entry.contents.claims))
    say = language(around.lang).say
    return [
        FactGroup(
            name,
            tuple(
                (
                    Link(entry.short_title, f"{entry.address}/{HTML}", entry.lang),
                    say("{n} claim", many="{n} claims", n=n),
                )
                for entry, n in sorted(found, key=lambda each: by_name(each[0]))
            ),
        )
        for name, found in sorted(groups.items())
    ]


def _rows(read: Sequence[Entry], around: Frame) -> list[FactRow]:
    where: dict[RowUsed, list[str]] = defaultdict(list)
    for entry in read:
        for row in entry.contents.rows:
            where[row].append(entry.address)
    say = language(around.lang).say
    rows = []
    for (table, key, column), addresses in sorted(where.items(), key=lambda item: str(item[0])):
        named = (f"{name} {value}" for name, value in key if value != "")
        shown = ", ".join(each for each in (*named, column) if each)  # a count of rows names no column
        first = addresses[0]
        count = say("{n} page", many="{n} pages", n=len(addresses))
        rows.append(FactRow(f"{table}: {shown}" if shown else table, count, Link(first, f"{first}/{HTML}")))
    return rows
