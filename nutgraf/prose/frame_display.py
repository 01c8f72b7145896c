"""Inside the kernel: a data frame that a cell shows gives its values whole, and texts that only look like no value.

pandas cuts a text at fifty characters, writes 314,200,000.0 as 3.142000e+08 and prints a missing value and the text
"None" alike; a page would pass all of that on to its readers.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from nutgraf.facts import Fact

TEXT = "\ue012"
"""The mark before a text that would be taken for a missing value, or for rows left out."""
LIKE_NOTHING = frozenset({"nan", "NaN", "NaT", "None", "<NA>", "inf", "-inf", "...", "…", "⋮", "⋯"})
_LARGE, _TINY, _PLACES = 1e6, 1e-6, 6


def show_whole() -> None:
    """From now on, have IPython show data frames whole; pandas is not loaded for it."""
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
    """A data frame as HTML, every text and number in full."""
    import pandas as pd

    whole_texts = ("display.max_colwidth", None, "display.max_seq_items", None)
    marked = _with_labels_marked(_with_texts_marked(frame, _in_words))
    with pd.option_context(*whole_texts):
        html: str | None = (marked if _is_set(pd) else _with_numbers_written(marked))._repr_html_()
    return html


def whole_styled(styler: Any) -> str | None:
    """A styled frame as HTML, its formats kept, and its id the same each time."""
    shown = copy.copy(styler)
    shown.data, shown.uuid = _with_texts_marked(styler.data, _marked), "frame"
    html: str | None = shown._repr_html_()
    return html


def _is_set(pd: Any) -> bool:
    """Whether the reporter says how numbers are to be written."""
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


def _with_labels_marked(frame: Any) -> Any:
    """The same of the names of columns and rows; a part of a label counts where it has several."""
    for axis in ("columns", "index"):
        labels = getattr(frame, axis)
        if any(_in_words(part) is not part for label in labels for part in _parts(label)):
            frame = frame.set_axis(labels.map(_marked_label), axis=axis)
    return frame


def _with_numbers_written(frame: Any) -> Any:
    """Columns that pandas would write with an exponent, for one number is large or tiny, in plain digits."""
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
    """The decimals that a column of numbers has, as far as pandas shows any."""
    known = column[column.notna()]
    return next((n for n in range(_PLACES) if bool((known.round(n) == known.round(_PLACES)).all())), _PLACES)


def _digits(value: Any, *, places: int | None) -> Any:
    """A number without an exponent: to so many decimals, or where the column has tiny ones to six digits."""
    if not isinstance(value, float) or value - value != 0:  # of what is missing or infinite there are no digits
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
    """A fact as a label has it, in the page's language, and a text without the line breaks that pandas spells out."""
    from nutgraf.prose import chart_label

    if isinstance(value, Fact):
        return chart_label(value)
    if isinstance(value, str) and re.search(r"[\n\r\t]", value):
        value = " ".join(value.split())
    return _marked(value)


def _marked_label(label: Any) -> Any:
    return tuple(map(_in_words, label)) if isinstance(label, tuple) else _in_words(label)
