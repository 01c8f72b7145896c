"""Finds and reads the numbers in sentences, and says which of them come from no fact."""

from __future__ import annotations

from nutgraf.numbers.finder import find, untraced
from nutgraf.numbers.found_number import Number
from nutgraf.numbers.match import Candidate, likely
from nutgraf.numbers.sentences import sentences
from nutgraf.numbers.vocabulary import readable_languages

__all__ = ["Candidate", "Number", "find", "likely", "readable_languages", "sentences", "untraced"]
