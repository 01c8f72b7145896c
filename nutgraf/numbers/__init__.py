"""Finds and reads the numbers in English and Spanish sentences, and says which of them come from no fact."""

from __future__ import annotations

from nutgraf.numbers.finder import READ, find, untraced
from nutgraf.numbers.found_number import Number
from nutgraf.numbers.match import Candidate, likely
from nutgraf.numbers.sentences import sentences

__all__ = ["READ", "Candidate", "Number", "find", "likely", "sentences", "untraced"]
