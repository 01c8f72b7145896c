"""The queries of a notebook: fact, all_facts, rows, source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nutgraf.data.cell_fact import fact_of_cell, refuse_unfounded, source_of
from nutgraf.data.missing_facts import note_nothing
from nutgraf.data.package import NAME, Package, Table
from nutgraf.data.package_file import find_package, open_package
from nutgraf.data.preference import TableRecord, publishable
from nutgraf.data.read_log import record_read
from nutgraf.data.row import Row, Rows
from nutgraf.data.select import (
    as_lists,
    check_values,
    describe,
    in_key,
    matching,
    preferred,
    suggest,
)
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, FactError, Problem, did_you_mean
from nutgraf.facts import Fact, Facts, Source


class _Raise:
    def __repr__(self) -> str:
        return "raise"


RAISE: Final = _Raise()


def fact(
    table: str, *, column: str | None = None, source_id: str | None = None, missing: Any = RAISE, **key: Any
) -> Fact:
    """Exactly one fact, from the preferred matching row.

    `source_id` selects another row; `missing=None` returns None instead of raising if no row matches;
    a value that is nowhere in its column is still refused, as a misspelling.
    """
    if source_id is not None:
        key["source_id"] = source_id
    asked = Query(table, key)
    named = asked.fact_column(column)
    found = preferred(asked.table, asked.records, named)
    if len(found) > 1:
        raise asked.too_many(found)
    if found and found[0][named] is not None:
        return asked.fact(found[0], named)
    nothing = asked.nothing(found, named)
    if missing is RAISE:
        raise nothing
    note_nothing(lambda: nothing.problems[0])
    return missing  # type: ignore[no-any-return]


def all_facts(table: str, *, column: str | None = None, **where: Any) -> Facts:
    """Every matching fact, one for each key, as Facts: total(), largest(n), rank_of(fact), count()."""
    asked = Query(table, where)
    named = asked.fact_column(column)
    chosen = preferred(asked.table, asked.records, named)
    facts = [asked.fact(record, named) for record in chosen if record[named] is not None]
    return Facts(facts, where=in_key(table, asked.asked), noun=asked.table.noun[1])


def rows(table: str, *, rows: str = "preferred", **where: Any) -> Rows:
    """The matching rows in table order, for loops in prose; rows="all" includes those that are not preferred.

    count() gives their number as a Fact.
    """
    asked = Query(table, where)
    found = (Row(asked.package, asked.table, record) for record in asked.chosen(rows))
    return Rows(found, asked.table, asked.asked)


def source(source_id: str) -> Source:
    """One source by its id."""
    return source_of(open_package(find_package()), source_id)


def _unit_for(column: str) -> str:
    return f'write into the field {column} in data/{NAME}: "nutgraf": {{"unit": "persons"}}, with its own unit'


class Query:
    """A query of a table and its publishable matching rows; the query is recorded."""

    def __init__(self, name: str, where: Mapping[str, Any]) -> None:
        self.package: Package = open_package(find_package())
        self.table: Table = self.package.table(name)
        self.asked = as_lists(self.table, where)
        self.content = read_content(self.package, self.table)
        record_read(self.table, where, self.content)
        self.matched = [self.content.records[number] for number in matching(self.content, self.asked)]
        self.records = publishable(self.table, self.matched)
        if not self.records:
            check_values(self.package, self.table, self.asked)

    def chosen(self, rows: str) -> Sequence[TableRecord]:
        """The preferred rows, or all. Raises FactError for anything else."""
        if rows not in ("preferred", "all"):
            raise FactError(Problem(f"table {self.table.name}", f"rows={rows!r}", 'rows is "preferred" or "all"'))
        return self.records if rows == "all" else preferred(self.table, self.records, self.table.value)

    def fact_column(self, column: str | None) -> str:
        """The column to read the fact from."""
        name = column or self.table.value
        if not name or name not in self.table.fact_columns:
            raise self._no_facts(name)
        refuse_unfounded(self.table)
        return name

    def _no_facts(self, name: str) -> DataError:
        where, known_facts = f"table {self.table.name}", self.table.fact_columns
        likely = [one.name for one in self.table.columns.values() if one.type in ("integer", "number")]
        if not name:
            known = known_facts or likely
            fix = _unit_for(known[0]) if known else "it has no numbers"
            fix = f"name one: column={known_facts[0]!r}" if known_facts else fix
            return DataError(Problem(where, "it has no column of facts", fix))
        if self.table.column(name).type in ("integer", "number"):
            return DataError(Problem(where, f"column {name!r} holds no facts: it has no unit", _unit_for(name)))
        known = known_facts or likely
        fix = did_you_mean(name, known) if known else "no column of the table holds numbers"
        return DataError(Problem(where, f"column {name!r} holds no facts", fix))

    def fact(self, record: TableRecord, column: str) -> Fact:
        """The fact of a matching row."""
        found = fact_of_cell(
            self.package, self.table, record, column, preferred=record is self._preferred(record, column)
        )
        assert found is not None
        return found

    def _preferred(self, record: TableRecord, column: str) -> TableRecord:
        """The preferred row of the whole table with the key of this one."""
        alike = matching(self.content, {name: [record[name]] for name in self.table.key})
        rows = publishable(self.table, [self.content.records[number] for number in alike])
        return preferred(self.table, rows, column)[-1]

    def too_many(self, records: Sequence[TableRecord]) -> FactError:
        """Several facts match: say what distinguishes them."""
        apart = [name for name in self.table.key if len({record[name] for record in records}) > 1]
        choices = "; ".join(
            f"{name}= one of {', '.join(dict.fromkeys(str(record[name]) for record in records[:12]))}" for name in apart
        )
        what = f"{len(records)} facts match {describe(self.asked) or 'no condition'}"
        return FactError(Problem(f"table {self.table.name}", what, f"add {choices}"))

    def _why_not(self) -> str:
        """Where a row is marked as not publishable, and its note."""
        record, column = self.matched[0], self.table.roles["publish"]
        place = next(
            place for one, place in zip(self.content.records, self.content.places, strict=True) if one is record
        )
        note = f"; its note: “{record['note']}”" if record.get("note") else ""
        return f"leave it out: {column} is false in {place}{note}"

    def nothing(self, blank: Sequence[TableRecord], column: str) -> FactError:
        """No fact matches: say whether a row exists, and suggest near matches."""
        where = f"table {self.table.name}"
        asked = describe(self.asked)
        if blank:
            others = [name for name in self.table.fact_columns if blank[0][name] is not None]
            words = blank[0].get("published_as")
            printed = f"; it was printed as “{words}”" if words else ""
            advice = f"column={others[0]!r} has one" if others else "use missing=None and say so in the text"
            return FactError(Problem(where, f"no fact in {column} with {asked}{printed}", advice))
        if self.matched:
            return FactError(Problem(where, f"the row with {asked} must not be published", self._why_not()))
        near = suggest(self.table, publishable(self.table, self.content.records), self.asked)
        return FactError(Problem(where, f"no row with {asked}", f"{near}; or use missing=None"))
