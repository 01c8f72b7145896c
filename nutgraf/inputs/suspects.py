"""What code will read that nothing can see while it runs, found in its syntax tree: clock, chance, native readers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

_CLOCK = frozenset(
    {
        *(
            "time.time",
            "time.time_ns",
            "time.localtime",
            "time.gmtime",
            "time.ctime",
            "time.strftime",
            "time.monotonic",
        ),
        *("time.perf_counter", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow"),
        *("datetime.date.today", "pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow"),
    }
)
_CHANCE = frozenset({"uuid.uuid1", "uuid.uuid4", "os.urandom", "random.SystemRandom"})
_GENERATORS = frozenset({"numpy.random.default_rng", "random.Random", "numpy.random.RandomState"})
_SEEDS = frozenset({"random.seed", "numpy.random.seed"})
_NATIVE = frozenset(
    {"read_parquet", "read_feather", "read_orc", "scan_parquet", "scan_csv", "read_table", "open_dataset", "read_sql"}
)
_NATIVE_PACKAGES = frozenset({"duckdb", "polars", "pyarrow"})


def suspects(sources: Iterable[str]) -> tuple[str, ...]:
    """What the code of one notebook or module reads unseen, in words, each once; code that is no Python has none."""
    return _suspects(tuple(sources))


@lru_cache(maxsize=64)
def _suspects(sources: tuple[str, ...]) -> tuple[str, ...]:
    trees = []
    for source in sources:
        try:
            trees.append(ast.parse(source))
        except SyntaxError:
            continue
    names = dict(pair for tree in trees for pair in _imported(tree))
    calls = [
        (_full_name(node.func, names), node) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)
    ]
    seeded = {name for name, _ in calls} & _SEEDS
    return tuple(dict.fromkeys(found for name, call in calls if (found := _suspect(name, call, seeded))))


def suspects_in(path: Path) -> tuple[str, ...]:
    """The same for a module of the project; a file of another kind has none."""
    if path.suffix != ".py" or not path.is_file():
        return ()
    try:
        return _suspects_in(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError):
        return ()


@lru_cache(maxsize=256)
def _suspects_in(source: str, name: str) -> tuple[str, ...]:
    return tuple(f"{found} (in {name}.py)" for found in suspects([source]))


def _suspect(name: str, call: ast.Call, seeded: set[str]) -> str:
    if name in _CLOCK or (name == "pandas.to_datetime" and _says_now(call)):
        return f"the clock: {name}"
    if name in _CHANCE or name.startswith("secrets."):
        return f"chance: {name}"
    if name in _GENERATORS:
        return "" if call.args or call.keywords else f"chance: {name} without a seed"
    if name in _SEEDS:
        return "" if call.args or call.keywords else f"chance: {name} without a seed"
    for package in ("random", "numpy.random"):
        if name.rpartition(".")[0] == package and f"{package}.seed" not in seeded:
            return f"chance: {name} without a seed"
    if name.endswith(".sample") and not {"random_state", "seed"} & {key.arg for key in call.keywords}:
        return "chance: sample without random_state"
    package, _, verb = name.partition(".")
    if verb.rpartition(".")[2] in _NATIVE or (package in _NATIVE_PACKAGES and verb.startswith(("read", "scan", "sql"))):
        return f"a reader that works below Python: {name}"
    return ""


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that imports bind, and what each stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _full_name(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, names)}.{node.attr}"
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    return ""


def _says_now(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value in ("now", "today")
