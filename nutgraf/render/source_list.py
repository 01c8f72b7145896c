"""How a source is named to readers, with the difference between seen and reported kept."""

from __future__ import annotations

import re

from nutgraf.language import Language
from nutgraf.page import SourceEntry


def credit(source: SourceEntry, lang: Language) -> str:
    """`ITEP`, or `ITEP, as reported by NewsChannel 5 Nashville`."""
    if not source.reported:
        return source.publisher
    if not source.estimated_by:
        return lang.say("As reported by {reporter}", reporter=source.publisher)
    whose = lang.listed(source.estimated_by)
    return f"{whose}, {lang.rules.reported['one'].format(reporters=source.publisher)}"


def format_date(text: str, lang: Language) -> str:
    """A source's date as the page writes dates; what is not a date ("undated") stays as it is."""
    try:
        return lang.date(text)
    except ValueError:
        return text


def web_address(text: str) -> str:
    """An address that a reader can be sent to: http, https or mailto; "" for any other, such as `javascript:`."""
    return text if re.fullmatch(r"(?i)(https?://|mailto:)[^\s\x00-\x20\x7f]+", text) else ""
