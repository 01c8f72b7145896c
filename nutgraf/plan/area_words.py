"""What the areas of the data package are called: in searches of figures, in links between editions, on front pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nutgraf import data
from nutgraf.errors import NutgrafError
from nutgraf.notebook import Explainer
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.data import Package


@dataclass(frozen=True)
class AreaWords:
    """The words of one explainer in one language."""

    system: str = ""
    """The areas that its editions are of."""
    find: Mapping[str, str] = field(default_factory=dict)
    """What a search is called, by system of areas."""
    here: str = ""
    """What links to its editions are called."""


def area_words(project: Project, explainer: Explainer, lang: str) -> AreaWords:
    """The words that the data package declares; none where it cannot be read, which is said elsewhere."""
    try:
        package = data.open_package(project.data_package)
    except NutgrafError:
        return AreaWords()
    system = _system(package, explainer)
    find = {name: words.find[lang] for name, words in sorted(package.areas.items()) if lang in words.find}
    return AreaWords(system, find, package.areas[system].here.get(lang, "") if system else "")


def _system(package: Package, explainer: Explainer) -> str:
    """The areas that the only parameter of the matrix goes through; "" if there are several parameters, or none."""
    axes = [axis for name, axis in explainer.front_matter.matrix.items() if name != "lang"]
    if len(axes) != 1 or not isinstance(axes[0], Mapping):
        return ""
    table = package.tables.get(str(axes[0].get("table")))
    if table is None or axes[0].get("column") != table.roles.get("area"):
        return ""
    return table.areas if table.areas in package.areas else ""
