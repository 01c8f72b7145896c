"""A Fact is a number that knows its unit, its rounding, its sources and how it was derived; arithmetic keeps them."""

from nutgraf.facts import spread
from nutgraf.facts.bases import FactWarning, Rules
from nutgraf.facts.fact import Fact
from nutgraf.facts.group import Facts
from nutgraf.facts.source import Input, Source

__all__ = ["Fact", "FactWarning", "Facts", "Input", "Rules", "Source", "spread"]
