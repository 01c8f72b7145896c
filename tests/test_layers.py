"""The arrow of imports is the arrow of data: it is known which room imports which, and there is no circle."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ARROWS = {
    "atomic_write": "",
    "file_bytes": "",
    "file_lock": "",
    "picture_library": "",
    "cell_code": "",
    "characters": "",
    "project_root": "",
    "publish_settings": "",
    "source_grades": "",
    "errors": "",
    "contrast": "",
    "core_yaml": "",
    "csp_settings": "",
    "link_hosts": "",
    "editing": "",
    "mime_types": "",
    "filler_text": "",
    "guarded_connections": "",
    "inner_path": "",
    "stored_json": "",
    "utc_moment": "",
    "lazy_imports": "",
    "quick_dataclasses": "",
    "letter_widths": "",
    "missing_value": "",
    "markdown_text": "",
    "plain_layers": "",
    "notebook_schema": "",
    "theme_roles": "",
    "site_defaults": "file_bytes project_root",
    "check_settings": "publish_settings source_grades",
    "disk_errors": "errors",
    "extensions": "errors",
    "language_files": "errors project_root",
    "parameter_types": "characters errors",
    "regular_file": "errors",
    "tracking": "cell_code errors project_root",
    "frontmatter": "characters core_yaml errors",
    "notebook_file": "errors lazy_imports notebook_schema",
    "settings": "characters check_settings csp_settings publish_settings source_grades",
    "regional_locale": "language_files site_defaults",
    "parameters": "errors parameter_types",
    "own_templates": "errors regular_file",
    "language": "errors language_files regional_locale site_defaults",
    "numbers": "language_files regional_locale",
    "notebook": "cell_code characters errors frontmatter notebook_file parameters",
    "theme": "characters contrast errors own_templates",
    "facts": "errors language",
    "theme_accent": "atomic_write contrast errors theme",
    "project": "check_settings csp_settings errors own_templates project_root settings theme",
    "vega": "contrast errors language language_files letter_widths picture_library site_defaults theme",
    "charts": "errors facts language language_files letter_widths missing_value plain_layers project_root site_defaults",
    "data": "errors facts file_bytes link_hosts project_root regular_file site_defaults",
    "pdf": "errors project",
    "cache": "atomic_write check_settings data file_lock frontmatter notebook picture_library project regular_file stored_json tracking",
    "fixes": "cell_code data errors language notebook notebook_file project",
    "plan": "data errors frontmatter language notebook project",
    "prose": "data errors extensions facts language language_files mime_types missing_value project_root site_defaults tracking",
    "site_check": "errors language lazy_imports link_hosts numbers pdf project",
    "figures": "data editing errors facts filler_text language language_files mime_types missing_value plain_layers prose vega",
    "starter": "characters data errors language notebook_file project prose settings",
    "media": "errors facts figures filler_text language mime_types project_root prose",
    "page": "cell_code characters errors figures filler_text frontmatter language mime_types notebook plan",
    "nutgraf": "data facts figures media prose",
    "lint": "cache cell_code characters check_settings data errors extensions filler_text frontmatter language media notebook numbers page plan project prose starter tracking",
    "kernel": "data language language_files lazy_imports mime_types nutgraf project_root prose stored_json tracking",
    "live": "data editing errors facts frontmatter language nutgraf page prose",
    "ledger": "atomic_write cell_code check_settings data errors frontmatter language_files lint notebook numbers page regular_file stored_json",
    "upgrade": "errors lint notebook_file",
    "run": "cell_code data errors frontmatter kernel lazy_imports mime_types page plan project",
    "render": "errors facts language ledger media own_templates page plan project theme theme_roles vega",
    "intake": "atomic_write data errors facts guarded_connections language notebook_file project regular_file run",
    "site": "cache disk_errors errors language ledger page plan render theme",
    "refresh": "atomic_write core_yaml data disk_errors errors file_lock guarded_connections intake project utc_moment",
    "pipeline": "cache data disk_errors errors file_lock frontmatter inner_path kernel language language_files lazy_imports ledger lint notebook_file own_templates page picture_library plan project regular_file render run site source_grades stored_json tracking vega",
    "inbox": "cache characters data errors file_lock language ledger page pipeline plan project regular_file render utc_moment",
    "preview": "cache disk_errors errors ledger pipeline project",
    "publish": "atomic_write cache disk_errors errors file_lock inner_path language ledger pipeline project site stored_json utc_moment",
    "proposal": "cache data disk_errors errors inbox ledger markdown_text pipeline plan project refresh",
    "desk": "cache data errors fixes inbox intake ledger pipeline plan preview project project_root starter",
    "rebuild": "atomic_write data disk_errors errors file_lock inbox kernel language_files ledger markdown_text own_templates pipeline project publish refresh render stored_json",
    "cli": "cache characters data desk disk_errors errors fixes inbox intake kernel language_files ledger nutgraf pdf pipeline plan preview project proposal publish quick_dataclasses rebuild refresh render site_check starter theme_accent upgrade",
    "__main__": "cli",
}
"""Each room, and the rooms that it imports: an arrow that is not here is refused, and so is one that nobody uses."""
IN_NOTEBOOKS = {
    *(
        "errors",
        "regional_locale",
        "mime_types",
        "project_root",
        "file_bytes",
        "site_defaults",
        "language_files",
        "regular_file",
        "cell_code",
        "editing",
        "plain_layers",
        "language",
        "facts",
        "numbers",
    ),
    *("data", "tracking", "prose", "vega", "figures"),
}
FILES = sorted((ROOT / "nutgraf").rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _room(path: Path) -> str:
    room = path.relative_to(ROOT / "nutgraf").parts[0].removesuffix(".py")
    return "nutgraf" if room == "__init__" else room


def _modules() -> dict[str, Path]:
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES}
    return {name: path for path, name in names.items()}


def _imported(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of nutgraf that one imports: at its top, inside a function, or for its types alone."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else str(node.module) for name in inner}
    return {name for name in found if name in modules and modules[name] != path}


def _circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_one_that_imports_it_in_turn() -> None:
    modules = _modules()
    assert _circle({name: _imported(path, modules) for name, path in modules.items()}) == []


def test_a_circle_is_seen_where_a_module_imports_inside_a_function_or_for_its_types(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("def late():\n    from nutgraf.two import name\n")
    (tmp_path / "two.py").write_text("if TYPE_CHECKING:\n    import nutgraf.one\n")
    modules = {f"nutgraf.{name}": tmp_path / f"{name}.py" for name in ("one", "two")}
    circle = _circle({name: _imported(path, modules) for name, path in modules.items()})
    assert set(circle) == {"nutgraf.one", "nutgraf.two"}


def test_a_room_imports_from_the_rooms_that_are_named_and_from_each_of_them() -> None:
    modules = _modules()
    arrows: dict[str, set[str]] = {_room(path): set() for path in FILES}
    for path in FILES:
        arrows[_room(path)] |= {_room(modules[name]) for name in _imported(path, modules)} - {_room(path)}
    allowed = {room: set(names.split()) for room, names in ARROWS.items()}
    assert arrows.keys() ^ allowed.keys() == set()
    new = {f"{room} -> {name}" for room in arrows for name in arrows[room] - allowed[room]}
    unused = {f"{room} -> {name}" for room in arrows for name in allowed[room] - arrows[room]}
    assert (new, unused) == (set(), set())
    assert _circle(allowed) == []


def _tops(path: Path) -> set[str]:
    """The packages a module imports."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


def test_the_kit_never_imports_the_newsrooms_charts() -> None:
    assert [path.name for path in FILES if "charts" in _tops(path)] == []


def test_a_newsrooms_charts_are_made_with_those_of_the_kit_alone() -> None:
    assert _imported_from_the_kit(ROOT / "charts") <= {"nutgraf.charts", "nutgraf.charts.us", "nutgraf.charts.toolkit"}


def _imported_from_the_kit(folder: Path) -> set[str]:
    trees = [_tree(path) for path in folder.rglob("*.py")]
    modules = {node.module or "" for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {module for module in modules if module.split(".")[0] == "nutgraf"}


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


def test_only_the_command_line_prints_or_exits() -> None:
    found = []
    for path in FILES:
        calls = {ast.unparse(node.func) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)}
        prints = set() if _room(path) == "cli" else calls & {"print"}
        ends_itself = _room(path) in ("cli", "kernel", "pipeline")  # processes of their own
        exits = set() if ends_itself else calls & {"sys.exit", "os._exit", "exit"}
        found += [f"{path}: {call}" for call in prints | exits]
    assert found == []


def test_every_module_opens_with_a_sentence() -> None:
    modules = [*FILES, *sorted((ROOT / "charts").rglob("*.py"))]
    assert [str(path) for path in modules if _tree(path).body and not ast.get_docstring(_tree(path))] == []


@pytest.mark.content
def test_the_linter_reads_every_python_file_of_the_repository() -> None:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ipynb"]
    ours = subprocess.run(listed, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    read = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    assert {str(ROOT / name) for name in ours} - set(read) == set()


def test_no_test_starts_an_event_loop_where_the_browser_of_another_runs_its_own() -> None:
    tests = (ROOT / "tests").glob("*.py")
    starts = re.compile(r"\basyncio\.run\(" + r"|\brun_until_complete\(")
    assert [path.name for path in tests if starts.search(path.read_text(encoding="utf-8"))] == []


def test_no_two_modules_share_a_name() -> None:
    names = Counter(path.stem for path in FILES if not path.stem.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []


def _types(tree: ast.Module) -> Iterator[str]:
    """The classes and the aliases of types that a module gives to others."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(
            node.value, ast.Subscript | ast.BinOp | ast.Name | ast.Attribute
        ):
            yield from (
                target.id for target in node.targets if isinstance(target, ast.Name) and not target.id.isupper()
            )


def test_a_name_of_a_type_has_one_meaning() -> None:
    names = Counter(name for path in FILES for name in _types(_tree(path)) if name[:1].isupper())
    assert [name for name, count in names.items() if count > 1] == []


def test_no_module_is_much_longer_than_250_lines() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: count for name, count in lines.items() if count > 260} == {}


def test_names_use_no_word_that_an_american_newsroom_would_not() -> None:
    odd = re.compile(r"(?<![a-z])(?:told|lies|stands(?!_out)|beside|whoever|mends?|anew)(?![a-z])")
    code = [
        *FILES,
        *(path for folder in ("bench", "charts", "tests") for path in sorted((ROOT / folder).rglob("*.py"))),
    ]
    found = set()
    for path in code:
        has_one = odd.search(path.read_text(encoding="utf-8"))  # much faster than looking at each name
        for node in ast.walk(_tree(path)) if has_one else ():
            names = (getattr(node, each, "") for each in ("id", "name", "arg", "attr"))
            found |= {f"{path.name}: {name}" for name in names if isinstance(name, str) and odd.search(name)}
    assert found == set()


def test_nothing_that_the_kit_says_uses_a_word_that_an_american_newsroom_would_not() -> None:
    odd = re.compile(
        r"\b(?:told|stands|beside|whoever|whence|amongst|whilst|mend(?:s|ed|ing)?|anew|colour\w*|licence|grey)\b"
        r"|\bany more(?=[.:,;])",
        re.I,
    )
    said = [
        path
        for path in (ROOT / "nutgraf").rglob("*")
        if path.suffix in (".py", ".j2", ".html", ".js", ".css", ".md", ".sh")
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in said if "labextension" not in path.parts}
    assert {path.name: odd.findall(text) for path, text in texts.items() if odd.search(text)} == {}
