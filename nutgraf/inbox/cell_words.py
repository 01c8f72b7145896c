"""What cells say in words: a code by the name that another table has for it, a unit by its noun."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nutgraf import data
from nutgraf.data.package import Package, Table
from nutgraf.errors import NutgrafError
from nutgraf.language import language
from nutgraf.render.units_in_words import with_unit

_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_SEVERAL = 2
_DESK = "en"
"""The language of the desk's own words."""


def words_of_cell(package: Package, table: Table, column: str, value: str) -> str:
    """What a value says in words: "Tennessee" for TN, "US dollars" for usd; "" where it says it itself."""
    if column == table.roles.get("unit"):
        words = words_of_unit(package, value)
    else:
        is_code = column != table.roles.get("source") and _CODE.fullmatch(value)
        words = _name_of(package, table, column, value) or (value.replace("_", " ") if is_code else "")
    return "" if words.casefold() == value.casefold() else words


def words_of_unit(package: Package, unit: str) -> str:
    """The name of a unit, in English where the data package or nutgraf has it: "US dollars per person"."""
    if unit in ("percent", "ratio", "rank", ""):
        return unit
    nouns = {each: forms.get(_DESK) or next(iter(forms.values())) for each, forms in package.nouns.items() if forms}
    return with_unit("", _SEVERAL, package.currency.lower() if unit == "money" else unit, nouns, language(_DESK))


def _name_of(package: Package, table: Table, column: str, value: str) -> str:
    """What the table that a column refers to calls a value; "" where it has no name for it."""
    other, key = table.refers.get(column, ("", ""))
    if not (other and value):
        return ""
    try:
        named = package.table(other)
        record = data.record_with(package, named, {key: value}) or {}
    except NutgrafError:  # listed with the problems of the project
        return ""
    return _titled(record) if other == "sources" else str(record.get(named.name_column) or "")


def _titled(source: Mapping[str, object]) -> str:
    return ", ".join(str(source[part]) for part in ("publisher", "title") if source.get(part))
