"""The arrow of imports is the arrow of data: a room imports only from rooms before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    *(
        "errors",
        "disk_errors",
        "regular_file",
        "characters",
        "lazy_iri_parser",
        "language",
        "theme",
        "project",
        "core_yaml",
    ),
    *("frontmatter", "parameter_types", "parameters", "cell_code", "notebook_file", "notebook", "facts", "numbers"),
    *("data", "tracking", "prose", "vega", "figures", "cache", "plan", "page", "lint", "kernel", "run", "ledger"),
    *("render", "site", "scaffold", "pipeline", "pdf", "preview", "cli"),
)
IN_NOTEBOOKS = {
    "errors",
    "regular_file",
    "cell_code",
    "language",
    "facts",
    "numbers",
    "data",
    "tracking",
    "prose",
    "vega",
    "figures",
}
FILES = sorted((ROOT / "nutgraf").rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(ROOT / "nutgraf").parts[0].removesuffix(".py")


def _imported(path: Path) -> set[str]:
    """The rooms a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "nutgraf":
            found |= {alias.name for alias in node.names if not alias.name.startswith("_")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nutgraf."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("nutgraf.")}
    return found


@pytest.mark.parametrize("path", [path for path in FILES if _room(path) not in ("__init__", "__main__")], ids=str)
def test_a_room_imports_only_from_rooms_before_it(path: Path) -> None:
    room = _room(path)
    assert room in ROOMS
    later = {name for name in _imported(path) - {room} if ROOMS.index(name) > ROOMS.index(room)}
    assert later == set()


def _tops(path: Path) -> set[str]:
    """The packages a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


def test_the_kit_never_imports_the_newsrooms_charts() -> None:
    assert [path.name for path in FILES if "charts" in _tops(path)] == []


def test_charts_never_import_the_kit() -> None:
    assert [path.name for path in (ROOT / "charts").rglob("*.py") if "nutgraf" in _tops(path)] == []


def test_a_notebook_that_asks_for_a_fact_loads_only_the_rooms_meant_for_notebooks() -> None:
    code = (
        "import nutgraf, sys; nutgraf.fact; print(*[m.split('.')[1] for m in sys.modules if m.startswith('nutgraf.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(done.stdout.split()) <= IN_NOTEBOOKS


def test_the_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\nfrom nutgraf.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('pandas', 'altair', 'papermill', 'nbconvert', 'pydantic', 'rich', 'babel')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
    allowed = _room(path) in ("cli", "kernel", "pipeline")  # processes of their own end themselves
    assert "print" not in calls or _room(path) == "cli"
    assert allowed or not calls & {"sys.exit", "os._exit", "exit"}


@pytest.mark.parametrize("path", [*FILES, *sorted((ROOT / "charts").rglob("*.py"))], ids=str)
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_the_linter_reads_every_python_file_of_the_repository() -> None:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ipynb"]
    ours = subprocess.run(listed, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    read = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    assert {str(ROOT / name) for name in ours} - set(read) == set()


def test_no_two_modules_share_a_name() -> None:
    names = Counter(path.stem for path in FILES if not path.stem.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_public_classes_share_a_name() -> None:
    names = Counter(
        node.name
        for path in FILES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
