"""How the page being made writes numbers: in its language, with the currency of the site."""

from __future__ import annotations

import sys

from nutgraf.language import NumberStyle, language, number_style, page_language
from nutgraf.language_files import project_folder
from nutgraf.site_defaults import SiteDefaults, site_defaults


def page_style(currency: str = "") -> NumberStyle:
    """The style of the page's language, for amounts of a currency or else of the site's."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    folder = project_folder()
    site = site_defaults(folder) if folder else SiteDefaults()
    return number_style(language(page_language(shell.user_ns if shell else {})), currency or site.currency)
