"""Says what to write instead of a member that an object of nutgraf does not have: `.total()` for `.sum`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from nutgraf.errors import Problem, did_you_mean
from nutgraf.facts import Fact, Facts

_AVERAGE = (
    "an average of areas counts a small one as much as a large one: divide one total by another, "
    "or compute it with pandas and read it by nutgraf.fact_from"
)
_AREA = ".area is the name of its area"
_ROW = "the other columns are in its row: for row in nutgraf.rows({table}, …)"
_FRAME = "for work with pandas, read nutgraf.table({table})"
_ADDED = "nutgraf.all_facts({table}, …) gives facts, which .total() adds"


def _each(names: str, advice: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), advice)


_INSTEAD: Mapping[str, Mapping[str, str]] = {
    "Facts": {
        **_each("sum add sum_of", "facts.total() adds them"),
        **_each("mean average avg median mode std", _AVERAGE),
        **_each("max maximum top highest biggest most nlargest idxmax", "facts.largest(3) gives the largest three"),
        **_each("min minimum bottom lowest least nsmallest idxmin", "facts.smallest(3) gives the smallest three"),
        **_each("sort sorted sort_values sort_by order", "facts.largest(len(facts)) has them in order"),
        **_each("len length size n number shape", "facts.count() is their number"),
        **_each("rank ranks position", "facts.rank_of(fact) gives the rank of one"),
        **_each("get loc at find where filter query", "facts.of('…') gives the fact of one area"),
        **_each("first head iloc", "facts[0] is the first, facts[:3] the first three"),
        **_each("last tail", "facts[-1] is the last"),
        **_each("row rows records columns", "the rows are in nutgraf.rows(…), with the conditions of these facts"),
        **_each("names labels keys", "facts.areas has the names of their areas"),
        **_each("values items", "write for fact in facts, and take fact.area and fact.value"),
        **_each(
            "groupby group merge join pivot apply map plot to_frame df", "for work with pandas, read nutgraf.table(…)"
        ),
    },
    "Fact": {
        **_each("row rows record columns column", _ROW),
        **_each("name label title place state country region city county area_name", _AREA),
        **_each("amount number val n num figure", ".value is the bare number"),
        **_each("source source_id citation", ".sources has what it was published in: .sources[0]"),
        **_each("date day month time period", ".as_of is the day or month, .year the year it is for"),
        **_each("currency units measure_unit", ".unit says what it counts or measures"),
        **_each("percent pct share percentage", ".share_of(whole) gives its share in percent"),
        **_each("change growth difference diff pct_change", ".change_from(earlier) gives the change in percent"),
        **_each("round rounded precision", "print it with a filter: {{ paid | roughly }}; its own step is .rounded_to"),
        **_each("format text string str words", "print it with a filter, such as {{ paid | money }}"),
        **_each("min lower", ".bounds()[0] is the lower end of its range"),
        **_each("max upper", ".bounds()[1] is the upper end of its range"),
        **_each("margin error margin_of_error ci interval range", ".bounds() is its range, .moe the margin of error"),
        **_each("table resource file", ".inputs has the cells that it was read from, each with its table"),
        **_each("sum mean average avg", "it is one number; nutgraf.all_facts({table}, …) gives several"),
    },
    "Rows": {
        **_each("sum total add largest smallest rank_of parts max min nlargest", _ADDED),
        **_each("mean average avg median", _AVERAGE),
        **_each("len length size n number shape", "rows.count() is their number, as a fact"),
        **_each("first head iloc", "rows[0] is the first, rows[:3] the first three"),
        **_each("last tail", "rows[-1] is the last"),
        **_each("order sorted sort_values sort_by", "write sorted(rows, key=lambda row: row.…)"),
        **_each("groupby merge join pivot apply map plot to_frame df columns loc filter query values", _FRAME),
    },
    "Source": {
        **_each("name headline", ".title is its title"),
        **_each("date year day", ".published is its date"),
        **_each("link address href website", ".url is its web address"),
        **_each("license rights", ".terms are its terms of use"),
        **_each("author organization who agency", ".publisher is who published it"),
        **_each("source_id key", ".id is its source_id"),
    },
    "nutgraf.charts": {
        **_each("bar barh column columns", "write bars"),
        **_each("line linechart", "write lines"),
        **_each("pie donut pictogram", "write waffle, or bars of the shares"),
        **_each("map maps", "write choropleth, symbol_map or locator_map"),
        **_each("table tables", "write table_chart"),
        **_each("heatmap", "write heat"),
        **_each("hist", "write histogram"),
        **_each("points scatterplot", "write scatter"),
        **_each("facet facets grid multiples", "write small_multiples"),
    },
}
"""What to write instead of the names that other libraries, and common sense, have for what an object of ours gives."""
_CALLED = {"Fact": "a fact has", "Facts": "these facts have", "Rows": "these rows have", "Source": "a source has"}


def unknown_member(owner: Any, name: str) -> Problem | None:
    """What is wrong with `owner.name`, and what to write instead; None for an object that is not nutgraf's."""
    if isinstance(owner, ModuleType):
        return _of_module(owner, name)
    kind = type(owner)
    if not kind.__module__.startswith("nutgraf."):
        return None
    if kind.__name__ == "Row":
        return Problem("", f"table {owner._table.name} has no column {name!r}", did_you_mean(name, owner))
    return Problem("", f"{_CALLED.get(kind.__name__, f'a {kind.__name__} has')} no {name!r}", _advice(owner, name))


def _of_module(module: ModuleType, name: str) -> Problem | None:
    if module.__name__.partition(".")[0] != "nutgraf":
        return None
    known = getattr(module, "__all__", None) or public_names(dir(module))
    fix = _INSTEAD.get(module.__name__, {}).get(name.lower()) or _imported(module, name) or did_you_mean(name, known)
    return Problem("", f"{module.__name__} has no {name!r}", fix)


def _imported(module: ModuleType, name: str) -> str:
    """How to import what is in another module than the one asked."""
    if module.__name__ != "nutgraf" or not name.isidentifier():
        return ""
    if name == "charts":
        return "import what you draw with: from nutgraf.charts import bars"
    return f"write from nutgraf.charts import {name}" if find_spec(f"nutgraf.charts.{name}") else ""


def _advice(owner: Any, name: str) -> str:
    kind = type(owner).__name__
    if said := _INSTEAD.get(kind, {}).get(name.lower()):
        return said.replace("{table}", _table(owner))
    if kind == "Facts" and name in public_names(dir(Fact)):
        return f"each of them has: choose one, such as facts[0].{name}, or write for fact in facts"
    if kind == "Fact" and name in public_names(dir(Facts)):
        return f"it is one number; nutgraf.all_facts({_table(owner)}, …) gives several, which have .{name}"
    if kind == "Rows" and owner and name in (*owner[0], "value"):
        return f"each row has: choose one, such as rows[0].{name}, or write for row in rows"
    return did_you_mean(name, public_names(dir(owner)))


def _table(owner: Any) -> str:
    """The name of the table of a fact or of rows, as a notebook writes it; … of what was computed from several."""
    if isinstance(owner, Fact):
        tables = {each.table for each in owner.inputs}
        return repr(tables.pop()) if len(tables) == 1 else "…"
    table = getattr(owner, "_table", None)
    return repr(table.name) if table else "…"


def public_names(names: Iterable[Any]) -> tuple[str, ...]:
    """The names that do not begin with _, in order."""
    return tuple(sorted(str(name) for name in names if not str(name).startswith("_")))
