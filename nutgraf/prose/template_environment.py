"""The Jinja2 environment of prose: strict about names, with every value printed as a claim."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial, wraps
from types import ModuleType
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, pass_context
from jinja2.exceptions import UndefinedError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.lexer import TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment, safe_range
from jinja2.tests import TESTS
from jinja2.utils import Namespace

from nutgraf.prose.as_text import percent_sign
from nutgraf.prose.context import current_context
from nutgraf.prose.counting import how_many
from nutgraf.prose.filters import FILTERS
from nutgraf.prose.unknown_members import public_names, unknown_member
from nutgraf.prose.values import FormatError, Phrase

KEPT_FILTERS = (
    *("abs", "batch", "d", "default", "dictsort", "first", "float", "groupby", "int", "items", "last", "length"),
    *("list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr"),
    *("slice", "sort", "sum", "unique"),
)
"""Jinja2's filters that are safe here; the others print code or HTML (tojson, urlize) or lose a fact's source."""

GLOBALS: Mapping[str, Any] = {
    **{each.__name__: each for each in (dict, enumerate, list, max, min, sorted, sum, zip)},
    "len": how_many,
    "namespace": Namespace,
    "range": safe_range,
}
"""The functions that prose can call."""


_NEVER = (open, io.open_code, eval, exec, compile, input, breakpoint, getattr, setattr, delattr, vars, globals, locals)
_OUTSIDE = frozenset(
    {
        *("IPython", "ipykernel", "os", "posix", "nt", "io", "_io", "pathlib", "shutil", "tempfile", "subprocess"),
        *("socket", "urllib", "requests", "sys", "importlib", "runpy", "pickle", "ctypes", "code"),
    }
)
"""Modules whose functions and objects reach beyond the page."""
_OF_FILES = ("read_", "to_", "eval", "query")
_OF_VALUES = frozenset({"to_list", "to_dict", "to_numpy", "to_pydatetime", "to_period", "to_timestamp"})
"""The names of pandas that read and write files or run code; and those that only look like them."""


class UnknownName(UndefinedError):
    """A name, attribute or key that does not exist; `fix` says what to write, where its owner is nutgraf's."""

    def __init__(self, message: str, name: Any, choices: tuple[str, ...] | None, fix: str = "") -> None:
        super().__init__(message)
        self.name, self.choices, self.fix = name, choices, fix


@cache
def prose_environment() -> SandboxedEnvironment:
    """The Jinja2 environment of prose: strict about names, lenient about blank lines, every value printed by `put`."""
    made = _Prose(
        undefined=_Missing,
        finalize=_finalize,
        autoescape=True,
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    made.filters = dict(filters_of_the_kit())
    made.tests = dict(TESTS)
    made.globals = dict(GLOBALS)
    return made


@cache
def filters_of_the_kit() -> Mapping[str, Callable[..., Any]]:
    """The filters of prose, without those that a newsroom adds."""
    found: dict[str, Callable[..., Any]] = {name: JINJA_FILTERS[name] for name in KEPT_FILTERS} | {"_put": _put}
    return found | {name: strict(each) for name, each in {"length": how_many, **FILTERS}.items()}


class _Prose(SandboxedEnvironment):
    """An environment that counts characters instead of lines, because a paragraph in a notebook is one line.

    It is a sandbox, because words of data may come to be read as a template: no name that begins with _, nothing of
    a module but of nutgraf, nothing of the shell. It also intercepts `%` and the attributes of a printed number.
    """

    intercepted_binops = frozenset({"%"})
    intercepted_unops: frozenset[str] = frozenset()

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        return percent_sign(left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether prose may ask for it."""
        if isinstance(obj, ModuleType) and obj.__name__.partition(".")[0] != "nutgraf":
            return False
        return super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether prose may call it: nothing that runs code, opens files or is of the shell."""
        if any(obj is each for each in _NEVER):
            return False
        owners = (getattr(obj, "__module__", None), type(getattr(obj, "__self__", None)).__module__)
        rooms = {str(owner).partition(".")[0] for owner in owners}
        name = str(getattr(obj, "__name__", ""))
        if rooms & _OUTSIDE or ("pandas" in rooms and name.startswith(_OF_FILES) and name not in _OF_VALUES):
            return False
        return super().is_safe_callable(obj)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Phrase):
            fix = "print it as it is; the fact itself has parts, such as paid.year"
            raise FormatError(f"the text that a filter returns has no {attribute!r}", fix)
        return super().getattr(obj, attribute)

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = self.lexer.tokeniter(source, name, filename, state)
        return TokenStream(self.lexer.wrap(_placed(tokens, source), name, filename), name, filename)


def placed_tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """The tokens of a text, each with its offset."""
    return _placed(prose_environment().lexer.tokeniter(text, None), text)


def _placed(tokens: Iterator[tuple[int, str, str]], source: str) -> Iterator[tuple[int, str, str]]:
    """Tokens with their offset in place of their line."""
    offset = 0
    try:
        for _, kind, value in tokens:
            found = source.find(value, offset)
            offset = found if found >= 0 else offset
            yield offset, kind, value
            offset += len(value) if found >= 0 else 0
    except TemplateSyntaxError as error:
        error.lineno = offset
        raise


@pass_context
def _finalize(_: Context, value: Any) -> Any:
    """Prints a value. (The unused context keeps Jinja2 from printing constants at compile time.)"""
    return _put(value)


def _put(value: Any) -> Any:
    return current_context().put(value)


def strict(work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that raises for a misspelled name before it uses the value."""

    @wraps(work)
    def filter_(*values: Any, **options: Any) -> Any:
        for value in (*values, *options.values()):
            if isinstance(value, StrictUndefined):
                str(value)  # raises, with the name
        return work(*values, **options)

    return filter_


class _Missing(StrictUndefined):
    """The value of a misspelled name; any use of it raises UnknownName."""

    def __init__(self, hint: str | None = None, obj: Any = None, name: Any = None, exc: Any = None) -> None:
        from jinja2.utils import missing

        has_object = obj is not None and obj is not missing
        raises: Callable[[str], UnknownName] = partial(_unknown, name, obj if has_object else None)
        super().__init__(hint, obj if has_object else missing, name, raises)  # type: ignore[arg-type]

    __slots__ = ()


def _unknown(name: Any, obj: Any, message: str) -> UnknownName:
    if obj is None:
        return UnknownName(f"nothing is named {name!r}", name, None)
    if problem := unknown_member(obj, str(name)):
        return UnknownName(problem.what, name, (), problem.fix)
    if isinstance(obj, Mapping):
        return UnknownName(f"there is no {name!r} in it", name, tuple(map(str, obj)))
    kind = type(obj).__name__
    return UnknownName(f"a {kind} has no {name!r}", name, public_names(dir(obj)))
