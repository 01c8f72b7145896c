"""Text measurement, and the line breaks and shifts that keep labels apart."""

from __future__ import annotations

from collections.abc import Sequence

from nutgraf.letter_widths import line_width


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of the longest line of a text."""
    return max(line_width(line, size, bold=bold) for line in text.split("\n"))


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """A text broken into as many lines as its room needs, without splitting words."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def balanced(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The same number of lines, of similar length."""
    wrapped = wrap(text, room, size, bold=bold)
    if "\n" not in wrapped:
        return wrapped
    while room > 20:
        room -= 6
        closer = wrap(text, room, size, bold=bold)
        if lines_of(closer) > lines_of(wrapped) or width(closer, size, bold=bold) > room:
            break
        wrapped = closer
    return wrapped


def lines_of(text: str) -> int:
    return text.count("\n") + 1


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centers as close as possible to the wanted ones, so that items of these sizes do not overlap."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[tuple[list[int], float, float]] = []
    for index in order:
        group = ([index], wanted[index], sizes[index])
        groups.append(_inside(group, low, high))
        while len(groups) > 1 and _top(groups[-1]) < groups[-2][1] + groups[-2][2] / 2:
            members, last = groups.pop()[0], groups.pop()[0]
            groups.append(_inside(_joined(last + members, wanted, sizes), low, high))
    placed = [0.0] * len(wanted)
    for members, center, size in groups:
        edge = center - size / 2
        for index in members:
            placed[index] = edge + sizes[index] / 2
            edge += sizes[index]
    return placed


def _top(group: tuple[list[int], float, float]) -> float:
    return group[1] - group[2] / 2


def _joined(members: list[int], wanted: Sequence[float], sizes: Sequence[float]) -> tuple[list[int], float, float]:
    """A stack of touching items, at the best average position for its members."""
    total, offsets, edge = sum(sizes[index] for index in members), [], 0.0
    for index in members:
        offsets.append(wanted[index] - edge - sizes[index] / 2)
        edge += sizes[index]
    return members, sum(offsets) / len(offsets) + total / 2, total


def _inside(group: tuple[list[int], float, float], low: float, high: float) -> tuple[list[int], float, float]:
    members, center, size = group
    center = min(center, high - size / 2)
    return members, max(center, low + size / 2), size
