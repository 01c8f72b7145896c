"""The names of earlier versions, and texts with those of now in their place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from nutgraf.lint.runtime_checks import kit_charts

FUNCTIONS = {"every": "all_facts", "drawn": "fact_from", "label": "chart_label"}
FILTERS = {"meant": "not_a_fact"}
TAGS = {"key-figures": "key-numbers"}
FRONT_MATTER = {
    "lead": "default_edition",
    "moved_from": "redirect_from",
    "subject": "topic",
    "on_move": "on_change",
}
SETTINGS = {"keep_mb": "cache_mb", "on_move": "on_change"}

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_FILTER = re.compile(rf"(\|\s*)({'|'.join(FILTERS)})\b")
_ALIAS = re.compile(r"^\s*import nutgraf as (\w+)", re.M)
_FROM_NUTGRAF = re.compile(r"^([ \t]*from nutgraf import )([^\n(]+)$", re.M)
_FROM_CHARTS = re.compile(r"^([ \t]*)from charts(?:\.(\w+))? import ([^\n(#]+?)[ \t]*(#.*)?$", re.M)


def own_charts(folder: Path) -> frozenset[str] | None:
    """The names that a project's charts/ has of its own, with its modules; "*" for names that code cannot tell."""
    names = {path.stem for path in folder.glob("*.py")} if folder.is_dir() else set()
    init = folder / "__init__.py"
    if not init.is_file():
        return frozenset(names)
    try:
        tree = ast.parse(init.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset({"*"})
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return frozenset(names)


def code_of_now(source: str, own: frozenset[str] | None) -> str:
    """Code with the names of now; charts that the project does not have itself are imported from the kit."""
    for module in ("nutgraf", *_ALIAS.findall(source)):
        old = re.compile(rf"(?<![\w.])({re.escape(module)}\.)({'|'.join(FUNCTIONS)})\b")
        source = old.sub(lambda match: match[1] + FUNCTIONS[match[2]], source)
    source = _FROM_NUTGRAF.sub(lambda match: match[1] + _imported(match[2]), source)
    source = _FROM_CHARTS.sub(lambda match: _import_charts(match, own or frozenset()), source)
    return prose_of_now(source)


def prose_of_now(source: str) -> str:
    """Prose, or the texts in code, with the names of now in its expressions."""

    def inside(match: re.Match[str]) -> str:
        renamed = _FILTER.sub(lambda found: found[1] + FILTERS[found[2]], match[0])
        pattern = rf"(?<![\w.])(nutgraf\.)({'|'.join(FUNCTIONS)})\b"
        return re.sub(pattern, lambda found: found[1] + FUNCTIONS[found[2]], renamed)

    return _EXPRESSION.sub(inside, source)


def front_matter_of_now(source: str) -> str:
    """Front matter with the keys of now."""
    return prose_of_now(_keys(source, FRONT_MATTER, r"(?=\s*:)"))


def settings_of_now(source: str) -> str:
    """pyproject.toml with the settings of now under [tool.nutgraf]."""
    table = re.compile(r"^\[tool\.nutgraf\][ \t]*(?:#.*)?\r?\n(?:(?!\[).*\n?)*", re.M)
    return table.sub(lambda match: _keys(match[0], SETTINGS, r"(?=\s*=)"), source)


def _keys(source: str, names: dict[str, str], follows: str) -> str:
    found = re.compile(rf"^({'|'.join(names)}){follows}", re.M)
    return found.sub(lambda match: names[match[1]], source)


def _imported(names: str) -> str:
    """The names of an import; code below goes on with the old one, under which the new one is imported."""
    return ", ".join(
        f"{FUNCTIONS[name]} as {alias or name}" if name in FUNCTIONS else f"{name} as {alias}" if alias else name
        for name, _, alias in (each.strip().partition(" as ") for each in names.split(","))
    )


def _import_charts(match: re.Match[str], own: frozenset[str]) -> str:
    """An import from charts/ as imports from the kit, where the project has no such chart."""
    indent, module, listed, comment = match[1], match[2], match[3], match[4]
    if "*" in own or (module and module in own):
        return match[0]
    names = [name.strip() for name in listed.split(",")]
    moved: dict[str, list[str]] = {}
    for name in names:
        chart = name.partition(" as ")[0]
        where = kit_charts().get(chart, "") if module or chart not in own else ""
        moved.setdefault(where or f"charts{f'.{module}' if module else ''}", []).append(name)
    if not any(where.startswith("nutgraf.") for where in moved):
        return match[0]
    lines = [f"{indent}from {where} import {', '.join(listed)}" for where, listed in sorted(moved.items())]
    return "\n".join(lines) + (f"  {comment}" if comment else "")
