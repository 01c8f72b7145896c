"""A stamp records the inputs that folders were made from, and that their files are untouched since."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.cache.files import file_states_in
from nutgraf.cache.inputs import Inputs, digest
from nutgraf.stored_json import read_stored

States = Mapping[Path, str]
"""A digest of the files of each folder, by their metadata."""


@dataclass(frozen=True)
class StampFile:
    """The stamp of some folders, for their current inputs."""

    path: Path
    outputs: tuple[Path, ...]
    inputs: Inputs

    @property
    def is_current(self) -> bool:
        """Whether the folders have the same inputs, and no file in them was lost, added or modified."""
        return self.stamped_inputs == dict(self.inputs) and self.is_untouched

    @property
    def is_untouched(self) -> bool:
        """Whether the folders are as they were stamped, even if their inputs have changed since."""
        return self._stamp.get("outputs") == digest([self.stamped_inputs, self.note(), self._output_states()])

    @property
    def stamped_inputs(self) -> Any:
        """The inputs that the folders were made from; valid only if they are untouched."""
        return self._stamp.get("inputs")

    def note(self) -> Any:
        """The note in the stamp; valid only if the stamp is current."""
        return self._stamp.get("note")

    def write(self, note: Any = None, *, looked_at: Mapping[Path, str] = {}) -> States:
        """Stamp the folders as they are now; if the stamp cannot be written, they are rebuilt next time.

        Those that were `looked_at` a moment ago are not looked at again. Gives what was found in each.
        """
        found = {folder: looked_at.get(folder) or _state(folder) for folder in self.outputs}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            stamp = {
                "inputs": dict(self.inputs),
                "outputs": digest([dict(self.inputs), note, _named(found)]),
                "note": note,
            }
            self.path.write_text(json.dumps(stamp), encoding="utf-8")
        return found

    def remove(self) -> None:
        """Remove the stamp while the folders change."""
        self.path.unlink(missing_ok=True)

    @cached_property
    def _stamp(self) -> dict[str, Any]:
        try:
            stamp = read_stored(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _output_states(self) -> list[list[str]]:
        return _named({folder: _state(folder) for folder in self.outputs})


def _state(folder: Path) -> str:
    return digest("\n".join(file_states_in(folder)).encode())


def _named(states: States) -> list[list[str]]:
    return [[folder.name, state] for folder, state in states.items()]
