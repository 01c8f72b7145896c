"""Matches the areas of a frame with those of a map by one of their names, and refuses those that no map has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from nutgraf.charts.checked_columns import word
from nutgraf.charts.outlines import OutlinedArea
from nutgraf.charts.simplify import Ring, signed_area
from nutgraf.errors import nearest

_SHOWN = 4


def named_rings(
    chart: str,
    areas: Sequence[OutlinedArea],
    column: str,
    asked: Collection[Any],
    key: str | None,
    only: Collection[Any] = (),
) -> dict[str, list[Ring]]:
    """The rings of each area by its name: the one of its names that most of the frame's values match.

    Outer rings turn one way and holes the other, so that a hole stays empty. `only` are the areas to draw, where these
    are not all. Raises for a value that no area has.
    """
    wanted = [word(value) for value in asked]
    kept = [word(value) for value in ([only] if isinstance(only, str) else only)]
    chosen = _chosen(chart, areas, [*wanted, *kept], key)
    found: dict[str, list[Ring]] = {}
    for nth, area in enumerate(areas):
        name = area.names.get(chosen, f"area {nth + 1} without {chosen}")
        found.setdefault(name, []).extend(
            turned(ring, hole=bool(place)) for rings in area.polygons for place, ring in enumerate(rings)
        )
    refuse_unknown(chart, kept, "only=", found, chosen)
    found = {name: found[name] for name in kept} or found
    refuse_unknown(chart, wanted, column, found, chosen, also="; only= leaves out the other areas" if kept else "")
    return found


def refuse_unknown(
    chart: str, wanted: Sequence[str], column: str, known: Collection[str], chosen: str, *, also: str = ""
) -> None:
    """Raises for a name that no area has, with those that it resembles."""
    lost = list(dict.fromkeys(name for name in wanted if name not in known))
    if not lost:
        return
    near = nearest(lost[0], known, 0.5)
    example = next(iter(known))
    advice = f"did you mean {near!r}?" if near else f"they are written as {example!r}"
    others = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
    raise ValueError(
        f"{chart}: {lost[0]!r}{others} in {column!r} is none of the {len(known)} areas by {chosen!r}; {advice}{also}"
    )


def _chosen(chart: str, areas: Sequence[OutlinedArea], wanted: Sequence[str], key: str | None) -> str:
    known = list(dict.fromkeys(name for area in areas for name in area.names))
    if key is not None and key not in known:
        near = nearest(key, known)
        advice = f"did you mean {near!r}?" if near else f"they have {', '.join(map(repr, known))}"
        raise ValueError(f"{chart}(key={key!r}): the areas have no such property; {advice}")
    if not known:
        raise ValueError(f"{chart}: the areas of the map have neither an id nor properties to tell them apart")
    matches = {name: len(set(wanted) & {area.names.get(name, "") for area in areas}) for name in known}
    best = key or max(known, key=lambda name: matches[name])
    if wanted and not matches[best]:
        tried = ", ".join(f"{name} ({_example(areas, name)})" for name in known[:_SHOWN])
        raise ValueError(f"{chart}: no area of the map has the name {wanted[0]!r}; their names are in {tried}")
    return best


def _example(areas: Sequence[OutlinedArea], name: str) -> str:
    return repr(next(area.names[name] for area in areas if name in area.names))


def turned(ring: Ring, *, hole: bool) -> Ring:
    return ring[::-1] if (signed_area(ring) > 0) == hole else ring
