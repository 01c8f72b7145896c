"""Corrects what a publisher has wrong, as `data/corrections.yaml` declares, until the publisher corrects it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nutgraf.core_yaml import Unreadable, load
from nutgraf.data.package import Table
from nutgraf.errors import DataError, Problem, did_you_mean
from nutgraf.refresh.contract import Breach, number_in
from nutgraf.refresh.revisions import RowCells

FILE = "corrections.yaml"
ROLE = "correction"
Action = Literal["override", "scale", "drop", "flag"]
CorrectionStatus = Literal["open", "reported", "confirmed", "declined"]
_SEE = "see docs/how-to/refresh.md"


class UpstreamCorrection(BaseModel):
    """One error of a publisher, and what is done about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    row: dict[str, str] = Field(min_length=1)
    """The cells that identify the row, by column."""
    action: Action
    column: str = ""
    """The column that is wrong; for every action but `drop`."""
    upstream: str = ""
    """What the publisher has there: the correction ends where that changes."""
    value: str = ""
    """The right value, for `override`; the factor, for `scale`."""
    why: str = Field(min_length=1)
    reported_to: str = ""
    status: CorrectionStatus = "open"

    @field_validator("upstream", "value", mode="before")
    @classmethod
    def _as_written(cls, cell: Any) -> Any:
        return str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell

    @field_validator("row", mode="before")
    @classmethod
    def _cells(cls, row: Any) -> Any:
        return {str(name): str(cell) for name, cell in row.items()} if isinstance(row, dict) else row

    def is_of(self, row: Mapping[str, str]) -> bool:
        """Whether a row is the one that is wrong."""
        return all(_same(row.get(name, ""), cell) for name, cell in self.row.items())

    @property
    def row_words(self) -> str:
        """The row in words: `usps=TN, year=2023`."""
        return ", ".join(f"{name}={cell}" for name, cell in self.row.items())

    @property
    def note(self) -> str:
        """What the row says of it: what was done, why, and whom it was reported to."""
        if self.action == "flag":
            done = f"{self.column} is in doubt"
        else:
            done = f"{self.column} corrected, {self.upstream} at the publisher"
        known = {"open": "", "reported": "reported", "confirmed": "confirmed", "declined": "declined"}[self.status]
        to = f"{known or 'reported'} {'by' if known in ('confirmed', 'declined') else 'to'} {self.reported_to}"
        return f"{done}: {self.why}{f' ({to})' if self.reported_to else ''}"


@dataclass(frozen=True)
class CorrectedRows:
    """The rows with every correction made, and the corrections that no longer fit what the publisher has."""

    rows: tuple[RowCells, ...]
    overtaken: tuple[Breach, ...] = field(default=())


def read_corrections(package: Path, tables: Mapping[str, Table]) -> tuple[UpstreamCorrection, ...]:
    """Every correction that a project declares, in its order.

    Raises DataError with everything that is wrong with the file or does not fit the tables.
    """
    path = package.parent / FILE
    if not path.is_file():
        return ()
    where = f"{package.parent.name}/{FILE}"
    try:
        written = load(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(Problem(where, "it is not text in UTF-8", "save it as UTF-8")) from error
    except Unreadable as error:
        raise DataError(Problem(f"{where}, line {error.line}", error.what, error.fix)) from error
    listed = written.get("corrections")
    if not isinstance(listed, list) or set(written) != {"corrections"}:
        fix = f"write `corrections:` and one item per correction; {_SEE}"
        raise DataError(Problem(where, "it holds no list called corrections", fix))
    found: list[UpstreamCorrection] = []
    problems: list[Problem] = []
    for number, item in enumerate(listed, start=1):
        place = f"{where}, correction {number}"
        try:
            one = UpstreamCorrection.model_validate(item)
        except ValidationError as error:
            problems += _unread(place, error)
            continue
        wrong = list(_misfits(place, one, tables))
        problems += wrong
        found += [] if wrong else [one]
    if problems:
        raise DataError(*problems)
    return tuple(found)


def _unread(place: str, error: ValidationError) -> Iterator[Problem]:
    names = list(UpstreamCorrection.model_fields)
    choices = {"action": get_args(Action), "status": get_args(CorrectionStatus)}
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        if not name:
            yield Problem(place, "it is no item with keys", f"write its keys below each other; {_SEE}")
        elif one["type"] == "extra_forbidden":
            yield Problem(place, f"{name!r} is not understood", did_you_mean(name, names))
        elif one["type"] == "missing":
            yield Problem(place, f"{name!r} is missing", _SEE)
        elif name in choices:
            yield Problem(place, f"{name} is {one['input']!r}", f"write one of {', '.join(choices[name])}")
        else:
            yield Problem(place, f"{name} is {one['input']!r}: {one['msg'][:1].lower()}{one['msg'][1:]}", _SEE)


def _misfits(place: str, one: UpstreamCorrection, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """What does not fit: a table, a column, a row that is not identified, a value that is missing."""
    table = tables.get(one.table)
    if table is None:
        yield Problem(place, f"no table {one.table!r}", did_you_mean(one.table, tables))
        return
    for name in (*one.row, *([one.column] if one.column else [])):
        if name not in table.columns:
            yield Problem(place, f"the table {table.name} has no column {name!r}", did_you_mean(name, table.columns))
    if one.action == "drop":
        return
    if not one.column:
        yield Problem(place, "it does not say which column is wrong", "name it: column: …")
    if ROLE not in table.roles:
        what = f"the table {table.name} has no column that says what was corrected in a row"
        fix = f'add a column of text, and name it in data/datapackage.json: "nutgraf": {{"{ROLE}": "…"}}'
        yield Problem(place, what, fix)
    needed = ("upstream",) if one.action == "flag" else ("upstream", "value")
    for name in needed:
        if not getattr(one, name):
            yield Problem(place, f"{name!r} is missing", _needed(name, one.action))
    for name in ("upstream", "value") if one.action == "scale" else ():
        if getattr(one, name) and number_in(getattr(one, name)) is None:
            yield Problem(place, f"{name} is {getattr(one, name)!r}, and only numbers can be scaled", _SEE)


def _needed(name: str, action: Action) -> str:
    if name == "upstream":
        return "write what the publisher has there, so that the correction ends where that changes"
    return "write the factor" if action == "scale" else "write the right value"


def correct(table: Table, rows: Sequence[RowCells], corrections: Sequence[UpstreamCorrection]) -> CorrectedRows:
    """The rows as fetched, with the corrections of their table; one whose row or value is gone is overtaken."""
    made = list(rows)
    overtaken: list[Breach] = []
    for one in (each for each in corrections if each.table == table.name):
        places = [number for number, row in enumerate(made) if one.is_of(row)]
        if len(places) != 1:
            overtaken.append(_overtaken(one, "the publisher no longer has the row" if not places else "many rows fit"))
            continue
        row = made[places[0]]
        if one.upstream and one.column and not _same(row[one.column], one.upstream):
            now = f"the publisher has {row[one.column] or 'a blank'} now, and had {one.upstream}"
            overtaken.append(_overtaken(one, now))
            continue
        made[places[0] : places[0] + 1] = _corrected(table, row, one)
    return CorrectedRows(tuple(made), tuple(overtaken))


def correct_known(
    table: Table, rows: Sequence[RowCells], corrections: Sequence[UpstreamCorrection]
) -> tuple[RowCells, ...]:
    """The rows on file as the corrections have them, for a new version to be weighed against."""
    return correct(table, rows, corrections).rows


def not_made(
    table: Table, rows: Sequence[RowCells], corrections: Sequence[UpstreamCorrection]
) -> Iterator[UpstreamCorrection]:
    """The corrections that the table on file does not have yet."""
    for one in (each for each in corrections if each.table == table.name):
        found = [row for row in rows if one.is_of(row)]
        if one.action == "drop":
            waiting = bool(found)
        else:
            waiting = not any(one.note in row.get(table.roles[ROLE], "") for row in found)
        if waiting:
            yield one


def _corrected(table: Table, row: RowCells, one: UpstreamCorrection) -> list[RowCells]:
    if one.action == "drop":
        return []
    said = table.roles[ROLE]
    note = "; ".join(part for part in (row.get(said, ""), one.note) if part)
    return [{**row, one.column: _value(row[one.column], one), said: note}]


def _value(cell: str, one: UpstreamCorrection) -> str:
    if one.action == "override":
        return one.value
    if one.action == "flag":
        return cell
    number, factor = number_in(cell), number_in(one.value)
    if number is None or factor is None:  # the declaration holds numbers, and the guard has compared the cell with one
        return cell
    return f"{(number * factor).normalize():f}"


def _overtaken(one: UpstreamCorrection, what: str) -> Breach:
    fix = f"take the correction out of data/{FILE}, or change it"
    return Breach("corrections", f"{one.row_words}: {what}; {fix}", (f"{one.action} {one.column}: {one.why}",))


def _same(cell: str, said: str) -> bool:
    """Whether two cells hold the same, numbers by their value."""
    one, two = number_in(cell), number_in(said)
    return cell == said if one is None or two is None else one == two
