"""Finds the frames that a chart draws, each once, and refuses one that a chart or table cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nutgraf.errors import FigureError, Problem

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("layer", "hconcat", "vconcat", "concat")


def frames_of(chart: Any, where: str) -> list[pd.DataFrame]:
    """The frames of a chart and of its layers.

    Raises FigureError for duplicate or multi-level column names, and for columns of intervals or durations.
    """
    found: list[pd.DataFrame] = []
    for frame in _frames(chart):
        if not any(same_frame(frame, other) for other in found):
            _refuse(frame, where)
            found.append(frame)
    return found


def parts_of(chart: Any, part: str) -> list[Any]:
    """The charts that a chart is composed of."""
    found = getattr(chart, part, None)
    return found if isinstance(found, list) else []


def same_frame(frame: Any, other: Any) -> bool:
    """Whether two layers draw the same rows."""
    return frame is other or bool(frame.equals(other))


def _frames(chart: Any) -> list[pd.DataFrame]:
    import pandas as pd

    own = getattr(chart, "data", None)
    inner = [each for part in PARTS for each in parts_of(chart, part)]
    inner += [chart.spec] if hasattr(getattr(chart, "spec", None), "to_dict") else []
    inner += [looked_up_in(each) for each in parts_of(chart, "transform")]
    return [*([own] if isinstance(own, pd.DataFrame) else []), *(frame for each in inner for frame in _frames(each))]


def looked_up_in(transform: Any) -> Any:
    """The data of a lookup transform; None for other transforms."""
    try:
        return transform["from"]
    except (KeyError, TypeError, AttributeError):
        return None


def _refuse(frame: pd.DataFrame, where: str) -> None:
    if frame.columns.nlevels > 1:
        fix = 'give it a single level of names, such as frame.columns = [" ".join(name) for name in frame.columns]'
        raise FigureError(Problem(where, "the columns of its frame have names on several levels", fix))
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise FigureError(Problem(where, f"its frame has two columns named {twice[0]!r}", "rename one of them"))
    for name, column in frame.items():
        kind = str(getattr(column.dtype, "categories", column).dtype)
        if kind.startswith("timedelta"):
            fix = f"make them numbers, such as frame[{name!r}].dt.total_seconds() / 3600 for hours"
            raise FigureError(Problem(where, f"the column {name!r} holds durations", fix))
        if kind.startswith("interval"):
            fix = "name the classes with labels= in pd.cut, or turn them into text with .astype(str)"
            raise FigureError(Problem(where, f"the column {name!r} holds intervals", fix))
