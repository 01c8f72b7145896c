"""The nouns of measures, which CLDR has in most languages: years, kilometers, hectares, kilowatt-hours."""

from __future__ import annotations

from functools import cache

from nutgraf.language.grammar_rules import Forms

_CLDR = """
duration-year duration-month duration-week duration-day duration-hour duration-minute duration-second
length-kilometer length-meter length-centimeter length-millimeter length-mile length-yard
area-square-kilometer area-square-meter area-square-mile area-hectare area-acre
volume-cubic-meter volume-liter volume-hectoliter volume-gallon volume-barrel
mass-tonne mass-kilogram mass-gram mass-milligram mass-pound mass-ounce
energy-kilowatt-hour energy-kilocalorie power-gigawatt power-megawatt power-kilowatt power-watt
"""
"""Not a ton, which is one thing in the United States and another elsewhere."""
_NAMES = {name: cldr for cldr in _CLDR.split() for name in [cldr.partition("-")[2].replace("-", "_")]}
MEASURES = {form: cldr for name, cldr in _NAMES.items() for form in (name, f"{name}s")}
"""What CLDR calls each measure, by its name as a unit: "area-square-kilometer" for square_kilometers."""


@cache
def measure_nouns(locale: str, unit: str) -> Forms:
    """The noun of a measure by plural form; {} where CLDR has none, or does not write it after the number."""
    from babel import Locale
    from babel.units import format_unit

    if unit not in MEASURES:
        return {}
    spoken, found = Locale.parse(locale), {}
    for n in range(200, -1, -1):  # the first whole number of each form, as for currencies
        number, _, noun = format_unit(n, MEASURES[unit], "long", locale=spoken).replace("\xa0", " ").partition(" ")
        if noun and number == str(n) and noun != MEASURES[unit]:
            found[str(spoken.plural_form(n))] = noun
    return found if "other" in found else {}
