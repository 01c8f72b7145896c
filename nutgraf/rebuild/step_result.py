"""What a step of a rebuild did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from nutgraf.errors import Problem

StepState = Literal["good", "attention", "failed", "skipped"]
STEPS = ("refresh", "check", "build", "publish")


@dataclass(frozen=True)
class StepResult:
    """What became of a step; `details` is what its report shows, as JSON."""

    name: str
    state: StepState
    problems: tuple[Problem, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    may_pass: bool = False
    """Whether what failed may go well when it is done again."""
    seconds: float = 0.0
    attempts: int = 1
    earlier: tuple[Problem, ...] = ()
    """With what each earlier attempt ended."""

    def to_json(self) -> dict[str, Any]:
        """The result as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> StepResult:
        """The result of what `to_json` gave. Raises ValueError if it is something else."""
        try:
            read = {name: tuple(map(Problem.from_json, values[name])) for name in ("problems", "earlier")}
            return cls(**{**values, **read})
        except (TypeError, KeyError) as error:
            raise ValueError("this is not the result of a step") from error
