"""What one page was made from and what it became: every input under a name, so that a change can be put in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nutgraf.cache.inputs import Inputs, digest

_DIGEST, _END = ',\n "digest": "', "\n}"
"""What closes a record: the digest of all that comes before it. It is compared as text, which takes no time."""


@dataclass(frozen=True)
class Record:
    """What one page was made from, and the hash of what it became; it holds no path of the machine."""

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
    """Every file of the page as it was made, by its content."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files of the project that its run read or imported, by their content."""
    untracked: tuple[str, ...] = ()
    """What its run read that nobody can compare with what is there now, in words."""
    notes: tuple[tuple[str, str], ...] = ()
    """What is worth a look in its figures: of which figure, and what."""

    def to_json(self) -> str:
        """The record as sorted JSON text, with its own digest."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return f'{text.removesuffix(_END)}{_DIGEST}{digest(text.encode())}"{_END}\n'

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """The record in a JSON text; ValueError where it is none of ours, or not as it was written."""
        said, _, its_digest = (text if isinstance(text, str) else text.decode()).rpartition(_DIGEST)
        whole = said + _END
        if its_digest != f'{digest(whole.encode())}"{_END}\n':
            raise ValueError("this is not a build record as it was written")
        try:
            values = json.loads(whole)
            lists = {name: tuple(values[name]) for name in ("reads", "sources", "untracked")}
            notes = tuple((where, what) for where, what in values["notes"])
            return cls(**{**values, **lists, "notes": notes})
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError("this is not a build record") from error
