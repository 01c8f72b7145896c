"""Finds in the syntax tree what code reads undetectably at run time: the clock, random numbers, native readers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from nutgraf.cell_code import tree_of
from nutgraf.tracking.code_reader import NATIVE, expressions_in, texts_in

_CLOCK = frozenset(
    {
        *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
        *("time.perf_counter_ns", "time.process_time", "time.clock_gettime", "time.clock_gettime_ns"),
        *("datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today"),
        *("pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow", "pandas.Period.now"),
        *("arrow.now", "arrow.utcnow", "pendulum.now", "pendulum.today", "dateutil.utils.today"),
        *("os.path.getmtime", "os.path.getctime", "os.path.getatime"),
    }
)
_CLOCK_UNLESS_GIVEN = {"time.localtime": 0, "time.gmtime": 0, "time.ctime": 0, "time.asctime": 0, "time.strftime": 1}
"""These read the clock where the argument at this place is missing."""
_DATED = ("numpy", "pandas", "polars")
"""Packages that take the words "now" and "today" for the hour and the day."""
_CHANCE = frozenset({"uuid.uuid1", "uuid.uuid4", "os.urandom", "os.getrandom", "random.SystemRandom"})
_SEEDED = frozenset(
    {"numpy.random.default_rng", "random.Random", "numpy.random.RandomState", "random.seed", "numpy.random.seed"}
)
_SEEDS = frozenset({"random.seed", "numpy.random.seed"})
_FIXED = frozenset({"numpy.random.SeedSequence", "numpy.random.Generator", "numpy.random.PCG64", "random.getstate"})
_DRAWS = frozenset({"sample", "rvs"})
_MACHINE = frozenset(
    {
        *("os.getpid", "os.uname", "os.cpu_count", "os.getlogin", "socket.gethostname", "getpass.getuser"),
        *("pathlib.Path.home", "os.path.expanduser"),
    }
)
_NATIVE_PACKAGES = frozenset({"duckdb", "polars", "pyarrow", "geopandas", "pyogrio", "xarray", "dask", "ibis"})
_NATIVE_VERBS = ("read", "scan", "sql", "open", "connect", "execute", "query", "dataset", "from_", "memory_map")
_ALL_NATIVE = frozenset(
    {
        *("fiona", "rasterio", "h5py", "netCDF4", "pyreadstat", "sqlalchemy", "connectorx", "fastparquet"),
        *("deltalake", "psycopg", "psycopg2", "osgeo", "tables", "lancedb", "chdb", "adbc_driver_manager"),
    }
)
"""Packages that do nothing but read."""
_OWN = "?"
"""Marks a name that is not imported: a variable called `platform` is no module."""
_TELLING = (ast.Attribute, ast.Name, ast.Call, ast.Import, ast.ImportFrom, ast.Assign, ast.withitem)
_IN_MEMORY = ("from_pandas", "from_pydict", "from_pylist", "from_arrays", "from_dict", "from_features", "from_numpy")


def suspects(sources: Iterable[str], files: Iterable[str] = ()) -> tuple[str, ...]:
    """What the code of one notebook or module reads undetectably, in words, each once; nothing if it is not Python.

    A native reader of one of `files`, which are compared by content, is fine.
    """
    return tuple(dict.fromkeys(one for _, one in suspects_by_cell(tuple(sources), (), frozenset(files))))


@lru_cache(maxsize=64)
def suspects_by_cell(
    sources: tuple[str, ...], texts: tuple[str, ...] = (), files: frozenset[str] = frozenset()
) -> tuple[tuple[int, str], ...]:
    """The same with the number of the source that reads it; expressions in `texts`, such as prose, are numbered on."""
    parts = [*((source, True) for source in sources), *((text, False) for text in texts)]
    names = tuple(dict(pair for source in sources for pair in _bound(source)).items())
    seeded = frozenset[str]().union(*(_seeds_in(*part, names) for part in parts))
    found = [(number, one) for number, part in enumerate(parts) for one in _found_in(*part, names, seeded, files)]
    return tuple(dict.fromkeys(found))


_Names = tuple[tuple[str, str], ...]
"""The names that a notebook binds, and what each refers to."""


@lru_cache(maxsize=1024)
def _nodes_in(source: str, is_code: bool) -> tuple[ast.AST, ...]:
    """What may read something, or say what a name refers to, in a cell and the expressions in its texts.

    After a save, most cells are as they were.
    """
    code = [tree_of(source)] if is_code else []
    texts = (text for tree in code for text in texts_in(tree)) if is_code else [source]
    nodes = (node for tree in (*code, *expressions_in(texts)) for node in ast.walk(tree))
    return tuple(node for node in nodes if isinstance(node, _TELLING))


@lru_cache(maxsize=1024)
def _seeds_in(source: str, is_code: bool, names: _Names) -> frozenset[str]:
    """The generators of random numbers that code gives a seed."""
    known, nodes = dict(names), _nodes_in(source, is_code)
    return _SEEDS & {_full_name(node.func, known) for node in nodes if isinstance(node, ast.Call)}


@lru_cache(maxsize=1024)
def _found_in(
    source: str, is_code: bool, names: _Names, seeded: frozenset[str], files: frozenset[str]
) -> tuple[str, ...]:
    known = dict(names)
    return tuple(one for node in _nodes_in(source, is_code) if (one := _suspect(node, known, seeded, files)))


def suspects_in(path: Path) -> tuple[str, ...]:
    """The same for a module of the project; nothing for other files."""
    if path.suffix != ".py" or not path.is_file():
        return ()
    try:
        return _suspects_in(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError):
        return ()


@lru_cache(maxsize=256)
def _suspects_in(source: str, name: str) -> tuple[str, ...]:
    return tuple(f"{found} (in {name}.py)" for found in suspects([source]))


def _suspect(node: ast.AST, names: Mapping[str, str], seeded: frozenset[str], files: frozenset[str]) -> str:
    if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        name = _full_name(node, names)  # whether called here or passed on
        if name in _CLOCK:
            return f"the clock: {name}"
        if name in _MACHINE or name.startswith("platform."):
            return f"the machine: {name}"
        return f"chance: {name}" if name in _CHANCE or name.startswith("secrets.") else ""
    if not isinstance(node, ast.Call):
        return ""
    name = _full_name(node.func, names)
    return _clock(name, node) or _chance(name, node, seeded) or _native(name, node, files)


def _clock(name: str, call: ast.Call) -> str:
    at = _CLOCK_UNLESS_GIVEN.get(name)
    if at is not None and len(call.args) <= at and not call.keywords:
        return f"the clock: {name}"
    return f"the clock: {name}" if name.startswith(tuple(f"{each}." for each in _DATED)) and _says_now(call) else ""


def _chance(name: str, call: ast.Call, seeded: frozenset[str]) -> str:
    if name in _SEEDED:
        return "" if _is_given(call) else f"chance: {name} without a seed"
    for package in ("random", "numpy.random"):
        if name.rpartition(".")[0] == package and f"{package}.seed" not in seeded and name not in _FIXED:
            return f"chance: {name} without a seed"
    owner, _, verb = name.rpartition(".")
    if verb in _DRAWS and isinstance(call.func, ast.Attribute) and not owner.startswith(("random", "numpy.random")):
        keys = {key.arg for key in call.keywords if not _is_none(key.value)}
        return "" if {"random_state", "seed", None} & keys else f"chance: {verb} without random_state"
    return ""


def _native(name: str, call: ast.Call, files: frozenset[str]) -> str:
    package, _, rest = name.partition(".")
    verb = rest.rpartition(".")[2]
    reads = verb in NATIVE or (package in _NATIVE_PACKAGES and verb.startswith(_NATIVE_VERBS))
    if verb in _IN_MEMORY or not (reads or (package in _ALL_NATIVE and rest)):
        return ""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and first.value in files:
        return ""
    return f"a reader that works below Python: {name.removeprefix(_OWN)}"


@lru_cache(maxsize=512)
def _bound(source: str) -> _Names:
    """The names that code binds and what each refers to: imports, then the results of calling them."""
    return tuple(_bound_by(_nodes_in(source, True)))


def _bound_by(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    yield from names.items()
    for node in nodes:
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            pairs = [(node.optional_vars, node.context_expr)]
        else:
            continue
        for target, value in pairs:
            made = _full_name(value, names)
            if isinstance(target, ast.Name) and made.partition(".")[0] in _NATIVE_PACKAGES | _ALL_NATIVE:
                names[target.id] = made
                yield target.id, made


def _full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    if isinstance(node, ast.Name):
        return names.get(node.id, f"{_OWN}{node.id}")
    return f"{_full_name(node.func, names)}()" if isinstance(node, ast.Call) else ""


def _is_given(call: ast.Call) -> bool:
    """Whether a random generator gets a seed; None does not count."""
    values = [*call.args, *(key.value for key in call.keywords)]
    return bool(values) and not all(_is_none(value) for value in values)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _says_now(call: ast.Call) -> bool:
    values = [*call.args, *(key.value for key in call.keywords)]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.List | ast.Tuple) else [value])]
    return any(isinstance(part, ast.Constant) and part.value in ("now", "today") for part in parts)
