"""How a language writes numbers, dates, lists and interface strings; the only importer of Babel and gettext."""

from __future__ import annotations

from nutgraf.language.catalog import languages
from nutgraf.language.completeness import unspoken
from nutgraf.language.currency import is_currency
from nutgraf.language.formatter import Language, language
from nutgraf.language.grammar_rules import LanguageRules
from nutgraf.language.latin_letters import in_latin, with_latin_letters
from nutgraf.language.measures import MEASURES, measure_nouns
from nutgraf.language.number_style import NumberStyle, number_style
from nutgraf.language.page_language import as_given, give_back, page_language, speak

__all__ = [
    "MEASURES",
    "Language",
    "LanguageRules",
    "NumberStyle",
    "as_given",
    "give_back",
    "in_latin",
    "is_currency",
    "language",
    "languages",
    "measure_nouns",
    "number_style",
    "page_language",
    "speak",
    "unspoken",
    "with_latin_letters",
]
