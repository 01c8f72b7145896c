"""Checks that a map gives the same printed number the same shade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.html_figure import HtmlFigure


def shades_agree(site: BuiltSite) -> Iterator[Problem]:
    """No two areas of a map have the same number in its table and different shades."""
    for file in site.files.values():
        for figure in file.figures:
            for text, rows in _two_shades(figure):
                what = f"“{figure.title}”: {text} has one shade for {rows[0]} and another for {rows[1]}"
                yield Problem(
                    file.path, what, "print one more digit, or put the steps where the printed numbers change"
                )


def _two_shades(figure: HtmlFigure) -> list[tuple[str, tuple[str, str]]]:
    """The numbers with two shades, each with a row of both; of the column that the map is shaded by."""
    shades = dict(figure.shades or {})
    if len(set(shades.values())) < 2:
        return []
    found = [_differing(figure, nth) for nth, order in enumerate(figure.order) if _follows(order, shades)]
    return min(found, key=len, default=[])  # a column that only happens to follow the shades has ties of its own


def _follows(order: Sequence[int], shades: Mapping[int, int]) -> bool:
    """Whether the shade changes in one direction as the numbers of a column grow."""
    steps = [shades[row] for row in order if row in shades]
    return len(steps) == len(shades) and steps in (sorted(steps), sorted(steps, reverse=True))


def _differing(figure: HtmlFigure, column: int) -> list[tuple[str, tuple[str, str]]]:
    by_text: dict[str, dict[int, str]] = defaultdict(dict)
    for row, shade in (figure.shades or {}).items():
        cells = figure.rows[row] if row < len(figure.rows) else ()
        if column < len(cells):
            by_text[cells[column]].setdefault(shade, cells[0])
    return [(text, (names[0], names[1])) for text, rows in by_text.items() if len(names := list(rows.values())) > 1]
