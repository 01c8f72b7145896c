"""What a data package declares of the newsroom's own world: areas, units, publishers and totals, as models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, field_validator, model_validator

from nutgraf.errors import did_you_mean

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

WrongPart = tuple[str, str, str]
"""The field or declaration at fault, or "" for the whole; what is wrong with it, and how to fix it."""
TextByLanguage = dict[str, str]
"""A text by language."""
Form = Literal["zero", "one", "two", "few", "many", "other"]
_PAIR = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
_NOUNS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            _PAIR,
            {
                "type": "object",
                "propertyNames": {"enum": list(get_args(Form))},
                "additionalProperties": {"type": "string"},
                "required": ["other"],
            },
        ]
    },
}


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AreaSystem(_Declared):
    """A whole and its parts: parts of one level, or a table in which each area names the one that contains it."""

    whole: str = Field(
        default="", description="The area that contains all others; the site's `country` unless there is a `table`."
    )
    parts: list[str] = Field(
        default_factory=list, description="The areas in it; every other area of the column where they are not listed."
    )
    table: str = Field(default="", description="The table of areas, for areas of several levels.")
    column: str = Field(default="", description="Its column with the area.")
    within: str = Field(default="", description="Its column with the area that contains it; blank for the whole.")
    find: TextByLanguage = Field(
        default_factory=dict, description="What a search for an area is called, by language: “Find your state”."
    )
    here: TextByLanguage = Field(
        default_factory=dict, description="What links to the editions are called, by language: “In your state”."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> AreaSystem:
        of_table = (self.table, self.column, self.within)
        if any(of_table) and (self.whole or self.parts):
            raise ValueError("a whole and a table of areas; keep one of the two")
        if any(of_table) and not all(of_table):
            raise ValueError("a table of areas needs table, column and within")
        return self

    def containing(self, area: str, parent: Callable[[str], str]) -> tuple[str, ...]:
        """The areas that contain one, the nearest first; `parent` looks up the next in the table of areas."""
        if not self.table:
            inside = area != self.whole and (not self.parts or area in self.parts)
            return (self.whole,) if inside else ()
        found: list[str] = []
        while (above := parent(found[-1] if found else area)) and above not in (area, *found):
            found.append(above)
        return tuple(found)


class UnitNames(_Declared):
    """The names of a unit."""

    one: str = Field(default="", description="One of it, as rates have it: `child` makes `EUR_per_child`.")
    nouns: Annotated[dict[str, dict[Form, str]], WithJsonSchema(_NOUNS)] = Field(
        default_factory=dict,
        description="Its noun by language and plural form: `one` and `other`, or as many forms as the language has; a "
        "list of two is `one` and `other`.",
    )

    @field_validator("nouns", mode="before")
    @classmethod
    def _pairs(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            lang: dict(zip(("one", "other"), forms, strict=True))
            if isinstance(forms, list) and len(forms) == 2
            else forms
            for lang, forms in value.items()
        }

    @field_validator("nouns")
    @classmethod
    def _with_other(cls, value: dict[str, dict[Form, str]]) -> dict[str, dict[Form, str]]:
        for lang, forms in value.items():
            if "other" not in forms:
                raise ValueError(f"the nouns in {lang!r} have no form 'other'")
        return value


class PublisherTable(_Declared):
    """The table of publishers, in which sentences find what to call them."""

    table: str = Field(min_length=1, description="The table.")
    name: str = Field(min_length=1, description="Its column with the publisher as other tables name it.")
    credit: TextByLanguage = Field(description="Its column with what a sentence calls the publisher, by language.")
    kind: str = Field(
        default="",
        description="Its column that says what the publisher's numbers are: `estimate` where a model made them. A "
        "headline that prints one has to say so.",
    )


class DeclaredRows(_Declared):
    """The rows of a table that hold a total, or a part of one."""

    table: str = Field(min_length=1, description="The table.")
    where: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="The values of columns that choose the rows; every row without it."
    )
    column: str = Field(default="", description="The column with the number; that of the table's `value` if not named.")
    called: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Of a part: the words that name it, by language, such as “state and local”. A headline that prints "
        "one of its numbers has to have one of them.",
    )


class DeclaredKind(_Declared):
    """What the numbers of some rows are, no matter who published them."""

    table: str = Field(min_length=1, description="The table.")
    where: dict[str, str | int | float | bool] = Field(
        default_factory=dict,
        description="The values of key columns that choose the rows, such as a metric; every row without it.",
    )
    kind: Literal["estimate", "count"] = Field(
        description="`estimate` where a model made the numbers, `count` where somebody counted. It goes before the "
        "kind of their publisher, which may do both."
    )


class Total(_Declared):
    """Numbers of which others are parts, so that none of those can be larger."""

    total: DeclaredRows = Field(description="The rows that hold totals.")
    parts: list[DeclaredRows] = Field(
        min_length=1, description="The rows that hold their parts, in the same table or another."
    )
    same: list[str] = Field(
        default_factory=list,
        description="The columns in which a total and its part have the same value, such as the area.",
    )


class Declarations(_Declared):
    """What a data package declares of the newsroom's own world, under `nutgraf`."""

    areas: dict[str, AreaSystem] = Field(
        default_factory=dict, description="Systems of areas by name; a table names its own with `areas`."
    )
    units: dict[str, UnitNames] = Field(default_factory=dict, description="Units by name, as columns have them.")
    publishers: PublisherTable | None = Field(default=None, description="The table of publishers.")
    kinds: list[DeclaredKind] = Field(
        default_factory=list, description="The numbers that are estimates, and those that are counts."
    )
    totals: list[Total] = Field(default_factory=list, description="Numbers of which others are parts.")


def read_declarations(own: Mapping[str, Any], country: str) -> tuple[Declarations, list[WrongPart]]:
    """The declarations, or all that is wrong with them; `country` is the whole of areas that name none."""
    given = {name: own[name] for name in Declarations.model_fields if own.get(name) is not None}
    try:
        read = Declarations.model_validate(given)
    except ValidationError as error:
        return Declarations(), [_bad(one) for one in error.errors()]
    bad = []
    areas = dict(read.areas)
    for name, system in read.areas.items():
        if not system.table and not system.whole:
            areas[name] = system.model_copy(update={"whole": country})
            if not country:
                fix = 'name it: "whole": "DE"; or set country in pyproject.toml'
                bad.append((f"areas.{name}", "the areas have no whole", fix))
    return read.model_copy(update={"areas": areas}), bad


def wrong_columns(
    read: Declarations, columns: Mapping[str, Mapping[str, Any]], others: set[str]
) -> Iterator[WrongPart]:
    """Declarations that name a table or a column that is not there; `others` are tables that cannot be read."""
    named: list[tuple[str, str, tuple[str, ...]]] = [
        (f"areas.{name}", one.table, (one.column, one.within)) for name, one in read.areas.items() if one.table
    ]
    if read.publishers:
        said = read.publishers
        of_publishers = (said.name, *said.credit.values(), said.kind)
        named.append(("publishers", read.publishers.table, tuple(filter(None, of_publishers))))
    named += [(f"kinds, {number}", each.table, tuple(each.where)) for number, each in enumerate(read.kinds, 1)]
    for number, one in enumerate(read.totals, 1):
        for rows in (one.total, *one.parts):
            needed = (*rows.where, *one.same, *([rows.column] if rows.column else []))
            named.append((f"totals, {number}", rows.table, needed))
    for where, table, needed in named:
        if table in others:
            continue
        if table not in columns:
            yield where, f"it names the table {table!r}, which is not there", did_you_mean(table, columns)
            continue
        for column in needed:
            if column not in columns[table]:
                what = f"it names the column {column!r}, which {table} does not have"
                yield where, what, did_you_mean(column, columns[table])


def _bad(error: ErrorDetails) -> WrongPart:
    path = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        known: Mapping[str, Any] = {
            "areas": AreaSystem,
            "units": UnitNames,
            "publishers": PublisherTable,
            "kinds": DeclaredKind,
        }
        model = known.get(path[0]) or (DeclaredRows if len(path) > 3 else Total)
        return ".".join(path[:-1]), f"{path[-1]!r} is not understood", did_you_mean(path[-1], model.model_fields)
    if error["type"] == "missing":
        return ".".join(path[:-1]), f"{path[-1]!r} is missing", "see docs/reference/data-package.md"
    what = f"it is {error['input']!r}: {error['msg'].removeprefix('Value error, ').lower()}"
    if error["type"] == "value_error":
        what = error["msg"].removeprefix("Value error, ")
    return ".".join(path), what, "see docs/reference/data-package.md"
