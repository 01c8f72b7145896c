"""The grammar of the language that an HTML element is in."""

from __future__ import annotations

from nutgraf.language import LanguageRules, language, languages


def grammar_in(lang: str) -> LanguageRules | None:
    """The grammar for a `lang` attribute, that of "es" for "es-MX"; None if the project has no such language."""
    known = languages()
    code = next((each for each in (lang, lang.partition("-")[0]) if each in known), None)
    return language(code).rules if code else None
