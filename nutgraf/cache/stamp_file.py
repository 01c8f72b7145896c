"""A stamp records the inputs that folders were made from, and that their files are untouched since."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from nutgraf.cache.files import Looks, looks_in
from nutgraf.cache.inputs import Inputs, digest
from nutgraf.stored_json import read_stored

_SEEN = ("is_untouched", "seen", "_texts", "_stamp", "_note")

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

    def of_inputs(self, inputs: Inputs) -> StampFile:
        """The stamp of the same folders for other inputs; what was seen of them is not looked at again."""
        other = replace(self, inputs=inputs)
        other.__dict__.update({name: value for name, value in vars(self).items() if name in _SEEN})
        return other

    @cached_property
    def is_untouched(self) -> bool:
        """Whether the folders were as they were stamped when they were seen, even if their inputs changed since."""
        seen = {folder: state_of(files) for folder, files in self.seen.items()}
        return self._stamp.get("outputs") == _digest_of(self.stamped_inputs, self._texts[1], seen)

    @property
    def stamped_inputs(self) -> Any:
        """The inputs that the folders were made from; valid only if they are untouched."""
        return self._stamp.get("inputs")

    def note(self) -> Any:
        """The note in the stamp; valid only if the stamp is current."""
        return self._note

    def write(self, note: Any = None, *, looked_at: Mapping[Path, str] = {}) -> States:
        """Stamp the folders as they are now; if the stamp cannot be written, they are rebuilt next time.

        Those that were `looked_at` a moment ago are not looked at again. Gives what was found in each.
        """
        found = {folder: looked_at.get(folder) or state_of(looks_in(folder)) for folder in self.outputs}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(note)
            outputs = _digest_of(dict(self.inputs), text, found)
            stamp = json.dumps({"inputs": dict(self.inputs), "outputs": outputs})
            self.path.write_text(f"{stamp}\n{text}", encoding="utf-8")
        return found

    def remove(self) -> None:
        """Remove the stamp while the folders change."""
        self.path.unlink(missing_ok=True)

    @cached_property
    def _texts(self) -> tuple[str, str]:
        """The stamp, and its note, which is of several megabytes in a site of very many pages."""
        try:
            stamp, _, note = self.path.read_text(encoding="utf-8").partition("\n")
        except (OSError, ValueError):
            return "", ""
        return stamp, note

    @cached_property
    def _stamp(self) -> dict[str, Any]:
        try:
            stamp = read_stored(self._texts[0])
        except ValueError:
            return {}
        return stamp if isinstance(stamp, dict) else {}

    @cached_property
    def _note(self) -> Any:
        try:
            return read_stored(self._texts[1])
        except ValueError:
            return None

    @cached_property
    def seen(self) -> Mapping[Path, Looks]:
        """The look of every file of each folder, as it was when somebody asked first."""
        return {folder: looks_in(folder) for folder in self.outputs}


def state_of(files: Looks) -> str:
    """A digest of the looks of the files of a folder."""
    return digest("\n".join([f"{name} {files[name]}" for name in sorted(files)]).encode())


def _digest_of(inputs: Any, note: str, states: States) -> str:
    """The digest of a stamp: the note is of several megabytes, and is not escaped once more."""
    return digest([inputs, digest(note.encode()), [[folder.name, state] for folder, state in states.items()]])
