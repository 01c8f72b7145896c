"""A newsroom's own templates: files in templates/ that override blocks of the kit's page templates.

    read_templates(root)                    the templates and the stylesheet of a project
    template_problems(own)                  what would not work, by file and line

A file has the name of the template whose blocks it overrides, and extends it: `{% extends "nutgraf/shell.html.j2" %}`.
A name that begins with _ is a part for other templates to include.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.errors import Problem, SettingsError, did_you_mean
from nutgraf.regular_file import refuse_special_file

if TYPE_CHECKING:
    from jinja2 import nodes

FOLDER, SHEET, KIT = "templates", "newsroom.css", "nutgraf/"
_KIT_FOLDER = Path(__file__).parent / "render" / "templates"
_SUFFIX = ".html.j2"
_NO_PART = re.compile(r"'([\w.]+) object' has no attribute '(\w+)'")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_LOADS = re.compile(
    r"""<(script|img|iframe|link|form)\b[^>]*?\b(?:src|href|action)\s*=\s*["'](https?://[^/"'?#]+)""", re.I
)
_DIRECTIVES = {"script": "script", "img": "img", "iframe": "frame", "link": "style", "form": "form"}
_BLOCKED = re.compile(r"""<[a-z][^>{]*?\s(on[a-z]+|style)\s*=\s*["']|<(style)\b""", re.I)

ExtraHosts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class OwnTemplates:
    """The text of each template in templates/, and the hosts that the pages may load from."""

    files: tuple[tuple[str, str], ...] = ()
    hosts: ExtraHosts = ()

    @property
    def scripts(self) -> tuple[str, ...]:
        """The inline scripts in the templates, which the content security policy allows by their hashes."""
        found = (script[1] for _, text in self.files for script in _SCRIPT.findall(text))
        return tuple(dict.fromkeys(script for script in found if script))


NONE = OwnTemplates()


def read_templates(root: Path) -> tuple[tuple[tuple[str, str], ...], str]:
    """The templates of a project, by name, and its stylesheet. Raises SettingsError for what is not UTF-8 text."""
    folder, files = root / FOLDER, {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        where = f"{FOLDER}/{path.name}"
        refuse_special_file(path, where, "remove it, or put a template there")
        try:
            files[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(Problem(where, "this is not a file of UTF-8 text", "save it as UTF-8")) from error
    return tuple((name, text) for name, text in files.items() if name != SHEET), files.get(SHEET, "")


def template_problems(own: OwnTemplates) -> list[Problem]:
    """Every mistake in a newsroom's templates that can be found without a page."""
    return [problem for name, text in own.files for problem in _of_template(name, text, own)]


def _of_template(name: str, text: str, own: OwnTemplates) -> Iterator[Problem]:
    from jinja2 import TemplateSyntaxError, nodes

    known = [path.name for path in _KIT_FOLDER.glob(f"*{_SUFFIX}") if kit_blocks(path.name)]
    if not name.startswith("_") and name not in known:
        fix = did_you_mean(name, known, "; the name of a part that others include begins with _")
        yield Problem(f"{FOLDER}/{name}", "no template of the kit that has blocks has this name", fix)
        return
    try:
        tree = _parsed(text)
    except TemplateSyntaxError as error:
        yield _at(name, error.lineno, str(error.message), "correct that line; see https://jinja.palletsprojects.com")
        return
    if not name.startswith("_"):
        extended = next((node.template for node in tree.find_all(nodes.Extends)), None)
        if not isinstance(extended, nodes.Const) or extended.value != KIT + name:
            yield _at(name, 1, "it does not extend the kit's template", f'begin with {{% extends "{KIT}{name}" %}}')
            return
        blocks = kit_blocks(name)
        for block in tree.find_all(nodes.Block):
            if block.name not in blocks:
                yield _at(
                    name, block.lineno, f"the template has no block {block.name!r}", did_you_mean(block.name, blocks)
                )
        yield from _unknown_names(name, tree)
    yield from _blocked(name, text, own)


def _unknown_names(name: str, tree: nodes.Template) -> Iterator[Problem]:
    from jinja2 import meta, nodes

    known = _names_in(name)
    for unknown in sorted(meta.find_undeclared_variables(tree) - known):
        line = next(node.lineno for node in tree.find_all(nodes.Name) if node.name == unknown)
        yield _at(name, line, f"nothing is named {unknown!r} on these pages", did_you_mean(unknown, known))


def _blocked(name: str, text: str, own: OwnTemplates) -> Iterator[Problem]:
    """What the content security policy would block in readers' browsers."""
    allowed = {kind.partition("-")[0]: hosts for kind, hosts in own.hosts}
    for found in _LOADS.finditer(text):
        kind, host = _DIRECTIVES[found[1].lower()], found[2].lower()
        if found[1].lower() == "link" and "stylesheet" not in found[0].lower():
            continue
        if not any(allows(each, host) for each in allowed.get(kind, ())):
            what = f"browsers will not load from {host}: the content security policy does not name it"
            yield _at(name, _line(text, found), what, f'add it to [tool.nutgraf.csp]: {kind} = ["{host}"]')
    for found in _SCRIPT.finditer(text):
        if re.search(r"\{[{%#]", found[2]):
            fix = "put values into data-… attributes of an element, and read them in the script"
            yield _at(name, _line(text, found), "an inline script with {{ … }} in it differs on each page", fix)
    for found in _BLOCKED.finditer(_SCRIPT.sub(lambda script: "\n" * script[0].count("\n"), text)):
        what = f"browsers ignore {found[1] or '<style>'}: the content security policy does not allow it"
        line = text.count("\n", 0, found.start()) + 1
        yield _at(name, line, what, f"put styles into {FOLDER}/{SHEET}, and what runs into a <script>")


def allows(allowed: str, host: str) -> bool:
    """Whether a host of the settings, perhaps https://*.example.org, is or includes this one."""
    bare = re.sub(r"^(https://[^/]+).*", r"\1", allowed)
    return bare == host or (bare.startswith("https://*.") and host.endswith(bare.removeprefix("https://*")))


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def _at(name: str, line: int, what: str, fix: str) -> Problem:
    return Problem(f"{FOLDER}/{name}, line {line}", what, fix)


def failure_in(error: BaseException) -> Problem | None:
    """The problem of a template of the newsroom that failed as a page was rendered; None if none of them did."""
    step, found = error.__traceback__, None
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        found = step if path.startswith(f"{FOLDER}/") else found
        step = step.tb_next
    if found is None:
        return None
    plain = (f"{type(error).__name__}: {error}", "correct that line")
    what, fix = _missing_part(str(error), found.tb_frame.f_locals) or plain
    return Problem(f"{found.tb_frame.f_code.co_filename}, line {found.tb_lineno}", what, fix)


def _missing_part(said: str, values: Mapping[str, object]) -> tuple[str, str] | None:
    """What a template prints of a value that does not have it, and the likely name."""
    asked = _NO_PART.match(said)
    for name, value in values.items() if asked else ():
        if asked and f"{type(value).__module__}.{type(value).__qualname__}" == asked[1]:
            return f"{name} has no {asked[2]!r}", did_you_mean(asked[2], [one for one in dir(value) if one[0] != "_"])
    return None


def _kit_text(name: str) -> str | None:
    """The text of a template of the kit."""
    path = _KIT_FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


@cache
def kit_blocks(name: str) -> frozenset[str]:
    """The blocks of a template of the kit, with those of the templates that it extends."""
    from jinja2 import nodes

    return frozenset(block.name for tree in _chain(name) for block in tree.find_all(nodes.Block))


@cache
def _names_in(name: str) -> frozenset[str]:
    """The names that a template of the kit can print, with those that it sets."""
    from jinja2 import Environment, meta, nodes

    names = set(Environment().globals)
    for tree in _chain(name):
        names |= meta.find_undeclared_variables(tree)
        names |= {
            each.target.name for each in tree.body if isinstance(each, nodes.Assign) and hasattr(each.target, "name")
        }
        names |= {each.target for each in tree.body if isinstance(each, nodes.Import)}
    return frozenset(names - {"caller"})


def _chain(name: str) -> Iterator[nodes.Template]:
    from jinja2 import nodes

    while text := _kit_text(name):
        yield (tree := _parsed(text))
        name = next(
            (
                str(each.template.value)
                for each in tree.find_all(nodes.Extends)
                if isinstance(each.template, nodes.Const)
            ),
            "",
        )


def _parsed(text: str) -> nodes.Template:
    """The syntax tree of a template, whose filters and tests exist."""
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    environment.compile(text)  # refuses filters and tests that do not exist
    return environment.parse(text)
