"""A Fact is a number that knows its unit, its rounding, its sources and how it was derived; arithmetic keeps them."""

from nutgraf.facts import intervals
from nutgraf.facts.compatibility import BasisRules, FactWarning
from nutgraf.facts.fact import Fact
from nutgraf.facts.fact_list import Facts
from nutgraf.facts.source import Input, Source
from nutgraf.facts.units import currency_of
from nutgraf.facts.year import Year

__all__ = ["BasisRules", "Fact", "FactWarning", "Facts", "Input", "Source", "Year", "currency_of", "intervals"]
