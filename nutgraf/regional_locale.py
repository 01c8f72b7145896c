"""The locale of a language in the site's country: 1’234.5 in a German text from Switzerland."""

from __future__ import annotations

from functools import cache

from nutgraf.language_files import own_section, project_folder
from nutgraf.site_defaults import site_defaults


def regional_locale(code: str, usual: str) -> str:
    """The locale in which the site's country writes a language; the usual one where it is no official language there.

    A locale that the project's own file of the language names comes first.
    """
    folder = project_folder()
    if folder is None or "locale" in own_section(code, "grammar"):
        return usual
    return _in_country(code, usual, site_defaults(folder).country)


@cache
def _in_country(code: str, usual: str, country: str) -> str:
    from babel import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    if code not in get_official_languages(country, regional=True, de_facto=True):
        return usual
    try:
        return str(Locale.parse(f"{code}_{country}"))
    except (UnknownLocaleError, ValueError):
        return usual
