"""Shortcuts through Altair, made once in the fork server: a kernel's charts are converted sooner, to the same specs."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterable
from typing import Any

_PLAIN = frozenset({str, int, float, bool, type(None)})


def take_shortcuts() -> None:
    """Let Altair use what it has found out, and ask less."""
    for shortcut in (_keep_class_table, _know_plain_values, _convert_plain_values, _know_own_data):
        with contextlib.suppress(Exception):  # another Altair has no such part: it goes its own way
            shortcut()


def _keep_class_table() -> None:
    """Keep the table of Altair's classes by schema, which Altair builds for every dictionary that it reads.

    The classes are listed again after another one was made: a notebook may have its own.
    """
    from altair.utils import schemapi
    from altair.vegalite.v6.schema.core import VegaLiteSchema

    kind, schema = schemapi._FromDict, VegaLiteSchema
    build, listed, tables = kind.__init__, list[tuple[type, ...]](), dict[tuple[type, ...], Any]()

    def init(self: Any, classes: Iterable[type], /) -> None:
        known = tuple(classes)
        if known not in tables:
            build(self, known)
            tables[known] = self.class_dict
        self.class_dict = tables[known]

    def default_classes(_: type) -> tuple[type, ...]:
        if not listed:
            listed.append(tuple(schemapi._subclasses(schema)))
        return listed[0]

    def note_class(cls: Any, /, **options: Any) -> None:
        listed.clear()
        super(schema, cls).__init_subclass__(**options)

    kind.__init__ = init  # type: ignore[method-assign]
    schema._default_wrapper_classes = classmethod(default_classes)  # type: ignore[assignment,method-assign]
    schema.__init_subclass__ = classmethod(note_class)  # type: ignore[assignment,method-assign]
    init(object.__new__(kind), schema._default_wrapper_classes())


def _know_plain_values() -> None:
    """Let Altair see at once that a text or number is no part of a chart: each one costs it 20 µs to find out."""
    from altair.utils import schemapi

    like: Any = schemapi.SchemaLike

    class Like(type):
        def __instancecheck__(cls, value: Any, /) -> bool:
            return type(value) not in _PLAIN and isinstance(value, like)

    schemapi.SchemaLike = Like("SchemaLike", (), {})  # type: ignore[misc,assignment]


def _convert_plain_values() -> None:
    """Convert a text or number to itself before looking whether it is any of ten other things."""
    from altair.utils import schemapi

    stock: Callable[..., Any] = schemapi._todict
    undefined = schemapi.Undefined

    def todict(obj: Any, context: Any, np_opt: Any, pd_opt: Any) -> Any:
        kind, rest = type(obj), (context, np_opt, pd_opt)
        if kind in _PLAIN:
            return obj
        if kind is dict:
            return {name: todict(value, *rest) for name, value in obj.items() if value is not undefined}
        return [todict(value, *rest) for value in obj] if kind is list else stock(obj, *rest)

    schemapi._todict = todict


def _know_own_data() -> None:
    """Let Altair see at once that data in its own words is no frame, which narwhals asks every library about."""
    from altair.utils import data
    from altair.vegalite.v6.schema.core import InlineData, NamedData

    stock: Callable[[Any], bool] = data.is_data_type

    def is_data_type(obj: Any) -> bool:
        return type(obj) not in (InlineData, NamedData) and stock(obj)

    data.is_data_type = is_data_type  # type: ignore[assignment]
    charts: Any = importlib.import_module("altair.vegalite.v6.api")
    if charts._is_data_type is stock:
        charts._is_data_type = is_data_type
