"""How the page being made writes numbers and dates: in its language, with the currency of the site."""

from __future__ import annotations

import datetime
import sys

from nutgraf.language import Language, NumberStyle, language, number_style, page_language
from nutgraf.language_files import project_folder
from nutgraf.site_defaults import SiteDefaults, site_defaults


def page_style(currency: str = "") -> NumberStyle:
    """The style of the page's language, for amounts of a currency or else of the site's."""
    folder = project_folder()
    site = site_defaults(folder) if folder else SiteDefaults()
    return number_style(_spoken(), currency or site.currency)


def page_date(day: datetime.date) -> str:
    """A day in the page's language: "Feb. 27, 2025"."""
    return _spoken().date(day.isoformat()[:10])


def page_is_right_to_left() -> bool:
    """Whether the page's language is written right to left."""
    return _spoken().right_to_left


def _spoken() -> Language:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return language(page_language(shell.user_ns if shell else {}))
