"""The values in figures and tables, by row and column, and their changes since publication."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from nutgraf.ledger.claim_inputs import row_named
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.published import Change, Plotted, Shown
from nutgraf.numbers import find, readable_languages
from nutgraf.page import Collapsible, DataTable, Page

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
PlottedRows = Sequence[Sequence[str]]


def plotted_in(page: Page) -> list[dict[str, Any]]:
    """The figures and displayed data frames of a page, in the form of its fact sheet.

    A row has its text, the rows of data/ that it comes from, its name and its values by column.
    """
    found = []
    for figure in page.figures:
        table = figure.table
        source_rows = [*table.source_rows, *([()] * (len(table.rows) - len(table.source_rows)))]
        rows = _rows(table.columns, table.numeric, table.rows, source_rows)
        found.append({"name": figure.name, "number": figure.number, "title": figure.title, "rows": rows})
    frames = (block.block if isinstance(block, Collapsible) else block for block in page.blocks)
    for number, frame in enumerate((block for block in frames if isinstance(block, DataTable)), 1):
        columns = tuple(cell.text for cell in frame.head[-1]) if frame.head else ()
        texts = [tuple(cell.text for cell in row) for row in frame.body]
        numeric = tuple(cell.numeric for cell in frame.body[0]) if frame.body else ()
        rows = _rows(columns, numeric, texts, [()] * len(texts))
        found.append({"name": f"table-{number}", "number": 0, "title": frame.caption, "rows": rows})
    return found


def plotted(figures: Iterable[Mapping[str, Any]]) -> tuple[Plotted, ...]:
    """Every value that the figures of a fact sheet show; each row of a figure has a unique name."""
    found = []
    for figure in figures:
        seen: Counter[str] = Counter()
        for row in figure["rows"]:
            name = row.get("row", "")
            seen[name] += 1
            name = name if seen[name] == 1 else f"{name} ({seen[name]})"
            for column, text in row.get("values", {}).items():
                inputs = tuple(row["inputs"])
                found.append(Plotted(figure["name"], name, column, text, figure["title"], figure["number"], inputs))
    return tuple(found)


def shown_on(page: str, values: Iterable[Plotted], *, date: str) -> dict[str, Shown]:
    """The values that the figures of a page show, one line for each figure."""
    found: dict[str, dict[str, str]] = {}
    for each in values:
        found.setdefault(each.figure, {})[each.label] = each.text
    return {
        f"{page}#figure:{name}": Shown(f"{page}#figure:{name}", drawn, date) for name, drawn in sorted(found.items())
    }


def plotted_changes(
    lock: Lock, page: str, values: Sequence[Plotted], notebook: str = "", *, lang: str = "en"
) -> tuple[Change, ...]:
    """The values of a page's figures that changed or vanished since publication; `lang` is the page's language.

    Renaming a row, a column or a figure changes nothing as long as its values are still shown.
    """
    figures = {
        name: [each for each in values if each.figure == name] for name in dict.fromkeys(v.figure for v in values)
    }
    left = dict(figures)
    moves: list[Change] = []
    for line in sorted(lock.figures.get(page, {}).values(), key=lambda line: (line.figure not in figures, line.id)):
        now = left.pop(_alike(line, left), [])
        moves += _moved(line, now, notebook, lang)
    return tuple(moves)


def _alike(line: Shown, figures: Mapping[str, Sequence[Plotted]]) -> str:
    """The figure that a line belongs to: the one with its name, unless another shows more of its values."""

    def weight(name: str) -> tuple[int, bool]:
        return sum(line.values.get(each.label) == each.text for each in figures[name]), name == line.figure

    likely = max(figures, key=weight, default="")
    return likely if likely and (likely == line.figure or weight(likely)[0]) else ""


def _moved(line: Shown, now: Sequence[Plotted], notebook: str, lang: str) -> Iterator[Change]:
    there = {each.label: each for each in now}
    again = Counter(each.text for each in now if line.values.get(each.label) is None)
    lost: list[tuple[str, str]] = []
    columns = Counter(label.rpartition(" | ")[0] for label in line.values)

    def earlier(label: str, was: str) -> str:
        """A value with its row, because it has no sentence that names it, and with its column if there are others."""
        row, _, column = label.rpartition(" | ")
        where = ", ".join((row, column)) if row and columns[row] > 1 else row or column
        return f"{where}: {was}"

    for label, was in line.values.items():
        value = there.get(label)
        if value is None:
            if again[was]:
                again[was] -= 1
            else:
                lost.append((label, was))
        elif _says(value.text) != _says(was):
            yield _move(line, label, was, earlier(label, was), value, notebook, lang)
    for label, was in lost:
        why = notebook or "the figure no longer shows it"
        yield Change(
            line.id, "vanished", earlier(label, was), "", None, why, f"{line.figure}: {label}", line=line.id,
            place=f"figure {line.figure}",
        )  # fmt: skip


def _move(line: Shown, label: str, was: str, earlier: str, value: Plotted, notebook: str, lang: str) -> Change:
    rows = tuple(row_named(row) for row in value.inputs)
    (before, around), (after, around_now) = _number(was, lang), _number(value.text, lang)
    far = (after - before) / abs(before) * 100 if before and after is not None and around == around_now else None
    named = "; ".join(
        f"data/{row.partition(':')[0]}.csv, {row.partition(':')[2].replace(',', ', ')}" for row in rows[:3]
    )
    why = notebook or (f"it is drawn from {named}" if named else "its data changed")
    figure = f"figure {value.number}" if value.number else "table"
    return Change(
        id=f"{line.id}#{label}",
        kind="sign" if before and after and (before < 0) != (after < 0) else "moved",
        was=earlier,
        now=value.text,
        percent=far,
        why=why,
        key=f"{value.figure}: {label}",
        sentence=f"{figure}, {value.title}: {label}, {value.text}",
        place=figure,
        rows=rows,
        line=line.id,
    )


def _number(text: str, lang: str) -> tuple[float | None, str]:
    """The first number of a text, and the words around it: "fewer than 5,000" and "5,000" are no small change."""
    for each in find(text, lang if lang in readable_languages() else "en"):
        if each.value is not None:
            return float(each.value), _says(f"{text[: each.start]} {text[each.end :]}")
    return None, _says(text)


def _says(text: str) -> str:
    return " ".join(text.replace("−", "-").split())


def _rows(
    columns: Sequence[str], numeric: Sequence[bool], rows: PlottedRows, source_rows: Sequence[Any]
) -> list[dict[str, Any]]:
    words = [n for n in range(len(columns)) if not (n < len(numeric) and numeric[n])]
    naming = _naming(len(columns), words, rows)
    found = []
    for line, rest in zip(rows, source_rows, strict=False):
        known = [*columns, *(f"column {n + 1}" for n in range(len(columns), len(line)))]
        values = {
            known[n] if known[:n].count(known[n]) == 0 else f"{known[n]} ({n + 1})": text
            for n, text in enumerate(line)
            if _DIGIT.search(text) and not (n in naming and (n in words or _YEAR.fullmatch(text)))
        }
        name = ", ".join(line[n] for n in naming if n < len(line))
        found.append({"text": " | ".join(line), "inputs": list(rest), "row": name, "values": values})
    return found


def _naming(columns: int, words: Sequence[int], rows: PlottedRows) -> tuple[int, ...]:
    """The fewest columns whose texts tell the rows apart, words before numbers."""
    order = [*words, *(n for n in range(columns) if n not in words)]
    if columns < 2 or len(rows) < 2:
        return tuple(words[:1]) if columns > 1 else ()
    for many in range(1, columns):
        names = [tuple(row[n] for n in order[:many] if n < len(row)) for row in rows]
        if len(set(names)) == len(names):
            return tuple(order[:many])
    return tuple(words) or tuple(order[:1])
