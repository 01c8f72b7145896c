"""The names of sources for readers, which distinguish checked sources from reported ones."""

from __future__ import annotations

import re

from nutgraf.language import Language
from nutgraf.page import SourceEntry


def credit(source: SourceEntry, lang: Language) -> str:
    """`ITEP`, or `ITEP, as reported by NewsChannel 5 Nashville`."""
    if not source.reported:
        return source.publisher
    if not source.estimated_by:
        return lang.say("As reported by {reporter}", reporter=source.credited or source.publisher)
    whose = lang.listed(source.estimated_by)  # as sentences name them: "los actuarios"
    by = lang.rules.reported["one"].format(reporters=source.credited or source.publisher)
    return f"{whose[:1].upper()}{whose[1:]}, {by}"


def listed(source: SourceEntry, lang: Language) -> str:
    """Its name in the list of sources: of a report whose estimates are nobody's by name, the reporter's alone."""
    if not source.reported or source.estimated_by:
        return credit(source, lang)
    name = source.credited or source.publisher
    return f"{name[:1].upper()}{name[1:]}"


def format_date(text: str, lang: Language) -> str:
    """A source's date in the page's date format; text that is not a date ("undated") is unchanged."""
    try:
        return lang.date(text)
    except ValueError:
        return text


def web_address(text: str) -> str:
    """A safe link target: http, https or mailto; "" for any other, such as `javascript:`."""
    return text if re.fullmatch(r"(?i)(https?://|mailto:)[^\s\x00-\x20\x7f]+", text) else ""
