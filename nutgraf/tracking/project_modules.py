"""The project that contains a notebook, and its own modules."""

# ruff: noqa: PTH109, PTH112, PTH118 (a Path raises events, and asks for files, where a notebook is watched)

from __future__ import annotations

import os
import sys
from pathlib import Path

from nutgraf.project_root import enclosing_project


def see_project() -> None:
    """Make modules at the project's root importable, such as charts/, in the same place as the notebook's folder:
    after the standard library and before what is installed.
    """
    root = project_root()
    if root in sys.path or not os.path.isdir(os.path.join(root, "notebooks")):
        return
    installed = (at for at, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages")))
    sys.path.insert(next(installed, len(sys.path)), root)


def project_root(folder: str = "") -> str:
    """The project that contains a folder, by default the current one; the folder itself if there is none."""
    here = Path(folder or os.getcwd()).resolve()
    return str(enclosing_project(here) or here)
