"""The matrix of an explainer: every combination of values that is an edition, in the notation of CI files."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from nutgraf import data
from nutgraf.errors import NutgrafError, Problem, did_you_mean
from nutgraf.frontmatter import MatrixColumn
from nutgraf.notebook import Explainer
from nutgraf.project import Project


def expand(project: Project, explainer: Explainer, problems: list[Problem]) -> list[dict[str, Any]]:
    """Every combination of the matrix, with `exclude` and `include` as in CI files."""
    matrix = explainer.front_matter.matrix
    axes = {
        key: _axis(project, explainer, key, value, problems)
        for key, value in matrix.items()
        if key not in ("include", "exclude")
    }
    for key in axes:
        if key not in explainer.defaults:
            problems.append(
                Problem(f"{explainer.where}, front matter, matrix", f"no parameter named {key!r}", near(key, explainer))
            )
    entries = {name: _entries(explainer, name, problems) for name in ("exclude", "include")}
    if problems:
        return []
    problems += _empty(explainer, axes)
    product = [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]
    for entry in entries["exclude"]:
        if axes and not problems and not any(_fits(one, entry) for one in product):
            what = f"{_shown(entry)} is not an edition, so it excludes nothing"
            fix = "use values of the matrix, or remove the entry"
            problems.append(Problem(f"{explainer.where}, front matter, matrix, exclude", what, fix))
    kept = [one for one in product if not any(_fits(one, entry) for entry in entries["exclude"])]
    if not axes and entries["include"]:
        kept = []
    for entry in entries["include"]:
        on_axes = {key: value for key, value in entry.items() if key in axes}
        extended = [one for one in kept if _fits(one, on_axes)] if axes else []
        for one in extended:
            one.update(entry)
        if not extended:
            kept.append(dict(entry))
    return kept


def _empty(explainer: Explainer, axes: Mapping[str, list[Any]]) -> Iterator[Problem]:
    """Axes without a value: no edition would be built, and published ones would disappear."""
    for key, values in axes.items():
        if not values:
            where = f"{explainer.where}, front matter, matrix, {key}"
            asked = explainer.front_matter.matrix[key]
            what = "the list is empty" if isinstance(asked, list) else f"no row of the table matches {_shown(asked)}"
            fix = "add its values; to take pages down, use withdrawn: or nutgraf facts withdraw"
            yield Problem(where, f"{what}, so there would be no page", fix)


def _shown(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in values.items())


def _entries(explainer: Explainer, name: str, problems: list[Problem]) -> list[dict[str, Any]]:
    where = f"{explainer.where}, front matter, matrix, {name}"
    entries = explainer.front_matter.matrix.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(Problem(where, "this is not a list of values", f"such as {name}: [{{state: TN}}]"))
        return []
    for entry in entries:
        problems.extend(
            Problem(where, f"no parameter named {key!r}", near(key, explainer))
            for key in entry
            if key not in explainer.defaults
        )
    found = [{key: plain(value) for key, value in entry.items()} for entry in entries]
    problems.extend(
        Problem(where, wrong, parameter.advice(entry[parameter.name]))
        for entry in found
        for parameter in explainer.parameters
        if parameter.name in entry and (wrong := parameter.refuses(entry[parameter.name]))
    )
    return found


def _axis(project: Project, explainer: Explainer, key: str, value: Any, problems: list[Problem]) -> list[Any]:
    where = f"{explainer.where}, front matter, matrix, {key}"
    if isinstance(value, list):
        values = [plain(one) for one in value]
        problems.extend(_listed_twice(where, values))
        return values
    try:
        column = MatrixColumn.model_validate(value)
        values = data.column_values(project.data_package, column.table, column.column, column.where)
        return [plain(one) for one in values]
    except NutgrafError as error:
        problems.extend(replace(problem, where=where) for problem in error.problems)
    except ValidationError as error:
        if isinstance(value, Mapping):
            problems.extend(_wrong_in_column(where, one) for one in error.errors())
            return []
        what = f"{value!r} is neither a list of values nor a column of a table"
        problems.append(Problem(where, what, "such as [en, es] or {table: areas, column: area}"))
    return []


def _listed_twice(where: str, values: list[Any]) -> Iterator[Problem]:
    """The first value that equals an earlier one: the two would be one page."""
    seen: dict[Any, Any] = {}
    for value in values:
        known = _hashable(value)
        if known in seen:
            first = seen[known]
            what = (
                f"{value!r} is listed twice" if repr(first) == repr(value) else f"{first!r} and {value!r} are the same"
            )
            yield Problem(where, what, "remove one of the two from the matrix: it has the same values twice")
            return
        seen[known] = value


def _hashable(value: Any) -> Any:
    """A value that can be looked up, equal for equal values."""
    if isinstance(value, list):
        return (list, *map(_hashable, value))
    if isinstance(value, Mapping):
        return (dict, frozenset((key, _hashable(each)) for key, each in value.items()))
    return value


def _wrong_in_column(where: str, error: Mapping[str, Any]) -> Problem:
    """The problem with one key of {table: …, column: …}."""
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return Problem(where, f"no key named {key!r}", did_you_mean(key, MatrixColumn.model_fields))
    fix = "such as {table: areas, column: area, where: {kind: region}, label: name}"
    return Problem(where, f"{key} is missing" if error["type"] == "missing" else f"{key} is {error['input']!r}", fix)


def near(name: str, explainer: Explainer) -> str:
    return did_you_mean(name, explainer.defaults)


def plain(value: Any) -> Any:
    """A value as it is passed to the notebook: dates as ISO text, everything else as in JSON."""
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def _fits(one: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    return all(one.get(key) == value for key, value in entry.items())
