"""Writes the generated pages of docs/reference from the code itself, so that nothing in them is forgotten or goes stale.

.venv/bin/python docs/make_reference.py
"""

from __future__ import annotations

from pathlib import Path

from reference_pages import PAGES

REFERENCE = Path(__file__).parent / "reference"

if __name__ == "__main__":
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
