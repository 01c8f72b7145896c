"""Options for many columns at once: `--unit "jobs_*=persons"`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.given import Given, Pairs


def for_each_column(given: Given, columns: Sequence[TypedColumn]) -> Given:
    """The options with each pattern written out for the columns of numbers that it fits and that nothing else names.

    A pattern for units passes over years and columns whose cells have a sign. One that fits no column stays, and is
    refused as a name is.
    """
    numbers = [column for column in columns if column.is_number]
    plain = [column.name for column in numbers if not column.is_year and not column.unit]
    return replace(
        given,
        unit=_written_out(given.unit, plain),
        scale=_written_out(given.scale, plain),
        rounding=_written_out(given.rounding, [column.name for column in numbers if not column.is_year]),
    )


def _written_out(options: Pairs, names: Sequence[str]) -> Pairs:
    found: dict[str, str] = {}
    for pattern, value in options.items():
        fitting = [name for name in names if fnmatchcase(name, pattern)] if "*" in pattern else []
        found |= {name: value for name in fitting or [pattern] if name == pattern or name not in options}
    return found
