"""In the kernel: displays data frames with full values, and marks texts that look like missing values.

pandas truncates text at 50 characters, writes 314,200,000.0 as 3.142000e+08 and prints a missing value and the text
"None" the same way; readers of a page would see all of that.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from nutgraf.facts import Fact
from nutgraf.prose.frame_values import cells_in_words, labels_in_words

TEXT = "\ue012"
"""The mark before a text that looks like a missing value or like omitted rows."""
LIKE_NOTHING = frozenset({"nan", "NaN", "NaT", "None", "<NA>", "inf", "-inf", "...", "…", "⋮", "⋯"})
_IN_WORDS = ("datetime64", "timedelta64", "period", "bool", "object", "category", "interval")
"""The types of columns with values that pandas would print as code."""
_LARGE, _TINY, _PLACES = 1e6, 1e-6, 6


def show_whole() -> None:
    """Makes IPython display data frames with full values, without loading pandas."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for module in ("pandas", "pandas.core.frame"):
        html.for_type_by_name(module, "DataFrame", whole)
    for module in ("pandas.io.formats.style", "pandas.io.formats.style_render"):
        html.for_type_by_name(module, "Styler", whole_styled)


def whole(frame: Any) -> str | None:
    """A data frame as HTML, with every text and number in full."""
    import pandas as pd

    whole_texts = ("display.max_colwidth", None, "display.max_seq_items", None)
    marked = _with_labels_marked(_with_texts_marked(_with_values_written(frame), _in_words))
    with pd.option_context(*whole_texts):
        html: str | None = (marked if _is_set(pd) else _with_numbers_written(marked))._repr_html_()
    return html


def whole_styled(styler: Any) -> str | None:
    """A styled frame as HTML with its own formats, and with an id that is the same in every run."""
    shown = copy.copy(styler)
    shown.data, shown.uuid = _with_texts_marked(styler.data, _marked), "frame"
    html: str | None = shown._repr_html_()
    return html


def _is_set(pd: Any) -> bool:
    """Whether the reporter sets a number format."""
    return pd.get_option("display.float_format") is not None


def _with_texts_marked(frame: Any, mark: Callable[[Any], Any]) -> Any:
    marked = frame
    for n in range(frame.shape[1]):
        column = frame.iloc[:, n]
        if str(column.dtype) in ("object", "category", "str", "string"):
            as_shown = [mark(value) for value in column]
            if any(shown is not value for shown, value in zip(as_shown, column, strict=True)):
                marked = frame.copy() if marked is frame else marked
                marked.isetitem(n, type(column)(as_shown, index=column.index, dtype=object))
    return marked


def _with_values_written(frame: Any) -> Any:
    """Dates, durations, classes and lists as readers write them; pandas prints code: "0 days 01:30:00", "[1, 2]"."""
    written = frame
    for n in range(frame.shape[1]):
        column = frame.iloc[:, n]
        if str(column.dtype).startswith(_IN_WORDS):
            as_read = cells_in_words(column)
            if any(read is not value for read, value in zip(as_read, column, strict=True)):
                written = frame.copy() if written is frame else written
                written.isetitem(n, type(column)(as_read, index=column.index, dtype=object))
    for axis in ("columns", "index"):
        labels = list(getattr(frame, axis))
        as_read = labels_in_words(labels)
        if any(read is not label for read, label in zip(as_read, labels, strict=True)):
            names = dict(zip(labels, as_read, strict=True))
            written = written.set_axis(getattr(frame, axis).map(names), axis=axis)
    return written


def _with_labels_marked(frame: Any) -> Any:
    """The same for the names of columns and rows, including the levels of a label."""
    for axis in ("columns", "index"):
        labels = getattr(frame, axis)
        if any(_in_words(part) is not part for label in labels for part in _parts(label)):
            frame = frame.set_axis(labels.map(_marked_label), axis=axis)
    return frame


def _with_numbers_written(frame: Any) -> Any:
    """Formats columns in plain digits that pandas would write with exponents because of a large or tiny number."""
    written = frame
    for n in range(frame.shape[1]):
        column = frame.iloc[:, n]
        if not str(column.dtype).lower().startswith("float"):
            continue
        sizes = column.abs()
        tiny = bool(((sizes > 0) & (sizes < _TINY)).any())
        if tiny or (sizes > _LARGE).any():
            written = frame.copy() if written is frame else written
            places = None if tiny else _places(column)
            written.isetitem(n, column.astype(object).map(partial(_digits, places=places)))
    return written


def _places(column: Any) -> int:
    """The decimals of a column of numbers, up to the number that pandas shows."""
    known = column[column.notna()]
    return next((n for n in range(_PLACES) if bool((known.round(n) == known.round(_PLACES)).all())), _PLACES)


def _digits(value: Any, *, places: int | None) -> Any:
    """A number without an exponent: fixed decimals, or six significant digits if the column has tiny ones."""
    if not isinstance(value, float) or value - value != 0:  # missing and infinite values have no digits
        return value
    if places is not None:
        return f"{value:.{places}f}"
    return format(Decimal(repr(round(value, _PLACES) if abs(value) >= 1 else float(f"{value:.{_PLACES}g}"))), "f")


def _parts(label: Any) -> tuple[Any, ...]:
    return label if isinstance(label, tuple) else (label,)


def _is_like_nothing(value: Any) -> bool:
    return isinstance(value, str) and value.strip() in LIKE_NOTHING


def _marked(value: Any) -> Any:
    return f"{TEXT}{value}" if _is_like_nothing(value) else value


def _in_words(value: Any) -> Any:
    """A fact as a label in the page's language, and a text without line breaks, which pandas would escape."""
    from nutgraf.prose import chart_label

    if isinstance(value, Fact):
        return chart_label(value)
    if isinstance(value, str) and re.search(r"[\n\r\t]", value):
        value = " ".join(value.split())
    return _marked(value)


def _marked_label(label: Any) -> Any:
    return tuple(map(_in_words, label)) if isinstance(label, tuple) else _in_words(label)
