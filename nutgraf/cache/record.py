"""The inputs and output of one page: every input has a name, so that a change can be described."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nutgraf.cache.inputs import Inputs, digest
from nutgraf.stored_json import read_stored

_DIGEST, _END = ', "digest": "', "}"
"""The end of a record: the digest of everything before it. It is compared as text, which is fast."""


@dataclass(frozen=True)
class Record:
    """The inputs of one page, and the hash of its output; contains no path of the machine."""

    address: str
    explainer: str
    values: Mapping[str, Any]
    made_from: Inputs
    reads: tuple[Mapping[str, Any], ...]
    drawn_from: Inputs
    sources: tuple[str, ...]
    sources_digest: str
    run: str
    kept: Mapping[str, str]
    """The digest of every file of the page."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The digest of every project file that its run read or imported."""
    untracked: tuple[str, ...] = ()
    """Its untracked inputs, in words."""
    notes: tuple[tuple[str, str], ...] = ()
    """The notes on its figures: (figure, note)."""

    def to_json(self) -> str:
        """The record as sorted JSON text, with its own digest."""
        text = json.dumps(vars(self), ensure_ascii=False, sort_keys=True)  # indented, it takes ten times as long
        return f'{text.removesuffix(_END)}{_DIGEST}{digest(text.encode())}"{_END}\n'

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """The record in a JSON text. Raises ValueError if it is not a record, or was altered."""
        said, _, its_digest = (text if isinstance(text, str) else text.decode()).rpartition(_DIGEST)
        whole = said + _END
        if its_digest != f'{digest(whole.encode())}"{_END}\n':
            raise ValueError("this build record was altered")
        try:
            values = read_stored(whole)
            lists = {name: tuple(values[name]) for name in ("reads", "sources", "untracked")}
            notes = tuple((where, what) for where, what in values["notes"])
            shared = {name: _interned(values[name]) for name in ("made_from", "drawn_from")}
            return cls(**{**values, **lists, **shared, "notes": notes})
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise ValueError("this is not a build record") from error


def _interned(inputs: Inputs) -> Inputs:
    """The same inputs, held once for all records: the versions of packages are those of every page."""
    return {sys.intern(name): sys.intern(value) for name, value in inputs.items()}
